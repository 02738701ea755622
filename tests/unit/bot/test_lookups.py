"""Look-ups of the Fed's figures of September 2026: what is said of them, by eye, and what where they are missing or old."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.calendars.releases import ReleaseCalendar
from bot.lookups.balance import Balance, balance_of
from bot.lookups.correlation import correlation_of
from bot.lookups.cycle import cycle_of
from bot.lookups.dots import dots_of
from bot.lookups.history import LOOKED_AT, History, Past, chosen_of
from bot.lookups.month import month_of
from bot.lookups.priced import priced_of
from bot.lookups.rates import rates_of
from bot.lookups.repo import repo_of
from bot.model import Published
from bot.render.html import visible
from bot.render.lookups import balance, correlation, cycle, dots, history, month, priced, rates, repo
from bot.source import Expectation
from rules.event import CashBalance, Event, PressRelease, RepoOperation, TreasuryAuction
from rules.ledger import PolicyFact, PolicyLedger, shipped_ledger
from rules.model import Assessment
from tests.builders import september

NOW, BN = september.NOW, 10**9
LEDGER = shipped_ledger().until(NOW)


def shown(text: str) -> list[str]:
    lines = visible(text).splitlines()
    assert len(lines) <= 14
    return lines


def the_balance(
    sheets: Sequence[Event] | None = None, cash: Sequence[Event] = (), ledger: PolicyLedger = LEDGER, now: datetime = NOW
) -> Balance:
    found = balance_of(september.sheets() if sheets is None else sheets, september.reverse_repos(), cash, ledger, now)
    assert found is not None
    return found


def test_the_balance_sheet_in_english() -> None:
    assert shown(balance.text(the_balance(), "en")) == [
        "Fed balance sheet to 23 Sep: $6.748tn, +$1.2bn on the week",
        "Bonds held $6.471tn, +$0.8bn",
        "Treasuries $4.558tn (70%), of these bills $554.4bn, MBS $1.910tn (30%)",
        "Bank reserves $2.970tn, +$48.4bn, 44% of assets",
        "Base money (Fed notes + reserves) $5.401tn, +$47.7bn",
        "Treasury's account (TGA) $947.3bn, −$44.4bn",
        "ON RRP $0.9bn on 28 Sep, $0.6bn the operation before",
        "Loans $6.3bn, central-bank swaps $0.1bn",
        "Net liquidity (total assets − TGA − ON RRP, all of 23 Sep) $5.800tn",
        "Widely watched; whether BTC follows it was not tested here, so no rule counts it",
        "Announced path: bonds $6.471tn to $6.591tn by 23 Dec (purchases of unsaid size, at most $40bn a month as said last)",
        "24 Sep 16:30 ET · Federal Reserve, H.4.1 · not advice",
    ]


def test_the_balance_sheet_in_chinese() -> None:
    assert shown(balance.text(the_balance(), "zh-Hans")) == [
        "【美联储总资产6.75万亿美元（9月23日），一周+12亿】",
        "持有证券6.47万亿美元，+8亿",
        "美债4.56万亿美元（70%），其中短期美债（T-bills）5544亿，MBS 1.91万亿（30%）",
        "银行准备金2.97万亿美元，+484亿，占总资产44%",
        "基础货币（流通中美钞＋准备金）5.40万亿美元，+477亿",
        "财政部一般账户（TGA）9473亿美元，−444亿",
        "隔夜逆回购（回笼）9亿美元（9月28日），前一操作日6亿",
        "贷款63亿美元，央行货币互换1亿",
        "净流动性（总资产−TGA−隔夜逆回购，均为9月23日）5.80万亿美元",
        "流传甚广，但BTC是否随之涨跌未经检验，不计入任何规则",
        "既定路径：到12月23日持债在6.47万亿美元至6.59万亿美元之间（购债规模未定，上限按此前的每月400亿计）",
        "北京时间9月25日04:30｜美联储H.4.1｜不构成投资建议",
    ]


def test_net_liquidity_is_of_one_wednesday() -> None:
    found = the_balance()
    assert found.net is not None
    assert found.net.usd == (6_747_704 - 947_317 - 461) * 10**6  # ON RRP of 23 September: 461 million
    assert found.net.week_usd is None  # that of the Wednesday before is not known


def test_the_formula_stands_before_the_figure_and_its_change() -> None:
    week = replace(september.reverse_repos()[0], key="RP 091626", operation_on=date(2026, 9, 16), accepted_usd=2 * BN)
    found = balance_of(september.sheets(), [week, *september.reverse_repos()], (), LEDGER, NOW)
    # 6,747,704 − 947,317 − 461 = 5,799,926 million; the Wednesday before 6,746,548 − 991,708 − 2,000 = 5,752,840
    assert shown(balance.text(found, "en"))[8] == "Net liquidity (total assets − TGA − ON RRP, all of 23 Sep) $5.800tn, +$47.1bn"
    assert shown(balance.text(found, "zh-Hans"))[8] == "净流动性（总资产−TGA−隔夜逆回购，均为9月23日）5.80万亿美元，+471亿"


def test_what_was_lent_to_central_banks_alone_begins_its_line() -> None:
    sheet = replace(september.sheets()[-1], repos_usd=0, loans_usd=0)
    assert "Central-bank swaps $0.1bn" in shown(balance.text(the_balance([sheet]), "en"))


def test_without_the_reverse_repos_of_that_day_net_liquidity_is_not_known() -> None:
    sheet = replace(september.sheets()[-1], tga_usd=None, notes_usd=None)
    lines = shown(balance.text(the_balance([sheet]), "en"))
    assert "Net liquidity: not known, it takes total assets, TGA and ON RRP of one Wednesday" in lines
    assert "Base money (Fed notes + reserves): not known, this release's notes were not read" in lines
    assert "TGA: not in this release as read" in lines
    assert lines[0] == "Fed balance sheet to 23 Sep: $6.748tn"  # and no week before to compare with


def test_a_later_figure_of_the_treasury_stands_beside() -> None:
    later = CashBalance(
        source="treasury.cash_balance", key="2026-09-25", title="", url="https://fiscaldata.treasury.gov/", published_at=NOW,
        as_of=date(2026, 9, 25), tga_usd=901 * BN,
    )  # fmt: skip
    assert "Treasury's account (TGA) $947.3bn, −$44.4bn; $901.0bn on 25 Sep (Treasury)" in shown(
        balance.text(the_balance(cash=[later]), "en")
    )
    earlier = replace(later, as_of=date(2026, 9, 22))
    assert "Treasury's account (TGA) $947.3bn, −$44.4bn" in shown(balance.text(the_balance(cash=[earlier]), "en"))


def test_an_old_balance_sheet_says_so() -> None:
    assert shown(balance.text(the_balance(now=NOW + timedelta(days=9)), "en"))[1].startswith("Old: something newer should be out")
    assert not any(line.startswith("Old") for line in shown(balance.text(the_balance(), "en")))


def test_the_path_of_run_off_that_ends() -> None:
    sheet = replace(september.sheets()[-1], as_of=date(2025, 10, 29), published_at=datetime(2025, 10, 30, 20, 30, tzinfo=UTC))
    then = datetime(2025, 10, 31, tzinfo=UTC)
    found = the_balance([sheet], ledger=shipped_ledger().until(then), now=then)
    assert found.path is not None
    # 32 of 91 days have caps of 5 and 35 billion a month: 42.1 billion at the most, 5.3 at the least
    assert (found.path.least_usd - 6_471_088 * 10**6) / BN == pytest.approx(-42.05, abs=0.05)
    assert (found.path.most_usd - 6_471_088 * 10**6) / BN == pytest.approx(-5.26, abs=0.01)
    path = "Announced path: bonds $6.429tn to $6.466tn by 28 Jan (run-off of at most $40bn a month until 1 Dec)"
    assert path in shown(balance.text(found, "en"))


def test_the_path_of_a_pace_that_is_said_for_a_month() -> None:
    sheet = replace(september.sheets()[-1], as_of=date(2025, 12, 10), published_at=datetime(2025, 12, 11, 21, 30, tzinfo=UTC))
    then = datetime(2025, 12, 12, tzinfo=UTC)
    found = the_balance([sheet], ledger=shipped_ledger().until(then), now=then)
    assert found.path is not None
    assert (found.path.least_usd - 6_471_088 * 10**6) / BN == pytest.approx(40 * 32 / 30.44, abs=0.1)
    assert (found.path.most_usd - 6_471_088 * 10**6) / BN == pytest.approx(40 * 90 / 30.44, abs=0.1)


def test_purchases_without_any_size_leave_the_path_open_above() -> None:
    sheet = replace(september.sheets()[-1], as_of=date(2020, 3, 25), published_at=datetime(2020, 3, 26, 20, 30, tzinfo=UTC))
    then = datetime(2020, 3, 27, tzinfo=UTC)
    lines = shown(balance.text(the_balance([sheet], ledger=shipped_ledger().until(then), now=then), "en"))
    assert "Announced path: bonds at least $6.471tn by 24 Jun (purchases of open size)" in lines


def test_overnight_rates() -> None:
    found = rates_of(september.rates(), LEDGER, NOW)
    assert shown(rates.text(found, "en")) == [
        "SOFR 3.90% on 25 Sep, level with IORB, +2bp on the day",
        "Percentile not known: only 4 days to compare with",
        "EFFR 3.88%, 2bp below IORB, percentile not known: only 4 days to compare with",
        "Set by the Fed: IORB 3.90%, ON RRP 3.75%, SRF 4.00%",
        "Target range 3.75–4.00%, since 17 Sep 2026",
        "28 Sep 08:00 ET · New York Fed · not advice",
    ]
    assert shown(rates.text(found, "zh-Hans"))[:4] == [
        "【SOFR 3.90%（9月25日），与IORB持平，较前一日+2基点】",
        "利差分位未知，此前仅4天数据",
        "EFFR 3.88%，低于IORB 2基点，利差分位未知，此前仅4天数据",
        "美联储设定：准备金余额利率（IORB）3.90%，隔夜逆回购（回笼）利率3.75%，SRF（投放）利率4.00%",
    ]


def test_the_percentile_is_of_the_spread_not_of_the_rate() -> None:
    """Sixty days at IORB + 5, over a cut: the rate fell, the spread did not."""
    first = september.rates()[0]
    days = [date(2026, 7, 1) + timedelta(days=n) for n in range(60)]
    known = [replace(first, key=f"SOFR {day}", effective_on=day, rate_pct=3.70) for day in days]  # IORB 3.65 until 16 September
    [rate] = rates_of([*known, replace(first, effective_on=date(2026, 9, 25), rate_pct=3.93)], LEDGER, NOW).rates
    assert (rate.spread_bp, rate.percentile, rate.days) == (3.0, 0.0, 60)
    lines = shown(rates.text(rates_of([*known, replace(first, effective_on=date(2026, 9, 25), rate_pct=3.95)], LEDGER, NOW), "en"))
    assert lines[1] == "Spread no lower than on 100% of the 60 days before"


def test_a_spread_names_the_rate_of_its_day_where_that_has_been_changed_since() -> None:
    """On 25 September interest on reserves is 3.90; on 10 September it was 3.65, and 3.70 is above it and below today's."""
    old = replace(september.rates()[0], key="SOFR 2026-09-10", effective_on=date(2026, 9, 10), rate_pct=3.70)
    found = rates_of([old], LEDGER, NOW)
    assert shown(rates.text(found, "en"))[0] == "SOFR 3.70% on 10 Sep, 5bp over IORB (3.65% that day)"
    assert shown(rates.text(found, "zh-Hans"))[0] == "【SOFR 3.70%（9月10日），高出IORB 5基点（当日3.65%）】"


