"""The loopback Bot API as the oracle: its own record of which chat got the alert how often, and how each request is to be treated."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.integration.program import LINK, MAY_BE_REPEAT
from tests.loopback.telegram import BotApi, Fault, Request


class Platform(BotApi):
    """Each message passes `arriving`, then fails as `treat` says; of each that took effect `copies` keeps whether it is marked."""

    def __init__(self) -> None:
        super().__init__()
        self.copies: dict[int, list[bool]] = defaultdict(list)
        self.arriving: Callable[[Request], None] = lambda request: None
        self.treat: Callable[[Request], Fault | None] = lambda request: None

    def _fault_of(self, request: Request) -> Fault | None:
        if request.method != "sendMessage":
            return super()._fault_of(request)
        self.arriving(request)
        return self.treat(request)

    async def arrived(self, more: int) -> None:
        """Wait until so many more messages have taken effect. Raises TimeoutError where nobody is left to be written to."""
        wanted = self.messages_sent + more
        await self.until(lambda: self.messages_sent >= wanted, 60.0)

    @property
    def messages_sent(self) -> int:
        """Copies of the alert that took effect."""
        return sum(map(len, self.copies.values()))

    async def go_away(self) -> None:
        """Refuse connections, and end those that there are, until `come_back`."""
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def come_back(self) -> None:
        """Listen where it did before."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def _act(self, request: Request) -> Any:
        result = await super()._act(request)
        if request.method == "sendMessage" and LINK in str(request.params["text"]):
            self.copies[int(request.params["chat_id"])].append(MAY_BE_REPEAT in str(request.params["text"]))
        return result


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the record says of chats that were all to get one alert, each figure a number of chats."""

    reached: int
    lost: int
    """It never came."""
    twice: int
    oftener: int
    """It came a third time."""
    silent: int
    """A further copy does not say that it may be one, or the program has no note of a doubt about it."""
    needless: int
    """The only copy says that it may be a second one: the program could not know that the first request had never left."""

    @property
    def is_kept(self) -> bool:
        """Whether the guarantee of delivery held."""
        return not (self.lost or self.oftener or self.silent)


def verdict(copies: Mapping[int, list[bool]], wanted: Iterable[int], doubted: Iterable[int]) -> Verdict:
    """Judge the copies by chat, each True where it is marked, of those that wanted one; `doubted`: whom the program noted as uncertain."""
    marks, known = [(chat_id, copies.get(chat_id, [])) for chat_id in wanted], set(doubted)
    return Verdict(
        reached=sum(bool(copy) for _, copy in marks),
        lost=sum(not copy for _, copy in marks),
        twice=sum(len(copy) == 2 for _, copy in marks),
        oftener=sum(len(copy) > 2 for _, copy in marks),
        silent=sum(len(copy) > 1 and not (all(copy[1:]) and chat_id in known) for chat_id, copy in marks),
        needless=sum(copy == [True] for _, copy in marks),
    )
