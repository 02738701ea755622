"""Operations, the weekly balance sheet, minutes and other releases told."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.i18n import texts
from bot.render.stories import balance_sheet, operation, release
from rules.event import BalanceSheet, ImplementationNote, Minutes, PressRelease, RepoOperation, ReverseRepoOperation, Speech

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
        (repo(), "Fed's SRF lends $30bn", "美联储SRF投放300亿美元"),
        (repo(day_accepted_usd=50_350_000_000), "Fed's SRF lends $50.35bn", "美联储SRF投放503.5亿美元"),
        (repo(accepted_usd=0), "Fed's SRF: no take-up", "美联储SRF（投放）无人使用"),
        (repo(facility="other"), "Fed repo operation lends $30bn", "美联储回购操作投放300亿美元"),
        (repo(facility="unheard of"), "Fed repo operation lends $30bn", "美联储回购操作投放300亿美元"),
        (reverse(), "Fed's ON RRP takes in $30bn", "美联储隔夜逆回购回笼300亿美元"),
        (reverse(accepted_usd=0), "Fed's ON RRP: no take-up", "美联储隔夜逆回购（回笼）无人使用"),
        (reverse(facility="other"), "Fed reverse repo operation takes in $30bn", "美联储逆回购操作回笼300亿美元"),
        (
            repo(day_accepted_percentile_250d=1.0),
            "Fed's SRF lends $30bn, most in 250 operation days",
            "美联储SRF投放300亿美元，近250个操作日最高",
        ),
        (
            repo(day_accepted_percentile_250d=0.976),
            "Fed's SRF lends $30bn, more than on 97.6% of a year's days",
            "美联储SRF投放300亿美元，高于近一年97.6%的操作日",
        ),
        (
            repo(day_accepted_percentile_250d=0.89, day_change_usd=275_000_000),
            "Fed's SRF lends $30bn, +$275m on the day",
            "美联储SRF投放300亿美元，较前一日+2.8亿",
        ),
        (reverse(day_change_usd=-BN), "Fed's ON RRP takes in $30bn, −$1bn on the day", "美联储隔夜逆回购回笼300亿美元，较前一日−10亿"),
        (reverse(day_change_usd=0), "Fed's ON RRP takes in $30bn, as on the day before", "美联储隔夜逆回购回笼300亿美元，与前一日持平"),
    ],
)
def test_an_operation_s_news(event: RepoOperation, english: str, chinese: str) -> None:
    assert operation.story(event, EN).news == english
    assert operation.story(event, ZH).news == chinese


@pytest.mark.parametrize(
    ("calendar", "on", "tail", "note"),
    [
        ("ordinary", date(2025, 10, 29), "", ""),
        ("month_end", date(2025, 10, 31), "month-end", "Month-ends do this; spikes usually fade in days"),
        ("quarter_end", date(2025, 9, 30), "quarter-end", "Quarter-ends do this; spikes usually fade in days"),
        ("quarter_end", date(2025, 12, 31), "year-end", "Year-ends do this; spikes usually fade in days"),
        ("quarter_end", date(2026, 1, 2), "year-end", "Year-ends do this; spikes usually fade in days"),
        (
            "tax_or_settlement",
            date(2025, 12, 15),
            "tax or settlement day",
            "Taxes or settlements move cash to the Treasury; it usually comes back in days",
        ),
    ],
)
def test_the_calendar_is_named_and_explained(calendar: str, on: date, tail: str, note: str) -> None:
    told = operation.story(repo(calendar=calendar, operation_on=on), EN)
    assert (told.tail, told.facts[-1]) == (tail, note)
    idle = operation.story(repo(calendar=calendar, operation_on=on, accepted_usd=0), EN)
    assert (idle.tail, idle.facts[-1]) == ("", "")


MORNING, AFTERNOON = datetime(2025, 10, 31, 12, 30, tzinfo=UTC), datetime(2025, 10, 31, 17, 45, tzinfo=UTC)


def test_the_day_stands_beside_the_day_before_with_its_two_operations() -> None:
    both = repo(
        day_accepted_usd=50_350_000_000, day_operations=2, previous_day_accepted_usd=6_200_000_000, rate_pct=4.0, closes_at=AFTERNOON
    )
    assert operation.story(both, EN).facts[0] == "$6.2bn → $50.35bn (a.m. 20.35, p.m. 30.00) at 4.00%"
    assert operation.story(both, ZH).facts[0] == "前一日62亿→503.5亿美元（上午203.5亿，下午300亿），利率4.00%"
    first = repo(day_accepted_usd=30 * BN, day_operations=1, closes_at=MORNING)
    assert operation.story(first, EN).facts[0] == "a.m., the p.m. operation follows"
    assert operation.story(repo(), EN).facts[0] == ""


def test_no_amount_is_told_twice_where_the_day_before_is_unknown() -> None:
    told = operation.story(repo(rate_pct=4.0), EN)
    assert (told.news, told.brief, told.check) == ("Fed's SRF lends $30bn", "Rate 4.00%.", "Rate 4.00%")
    assert operation.story(repo(), EN).brief == ""


def test_what_standing_repo_says_of_funding_and_what_comes_next() -> None:
    told = operation.story(repo(rate_pct=4.0), EN)
    assert told.facts[1] == "Implies private repo above 4.00%; the loan adds cash (smaller offset)"
    assert told.coming == ("Next: the day's SOFR, {when}", datetime(2025, 11, 3, 13, tzinfo=UTC))
    assert operation.story(repo(facility="other"), EN).coming is None
    assert operation.story(repo(is_small_value=True), EN).coming is None


def test_in_chinese_the_direction_of_standing_repo_is_explained() -> None:
    assert operation.story(repo(), ZH).aside == "SRF（常备回购便利）＝投放，方向同中国央行逆回购；美联储“逆回购”＝回笼，方向相反"
    assert operation.story(repo(), EN).aside == ""


def test_a_term_and_counterparties_are_told_where_they_matter() -> None:
    assert operation.story(repo(facility="other", term_days=14), EN).facts[0] == "for 14 days"
    assert operation.story(repo(facility="other", term_days=14, rate_pct=4.0), ZH).facts[0] == "利率4.00%，期限14天"
    assert operation.story(repo(term_days=3, rate_pct=4.0), EN).facts[0] == "Rate 4.00%"
    assert operation.story(reverse(counterparties=6), EN).facts[1] == "6 counterparties"
    assert operation.story(reverse(submitted_usd=31 * BN, counterparties=1), EN).facts[1] == "Bid for: $31bn, 1 counterparty"


def test_a_small_value_operation_says_that_it_means_nothing() -> None:
    assert operation.story(repo(is_small_value=True), EN).brief == "A small amount: it says nothing of funding."
    assert operation.story(repo(is_small_value=True, accepted_usd=0), EN).brief == ""


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        ({}, "Fed balance sheet to 31 Dec is out", "美联储资产负债表公布（截至12月31日）"),
        ({"total_assets_usd": 6_640_618_000_000}, "Fed balance sheet to 31 Dec: $6.641tn", "美联储总资产6.64万亿美元（12月31日）"),
        (
            {"total_assets_usd": 6_640_618_000_000, "total_assets_change_1w_usd": 59_387_000_000},
            "Fed balance sheet to 31 Dec: $6.641tn, +$59.4bn",
            "美联储总资产6.64万亿美元（12月31日），周增594亿",
        ),
        (
            {"total_assets_usd": 6_640_618_000_000, "total_assets_change_1w_usd": -67_016_000_000},
            "Fed balance sheet to 31 Dec: $6.641tn, −$67.0bn",
            "美联储总资产6.64万亿美元（12月31日），周减670亿",
        ),
        (
            {"total_assets_usd": 6_640_618_000_000, "total_assets_change_1w_usd": 0},
            "Fed balance sheet to 31 Dec: $6.641tn, unchanged",
            "美联储总资产6.64万亿美元（12月31日），与上周持平",
        ),
    ],
)
def test_a_balance_sheet_s_news(facts: dict[str, Any], english: str, chinese: str) -> None:
    assert balance_sheet.story(week(**facts), EN).news == english
    assert balance_sheet.story(week(**facts), ZH).news == chinese


def test_a_rise_and_a_fall_by_repos_are_told_as_loans() -> None:
    rise = week(total_assets_usd=6_640 * BN, total_assets_change_1w_usd=59 * BN, repos_change_1w_usd=74 * BN)
    fall = week(total_assets_usd=6_640 * BN, total_assets_change_1w_usd=-67 * BN, repos_change_1w_usd=-74 * BN)
    assert balance_sheet.story(rise, EN).of_it == "of which repo loans +$74.0bn"
    assert balance_sheet.story(rise, ZH).of_it == "其中回购净投放740亿"
    assert balance_sheet.story(fall, EN).of_it == "of which repo loans −$74.0bn"
    assert balance_sheet.story(fall, ZH).of_it == "其中回购到期净回笼740亿"


@pytest.mark.parametrize(
    ("total", "repos", "moved"),
    [
        (5 * BN, 5 * BN // 2, True),
        (5 * BN, 5 * BN // 2 - 1, False),
        (5 * BN - 1, 5 * BN, False),
        (-6 * BN, 4 * BN, False),
        (6 * BN, None, False),
    ],
)
def test_what_moved_the_total(total: int, repos: int | None, moved: bool) -> None:
    assert balance_sheet.moved_by_repos(week(total_assets_change_1w_usd=total, repos_change_1w_usd=repos)) is moved


@pytest.mark.parametrize(
    ("facts", "is_quiet", "english", "chinese"),
    [
        ({"securities_off_path_1w_usd": 0}, True, "Bonds +$7.7bn, on schedule. Nothing new.", "持债增77亿，符合既定计划。无新信息。"),
        ({"securities_off_path_1w_usd": 2 * BN}, True, "Bonds +$7.7bn, $2.0bn more than announced.", "持债增77亿，比已公布计划多20亿。"),
        ({}, True, "Bonds +$7.7bn.", "持债增77亿。"),
        (
            {"securities_off_path_1w_usd": 0, "tga_change_1w_usd": -89_282_000_000},
            False,
            "Bonds +$7.7bn, on schedule; TGA −$89.3bn.",
            "持债增77亿，符合既定计划；财政部一般账户（TGA）−893亿。",
        ),
    ],
)
def test_whether_bonds_kept_to_the_path_is_the_second_line(facts: dict[str, Any], is_quiet: bool, english: str, chinese: str) -> None:
    event = week(securities_change_1w_usd=7_726_000_000, **facts)
    assert balance_sheet.story(event, EN, is_quiet=is_quiet).brief == english
    assert balance_sheet.story(event, ZH, is_quiet=is_quiet).brief == chinese


def test_the_table_of_a_balance_sheet_has_levels_and_changes() -> None:
    event = week(
        total_assets_usd=6_640_618_000_000,
        total_assets_change_1w_usd=59_387_000_000,
        repos_usd=74_601_000_000,
        repos_change_1w_usd=74_098_000_000,
        mbs_usd=2_039_024_000_000,
        mbs_change_1w_usd=0,
        loans_usd=0,
    )
    assert balance_sheet.story(event, EN).table == (
        "Total assets $6.641tn, +$59.4bn",
        "MBS $2.039tn, unchanged",
        "Repo loans $74.6bn, +$74.1bn",
    )
    assert balance_sheet.story(event, ZH).table[2] == "回购（投放）余额746亿美元，+741亿"


def minutes_of(**facts: Any) -> Minutes:
    return Minutes(**ENVELOPE, **({"meeting_on": date(2025, 10, 29)} | facts))


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (minutes_of(), "FOMC minutes (Oct) are out", "美联储10月会议纪要公布"),
        (minutes_of(meeting_on=None), "FOMC minutes are out", "美联储会议纪要公布"),
        (
            minutes_of(passages=("staff: Reserves.",), new_balance_sheet_phrase=False),
            "FOMC minutes (Oct): nothing new on the balance sheet",
            "美联储10月会议纪要：资产负债表无新内容",
        ),
        (
            minutes_of(passages=("staff: Reserves.",), new_balance_sheet_phrase=True, new_phrases=("reserve management purchases",)),
            "FOMC minutes (Oct): first mention in 400 days of “reserve management purchases”",
            "美联储10月会议纪要：近400天首次提及“准备金管理购债（RMP）”",
        ),
    ],
)
def test_minutes_say_what_is_new(event: Minutes, english: str, chinese: str) -> None:
    assert release.minutes(event, EN).news == english
    assert release.minutes(event, ZH).news == chinese


def test_minutes_count_who_speaks_and_quote_them() -> None:
    told = release.minutes(minutes_of(passages=("staff: Reserves fell.", "participants: Reserves were ample.", "staff: Repos rose.")), EN)
    assert told.brief == "Sentences on the balance sheet: staff 2, participants 1."
    assert "staff: “Reserves fell.”" in told.quote


def speech_of(**facts: Any) -> Speech:
    return Speech(**ENVELOPE, **({"speaker": "Governor Christopher J. Waller", "is_testimony": False} | facts))


@pytest.mark.parametrize(
    ("event", "english", "chinese"),
    [
        (speech_of(), "Governor Waller on “A title”", "美联储理事沃勒演讲“A title”"),
        (speech_of(passages=()), "Governor Waller: nothing on the balance sheet", "美联储理事沃勒：未谈资产负债表"),
        (
            speech_of(passages=("speaker: Reserves.",), new_balance_sheet_phrase=False),
            "Governor Waller: nothing new on the balance sheet",
            "美联储理事沃勒：资产负债表无新内容",
        ),
        (
            speech_of(speaker="Vice Chair for Supervision Michelle W. Bowman", is_testimony=True, passages=()),
            "Vice Chair for Supervision Bowman before Congress: nothing on the balance sheet",
            "美联储监管副主席鲍曼国会作证：未谈资产负债表",
        ),
        (
            speech_of(speaker="Chair Kevin M. Warsh", passages=()),
            "Chair Warsh: nothing on the balance sheet",
            "美联储主席沃什：未谈资产负债表",
        ),
        (speech_of(speaker="President Ann Example", passages=()), "Example: nothing on the balance sheet", "Example：未谈资产负债表"),
        (speech_of(speaker=None, passages=()), "Federal Reserve: nothing on the balance sheet", "美联储：未谈资产负债表"),
    ],
)
def test_speeches_say_who_and_what_is_new(event: Speech, english: str, chinese: str) -> None:
    assert release.speech(event, EN).news == english
    assert release.speech(event, ZH).news == chinese


def test_a_release_is_told_by_its_kind_and_in_its_own_words() -> None:
    event = PressRelease(**ENVELOPE, category="enforcement", summary="First.", key_sentences=("Second.",))
    told = release.press_release(event, EN)
    assert (told.news, told.brief, told.quote) == ("Fed enforcement: A title", "No monetary policy in it.", "• First.\n• Second.")
    chinese = release.press_release(event, ZH)
    assert (chinese.news, chinese.brief) == ("美联储发布执法公告", "原题：A title")
    plain = release.press_release(PressRelease(**ENVELOPE), EN)
    assert (plain.news, plain.quote_title) == ("Fed: A title", "")


@pytest.mark.parametrize(
    ("category", "title", "english", "chinese"),
    [
        (
            "lending_facility",
            "Federal Reserve Board announces establishment of an Example Credit Facility (ECF)",
            "Fed announces establishment of an Example Credit Facility (ECF)",
            "ECF",
        ),
        (
            "liquidity",
            "Federal Reserve takes actions to provide up to $2.3 trillion in loans",
            "Fed takes actions to provide up to $2.3 trillion in loans",
            "2.3万亿美元",
        ),
        ("enforcement", "Board orders Example Group to pay $36.3 million", "Fed orders Example Group to pay $36.3 million", "3630万美元"),
        ("swap_lines", "Coordinated action on swap lines", "Fed on dollar swap lines: Coordinated action on swap lines", ""),
        (
            "discount_rate_minutes",
            "Minutes of the Board's discount rate meetings on July 20 and July 29, 2026",
            "Fed discount-rate minutes: on July 20 and July 29, 2026",
            "",
        ),
        ("monetary", "Federal Reserve Board and Committee act", "Fed on monetary policy: Federal Reserve Board and Committee act", ""),
        ("other", "Federal Reserve Bank of Example has a president", "Fed: Federal Reserve Bank of Example has a president", ""),
    ],
)
def test_a_release_says_its_news_first(category: str, title: str, english: str, chinese: str) -> None:
    event = PressRelease(**ENVELOPE | {"title": title}, category=category)
    assert (release.press_release(event, EN).news, release.press_release(event, EN).tail) == (english, "")
    assert release.press_release(event, ZH).tail == chinese


def test_the_title_of_a_speech_is_told_once() -> None:
    unread = release.speech(Speech(**ENVELOPE, speaker="Governor Example"), EN)
    assert (unread.news, unread.brief) == ("Governor Example on “A title”", "One member's view; the Committee decides")
    read = release.speech(Speech(**ENVELOPE, speaker="Governor Example", passages=(), new_balance_sheet_phrase=False), EN)
    assert (read.news, read.brief) == ("Governor Example: nothing on the balance sheet", "Title: A title")


def test_a_note_gives_its_rates() -> None:
    note = ImplementationNote(**ENVELOPE, iorb_pct=3.9, on_rrp_pct=3.75, srf_pct=4.0, effective_on=date(2025, 10, 30))
    told = release.implementation_note(note, EN)
    assert told.news == "Fed sets IORB 3.90%, ON RRP 3.75%"
    assert told.brief == "SRF 4.00% · In effect from 30 Oct"
    assert release.implementation_note(ImplementationNote(**ENVELOPE), EN).news == "Fed implementation note published"
