"""What runs once and ends: the past into the store, the past assessed again, studies, files scored, a check-up."""