def test_what_was_decided_an_hour_ago_stands_beside_what_is_in_force() -> None:
    """7 November 2024: the cut of 25bp takes effect on the 8th."""
    then = datetime(2024, 11, 7, 20, 0, tzinfo=UTC)
    old = replace(september.rates()[0], effective_on=date(2024, 11, 6), rate_pct=4.81, published_at=datetime(2024, 11, 7, 13, tzinfo=UTC))
    lines = shown(rates.text(rates_of([old], shipped_ledger().until(then), then), "en"))
    assert lines[2:5] == [
        "Set by the Fed: IORB 4.90%, ON RRP 4.80%, SRF 5.00%",
        "Target range 4.75–5.00%, since 19 Sep 2024",
        "Decided, from 8 Nov on: target range 4.50–4.75%, IORB 4.65%, ON RRP 4.55%, SRF 4.75%",
    ]
    chinese = shown(rates.text(rates_of([old], shipped_ledger().until(then), then), "zh-Hans"))
    assert chinese[4] == "已决定，11月8日起：目标区间4.50%–4.75%，IORB 4.65%，隔夜逆回购（回笼）利率4.55%，SRF（投放）利率4.75%"
    before = shipped_ledger().until(datetime(2024, 11, 7, 18, 59, tzinfo=UTC))
    assert rates_of([old], before, then).ahead is None


