"""Whatever bytes arrive, the press parser gives events or a SourceError, and reading a statement gives facts in their ranges."""

from __future__ import annotations

from datetime import date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ParseError, SourceError
from bot.fomc import read_note, read_statement
from bot.source import Page
from bot.sources.board import speech
from bot.sources.board.press_release import follow, parse
from tests.contract.press_body import HELD, LEFT_TEXT_PAGE, NOTE_URL, OLD_PAGE, PRESS, STATEMENT, STATEMENT_URL, VOTED, feed, item, page
from tests.contract.projections_body import URL, projections_page

BODIES = [
    feed(item(STATEMENT, STATEMENT_URL), item("Else &amp; more", f"{PRESS}/other20310507a.htm")).body,
    page(HELD, VOTED, note=NOTE_URL).body,
    OLD_PAGE,
    LEFT_TEXT_PAGE,
    projections_page().body,
]
_WORDS = (
    "The Committee|decided|today|to|raise|lower|maintain|the target range|for the federal funds rate|by|1/4|3-1/2|percentage "
    "point|4|percent|25 basis points|its holdings of|Treasury securities|will|purchase|begin|reducing|$40 billion|per "
    "month|cap|Voting for|were|was|;|,|.|Voting against|Ann B. Example|who preferred||on December 1|February 30|a 12 - 0 "
    "vote|from|at|agency|pace|reserves|ample"
)
"""Separated by bars; an empty one stands for a new paragraph."""
WORDS = [word or "\n\n" for word in _WORDS.split("|")]


def wanted(key: str, published_at: datetime) -> bool:
    return True


def read(*pages: Page) -> None:
    for stage in (parse, lambda bodies: follow(bodies, wanted)):
        problem = None
        try:
            stage(pages)
        except SourceError as e:
            problem = str(e)
        assert problem is None or (problem and "\n" not in problem)


@given(st.binary(max_size=400))
def test_any_bytes(body: bytes) -> None:
    read(Page("u", body))


@given(st.binary(max_size=300))
def test_any_bytes_that_end_like_a_feed(body: bytes) -> None:
    read(Page("u", b"<?xml version='1.0'?><rss version='2.0'><channel>" + body + b"</channel></rss>"))


@given(st.binary(max_size=300))
def test_any_bytes_within_an_article(body: bytes) -> None:
    read(Page("u", b"<html><body><div id='article'><p class='article__time'>May 7, 2031</p>" + body + b"</div></body></html>"))


@given(st.sampled_from(BODIES), st.data())
def test_a_known_body_with_a_piece_replaced(body: bytes, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(body)))
    stop = data.draw(st.integers(start, min(len(body), start + 60)))
    read(Page("u", body[:start] + data.draw(st.binary(max_size=40)) + body[stop:]))


@given(st.sampled_from(BODIES), st.floats(0, 0.995))
def test_a_known_body_cut_anywhere_is_refused(body: bytes, share: float) -> None:
    try:
        parse([Page("u", body[: int(share * len(body))])])
    except ParseError:
        return
    raise AssertionError("a cut body was read")


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join))
def test_any_words_of_a_statement(text: str) -> None:
    said = read_statement(text, date(2031, 5, 7))
    lower, upper = said["target_lower_pct"], said["target_upper_pct"]
    assert (lower is None) == (upper is None)
    assert lower is None or upper is None or 0 <= lower <= upper <= 25
    assert said["decision"] in ("raise", "lower", "hold", None)
    assert said["decision"] != "hold" or said["change_bp"] == 0
    assert said["decision"] != "raise" or (said["change_bp"] or 0) >= 0
    assert said["decision"] != "lower" or (said["change_bp"] or 0) <= 0
    assert all(": " in dissent for dissent in said["dissents"])
    read_note(text)


MINUTES_URL = "https://www.federalreserve.gov/monetarypolicy/fomcminutes20310507.htm"
SPEECH_URL = "https://www.federalreserve.gov/newsevents/speech/example20310512a.htm"


def spoken(body: bytes) -> None:
    """A body as minutes and as a speech: read, or refused in one line."""
    for reading, url in ((parse, MINUTES_URL), (speech.parse, SPEECH_URL), (lambda pages: speech.follow(pages, wanted), SPEECH_URL)):
        problem = None
        try:
            reading([Page(url, body)])
        except SourceError as e:
            problem = str(e)
        assert problem is None or (problem and "\n" not in problem)


@given(st.binary(max_size=400))
def test_any_bytes_as_minutes_or_speech(body: bytes) -> None:
    spoken(body)


@given(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), st.binary(max_size=60))
def test_any_words_as_minutes_or_speech(text: str, bad: bytes) -> None:
    filler = "<p>" + "The Committee spoke of reserves and repo rates at length. " * 60 + "</p>"
    page = f"<html><body><div id='article'><p class='article__time'>May 7, 2031</p><p>{text}</p>{filler}".encode()
    spoken(page + bad + b"</div></body></html>")


CELLS = st.sampled_from(
    ["2.1", "2031", "Median", "Range", "Federal funds rate", "March projection", "9" * 400, "-1.5", "nan", "19", "&nbsp;", "<sup>1</sup>"]
)
SPANS = st.sampled_from(["", ' colspan="3"', ' rowspan="400"', ' colspan="99999"', ' rowspan="x"'])


@given(st.lists(st.lists(st.tuples(CELLS, SPANS), max_size=8), max_size=12))
def test_any_table_of_projections(rows: list[list[tuple[str, str]]]) -> None:
    cells = "".join(f"<tr>{''.join(f'<td{span}>{text}</td>' for text, span in row)}</tr>" for row in rows)
    read(projections_page(f"<table>{cells}</table>"))


@given(st.data())
def test_any_cell_of_projections_may_be_anything(data: st.DataObject) -> None:
    parts = projections_page().body.decode().split(">2.1<")
    cell = data.draw(st.one_of(CELLS, st.text(max_size=12)))
    place = data.draw(st.integers(1, len(parts) - 1))
    read(Page(URL, f">{cell}<".join([">2.1<".join(parts[:place]), ">2.1<".join(parts[place:])]).encode()))
