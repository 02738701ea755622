"""What a publication says, in the reader's words: plain text, not yet HTML. Each kind of event has a module that tells it."""

from __future__ import annotations

from dataclasses import dataclass


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
