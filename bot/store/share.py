"""Which part of the work is a process's."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Share:
    """A process's part of the work: whether it watches, and which of how many parts of the chats it writes to."""

    leads: bool = True
    part: int = 0
    parts: int = 1
