"""Pictures that Telegram has: each goes up once and is then sent by its file's id."""

from __future__ import annotations

import hashlib

MOST = 256
"""Pictures remembered, the newest: there are a dozen a language, each until its figures change."""


class Uploaded:
    """The files' ids by what the pictures are, byte for byte, so that another language or another style is another picture.

    Kept as long as the program runs: after a start each picture goes up once more.
    """

    def __init__(self) -> None:
        self._ids: dict[bytes, str] = {}

    def id_of(self, png: bytes) -> str | None:
        """The file's id; None for a picture that has not gone up."""
        return self._ids.get(_key(png))

    def keep(self, png: bytes, file_id: str) -> None:
        """From now on the picture is sent by this id."""
        self._ids.pop(_key(png), None)
        self._ids[_key(png)] = file_id
        while len(self._ids) > MOST:
            del self._ids[next(iter(self._ids))]


def _key(png: bytes) -> bytes:
    return hashlib.sha256(png).digest()
