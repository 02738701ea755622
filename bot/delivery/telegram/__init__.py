"""Telegram as a channel: one message out, what the Bot API answers to it, and the wire that both go over."""
