"""Which requests have left, noted right before the bytes of each: what a killed process had claimed and not sent is no doubt then.

A claim is on the disk some time before its request leaves: others are written in between, a connection is made. Killed there twice in a
row, a delivery would stay uncertain for good that never left. The notes are in a file beside the database, in the system's memory at once:
they outlive the process and cost microseconds. A power cut may take them, so they count only until the system starts anew.
"""

from __future__ import annotations

import os
import secrets
import struct
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.store.ownership import make

PLACES = 1 << 16
"""The latest requests are known: a minute's at a thousand a second, longer than any is under way."""
ENDING = ".left"
"""What the file's name adds to that of the database."""
BOOT = Path("/proc/sys/kernel/random/boot_id")
"""Another one each time the system starts; where there is none, nothing is noted."""
_HEAD = struct.Struct("<40sq16x")
_NOTE = struct.Struct("<q")


@dataclass(frozen=True, slots=True)
class Left:
    """What an earlier process noted: its number, which its claims bear, and the deliveries whose requests may have left."""

    run: int
    ids: frozenset[int]


class Departures:
    """The notes beside a database's file; none for a server's (`path` is None), whose processes are on several machines."""

    def __init__(self, path: Path | None) -> None:
        self._path = path and path.with_name(f"{path.name}{ENDING}")
        self._file: int | None = None
        self._count = 0
        self.are_wanted = False
        """Whether whoever sends calls `note` for every request."""
        self.run: int | None = None
        """What this process's claims bear, once it takes notes."""

    def earlier(self) -> Left | None:
        """What the process before has noted; None where nothing is known, so that whatever it had claimed may have left."""
        boot = _boot()
        if self._path is None or not boot or self.run is not None:
            return None
        try:
            found = self._path.read_bytes()
        except OSError:
            return None
        if len(found) != _HEAD.size + PLACES * _NOTE.size:
            return None
        since, run = _HEAD.unpack_from(found)
        if since.rstrip(b"\0") != boot:
            return None
        return Left(run, frozenset(number for (number,) in _NOTE.iter_unpack(found[_HEAD.size :])))

    def begin(self) -> None:
        """Take notes from now on, where they are wanted and there is a place for them; earlier ones are gone."""
        boot = _boot()
        if self._path is None or not boot or self.run is not None or not self.are_wanted:
            return
        with suppress(OSError):
            make(self._path)
            self._file = os.open(self._path, os.O_RDWR)
            run = secrets.randbits(62)
            os.ftruncate(self._file, 0)
            os.pwrite(self._file, bytes(PLACES * _NOTE.size), _HEAD.size)  # a disk that fills up later has this place
            os.pwrite(self._file, _HEAD.pack(boot, run), 0)
            self.run = run

    def note(self, delivery_id: int) -> None:
        """The request of a delivery leaves now. Raises OSError, after which it must not."""
        if self.run is not None and self._file is not None:
            os.pwrite(self._file, _NOTE.pack(delivery_id), _HEAD.size + self._count % PLACES * _NOTE.size)
            self._count += 1

    def close(self) -> None:
        """Take no more notes; those that were taken stay."""
        file, self._file, self.run = self._file, None, None
        if file is not None:
            os.close(file)


def _boot() -> bytes:
    try:
        return BOOT.read_bytes().strip()
    except OSError:
        return b""
