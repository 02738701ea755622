"""What a publication of each kind says, in the reader's words."""
