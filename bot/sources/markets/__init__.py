"""What exchanges and index providers publish: to compute with, never to show."""
