"""What people type, read strictly, and the words that they may use."""
