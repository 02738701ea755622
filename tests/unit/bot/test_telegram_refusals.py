"""What the Bot API's refusals mean: every text that it is known to give, in the forms of its servers and of the servers behind them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from telegram import ChatMember, ChatMemberAdministrator, ChatMemberBanned, ChatMemberLeft, ChatMemberMember, ChatMemberOwner, User
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.chat.closing import may_write
from bot.delivery.telegram.refusals import Refusal, is_refusal, refusal_of

PERSON, GROUP = 1001, -1009000000001
FINAL = [
    "Forbidden: bot was blocked by the user",
    "Forbidden: USER_IS_BLOCKED",
    "Forbidden: user is deactivated",
    "Bad Request: INPUT_USER_DEACTIVATED",
    "Forbidden: bot can't initiate conversation with a user",
    "Forbidden: bot can't send messages to bots",
    "Forbidden: the bot can't send messages to the bot",
    "Forbidden: bot was kicked from the group chat",
    "Forbidden: bot was kicked from the supergroup chat",
    "Forbidden: bot was kicked from the channel chat",
    "Forbidden: bot is not a member of the supergroup chat",
    "Forbidden: bot is not a member of the channel chat",
    "Forbidden: the group chat was deleted",
    "Bad Request: group chat was deactivated",
    "Bad Request: group is deactivated",
]
FOR_NOW = [
    "Bad Request: chat not found",
    "Bad Request: PEER_ID_INVALID",
    "Bad Request: CHAT_ID_INVALID",
    "Bad Request: CHANNEL_INVALID",
    "Bad Request: CHANNEL_PRIVATE",
    "Forbidden: CHANNEL_PRIVATE",
    "Bad Request: have no rights to send a message",
    "Bad Request: not enough rights to send text messages to the chat",
    "Bad Request: not enough rights to send photos to the chat",
    "Forbidden: not enough rights to send text messages to the chat",
    "Bad Request: need administrator rights in the channel chat",
    "Bad Request: CHAT_ADMIN_REQUIRED",
    "Forbidden: RIGHT_FORBIDDEN",
    "Bad Request: CHAT_WRITE_FORBIDDEN",
    "Forbidden: CHAT_WRITE_FORBIDDEN",
    "Bad Request: CHAT_RESTRICTED",
    "Bad Request: CHAT_SEND_PLAIN_FORBIDDEN",
    "Bad Request: CHAT_SEND_PHOTOS_FORBIDDEN",
    "Bad Request: CHAT_SEND_MEDIA_FORBIDDEN",
    "Bad Request: USER_BANNED_IN_CHANNEL",
    "Bad Request: USER_RESTRICTED",
    "Forbidden: ALLOW_PAYMENT_REQUIRED_5",
]
TOPIC = ["Bad Request: TOPIC_CLOSED", "Bad Request: TOPIC_DELETED", "Bad Request: message thread not found"]
MESSAGE = [
    "Bad Request: message is too long",
    "Bad Request: MESSAGE_TOO_LONG",
    "Bad Request: message text is empty",
    'Bad Request: can\'t parse entities: unsupported start tag "tg-time" at byte offset 5',
    "Bad Request: message to be replied not found",
    "Bad Request: message to edit not found",
    "Bad Request: message is not modified",
    "Bad Request: BUTTON_DATA_INVALID",
    "Bad Request: wrong file identifier/HTTP URL specified",
    "Bad Request: something new",
]


def error_of(text: str) -> TelegramError:
    return (Forbidden if text.startswith("Forbidden") else BadRequest)(text)


@pytest.mark.parametrize("chat_id", [PERSON, GROUP])
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *((text, Refusal.FINAL) for text in FINAL),
        *((text, Refusal.FOR_NOW) for text in FOR_NOW),
        *((text, Refusal.TOPIC) for text in TOPIC),
        *((text, Refusal.MESSAGE) for text in MESSAGE),
    ],
)
def test_every_known_text(text: str, expected: Refusal, chat_id: int) -> None:
    assert refusal_of(error_of(text), chat_id) is expected
    assert is_refusal(error_of(text), chat_id) is (expected is not Refusal.MESSAGE)


def test_an_unknown_403_is_a_persons_last_word_and_not_a_groups() -> None:
    assert refusal_of(Forbidden("Forbidden: a reason of 2031"), PERSON) is Refusal.FINAL
    assert refusal_of(Forbidden("Forbidden: a reason of 2031"), GROUP) is Refusal.FOR_NOW


@pytest.mark.parametrize("error", [TelegramError("chat not found"), ValueError("chat not found"), None])
def test_what_is_neither_400_nor_403_is_no_refusal(error: object) -> None:
    assert is_refusal(error, GROUP) is False


def test_the_recorded_refusals_are_all_known(shared: Path) -> None:
    payloads = json.loads((shared / "fixtures/telegram/error_payloads.json").read_text())
    told = {p["name"]: p["body"]["description"] for p in payloads if p["http_status"] in (400, 403) and "parameters" not in p["body"]}
    found = {name: refusal_of(error_of(text), GROUP) for name, text in told.items()}
    final = ("403_blocked", "403_kicked_group", "403_kicked_supergroup", "403_not_member_channel", "403_cant_initiate")
    assert found == dict.fromkeys(final, Refusal.FINAL) | {
        "400_chat_not_found": Refusal.FOR_NOW,
        "400_too_long": Refusal.MESSAGE,
        "400_not_modified": Refusal.MESSAGE,
    }


ME = User(7, "fedtide", is_bot=True)
NAMES = """can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members can_promote_members
    can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"""
RIGHTS = dict.fromkeys(NAMES.split(), False)


@pytest.mark.parametrize(
    ("member", "chat_type", "expected"),
    [
        (ChatMemberLeft(ME), "supergroup", False),
        (ChatMemberBanned(ME, None), "private", False),
        (ChatMemberMember(ME), "supergroup", True),
        (ChatMemberMember(ME), "private", True),
        (ChatMemberMember(ME), "channel", False),
        (ChatMemberOwner(ME, is_anonymous=False), "channel", True),
        (ChatMemberAdministrator(ME, **RIGHTS), "supergroup", True),
        (ChatMemberAdministrator(ME, **RIGHTS, can_post_messages=True), "channel", True),
        (ChatMemberAdministrator(ME, **RIGHTS, can_post_messages=False), "channel", False),
        (ChatMemberAdministrator(ME, **RIGHTS), "channel", True),
    ],
)
def test_who_may_write(member: ChatMember, chat_type: str, expected: bool) -> None:
    assert may_write(member, chat_type) is expected
