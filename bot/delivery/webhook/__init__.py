"""Webhooks out as a channel: scored events to another program, signed as Standard Webhooks has it (standardwebhooks.com)."""
