"""A source: one product of one publisher, as plain data and plain functions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from rules.event import Event
from rules.ledger import PolicyLedger

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page:
    """One HTTP body of a source, whole, with what is needed to ask for it only when it changes."""

    url: str
    body: bytes
    content_type: str = ""
    etag: str | None = None
    last_modified: str | None = None
    sha256: str = ""
    fetched_at: datetime | None = None
    served_at: datetime | None = None
    """What the publisher's clock said when it was sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A row or item of a list that could not be read, while the others were.

    `key` is what it is known by as long as it stands there: its id, else its day, else a hash of what it holds. `why` names it and its
    fault in one line.
    """

    key: str
    why: str
    source_id: str
    url: str
    is_newest: bool
    """Nothing that was read beside it is newer, as far as one can tell: what it says is missing now."""

    def __str__(self) -> str:
        return f"{self.why} ({self.url})" if self.url else self.why


class Readings(list[T]):
    """What was read of lists whose rows stand for themselves, in order, and what was set aside of them."""

    __slots__ = ("set_aside",)

    def __init__(self, read: Iterable[T] = (), set_aside: Iterable[SetAside] = ()) -> None:
        super().__init__(read)
        self.set_aside: tuple[SetAside, ...] = tuple(set_aside)


def set_aside_of(*read: Sequence[Any]) -> tuple[SetAside, ...]:
    """The rows that were set aside while these were read: of documents, which are read whole or not at all, none."""
    return tuple(row for found in read if isinstance(found, Readings) for row in found.set_aside)


@dataclass(frozen=True, slots=True)
class Validators:
    """What the last remembered body of a URL is recognised by: the publisher's two validators and our own hash of it."""

    etag: str | None = None
    last_modified: str | None = None
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """A close look around a time of day in New York, on business days that are the given weekdays (0 is Monday).

    With `release` (bot.calendars.releases), on the days of that release instead.
    """

    at: time
    every: timedelta
    lead: timedelta = timedelta(seconds=20)
    length: timedelta = timedelta(minutes=10)
    least: timedelta = timedelta(0)
    """It goes on for so long after its time even when something has come: what comes out together may come seconds apart."""
    weekdays: frozenset[int] = frozenset(range(5))
    release: str | None = None


@dataclass(frozen=True, slots=True)
class PollPlan:
    """How often a source is asked: every `every`, and more often inside its windows."""

    every: timedelta
    windows: tuple[Window, ...] = ()
    rest: timedelta = timedelta(0)
    """After a failure it is left alone for at least this long, window or not: for publishers that want few requests a day."""


@dataclass(frozen=True, slots=True)
class PastPage:
    """One page of a source's past, asked for once."""

    publisher: str
    path: str
    may_be_missing: bool = False
    """The path is worked out from a date: a 404 means that there is nothing."""


Part = tuple[PastPage, ...]
"""Pages of the past that only together can be read."""


