"""The regime of days whose history is known, and the ledger under it."""

from datetime import UTC, date, datetime

import pytest

from rules.event import FomcStatement, ImplementationNote, Minutes
from rules.ledger import PolicyFact, PolicyLedger, facts_from, shipped_ledger
from rules.regime import regime_at

LEDGER = shipped_ledger()


def regime(text):
    at = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return regime_at(LEDGER.until(at), at)


@pytest.mark.parametrize(
    ("at", "name", "since"),
    [
        ("2014-11-05T12:00", "neutral", date(2014, 11, 1)),
        ("2017-09-25T12:00", "neutral", date(2014, 11, 1)),
        ("2018-05-05T12:00", "tightening", date(2017, 10, 1)),
        ("2019-04-20T12:00", "pivot", date(2019, 3, 20)),
        ("2019-09-01T12:00", "neutral", date(2019, 8, 1)),
        ("2020-03-15T21:00", "emergency", date(2020, 3, 3)),
        ("2021-06-01T12:00", "expansion", date(2020, 3, 16)),
        ("2022-02-01T12:00", "pivot", date(2022, 1, 26)),
        ("2022-04-01T12:00", "neutral", date(2022, 3, 10)),
        ("2022-07-01T12:00", "tightening", date(2022, 6, 1)),
        ("2023-03-13T12:00", "emergency", date(2023, 3, 12)),
        ("2025-10-29T17:59", "tightening", date(2022, 6, 1)),
        ("2025-10-29T18:00", "pivot", date(2025, 10, 29)),
        ("2025-11-30T12:00", "pivot", date(2025, 10, 29)),
        ("2025-12-01T18:00", "neutral", date(2025, 12, 1)),
        ("2025-12-11T18:00", "neutral", date(2025, 12, 1)),
        ("2025-12-12T18:00", "expansion", date(2025, 12, 12)),
    ],
)
def test_regimes_of_the_record(at, name, since):
    found = regime(at)
    assert (found.name, found.since) == (name, since)


def test_the_purpose_of_purchases_is_always_named():
    assert regime("2021-06-01T12:00").purpose == "qe"
    assert regime("2026-01-05T12:00").purpose == "reserve_management"


def test_large_repos_make_an_emergency_after_the_ledger_has_had_its_say():
    at = datetime(2026, 1, 5, tzinfo=UTC)
    found = regime_at(LEDGER.until(at), at, large_repos_since=date(2026, 1, 2))
    assert (found.name, found.since, found.reason) == ("emergency", date(2026, 1, 2), "large_repos")


def test_an_emergency_ends_thirty_days_after_its_last_act():
    act = PolicyFact("facility", datetime(2030, 1, 1, 12, tzinfo=UTC), date(2030, 1, 1), {"name": "x"}, "s")
    ledger = PolicyLedger((act,))
    assert regime_at(ledger, datetime(2030, 1, 31, 12, tzinfo=UTC)).name == "emergency"
    assert regime_at(ledger, datetime(2030, 1, 31, 13, tzinfo=UTC)).name == "neutral"


def test_nothing_announced_the_same_day_was_known_before():
    statement_at = datetime(2025, 10, 29, 18, tzinfo=UTC)
    assert LEDGER.before(statement_at).announced("runoff_caps").effective_on == date(2025, 4, 1)
    assert LEDGER.until(statement_at).announced("runoff_caps").effective_on == date(2025, 12, 1)


def test_rates_in_force_on_a_day():
    assert LEDGER.in_force("iorb", date(2025, 12, 10)).values == {"rate_pct": 3.9}
    assert LEDGER.in_force("iorb", date(2025, 12, 11)).values == {"rate_pct": 3.65}
    assert LEDGER.in_force("target_range", date(2008, 12, 17)).values == {"lower_pct": 0.0, "upper_pct": 0.25}


def test_scheduled_days():
    assert LEDGER.is_scheduled(date(2025, 10, 29)) is True
    assert LEDGER.is_scheduled(date(2020, 3, 15)) is False
    assert LEDGER.is_scheduled(date(1994, 4, 18)) is None


def statement(**facts):
    base = {"source": "fed.press_release", "key": "k", "title": "t", "url": "https://example.org/k"}
    return FomcStatement(**base, published_at=datetime(2030, 5, 1, 18, tzinfo=UTC), **facts)


def subjects(event):
    return {fact.subject: (fact.effective_on, dict(fact.values)) for fact in facts_from(event)}


