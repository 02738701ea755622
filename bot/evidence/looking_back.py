"""What chats ask of the past: the record, the claims and the pictures, worked out when asked for and kept until what is stored is another.

This module is small to load. What it loads where the work is done (numpy, pandas, scipy, matplotlib) is loaded by the worker process.
"""

from __future__ import annotations

import contextlib
import threading
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from bot.evidence.stored_claims import goes_back, measured_claims
from bot.languages import SOURCE
from bot.render.evidence.captions import LOOKED_UP, Picture
from bot.render.evidence.of_event import OF_EVENT
from bot.store import Place, Store
from bot.worker import Call, here
from rules.claims import Claim, shipped_claims, with_own
from rules.model import Statistics

T = TypeVar("T")
ASSET = "BTC"


class LookingBack:
    """Answers from any thread, each of them worked out once for what is stored."""

    def __init__(self, store: Store, statistics: Callable[[], Statistics | None], call: Call = here) -> None:
        """`statistics` gives what was measured over history, shipped or the operator's own, as it is in force.

        `call` does the work: `Worker.call`, or in place.
        """
        self._store, self._statistics, self._call = store, statistics, call
        self._working: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
        self._kept: dict[str, tuple[Any, Any]] = {}

    def record(self) -> Mapping[str, Any]:
        """The contract's `evidence record` object, with the replay as `walk_forward`; it may take a second."""
        return self._current("record", lambda _: self._call(record_of, self._store.place, self._statistics()))

    def claims(self) -> tuple[Claim, ...]:
        """The shipped claims, the store's own in their place where it knows as much; it may take a second."""

        def fresh(_: object) -> tuple[Claim, ...]:
            own = self._call(claims_of, self._store.place) if goes_back(self._store) else ()
            return with_own(shipped_claims(), own)

        return self._current("claims", fresh)

    def picture(self, name: str, lang: str = SOURCE, event_id: int = 0) -> Picture | None:
        """One of PICTURES, or of an event one of OF_EVENT, in a language; None where what is stored is too little. Takes seconds."""
        if name in OF_EVENT:
            return self._call(event_picture_of, self._store.place, name, event_id, lang)

        def fresh(kept: Picture | None) -> Picture | None:
            return self._call(picture_of, self._store.place, name, self._statistics(), kept, lang)

        return self._anew(f"{name} {lang}", fresh) if name in LOOKED_UP else self._current(f"{name} {lang}", fresh)

    def _anew(self, name: str, fresh: Callable[[Any], T]) -> T:
        """Looked at each time, since a publication without an alert changes it too; `fresh` draws only what shows something else."""
        with self._working[name]:
            found = fresh(self._kept.get(name, (None, None))[1])
            self._kept[name] = None, found
            return found

    def _current(self, name: str, fresh: Callable[[Any], T]) -> T:
        """What is kept, unless there is another alert, price or measurement since; `fresh` is given what was kept, or None."""
        with self._working[name]:
            key = (self._store.record_key(ASSET), self._statistics())
            kept_key, kept = self._kept.get(name, (None, None))
            if kept_key != key:
                kept = fresh(kept)
                self._kept[name] = key, kept
            found: T = kept
            return found


def record_of(place: Place, statistics: Statistics | None) -> dict[str, Any]:
    """The record of the store at this place."""
    from bot.evidence.public import public_record

    with contextlib.closing(Store(place)) as store:
        return public_record(store, statistics)


def claims_of(place: Place) -> tuple[Claim, ...]:
    """The claims by what the store at this place knows."""
    with contextlib.closing(Store(place)) as store:
        return measured_claims(store)


def picture_of(place: Place, name: str, statistics: Statistics | None, kept: Picture | None, lang: str = SOURCE) -> Picture | None:
    """A picture of what the store at this place knows; the one that is kept where it shows the same."""
    from bot.evidence.drawn import drawn
    from bot.evidence.looked_up import looked_up

    with contextlib.closing(Store(place)) as store:
        return looked_up(store, name, lang, kept) if name in LOOKED_UP else drawn(store, name, statistics, kept, lang)


def event_picture_of(place: Place, name: str, event_id: int, lang: str) -> Picture | None:
    """A picture of one event, by what the store at this place knows."""
    from bot.evidence.of_event import of_event

    with contextlib.closing(Store(place)) as store:
        return of_event(store, name, event_id, lang)
