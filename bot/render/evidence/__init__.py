"""What prices did after such events, and how right the bot was, in the reader's words and pictures."""
