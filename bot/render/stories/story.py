"""What a publication says, in the reader's words: plain text, not yet HTML. Each kind of event has a module that tells it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.fomc.diff import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event told.

    `headline` is what a phone's preview shows; `numbers` are lines, empty ones are left out; `notes` say what is easily misread.
    """

    headline: str
    numbers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    quote_title: str = ""
    quote: str = ""
    """Words of the publisher's, in its own language."""
    changes: tuple[Change, ...] = ()
    """What the wording changes against the publication before, the most important first."""
    links: tuple[tuple[str, str], ...] = ()
    """Further publications that belong to it: title and address."""
    told: frozenset[str] = frozenset()
    """Fields that headline and numbers have told: the reasons don't say them again."""
