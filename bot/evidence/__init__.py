"""What prices did after events, the article's claims against data, and how well the bot has done. docs/evidence.md is the method."""
