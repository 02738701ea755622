"""All publishers in one transport: it answers by the script and the simulated clock, and keeps the log of what it was asked."""

from __future__ import annotations

import hashlib
import random
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qsl

import httpx

from tests.simulation.days import in_new_york
from tests.simulation.script import Address, Fault, Script

QUICK, SLOW = 0.03, 0.2
"""Seconds that one way takes, to the publisher or back."""


@dataclass(slots=True)
class Clock:
    """The simulated time; a poll that begins sets it, its requests move it on."""

    at: datetime

    def now(self) -> datetime:
        """What it shows."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Let simulated time pass, at once."""
        self.at += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request that reached the publisher, and its answer: a status, or 0 where there was none."""

    at: datetime
    host: str
    target: str
    status: int
    is_sound: bool = True


@dataclass(slots=True)
class Log:
    """What was asked: requests that were carried out one by one, counted ones by host and target as seconds since 1970."""

    carried_out: list[Asked] = field(default_factory=list)
    counted: defaultdict[tuple[str, str], array[float]] = field(default_factory=lambda: defaultdict(lambda: array("d")))

    def instants(self) -> Iterator[tuple[str, str, datetime]]:
        """Host, target and instant of every request, in no order."""
        for asked in self.carried_out:
            yield asked.host, asked.target, asked.at
        for (host, target), seconds in self.counted.items():
            for second in seconds:
                yield host, target, datetime.fromtimestamp(second, UTC)

    def a_day(self) -> Counter[tuple[str, date]]:
        """Requests by host and New York day."""
        return Counter((host, in_new_york(instant)) for host, _, instant in self.instants())

    def __len__(self) -> int:
        return len(self.carried_out) + sum(map(len, self.counted.values()))


class Publishers(httpx.AsyncBaseTransport):
    """What the client talks to in place of the network. Nothing of the bot's is known here."""

    def __init__(self, script: Script, clock: Clock, seed: int = 1) -> None:
        self.log = Log()
        self._clock = clock
        self._dice = random.Random(seed)
        self._faults = script.faults
        addresses = [address for part in script.parts for address in part.addresses] + list(script.further)
        self._addresses: dict[tuple[str, str], Address] = {(address.host, address.path): address for address in addresses}
        self._bodies: dict[tuple[str, str], tuple[int, bytes | None, str]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request, after the way there and before the way back."""
        await self._clock.sleep(self._dice.uniform(QUICK, SLOW))
        now, host, target = self._clock.now(), request.url.host, request.url.raw_path.decode()
        fault = next((fault for fault in self._faults if fault.holds(now) and fault.concerns(host, request.url.path)), None)
        if fault is not None and fault.deform is None:
            self.log.carried_out.append(Asked(now, host, target, 0, is_sound=False))
            raise httpx.ConnectError("no route to host", request=request)
        response = self._answer(request, now, fault)
        self.log.carried_out.append(Asked(now, host, target, response.status_code, is_sound=fault is None))
        await self._clock.sleep(self._dice.uniform(QUICK, SLOW))
        return response

    def _answer(self, request: httpx.Request, now: datetime, fault: Fault | None) -> httpx.Response:
        headers = {"Date": format_datetime(now.replace(microsecond=0), usegmt=True)}
        address = self._addresses.get((request.url.host, request.url.path))
        body, etag = self._body(request, address, now) if address else (None, "")
        if address is None or body is None:
            return httpx.Response(404, request=request, headers=headers, stream=httpx.ByteStream(b"<html>Page not found</html>"))
        if address.has_validators:
            headers["ETag"] = etag
            if request.headers.get("If-None-Match") == etag:
                return httpx.Response(304, request=request, headers=headers)
        if fault is not None and fault.deform:
            body = fault.deform(body)
        headers |= {"Content-Type": address.content_type, "Content-Length": str(len(body))}
        return httpx.Response(200, request=request, headers=headers, stream=httpx.ByteStream(body))

    def _body(self, request: httpx.Request, address: Address, now: datetime) -> tuple[bytes | None, str]:
        """The body of a target and its tag, made once a version."""
        key, version = (request.url.host, request.url.raw_path.decode()), address.version(now)
        made = self._bodies.get(key)
        if made is None or made[0] != version:
            body = address.body(now, dict(parse_qsl(request.url.query.decode())))
            made = self._bodies[key] = version, body, f'W/"{hashlib.sha256(body or b"").hexdigest()[:16]}"'
        return made[1], made[2]

    def first_served(self) -> dict[str, list[datetime]]:
        """By address (host and path, `?id=` of FRED): when it gave a sound body, in order."""
        found: defaultdict[str, list[datetime]] = defaultdict(list)
        for asked in self.log.carried_out:
            if asked.status == 200 and asked.is_sound:
                path, _, query = asked.target.partition("?")
                series = query.partition("&")[0] if query.startswith("id=") else ""
                found[f"{asked.host}{path}" + (f"?{series}" if series else "")].append(asked.at)
        return {address: sorted(instants) for address, instants in found.items()}


def first_after(instants: list[datetime], at: datetime) -> datetime | None:
    """The first of them at or after an instant."""
    place = bisect_left(instants, at)
    return instants[place] if place < len(instants) else None