def test_a_decision_that_leaves_the_rates_as_they_are_announces_none() -> None:
    hold = PolicyFact("target_range", NOW, NOW.date() + timedelta(days=1), {"lower_pct": 3.75, "upper_pct": 4.0}, "")
    assert rates_of(september.rates(), LEDGER.adding([hold]), NOW).ahead is None


@pytest.mark.parametrize(
    ("then", "lines"),
    [
        (
            datetime(2022, 5, 5, 12, tzinfo=UTC),
            (
                "Balance sheet: neither QT nor purchases, since 10 Mar 2022",
                "From 1 Jun 2022: at most $30bn of Treasuries and $17.5bn of MBS run off a month, announced 4 May 2022",
            ),
        ),
        (
            datetime(2021, 11, 4, 12, tzinfo=UTC),
            (
                "Purchases of $120bn a month, announced 10 Jun 2020",
                "From 15 Nov 2021: purchases of $105bn a month, announced 3 Nov 2021",
            ),
        ),
        (
            datetime(2025, 12, 11, 12, tzinfo=UTC),
            (
                "Balance sheet: neither QT nor purchases, since 1 Dec 2025",
                "From 12 Dec 2025: purchases of $40bn a month, announced 10 Dec 2025",
            ),
        ),
    ],
)
def test_what_is_announced_of_the_balance_sheet_stands_in_the_cycle(then: datetime, lines: tuple[str, str]) -> None:
    told = shown(cycle.text(cycle_of(shipped_ledger().until(then), (), (), then), "en"))
    assert told[told.index(lines[0]) + 1] == lines[1]


