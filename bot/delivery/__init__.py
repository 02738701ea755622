"""From the outbox to the chats: what is owed, how fast it may leave, and what the clock makes."""
