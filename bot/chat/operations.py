"""What operators work with while the program runs: the watch over sources, drafts of messages to all, who is not served."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.errors import StoreUnavailable
from bot.store import Store

EVERY = 30.0
"""Seconds between two looks at who has been banned beside this process."""


class Watch(Protocol):
    """The watch over the sources."""

    def names(self) -> list[str]: ...
    def is_paused(self, name: str) -> bool: ...
    def pause(self, name: str) -> None: ...
    def resume(self, name: str) -> None: ...
    def poll_now(self, name: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A message to all that waits for its confirmation. `lang` None: to readers of every language."""

    text: str
    lang: str | None


@dataclass(slots=True)
class Operations:
    """The operators' desk; empty where nothing is operated, as in tests of other things."""

    watch: Watch | None = None
    banned: set[int] = field(default_factory=set)
    drafts: dict[str, Draft] = field(default_factory=dict)

    def is_banned(self, chat_id: int, person: int | None) -> bool:
        """Whether a chat, or a person wherever they speak, is not served."""
        return chat_id in self.banned or person in self.banned

    def keep(self, draft: Draft) -> str:
        """Keep a draft, and give the key that its buttons name; no other draft, of this run or another, has had it."""
        key = secrets.token_hex(6)
        self.drafts[key] = draft
        return key


async def share_bans(store: Store, operations: Operations, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
    """Serve nobody whom another process on the same database has banned, or an import has brought, until cancelled."""
    while True:
        await sleep(EVERY)
        with contextlib.suppress(StoreUnavailable):
            operations.banned = set(await asyncio.to_thread(store.banned))