def test_what_is_announced_of_the_balance_sheet_in_chinese() -> None:
    then = datetime(2022, 5, 5, 12, tzinfo=UTC)
    told = shown(cycle.text(cycle_of(shipped_ledger().until(then), (), (), then), "zh-Hans"))
    assert "2022年6月1日起：每月最多缩减美债300亿美元、MBS 175亿美元，2022年5月4日宣布" in told


def test_without_standing_repo_nothing_is_said_twice() -> None:
    assert shown(repo.text(repo_of([], september.reverse_repos(), LEDGER, NOW), "en"))[:4] == [
        "Fed's ON RRP took in $851m on 28 Sep, $576m the operation day before, offered at 3.75%",
        "Highest of the last 5 operation days: $851m on 28 Sep 2026",
        "Standing repo (SRF): no operation read yet",
        "A large SRF means that private overnight cash costs more; ON RRP near zero, that hardly any is left to park",
    ]


def test_repo_and_reverse_repo() -> None:
    found = repo_of(september.repos(), september.reverse_repos(), LEDGER, NOW)
    assert shown(repo.text(found, "en")) == [
        "Fed's SRF lent $1m on 28 Sep, nothing the operation day before",
        "Highest of the last 5 operation days: $3m on 22 Sep 2026",
        "Days of $5bn or more among the last 5: 0",
        "SRF rate 4.00%, 10bp over IORB",
        "Fed's ON RRP took in $851m on 28 Sep, $576m the operation day before, offered at 3.75%",
        "Highest of the last 5 operation days: $851m on 28 Sep 2026",
        "A large SRF means that private overnight cash costs more; ON RRP near zero, that hardly any is left to park",
        "Next: SRF, Tue 08:30 ET",
        "New York Fed · not advice",
    ]
    assert "SRF（常备回购便利）＝投放；美联储“逆回购”＝回笼，与中国央行的叫法相反" in shown(repo.text(found, "zh-Hans"))


