"""FOMC statements told: every decision and balance-sheet action, votes, and what is new in the wording."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.i18n import texts
from bot.render.stories import fomc
from rules.event import FomcStatement, ImplementationNote, PressRelease

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
AT = datetime(2025, 10, 29, 18, tzinfo=UTC)
BN = 1_000_000_000


def statement(**facts: Any) -> FomcStatement:
    return FomcStatement(source="fed.press_release", key="k", title="t", url="https://example.org", published_at=AT, **facts)


def told(**facts: Any) -> fomc.Story:
    return fomc.story(statement(**facts), EN)


def lines(**facts: Any) -> list[str]:
    return [line for line in told(**facts).facts if line]


CUT: dict[str, Any] = {"decision": "lower", "change_bp": -25, "target_lower_pct": 3.75, "target_upper_pct": 4.0}
HIKE: dict[str, Any] = {"decision": "raise", "change_bp": 75, "target_lower_pct": 1.5, "target_upper_pct": 1.75}
HOLD: dict[str, Any] = {"decision": "hold", "target_lower_pct": 3.5, "target_upper_pct": 3.75}


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        ({}, "FOMC statement published", "FOMC声明发布"),
        (CUT, "Fed cuts 25bp to 3.75–4.00%", "美联储降息25基点至3.75%–4.00%"),
        ({"decision": "lower", "change_bp": -25}, "Fed cuts 25bp", "美联储降息25基点"),
        (CUT | {"change_bp": None}, "Fed cuts to 3.75–4.00%", "美联储降息至3.75%–4.00%"),
        ({"decision": "lower"}, "Fed cuts rates", "美联储降息"),
        (HIKE, "Fed hikes 75bp to 1.50–1.75%", "美联储加息75基点至1.50%–1.75%"),
        ({"decision": "raise", "target_lower_pct": 5.25, "target_upper_pct": 5.25}, "Fed hikes to 5.25%", "美联储加息至5.25%"),
        ({"decision": "raise"}, "Fed hikes rates", "美联储加息"),
        (HOLD, "Fed holds at 3.50–3.75%", "美联储维持利率3.50%–3.75%"),
        ({"decision": "hold"}, "Fed holds rates", "美联储维持利率不变"),
        (HOLD | {"is_scheduled": False}, "Fed, unscheduled: holds at 3.50–3.75%", "美联储计划外维持利率3.50%–3.75%"),
    ],
)
def test_the_decision_is_the_news(facts: dict[str, Any], english: str, chinese: str) -> None:
    assert told(**facts).news == english
    assert fomc.story(statement(**facts), ZH).news == chinese


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        (CUT | {"surprise_bp": 1.0}, "Fed cuts 25bp to 3.75–4.00%, as priced", "美联储如期降息25基点至3.75%–4.00%"),
        (HIKE | {"surprise_bp": 3.9}, "Fed hikes 75bp to 1.50–1.75%, as priced", "美联储如期加息75基点至1.50%–1.75%"),
        (
            HIKE | {"surprise_bp": 4.5},
            "Fed hikes 75bp to 1.50–1.75%, 4bp above what was priced",
            "美联储加息75基点至1.50%–1.75%，比市场定价多加4基点",
        ),
        (
            CUT | {"surprise_bp": -12.0},
            "Fed cuts 25bp to 3.75–4.00%, 12bp more than priced",
            "美联储降息25基点至3.75%–4.00%，比市场定价多降12基点",
        ),
        (
            CUT | {"surprise_bp": 9.6},
            "Fed cuts 25bp to 3.75–4.00%, 10bp less than priced",
            "美联储降息25基点至3.75%–4.00%，比市场定价少降10基点",
        ),
        (
            HIKE | {"surprise_bp": 18.0},
            "Fed hikes 75bp to 1.50–1.75%, 18bp above what was priced",
            "美联储加息75基点至1.50%–1.75%，比市场定价多加18基点",
        ),
        (
            HIKE | {"surprise_bp": -18.0},
            "Fed hikes 75bp to 1.50–1.75%, 18bp below what was priced",
            "美联储加息75基点至1.50%–1.75%，比市场定价少加18基点",
        ),
        (
            HOLD | {"surprise_bp": 15.0},
            "Fed holds at 3.50–3.75%; 15bp of cuts were priced",
            "美联储维持利率3.50%–3.75%，市场原定价降息15基点",
        ),
        (
            HOLD | {"surprise_bp": -15.0},
            "Fed holds at 3.50–3.75%; 15bp of hikes were priced",
            "美联储维持利率3.50%–3.75%，市场原定价加息15基点",
        ),
        (
            CUT | {"surprise_bp": -6.0, "expected_change_uncertainty_bp": 8.0},
            "Fed cuts 25bp to 3.75–4.00%, as priced",
            "美联储如期降息25基点至3.75%–4.00%",
        ),
    ],
)
def test_a_known_surprise_stands_beside_the_decision(facts: dict[str, Any], english: str, chinese: str) -> None:
    assert told(**facts).news == english
    assert fomc.story(statement(**facts), ZH).news == chinese


def test_what_was_priced_in_is_said_once_or_said_to_be_unknown() -> None:
    assert "What was priced in: not known" in lines(**CUT)
    assert "Priced in: a cut of 13bp" in lines(**CUT, expected_change_bp=-13.0, surprise_bp=-12.0)
    assert "Priced in: a hike of 10bp" in lines(**HOLD, expected_change_bp=10.2, surprise_bp=-10.2)
    assert not any("riced" in line for line in lines(**CUT, expected_change_bp=-24.0, surprise_bp=-1.0))
    assert not any("riced" in line for line in lines(**CUT, is_scheduled=False))
    assert "市场定价未知" in fomc.story(statement(**CUT), ZH).facts


@pytest.mark.parametrize(
    ("facts", "english", "chinese"),
    [
        ({"balance_sheet_action": "none"}, "Fed cuts 25bp to 3.75–4.00%", "美联储降息25基点至3.75%–4.00%"),
        (
            {"balance_sheet_action": "runoff_end", "balance_sheet_effective_on": date(2025, 12, 1)},
            "Fed ends QT 1 Dec; cuts 25bp to 3.75–4.00%",
            "美联储12月1日停止缩表，降息25基点至3.75%–4.00%",
        ),
        (
            {"balance_sheet_action": "runoff_end", "balance_sheet_effective_on": date(2025, 12, 1), "surprise_bp": 0.4},
            "Fed ends QT 1 Dec; cuts 25bp to 3.75–4.00%, as priced",
            "美联储12月1日停止缩表，如期降息25基点至3.75%–4.00%",
        ),
        ({"balance_sheet_action": "runoff_start"}, "Fed starts QT; cuts 25bp to 3.75–4.00%", "美联储启动缩表，降息25基点至3.75%–4.00%"),
        (
            {"balance_sheet_action": "runoff_slower", "balance_sheet_effective_on": date(2025, 4, 1)},
            "Fed slows QT from 1 Apr; cuts 25bp to 3.75–4.00%",
            "美联储4月1日起放慢缩表，降息25基点至3.75%–4.00%",
        ),
        (
            {"balance_sheet_action": "purchases_start", "purchase_purpose": "reserve_management"},
            "Fed to buy bills (not QE); cuts 25bp to 3.75–4.00%",
            "美联储将买入短债（非QE），降息25基点至3.75%–4.00%",
        ),
        (
            {"balance_sheet_action": "purchases_start", "purchase_purpose": "qe", "is_scheduled": False},
            "Fed, unscheduled: starts QE; cuts 25bp to 3.75–4.00%",
            "美联储计划外启动QE，降息25基点至3.75%–4.00%",
        ),
        (
            {"balance_sheet_action": "purchases_pace", "purchase_purpose": "qe"},
            "Fed changes its buying; cuts 25bp to 3.75–4.00%",
            "美联储调整购债规模，降息25基点至3.75%–4.00%",
        ),
        (
            {"balance_sheet_action": "purchases_pace", "purchase_pace_usd_month": 105 * BN, "purchase_pace_change_usd_month": -15 * BN},
            "Fed slows buying to $105bn a month; cuts 25bp to 3.75–4.00%",
            "美联储放慢购债至每月1050亿美元，降息25基点至3.75%–4.00%",
        ),
        ({"balance_sheet_action": "runoff_end", "action_is_new": False}, "Fed cuts 25bp to 3.75–4.00%", "美联储降息25基点至3.75%–4.00%"),
    ],
)
def test_what_is_new_on_the_balance_sheet_goes_first(facts: dict[str, Any], english: str, chinese: str) -> None:
    assert told(**CUT, **facts).news == english
    assert fomc.story(statement(**CUT, **facts), ZH).news == chinese


def test_a_large_surprise_gives_way_to_the_balance_sheet_in_line_1_and_is_told_below() -> None:
    facts = CUT | {"balance_sheet_action": "runoff_end", "surprise_bp": -12.0, "expected_change_bp": -13.0}
    assert told(**facts).news == "Fed ends QT; cuts 25bp to 3.75–4.00%"
    assert "Priced in: a cut of 13bp" in lines(**facts)


def test_what_a_balance_sheet_action_means_is_one_line() -> None:
    on = {"balance_sheet_effective_on": date(2025, 12, 1)}
    assert lines(balance_sheet_action="runoff_end", **on) == ["QT: end date first given today; holdings stop shrinking"]
    assert lines(balance_sheet_action="runoff_end", action_is_new=False, **on) == ["QT ends 1 Dec, as announced before"]
    assert lines(balance_sheet_action="none") == []
    managed = {"balance_sheet_action": "purchases_start", "purchase_purpose": "reserve_management"}
    assert lines(**managed) == ["Buys bills to keep reserves ample: reserve management, not QE"]


def test_sizes_of_purchases_and_run_off_stand_beside_those_before() -> None:
    assert lines(purchase_pace_usd_month=105 * BN, purchase_pace_change_usd_month=-15 * BN) == ["Purchases a month: $120bn → $105bn"]
    assert lines(purchase_pace_usd_month=40 * BN, purchase_pace_change_usd_month=40 * BN) == ["Purchases a month: $40bn"]
    assert lines(purchase_total_usd=700 * BN) == ["Purchases: at least $700bn in all"]
    caps = {"runoff_treasury_cap_usd_month": 5 * BN, "runoff_mbs_cap_usd_month": 35 * BN}
    assert lines(**caps) == ["QT caps a month: Treasuries $5bn, MBS $35bn"]
    before = statement(runoff_treasury_cap_usd_month=25 * BN, runoff_mbs_cap_usd_month=35 * BN)
    assert "QT caps a month: Treasuries $25bn → $5bn, MBS $35bn" in fomc.story(statement(**caps), EN, before).facts
    assert "每月缩减上限：美债250亿→50亿美元、MBS 350亿美元" in fomc.story(statement(**caps), ZH, before).facts


def test_caps_of_zero_are_no_caps() -> None:
    assert lines(runoff_treasury_cap_usd_month=0, runoff_mbs_cap_usd_month=0) == []


@pytest.mark.parametrize(
    ("decision", "dissents", "english", "chinese"),
    [
        ("lower", ("Stephen I. Miran: lower",), "Vote 9–2: Miran for a larger cut", "投票9比2：米兰主张降更多"),
        ("lower", ("Jeffrey R. Schmid: maintain",), "Vote 9–2: Schmid for no change", "投票9比2：施密德主张按兵不动"),
        (
            "lower",
            ("Stephen I. Miran: lower", "Jeffrey R. Schmid: maintain"),
            "Vote 9–2: Miran for a larger cut, Schmid for no change",
            "投票9比2：米兰主张降更多，施密德主张按兵不动",
        ),
        (
            "lower",
            ("Stephen I. Miran: lower", "Austan D. Goolsbee: maintain", "Jeffrey R. Schmid: maintain"),
            "Vote 9–2: Miran for a larger cut; Goolsbee, Schmid for no change",
            "投票9比2：米兰主张降更多；古尔斯比、施密德主张按兵不动",
        ),
        ("lower", ("Esther L. George: raise",), "Vote 9–2: George for a hike", "投票9比2：乔治主张加息"),
        ("raise", ("Neel Kashkari: lower",), "Vote 9–2: Kashkari for a cut", "投票9比2：卡什卡利主张降息"),
        ("raise", ("Neel Kashkari: raise",), "Vote 9–2: Kashkari for a larger hike", "投票9比2：卡什卡利主张加更多"),
        ("hold", ("Jane Q. Unheard-Of Jr.: maintain",), "Vote 9–2: Unheard-Of for other wording", "投票9比2：Unheard-Of主张改用其他措辞"),
        (
            "lower",
            ("Loretta J. Mester: a range of 1/2 to 3/4 percent",),
            "Vote 9–2: Mester: “a range of 1/2 to 3/4 percent”",
            "投票9比2：梅斯特：“a range of 1/2 to 3/4 percent”",
        ),
        (None, ("Stephen I. Miran: lower",), "Vote 9–2: Miran for a lower range", "投票9比2：米兰主张下调利率"),
        (None, ("Stephen I. Miran: raise",), "Vote 9–2: Miran for a higher range", "投票9比2：米兰主张上调利率"),
        (None, ("Stephen I. Miran: maintain",), "Vote 9–2: Miran for the same range", "投票9比2：米兰主张按兵不动"),
    ],
)
def test_dissenters_are_named_with_what_they_wanted(decision: str | None, dissents: tuple[str, ...], english: str, chinese: str) -> None:
    event = statement(decision=decision, votes_for=9, votes_against=2, dissents=dissents)
    assert english in fomc.story(event, EN).facts
    assert chinese in fomc.story(event, ZH).facts


def test_without_a_tally_nobody_is_named() -> None:
    assert lines(dissents=("Stephen I. Miran: lower",)) == []
    assert lines(votes_for=12, votes_against=0) == ["Vote 12–0"]


def test_the_note_and_the_statement_before_are_one_line() -> None:
    note = ImplementationNote(source="s", key="n", title="t", url="", published_at=AT, iorb_pct=3.9, on_rrp_pct=3.75)
    before = FomcStatement(
        source="s", key="b", title="t", url="", published_at=datetime(2025, 9, 17, 18, tzinfo=UTC),
        decision="lower", change_bp=-25, votes_for=11, votes_against=1,
    )  # fmt: skip
    assert "IORB 3.90% · ON RRP 3.75% · last: 17 Sep, cut 25, 11–1" in fomc.story(statement(), EN, before, (note,)).facts
    assert "Last: 17 Sep, cut 25, 11–1" in fomc.story(statement(), EN, before).facts
    assert (
        "准备金余额利率（IORB）3.90%｜隔夜逆回购（回笼）利率3.75%｜上次：9月17日，降息25基点，11比1"
        in fomc.story(statement(), ZH, before, (note,)).facts
    )


def test_dots_are_told_beside_those_before() -> None:
    assert lines(dots_change_bp=-25.0) == ["Dots: median for end-2025 25bp lower"]
    assert lines(dots_change_bp=0.0) == ["Dots: median for end-2025 unchanged"]
    release = PressRelease(
        source="s", key="p", title="t", url="", published_at=AT, category="projections", dots=("2025 3.6 3.9", "2026 3.4", "longer 3.0 3.0")
    )
    event = statement(dots_change_bp=-30.0)
    assert "Dots: median for end-2025 down from 3.9% to 3.6%" in fomc.story(event, EN, None, (release,)).facts
    assert "点阵图：2025年底利率中值由3.9%下移至3.6%" in fomc.story(event, ZH, None, (release,)).facts
    december = FomcStatement(
        source="s", key="k", title="t", url="", published_at=datetime(2025, 12, 10, 19, tzinfo=UTC), dots_change_bp=25.0
    )
    assert "Dots: median for end-2026 25bp higher" in fomc.story(december, EN, None, (release,)).facts


def test_the_short_form_checks_the_vote_and_what_is_new() -> None:
    facts = {"votes_for": 10, "votes_against": 2, "balance_sheet_action": "runoff_end", "action_is_new": True}
    assert told(**facts).check == "Vote 10–2 · the QT end date is new"
    assert fomc.story(statement(**facts), ZH).check == "投票10比2｜停止缩表日期系首次公布"
    assert told(**facts | {"action_is_new": False}).check == "Vote 10–2"


def test_what_came_out_with_it_is_linked() -> None:
    release = PressRelease(source="s", key="p", title="t", url="https://example.org/p", published_at=AT, category="projections")
    event = statement(press_conference_url="https://example.org/c")
    assert fomc.story(event, EN, None, (release,)).links == (
        ("projections", "https://example.org/p"),
        ("press conference", "https://example.org/c"),
    )


def test_new_wording_needs_both_texts() -> None:
    assert fomc.wording(statement(text="One sentence here.")) == ()
    assert fomc.wording(statement(text="One sentence here.", previous_text="Another sentence there.")) != ()
    assert fomc.wording(statement(text="One sentence here."), statement(text="Another sentence there.")) != ()
