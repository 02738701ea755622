"""What a picture shows, said in the reader's language: enough for somebody who cannot see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from bot.i18n import N_, Texts, texts
from bot.render import amounts, words
from bot.render.evidence.measured import signed_pct
from bot.render.evidence.of_event import Around, Ranked, Wording, around_lines, ranked_lines, wording_lines
from bot.render.html import bold

LOOKED_UP = ("balance", "repo", "rates", "dots")
"""The pictures of look-ups, by their command."""
PICTURES = ("balance-sheet", "fomc-decisions", "reliability", *LOOKED_UP)
"""The names of the pictures that there are, beside those of one event (`OF_EVENT`)."""
LIMIT = 1024
"""What Telegram takes under a picture, in UTF-16 units after the entities are parsed."""
FEW = 5
"""Of fewer stretches no median is told."""
Quartiles = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Decisions:
    """BTC around decisions: how many, since when, and quartiles after 24 hours, beside those of ordinary windows; percent."""

    n: int
    since: int
    after: Quartiles
    ordinary: Quartiles


@dataclass(frozen=True, slots=True)
class Bins:
    """Claimed chances of a rise: each how many, the claim, the share that rose and its 95 % interval."""

    rows: tuple[tuple[int, float, float, tuple[float, float]], ...]


@dataclass(frozen=True, slots=True)
class Quarters:
    """The balance sheet and BTC over stretches of so many weeks: regime, change of total assets, return of BTC; percent."""

    weeks: int
    first: date
    last: date
    changes: tuple[tuple[str, float, float], ...]


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A look-up's picture: its command, and the days it shows."""

    name: str
    first: date
    last: date


Facts = Decisions | Bins | Quarters | LookedUp | Around | Wording | Ranked
SHOWN: Mapping[str, str] = {
    "balance": N_("What the Fed's assets are made of: Treasuries, MBS and others; the strip above is the policy cycle"),
    "repo": N_("What standing repo lent and overnight reverse repo took in, each day of its last year; the dot is the last"),
    "rates": N_("SOFR and EFFR over interest on reserves (IORB), each day of the last year, in basis points"),
    "dots": N_("The Committee's medians of the funds rate at each year's end: dots now, diamonds before"),
}
"""What each look-up's picture shows."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture, PNG, what it shows, and the hash of the numbers in it."""

    name: str
    png: bytes
    facts: Facts
    sha256: str


def facts_of_bins(bins: Sequence[Mapping[str, Any]]) -> Bins:
    """The rows of a record's `reliability`."""
    return Bins(tuple((row["n"], row["claimed"], row["rose"], tuple(row["ci95"])) for row in bins))


def caption(facts: Facts, lang: str) -> str:
    """What a picture shows, as Telegram HTML."""
    tx = texts("alerts", lang)
    lines = _LINES[type(facts)](facts, tx)
    return "\n".join([*lines, tx.t("Information, not advice.")])


def _decisions(facts: Decisions, tx: Texts) -> list[str]:
    title = tx.t("BTC around {count} FOMC decisions since {year}", count=facts.n, year=facts.since)
    how = tx.t(
        "From a day before to three days after: the line is the median, the band the middle half; grey are ordinary windows at the same "
        "weekday and hour."
    )
    after = tx.t("After 24 hours: median {median}, middle half {low} to {high}.", **_said(facts.after))
    ordinary = tx.t("Ordinary windows: median {median}, middle half {low} to {high}.", **_said(facts.ordinary))
    return [bold(title), how, after, ordinary]


def _said(quartiles: Quartiles) -> dict[str, str]:
    return dict(zip(("low", "median", "high"), map(signed_pct, quartiles), strict=True))


def _bins(facts: Bins, tx: Texts) -> list[str]:
    title = tx.t("Claimed chance of a rise, and how often BTC rose")
    how = tx.t("On the dashed line the claims would be right; whiskers are 95% ranges. From a replay of the past by today's rules.")
    rows = [
        tx.t(
            "Claimed {claimed}: rose {rose} of {n} times ({low} to {high})",
            claimed=_share(claimed),
            rose=_share(rose),
            n=n,
            low=_share(low),
            high=_share(high),
        )
        for n, claimed, rose, (low, high) in facts.rows
    ]
    return [bold(title), how, *rows]


def _quarters(facts: Quarters, tx: Texts) -> list[str]:
    days = {"first": amounts.day(facts.first, tx.lang), "last": amounts.day(facts.last, tx.lang)}
    title = tx.t("The Fed's balance sheet and BTC by regime, {first} to {last}", **days)
    how = tx.t(
        "Above: total assets, coloured by regime. Below: each dot is {weeks} weeks, how much total assets changed and what BTC returned.",
        weeks=facts.weeks,
    )
    rows = [_regime_row(regime, facts, tx) for regime in dict.fromkeys(change[0] for change in facts.changes)]
    warning = tx.t(
        "Two levels that trend look related whether they are or not, so changes are compared and no correlation of levels is shown."
    )
    return [bold(title), how, *rows, warning]


def _regime_row(regime: str, facts: Quarters, tx: Texts) -> str:
    own = [change for change in facts.changes if change[0] == regime]
    name = words.value("regime", regime, tx)
    if len(own) < FEW:
        return tx.n("{regime}: {count} dot, too few for a median", "{regime}: {count} dots, too few for a median", len(own), regime=name)
    return tx.t(
        "{regime}: {count} dots, median of total assets {assets}, of BTC {bitcoin}",
        count=len(own),
        regime=name,
        assets=signed_pct(median(change[1] for change in own)),
        bitcoin=signed_pct(median(change[2] for change in own)),
    )


def _looked_up(facts: LookedUp, tx: Texts) -> list[str]:
    days = {"first": amounts.day(facts.first, tx.lang), "last": amounts.day(facts.last, tx.lang)}
    one, several = N_("{last}; the figures in words: /{name}"), N_("{first} to {last}; the figures in words: /{name}")
    which = several if facts.first < facts.last else one
    return [bold(tx.t(SHOWN[facts.name])), tx.t(which, name=facts.name, **days)]


def _share(value: float) -> str:
    return f"{value:.0%}"


_LINES: Mapping[type, Callable[[Any, Texts], list[str]]] = {
    Decisions: _decisions, Bins: _bins, Quarters: _quarters, LookedUp: _looked_up, Around: around_lines, Wording: wording_lines,
    Ranked: ranked_lines,
}  # fmt: skip