def test_both_operations_of_a_day_count_and_exercises_do_not() -> None:
    month_end = [
        replace(one, operation_on=date(2026, 9, 29), accepted_usd=usd)
        for one, usd in zip(september.repos()[:2], (20 * BN, 30 * BN), strict=True)
    ]
    test = replace(month_end[0], accepted_usd=9 * BN, is_small_value=True)
    found = repo_of([*september.repos(), *month_end, test], (), LEDGER, NOW)
    assert found.standing is not None
    assert (found.standing.last.usd, found.standing.last.operations, found.standing.large_days) == (50 * BN, 2, 1)
    assert shown(repo.text(found, "en"))[0] == "Fed's SRF lent $50bn on 29 Sep, $1m the operation day before"


def test_the_policy_cycle_in_both_languages() -> None:
    found = cycle_of(LEDGER, (), (), NOW)
    assert shown(cycle.text(found, "en")) == [
        "Fed is hiking: 1 hike since 16 Sep 2026, +25bp to 3.75–4.00%",
        "Before: 6 cuts, 18 Sep 2024 to 10 Dec 2025, −175bp to 3.50–3.75%",
        "Last change 16 Sep 2026, +25bp",
        "Balance sheet: purchases in force, reserve management (not QE), since 12 Dec 2025",
        "Purchases without a stated pace, announced 12 Feb 2026",
        "Next decision: 28 Oct 14:00 ET",
        "Federal Reserve · not advice",
    ]
    assert shown(cycle.text(found, "zh-Hans"))[0] == "【美联储加息周期：2026年9月16日以来加息1次，累计25基点至3.75%–4.00%】"


def test_the_cycle_while_run_off_is_announced_to_end() -> None:
    then = datetime(2025, 11, 3, tzinfo=UTC)
    lines = shown(cycle.text(cycle_of(shipped_ledger().until(then), (), (), then), "en"))
    assert lines[:5] == [
        "Fed is cutting: 5 cuts since 18 Sep 2024, −150bp to 3.75–4.00%",
        "Before: 11 hikes, 16 Mar 2022 to 26 Jul 2023, +525bp to 5.25–5.50%",
        "Last change 29 Oct 2025, −25bp",
        "Balance sheet: QT winding down, since 29 Oct 2025",
        "At most $5bn of Treasuries and $35bn of MBS run off a month, announced 19 Mar 2025",
    ]
    assert lines[5] == "Why: its end on 1 Dec 2025 is announced"


def test_meetings_that_changed_nothing_are_counted() -> None:
    then = datetime(2026, 8, 21, tzinfo=UTC)
    found = cycle_of(shipped_ledger().until(then), (), (), then)
    assert found.holds == 5  # January, March, April, June, July
    assert "Last change 10 Dec 2025, −25bp; held at 5 meetings since" in shown(cycle.text(found, "en"))


def test_a_decision_that_was_not_read_is_no_hold_and_is_told() -> None:
    """The shipped ledger ends with 16 September 2026: of 28 October nothing is known unless its statement was read."""
    then = datetime(2026, 11, 5, 15, tzinfo=UTC)
    found = cycle_of(LEDGER, (), (), then)
    assert (found.holds, found.unread) == (0, (date(2026, 10, 28),))
    lines = shown(cycle.text(found, "en"))
    assert lines[1] == "The decision of 28 Oct 2026 was not read: this is as it was before it; /status shows what is wrong"
    assert "Last change 16 Sep 2026, +25bp" in lines
    assert shown(cycle.text(found, "zh-Hans"))[1] == "2026年10月28日的决议尚未读到，以下为此前情况，/status 可查原因"
    assert lines[1] in shown(rates.text(rates_of(september.rates(), LEDGER, then), "en"))
    statement = datetime(2026, 10, 28, 18, tzinfo=UTC)
    hold = PolicyFact("target_range", statement, date(2026, 10, 29), {"lower_pct": 3.75, "upper_pct": 4.0}, "")
    known = cycle_of(LEDGER.adding([hold]), (), (), then)
    assert (known.holds, known.unread) == (1, ())


@pytest.mark.parametrize(
    ("then", "days"),
    [
        (datetime(2026, 10, 28, 18, 59, tzinfo=UTC), 0),  # it is due at 18:00
        (datetime(2026, 10, 28, 19, 0, tzinfo=UTC), 1),
        (datetime(2027, 6, 1, 15, tzinfo=UTC), 5),
    ],
)
def test_how_many_decisions_were_not_read(then: datetime, days: int) -> None:
    found = cycle_of(LEDGER, (), (), then)
    assert (len(found.unread), found.holds) == (days, 0)
    line = "5 decisions, 28 Oct 2026 to 28 Apr 2027, were not read: this is as it was before them; /status shows what is wrong"
    assert (line in shown(cycle.text(found, "en"))) is (days == 5)


