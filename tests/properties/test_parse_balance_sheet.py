"""Whatever the bytes, the balance sheet's readers give sheets with believable levels or raise SourceError."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.source import Page
from bot.sources.board.balance_sheet import parse
from bot.sources.board.balance_sheet_past import parse_past
from rules.event import BalanceSheet, Event
from tests.contract.h41_body import PLAIN, TEXT, pre_page, word_page
from tests.contract.test_h41_download import MADE

WHOLE = {"word": word_page().body, "plain": PLAIN, "pre": pre_page().body, "text": TEXT.encode(), "download": MADE.encode()}
CSV = b"observation_date,WALCL,WDTGAL\n2025-12-24,6581231,800000\n2025-12-31,6640618,\n"
Reader = Callable[[Sequence[Page]], list[Event]]

MARKUP = [b"<table>", b"</table>", b"<tr>", b"<td>", b"<td colspan=99999999999>", b"<td rowspan=-1>", b"<pre>", b"</html>", b"<sup><sup>"]
WORDS = [b"1. Factors Affecting Reserve Balances\n", b"Millions of dollars\n", b"Wednesday Dec 31, 2025", b"Dec 99, 9999"]
ROWS = [b"Securities held outright", b"  6,252,400\n", b"  1   + 2   - 3   4\n", b"(0)", b",", b"\n", b"\x00", b"\xff", b"2025-12-31,"]
fragments = st.sampled_from([*MARKUP, *WORDS, *ROWS])


def read(reader: Reader, body: bytes) -> None:
    with contextlib.suppress(SourceError):
        for event in reader([Page("https://www.federalreserve.gov/releases/h41/20260102/", body)]):
            assert isinstance(event, BalanceSheet)
            assert event.as_of.weekday() == 2
            assert event.as_of < event.published_at.date()
            assert event.securities_usd is None or 3e11 <= event.securities_usd <= 2.5e13


@pytest.mark.parametrize("reader", [parse, parse_past])
@given(body=st.binary(max_size=400))
def test_any_bytes(reader: Reader, body: bytes) -> None:
    read(reader, body)


@pytest.mark.parametrize("reader", [parse, parse_past])
@given(parts=st.lists(fragments, max_size=25))
def test_any_pieces_of_a_release(reader: Reader, parts: list[bytes]) -> None:
    read(reader, b"<html>" + b"".join(parts) + b"</html>")
    read(reader, b"".join(parts))


@pytest.mark.parametrize("form", WHOLE)
@given(data=st.data())
def test_a_damaged_release(form: str, data: st.DataObject) -> None:
    body = WHOLE[form]
    start = data.draw(st.integers(0, len(body) - 1))
    length = data.draw(st.integers(0, 60))
    patch = data.draw(st.one_of(st.binary(max_size=20), fragments))
    read(parse, body[:start] + patch + body[start + length :])


@given(start=st.integers(0, len(CSV) - 1), length=st.integers(0, 20), patch=st.binary(max_size=10))
def test_a_damaged_csv(start: int, length: int, patch: bytes) -> None:
    read(parse_past, CSV[:start] + patch + CSV[start + length :])


def test_very_deep_markup_is_refused_not_crashed_on() -> None:
    with pytest.raises(SourceError):
        parse([Page("", b"<html>" + b"<div>" * 20_000 + b"<table><tr><td>1</html>")])
    with pytest.raises(SourceError):
        parse([Page("", b"<html>" + b"<table><tr><td>" * 2_000 + b"</html>")])
