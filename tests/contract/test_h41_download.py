"""H.4.1 as the Board's CSV: the recorded file where it is at hand, and hand-made ones for what can be wrong with it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import ContractError, ParseError
from bot.source import Page
from bot.sources.board import h41_download
from bot.sources.board.balance_sheet import parse
from rules.event import BalanceSheet

RECORDED = "fixtures/h41/ddp_h41_table5_lastobs5_20260928.csv"
MADE = """\
"Series Description","Total assets: Wednesday level","Total assets: change","Securities: Wednesday level","Mortgages: level","Other"
"Unit:","Currency","Currency","Currency","Currency","Currency"
"Multiplier:","1000000","1000000","1000000","1000000","1000000"
"Currency:","USD","USD","USD","USD","USD"
"Unique Identifier: ","H41/H41/RESPPMA_N.WW","","","",""
"Time Period","RESPPMA_N.WW","RESPPMA_XCH1_N.WW","RESPPALG_N.WW","RESPPALGASMO_N.WW","RESPPAC_N.WW"
2025-12-24,6600100,-2300,6400200,NA,1400
2025-12-31,6640618,40518,6402000,220300,1401
"""


def sheets(text: str = MADE) -> list[BalanceSheet]:
    return [event for event in parse([Page("ddp.csv", text.encode())]) if isinstance(event, BalanceSheet)]


def test_the_recorded_weeks(shared: Path) -> None:
    found = sheets((shared / RECORDED).read_text())
    assert [sheet.as_of for sheet in found] == [date(2026, 8, 26), date(2026, 9, 2), date(2026, 9, 9), date(2026, 9, 16), date(2026, 9, 23)]
    last = found[-1]
    assert (last.key, last.published_at) == ("2026-09-23", datetime(2026, 9, 24, 20, 30, tzinfo=UTC))
    million = 1_000_000
    assert last.total_assets_usd == 6_747_704 * million
    assert last.securities_usd == 6_471_088 * million
    assert last.treasuries_usd == 4_558_332 * million
    assert last.bills_usd == 554_373 * million
    assert last.mbs_usd == 1_910_409 * million
    assert last.reserves_usd == 2_969_925 * million
    assert last.tga_usd == 947_317 * million
    assert last.reverse_repos_usd == 320_725 * million
    assert (last.repos_usd, last.loans_usd, last.swaps_usd) == (1 * million, 6_311 * million, 72 * million)
    assert last.notes_usd == 2_430_606 * million


def test_the_recorded_file_cut_at_each_tenth(shared: Path) -> None:
    body = (shared / RECORDED).read_bytes()
    for tenth in range(1, 10):
        with pytest.raises(ParseError):
            parse([Page("cut.csv", body[: len(body) * tenth // 10])])


def test_a_made_file() -> None:
    first, last = sheets()
    assert (first.total_assets_usd, first.total_assets_change_1w_usd) == (6_600_100_000_000, -2_300_000_000)
    assert first.mbs_usd is None
    assert last.mbs_usd == 220_300_000_000
    assert last.published_at == datetime(2026, 1, 2, 21, 30, tzinfo=UTC)  # Thursday was New Year's Day
    assert last.url == "https://www.federalreserve.gov/releases/h41/20260102/"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('"Multiplier:","1000000"', '"Multiplier:","1000"', "in units of '1000'"),
        ("RESPPALG_N.WW", "RESPPALX_N.WW", "no Wednesday level of securities"),
        ("6402000", "NA", "2025-12-31 has no Wednesday level of securities"),
        ("6402000", "6402.5", "not whole millions"),
        ("6402000", "64", "outside its plausible range"),
        ("220300", "7000000", "of which it is a part"),
        ("2025-12-31", "2025-12-30", "no Wednesday"),
        ("2025-12-31", "9999-12-29", "no Wednesday of a release"),
    ],
)
def test_what_is_wrong_is_refused_by_name(old: str, new: str, words: str) -> None:
    assert old in MADE
    page = Page("file:h41.csv", MADE.replace(old, new).encode())
    if "2025-12-31" in words or old.startswith(("6402000", "220300", "2025")):  # that week's fault
        read = h41_download.sheets(page)
        assert [(sheet.as_of, words in row.why, row.is_newest) for sheet, row in zip(read, read.set_aside, strict=True)] == [
            (date(2025, 12, 24), True, True)
        ]
        return
    with pytest.raises(ContractError, match=words):
        h41_download.sheets(page)


@pytest.mark.parametrize("end", [len(MADE) - 8, MADE.index('"Time Period"') + 20, MADE.index("2025-12-24")])
def test_a_file_cut_short_is_refused(end: int) -> None:
    with pytest.raises(ParseError, match="cut short"):
        sheets(MADE[:end])


def test_a_cut_inside_a_figure_that_is_read_is_refused() -> None:
    narrow = "\n".join(line.rpartition(",")[0] for line in MADE.splitlines())
    assert narrow.endswith("220300")
    with pytest.raises(ParseError, match="cut short"):
        sheets(narrow[:-2])
    assert len(sheets(narrow + "\n")) == 2
