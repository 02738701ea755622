"""A statement held against the ledger of what was announced before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.fomc.measure import measured
from bot.sources.board.press_release import measure
from rules.event import Event, FomcStatement, Minutes, PressRelease
from rules.ledger import PolicyFact, PolicyLedger

BILLION = 1_000_000_000
AT = datetime(2031, 5, 7, 18, 0, tzinfo=UTC)
BEFORE = datetime(2031, 3, 19, 18, 0, tzinfo=UTC)
MEETINGS = frozenset({date(2031, 3, 19), date(2031, 5, 7)})


def statement(published_at: datetime = AT, **said: Any) -> FomcStatement:
    return FomcStatement(source="fed.press_release", key=f"k{published_at}", title="", url="", published_at=published_at, **said)


def fact(subject: str, announced_at: datetime = BEFORE, effective_on: date | None = None, **values: Any) -> PolicyFact:
    return PolicyFact(subject, announced_at, effective_on or announced_at.date(), values, "test")


def ledger(*facts: PolicyFact) -> PolicyLedger:
    return PolicyLedger(facts, MEETINGS)


RANGE = fact("target_range", lower_pct=2.0, upper_pct=2.25)


@pytest.mark.parametrize(
    ("lower", "upper", "decision", "change_bp"),
    [(2.0, 2.25, "hold", 0), (2.5, 2.75, "raise", 50), (1.75, 2.0, "lower", -25), (1.0, 1.25, "lower", -100)],
)
def test_the_change_follows_from_the_range_before(lower: float, upper: float, decision: str, change_bp: int) -> None:
    event = measured(statement(target_lower_pct=lower, target_upper_pct=upper), [], ledger(RANGE))
    assert (event.decision, event.change_bp) == (decision, change_bp)
    assert (event.previous_target_lower_pct, event.previous_target_upper_pct) == (2.0, 2.25)


def test_what_the_statement_says_goes_before() -> None:
    event = measured(statement(decision="raise", change_bp=75, target_lower_pct=2.5, target_upper_pct=2.75), [], ledger(RANGE))
    assert (event.decision, event.change_bp) == ("raise", 75)


def test_from_a_single_target_to_a_range_only_the_direction_is_told() -> None:
    single = fact("target_range", lower_pct=1.0, upper_pct=1.0)
    event = measured(statement(target_lower_pct=0.0, target_upper_pct=0.25), [], ledger(single))
    assert (event.decision, event.change_bp) == ("lower", None)


def test_bounds_that_move_apart_tell_nothing() -> None:
    event = measured(statement(target_lower_pct=1.75, target_upper_pct=2.5), [], ledger(RANGE))
    assert (event.decision, event.change_bp) == (None, None)


def test_without_a_range_before_the_change_is_unknown() -> None:
    event = measured(statement(decision="raise", target_lower_pct=2.5, target_upper_pct=2.75), [], ledger())
    assert (event.decision, event.change_bp, event.previous_target_upper_pct) == ("raise", None, None)


def test_the_range_before_may_come_from_an_earlier_statement() -> None:
    earlier = statement(BEFORE, target_lower_pct=2.25, target_upper_pct=2.5)
    event = measured(statement(target_lower_pct=2.5, target_upper_pct=2.75), [earlier], ledger())
    assert (event.decision, event.change_bp) == ("raise", 25)


def test_the_days_own_facts_are_not_of_before() -> None:
    same_day = fact("target_range", AT.replace(hour=12), lower_pct=2.5, upper_pct=2.75)
    event = measured(statement(target_lower_pct=2.5, target_upper_pct=2.75), [], ledger(RANGE, same_day))
    assert event.change_bp == 50


@pytest.mark.parametrize(
    ("published_at", "scheduled"),
    [
        (AT, True),
        (datetime(2031, 5, 8, 18, 0, tzinfo=UTC), False),
        (datetime(2032, 5, 5, 18, 0, tzinfo=UTC), True),  # outside the calendar: a Wednesday at 14:00
        (datetime(2032, 5, 5, 14, 0, tzinfo=UTC), False),
        (datetime(2032, 5, 9, 18, 0, tzinfo=UTC), False),  # a Sunday
        (datetime(1998, 9, 29, 18, 15, tzinfo=UTC), None),
    ],
)
def test_scheduled_or_not(published_at: datetime, scheduled: bool | None) -> None:
    assert measured(statement(published_at), [], ledger()).is_scheduled is scheduled


def action(name: str, *facts: PolicyFact, **said: Any) -> tuple[bool | None, str | None, int | None]:
    event = measured(statement(balance_sheet_action=name, **said), [], ledger(*facts))
    return event.action_is_new, event.action_direction, event.purchase_pace_change_usd_month


CAPS = fact("runoff_caps", treasury_usd_month=25 * BILLION, mbs_usd_month=35 * BILLION)
NO_RUNOFF = fact("runoff_caps", treasury_usd_month=0, mbs_usd_month=0)
ENDING = fact("runoff_caps", effective_on=date(2031, 9, 1), treasury_usd_month=0, mbs_usd_month=0)
BUYING = fact("purchases", pace_usd_month=120 * BILLION, purpose="qe")
NOT_BUYING = fact("purchases", pace_usd_month=0, purpose="qe")
BUYING_SOMEHOW = fact("purchases", purpose="qe")


@pytest.mark.parametrize(
    ("name", "facts", "said", "expected"),
    [
        ("none", [], {}, (None, "none", None)),
        ("runoff_start", [], {}, (True, "down", None)),
        ("runoff_start", [NO_RUNOFF], {}, (True, "down", None)),
        ("runoff_start", [CAPS], {}, (False, "none", None)),
        ("runoff_slower", [CAPS], {"runoff_treasury_cap_usd_month": 5 * BILLION}, (True, "up", None)),
        ("runoff_slower", [CAPS], {"runoff_treasury_cap_usd_month": 25 * BILLION}, (False, "none", None)),
        ("runoff_end", [CAPS], {}, (True, "up", None)),
        ("runoff_end", [NO_RUNOFF], {}, (False, "none", None)),
        ("runoff_end", [ENDING], {"balance_sheet_effective_on": date(2031, 9, 1)}, (False, "none", None)),
        ("runoff_end", [ENDING], {"balance_sheet_effective_on": date(2031, 8, 1)}, (True, "up", None)),
        ("purchases_start", [], {"purchase_pace_usd_month": 40 * BILLION}, (True, "up", 40 * BILLION)),
        ("purchases_start", [NOT_BUYING], {"purchase_pace_usd_month": 75 * BILLION}, (True, "up", 75 * BILLION)),
        ("purchases_start", [NOT_BUYING], {}, (True, "up", None)),
        ("purchases_start", [BUYING], {}, (False, "none", None)),
        ("purchases_start", [BUYING], {"purchase_total_usd": 700 * BILLION}, (True, "up", None)),
        ("purchases_pace", [BUYING], {"purchase_pace_usd_month": 105 * BILLION}, (True, "down", -15 * BILLION)),
        ("purchases_pace", [BUYING], {"purchase_pace_usd_month": 160 * BILLION}, (True, "up", 40 * BILLION)),
        ("purchases_pace", [BUYING], {"purchase_pace_usd_month": 120 * BILLION}, (False, "none", 0)),
        (
            "purchases_pace",
            [BUYING_SOMEHOW],
            {"text": "It decided to gradually slow the pace of these transactions."},
            (True, "down", None),
        ),
        ("purchases_pace", [BUYING_SOMEHOW], {"text": "The Committee will include purchases of more."}, (True, "up", None)),
        ("purchases_pace", [], {"text": "Nothing on it."}, (True, None, None)),
        ("purchases_end", [BUYING], {}, (True, "down", -120 * BILLION)),
        ("purchases_end", [NOT_BUYING], {}, (False, "none", 0)),
        ("purchases_end", [BUYING_SOMEHOW], {}, (True, "down", None)),
    ],
)
def test_actions(name: str, facts: list[PolicyFact], said: dict[str, Any], expected: tuple[bool | None, str | None, int | None]) -> None:
    assert action(name, *facts, **said) == expected


def test_an_unknown_action_has_no_direction() -> None:
    event = measured(statement(), [], ledger())
    assert (event.action_is_new, event.action_direction, event.purchase_pace_change_usd_month) == (None, None, None)


def test_what_measure_fills_in_does_not_make_another_statement() -> None:
    plain = statement(target_lower_pct=2.5, target_upper_pct=2.75)
    assert measured(plain, [], ledger(RANGE)) == plain


def test_other_releases_have_no_measures() -> None:
    release = PressRelease(source="fed.press_release", key="m", title="", url="", published_at=AT)
    assert measure(release, [], ledger()) is release


def minutes_of(key: str, *passages: str, tone: float | None = None) -> Minutes:
    return Minutes(source="fed.press_release", key=key, title="", url="", published_at=AT, passages=passages, tone=tone)


def told(event: Minutes, *history: Event) -> Minutes:
    found = measure(event, list(history), ledger())
    assert isinstance(found, Minutes)
    return found


def test_a_phrase_of_minutes_is_new_when_neither_minutes_nor_statements_before_had_it() -> None:
    event = minutes_of("c", "participants: Reserve management purchases and ample reserves.", tone=0.25)
    before = minutes_of("a", "staff: Ample reserves.", tone=0.1)
    found = told(event, before)
    assert (found.new_balance_sheet_phrase, found.new_phrases, found.tone_change) == (True, ("reserve management purchases",), 0.15)
    said = statement(BEFORE, text="The Committee decided on reserve management purchases.")
    assert told(event, said, before).new_balance_sheet_phrase is False
    assert told(event, said, before).new_phrases == ()


def test_nothing_is_known_to_be_new_without_earlier_minutes_that_were_read() -> None:
    event = minutes_of("c", "staff: Ample reserves.")
    unread = replace(event, key="a", passages=None)
    for found in (told(event), told(event, statement(BEFORE, text="Ample.")), told(event, unread), told(unread, event)):
        assert (found.new_balance_sheet_phrase, found.new_phrases, found.tone_change) == (None, (), None)


def test_a_statement_is_compared_with_the_last_one_before() -> None:
    first = statement(AT - timedelta(days=90), text="Inflation rose.")
    second = statement(AT - timedelta(days=45), text="Inflation rose. Growth slowed.")
    event = measured(statement(text="Growth slowed."), [first, second], ledger())
    assert (event.previous_text, event.tone, event.tone_change) == ("Inflation rose. Growth slowed.", -1.0, -1.0)


@pytest.mark.parametrize(("lower", "upper"), [(2.0, 2.25), (2.25, 2.5)])
def test_a_cut_that_the_ranges_do_not_show_is_unknown(lower: float, upper: float) -> None:
    event = measured(statement(decision="lower", target_lower_pct=lower, target_upper_pct=upper), [], ledger(RANGE))
    assert (event.decision, event.change_bp) == (None, None)


def test_an_unknown_decision_stays_unknown_when_it_is_measured_again() -> None:
    text = "The Committee decided to lower the target range for the federal funds rate to 2 to 2-1/4 percent."
    event = measured(statement(decision="lower", target_lower_pct=2.0, target_upper_pct=2.25, text=text), [], ledger(RANGE))
    again = measured(event, [], ledger(RANGE))
    assert (event.decision, event.change_bp, again.decision, again.change_bp) == (None, None, None, None)


def test_a_pace_against_the_one_before_goes_by_the_words_where_they_say_it() -> None:
    text = (
        "Beginning in June, the Committee will add to its holdings of Treasury securities at a pace of $20 billion per month"
        " rather than $30 "
        "billion per month."
    )
    said = {"balance_sheet_action": "purchases_pace", "purchase_pace_usd_month": 20 * BILLION}
    bought = fact("purchases", pace_usd_month=40 * BILLION, purpose="reserve_management")
    event = measured(statement(text=text, **said), [], ledger(bought))
    assert (event.purchase_pace_change_usd_month, event.action_direction) == (-10 * BILLION, "down")
    assert measured(statement(text="", **said), [], ledger(bought)).purchase_pace_change_usd_month == -20 * BILLION
