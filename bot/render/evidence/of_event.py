"""What a picture of one event shows, said in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.i18n import Texts
from bot.render import amounts, words
from bot.render.evidence.measured import signed_pct
from bot.render.html import bold

OF_EVENT = ("around", "wording", "operation")
"""The pictures of one event."""


@dataclass(frozen=True, slots=True)
class After:
    """An asset so many hours after an event: its return, and the middle half of those of ordinary days; percent."""

    asset: str
    hours: int
    return_pct: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Around:
    """Prices around an event, `headline` in the reader's language: those of `after` that are known."""

    headline: str
    after: tuple[After, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A statement's changes of wording: how many there are, and how many of them the picture shows."""

    headline: str
    count: int
    shown: int


@dataclass(frozen=True, slots=True)
class Ranked:
    """An operation day among those of the year up to it: how many these are, and how many took up more."""

    headline: str
    first: date
    days: int
    above: int


def around_lines(facts: Around, tx: Texts) -> list[str]:
    """What prices did, beside ordinary days."""
    how = tx.t("In % from the publication, hour by hour; in the band were half of the ordinary days of the year before, at the same hour.")
    return [bold(facts.headline), how, *_after(facts, tx)]


def _after(facts: Around, tx: Texts) -> Iterator[str]:
    for one in facts.after:
        yield tx.n(
            "{asset} after {count} hour: {value} (ordinary: {low} to {high})",
            "{asset} after {count} hours: {value} (ordinary: {low} to {high})",
            one.hours,
            asset=one.asset,
            value=signed_pct(one.return_pct),
            low=signed_pct(one.low),
            high=signed_pct(one.high),
        )
    if not facts.after:
        yield tx.t("The hours after it are not known yet.")


def wording_lines(facts: Wording, tx: Texts) -> list[str]:
    """How to read the card, and what is not on it."""
    how = tx.t("Against the statement before: struck through is gone, underlined is new.")
    left = facts.count - facts.shown
    more = tx.n("{count} smaller change is not on it.", "{count} smaller changes are not on it.", left) if left else ""
    return [bold(facts.headline), words.sentences([how, more], tx)]


def ranked_lines(facts: Ranked, tx: Texts) -> list[str]:
    """Where the operation stands in its own year."""
    since = amounts.day(facts.first, tx.lang)
    if not facts.above:
        said = tx.t("The most of its {days} operation days since {first}", days=facts.days, first=since)
    else:
        said = tx.n(
            "{count} of its {days} operation days since {first} took up more",
            "{count} of its {days} operation days since {first} took up more",
            facts.above,
            days=facts.days,
            first=since,
        )
    return [bold(facts.headline), said]