def test_a_decision_that_leaves_the_range_ends_no_cycle() -> None:
    hold = PolicyFact("target_range", datetime(2026, 9, 20, tzinfo=UTC), date(2026, 9, 21), {"lower_pct": 3.75, "upper_pct": 4.0}, "")
    assert cycle_of(LEDGER.adding([hold]), (), (), NOW).now == cycle_of(LEDGER, (), (), NOW).now
    assert rates_of(september.rates(), LEDGER.adding([hold]), NOW).target_since == date(2026, 9, 17)


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_nothing_is_known_of_a_new_store(lang: str) -> None:
    nowhere = PolicyLedger()
    told = [
        balance.text(balance_of((), (), (), nowhere, NOW), lang),
        rates.text(rates_of((), nowhere, NOW), lang),
        repo.text(repo_of((), (), nowhere, NOW), lang),
        priced.text(priced_of((), (), NOW), lang, NOW),
        dots.text(dots_of((), NOW), lang),
    ]
    for text in told:
        assert "/status" in text
        assert len(shown(text)) == 1
    assert len(shown(cycle.text(cycle_of(nowhere, (), (), NOW), lang))) > 2
    known = shown(correlation.text(correlation_of({}, {}, NOW), lang))
    assert (
        known[0]
        == {
            "en": "BTC and S&P 500: correlation not known, 0 common closes of 61",
            "zh-Hans": "【BTC与标普500相关系数未知：共同收盘价0个，需要61个】",
        }[lang]
    )


def test_what_is_priced_in_by_venue() -> None:
    asked_at = september.OCTOBER
    before = [
        replace(one, at=asked_at - timedelta(days=7), change_bp=one.change_bp and one.change_bp + 3) for one in september.expectations()
    ]
    found = priced_of(september.expectations(), before, asked_at + timedelta(minutes=12))
    assert shown(priced.text(found, "en", asked_at + timedelta(minutes=12))) == [
        "Priced in for 28 Oct: +5bp, −3bp on the week",  # (5.1 + 4.8) / 2
        "As if a hike of 25bp had a chance of 20%, and no change the rest",
        "Kalshi +5.1bp, 12 min ago; Polymarket +4.8bp, 12 min ago",
        "9 Dec: +18.6bp, −3bp on the week; Kalshi alone, 12 min ago",
        "27 Jan: not known, too little was traded; Kalshi alone, 12 min ago",
        "Mean change of the target range by quotes of prediction markets; their word, not the Fed's",
        "not advice",
    ]


def test_a_decision_that_is_out_is_not_priced_in_any_more() -> None:
    found = september.expectations(datetime(2026, 10, 28, 17, 59, tzinfo=UTC))
    assert priced_of(found, (), datetime(2026, 10, 28, 17, 59, 30, tzinfo=UTC)).meetings[0].on == date(2026, 10, 28)
    assert priced_of(found, (), datetime(2026, 10, 28, 18, 0, tzinfo=UTC)).meetings[0].on == date(2026, 12, 9)


def test_venues_that_contradict_each_other_say_nothing_together() -> None:
    kalshi, polymarket, *_ = september.expectations()
    found = priced_of([kalshi, replace(polymarket, change_bp=15.0)], (), september.OCTOBER)
    assert (found.meetings[0].change_bp, found.meetings[0].gap) == (None, "apart")
    lines = shown(priced.text(found, "zh-Hans", september.OCTOBER))
    assert lines[0] == "【市场定价｜10月28日：未知，两家平台报价相左】"
    assert lines[1] == "Kalshi +5.1基点，0分钟前；Polymarket +15基点，0分钟前"


