"""What is asked over HTTP: whether the bot is well, and what it knows."""
