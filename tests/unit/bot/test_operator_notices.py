from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.errors import ContractError, FetchError, NotNow, ParseError
from bot.polling.operator_notices import NetworkHealth, SourceHealth, notices
from bot.sources import source, sources
from bot.store import SourceState

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GONE = FetchError("no connection", source_id="x", url="http://127.0.0.1:9/")
ODD = ContractError("a row without a rate")
REPOS = source("nyfed.repo_operation")


class Operator:
    """What an operator hears while all sources are polled every five minutes."""

    def __init__(self) -> None:
        network = NetworkHealth()
        self.health = {one.id: SourceHealth(network=network) for one in sources()}
        self.ok_at = dict.fromkeys(self.health, NOON)
        self.now = NOON
        self.heard: list[str] = []

    def pass_(self, span: timedelta, wrong: dict[str, Sequence[Exception]], every: timedelta = 5 * MINUTE) -> list[str]:
        """Poll on for a while; `wrong` has the errors of the sources that have any. Gives what was heard."""
        until, before = self.now + span, len(self.heard)
        while self.now < until:
            self.now += every
            for one in sources():
                errors = wrong.get(one.id, ())
                if not errors:
                    self.ok_at[one.id] = self.now
                state = SourceState(source=one.id, last_ok_at=self.ok_at[one.id], last_new_at=self.now)
                self.heard += notices(one, errors, state, self.health[one.id], self.now)
        return self.heard[before:]


def everything(error: Exception) -> dict[str, Sequence[Exception]]:
    return {one.id: [error] for one in sources()}


def test_three_hours_without_a_network_are_one_notice_and_one_when_it_is_over() -> None:
    operator = Operator()
    assert operator.pass_(MINUTE * 30, {}) == []
    [notice] = operator.pass_(MINUTE * 180, everything(GONE))
    assert notice.startswith(
        "no publisher can be reached since 2026-03-02 12:35 UTC: no connection (http://127.0.0.1:9/); check the network"
    )
    assert operator.pass_(MINUTE * 120, {}) == ["publishers can be reached again"]


def test_one_publisher_that_cannot_be_reached_is_its_own_trouble() -> None:
    operator = Operator()
    [notice] = operator.pass_(MINUTE * 180, {"fed.balance_sheet": [GONE]})
    assert notice.startswith("fed.balance_sheet: not read whole since 2026-03-02 12:00 UTC: no connection")
    assert operator.pass_(MINUTE * 60, {}) == ["fed.balance_sheet: reads well again"]


def test_what_else_is_wrong_is_told_beside_a_network_that_is_down() -> None:
    operator = Operator()
    wrong = everything(GONE) | {"fed.speech": [ODD]}
    heard = operator.pass_(MINUTE * 180, wrong)
    assert sum("fed.speech: the publisher changed something" in text for text in heard) == 1
    assert not any("no publisher can be reached" in text for text in heard)  # one answers, in riddles


def test_what_comes_and_goes_is_told_once_in_six_hours_with_how_often() -> None:
    operator = Operator()
    for _ in range(12):  # for four hours: ten minutes bad, ten minutes good
        operator.pass_(MINUTE * 10, {REPOS.id: [ODD]})
        operator.pass_(MINUTE * 10, {})
    assert operator.heard == [
        "nyfed.repo_operation: the publisher changed something: a row without a rate",
        f"{REPOS.id}: reads well again",
    ]
    operator.pass_(MINUTE * 120, {})
    [notice] = operator.pass_(MINUTE * 10, {REPOS.id: [ODD]})
    assert notice.endswith("(it went and came back 12 times since 2026-03-02 12:05 UTC)")


def test_what_stays_is_told_once() -> None:
    operator = Operator()
    assert operator.pass_(timedelta(hours=24), {REPOS.id: [ODD]}) == [
        "nyfed.repo_operation: the publisher changed something: a row without a rate",
        "nyfed.repo_operation: not read whole since 2026-03-02 12:00 UTC: a row without a rate",
    ]


def test_pages_that_cannot_be_read_three_times_are_told_of() -> None:
    operator = Operator()
    broken = ParseError("the body is empty")
    assert operator.pass_(MINUTE * 10, {REPOS.id: [broken]}) == []
    assert operator.pass_(MINUTE * 5, {REPOS.id: [broken]}) == ["nyfed.repo_operation: not readable 3 times in a row: the body is empty"]


def test_an_exchange_that_cannot_answer_now_is_told_when_it_lasts_and_never_as_a_change() -> None:
    operator, busy = Operator(), NotNow("the exchange can't answer now: EService:Unavailable", source_id="market.crypto")
    assert operator.pass_(MINUTE * 60, {"market.crypto": [busy]}) == []
    [notice] = operator.pass_(MINUTE * 60, {"market.crypto": [busy]})
    assert notice.startswith("market.crypto: not read whole since 2026-03-02 12:00 UTC: the exchange can't answer now")
