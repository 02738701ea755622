"""docs/rule-firings.md holds messages few; that it is what the rules say of the years past is held by test_evidence_archive."""

import re

from tests.history.firings import DOCUMENT


def test_messages_stay_few_at_the_default_settings():
    rows = re.findall(r"^\| (\d{4}-\d{2}) \| (\d+) \| (\d+) \|", DOCUMENT.read_text(encoding="utf-8"), re.M)
    assert [month for month, _, _ in rows] == [f"{year}-{month:02}" for year in (2025, 2026) for month in range(1, 13)][:19]
    loud, silent = [int(row[1]) for row in rows], [int(row[2]) for row in rows]
    assert max(loud) <= 3
    assert sum(loud) <= len(loud)
    assert 4 <= sum(silent) / len(silent) <= 8
    assert min(silent) >= 4
    assert max(silent) <= 11  # December 2025: a turn of the year with four large repo days, the minutes, and the Desk's first schedule
