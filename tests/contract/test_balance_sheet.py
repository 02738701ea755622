"""The weekly balance sheet: the recorded page where it is at hand, and hand-made releases of every form."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.errors import ContractError, ParseError, SourceError
from bot.source import Page
from bot.sources.board.balance_sheet import SOURCE, parse
from rules.event import BalanceSheet
from tests.contract.h41_body import (
    MAINTENANCE,
    PLAIN,
    PRE_URL,
    TEXT,
    WORD_ABSORBING,
    WORD_ASSETS,
    WORD_FACTORS,
    WORD_URL,
    pre_page,
    word_page,
)

FRAGMENT = "fixtures/h41/h41_release_20260625_table1_head_fragment.html"
LEVELS = [f.name for f in dataclasses.fields(BalanceSheet) if f.compare and f.name.endswith("_usd")]


def sheet(page: Page) -> BalanceSheet:
    [event] = parse([page])
    assert isinstance(event, BalanceSheet)
    return event


def millions(event: BalanceSheet) -> dict[str, int | None]:
    """The levels in the release's own unit."""
    values = {name: getattr(event, name) for name in LEVELS}
    assert all(value is None or value % 1_000_000 == 0 for value in values.values())
    return {name.removesuffix("_usd"): None if value is None else value // 1_000_000 for name, value in values.items()}


def plain(old: str = "", new: str = "") -> Page:
    body = PLAIN.decode()
    assert old in body
    return Page("https://www.federalreserve.gov/releases/h41/20100107/", body.replace(old, new).encode())


def replaced(rows: list[tuple[str, ...]], name: str, *cells: str) -> list[tuple[str, ...]]:
    changed = [(name, *cells) if row[0] == name else row for row in rows]
    assert changed != rows
    return changed


def test_recorded_fragment(shared: Path) -> None:
    event = sheet(Page(f"file:{FRAGMENT}", (shared / FRAGMENT).read_bytes()))
    assert (event.key, event.as_of) == ("2026-06-24", date(2026, 6, 24))
    assert event.published_at == datetime(2026, 6, 25, 20, 30, tzinfo=UTC)
    known = {name: value for name, value in millions(event).items() if value is not None}
    assert known == {"securities": 6_452_043, "treasuries": 4_488_106, "bills": 485_974}


def test_recorded_fragment_cut_at_each_tenth(shared: Path) -> None:
    body = (shared / FRAGMENT).read_bytes()
    for tenth in range(10):
        with pytest.raises(ParseError):
            parse([Page("file:cut", body[: len(body) * tenth // 10])])


def test_word_export() -> None:
    event = sheet(word_page())
    assert (event.source, event.key, event.title) == ("fed.balance_sheet", "2025-12-31", "H.4.1 balance sheet as of 2025-12-31")
    assert event.url == "https://www.federalreserve.gov/releases/h41/20260102/"
    assert event.published_at == datetime(2026, 1, 2, 21, 30, tzinfo=UTC)
    assert millions(event) == {
        "total_assets": 6_601_800,
        "securities": 6_252_400,
        "treasuries": 4_192_300,
        "bills": 212_700,
        "mbs": 2_057_753,
        "reserves": 3_001_099,
        "tga": 873_005,
        "repos": 26_001,
        "reverse_repos": 338_004,
        "loans": 7_012,
        "swaps": 72,
        "notes": 2_330_411,
    }


def test_word_export_prints_the_weekly_changes() -> None:
    event = sheet(word_page())
    changes = {f.name: getattr(event, f.name) for f in dataclasses.fields(event) if f.name.endswith("_change_1w_usd")}
    assert {name.removesuffix("_change_1w_usd"): value // 1_000_000 for name, value in changes.items()} == {
        "total_assets": 31_250,
        "securities": 2_600,
        "treasuries": 2_800,
        "bills": 3_700,
        "mbs": -200,
        "reserves": 41_001,
        "tga": -15_995,
        "repos": 25_999,
        "reverse_repos": -6_996,
        "loans": -988,
    }


def test_a_printed_change_belongs_to_the_level_it_stands_beside() -> None:
    assets = replaced(WORD_ASSETS, "Loans^7", "", "9,999", "- 988", "+ 1,012")
    event = sheet(word_page(assets=assets))
    assert (event.loans_usd, event.loans_change_1w_usd) == (7_012_000_000, None)


def test_plain_markup() -> None:
    event = sheet(plain())
    assert (event.as_of, event.published_at) == (date(2010, 1, 6), datetime(2010, 1, 7, 21, 30, tzinfo=UTC))
    assert millions(event) == {
        "total_assets": 2_215_044,
        "securities": 1_844_722,
        "treasuries": 776_595,
        "bills": 18_423,
        "mbs": 908_257,
        "reserves": 1_093_008,
        "tga": 157_002,
        "repos": None,
        "reverse_repos": 66_133,
        "loans": 89_300,
        "swaps": 6_001,
        "notes": None,
    }
    assert (event.total_assets_change_1w_usd, event.securities_change_1w_usd) == (-20_000_000_000, -116_000_000)


@pytest.mark.parametrize("page", [pre_page(), Page("H41.TXT", TEXT.encode()), Page("H41.TXT", TEXT.replace("\n", "\r\n").encode())])
def test_preformatted_text(page: Page) -> None:
    event = sheet(page)
    assert event.as_of == date(2019, 1, 2)
    assert event.published_at == datetime(2019, 1, 3, 21, 30, tzinfo=UTC)
    assert millions(event) == {
        "total_assets": 4_058_379,
        "securities": 3_858_608,
        "treasuries": 2_222_547,
        "bills": 0,
        "mbs": 1_633_652,
        "reserves": 1_620_004,
        "tga": 368_003,
        "repos": 0,
        "reverse_repos": 249_002,
        "loans": 61,
        "swaps": 4_208,
        "notes": 1_670_707,
    }
    assert event.total_assets_change_1w_usd == -16_991_000_000
    assert event.tga_change_1w_usd == 6_003_000_000


def test_older_labels() -> None:
    text = TEXT.replace("U.S. Treasury securities   ", "U.S. Treasury (1)          ").replace("General Account", "general account")
    text = text.replace("\n  Loans          ", "\n  Other loans    ")
    event = sheet(pre_page(text))
    assert (event.treasuries_usd, event.tga_usd, event.loans_usd) == (2_222_547_000_000, 368_003_000_000, 61_000_000)


def test_the_statement_gives_what_table_1_lacks() -> None:
    absorbing = [row for row in WORD_ABSORBING if not row[0].startswith(("Reserve balances", "U.S. Treasury"))]
    event = sheet(word_page(absorbing=absorbing))
    assert (event.reserves_usd, event.tga_usd) == (3_001_099_000_000, 873_005_000_000)


def test_what_the_release_lacks_is_unknown() -> None:
    event = sheet(word_page(absorbing=WORD_ABSORBING[:1], assets=WORD_ASSETS[:2], liabilities=[]))
    assert (event.total_assets_usd, event.reserves_usd, event.tga_usd, event.reverse_repos_usd) == (None, None, None, None)
    assert event.securities_change_1w_usd is None


def test_many_pages_come_oldest_first() -> None:
    assert [event.key for event in parse([word_page(), pre_page(), plain()])] == ["2010-01-06", "2019-01-02", "2025-12-31"]


class TestReleaseDate:
    def test_of_the_address_when_the_text_states_none(self) -> None:
        assert sheet(Page(PRE_URL, TEXT.replace("January 3, 2019", "").encode())).published_at == datetime(2019, 1, 3, 21, 30, tzinfo=UTC)

    @pytest.mark.parametrize("url", ["", "file:h41.txt", "https://www.federalreserve.gov/releases/h41/20240104/", "/h41/20199999/"])
    def test_the_day_after_when_nobody_states_it(self, url: str) -> None:
        event = sheet(Page(url, TEXT.replace("January 3, 2019", "").encode()))
        assert (event.published_at, event.url) == (datetime(2019, 1, 3, 21, 30, tzinfo=UTC), url)

    def test_summer_time(self) -> None:
        event = sheet(word_page(level="Jul 1, 2026", week="Jun 24, 2026", year="Jul 2, 2025", released="July 2, 2026"))
        assert event.published_at == datetime(2026, 7, 2, 20, 30, tzinfo=UTC)

    @pytest.mark.parametrize("released", ["December 31, 2025", "January 8, 2026", "January 1, 2025"])
    def test_far_from_the_levels_is_refused(self, released: str) -> None:
        with pytest.raises(ContractError, match="more than a week apart"):
            sheet(word_page(released=released))


class TestRefusal:
    @pytest.mark.parametrize(
        "page", [word_page(), plain(), pre_page(), Page("H41.TXT", TEXT.encode())], ids=["word", "plain", "pre", "text"]
    )
    def test_cut_at_each_tenth(self, page: Page) -> None:
        for tenth in range(10):
            with pytest.raises(ParseError):
                parse([Page(page.url, page.body[: len(page.body) * tenth // 10])])

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b" \n",
            MAINTENANCE,
            b"<html></html>",
            b'{"repo": {"operations": []}}',
            b"observation_date,WALCL\n2025-12-31,6601800\n",
            b"\x00\xff\xfe",
        ],
    )
    def test_something_else(self, body: bytes) -> None:
        with pytest.raises(ParseError) as caught:
            parse([Page(WORD_URL, body)])
        assert (caught.value.source_id, caught.value.url) == ("fed.balance_sheet", WORD_URL)
        assert "\n" not in str(caught.value)

    @pytest.mark.parametrize(
        ("changes", "message"),
        [
            (
                {"factors": replaced(WORD_FACTORS, "Securities held outright^1", "", "", "", ""), "assets": WORD_ASSETS[:2]},
                "no row of securities",
            ),
            ({"unit": "Billions of dollars"}, "unit"),
            ({"level": "Wednesday"}, "no column of Wednesday levels"),
            ({"level": "Jan 1, 2026"}, "no Wednesday"),
            ({"factors": replaced(WORD_FACTORS, "Bills^2", "1", "0", "0", "n.a.")}, "cannot be read|can be read"),
            ({"factors": replaced(WORD_FACTORS, "Bills^2", "1", "0", "0", "4,192,301")}, "exceeds"),
            ({"factors": replaced(WORD_FACTORS, "U.S. Treasury securities", "1", "0", "0", "6,252,401")}, "exceeds"),
            ({"factors": replaced(WORD_FACTORS, "Mortgage-backed securities^4", "1", "0", "0", "6,252,401")}, "exceeds"),
            ({"absorbing": replaced(WORD_ABSORBING, "U.S. Treasury, General Account", "1", "0", "0", "-5")}, "plausible range"),
        ],
    )
    def test_a_broken_promise(self, changes: dict[str, Any], message: str) -> None:
        with pytest.raises(ContractError, match=message):
            sheet(word_page(**changes))

    @pytest.mark.parametrize("level", ["6,252,400,000,000", "6,252,400,000", "6,252", "6"])
    def test_another_unit(self, level: str) -> None:
        """Dollars, thousands or billions where millions are promised."""
        rows = [row for row in WORD_FACTORS if row[0] not in ("U.S. Treasury securities", "Bills^2", "Mortgage-backed securities^4")]
        with pytest.raises(ContractError, match="plausible range"):
            sheet(word_page(factors=replaced(rows, "Securities held outright^1", "1", "0", "0", level), assets=WORD_ASSETS[:2]))

    def test_tables_of_different_weeks(self) -> None:
        with pytest.raises(ContractError, match="different days"):
            sheet(plain("Wednesday Jan 6, 2010", "Wednesday Jan 13, 2010"))

    def test_a_text_row_without_its_four_columns(self) -> None:
        text = TEXT.replace("3,861,505   -    1,505   -  363,505            3,858,608", "3,861,505   -    1,505   -  363,505")
        with pytest.raises(ContractError, match="can be read"):
            sheet(pre_page(text))

    def test_one_unreadable_page_refuses_all(self) -> None:
        with pytest.raises(SourceError):
            parse([word_page(), Page(WORD_URL, MAINTENANCE)])


def test_source_asks_closely_when_the_release_is_due() -> None:
    assert (SOURCE.id, SOURCE.publisher, SOURCE.paths) == ("fed.balance_sheet", "fed", ("/releases/h41/current/h41.htm",))
    assert [(str(window.at), window.release) for window in SOURCE.plan.windows] == [("16:30:00", "h41")]
    assert SOURCE.overdue_after.days == 9
