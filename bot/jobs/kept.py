"""Assessments of a replay, kept beside the database: the next replay works out what is new, and what comes after it.

Each is known by a name that hashes all that it hangs on: the program, the rulebook, its event, what was known at that moment besides
events, and the name of the event before it, which says the same of everything earlier. What has another name is worked out.
"""

from __future__ import annotations

import dataclasses
import functools
import importlib
import io
import pickle
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import Any

import bot
import rules
from rules.event import Event
from rules.model import Assessment

Measured = tuple[Event, Assessment]
"""An event with its measures, and what was said of it."""


class Kept:
    """What earlier replays found, by name, and what this one has found or used."""

    def __init__(self, known: dict[bytes, Measured] | None = None) -> None:
        self._known = known or {}
        self.used: dict[bytes, Measured] = {}
        self.fresh = 0
        """How many had to be worked out."""
        self._name = b""

    def begin(self, *everything: object) -> None:
        """A replay begins; these bear on all of it."""
        self._name = name_of(_program(), *everything)

    def follows(self, *what: object) -> None:
        """The next event in order, with what else bears on it: what follows has another name than without it."""
        self._name = name_of(self._name, *what)

    def found(self) -> Measured | None:
        """What is known of the event that was named last."""
        return self._known.get(self._name)

    def keep(self, measured: Measured, *, is_fresh: bool) -> None:
        """What was found for that event."""
        self.used[self._name] = measured
        self.fresh += is_fresh


@contextmanager
def kept_in(path: Path | None) -> Iterator[Kept]:
    """What a file holds, and at the end what was used of it or found. No file, or a damaged one, holds nothing."""
    kept = Kept(_read(path) if path is not None else None)
    yield kept
    if path is not None and kept.fresh:
        fresh = path.with_name(path.name + ".new")
        fresh.write_bytes(zlib.compress(pickle.dumps(kept.used), 1))
        fresh.replace(path)


def _read(path: Path) -> dict[bytes, Measured]:
    try:
        found = _OurData(io.BytesIO(zlib.decompress(path.read_bytes()))).load()
    except Exception:  # noqa: BLE001 - whatever it holds, it can be worked out anew
        return {}
    return found if isinstance(found, dict) else {}


class _OurData(pickle.Unpickler):
    """Reads dates and data classes of the rules alone: a file that somebody else wrote runs nothing."""

    def find_class(self, module: str, name: str) -> Any:
        """The class of this name, if it is one of these."""
        if (module, name) in (("datetime", "date"), ("datetime", "datetime"), ("datetime", "timedelta"), ("datetime", "timezone")):
            return super().find_class(module, name)
        if module.startswith("rules."):
            found = getattr(importlib.import_module(module), name, None)
            if isinstance(found, type) and dataclasses.is_dataclass(found):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no data of ours")


@functools.cache
def _program() -> bytes:
    """A hash of the program's own text."""
    digest = blake2b(digest_size=16)
    for package in (bot, rules):
        folder = Path(package.__path__[0])
        for path in sorted((*folder.rglob("*.py"), *folder.rglob("*.toml"))):
            digest.update(path.read_bytes())
    return digest.digest()


def name_of(*what: object) -> bytes:
    """A hash of what these are, by what they say of themselves."""
    digest = blake2b(digest_size=16)
    for one in what:
        digest.update(one if isinstance(one, bytes) else repr(one).encode())
        digest.update(b"\0")
    return digest.digest()
