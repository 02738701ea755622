"""What each command and each press answers."""
