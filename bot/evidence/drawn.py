"""Pictures drawn from what is stored: of decisions, of the balance sheet, and of the record that the statistics hold."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import Any

from bot.evidence.baseline import instants_of
from bot.evidence.closes import Closes, closes_of
from bot.evidence.groups import groups_of
from bot.evidence.pictures import WEEKS, paths, sheets
from bot.languages import SOURCE
from bot.render.evidence.captions import Decisions, Facts, Picture, Quarters, facts_of_bins
from bot.source import Price
from bot.sources import source
from bot.store import Store
from rules.event import Event, FomcStatement
from rules.ledger import shipped_ledger
from rules.like import MINIMUM
from rules.model import Assessment, ReliabilityBin, Statistics

PRESS, SHEETS = "fed.press_release", "fed.balance_sheet"
SINCE = datetime(2018, 1, 1, tzinfo=UTC)
"""Ordinary windows look a year back from 2019."""
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
_UNASSESSED = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime=None)


def drawn(store: Store, name: str, statistics: Statistics | None, kept: Picture | None = None, lang: str = SOURCE) -> Picture | None:
    """`balance-sheet`, `fomc-decisions` or `reliability`; None where what is stored is too little. Takes seconds.

    `statistics` is what was measured over history, shipped or the operator's own: the reliability is of these. `kept` is given back
    where the picture would show the same.
    """
    if name == "reliability":
        if statistics is None or statistics.walk_forward is None:
            return None
        bins = [_with_interval(one) for one in statistics.walk_forward.reliability]
        return reliability(bins, statistics.as_of, kept, lang)
    prices = store.prices("BTC", since=SINCE, before=LATEST)
    if name == "fomc-decisions":
        events = store.history(PRESS, before=LATEST, since=SINCE, kinds=[FomcStatement.KIND])
        return fomc_decisions(decisions(events), _hourly(prices), kept, lang)
    return balance_sheet(store.history(SHEETS, before=LATEST, since=SINCE), _hourly(prices), kept, lang)


def decisions(statements: Iterable[Event]) -> list[datetime]:
    """When the statements came out that belong to `fomc:decision`."""
    ledger = shipped_ledger()
    measured = (source(one.source).measure(one, [], ledger.before(one.published_at)) for one in statements)
    return [one.published_at for one in measured if "fomc:decision" in groups_of(one, _UNASSESSED)]


def fomc_decisions(moments: Sequence[datetime], btc: Closes | None, kept: Picture | None = None, lang: str = SOURCE) -> Picture | None:
    """BTC around decisions in event time; None with fewer than 20 that have prices. `kept` is given back where it shows the same."""
    if btc is None:
        return None
    known = [moment for moment in moments if btc.known(instants_of([moment]))[0] >= 0]
    if len(known) < MINIMUM:
        return None
    around, ordinary = paths(known, btc)
    day, last = around.hours.index(24), max(known).date()
    facts = Decisions(len(known), min(known).year, *((path.low[day], path.median[day], path.high[day]) for path in (around, ordinary)))

    def draw() -> bytes:
        from bot.render.evidence import pictures

        events, others = (pictures.Band(path.hours, path.low, path.median, path.high) for path in (around, ordinary))
        return pictures.event_time(len(known), events, others, last, lang)

    return _picture("fomc-decisions", facts, (around, ordinary, lang), draw, kept)


def reliability(bins: Sequence[Mapping[str, Any]], last: date, kept: Picture | None = None, lang: str = SOURCE) -> Picture | None:
    """Claimed chances of a rise against how often it rose up to the day `last`; None where nothing has been judged."""
    if not bins:
        return None

    def draw() -> bytes:
        from bot.render.evidence import pictures

        return pictures.reliability(bins, last, lang)

    return _picture("reliability", facts_of_bins(bins), (bins, last, lang), draw, kept)


def balance_sheet(events: Iterable[Event], btc: Closes | None, kept: Picture | None = None, lang: str = SOURCE) -> Picture | None:
    """Total assets by regime, and their changes beside BTC's; None where both are not known for two stretches."""
    found = sheets(events, btc) if btc is not None else None
    if found is None:
        return None
    facts = Quarters(WEEKS, found.days[0], found.days[-1], found.changes)

    def draw() -> bytes:
        from bot.render.evidence import pictures

        changes = [pictures.Change(*change) for change in found.changes]
        return pictures.balance_sheet(found.days, found.assets_tn, found.regimes, changes, WEEKS, lang)

    return _picture("balance-sheet", facts, (found, lang), draw, kept)


def _picture(name: str, facts: Facts, shown: object, draw: Callable[[], bytes], kept: Picture | None) -> Picture:
    """The picture that is kept where it shows the same, else a fresh one."""
    sha256 = hashlib.sha256(repr(shown).encode()).hexdigest()
    return kept if kept is not None and kept.sha256 == sha256 else Picture(name, draw(), facts, sha256)


def _with_interval(one: ReliabilityBin) -> dict[str, Any]:
    from scipy import stats

    interval = stats.binomtest(round(one.rose * one.n), one.n).proportion_ci(0.95, "wilson")
    return asdict(one) | {"ci95": [round(float(interval.low), 4), round(float(interval.high), 4)]}


def _hourly(prices: Sequence[Price]) -> Closes | None:
    return next((closes for closes in closes_of(prices) if (closes.asset, closes.resolution) == ("BTC", "hourly")), None)
