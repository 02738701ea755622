"""The archive beside the project gives the figures of docs/evidence.md: FOMC decisions, the worked events, the claims."""

import json

import pytest

from bot.retrospect import claims_of, study_of
from rules.document import load_rulebook
from tests.history.evidence import DOCUMENT, claim_rows, fill, fomc_rows, settings_of, variant_lines


def quiet(position, of, name):
    """Nobody watches."""


@pytest.fixture(scope="module")
def history(shared):
    return shared / "history"


@pytest.fixture(scope="module")
def study(history, tmp_path_factory):
    """Statements and prices alone: what is said of FOMC decisions depends on no other source, q-values apart."""
    settings = settings_of(tmp_path_factory.mktemp("study"))
    fill(settings, history, ["fed.press_release", "market.crypto"])
    found = study_of(settings, load_rulebook(), quiet)
    assert study_of(settings, load_rulebook(), quiet) == json.loads(json.dumps(found))  # the kept one is the same
    return found


@pytest.fixture(scope="module")
def document():
    return DOCUMENT.read_text(encoding="utf-8")


def test_the_tables_of_fomc_decisions_are_reproduced(study, document):
    rows = ["| " + " | ".join(row[:-2]) + " |" for row in fomc_rows(study["groups"])]
    assert len(rows) == 26
    for row in rows:
        assert row in document


def test_decisions_since_2019_are_those_of_the_table_of_meetings(study, history):
    lines = (history / "fomc" / "meetings.csv").read_text(encoding="utf-8").splitlines()
    decided = {line[:10] for line in lines if ",decision," in line and line[:4] >= "2019" and line[:10] < "2026-08"}
    asked = [event for event in study["events"] if "fomc:decision" in event["groups"]]
    assert {event["window_start"][:10] for event in asked} == decided
    assert len(asked) == 62


# start, and after 1, 4, 24, 72, 168, 720 hours: by hand from the bars that docs/evidence.md names
WORKED = {
    "2024-09-18T18:00:00Z": {"BTC": (1.03, 0.31, 6.16, 5.44, 5.26, 14.49), "ETH": (1.14, 0.96, 7.21, 11.30, 11.53, 14.63)},
    "2025-12-10T19:00:00Z": {"BTC": (0.49, 0.01, -1.94, -2.58, -7.22, -1.82), "ETH": (0.27, -1.04, -5.27, -8.27, -16.79, -8.48)},
}


@pytest.mark.parametrize("start", WORKED)
def test_two_events_worked_by_hand(study, document, start):
    [event] = [event for event in study["events"] if event["window_start"] == start and event["kind"] == "fomc_statement"]
    for asset, expected in WORKED[start].items():
        assert tuple(event["returns_pct"][asset].values()) == pytest.approx(expected, abs=0.01)
        first = event["prices"][asset]["0"]
        assert first["at"] == start
        for hours, end in event["prices"][asset].items():
            assert f"{end['close']:.2f}" in document
            again = 100 * (end["close"] / first["close"] - 1)
            assert event["returns_pct"][asset].get(hours, 0.0) == pytest.approx(again, abs=0.0001)


def test_an_event_without_later_prices_has_no_later_returns(study):
    [last] = [event for event in study["events"] if event["window_start"] == "2026-07-29T18:00:00Z" and event["kind"] == "fomc_statement"]
    assert list(last["returns_pct"]["BTC"]) == ["1", "4", "24", "72", "168"]


def test_the_claims_are_reproduced(history, tmp_path, document):
    settings = settings_of(tmp_path)
    fill(settings, history)
    claims = claims_of(settings)
    for row in claim_rows(claims):
        assert "| " + " | ".join(row) + " |" in document
    for line in variant_lines(claims):
        assert line in document
    assert {claim["id"]: claim["verdict"] for claim in claims["claims"]} == {
        "correlation-60d": "partly",
        "pivot-surge": "fails",
        "market-cap-drop": "partly",
        "purchase-pace": "fails",
        "repo-size": "fails",
        "liquidity-45bn": "partly",
        "balance-sheet-2023": "holds",
        "tightening-end": "partly",
    }
