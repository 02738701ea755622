"""Plain text: hyphens, fractions, sentences, days."""

from __future__ import annotations

from datetime import date

import pytest

from bot.fomc.text import day_named, percent, plain, sentences

ON = date(2031, 5, 7)


@pytest.mark.parametrize(
    ("written", "pct"),
    [("3-1/2", 3.5), ("1/4", 0.25), ("3/4", 0.75), ("5", 5.0), ("0", 0.0), ("0.25", 0.25), ("4.0", 4.0), ("zero", 0.0), ("10-5/8", 10.625)],
)
def test_numbers(written: str, pct: float) -> None:
    assert percent(written) == pct


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("3\u20111/2 to 3\u20133/4 percent", "3-1/2 to 3-3/4 percent"),
        ("1 3/4 percent", "1-3/4 percent"),
        ("3½ to 3 ¾ per cent", "3-1/2 to 3-3/4 percent"),
        ("½ percent", "1/2 percent"),
        ("4-\n1/4 percent", "4-1/4 percent"),
        ("1\u20442 percent", "1/2 percent"),
        ("5%", "5 percent"),
        ("a\u00a0b\u200b\u2019s \u201cc\u201d", 'a b\'s "c"'),
        ("one\ntwo\n\n\n three ", "one two\n\nthree"),
    ],
)
def test_plain_text(written: str, read_as: str) -> None:
    assert plain(written) == read_as


def test_sentences_end_at_full_stops_and_paragraphs_not_at_initials() -> None:
    text = "Voting was Ann B. Example of the U.S. Board, Jr. and 0.5 percent. At 2:00 p.m. it began! * Did it?\n\nno stop\n\nNext"
    assert sentences(text) == [
        "Voting was Ann B. Example of the U.S. Board, Jr. and 0.5 percent.",
        "At 2:00 p.m. it began!",
        "Did it?",
        "no stop",
        "Next",
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("on December 1", date(2031, 12, 1)),
        ("on December 1, 2032", date(2032, 12, 1)),
        ("Beginning in June", date(2031, 6, 1)),
        ("in May", date(2031, 5, 1)),
        ("in January", date(2032, 1, 1)),
        ("beginning in May 2033", date(2033, 5, 1)),
        ("in early March", None),
        ("later this month", None),
        ("on February 30", None),
    ],
)
def test_days_named(words: str, day: date | None) -> None:
    assert day_named(words, ON) == day
