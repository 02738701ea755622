"""Operations, the weekly balance sheet, minutes and other releases told."""

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.i18n import texts
from bot.render.stories import balance_sheet, operation, release
from rules.event import BalanceSheet, ImplementationNote, Minutes, PressRelease, RepoOperation, ReverseRepoOperation

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
AT = datetime(2025, 10, 31, 17, 45, tzinfo=UTC)
BN = 1_000_000_000
ENVELOPE: dict[str, Any] = {"source": "s", "key": "k", "title": "A title", "url": "https://example.org", "published_at": AT}


def repo(**facts: Any) -> RepoOperation:
    values = {
        "operation_on": date(2025, 10, 31),
        "facility": "standing",
        "accepted_usd": 30 * BN,
        "is_small_value": False,
        "calendar": "ordinary",
    }
    return RepoOperation(**ENVELOPE, **(values | facts))


def reverse(**facts: Any) -> ReverseRepoOperation:
    values = {
        "operation_on": date(2025, 10, 31),
        "facility": "on_rrp",
        "accepted_usd": 30 * BN,
        "is_small_value": False,
        "calendar": "ordinary",
    }
    return ReverseRepoOperation(**ENVELOPE, **(values | facts))


def week(**facts: Any) -> BalanceSheet:
    return BalanceSheet(**ENVELOPE, as_of=date(2025, 12, 31), **facts)


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (repo(), "Standing repo (SRF): $30bn lent", "常备回购便利（SRF）：借出300亿美元"),
        (repo(day_accepted_usd=50_350_000_000), "Standing repo (SRF): $50.35bn lent", "常备回购便利（SRF）：借出503.5亿美元"),
        (repo(accepted_usd=0), "Standing repo (SRF): no take-up", "常备回购便利（SRF）：无使用"),
        (repo(facility="other"), "Fed repo operation: $30bn lent", "美联储回购操作：借出300亿美元"),
        (repo(facility="unheard of"), "Fed repo operation: $30bn lent", "美联储回购操作：借出300亿美元"),
        (reverse(), "Overnight reverse repo (ON RRP): $30bn parked at the Fed", "隔夜逆回购（ON RRP）：吸收300亿美元"),
        (reverse(facility="other"), "Fed reverse repo operation: $30bn parked at the Fed", "美联储逆回购操作：吸收300亿美元"),
        (repo(calendar="month_end"), "Standing repo (SRF): $30bn lent, month-end", "常备回购便利（SRF）：借出300亿美元，月末"),
        (
            repo(calendar="quarter_end", operation_on=date(2025, 9, 30)),
            "Standing repo (SRF): $30bn lent, quarter-end",
            "常备回购便利（SRF）：借出300亿美元，季末",
        ),
        (
            repo(calendar="quarter_end", operation_on=date(2025, 12, 31)),
            "Standing repo (SRF): $30bn lent, year-end",
            "常备回购便利（SRF）：借出300亿美元，年末",
        ),
        (
            repo(calendar="quarter_end", operation_on=date(2026, 1, 2)),
            "Standing repo (SRF): $30bn lent, year-end",
            "常备回购便利（SRF）：借出300亿美元，年末",
        ),
        (
            repo(calendar="tax_or_settlement"),
            "Standing repo (SRF): $30bn lent, tax or settlement day",
            "常备回购便利（SRF）：借出300亿美元，缴税日或国债交割日",
        ),
    ],
)
def test_an_operation_s_headline(event: RepoOperation, english: str, chinese: str) -> None:
    assert operation.story(event, EN).headline == english
    assert operation.story(event, ZH).headline == chinese


@pytest.mark.parametrize(
    ("calendar", "on", "word"),
    [
        ("month_end", date(2025, 10, 31), "Month-end:"),
        ("quarter_end", date(2025, 9, 30), "Quarter-end:"),
        ("quarter_end", date(2025, 12, 31), "Year-end:"),
        ("tax_or_settlement", date(2025, 9, 15), "Tax or settlement day:"),
    ],
)
def test_the_calendar_is_explained(calendar: str, on: date, word: str) -> None:
    [note] = operation.story(repo(calendar=calendar, operation_on=on), EN).notes
    assert note.startswith(word)


