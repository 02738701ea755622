"""What a publication says, in the reader's words: plain text, not yet HTML. Each kind of event has a module that tells it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.fomc.diff import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One event told; texts that are empty are left out.

    `news` is the action with its one number and its one comparison, and survives alone on a lock screen; `of_it` says what made up the
    most of that number, `tail` what else line 1 adds.
    `brief` is the line below an ordinary publication's news. `facts` are one a line, the one that a reader needs most first.
    """

    news: str
    of_it: str = ""
    tail: str = ""
    brief: str = ""
    facts: tuple[str, ...] = ()
    check: str = ""
    """The one fact that a reader checks next: the short form has it."""
    coming: tuple[str, datetime] | None = None
    """What to look at next, a text with `{when}` in it, and when that is."""
    aside: str = ""
    """What is easily misread, for the last line before the clock."""
    quote_title: str = ""
    quote: str = ""
    """Words of the publisher's, in its own language."""
    changes: tuple[Change, ...] = ()
    """What the wording changes against the publication before, the most important first."""
    links: tuple[tuple[str, str], ...] = ()
    """Further publications that belong to it: title and address."""
    table: tuple[str, ...] = ()
    """Every figure, one a line, where the kind lays them out in a way of its own."""
