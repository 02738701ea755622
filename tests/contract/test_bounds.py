"""Pages that would cost the program its life: refused in a line, by a process that may be killed, and the real ones read."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.errors import ParseError, SourceError
from bot.source import Page
from bot.sources import bounds, source
from bot.sources.bounds import html_tree, json_value
from bot.sources.page_trial import DEEPEST, verdict

unix = pytest.mark.skipif(sys.platform == "win32", reason="a process is held to its processor time on Unix alone")
HOSTILE = {
    "nested div": "<div>" * 100_000,
    "nested lists": "<ul><li>" * 60_000,
    "definition lists": "<dl><dt><dd>" * 40_000,
    "div in unclosed p": "<p><div>" * 60_000,
    "one tag of many attributes": f"<div {' '.join(f'a{i}' for i in range(70_000))}>",
    "bold that a table keeps open": "".join(f"<b a={i}><table></b></table>" for i in range(15_000)),
    "italics closed out of order": "".join(f"<b><i a={i}></b>x" for i in range(20_000)),
    "fonts of 1996, each opened again in every paragraph": "".join(f"<p><font a={i}>x" for i in range(20_000)),
    "tables in cells": "<table><tr><td>" * 30_000,
    "bold in every paragraph, never closed": "<p><b>x" * 60_000,
}


@unix
@pytest.mark.parametrize("inner", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_page_that_costs_a_parser_too_much_is_refused(inner: str) -> None:
    with pytest.raises(ValueError, match=r"^the page (costs a parser more than any page does|takes a parser too long|nests more|has more)"):
        html_tree(f"<html><body>{inner}</body></html>")


@pytest.mark.parametrize("source_id", ["fed.press_release", "fed.balance_sheet", "fed.speech", "nyfed.desk_statement"])
@unix
def test_every_source_of_documents_refuses_it_as_a_page_of_its_own(source_id: str) -> None:
    url = {
        "nyfed.desk_statement": "https://www.newyorkfed.org/markets/opolicy/operating_policy_251210",
        "fed.speech": "https://www.federalreserve.gov/newsevents/speech/waller20220714a.htm",
    }.get(source_id, "https://www.federalreserve.gov/newsevents/pressreleases/monetary20260729a.htm")
    body = f"<!DOCTYPE html><html><body>{'<div>' * 100_000}</body></html>".encode()
    with pytest.raises(ParseError, match="the page "):
        source(source_id).parse([Page(url, body)])


def test_what_is_large_and_harmless_is_read() -> None:
    tree = html_tree("<html><body>" + "<p>The Committee decided.</p>\n" * 5000 + "</body></html>")
    assert len(tree.css("p")) == 5000


def test_how_deep_is_deep() -> None:
    inside = DEEPEST - 10
    assert verdict(("<html><body>" + "<div>" * inside + "</body></html>").encode()) == "ok"
    assert verdict(("<html><body>" + "<div>" * (DEEPEST + 1) + "</body></html>").encode()) == f"nests more than {DEEPEST} elements"


def test_small_pages_need_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds.subprocess, "run", lambda *_, **__: pytest.fail("a process was started"))
    assert html_tree("<html><p>x</html>").css_first("p") is not None


def test_every_recorded_page_is_within_the_bounds(shared: Path) -> None:
    pages = [path for path in (shared / "fixtures").rglob("*.htm*") if path.is_file()]
    assert len(pages) > 60
    assert {path.name: said for path in pages if (said := verdict(path.read_bytes())) != "ok"} == {}


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"[" * 100_000, "nests too deep"),
        (b'{"a":' * 100_000, "nests too deep"),
        (b'{"a": 1', "Expecting"),
        (b"", "Expecting value"),
        (b"\xff\xfe", "codec can't decode"),
        (b"[NaN]", "NaN is not JSON"),
        (b"9" * 5000, "Exceeds the limit"),
    ],
)
def test_json_that_cannot_be_read_is_one_line(body: bytes, said: str) -> None:
    with pytest.raises(ValueError, match=said) as caught:
        json_value(body)
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_is_no_part_of_json() -> None:
    assert json_value(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}


LISTS = (
    "nyfed.repo_operation", "nyfed.reverse_repo_operation", "nyfed.treasury_operation", "nyfed.agency_operation", "nyfed.reference_rate",
    "treasury.cash_balance", "treasury.auction", "fed.calendar", "market.crypto", "market.options",
)  # fmt: skip


@pytest.mark.parametrize("source_id", LISTS)
@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"repo":{"operations":' + b'[{"a":' * 100_000])
def test_json_that_nests_too_deep_is_refused_by_every_source(source_id: str, body: bytes) -> None:
    origin = source(source_id)
    read: Callable[[Sequence[Page]], object] = (lambda pages: origin.prices(pages[0])) if origin.prices else origin.parse  # type: ignore[misc]
    with pytest.raises(SourceError):
        read([Page(f"https://{min(origin.hosts)}/x", body)])
