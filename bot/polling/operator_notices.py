"""What an operator should hear of the sources and of the clock: each kind of trouble once, until it is over. Pure, but for its memory."""

from __future__ import annotations

import statistics
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.errors import ContractError, DisagreementError, FetchError, ParseError, SourceError
from bot.polling.follow import Kept
from bot.polling.pause import Pause
from bot.source import Page, SetAside, Source, Validators
from bot.store import SourceState
from rules.event import Event, FomcStatement

SKEW = timedelta(seconds=30)
"""A clock that is further off gives wrong latencies and misses the windows around releases."""
PARSE_ERRORS = 3
"""So many polls in a row that end in a ParseError are worth telling the operator."""
UNREAD = timedelta(hours=1)
"""A source that could not be read whole for so long is worth telling the operator."""

PAUSE = timedelta(hours=6)
"""Between two notices of one kind of trouble that comes and goes."""
STORE_PAUSE = timedelta(hours=1)
SEVERAL = 3
"""So many publishers out of reach at once are one trouble: the way to them."""
OUT_OF_REACH = frozenset({"unread", "overdue"})


@dataclass(slots=True)
class ClockHealth:
    """Whether this machine's clock is right, by those of the publishers."""

    skews: deque[float] = field(default_factory=lambda: deque(maxlen=5))
    """Seconds ahead, by the last answers."""
    reported: bool = False

    def look(self, pages: Iterable[Page]) -> None:
        """Compare the clocks of fetched pages."""
        for page in pages:
            if page.fetched_at and page.served_at:
                self.skews.append((page.fetched_at - page.served_at).total_seconds())

    def notices(self) -> list[str]:
        """What the operator should hear: once that it is off, by the median of the last answers, and once that it is right again."""
        skew = statistics.median(self.skews) if self.skews else 0.0
        is_off = abs(skew) > SKEW.total_seconds()
        if is_off == self.reported:
            return []
        self.reported = is_off
        if not is_off:
            return ["the clock is right again"]
        way = "ahead of" if skew > 0 else "behind"
        return [f"the clock of this machine is {abs(skew):.0f} s {way} the publishers': windows around releases are missed; set it by NTP"]


@dataclass(slots=True)
class NetworkHealth:
    """Whether publishers can be reached at all: when none can, that is one trouble and not as many as there are sources."""

    out_of_reach: dict[str, str] = field(default_factory=dict)
    """Sources that could not be reached when they were last asked, with their publishers; those asked before `since` don't count."""
    since: datetime | None = None
    reported: bool = False

    def look(self, source: Source, errors: Sequence[Exception], now: datetime) -> None:
        """Take in how a poll went. One publisher that answers, be it in riddles, ends the trouble."""
        if errors and all(isinstance(e, FetchError) for e in errors):
            self.since = self.since or now
            self.out_of_reach[source.id] = source.publisher
        else:
            self.out_of_reach.clear()
            self.since = None

    @property
    def is_down(self) -> bool:
        """Whether several publishers were asked since, and none could be reached."""
        return len(set(self.out_of_reach.values())) >= SEVERAL

    def notices(self, now: datetime, last: Exception | None) -> list[str]:
        """What the operator should hear: once that nobody can be reached, and once that somebody can."""
        if self.since is None and self.reported:
            self.reported = False
            return ["publishers can be reached again"]
        if self.reported or not self.is_down or self.since is None or now - self.since <= UNREAD:
            return []
        self.reported = True
        why = f": {described(last)}" if last else ""
        return [f"no publisher can be reached since {_minute(self.since)}{why}; check the network and FEDTIDE_HTTP_PROXY"]


@dataclass(slots=True)
class StoreHealth:
    """Whether the operator knows that the store cannot be used; what comes and goes is told once an hour."""

    said_at: datetime | None = None
    reported: bool = False

    def notices(self, trouble: Exception | None, now: datetime) -> list[str]:
        """What the operator should hear when trouble begins, and (None) when it is over."""
        if trouble is None:
            was_reported, self.reported = self.reported, False
            return ["database: it can be written again; what is owed goes out now"] if was_reported else []
        if self.said_at is not None and now - self.said_at < STORE_PAUSE:
            return []
        self.said_at, self.reported = now, True
        return [f"{trouble}. Until then nothing is sent or saved; I go on reading, and nothing is lost"]


@dataclass(slots=True)
class Said:
    """When the operator was last told of a kind of trouble, and how often it has come back since without a word."""

    at: datetime
    returns: int = 0


@dataclass(slots=True)
class SourceHealth:
    """What is remembered of a source between its polls while the program runs."""

    since: datetime | None = None
    parse_errors: int = 0
    reported: set[str] = field(default_factory=set)
    """Kinds of trouble that the operator knows of and that are not over."""
    lasting: set[str] = field(default_factory=set)
    """Kinds of trouble of the last poll, said or not."""
    said: dict[str, Said] = field(default_factory=dict)
    kept: Kept = field(default_factory=Kept)
    """Its pages, as long as something that they lead to is not there yet."""
    state: SourceState | None = None
    """The source's, as its last poll left it."""
    validators: Mapping[str, Validators] | None = None
    """What its pages are recognised by, as long as nothing else was remembered."""
    past: Pause = field(default_factory=Pause)
    """Until its past is tried again."""
    confirmation: Pause = field(default_factory=Pause)
    """Until a second publisher may be asked again."""
    clock: ClockHealth = field(default_factory=ClockHealth)
    network: NetworkHealth = field(default_factory=NetworkHealth)
    """Both shared by all sources."""