def test_no_calendar_is_explained_where_there_is_nothing_to_explain() -> None:
    assert operation.story(repo(), EN).notes == ()
    assert operation.story(repo(calendar="month_end", accepted_usd=0), EN).notes == ()


def test_a_small_value_operation_says_that_it_means_nothing() -> None:
    [note] = operation.story(repo(accepted_usd=2_000_000, is_small_value=True, calendar="month_end"), EN).notes
    assert note == "Small-value operation: too small to say anything about funding."


def test_an_operation_s_lines() -> None:
    event = repo(
        submitted_usd=31 * BN,
        rate_pct=4.0,
        closes_at=AT,
        treasury_accepted_usd=17_500_000_000,
        agency_accepted_usd=1 * BN,
        mbs_accepted_usd=11_500_000_000,
        day_accepted_usd=50_350_000_000,
        day_operations=2,
        day_accepted_percentile_250d=0.996,
        previous_day_accepted_usd=6_200_000_000,
        day_change_usd=44_150_000_000,
    )
    assert operation.story(event, EN).numbers == (
        "31 Oct 2025: overnight loans against bonds, $50.35bn in 2 operations",
        "Operation day before: $6.2bn (change +$44.2bn)",
        "At or above 99.6% of the last 250 operation days",
        "This operation: $30bn of $31bn bid, at 4.00%, closed 13:45 New York",
        "Collateral: Treasuries $17.5bn, agency debt $1bn, MBS $11.5bn",
    )


@pytest.mark.parametrize(
    ("rank", "said"),
    [(1.0, "The most in 250 operation days"), (0.5, "At or above 50% of the last 250 operation days"), (0.49, ""), (None, "")],
)
def test_only_a_telling_rank_is_told(rank: float | None, said: str) -> None:
    assert operation.story(repo(day_accepted_percentile_250d=rank), EN).numbers[2] == said


def test_a_day_like_the_one_before_says_so() -> None:
    assert (
        operation.story(repo(previous_day_accepted_usd=30 * BN, day_change_usd=0), EN).numbers[1]
        == "Operation day before: $30bn, unchanged"
    )


def test_what_is_unknown_of_an_operation_is_left_out() -> None:
    assert [line for line in operation.story(repo(), EN).numbers if line] == [
        "31 Oct 2025: overnight loans against bonds",
        "This operation: $30bn",
    ]


def test_a_term_and_counterparties_are_told_where_they_matter() -> None:
    assert "This operation: $30bn, for 14 days" in operation.story(repo(facility="other", term_days=14), EN).numbers
    assert "This operation: $30bn" in operation.story(repo(term_days=3), EN).numbers
    event = reverse(counterparties=1, treasury_accepted_usd=30 * BN)
    assert [line for line in operation.story(event, EN).numbers if line][-1] == "This operation: $30bn, 1 counterparty"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "Fed balance sheet (H.4.1) of 31 Dec 2025"),
        ({"securities_usd": 6_452_043_000_000}, "Fed balance sheet (H.4.1): securities $6.452tn"),
        ({"total_assets_usd": 6_640_618_000_000}, "Fed balance sheet (H.4.1): assets $6.641tn"),
        ({"total_assets_usd": 6_640_618_000_000, "total_assets_change_1w_usd": 59_387_000_000}, "Fed assets +$59.4bn (H.4.1)"),
        (
            {"total_assets_usd": 1, "total_assets_change_1w_usd": 7_730_000_000, "securities_change_1w_usd": -250_000_000},
            "Fed assets +$7.7bn, securities −$0.3bn (H.4.1)",
        ),
        (
            {"total_assets_usd": 1, "total_assets_change_1w_usd": 59_387_000_000, "repos_change_1w_usd": 74_098_000_000},
            "Fed assets +$59.4bn on repos (H.4.1)",
        ),
    ],
)
def test_a_balance_sheet_s_headline(facts: dict[str, Any], text: str) -> None:
    assert balance_sheet.story(week(**facts), EN, {}).headline == text


