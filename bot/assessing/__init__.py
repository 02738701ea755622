"""What was known when an event came out, and what follows from it by the rules."""
