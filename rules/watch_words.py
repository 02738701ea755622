"""What people call things in a watch: the one table of phrases, words for values, comparisons and units. English and Chinese.

A phrase is looked up without case, spaces and punctuation counting: `SOFR - IORB`, `sofr-iorb` and `SOFR IORB` are one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from rules.model import Test
from rules.spellings import simplified


@dataclass(frozen=True, slots=True)
class Term:
    """What a phrase means: a field, the kinds it is asked of (none named: all that have it), and what else must hold."""

    field: str
    kinds: tuple[str, ...] = ()
    also: tuple[Test, ...] = ()


def _of(rate: str) -> tuple[Test, ...]:
    return (Test("rate_type", "is", rate),)


def _series(name: str) -> tuple[Test, ...]:
    return (Test("series", "is", name),)


_REPO, _REVERSE, _SHEET, _CASH = ("repo_operation",), ("reverse_repo_operation",), ("balance_sheet",), ("cash_balance",)
_STANDING, _ON_RRP = (Test("facility", "is", "standing"),), (Test("facility", "is", "on_rrp"),)
_BOUGHT = (Test("is_purchase", "is", True),)

_TERMS: tuple[tuple[Term, tuple[str, ...]], ...] = (
    # the assessment
    (Term("impact"), ("impact", "影响", "影响力")),
    (Term("direction"), ("direction", "方向")),
    (Term("confidence"), ("confidence", "置信度", "信心")),
    # repo and reverse repo operations: a day's total
    (
        Term("day_accepted_usd", _REPO, _STANDING),
        ("standing repo", "standing repos", "SRF", "standing repo facility", "常备回购", "常备回购便利"),
    ),
    (Term("day_change_usd", _REPO, _STANDING), ("standing repo change", "SRF change", "常备回购变化")),
    (Term("day_accepted_usd", _REPO), ("repo", "repos", "repo operations", "回购")),
    (Term("day_accepted_usd", _REVERSE, _ON_RRP), ("ON RRP", "RRP", "reverse repo", "overnight reverse repo", "隔夜逆回购", "逆回购")),
    (Term("day_change_usd", _REVERSE, _ON_RRP), ("ON RRP change", "RRP change", "reverse repo change", "隔夜逆回购变化", "逆回购变化")),
    (Term("calendar"), ("calendar", "日历")),
    # the weekly balance sheet
    (Term("total_assets_usd", _SHEET), ("balance sheet", "total assets", "资产负债表", "总资产")),
    (
        Term("total_assets_change_1w_usd", _SHEET),
        ("weekly balance-sheet change", "balance-sheet change", "weekly total assets change", "total assets change",
         "资产负债表周变化", "每周资产负债表变化", "总资产周变化"),
    ),
    (Term("securities_usd", _SHEET), ("securities", "securities held outright", "证券持有量")),
    (Term("securities_change_1w_usd", _SHEET), ("weekly securities change", "securities change", "证券周变化")),
    (Term("securities_off_path_1w_usd", _SHEET), ("securities off path", "off the announced path", "偏离公布路径")),
    (Term("treasuries_change_1w_usd", _SHEET), ("weekly treasuries change", "treasuries change", "国债周变化")),
    (Term("mbs_change_1w_usd", _SHEET), ("weekly MBS change", "MBS change", "MBS周变化")),
    (Term("reserves_usd", _SHEET), ("reserves", "bank reserves", "准备金", "银行准备金")),
    (Term("reserves_change_1w_usd", _SHEET), ("weekly reserves change", "reserves change", "bank reserves change", "准备金周变化")),
    (Term("reserves_to_assets_pct", _SHEET), ("reserves to assets", "reserves against assets", "准备金占比")),
    # the Treasury's cash
    (Term("tga_usd"), ("TGA", "treasury cash", "treasury general account", "财政部账户", "财政部现金")),
    (Term("tga_change_1w_usd", _SHEET), ("weekly TGA change", "TGA周变化")),
    (Term("tga_change_1d_usd", _CASH), ("daily TGA change", "TGA change", "treasury cash change", "TGA日变化", "TGA变化")),
    (Term("tga_change_5d_usd", _CASH), ("5-day TGA change", "TGA五日变化")),
    # reference rates
    (Term("rate_pct", ("reference_rate",), _of("SOFR")), ("SOFR",)),
    (Term("rate_pct", ("reference_rate",), _of("EFFR")), ("EFFR", "effective federal funds rate")),
    (
        Term("spread_iorb_bp", ("reference_rate",), _of("SOFR")),
        ("SOFR - IORB", "SOFR minus IORB", "SOFR IORB spread", "SOFR less IORB", "SOFR与IORB之差", "SOFR-IORB利差"),
    ),
    (Term("spread_iorb_bp", ("reference_rate",), _of("EFFR")), ("EFFR - IORB", "EFFR minus IORB", "EFFR-IORB利差")),
    (Term("spread_on_rrp_bp", ("reference_rate",), _of("SOFR")), ("SOFR - ON RRP", "SOFR minus ON RRP", "SOFR-ON RRP利差")),
    # yields
    (Term("value_pct", ("yield_change",), _series("DFII10")), ("10-year real yield", "real yield", "10年期实际收益率", "实际收益率")),
    (
        Term("change_1d_bp", ("yield_change",), _series("DFII10")),
        ("10-year real yield change", "real yield change", "daily real yield change", "实际收益率变化"),
    ),
    (Term("value_pct", ("yield_change",), _series("T10YIE")), ("10-year breakeven", "breakeven", "盈亏平衡通胀率")),
    (Term("change_1d_bp", ("yield_change",), _series("T10YIE")), ("10-year breakeven change", "breakeven change", "盈亏平衡通胀率变化")),
    # purchases
    (Term("accepted_usd", ("treasury_operation",), _BOUGHT), ("treasury purchases", "treasury purchase", "购债", "国债购买")),
    (Term("off_schedule_usd", ("treasury_operation",), _BOUGHT), ("purchases off schedule", "off-schedule purchases", "计划外购债")),
    (Term("planned_usd"), ("planned purchases", "purchase schedule", "计划购债", "购债计划")),
    # the Treasury's auctions, mortgage securities
    (Term("bid_to_cover", ("treasury_auction",)), ("bid-to-cover", "bid to cover ratio", "投标倍数")),
    (Term("settlement_net_usd", ("treasury_auction",)), ("net new supply", "new Treasury supply", "国债净供给", "净供给")),
    (Term("offering_change_usd", ("treasury_auction",)), ("auction size change", "拍卖规模变化")),
    (Term("accepted_usd", ("agency_operation",), _BOUGHT), ("MBS purchases", "MBS purchase", "MBS购买")),
    # the FOMC
    (Term("decision"), ("decision", "rate decision", "利率决议", "决议")),
    (Term("change_bp", ("fomc_statement",)), ("rate change", "change of the target range", "利率变动")),
    (Term("surprise_bp", ("fomc_statement",)), ("surprise", "rate surprise", "与市场定价之差", "意外")),
    (Term("target_upper_pct", ("fomc_statement",)), ("target range", "upper end of the target range", "目标区间上限")),
    (Term("balance_sheet_action"), ("balance-sheet action", "资产负债表行动")),
    (Term("votes_against"), ("votes against", "dissents", "反对票")),
    # what else was known
    (Term("context.regime"), ("regime", "阶段", "周期")),
    (Term("context.correlation_60d"), ("correlation", "BTC S&P 500 correlation", "相关性")),
)  # fmt: skip

_REGIMES: Mapping[str, tuple[str, ...]] = {
    "emergency": ("紧急",),
    "pivot": ("转向",),
    "tightening": ("QT", "紧缩", "缩表"),
    "expansion": ("扩张", "扩表"),
    "neutral": ("中性",),
}
CHOICES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "decision": {"raise": ("hike", "加息"), "lower": ("cut", "降息"), "hold": ("unchanged", "不变")},
    "balance_sheet_action": {
        "none": ("no change", "无"),
        "runoff_start": ("QT starts", "开始缩表"),
        "runoff_slower": ("QT slows", "缩表放缓"),
        "runoff_end": ("QT ends", "结束缩表"),
        "purchases_start": ("purchases start", "开始购债"),
        "purchases_pace": ("new pace", "调整购债规模"),
        "purchases_end": ("purchases end", "结束购债"),
    },
    "action_foreshadowed": {
        "speech": ("a speech", "讲话"),
        "minutes": ("minutes", "纪要"),
        "desk_statement": ("the Desk", "操作声明"),
        "none": ("nothing", "无"),
    },
    "action_direction": {"up": ("looser", "转松"), "down": ("tighter", "转紧"), "none": ("no change", "无")},
    "purchase_purpose": {"reserve_management": ("reserve management", "准备金管理"), "qe": ("QE", "量化宽松")},
    "facility": {"standing": ("standing repo", "常备回购"), "on_rrp": ("ON RRP", "隔夜逆回购"), "other": ("其他",)},
    "calendar": {
        "ordinary": ("ordinary day", "普通日"),
        "tax_or_settlement": ("tax day", "settlement day", "缴税日", "结算日"),
        "month_end": ("month-end", "月末"),
        "quarter_end": ("quarter-end", "year-end", "季末", "年末"),
    },
    "category": {
        "monetary": ("货币政策",),
        "discount_rate_minutes": ("discount-rate minutes", "贴现率会议纪要"),
        "regulation": ("监管",),
        "enforcement": ("执法",),
        "orders": ("审批",),
        "lending_facility": ("lending facility", "贷款工具"),
        "swap_lines": ("swap lines", "互换额度"),
        "discount_window": ("discount window", "贴现窗口"),
        "leverage_ratio": ("leverage ratio", "SLR", "杠杆率"),
        "liquidity": ("liquidity measures", "流动性措施"),
        "other": ("其他",),
    },
    "rate_type": {"SOFR": (), "EFFR": (), "OBFR": (), "TGCR": (), "BGCR": ()},
    "security_type": {
        "bill": ("短期国债",),
        "cmb": ("现金管理国债",),
        "note": ("中期国债",),
        "bond": ("长期国债",),
        "coupon": ("附息国债",),
        "tips": ("通胀保值国债",),
        "frn": ("浮息国债",),
        "other": ("其他",),
    },
    "stage": {"announced": ("announcement", "公告"), "results": ("result", "结果")},
    "operation_type": {
        "tba": ("TBA",),
        "specified_pool": ("specified pool", "指定资产池"),
        "roll": ("dollar roll", "展期"),
        "swap": ("coupon swap", "票息互换"),
        "other": ("其他",),
    },
    "series": {"DFII10": (), "DFII5": (), "T10YIE": (), "T5YIFR": ()},
    "measures_what": {"real_yield": ("real yield", "实际收益率"), "breakeven": ("盈亏平衡通胀率",)},
    "regime": _REGIMES,
    "regime_before": _REGIMES,
}
"""The values of the fields that have a closed set of them, and what else each is called."""

COMPARISONS: Mapping[str, tuple[str, ...]] = {
    "at_least": (">=", "=>", "≥", "⩾", "≧", "at least", "no less than", "不低于", "不少于", "至少", "大于等于"),
    "at_most": ("<=", "=<", "≤", "⩽", "≦", "at most", "no more than", "不高于", "不超过", "至多", "最多", "小于等于"),
    "is_not": ("!=", "<>", "≠", "is not", "不是", "不等于"),
    "above": (">", "above", "over", "more than", "高于", "大于", "超过", "多于"),
    "below": ("<", "below", "under", "less than", "低于", "小于", "少于"),
    "is": ("==", "=", "is", "等于", "是", "为"),
}
"""How a comparison is written; a longer one is tried before those that it contains."""

DOLLARS: Mapping[str, Decimal] = {
    **dict.fromkeys(("tn", "t", "trillion", "万亿", "兆"), Decimal(10**12)),
    **dict.fromkeys(("bn", "b", "billion", "十亿"), Decimal(10**9)),
    **dict.fromkeys(("mn", "m", "mm", "million", "百万"), Decimal(10**6)),
    "千亿": Decimal(10**11),
    "百亿": Decimal(10**10),
    "亿": Decimal(10**8),
    "万": Decimal(10**4),
}
PERCENT = frozenset({"%", "percent", "pct", "pp", "percentage points", "百分点", "个百分点"})
BASIS_POINTS = frozenset({"bp", "bps", "basis points", "basis point", "基点", "个基点"})
YES_OR_NO: Mapping[str, bool] = {**dict.fromkeys(("yes", "true", "是"), True), **dict.fromkeys(("no", "false", "否"), False)}


def folded(text: str) -> str:
    """A phrase as it is looked up: no case, no punctuation, one blank between words, none between Chinese characters."""
    words = re.sub(r"[\W_]+", " ", simplified(unicodedata.normalize("NFKC", text)).casefold()).strip()
    return re.sub(r"(?<=[\u4e00-\u9fff]) | (?=[\u4e00-\u9fff])", "", words)


TERMS: Mapping[str, Term] = {folded(phrase): term for term, phrases in _TERMS for phrase in phrases}
"""From a folded phrase to what it means."""
PHRASES: Mapping[str, str] = {folded(phrase): phrase for _, phrases in _TERMS for phrase in phrases}
"""From a folded phrase to how it is written."""
