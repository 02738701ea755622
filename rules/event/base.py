"""Events: one dated fact as published, a frozen dataclass per kind, and the context it came out in.

Units live in names: `_usd` whole dollars, `_pct` percent, `_bp` basis points, `_days` days, `_on` and `as_of` New York dates,
`_at` aware UTC instants. A field that a publisher states compares; a *measure*, computed from history, does not (`compare=False`).
None means unknown, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar


def measure(default: Any = None) -> Any:
    """A field computed from history: not part of what the publisher said."""
    return field(default=default, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event has. `key` is the publisher's own id for the fact, unique within `source`."""

    KIND: ClassVar[str]
    CORE: ClassVar[tuple[str, ...]] = ()
    """Facts that every complete publication of this kind carries: one that is None is named in `missing`."""

    source: str
    key: str
    title: str
    url: str
    published_at: datetime
    seen_at: datetime | None = field(default=None, compare=False)
