"""The tables of meetings, dissents, statements and minutes, as an archive folder holds them."""

from datetime import UTC, date, datetime

import pytest

from bot.errors import ContractError
from bot.sources.board.fomc_archive import archived

MEETINGS = """date,release_time_et,type,decision,change_bp,target_lower,target_upper,vote_for,vote_against,source
2019-07-31,14:00,decision,cut,-25,2.0,2.25,8,2,made by hand
2019-10-11,11:00,operational,,,,,,,made by hand
2020-03-03,10:00,decision,cut,-50,1.0,1.25,10,0,made by hand
2025-10-29,14:00,decision,cut,-25,3.75,4.0,10,2,made by hand
"""
DISSENTS = "date,name,preferred\n2019-07-31,Ann Example,maintain\n2019-07-31,Bob Example,maintain\n"
TEXT = "In view of these developments, the Committee decided to lower the target range for the federal funds rate to 2 to 2-1/4 percent.\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "fomc" / "statements").mkdir(parents=True)
    (tmp_path / "fomc" / "minutes").mkdir()
    (tmp_path / "fomc" / "meetings.csv").write_text(MEETINGS, encoding="utf-8")
    (tmp_path / "fomc" / "dissents.csv").write_text(DISSENTS, encoding="utf-8")
    (tmp_path / "fomc" / "statements" / "2019-07-31.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "fomc" / "minutes" / "2019-07-31.txt").write_text("## Participants\n", encoding="utf-8")
    return tmp_path


def test_a_statement_is_read_from_its_text_and_its_votes_from_the_table(folder):
    first, *_ = archived(folder)
    assert first.key == "https://www.federalreserve.gov/newsevents/pressreleases/monetary20190731a.htm"
    assert first.published_at == datetime(2019, 7, 31, 18, tzinfo=UTC)
    assert (first.decision, first.target_lower_pct, first.target_upper_pct) == ("lower", 2.0, 2.25)
    assert (first.votes_for, first.votes_against) == (8, 2)
    assert first.dissents == ("Ann Example: maintain", "Bob Example: maintain")
    assert first.text == TEXT


def test_without_a_text_the_table_and_the_ledger_say_it(folder):
    *_, last = archived(folder)
    assert last.published_at == datetime(2025, 10, 29, 18, tzinfo=UTC)
    assert (last.decision, last.change_bp, last.target_upper_pct, last.text) == ("lower", -25, 4.0, None)
    assert (last.balance_sheet_action, last.balance_sheet_effective_on) == ("runoff_end", date(2025, 12, 1))


def test_an_operational_statement_announces_what_the_ledger_says(folder):
    _, _, bills, *_ = archived(folder)
    assert bills.published_at == datetime(2019, 10, 11, 15, tzinfo=UTC)
    assert (bills.decision, bills.target_upper_pct) == (None, 2.0)
    assert (bills.balance_sheet_action, bills.purchase_purpose) == ("purchases_start", "reserve_management")
    assert bills.purchase_pace_usd_month == 60_000_000_000


def test_a_row_that_says_nothing_is_no_event(folder):
    table = folder / "fomc" / "meetings.csv"
    table.write_text(MEETINGS + "2019-10-12,11:00,operational,,,,,,,made by hand\n", encoding="utf-8")
    assert date(2019, 10, 12) not in {event.published_at.date() for event in archived(folder)}


def test_minutes_come_three_weeks_after_their_meeting(folder):
    [found] = [event for event in archived(folder) if event.KIND == "minutes"]
    assert (found.meeting_on, found.published_at) == (date(2019, 7, 31), datetime(2019, 8, 21, 18, tzinfo=UTC))


def test_a_folder_without_such_files_has_none(tmp_path):
    assert archived(tmp_path) == []


def test_a_broken_table_is_named(folder):
    (folder / "fomc" / "meetings.csv").write_text(MEETINGS.replace(",2.0,2.25", ",two,2.25").replace("2019-07-31", "2019-09-18"))
    with pytest.raises(ContractError, match="2019-09-18"):
        archived(folder)
    (folder / "fomc" / "meetings.csv").write_text("day,what\n")
    with pytest.raises(ContractError, match="lacks one of date"):
        archived(folder)


def test_the_archive_at_hand(shared):
    events = archived(shared / "history")
    since_2019 = [e for e in events if e.KIND == "fomc_statement" and e.published_at.year >= 2019]
    # 65 rows of meetings.csv are of 2019 and later, two of them operational statements
    assert len(since_2019) == 65
    assert [e.published_at.date() for e in since_2019 if e.decision is None] == [date(2019, 10, 11), date(2020, 3, 23)]
    assert [e.target_upper_pct for e in since_2019 if e.published_at.year == 2022] == [0.25, 0.5, 1.0, 1.75, 2.5, 3.25, 4.0, 4.5]
