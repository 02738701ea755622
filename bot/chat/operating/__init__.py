"""What operators say and press, and what they see."""
