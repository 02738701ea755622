"""The pictures of one event, drawn from what is stored: prices around it, its changed wording, an operation in its own year."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from bot.evidence.closes import Closes, closes_of
from bot.evidence.pictures import HOURS, Shape, shape_around
from bot.i18n import texts
from bot.lookups import series
from bot.model import Published
from bot.render.alert import headline, story
from bot.render.evidence.captions import Facts, Picture
from bot.render.evidence.of_event import After, Around, Ranked, Wording
from bot.store import Store
from rules.event import Event, FomcStatement, RepoOperation, ReverseRepoOperation

ASSETS = ("BTC", "ETH")
TOLD_HOURS = (1, 24, 72)
YEAR = timedelta(days=368)
Shown = tuple[object, Facts, Callable[[], bytes]]
"""What is shown, what the caption says of it, and what draws it."""


def of_event(store: Store, name: str, event_id: int, lang: str) -> Picture | None:
    """`around`, `wording` or `operation` of an event; None where the event is not there, or what is stored is too little. Takes seconds."""
    found = store.assessed_event(event_id)
    shown = _SHOWN[name](store, found, lang) if found is not None else None
    if shown is None:
        return None
    numbers, facts, draw = shown
    return Picture(name, draw(), facts, hashlib.sha256(repr((lang, numbers)).encode()).hexdigest())


def _around(store: Store, found: Published, lang: str) -> Shown | None:
    moment = found.event.published_at
    others = [one.published_at for one in store.history(found.event.source, before=moment, since=moment - YEAR, kinds=[found.kind])]
    closes = [one for asset in ASSETS if (one := _hourly(store, asset, moment)) is not None]
    known = [(one, shape) for one in closes if (shape := shape_around(moment, others, one)) is not None]
    if not known:
        return None
    last = min(moment + timedelta(hours=HOURS[-1]), datetime.fromtimestamp(max(int(one.at[-1]) for one, _ in known), UTC))
    shapes = [shape for _, shape in known]

    def draw() -> bytes:
        from bot.render.evidence import event_pictures

        drawn = [event_pictures.Shape(one.asset, HOURS, one.returns, one.low, one.high) for one in shapes]
        return event_pictures.around(drawn, moment.date(), last.date(), lang)

    after = tuple(_after(shape, hours) for hours in TOLD_HOURS for shape in shapes if shape.is_known(hours))
    return shapes, Around(_headline(found, lang), after), draw


def _after(shape: Shape, hours: int) -> After:
    at = HOURS.index(hours)
    return After(shape.asset, hours, shape.returns[at], shape.low[at], shape.high[at])


def _hourly(store: Store, asset: str, moment: datetime) -> Closes | None:
    prices = store.prices(asset, since=moment - YEAR, before=moment + timedelta(hours=HOURS[-1] + 1))
    return next((one for one in closes_of(prices) if one.resolution == "hourly"), None)


def _wording(store: Store, found: Published, lang: str) -> Shown | None:
    event = found.event
    changes = story(event, found.assessment, texts("alerts", lang)).changes
    if not changes or not isinstance(event, FomcStatement):
        return None
    from bot.render.evidence import event_pictures

    facts = Wording(_headline(found, lang), len(changes), event_pictures.shown_of(changes, lang))
    return changes, facts, lambda: event_pictures.wording(changes, event.published_at.date(), lang)


def _operation(store: Store, found: Published, lang: str) -> Shown | None:
    event = found.event
    if not isinstance(event, RepoOperation | ReverseRepoOperation):
        return None
    before = store.newest(event.source, before=event.published_at, count=2 * series.YEAR + 20)
    days = series.year_of([*_known(before, event), event], event.facility)
    if days is None or days[-1].on != event.operation_on:
        return None

    def draw() -> bytes:
        from bot.render.evidence import event_pictures

        return event_pictures.operation(days, event.facility, lang)

    above = sum(day.usd > days[-1].usd for day in days)
    return days, Ranked(_headline(found, lang), days[0].on, len(days), above), draw


def _known(before: list[Event], event: Event) -> list[Event]:
    """What had been published before, the event's own earlier version left out."""
    return [one for one in before if one.key != event.key]


def _headline(found: Published, lang: str) -> str:
    tx = texts("alerts", lang)
    return headline(story(found.event, found.assessment, tx), tx)


_SHOWN: Mapping[str, Callable[[Store, Published, str], Shown | None]] = {
    "around": _around, "wording": _wording, "operation": _operation,
}  # fmt: skip