def test_beside_a_fresh_answer_an_old_one_does_not_count() -> None:
    kalshi, polymarket, *_ = september.expectations()
    later = september.OCTOBER + timedelta(hours=5)
    found = priced_of([kalshi, replace(polymarket, change_bp=15.0, at=later)], (), later)
    assert shown(priced.text(found, "en", later))[:3] == [
        "Priced in for 28 Oct: +15bp",
        "As if a hike of 25bp had a chance of 60%, and no change the rest",
        "Kalshi +5.1bp, 5 h ago; Polymarket +15bp, 0 min ago",
    ]


def test_no_change_has_no_chance_of_a_hike_beside_it() -> None:
    kalshi = replace(september.expectations()[0], change_bp=-0.04)
    lines = shown(priced.text(priced_of([kalshi], (), september.OCTOBER), "en", september.OCTOBER))
    assert lines[:2] == ["Priced in for 28 Oct: 0bp", "Kalshi alone, 0 min ago"]


def test_old_answers_say_so_and_older_ones_are_left_out() -> None:
    found, asked_at = september.expectations(), september.OCTOBER
    hours = asked_at + timedelta(hours=4)
    assert shown(priced.text(priced_of(found, (), hours), "en", hours))[1].startswith("Old:")
    week = asked_at + timedelta(days=8)
    assert priced_of(found, (), week).meetings == ()
    assert shown(priced.text(priced_of(found, (), week), "en", week)) == [
        "What is priced in for the FOMC: the last answer came 8 d ago; /status shows what is wrong"
    ]


def test_the_dots_now_and_before() -> None:
    release = PressRelease(
        source="fed.press_release", key="projections", title="Economic projections", url="https://www.federalreserve.gov/",
        published_at=datetime(2026, 9, 16, 18, 0, tzinfo=UTC), category="projections", dots=("2026 4.1 3.8", "2027 3.9 3.9", "2029 3.1"),
    )  # fmt: skip
    other = replace(release, key="other", dots=None, published_at=release.published_at + timedelta(days=1))
    found = dots_of([release, other], NOW)
    assert shown(dots.text(found, "en")) == [
        "Dots: end of 2026 4.1%, before 3.8% (+30bp)",
        "end of 2027 3.9%, unchanged",
        "end of 2029 3.1%, new this time",
        "Medians of single views, no promise and no vote; they come in March, June, September and December",
        "16 Sep 14:00 ET · Federal Reserve · not advice",
    ]
    assert shown(dots.text(found, "zh-Hans"))[0] == "【点阵图：2026年底4.1%，前次3.8%（+30基点）】"


def closes(returns: Sequence[float], end: datetime) -> dict[datetime, float]:
    price, found = 100.0, {}
    for n, change in enumerate([0.0, *returns]):
        price *= 1 + change
        found[end - timedelta(days=len(returns) - n)] = price
    return found


def test_the_correlation_and_the_one_before_it() -> None:
    swing = [0.01, -0.02, 0.03, -0.01] * 15
    index = closes([*swing, *swing], NOW)
    bitcoin = closes([*(-change for change in swing), *(2 * change for change in swing)], NOW)
    found = correlation_of(bitcoin, index, NOW)
    assert found.value == pytest.approx(1, abs=0.001)
    assert found.before == pytest.approx(-1, abs=0.001)
    assert (found.known, found.last_on) == (121, date(2026, 9, 28))


def test_a_correlation_near_none_says_that_it_is_not_told_apart() -> None:
    index = closes([0.01, -0.01, 0.01, -0.01] * 15, NOW)
    bitcoin = closes([0.01, 0.01, -0.01, -0.01] * 15, NOW)
    lines = shown(correlation.text(correlation_of(bitcoin, index, NOW), "en"))
    assert lines[1] == "95% interval −0.25 to +0.25: not told apart from none"
    assert lines[0].startswith("BTC and S&P 500: correlation ")


def an_auction(**changes: object) -> TreasuryAuction:
    values = {
        "source": "treasury.auction", "key": "91282CAA1", "title": "", "url": "https://www.treasurydirect.gov/", "published_at": NOW,
        "stage": "announced", "cusip": "91282CAA1", "security_type": "note", "security_term": "10-Year", "auction_on": date(2026, 10, 7),
        "offering_usd": 39 * BN,
    }  # fmt: skip
    return TreasuryAuction(**values | changes)  # type: ignore[arg-type]


