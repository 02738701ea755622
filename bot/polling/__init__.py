"""From a publisher's page to an alert in the outbox: asking, reading, deciding what is new, committing."""
