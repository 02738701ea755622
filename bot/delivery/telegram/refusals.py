"""What the Bot API's refusals mean for the chat that was written to.

Texts are no promise of the platform's. What is known to be the end is the end; what speaks of rights or of a chat that is not found
has turned out to pass (rights given back, an hour in which nothing was found), so it is only believed when it lasts.
"""

from __future__ import annotations

from enum import Enum

from telegram.error import BadRequest, Forbidden, TelegramError


class Refusal(Enum):
    """What a refusal is about, and for how long."""

    FINAL = "the chat is closed to us until somebody lets us in again"
    FOR_NOW = "the chat does not take messages now"
    TOPIC = "the topic does not, the others of its chat do"
    MESSAGE = "the message is not acceptable as it is"


TOPICS = ("topic_closed", "topic closed", "topic_deleted", "message thread not found")
THE_END = (
    "bot was blocked by the user", "user_is_blocked", "user is deactivated", "input_user_deactivated",
    "can't initiate conversation", "can't send messages to bots", "can't send messages to the bot",
    "bot was kicked", "bot is not a member", "the group chat was deleted", "group chat was deactivated", "group is deactivated",
)  # fmt: skip
FOR_NOW = (
    "chat not found", "peer_id_invalid", "chat_id_invalid", "channel_invalid", "channel_private",
    "have no rights", "not enough rights", "need administrator rights", "chat_admin_required", "right_forbidden",
    "write_forbidden", "chat_restricted", "user_banned_in_channel", "user_restricted", "payment_required",
)  # fmt: skip
"""Besides these everything of the form `CHAT_SEND_…_FORBIDDEN`."""


def refusal_of(error: TelegramError, chat_id: int) -> Refusal:
    """What a 403 or a 400 means for a chat. A 403 of an unknown text is a person's last word, but not a group's or a channel's."""
    words = error.message.lower()
    if any(said in words for said in TOPICS):
        return Refusal.TOPIC
    if any(said in words for said in THE_END):
        return Refusal.FINAL
    if any(said in words for said in FOR_NOW) or ("chat_send_" in words and "_forbidden" in words):
        return Refusal.FOR_NOW
    if isinstance(error, Forbidden):
        return Refusal.FINAL if chat_id > 0 else Refusal.FOR_NOW
    return Refusal.MESSAGE


def is_refusal(error: object, chat_id: int) -> bool:
    """Whether an error says that a chat takes no messages, rather than that one was wrong."""
    return isinstance(error, Forbidden | BadRequest) and refusal_of(error, chat_id) is not Refusal.MESSAGE
