"""The budget a host: what it lets through, and that every plan stays below it on every day of 2024 to 2027."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.calendars.newyork import at
from bot.calendars.releases import ReleaseCalendar
from bot.polling.budget import ALLOWANCES, Allowance, Budget, budget_of
from bot.polling.follow import Fetched, Kept
from bot.polling.schedule import Progress, next_poll, plan_on
from bot.settings import load_settings
from bot.source import Source
from bot.sources import sources
from rules.ledger import shipped_ledger

NOON = datetime(2026, 9, 16, 12, tzinfo=UTC)
CALENDAR = ReleaseCalendar(meetings=shipped_ledger().meetings)
DAY = timedelta(days=1)
ITEMS = 60
"""Pages that one poll of a feed may be led to."""
MISSING = 160
"""Requests for what a release leads to and is not there yet, in its first hour."""


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_so_many_a_minute_and_not_one_more() -> None:
    clock = Clock()
    budget = Budget({"a": Allowance(3, 100)}, clock)
    assert [budget.spend("a") for _ in range(3)] == [None] * 3
    assert budget.spend("a") == NOON + timedelta(minutes=1)
    clock.now += timedelta(seconds=59)
    assert budget.spend("a") == NOON + timedelta(minutes=1)
    clock.now += timedelta(seconds=1)
    assert budget.spend("a") is None


def test_what_was_refused_is_not_counted() -> None:
    clock = Clock()
    budget = Budget({"a": Allowance(1, 2)}, clock)
    assert budget.spend("a") is None
    for _ in range(5):
        assert budget.spend("a") is not None
    clock.now += timedelta(minutes=1)
    assert budget.spend("a") is None
    clock.now += timedelta(minutes=1)
    assert budget.spend("a") == NOON + DAY
    clock.now = NOON + DAY
    assert budget.spend("a") is None


def test_hosts_have_each_their_own_and_those_without_are_not_limited() -> None:
    budget = Budget({"a": Allowance(1, 1), "b": Allowance(1, 1)}, Clock())
    assert [budget.spend(name) for name in ("a", "b", "c", "c")] == [None] * 4
    assert budget.spend("b") == NOON + DAY


def test_a_mirror_of_two_publishers_gets_the_budget_of_both() -> None:
    budget = budget_of({"fred": "http://mirror", "kraken": "http://mirror", "unknown": "http://else"}, Clock())
    assert [budget.spend("http://mirror") for _ in range(60)] == [None] * 60
    assert budget.spend("http://mirror") == NOON + timedelta(minutes=1)
    assert budget.spend("http://else") is None


def test_every_publisher_has_one() -> None:
    assert ALLOWANCES.keys() == load_settings({}).origins.keys()


# --- the plans


def requests_of(source: Source, polls: int) -> Counter[str]:
    """The requests that so many polls make, by publisher."""
    links = [*source.paths, *source.recent(date(2026, 9, 16)), *source.guesses(date(2026, 9, 16))]
    hosts = [source.publishers.get(link.split("/")[2], source.publisher) if "://" in link else source.publisher for link in links]
    return Counter({publisher: count * polls for publisher, count in Counter(hosts).items()})


def most_polls(source: Source, day: date) -> int:
    """More than a day can have: its interval around the clock, and every close look in full."""
    looks = plan_on(source.plan, day, CALENDAR)
    return DAY // source.plan.every + 1 + sum((look.window.lead + look.window.length) // look.window.every + 1 for look in looks)


@pytest.mark.parametrize("with_key", [False, True])
def test_every_day_of_four_years_stays_below_the_budget(with_key: bool) -> None:
    known = sources(with_key=with_key)
    most: Counter[str] = Counter()
    day = date(2024, 1, 1)
    while day < date(2028, 1, 1):
        asked: Counter[str] = Counter()
        for source in known:
            asked += requests_of(source, most_polls(source, day))
        most |= asked
        day += DAY
    most["fed"] += 2 * ITEMS + MISSING
    share = {publisher: most[publisher] / ALLOWANCES[publisher].a_day for publisher in most}
    assert max(share.values()) < 0.8, share
    assert min(share.values()) > 0.05, share


@pytest.mark.parametrize("day", ["2026-09-16", "2026-09-17", "2026-10-07", "2026-09-18"])
def test_the_busiest_minute_stays_below_the_budget(day: str) -> None:
    """All sources polled as the schedule would, on a decision day, a Thursday, a day of minutes, an ordinary one."""
    asked: dict[str, list[datetime]] = {}
    for source in sources():
        moment, end = at(date.fromisoformat(day), datetime.min.time()), at(date.fromisoformat(day) + DAY, datetime.min.time())
        while moment < end:
            for publisher, count in requests_of(source, 1).items():
                asked.setdefault(publisher, []).extend([moment] * count)
            moment = max(next_poll(source.plan, Progress(last=moment), moment, calendar=CALENDAR), moment + timedelta(seconds=1))
    for publisher, moments in asked.items():
        moments.sort()
        budget = Budget({"host": ALLOWANCES[publisher]}, clock := Clock())
        for moment in moments:
            clock.now = moment
            assert budget.spend("host") is None, (publisher, moment)


def test_a_decision_s_minute_holds_two_pages_that_are_missing_and_twenty_that_are_not() -> None:
    """The looks of that minute, in which all else that the Board is asked comes out of turn."""
    clock, looks = Clock(), [NOON + timedelta(seconds=number) for number in range(60)]
    kept, missing = Kept(), list[datetime]()
    for moment in [NOON + timedelta(seconds=number / 2) for number in range(120)]:
        if kept.again_at is None or moment >= kept.again_at:
            missing += [moment] * 2
            kept = kept.after(Fetched(missing=frozenset({"note", "projections"})), moment)
    budget = Budget({"host": ALLOWANCES["fed"]}, clock)
    for clock.now in sorted([*looks, *missing, *[NOON] * 20]):
        assert budget.spend("host") is None, clock.now
    assert len(missing) == 30


def test_a_decision_day_of_the_press_releases() -> None:
    """Every two minutes, but from 13:59:40 to 14:05 every two seconds, the first minute after 14:00 every one; nothing comes out."""
    [press] = [source for source in sources() if source.id == "fed.press_release"]
    moment, end, polls = at(date(2026, 9, 16), datetime.min.time()), at(date(2026, 9, 17), datetime.min.time()), []
    while moment < end:
        polls.append(moment)
        moment = next_poll(press.plan, Progress(last=moment), moment, calendar=CALENDAR)
    two = at(date(2026, 9, 16), datetime.min.time().replace(hour=14))
    assert sum(two - timedelta(seconds=20) <= moment < two + timedelta(minutes=5) for moment in polls) == 190
    assert [(moment - two).total_seconds() for moment in polls if two <= moment < two + timedelta(minutes=1)] == list(range(60))
    assert 1000 < len(polls) < 1100
