"""The Desk's plans and statements against what was announced before, and what they announce in turn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.chat.answers.suggestions import suggestions
from bot.model import Published
from bot.sources.newyork_fed.desk_statement import SOURCE, measure
from rules.event import DeskStatement, FomcStatement, PurchaseSchedule
from rules.ledger import PolicyFact, PolicyLedger, facts_from, shipped_ledger
from rules.model import Assessment
from rules.regime import regime_at
from rules.watch import parse_watch

BN = 1_000_000_000
FIRST = date(2031, 5, 14)


def schedule(first: date = FIRST, planned: int = 55, reserves: int | None = 40, **more: Any) -> PurchaseSchedule:
    at = datetime(first.year, first.month, first.day, 19, tzinfo=UTC) - timedelta(days=1)
    amounts = {"planned_usd": planned * BN, "reserve_management_usd": None if reserves is None else reserves * BN}
    envelope = {"source": SOURCE.id, "key": first.isoformat(), "title": "", "url": "u", "published_at": at}
    return PurchaseSchedule(**envelope, first_on=first, last_on=first + timedelta(days=29), **amounts, **more)


def statement(**facts: Any) -> DeskStatement:
    at = datetime(2031, 5, 12, 19, tzinfo=UTC)
    return DeskStatement(source=SOURCE.id, key="s", title="", url="u", published_at=at, issued_on=date(2031, 5, 12), **facts)


def announced(pace: int | None, effective: date = date(2031, 1, 2), purpose: str = "reserve_management") -> PolicyLedger:
    """A ledger that knows one pace, in billions a month; None: its size was left open."""
    values = {"purpose": purpose} if pace is None else {"pace_usd_month": pace * BN, "purpose": purpose}
    return PolicyLedger((PolicyFact("purchases", datetime(2031, 1, 1, 19, tzinfo=UTC), effective, values, "s"),))


APRIL = schedule(date(2031, 4, 14), planned=50, reserves=36)


@pytest.mark.parametrize(
    ("event", "history", "ledger", "change", "news"),
    [
        (schedule(), [], announced(40), None, 0),
        (schedule(), [APRIL], announced(40), 5 * BN, 0),
        (schedule(), [APRIL], announced(25), 5 * BN, 15 * BN),
        (schedule(reserves=25), [APRIL], announced(40), 5 * BN, -15 * BN),
        # a size that was left open: the schedule before stands in for it
        (schedule(), [APRIL], announced(None), 5 * BN, 4 * BN),
        (schedule(), [], announced(None), None, None),
        (schedule(), [], PolicyLedger(), None, None),
        # where the page does not divide the amount, the change of the whole, less what was announced of it
        (schedule(reserves=None), [APRIL], announced(None), 5 * BN, 5 * BN),
        (schedule(reserves=None), [APRIL], announced(40), 5 * BN, 5 * BN),
        (schedule(reserves=None), [], announced(40), None, None),
        # later periods and other kinds are no forerunners
        (schedule(), [schedule(date(2031, 6, 13), planned=1), statement()], announced(40), None, 0),
    ],
)
def test_a_plan_against_the_one_before_and_what_was_announced(
    event: PurchaseSchedule, history: list[Any], ledger: PolicyLedger, change: int | None, news: int | None
) -> None:
    measured = measure(event, history, ledger)
    assert isinstance(measured, PurchaseSchedule)
    assert (measured.planned_change_usd, measured.unannounced_change_usd) == (change, news)


def test_a_pace_that_was_announced_to_change_is_no_news_of_an_undivided_plan() -> None:
    cut = PolicyFact("purchases", datetime(2031, 5, 1, 19, tzinfo=UTC), FIRST, {"pace_usd_month": 30 * BN}, "s")
    measured = measure(schedule(planned=40, reserves=None), [APRIL], announced(40).adding([cut]))
    assert isinstance(measured, PurchaseSchedule)
    assert (measured.planned_change_usd, measured.unannounced_change_usd) == (-10 * BN, 0)


@pytest.mark.parametrize(
    ("facts", "ledger", "is_new", "change"),
    [
        ({"balance_sheet_action": "none"}, announced(40), None, None),
        ({"balance_sheet_action": "purchases_start", "purchase_pace_usd_month": 40 * BN}, PolicyLedger(), True, 40 * BN),
        ({"balance_sheet_action": "purchases_start", "purchase_pace_usd_month": 40 * BN}, announced(0), True, 40 * BN),
        ({"balance_sheet_action": "purchases_start", "purchase_pace_usd_month": 40 * BN}, announced(40), False, 0),
        ({"balance_sheet_action": "purchases_start", "purchase_pace_usd_month": 40 * BN}, announced(None), False, None),
        ({"balance_sheet_action": "purchases_pace", "purchase_pace_usd_month": 25 * BN}, announced(40), True, -15 * BN),
        ({"balance_sheet_action": "purchases_end", "purchase_pace_usd_month": 0}, announced(40), True, -40 * BN),
        ({"balance_sheet_action": "purchases_end", "purchase_pace_usd_month": 0}, announced(0), False, 0),
    ],
)
def test_what_is_new_in_a_statement(facts: dict[str, Any], ledger: PolicyLedger, is_new: bool | None, change: int | None) -> None:
    measured = measure(statement(**facts), [], ledger)
    assert isinstance(measured, DeskStatement)
    assert (measured.action_is_new, measured.purchase_pace_change_usd_month) == (is_new, change)


def test_other_events_have_no_measures() -> None:
    event = FomcStatement(source="fed.press_release", key="k", title="t", url="u", published_at=datetime(2031, 5, 7, tzinfo=UTC))
    assert measure(event, [], PolicyLedger()) is event


# what they announce


def test_a_plan_is_the_pace_of_its_period() -> None:
    [fact] = facts_from(schedule())
    assert (fact.subject, fact.effective_on, dict(fact.values)) == (
        "purchases",
        FIRST,
        {"pace_usd_month": 40 * BN, "purpose": "reserve_management"},
    )
    assert facts_from(schedule(reserves=None)) == ()


def test_a_month_without_purchases_does_not_end_the_programme() -> None:
    [fact] = facts_from(schedule(reserves=0))
    assert dict(fact.values) == {"purpose": "reserve_management"}
    known = announced(40).adding([fact])
    assert regime_at(known, datetime(2031, 5, 20, tzinfo=UTC)).name == "expansion"
    june = measure(schedule(date(2031, 6, 13), reserves=10), [schedule(reserves=0)], known)
    assert isinstance(june, PurchaseSchedule)
    assert june.unannounced_change_usd == 10 * BN


def test_a_statement_announces_its_pace_and_rates() -> None:
    facts = facts_from(
        statement(
            balance_sheet_action="purchases_start",
            purchase_pace_usd_month=31 * BN,
            purchases_from=FIRST,
            purchase_purpose="reserve_management",
            on_rrp_pct=3.25,
            srf_pct=3.5,
            effective_on=date(2031, 5, 13),
        )
    )
    assert [(fact.subject, fact.effective_on, dict(fact.values)) for fact in facts] == [
        ("purchases", FIRST, {"pace_usd_month": 31 * BN, "purpose": "reserve_management"}),
        ("on_rrp", date(2031, 5, 13), {"rate_pct": 3.25}),
        ("srf", date(2031, 5, 13), {"rate_pct": 3.5}),
    ]
    assert facts_from(statement(is_small_value=True, srf_pct=3.5)) == ()
    assert facts_from(statement(balance_sheet_action="purchases_end"))[0].values["pace_usd_month"] == 0


def test_the_desk_gives_the_size_that_the_committee_left_open_on_the_same_day() -> None:
    noon = datetime(2031, 5, 12, 18, tzinfo=UTC)
    open_size = PolicyFact("purchases", noon, date(2031, 5, 13), {"purpose": "reserve_management"}, "committee")
    [desk] = facts_from(statement(balance_sheet_action="purchases_start", purchase_pace_usd_month=31 * BN, purchases_from=FIRST))
    [fact] = PolicyLedger().adding([open_size, desk]).facts
    assert (fact.announced_at, fact.effective_on, fact.source) == (noon, FIRST, "committee")
    assert dict(fact.values) == {"pace_usd_month": 31 * BN, "purpose": "reserve_management"}
    # a size that was said stays, and purchases that begin much later are others
    sized = PolicyFact("purchases", noon, date(2031, 5, 13), {"pace_usd_month": 9 * BN, "purpose": "qe"}, "committee")
    assert PolicyLedger().adding([sized, desk]).facts == (sized,)
    later = PolicyFact("purchases", noon, date(2031, 8, 1), {"purpose": "reserve_management"}, "committee")
    assert PolicyLedger().adding([later, desk]).facts == (later,)


def test_the_first_plan_of_december_2025_was_announced() -> None:
    first = schedule(date(2025, 12, 12))
    measured = measure(first, [], shipped_ledger().before(first.published_at))
    assert isinstance(measured, PurchaseSchedule)
    assert measured.unannounced_change_usd == 0


@pytest.mark.parametrize(
    ("planned", "lang", "wished"),
    [
        (55, "en", ["planned purchases >= 55bn", "impact >= 11"]),
        (55, "zh-Hans", ["计划购债 >= 550亿", "影响 >= 11"]),
        (0, "en", ["impact >= 11"]),
    ],
)
def test_a_plan_leads_to_a_watch_on_plans(planned: int, lang: str, wished: list[str]) -> None:
    assessment = Assessment(impact=11, direction=0, confidence=0, horizon_hours=None, regime=None)
    assert suggestions(Published(id=1, event=schedule(planned=planned), assessment=assessment), lang) == wished
    assert all("purchase_schedule" in parse_watch(text).kinds for text in wished)
