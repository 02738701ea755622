"""Pictures in chats: each goes up once and is then sent by its file's id; and buttons without them, for chats that want none."""

from __future__ import annotations

import hashlib

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.chat import presses

MOST = 256
"""Pictures remembered, the newest: there are a dozen a language, each until its figures change."""


class Uploaded:
    """The files' ids by what the pictures are, byte for byte, so that another language or another style is another picture.

    An id counts for the bot whose token it was given to: they are kept as long as the program runs, and after a start each picture goes
    up once more.
    """

    def __init__(self) -> None:
        self._ids: dict[bytes, str] = {}

    def id_of(self, png: bytes) -> str | None:
        """The file's id; None for a picture that has not gone up."""
        return self._ids.get(_key(png))

    def forget(self, png: bytes) -> None:
        """Telegram does not know the id any more."""
        self._ids.pop(_key(png), None)

    def keep(self, png: bytes, file_id: str) -> None:
        """From now on the picture is sent by this id."""
        self._ids.pop(_key(png), None)
        self._ids[_key(png)] = file_id
        while len(self._ids) > MOST:
            del self._ids[next(iter(self._ids))]


def _key(png: bytes) -> bytes:
    return hashlib.sha256(png).digest()


def without_pictures(board: InlineKeyboardMarkup | None) -> InlineKeyboardMarkup | None:
    """The same buttons for a chat that wants no pictures; None where none is left."""
    if board is None:
        return None
    rows = [[button for button in row if not _opens_a_picture(button)] for row in board.inline_keyboard]
    return InlineKeyboardMarkup(left) if (left := [row for row in rows if row]) else None


def _opens_a_picture(button: InlineKeyboardButton) -> bool:
    asked = presses.read_press(button.callback_data) if isinstance(button.callback_data, str) else None
    return asked is not None and isinstance(asked[0], presses.ShowPicture)
