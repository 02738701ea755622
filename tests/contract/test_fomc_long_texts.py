"""141 minutes and 59 press conferences: thousands of sentences on moves of the rate and on purchases, few of them decisions.

No statement is read from them in the bot; they are here because nothing else holds so much talk of moves that were not made. Whatever the
reader takes for a decision in them must be the one that the meeting took.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.fomc.balance_sheet import runoffs_in
from bot.fomc.decision import decided_ways
from bot.fomc.purchases import acts_in
from bot.fomc.text import mentions, plain, sentences, unquoted
from tests.reading_table import truths

FOLDERS = ("minutes", "pressconf")
ACTED = frozenset(
    [
        "2008-12-16",
        "2009-03-18",
        "2009-08-12",
        "2010-11-03",
        "2012-12-12",
        "2013-12-18",
        "2014-04-30",
        "2014-06-18",
        "2014-07-30",
        "2014-10-29",
        "2017-09-20",
        "2019-03-20",
        "2019-10-30",
        "2020-03-15",
        "2021-11-03",
        "2021-12-15",
        "2022-05-04",
        "2024-05-01",
        "2025-12-10",
    ]
)
"""The meetings that started, resized or ended purchases or run-off, by eye from what they published."""


@pytest.fixture(scope="module")
def texts(shared: Path) -> dict[tuple[str, str], list[str]]:
    """The sentences on policy of each text, by kind and day."""
    files = [file for folder in FOLDERS for file in sorted((shared / "history" / "fomc" / folder).glob("*.txt"))]
    return {(file.parent.name, file.stem[:10]): sentences(unquoted(plain(file.read_text(encoding="utf-8")))) for file in files}


def test_what_is_read_as_a_decision_is_the_one_that_was_taken(shared: Path, texts: dict[tuple[str, str], list[str]]) -> None:
    known = truths(shared)
    found = [
        (kind, day, way, known[day].decision)
        for (kind, day), body in texts.items()
        if day in known
        for way in decided_ways(body, date.fromisoformat(day))
    ]
    assert [one for one in found if one[2] != one[3]] == []
    assert len(texts) >= 190 and len(found) >= 200


def test_what_is_read_as_an_act_on_the_balance_sheet_was_one(texts: dict[tuple[str, str], list[str]]) -> None:
    stems = ("purchas", "reduc", "runoff", "run-off", "holdings", "decline", "normalization")
    found = set()
    for (_, day), body in texts.items():
        on, about = date.fromisoformat(day), [sentence for sentence in body if mentions(sentence, stems)]
        if acts_in(about, on) or list(runoffs_in(about, on)):
            found.add(day)
    assert found - ACTED == set()
    assert len(found) >= 19
