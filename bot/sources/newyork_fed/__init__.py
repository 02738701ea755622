"""What the New York Fed publishes: operations, reference rates, statements and schedules of its Desk."""
