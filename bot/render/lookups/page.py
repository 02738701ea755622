"""What look-ups share: line 1 as news, one fact a line, and the line of sources and dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from bot.i18n import Texts
from bot.render import amounts, clock, words
from bot.render.html import bold, exact, link

H41 = "https://www.federalreserve.gov/releases/h41/current/"
REPO = "https://www.newyorkfed.org/markets/desk-operations/repo"
RATES = "https://www.newyorkfed.org/markets/reference-rates"
POLICY = "https://www.federalreserve.gov/monetarypolicy/openmarket.htm"


def page(headline: str, lines: Iterable[str], foot: str, tx: Texts) -> str:
    """A message: the news, its lines (plain text of our own; empty ones are left out), and the foot as HTML."""
    head = bold(tx.t("{headline}", headline=headline))
    return "\n".join([head, *(exact(line) for line in lines if line), foot])


def foot(publisher: str, url: str, tx: Texts, at: datetime | None = None) -> str:
    """When it came out, by whom, and that it is no advice, as HTML."""
    parts = [clock.stamp(at, tx) if at else "", link(publisher, url), exact(tx.t("not advice"))]
    return words.parted(parts, tx)


def nothing(what: str, tx: Texts) -> str:
    """That nothing of it is known yet, and where to see why."""
    said = tx.t("{what}: nothing read yet. It comes with the first publication; /status shows whether its source answers.", what=what)
    return exact(said)


def old(tx: Texts) -> str:
    """That there should have been something newer."""
    return tx.t("Old: something newer should be out by now; /status shows what is wrong")


def unread(days: Sequence[date], tx: Texts) -> str:
    """That decisions are out which were not read, so that what is told is of before them; empty where there are none."""
    if not days:
        return ""
    first, last = (amounts.day(day, tx.lang) for day in (days[0], days[-1]))
    if len(days) == 1:
        return tx.t("The decision of {day} was not read: this is as it was before it; /status shows what is wrong", day=first)
    return tx.t(
        "{count} decisions, {first} to {last}, were not read: this is as it was before them; /status shows what is wrong",
        count=len(days), first=first, last=last,
    )  # fmt: skip
