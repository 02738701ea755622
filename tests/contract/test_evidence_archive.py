"""The archive beside the project, gone through once: it gives every table and figure that is committed, and what the rules fired on.

One store is filled as `fedtide backfill --archive` does, and its past replayed once for all of these tests.
"""

import pytest

from bot.evidence.groups import Assessed
from bot.evidence.stored_claims import measured_claims
from bot.evidence.track_record import rules_json
from bot.jobs.replay import replay
from bot.jobs.study import begin_of, opened, past_of, studied
from rules.document import load_rulebook
from rules.event import YieldChange
from tests.history import firings
from tests.history.evidence import CLAIMS, DOCUMENT, MODEL_CARD, STATISTICS, documents, fill, settings_of
from tests.history.past import YIELDS_SINCE

pytestmark = pytest.mark.timeout(300)
RULEBOOK = load_rulebook()


@pytest.fixture(scope="module")
def archive(shared):
    return shared / "history"


@pytest.fixture(scope="module")
def settings(archive, tmp_path_factory):
    """Of a clean store with the whole archive in it."""
    found = settings_of(tmp_path_factory.mktemp("archive"))
    fill(found, archive)
    return found


@pytest.fixture(scope="module")
def past(settings):
    with opened(settings) as store:
        return past_of(store)


@pytest.fixture(scope="module")
def history(past):
    """Every event with its measures and what the shipped rules say of it; yields of the years before bitcoin had a price are left out."""
    known = [(at, event) for at, event in past.publications if not isinstance(event, YieldChange) or event.as_of >= YIELDS_SINCE]
    told = replay(known, past.prices, RULEBOOK, disputes=past.disputes, expectations=past.expectations)
    return [(one.event, one.assessment) for one in told]


@pytest.fixture(scope="module")
def both(past, history):
    """The study and the statistics that ship."""
    begin = begin_of(past.prices)
    events = [Assessed(event, assessment) for event, assessment in history if event.published_at >= begin]
    return studied(past, events, RULEBOOK, lambda *_: None)


@pytest.fixture(scope="module")
def study(both):
    return both[0]


@pytest.fixture(scope="module")
def claims(settings):
    with opened(settings) as store:
        return measured_claims(store)


@pytest.fixture(scope="module")
def written(both, claims):
    """What `make evidence` would write, by path."""
    study, statistics = both
    return documents(study, rules_json(RULEBOOK, study["groups"]), statistics, claims)


@pytest.mark.parametrize("path", [DOCUMENT, MODEL_CARD, STATISTICS, CLAIMS], ids=lambda path: path.name)
def test_everything_that_is_committed_is_reproduced(written, path):
    assert path.read_text(encoding="utf-8") == written[path], "run make evidence, and review what changed"


def test_rule_firings_are_current(history):
    expected = firings.markdown(history, RULEBOOK)
    assert firings.DOCUMENT.read_text(encoding="utf-8") == expected, "run make rules/firings, and review what changed"


def test_a_rule_that_never_counts_says_why_and_no_other_does(history):
    rules, _ = firings.tally(history)
    silent = {rule.id for rule in RULEBOOK.rules if rule.id not in rules or not rules[rule.id].counted}
    assert silent == {rule.id for rule in RULEBOOK.rules if rule.quiet_because}


def test_decisions_since_2019_are_those_of_the_table_of_meetings(study, archive):
    lines = (archive / "fomc" / "meetings.csv").read_text(encoding="utf-8").splitlines()
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
def test_two_events_worked_by_hand(study, start):
    document = DOCUMENT.read_text(encoding="utf-8")
    [event] = [event for event in study["events"] if event["window_start"] == start and event["kind"] == "fomc_statement"]
    for asset, expected in WORKED[start].items():
        assert tuple(event["returns_pct"][asset].values()) == pytest.approx(expected, abs=0.01)
        assert event["prices"][asset]["0"]["at"] == start
        assert all(f"{end['close']:.2f}" in document for end in event["prices"][asset].values())


def test_every_row_can_be_computed_again_from_the_prices_that_are_given(study):
    checked = 0
    for event in study["events"]:
        for asset, prices in event["prices"].items():
            assert set(event["returns_pct"][asset]) == set(prices) - {"0"}
            for hours, value in event["returns_pct"][asset].items():
                assert abs(value - 100 * (prices[hours]["close"] / prices["0"]["close"] - 1)) <= 0.00005001  # as rounded
                checked += 1
    assert checked > 100_000


def test_an_event_without_later_prices_has_no_later_returns(study):
    [last] = [event for event in study["events"] if event["window_start"] == "2026-07-29T18:00:00Z" and event["kind"] == "fomc_statement"]
    assert list(last["returns_pct"]["BTC"]) == ["1", "4", "24", "72", "168"]


def test_the_verdicts_of_the_claims(claims):
    assert {claim.id: claim.verdict for claim in claims} == {
        "correlation-60d": "partly",
        "pivot-surge": "fails",
        "market-cap-drop": "partly",
        "purchase-pace": "fails",
        "repo-size": "fails",
        "liquidity-45bn": "partly",
        "balance-sheet-2023": "holds",
        "tightening-end": "partly",
    }
