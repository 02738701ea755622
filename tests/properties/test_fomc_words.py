"""Any sequence of the Fed's words is read without an error, and what is read never contradicts itself."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.fomc import read_statement
from bot.fomc.text import plain, sentences
from bot.sources.newyork_fed.desk_words import read_purchases

WORDS = [
    "the",
    "The Committee",
    "FOMC",
    "directed the Desk",
    "decided",
    "to",
    "not",
    "lower",
    "raise",
    "maintain",
    "the target range for the federal funds rate",
    "at",
    "3-1/2 to 3-3/4 percent",
    "by 1/4 percentage point",
    ",",
    ".",
    ";",
    "(",
    ")",
    '"',
    "and",
    "or",
    "nor",
    "but",
    "neither",
    "which",
    "that",
    "if",
    "should",
    "will",
    "would",
    "had",
    "has",
    "was",
    "be",
    "today",
    "June 17, 2026",
    "in May",
    "its last meeting",
    "$20 billion",
    "per month",
    "rather than",
    "respectively",
    "purchases of",
    "Treasury securities",
    "agency securities",
    "reinvest",
    "end",
    "begin",
    "stop",
    "the pace of",
    "holdings",
    "cap",
    "in total",
    "bringing them to an end",
    "no",
    "against",
    "from",
    "before",
    "since",
    "0",
    "31",
    "end of February",
    "reserve management",
    "are replaced by",
    "to support markets",
    "ample reserves",
    "until",
    "once",
    "voted 9-3",
    "continue",
    "reducing",
    "runoff",
    "balance sheet",
    "increase in",
    "approved an",
]
ON = date(2024, 2, 29)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)


@given(TEXTS)
def test_a_decision_agrees_with_its_figures(text: str) -> None:
    said = read_statement(text, ON)
    decision, change, lower, upper = (said[name] for name in ("decision", "change_bp", "target_lower_pct", "target_upper_pct"))  # type: ignore[literal-required]
    assert (lower is None) == (upper is None)
    assert lower is None or lower <= upper
    assert decision != "hold" or change == 0
    assert decision != "raise" or (change or 1) > 0
    assert decision != "lower" or (change or -1) < 0
    assert decision not in ("raise", "lower") or change is not None or upper is not None


@given(TEXTS)
def test_purchases_have_no_amounts_without_an_act(text: str) -> None:
    read = read_purchases(sentences(plain(text)), ON)
    assert read.action in (None, "none", "purchases_start", "purchases_pace", "purchases_end")
    assert read.action != "none" or (read.pace_usd_month, read.total_usd, read.purpose) == (None, None, None)
    assert read.action != "purchases_end" or read.pace_usd_month == 0