@pytest.mark.parametrize(
    ("total", "repos", "expected"),
    [
        (59_387_000_000, 74_098_000_000, True),
        (-67_016_000_000, -74_600_000_000, True),
        (10 * BN, 5 * BN, True),
        (10 * BN, 4_999_999_999, False),
        (5 * BN, 5 * BN, True),
        (4_999_999_999, 5 * BN, False),
        (10 * BN, -20 * BN, False),
        (10 * BN, None, False),
        (None, 10 * BN, False),
    ],
)
def test_repos_moved_the_total(total: int | None, repos: int | None, expected: bool) -> None:
    assert balance_sheet.moved_by_repos(week(total_assets_change_1w_usd=total, repos_change_1w_usd=repos)) is expected


def test_a_rise_and_a_fall_by_repos_are_explained() -> None:
    rise = week(total_assets_change_1w_usd=59_387_000_000, repos_change_1w_usd=74_098_000_000)
    fall = week(total_assets_change_1w_usd=-67_016_000_000, repos_change_1w_usd=-74_600_000_000)
    assert balance_sheet.story(rise, EN, {}).notes == (
        "Repos (+$74.1bn) moved the total (+$59.4bn): short loans that are paid back, not purchases.",
    )
    assert balance_sheet.story(fall, EN, {}).notes == ("Repos (−$74.6bn) moved the total (−$67bn): short loans paid back, not bonds sold.",)


def test_bill_purchases_are_said_to_be_reserve_management() -> None:
    event = week(bills_usd=1, bills_change_1w_usd=8_200_000_000)
    known = {"purchase_purpose": "reserve_management"}
    assert balance_sheet.story(event, EN, known).notes == ("Bills +$8.2bn: reserve management, not QE.",)
    assert balance_sheet.story(event, EN, {"purchase_purpose": "qe"}).notes == ()
    assert balance_sheet.story(dataclasses.replace(event, bills_change_1w_usd=-BN), EN, known).notes == ()


def test_a_balance_sheet_s_lines() -> None:
    event = week(
        treasuries_usd=4_227_801_000_000,
        treasuries_change_1w_usd=220_000_000,
        mbs_usd=2_039_024_000_000,
        mbs_change_1w_usd=0,
        repos_usd=0,
        repos_change_1w_usd=0,
        tga_usd=872_853_000_000,
        securities_off_path_1w_usd=0,
    )
    assert balance_sheet.story(event, EN, {}).numbers == (
        "Wednesday 31 Dec 2025, change on the week before",
        "Treasuries $4.228tn, +$0.2bn",
        "Mortgage bonds (MBS) $2.039tn, unchanged",
        "Treasury's account (TGA) $872.9bn",
        "Securities moved as the Fed had announced",
    )
    assert balance_sheet.story(week(tga_usd=872_853_000_000), EN, {}).numbers[0] == "Wednesday 31 Dec 2025"
    off = dataclasses.replace(event, securities_off_path_1w_usd=18 * BN)
    assert balance_sheet.story(off, EN, {}).numbers[-1] == "Securities moved +$18bn off the announced path"


def test_minutes_name_their_meeting_and_are_said_to_be_old() -> None:
    told = release.minutes(Minutes(**ENVELOPE, meeting_on=date(2025, 10, 29)), EN)
    assert told.headline == "FOMC minutes: meeting that ended 29 Oct 2025"
    assert told.notes == ("Minutes tell what was said three weeks earlier; there is no new decision in them.",)
    assert release.minutes(Minutes(**ENVELOPE), EN).headline == "A title"


def test_a_release_is_told_in_its_own_words() -> None:
    told = release.press_release(PressRelease(**ENVELOPE, category="enforcement", summary="The first paragraph."), ZH)
    assert told.headline == "美联储（执法）：A title"
    assert told.quote == "The first paragraph."
    assert release.press_release(PressRelease(**ENVELOPE), EN).headline == "Fed, press release: A title"
    assert release.press_release(PressRelease(**ENVELOPE), EN).quote == ""


def test_a_note_gives_its_rates() -> None:
    note = ImplementationNote(**ENVELOPE, iorb_pct=3.9, on_rrp_limit_usd=160 * BN, purchases_directed=True)
    assert release.implementation_note(note, EN).numbers == (
        "Interest on reserves (IORB): 3.90%",
        "ON RRP limit per counterparty: $160bn",
        "Purchases directed: yes",
    )