def test_the_month_ahead() -> None:
    calendar = ReleaseCalendar(LEDGER.meetings, {"coupon_auction": {date(2026, 10, 7), date(2026, 10, 22)}})
    bills = an_auction(key="b", cusip="b", security_type="bill", security_term="4-Week", auction_on=date(2026, 10, 1))
    over = an_auction(key="o", cusip="o", auction_on=date(2026, 9, 24))
    early = an_auction(
        key="e", cusip="e", security_type="frn", security_term="2-Year", offering_usd=30 * BN, auction_on=date(2026, 10, 28),
        closes_at=datetime(2026, 10, 28, 15, 30, tzinfo=UTC),
    )  # fmt: skip
    found = month_of(calendar, [an_auction(), bills, over, early], NOW)
    assert shown(month.text(found, "en", "America/New_York", NOW)) == [
        "Next FOMC decision: Wed 28 Oct 14:00, in 29 d 22 h",
        "weekly balance sheet (H.4.1): 1 Oct, 8 Oct, 15 Oct, 22 Oct 16:30",
        "FOMC minutes: 7 Oct 14:00",
        "planned Treasury purchases, on or around that day: 14 Oct 15:00",
        "Auctions of notes and bonds",
        "Wed 7 Oct 13:00: 10-year notes, $39bn",
        "Thu 22 Oct 13:00: size to be announced",
        "Wed 28 Oct 11:30: 2-year floating-rate notes, $30bn",
        "Usual times, ET. Reminders: /next",
    ]
    chinese = shown(month.text(found, "zh-Hans", "Asia/Shanghai", NOW))
    assert chinese[0] == "【下次FOMC决议：10月29日周四02:00，还有29天22小时】"
    assert chinese[1] == "每周资产负债表（H.4.1）：10月2日、10月9日、10月16日、10月23日，04:30"
    assert chinese[-1] == "均为惯常时间（北京时间）。设置提醒：/next"


def test_history_says_what_it_passes_over() -> None:
    large = RepoOperation(
        source="nyfed.repo_operation", key="x", title="", url="https://www.newyorkfed.org/", published_at=NOW, operation_on=NOW.date(),
        facility="standing", accepted_usd=20 * BN, is_small_value=False, calendar="ordinary",
    )  # fmt: skip
    past = (Past(event=large, told=None, moved_pct=None, span=timedelta(days=1)),)
    assert shown(history.text(History("repo_operation", past, False, BN), "en"))[0] == "Repo operations: the last 1 of $1bn and more"
    assert shown(history.text(History("repo_operation", past, False, BN), "zh-Hans"))[0] == "【回购操作：最近1次10亿美元以上的】"
    assert shown(history.text(History("repo_operation", past, False), "en"))[0] == "Repo operations: the last 1"
    missed = History("fomc_statement", past, False, unread=(date(2026, 10, 28),))
    assert shown(history.text(missed, "en"))[1].startswith("The decision of 28 Oct 2026 was not read")


def test_of_what_comes_every_day_history_tells_what_stood_out() -> None:
    large = RepoOperation(
        source="nyfed.repo_operation", key="x", title="", url="https://www.newyorkfed.org/", published_at=NOW, operation_on=NOW.date(),
        facility="standing", accepted_usd=20 * BN, is_small_value=False, calendar="ordinary",
    )  # fmt: skip
    empty = replace(large, key="y", accepted_usd=0)
    assert chosen_of([large, empty, empty], []) == [large]
    assert chosen_of([empty], []) == [empty]
    told = [
        Published(
            id=n,
            event=replace(large, key=str(n)),
            assessment=Assessment(impact=30, direction=0, confidence=0.0, horizon_hours=24, regime=None),
        )
        for n in range(3)
    ]
    assert [one.key for one in chosen_of([empty] * LOOKED_AT, told)] == ["0", "1", "2"]
    assert chosen_of([large, empty], told) == [large]  # a kind of which there are few is told whole


def test_a_venue_that_nobody_has_named_goes_by_its_own_name() -> None:
    new = Expectation(meeting_on=date(2026, 10, 28), venue="cme", at=september.OCTOBER, change_bp=-30.0)
    lines = shown(priced.text(priced_of([new], (), september.OCTOBER), "en", september.OCTOBER))
    assert lines[:2] == ["Priced in for 28 Oct: −30bp", "cme alone, 0 min ago"]  # more than one usual move is no chance
