"""What a reference rate means beside the administered rates and its own past, and when more of it is asked for."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, time, timedelta

from bot.calendars.newyork import next_business_day, previous_business_day
from bot.polling.schedule import Progress, next_poll
from bot.source import Page
from bot.sources.newyork_fed import reference_rate
from bot.sources.newyork_fed.reference_rate import SOURCE, follow, measure, past
from rules.event import Event, ReferenceRate
from rules.ledger import PolicyFact, PolicyLedger
from tests.contract.daily_body import rate, rates_page


def announced(subject: str, effective_on: date, rate_pct: float) -> PolicyFact:
    at = datetime(effective_on.year, effective_on.month, effective_on.day, tzinfo=UTC) - timedelta(hours=6)
    return PolicyFact(subject, at, effective_on, {"rate_pct": rate_pct}, "made up")


LEDGER = PolicyLedger(
    (
        announced("iorb", date(2026, 1, 1), 3.65),
        announced("on_rrp", date(2026, 1, 1), 3.50),
        announced("iorb", date(2026, 9, 17), 3.90),
        announced("on_rrp", date(2026, 9, 17), 3.75),
    )
)


def sofr(day: date, percent: float, kind: str = "SOFR") -> ReferenceRate:
    [event] = reference_rate.parse([rates_page(rate(kind, day.isoformat(), percent))])
    assert isinstance(event, ReferenceRate)
    return event


def measured(event: Event, history: list[Event], ledger: PolicyLedger = LEDGER) -> ReferenceRate:
    found = measure(event, history, ledger)
    assert isinstance(found, ReferenceRate)
    return found


def days_before(day: date, percents: list[float]) -> list[Event]:
    """One rate a business day, the last on the day before `day`."""
    events: list[Event] = []
    for percent in reversed(percents):
        day = previous_business_day(day)
        events.insert(0, sofr(day, percent))
    return events


def test_spreads_stand_against_what_was_in_force_on_the_rate_s_own_day() -> None:
    before = measured(sofr(date(2026, 9, 16), 3.72), [])
    assert (before.spread_iorb_bp, before.spread_on_rrp_bp, before.percentile_99_spread_iorb_bp) == (7.0, 22.0, 6.0)
    after = measured(sofr(date(2026, 9, 17), 3.85), [before])
    assert (after.spread_iorb_bp, after.spread_on_rrp_bp) == (-5.0, 10.0)
    assert after.spread_iorb_change_1d_bp == -12.0  # the rate rose by 13 bp, the administered one by 25


def test_no_administered_rate_known_no_spread() -> None:
    event = measured(sofr(date(2025, 12, 31), 3.87), days_before(date(2025, 12, 31), [3.8, 3.7]))
    assert (event.spread_iorb_bp, event.spread_on_rrp_bp, event.spread_iorb_change_1d_bp, event.spread_iorb_z_250d) == (None,) * 4


def test_no_percentile_no_spread_of_it() -> None:
    bare = dataclasses.replace(sofr(date(2026, 9, 16), 3.72), percentile_99_pct=None)
    assert measured(bare, []).percentile_99_spread_iorb_bp is None


def test_the_change_needs_the_observation_before() -> None:
    day = date(2026, 9, 21)
    assert measured(sofr(day, 3.90), []).spread_iorb_change_1d_bp is None
    assert measured(sofr(day, 3.90), [sofr(date(2026, 9, 18), 3.88)]).spread_iorb_change_1d_bp == 2.0
    assert measured(sofr(day, 3.90), [sofr(date(2026, 9, 8), 3.62)]).spread_iorb_change_1d_bp is None


def test_only_the_same_rate_s_earlier_days_count_in_their_last_version() -> None:
    day = date(2026, 9, 23)
    history: list[Event] = [
        sofr(date(2026, 9, 22), 3.80),
        sofr(date(2026, 9, 22), 3.86),
        sofr(date(2026, 9, 22), 3.10, kind="TGCR"),
        sofr(day, 1.00),
        sofr(date(2026, 9, 24), 5.00),
    ]
    assert measured(sofr(day, 3.90), history).spread_iorb_change_1d_bp == 4.0


def test_the_z_score_of_the_spread() -> None:
    day = date(2026, 9, 16)
    swinging = [3.60 if n % 2 else 3.62 for n in range(60)]  # spreads of -5 and -3 bp: median -4, MAD 1
    event = measured(sofr(day, 3.70), days_before(day, swinging))
    assert event.spread_iorb_z_250d is not None
    assert round(event.spread_iorb_z_250d, 2) == round(9 / 1.4826, 2) == 6.07
    assert measured(sofr(day, 3.70), days_before(day, swinging[1:])).spread_iorb_z_250d is None


def test_other_events_pass_through() -> None:
    other = Event(source="x", key="y", title="", url="", published_at=datetime(2026, 9, 1, tzinfo=UTC))
    assert measure(other, [], LEDGER) is other


# When more is asked for


LATEST = [rates_page(rate("SOFR", "2026-09-25", 3.90), rate("EFFR", "2026-09-25", 3.88))]


def asked(missing: set[str], pages: list[Page] | None = None) -> list[str]:
    return follow(LATEST if pages is None else pages, lambda key, at: key in missing)


def test_nothing_more_is_asked_for_in_the_ordinary_course() -> None:
    assert asked(set()) == []
    assert asked({"SOFR 2026-09-25", "EFFR 2026-09-25"}) == []  # they are on the page
    assert asked({"SOFR 2026-08-01"}) == []  # no business day


def test_after_an_outage_one_search_brings_what_was_missed() -> None:
    search = ["/api/rates/all/search.json?startDate=2026-09-21&endDate=2026-09-25"]
    assert asked({"SOFR 2026-09-21", "EFFR 2026-09-23"}) == search
    assert asked({"EFFR 2026-09-21"}, [*LATEST, rates_page(rate("SOFR", "2026-09-21", 3.85))]) == search


def test_the_look_back_ends_after_twenty_business_days() -> None:
    assert asked({"SOFR 2026-08-27"}) == ["/api/rates/all/search.json?startDate=2026-08-27&endDate=2026-09-25"]
    assert asked({"SOFR 2026-08-26"}) == []


def test_a_page_without_rates_leads_nowhere() -> None:
    assert asked({"SOFR 2026-09-24"}, [rates_page()]) == []


def test_a_day_that_was_seen_is_not_asked_for_again_while_it_is_young() -> None:
    """At eight on the 29th EFFR of the 25th is 23 hours old; what is younger than a day is otherwise wanted again."""
    eight = datetime(2026, 9, 29, 12, tzinfo=UTC)
    pages = [rates_page(rate("SOFR", "2026-09-28", 3.90), rate("EFFR", "2026-09-25", 3.88))]
    assert follow(pages, lambda key, at: eight - at < timedelta(hours=24)) == []


def test_the_past_is_one_page() -> None:
    [page] = past(date(2026, 9, 28))
    assert (page.publisher, page.path) == ("nyfed", "/api/rates/all/search.json?startDate=2025-08-24&endDate=2026-09-28")


def test_it_is_looked_at_closely_at_eight_and_nine_until_each_release_is_in() -> None:
    eight = datetime(2026, 9, 28, 12, tzinfo=UTC)
    nine = eight + timedelta(hours=1)
    assert next_poll(SOURCE.plan, Progress(last=eight - timedelta(minutes=2)), eight - timedelta(minutes=1)) == eight
    assert next_poll(SOURCE.plan, Progress(last=eight), eight) == eight + timedelta(seconds=4)
    seen = Progress(last=eight + timedelta(seconds=10), newest=eight)
    assert next_poll(SOURCE.plan, seen, eight + timedelta(seconds=10)) == eight + timedelta(minutes=30, seconds=10)
    assert next_poll(SOURCE.plan, dataclasses.replace(seen, last=nine - timedelta(minutes=5)), nine - timedelta(minutes=5)) == nine
    assert {window.at for window in SOURCE.plan.windows} == {time(8), time(9)}
    assert next_business_day(date(2026, 9, 25)) == date(2026, 9, 28)
