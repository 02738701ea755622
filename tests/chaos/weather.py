"""What stands between the program and the Bot API: answers that refuse, fail, come late, in half or not at all, for some requests.

Of what leaves no answer each chat meets one at most. After two nobody can know whether the chat has the message; a third try might be a
third copy, so the program leaves it.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from tests.chaos.record import Platform
from tests.loopback.telegram import Fault, Gate, Request

SEND = "sendMessage"
PAGE = b"<html><head><title>502 Bad Gateway</title></head></html>"


@dataclass(frozen=True, slots=True)
class Weather:
    """A kind of answers: what a request of it meets, and how many of a chat's requests may."""

    name: str
    what: str
    fault: Callable[[random.Random], Fault]
    most: int
    together: int = 1
    """So many requests meet it one after the other, where there are so many."""
    is_long: bool = False
    """Whether one takes half a minute."""


def _too_many(rng: random.Random) -> Fault:
    seconds = rng.choice((1, 2))
    return Fault(SEND, status=429, description=f"Too Many Requests: retry after {seconds}", parameters={"retry_after": seconds})


def _broken(rng: random.Random) -> Fault:
    status, body = rng.choice(((500, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'), (502, PAGE), (503, b"")))
    return Fault(SEND, status=status, body=body)


def _late(seconds: float) -> Callable[[random.Random], Fault]:
    def late(rng: random.Random) -> Fault:
        gate = Gate(after=True)
        asyncio.get_running_loop().call_later(seconds, gate.open.set)
        return Fault(SEND, gate=gate)

    return late


def _cut(*where: str) -> Callable[[random.Random], Fault]:
    return lambda rng: Fault(SEND, cut=rng.choice(where))


WEATHERS = (
    Weather("429 storms", "429 with 1 or 2 s, in storms of up to twenty", _too_many, most=3, together=20),
    Weather("5xx", "500, 502 (a page) or 503", _broken, most=3),
    Weather("connections reset", "requests reset, before they took effect or after", _cut("before", "after"), most=1),
    Weather("cut answers", "answers that end in the middle", _cut("within"), most=1),
    Weather("slow answers", "answers after 3 s", _late(3.0), most=3),
    Weather("no answer in time", "answers after 25 s, which is too late", _late(25.0), most=1, is_long=True),
)
SHARE = 0.1
"""So many of the requests meet the weather."""


class Spoiler:
    """Lets requests to some chats meet a weather; which of them, in the order in which they come, is drawn before."""

    def __init__(self, weather: Weather, chats: range, rng: random.Random) -> None:
        self.weather, self.chats, self._rng = weather, chats, rng
        self.count = 0
        self._number = 0
        self._met: Counter[int] = Counter()
        meet = max(1, int(SHARE * len(chats)))
        together = min(meet, weather.together)
        starts = rng.sample(range(len(chats)), meet // together)
        self._bad = {start + n for start in starts for n in range(together)}

    def __call__(self, request: Request) -> Fault | None:
        """What this request meets."""
        chat_id = request.chat_id
        if chat_id is None or chat_id not in self.chats:
            return None
        self._number += 1
        if self._number - 1 not in self._bad or self._met[chat_id] >= self.weather.most:
            return None
        self._met[chat_id] += 1
        self.count += 1
        return self.weather.fault(self._rng)


def spoil(platform: Platform, spoilers: list[Spoiler]) -> None:
    """Each request meets the first that has something for it."""
    platform.treat = lambda request: next(filter(None, (spoiler(request) for spoiler in spoilers)), None)