def described(error: Exception) -> str:
    """One line on what is wrong and where."""
    if not isinstance(error, SourceError):
        return f"internal error, {type(error).__name__}: {error}"
    return f"{error} ({error.url})" if error.url else str(error)


def notices(source: Source, errors: Sequence[Exception], state: SourceState, health: SourceHealth, now: datetime) -> list[str]:
    """What the operator should hear after a poll: each kind of trouble once until it is over, and then that it is over.

    What comes and goes is told at most once in six hours, with how often it came back. While no publisher can be reached at all, that
    alone is told. `state` is the source's after this poll. Updates `health`.
    """
    health.since = health.since or now
    health.parse_errors = health.parse_errors + 1 if any(isinstance(e, ParseError) for e in errors) else 0
    health.network.look(source, errors, now)
    texts = health.network.notices(now, errors[-1] if errors else None)
    trouble = dict(_trouble(source, errors, state, health, now))
    if health.network.is_down:  # what the others would say of it is said
        trouble = {kind: text for kind, text in trouble.items() if kind not in OUT_OF_REACH}
    texts += [text for kind in trouble if (text := _said_now(kind, trouble[kind], health, now))]
    if not errors and health.reported - {"overdue"}:
        texts.append(f"{source.id}: reads well again")
    lasting = health.reported if errors else set()
    health.reported = (set(trouble) & health.reported) | (lasting - {"overdue"})
    health.lasting = set(trouble) | (health.lasting if errors else set())
    return texts


def unread_decision(event: Event) -> str:
    """What the operator should hear of a statement whose page was read and its decision, or what it does to the balance sheet, was not."""
    if not isinstance(event, FomcStatement) or event.text is None:
        return ""
    unread = [
        *(["decision on the rate"] if event.decision is None else []),
        *(["action on the balance sheet"] if event.balance_sheet_action is None else []),
    ]
    return f"{event.source}: no {' and no '.join(unread)} could be read in the statement: {event.url or event.key}" if unread else ""


def set_aside_notices(source_id: str, fresh: Sequence[SetAside]) -> list[str]:
    """What the operator should hear of rows that were set aside for the first time: each once, as long as it stands there."""
    newest, older = [row for row in fresh if row.is_newest], [row for row in fresh if not row.is_newest]
    texts = [f"{source_id}: the newest row could not be read, what it says is missing: {listed_rows(newest)}"] if newest else []
    return texts + ([f"{source_id}: {summary_of_rows(older)}; the others were read"] if older else [])


def summary_of_rows(rows: Sequence[SetAside]) -> str:
    """How many rows were set aside, and which."""
    return f"{len(rows)} {'row' if len(rows) == 1 else 'rows'} set aside: {listed_rows(rows)}"


def listed_rows(rows: Sequence[SetAside], most: int = 3) -> str:
    """The first of them, and how many more there are."""
    more = [f"and {len(rows) - most} more"] if len(rows) > most else []
    return "; ".join([*map(str, rows[:most]), *more])


def _said_now(kind: str, text: str, health: SourceHealth, now: datetime) -> str:
    """The text of a kind of trouble when it is to be said now, else nothing; remembers that it was."""
    if kind in health.reported:
        return ""
    before = health.said.get(kind)
    if before is not None:
        before.returns += kind not in health.lasting
        if now - before.at < PAUSE:
            return ""
    health.reported.add(kind)
    health.said[kind] = Said(now)
    if before is None or before.returns < 2:
        return text
    return f"{text} (it went and came back {before.returns} times since {_minute(before.at)})"


def _trouble(
    source: Source, errors: Sequence[Exception], state: SourceState, health: SourceHealth, now: datetime
) -> Iterator[tuple[str, str]]:
    """What is wrong with a source, by kind."""
    since = health.since or now
    for e in errors:
        if isinstance(e, ContractError):
            yield "contract", f"{source.id}: the publisher changed something: {described(e)}"
        elif isinstance(e, DisagreementError):
            yield "disagreement", f"{source.id}: publishers disagree, so the value is withheld: {described(e)}"
        elif not isinstance(e, SourceError):
            yield "broken", f"{source.id}: {described(e)}"
        elif isinstance(e, ParseError) and health.parse_errors >= PARSE_ERRORS:
            yield "parse", f"{source.id}: not readable {health.parse_errors} times in a row: {described(e)}"
    if errors and now - max(state.last_ok_at or since, since) > UNREAD:
        yield "unread", f"{source.id}: not read whole since {_minute(state.last_ok_at or since)}: {described(errors[-1])}"
    if now - (state.last_new_at or since) > source.overdue_after:
        yield "overdue", f"{source.id}: nothing new since {_minute(state.last_new_at or since)}, which is too long for it"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
