"""The year from 2025-10-01 to 2026-09-30, played by publishers in one transport to the very polls, plans, budget, store and outbox.

Counts are of the script, worked out by hand where a comment says how; what the bot saw is held against them and against the publishers'
own log of requests.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.source import Source
from rules.event import Event, FomcStatement, ReferenceRate, RepoOperation
from tests.simulation import nyfed, year
from tests.simulation.days import END, START, at
from tests.simulation.measured import invented, not_once, over_budget, stated_budget, too_late
from tests.simulation.played import Played, folder, played
from tests.simulation.script import Fact, Script

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def whole() -> Iterator[Played]:
    """The year, played once."""
    with folder() as path, played(year.script(), Path(path), until=END) as run:
        yield run


@pytest.fixture(scope="module")
def stated(root: Path) -> dict[str, tuple[int, int]]:
    return stated_budget(root / "docs" / "sources.md")


# --- the script


def counted(script: Script) -> Counter[str]:
    return Counter(fact.source for fact in script.facts if START <= fact.at < END)


def test_the_script_brings_out_the_same_with_and_without_the_archive() -> None:
    assert [(fact.source, fact.key, fact.at) for fact in year.script().facts] == [
        (fact.source, fact.key, fact.at) for fact in year.script(archive=None).facts
    ]


def test_what_comes_out_in_the_year() -> None:
    """261 weekdays less 12 holidays are 249 business days; 52 Thursdays from 2 October to 24 September, three of them moved."""
    assert counted(year.script(archive=None)) == {
        "nyfed.repo_operation": 498,  # two a day
        "nyfed.reverse_repo_operation": 249,
        "nyfed.reference_rate": 1245,  # five a day
        "nyfed.treasury_operation": 81,  # 42 Fridays and 42 Tuesdays since 12 December, less three closed Fridays
        "treasury.cash_balance": 249,
        "fred.series": 996,  # four a day
        "fed.balance_sheet": 52,
        "fed.press_release": 267,  # 8 statements with 8 notes, 8 minutes, 4 projections, 239 others
        "fed.speech": 89,
        "treasury.auction": 360,  # to mid-March 69 bills of Tuesdays, 72 and 6 of Thursdays, 33 notes and bonds, each with its result
        "nyfed.agency_operation": 6,
        "nyfed.desk_statement": 15,  # a plan a month, 3 statements
    }


def test_releases_move_with_the_holidays_and_the_clock() -> None:
    out = {fact.key: fact.at for fact in year.script(archive=None).facts if fact.source == "fed.balance_sheet"}
    assert {key: out[key].strftime("%a %d %H") for key in ("2025-10-29", "2025-11-05", "2025-11-26", "2025-12-24", "2025-12-31")} == {
        "2025-10-29": "Thu 30 20",  # daylight saving
        "2025-11-05": "Thu 06 21",
        "2025-11-26": "Fri 28 21",
        "2025-12-24": "Mon 29 21",
        "2025-12-31": "Fri 02 21",
    }


# --- the year


def test_each_event_is_seen_once(whole: Played) -> None:
    assert len(whole.ways) == 4107
    assert not_once(whole.ways, whole.until) == []


def test_nothing_is_seen_that_nobody_published(whole: Played) -> None:
    assert invented(whole.script, whole.store, since=START, until=END) == []


def test_it_is_known_in_time(whole: Played) -> None:
    assert too_late(whole.ways, whole.intervals) == []


def test_no_host_is_asked_more_often_than_stated(whole: Played, stated: dict[str, tuple[int, int]]) -> None:
    assert over_budget(whole.outcome, stated) == []
    days = {day for _, day in whole.outcome.publishers.log.a_day()}
    assert (min(days), len(days)) == (date(2025, 10, 1), 366)  # and the morning after


def test_polls_that_were_only_counted_would_have_found_nothing(whole: Played) -> None:
    """Those of them that were carried out were unmodified and asked exactly what would have been counted: the run asserts each."""
    assert whole.outcome.sampled > 1000
    assert set(whole.outcome.walked) == {part.source for part in whole.script.parts} - {"market.expectation"}  # each of its polls is news


def test_daylight_saving_changes_nothing(whole: Played) -> None:
    """Of the first business days on the other time, in autumn and in spring."""
    for day in (date(2025, 11, 3), date(2026, 3, 9)):
        delays = [w.delay for w in whole.ways if w.fact.is_scheduled and at(day, "00:00") <= w.fact.at < at(day, "23:00")]
        assert len(delays) >= 9
        assert max(delays) < timedelta(seconds=6)


def known(whole: Played, source: str, key: str) -> list[Event]:
    return whole.store.versions(source, key)


def test_a_row_that_is_corrected_is_seen_again_and_one_that_is_touched_is_not(whole: Played) -> None:
    first, second = known(whole, "nyfed.repo_operation", "RP 052026 26")
    assert isinstance(first, RepoOperation)
    assert isinstance(second, RepoOperation)
    assert second.accepted_usd - first.accepted_usd == 17_000_000
    assert second.seen_at and at(date(2026, 5, 21), "09:36") < second.seen_at < at(date(2026, 5, 21), "09:53")
    assert len(known(whole, "nyfed.reverse_repo_operation", "RP 092126 25")) == 1


def test_a_rate_is_revised_on_the_day_itself(whole: Played) -> None:
    rates = [rate for rate in known(whole, "nyfed.reference_rate", "SOFR 2026-06-09") if isinstance(rate, ReferenceRate)]
    assert [rate.is_revised for rate in rates] == [False, True]
    assert rates[1].seen_at and at(date(2026, 6, 10), "14:30") < rates[1].seen_at < at(date(2026, 6, 10), "15:03")


def test_a_corrected_page_is_seen_when_its_feed_changes_next(whole: Played) -> None:
    page = "https://www.federalreserve.gov/newsevents/pressreleases/monetary20260429a.htm"
    first, second = (event.seen_at for event in known(whole, "fed.press_release", page))
    assert first and first - at(date(2026, 4, 29), "14:00") < timedelta(seconds=6)
    assert second and timedelta(0) < second - at(date(2026, 4, 29), "16:30") < timedelta(seconds=10)


def test_what_the_feed_shows_late_is_seen_when_it_does(whole: Played) -> None:
    [late] = [way for way in whole.ways if way.fact.is_shown_late]
    assert timedelta(0) < late.delay < timedelta(minutes=2, seconds=10)
    [event] = known(whole, "fed.press_release", late.fact.key)
    assert event.published_at == at(date(2026, 1, 21), "11:00")


def test_a_statement_has_what_was_priced_in_the_minute_before(whole: Played) -> None:
    [event] = known(whole, "fed.press_release", "https://www.federalreserve.gov/newsevents/pressreleases/monetary20260128a.htm")
    assert isinstance(event, FomcStatement)
    assert (event.expected_change_bp, event.surprise_bp, event.expectation_venues) == (-1.0, 1.0, ("kalshi", "polymarket"))
    asked = [one.at for one in whole.store.expectations(date(2026, 1, 28), END) if one.venue == "polymarket"]
    assert sum(at(date(2026, 1, 28), "13:40") <= instant < at(date(2026, 1, 28), "14:00") for instant in asked) >= 18
    path_of = whole.store.expectations(date(2026, 3, 18), END)
    assert sum(at(date(2026, 1, 28), "14:20") <= one.at < at(date(2026, 1, 28), "14:22") for one in path_of) == 4


def test_three_days_without_a_publisher_lose_nothing(whole: Played) -> None:
    """Tuesday to Friday morning: 3 days of operations, 3 mornings of rates, 3 evenings of yields and cash, an H.4.1, and more."""
    kept = [way for way in whole.ways if way.fault is year.OUTAGE]
    assert Counter(way.fact.source for way in kept) == {
        "nyfed.reference_rate": 15,
        "fred.series": 12,
        "nyfed.repo_operation": 6,
        "nyfed.reverse_repo_operation": 3,
        "treasury.cash_balance": 3,
        "fed.press_release": 3,
        "nyfed.treasury_operation": 1,
        "fed.balance_sheet": 1,
        "fed.speech": 2,
        "treasury.auction": 14,  # Tuesday to Thursday: 3, 0 and 3 announced, 3, 2 and 3 auctioned
        "nyfed.desk_statement": 1,
    }
    told = Counter(way.fact.source for way in kept if way.queued_at)
    assert told["fed.balance_sheet"] == 1  # of the evening before: worth telling for a day
    assert told["nyfed.repo_operation"] == 0  # of more than six hours ago


def test_a_second_publisher_that_says_otherwise_is_told_once(whole: Played) -> None:
    """FRED has five billion more of reverse repos of 2026-07-15, and the same as everybody else on all other days."""
    told = [text for _, text in whole.outcome.notices if "says otherwise" in text]
    assert [text[: text.index(": a second publisher")] for text in told] == ["nyfed.reverse_repo_operation: RP 071526 25"]
    assert set(whole.store.disputes()) == {("nyfed.reverse_repo_operation", "RP 071526 25")}


def notices(whole: Played, words: str) -> list[str]:
    return [text.partition(":")[0] for _, text in whole.outcome.notices if words in text]


def test_the_operator_hears_of_each_trouble_once(whole: Played) -> None:
    watched = sorted(part.source for part in whole.script.parts)
    form = notices(whole, "the publisher changed something")
    assert form == ["nyfed.reverse_repo_operation"]
    assert sorted(notices(whole, "reads well again")) == sorted([*watched, *form])
    assert sorted(set(notices(whole, "not read whole"))) == watched
    assert not notices(whole, "internal error")
    assert not notices(whole, "the clock of this machine")


def test_the_chat_hears_of_every_decision_and_every_balance_sheet(whole: Played) -> None:
    sent = {(way.fact.source, way.fact.key): way.sent_at for way in whole.ways if way.sent_at}
    assert sum(source == "fed.balance_sheet" for source, _ in sent) == 52
    statements = [w for w in whole.ways if w.fact.key.endswith("a.htm") and (w.fact.source, w.fact.key) in sent and w.queued_at]
    decided = [w for w in statements if any(w.fact.key.endswith(f"monetary{day}a.htm") for day in DECIDED)]
    assert len(decided) == 8
    assert all(w.sent_at and w.sent_at - w.fact.at < timedelta(seconds=5) for w in decided)


DECIDED = ("20251029", "20251210", "20260128", "20260318", "20260429", "20260617", "20260729", "20260916")


# --- the checks themselves, on two days of one source


MONDAY = datetime(2026, 3, 2, 5, tzinfo=UTC)


def two_days(path: Path, script: Script, change: Callable[[Source], Source] = lambda source: source) -> Played:
    with played(script, path, since=MONDAY, until=MONDAY + timedelta(days=2), change=change) as run:
        return run


@pytest.fixture(scope="module")
def repos() -> Script:
    """Standing repos alone."""
    script = year.script(archive=None)
    return dataclasses.replace(script, parts=[part for part in script.parts if part.source == "nyfed.repo_operation"], faults=())


def wrong_of(run: Played) -> list[str]:
    return not_once(run.ways, run.until)


def test_four_operations_of_two_days(repos: Script, tmp_path: Path) -> None:
    run = two_days(tmp_path, repos)
    assert [way.fact.key for way in run.ways] == ["RP 030226 1", "RP 030226 26", "RP 030326 1", "RP 030326 26"]
    assert (wrong_of(run), too_late(run.ways, run.intervals)) == ([], [])


def test_an_operation_that_the_page_lacks_is_missed(repos: Script, tmp_path: Path) -> None:
    def without(body: Callable[..., bytes | None]) -> Callable[..., bytes | None]:
        return lambda *asked: (body(*asked) or b"").replace(b"RP 030226 26", b"RP 030226 1")

    [part] = repos.parts
    addresses = [dataclasses.replace(address, body=without(address.body)) for address in part.addresses]
    run = two_days(tmp_path, dataclasses.replace(repos, parts=[dataclasses.replace(part, addresses=addresses)]))
    assert any(wrong.startswith("nyfed.repo_operation RP 030226 26: seen 0 times") for wrong in wrong_of(run))


def test_an_operation_that_nobody_published_is_noticed(repos: Script, tmp_path: Path) -> None:
    [part] = repos.parts
    fewer: list[Fact] = [fact for fact in part.facts if fact.key != "RP 030326 1"]
    run = two_days(tmp_path, repos)
    script = dataclasses.replace(repos, parts=[dataclasses.replace(part, facts=fewer)])
    with played(repos, tmp_path, since=MONDAY, until=MONDAY) as again:
        assert invented(script, again.store, since=MONDAY, until=run.until) == ["nyfed.repo_operation RP 030326 1"]


def test_a_plan_without_close_looks_is_too_late(repos: Script, tmp_path: Path) -> None:
    run = two_days(tmp_path, repos, lambda source: dataclasses.replace(source, plan=dataclasses.replace(source.plan, windows=())))
    assert wrong_of(run) == []
    assert [wrong.partition(":")[0] for wrong in too_late(run.ways, run.intervals)] == ["in windows"]


def test_a_budget_that_is_smaller_than_the_plan_is_noticed(repos: Script, tmp_path: Path) -> None:
    assert over_budget(two_days(tmp_path, repos).outcome, {nyfed.HOST: (50, 1000), "fred.stlouisfed.org": (20, 100)})
