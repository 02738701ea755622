"""docs/rule-firings.md is what the rules say of the years past, and each rule that is silent there says why."""

import re

import pytest

from rules.document import load_rulebook
from tests.history.firings import DOCUMENT, markdown, tally
from tests.history.past import scored

RULEBOOK = load_rulebook()


@pytest.fixture(scope="module")
def history(shared):
    """Every event of the tables with what the shipped rules say of it."""
    return list(scored(shared / "history", RULEBOOK))


@pytest.mark.timeout(300)
def test_the_document_is_current(history):
    assert DOCUMENT.read_text(encoding="utf-8") == markdown(history, RULEBOOK), "run make rules/firings, and review what changed"


@pytest.mark.timeout(300)
def test_a_rule_that_never_counts_says_why_and_no_other_does(history):
    rules, _ = tally(history)
    silent = {rule.id for rule in RULEBOOK.rules if rule.id not in rules or not rules[rule.id].counted}
    assert silent == {rule.id for rule in RULEBOOK.rules if rule.quiet_because}


def test_messages_stay_few_at_the_default_settings():
    rows = re.findall(r"^\| (\d{4}-\d{2}) \| (\d+) \| (\d+) \|", DOCUMENT.read_text(encoding="utf-8"), re.M)
    assert [month for month, _, _ in rows] == [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)][:19]
    loud, silent = [int(row[1]) for row in rows], [int(row[2]) for row in rows]
    assert max(loud) <= 4
    assert 0.5 <= sum(loud) / len(loud) <= 1.5
    assert min(silent) >= 4
    assert max(silent) <= 8