def stretches(since: date, until: date, days: int) -> Iterator[tuple[date, date]]:
    """The days from `since` to `until`, both included, in stretches of so many, oldest first."""
    while since <= until:
        last = min(since + timedelta(days=days - 1), until)
        yield since, last
        since = last + timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one unit of an asset cost at an instant: a figure to compute with, never shown as a series.

    `close` is US dollars for BTC and ETH, index points for SP500, per cent a year for BTC_DVOL and ETH_DVOL, puts for one call for
    BTC_PUT_CALL and ETH_PUT_CALL. `published_at` is when it could be known: not before `at`.
    """

    asset: str
    exchange: str
    at: datetime
    close: float
    published_at: datetime


ARCHIVE = "futures"
"""The venue of an archive's expectations: each is what was priced in just before its day's decision, whatever instant it bears."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a venue priced in for a decision of the Committee when we asked it: to compute with, never shown as a series.

    `change_bp` is the expected change of the target range, positive a rise; None where `gap` says why it can't be told: torn (an outcome
    without two sides, or outcomes that don't add up), thin (too little traded). `uncertainty_bp` comes of the quotes' spreads; None where
    it is not known.
    """

    meeting_on: date
    """The New York day on which the decision comes out."""
    venue: str
    """kalshi, polymarket, or that of an archive."""
    at: datetime
    """When we had the answer."""
    change_bp: float | None
    uncertainty_bp: float | None = None
    gap: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Second:
    """A second publisher of the same facts, which confirms or contradicts the first one some time later.

    `chosen(events)` are those of some days' events, oldest first, that it gives too. `pages(events)` is what to ask it for about all of
    them together. `said(event, pages)` are its facts of one of them, by the event's names and in their units, empty where it does not
    have them yet; raises SourceError. `url(event)` is where a person finds them.
    """

    chosen: Callable[[Sequence[Event]], Sequence[Event]]
    pages: Callable[[Sequence[Event]], Part]
    said: Callable[[Event, Sequence[Page]], Mapping[str, Any]]
    url: Callable[[Event], str]
    after: timedelta = timedelta(hours=2)
    """It gets so long before it is asked."""
    again: timedelta = timedelta(hours=3)
    """Between two times of asking."""


def _no_follow(pages: Sequence[Page], wanted: Callable[[str, datetime], bool]) -> list[str]:
    return []


def _no_recent(today: date) -> Sequence[str]:
    return ()


def _no_past(today: date) -> list[PastPage]:
    return []


def _no_parts(since: date, today: date) -> list[Part]:
    return []


def _no_events(pages: Sequence[Page]) -> list[Event]:
    return []


def _whole(event: Event) -> str:
    return ""


def unmeasured(event: Event, history: Sequence[Event], ledger: PolicyLedger) -> Event:
    """The `measure` of sources whose events have no measures, or that have no events."""
    return event


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One product of one publisher.

    `paths` are asked for at each poll on the publisher's configured origin, and so are those of `recent(today)`, which name a day: how far
    they look back is how long an outage may last without a loss. `guesses(today)` are addresses worked out from a date, where nothing
    may be: a 404 is no failure. `follow(pages, wanted)` names further pages of the same
    publisher (absolute URLs or paths) that the pages so far lead to; `wanted(key, published_at)` says whether an item is new
    enough to be worth its page. `parse(pages)` reads a document whole or raises SourceError; of a list whose rows stand for themselves it
    gives Readings, with the rows that could not be read, and raises where that is most of them. `measure(event, history, ledger)` fills the
    fields computed from what was published before: `history` are earlier events of this source, oldest first, those of its series at
    least (`series(event)` is what their keys begin with, nothing where all of the source's are compared), `ledger` what had been announced
    before. `past(today)` and `parse_past(pages)` load the history that the measures need at the first run.
    """

    id: str
    publisher: str
    """fed, nyfed, nyfed_www, fred, fred_api, fiscaldata, treasurydirect, coinbase, kraken, deribit, kalshi,
    polymarket: which configured origin"""
    hosts: frozenset[str]
    """The publisher's own host names: links to any other host are refused."""
    paths: tuple[str, ...]
    plan: PollPlan
    overdue_after: timedelta
    """Longer than this without anything new is an alarm."""
    parse: Callable[[Sequence[Page]], list[Event]]
    measure: Callable[[Event, Sequence[Event], PolicyLedger], Event]
    series: Callable[[Event], str] = field(default=_whole)
    recent: Callable[[date], Sequence[str]] = field(default=_no_recent)
    guesses: Callable[[date], Sequence[str]] = field(default=_no_recent)
    follow: Callable[[Sequence[Page], Callable[[str, datetime], bool]], list[str]] = field(default=_no_follow)
    past: Callable[[date], list[PastPage]] = field(default=_no_past)
    parse_past: Callable[[Sequence[Page]], list[Event]] = field(default=_no_events)
    past_since: Callable[[date, date], list[Part]] = field(default=_no_parts)
    """The whole past from a day on, oldest first, in parts that `parse_past` reads each for itself."""
    history_span: timedelta = timedelta(days=400)
    second: Second | None = None
    reach: timedelta | None = None
    """How far its polled pages look back at least: after a longer outage what was missed is asked for by `past_since`. None: far enough."""
    max_bytes: int = 5_000_000
    patience: timedelta = timedelta(seconds=2)
    """How long what was read waits for pages that only followed pages lead to."""
    item_pages: bool = False
    """Followed pages belong to one item each: when one can't be read the other items go on."""
    apart: bool = False
    """With `item_pages`, its named pages too stand each for itself."""
    same_day: bool = False
    """Its events carry out what was announced earlier on the same day: the ledger that they are measured against holds that too."""
    publishers: Mapping[str, str] = field(default_factory=dict)
    """Of a source that asks several publishers: which one a host name belongs to."""
    prices: Callable[[Page], list[Price]] | None = None
    """The prices of a page, of a source that has these in place of events; raises SourceError as `parse` does."""
    expectations: Callable[[Page], Readings[Expectation]] | None = None
    """What a page says is priced in, of a source that has this in place of events; raises SourceError as `parse` does."""
    days: Callable[[Sequence[Page]], Mapping[str, Collection[date]]] | None = None
    """The days of releases (bot.calendars.releases) that its pages tell of."""
