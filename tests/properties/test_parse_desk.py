"""Whatever the bytes: the Desk's plans and statements, figures of options, or a SourceError, one line long, and nothing else."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot import codec
from bot.errors import SourceError
from bot.source import Page, Price
from bot.sources.markets import options
from bot.sources.newyork_fed import desk_statement
from rules.event import Event
from tests.contract.desk_body import DETAILS_URL, STATEMENT_URL, details, row, statement
from tests.contract.options_body import BOOK_URL, INDEX_URL, book, hour, index, option

PLAN = "The Desk plans to purchase approximately $31.5 billion: $20 billion for reserve management, $11.5 billion reinvested, as planned."
TABLE = details(row("5/14/2031 -<br>6/12/2031", PLAN, "To be released 6/12/2031, 3:00 p.m."), row("4/14/2031 - 5/13/2031", PLAN)).body
STATED = statement(
    "The Desk will start reserve management purchases at an initial pace of $31 billion per month on May 14, 2031.",
    "Overnight repurchase agreement operations at a rate of 3-1/2 percent, effective May 13, 2031.",
).body
URLS = {DETAILS_URL: TABLE, STATEMENT_URL: STATED}
PIECES = (
    "5/14/2031|-|6/12/2031|$|31.5|billion|per month|planned|approximately|reserve management|purchases|reinvest|May 14, 2031|will start"
    "|Released|3:00 p.m.|99/99/9999|0|;|.|does not plan|<td>|<br>"
)
WORDS = st.lists(st.sampled_from(PIECES.split("|")), max_size=30).map(" ".join)
SCALARS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12))
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=10
)


def events_or_refusal(body: bytes, url: str) -> list[Event]:
    try:
        return desk_statement.parse([Page(url, body)])
    except SourceError as e:
        refusal = e
    assert len(str(refusal).splitlines()) == 1
    assert (refusal.source_id, refusal.url) == (desk_statement.SOURCE_ID, url)
    return []


def prices_or_refusal(body: bytes, url: str) -> list[Price]:
    try:
        return options.prices(Page(url, body))
    except SourceError as e:
        refusal = e
    assert len(str(refusal).splitlines()) == 1
    assert (refusal.source_id, refusal.url) == (options.SOURCE_ID, url)
    return []


def kept(events: list[Event]) -> None:
    """What was read is whole again after the store."""
    for event in events:
        assert codec.event_from(json.loads(json.dumps(codec.event_json(event)))) == event


@given(body=st.binary(), url=st.sampled_from(sorted(URLS)))
def test_any_bytes_as_a_page(body: bytes, url: str) -> None:
    assert events_or_refusal(body, url) == []


@given(text=WORDS, url=st.sampled_from(sorted(URLS)))
def test_any_words(text: str, url: str) -> None:
    """In the place of the plan, and of a paragraph."""
    page = details(row("5/14/2031 - 6/12/2031", text), text) if url == DETAILS_URL else statement(text, text)
    kept(events_or_refusal(page.body, url))


@given(data=st.data(), byte=st.binary(min_size=1, max_size=3), url=st.sampled_from(sorted(URLS)))
def test_a_damaged_page(data: st.DataObject, byte: bytes, url: str) -> None:
    at = data.draw(st.integers(0, len(URLS[url]) - 1))
    kept(events_or_refusal(URLS[url][:at] + byte + URLS[url][at + 1 :], url))


@given(data=st.data(), url=st.sampled_from(sorted(URLS)))
def test_a_page_that_is_cut_gives_nothing(data: st.DataObject, url: str) -> None:
    assert events_or_refusal(URLS[url][: data.draw(st.integers(0, len(URLS[url]) - 9))], url) == []


@given(body=st.binary(), url=st.sampled_from([BOOK_URL, INDEX_URL]))
def test_any_bytes_as_an_answer(body: bytes, url: str) -> None:
    assert prices_or_refusal(body, url) == []


@given(result=JSON, url=st.sampled_from([BOOK_URL, INDEX_URL]), clock=SCALARS)
def test_any_result(result: Any, url: str, clock: Any) -> None:
    prices_or_refusal(json.dumps({"result": result, "usOut": clock}).encode(), url)
    prices_or_refusal(json.dumps({"result": {"data": result}, "usOut": 1_789_000_000_000_000}).encode(), url)


@given(value=JSON, place=st.integers(0, 4))
def test_any_figure_of_an_hour(value: Any, place: int) -> None:
    one = hour(17, 42.0)
    one[place] = value
    for price in prices_or_refusal(index(one), INDEX_URL):
        assert 0 < price.close < options.LARGEST_DVOL


@given(value=JSON, name=st.text(max_size=20))
def test_any_option(value: Any, name: str) -> None:
    rows = [*json.loads(book())["result"], option("BTC-25SEP26-90000-P", 1.0) | {"open_interest": value}]
    for price in prices_or_refusal(json.dumps({"result": rows, "usOut": 1_789_000_000_000_000}).encode(), BOOK_URL):
        assert 0 < price.close < options.LARGEST_RATIO
    rows[0]["instrument_name"] = name
    prices_or_refusal(json.dumps({"result": rows, "usOut": 1_789_000_000_000_000}).encode(), BOOK_URL)
