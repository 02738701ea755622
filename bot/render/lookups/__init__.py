"""Look-ups in the reader's words: each module tells one dataclass of `bot.lookups`, Telegram HTML of fourteen lines at most. Pure."""