def test_a_statement_adds_what_it_announces():
    started = statement(
        target_lower_pct=3.5, target_upper_pct=3.75, is_scheduled=False, decision="lower",
        balance_sheet_action="purchases_start", balance_sheet_effective_on=date(2030, 5, 13),
        purchase_pace_usd_month=40_000_000_000, purchase_purpose="reserve_management",
    )  # fmt: skip
    assert subjects(started) == {
        "target_range": (date(2030, 5, 2), {"lower_pct": 3.5, "upper_pct": 3.75}),
        "unscheduled_action": (date(2030, 5, 1), {"what": "lower"}),
        "purchases": (date(2030, 5, 13), {"pace_usd_month": 40_000_000_000, "purpose": "reserve_management"}),
    }
    assert subjects(statement(balance_sheet_action="purchases_end")) == {
        "purchases": (date(2030, 5, 2), {"pace_usd_month": 0, "purpose": "qe"})
    }
    ended = statement(balance_sheet_action="runoff_end", balance_sheet_effective_on=date(2030, 6, 1))
    assert subjects(ended) == {"runoff_caps": (date(2030, 6, 1), {"treasury_usd_month": 0, "mbs_usd_month": 0})}
    slower = statement(balance_sheet_action="runoff_slower", runoff_treasury_cap_usd_month=5, runoff_mbs_cap_usd_month=35)
    assert subjects(slower)["runoff_caps"][1] == {"treasury_usd_month": 5, "mbs_usd_month": 35}
    assert subjects(statement(balance_sheet_action="none")) == {}


def test_a_note_adds_rates_and_other_events_nothing():
    base = {"source": "fed.press_release", "key": "k", "title": "t", "url": "u", "published_at": datetime(2030, 5, 1, 18, tzinfo=UTC)}
    note = ImplementationNote(**base, iorb_pct=3.9, on_rrp_pct=3.75, effective_on=date(2030, 5, 2))
    assert subjects(note) == {"iorb": (date(2030, 5, 2), {"rate_pct": 3.9}), "on_rrp": (date(2030, 5, 2), {"rate_pct": 3.75})}
    assert facts_from(Minutes(**base)) == ()


def test_the_same_announcement_is_not_added_twice():
    fact = PolicyFact("iorb", datetime(2025, 12, 10, 19, 0, tzinfo=UTC), date(2025, 12, 11), {"rate_pct": 3.65}, "s")
    assert LEDGER.adding([fact]).facts == LEDGER.facts
    later = PolicyFact("iorb", datetime(2030, 1, 2, tzinfo=UTC), date(2030, 1, 3), {"rate_pct": 1.0}, "s")
    assert LEDGER.adding([later]).facts[-1] == later


def note(at, caps, effective_on, url="n"):
    base = {"source": "fed.press_release", "key": url, "title": "t", "url": url, "published_at": at}
    return ImplementationNote(
        **base, effective_on=effective_on, runoff_treasury_cap_usd_month=caps[0] * BN, runoff_mbs_cap_usd_month=caps[1] * BN
    )


BN = 1_000_000_000


def test_a_notes_caps_are_an_announcement_only_where_they_are_new():
    ledger = PolicyLedger()
    first = ledger.adding(facts_from(note(datetime(2030, 5, 1, 18, tzinfo=UTC), (30, 20), date(2030, 5, 2))))
    assert [(f.effective_on, dict(f.values)) for f in first.facts] == [
        (date(2030, 5, 2), {"treasury_usd_month": 30 * BN, "mbs_usd_month": 20 * BN})
    ]
    assert first.adding(facts_from(note(datetime(2030, 6, 12, 18, tzinfo=UTC), (30, 20), date(2030, 6, 13)))) is first
    changed = first.adding(facts_from(note(datetime(2030, 6, 12, 18, tzinfo=UTC), (10, 20), date(2030, 6, 13))))
    assert changed.announced("runoff_caps").values["treasury_usd_month"] == 10 * BN


def test_a_note_repeats_what_is_pending():
    announced = statement(
        balance_sheet_action="runoff_start", balance_sheet_effective_on=date(2030, 6, 1),
        runoff_treasury_cap_usd_month=60 * BN, runoff_mbs_cap_usd_month=35 * BN,
    )  # fmt: skip
    ledger = PolicyLedger().adding(facts_from(announced))
    assert ledger.adding(facts_from(note(datetime(2030, 5, 8, 18, tzinfo=UTC), (60, 35), date(2030, 5, 9)))) is ledger


def test_a_statement_goes_before_its_note_and_its_announcement_before_its_effect():
    ended = statement(balance_sheet_action="runoff_end", balance_sheet_effective_on=date(2030, 6, 1))
    old_caps = note(ended.published_at, (5, 35), date(2030, 5, 2))
    ledger = PolicyLedger().adding([*facts_from(ended), *facts_from(old_caps)])
    [fact] = ledger.facts
    assert (fact.announced_at, fact.effective_on) == (ended.published_at, date(2030, 6, 1))
    assert ledger.in_force("runoff_caps", date(2030, 5, 31)) is None
    assert ledger.in_force("runoff_caps", date(2030, 6, 1)) == fact
    assert ledger.pending("runoff_caps", date(2030, 5, 31)) == (fact,)
