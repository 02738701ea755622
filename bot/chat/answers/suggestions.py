"""The watches that an event leads to: its own figures as conditions, in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.audience.watches import read
from bot.languages import LANGUAGES, typed_by
from bot.model import Published
from rules.event import (
    BalanceSheet,
    CashBalance,
    Event,
    FomcStatement,
    PurchaseSchedule,
    ReferenceRate,
    RepoOperation,
    ReverseRepoOperation,
    TreasuryAuction,
    TreasuryOperation,
    YieldChange,
)
from rules.watch_words import CHOICES

_UNITS: Mapping[str, tuple[int, str]] = {"Latn": (10**9, "bn"), "Hans": (10**8, "亿"), "Hant": (10**8, "億")}
_PHRASES: Mapping[str, tuple[str, str]] = {
    "standing": ("standing repo", "常备回购"),
    "repo": ("repo", "回购"),
    "on_rrp": ("ON RRP", "隔夜逆回购"),
    "assets": ("weekly balance-sheet change", "总资产周变化"),
    "reserves": ("reserves", "准备金"),
    "decision": ("decision", "决议"),
    "action": ("balance-sheet action", "资产负债表行动"),
    "purchases": ("treasury purchases", "购债"),
    "cover": ("bid-to-cover", "投标倍数"),
    "supply": ("net new supply", "净供给"),
    "planned": ("planned purchases", "计划购债"),
    "tga": ("TGA", "财政部现金"),
    "impact": ("impact", "影响"),
}


def suggestions(found: Published, lang: str) -> list[str]:
    """Up to three watches for an assessed event, the most telling first; each can be read by `parse_watch`."""
    wished = [*_of_kind(found.event, lang), f"{_name('impact', lang)} >= {max(10, found.impact)}"]
    return [text for text in dict.fromkeys(wished) if read(text) is not None][:3]


def _of_kind(event: Event, lang: str) -> Iterator[str]:
    match event:
        case RepoOperation() | ReverseRepoOperation():
            yield from _operation(event, lang)
        case BalanceSheet():
            yield from _sheet(event, lang)
        case FomcStatement():
            yield from _statement(event, lang)
        case TreasuryOperation(accepted_usd=int(amount)) if amount:
            yield f"{_name('purchases', lang)} >= {_usd(amount, lang)}"
        case PurchaseSchedule(planned_usd=int(amount)) if amount:
            yield f"{_name('planned', lang)} >= {_usd(amount, lang)}"
        case ReferenceRate() if event.spread_iorb_bp is not None:
            yield f"rate_type = {event.rate_type} and spread_iorb_bp >= {event.spread_iorb_bp:g}bp"
        case YieldChange():
            yield f"series = {event.series} and value_pct >= {event.value_pct:g}%"
        case TreasuryAuction():
            yield from _auction(event, lang)
        case CashBalance():
            yield f"{_name('tga', lang)} >= {_usd(event.tga_usd, lang)}"


def _operation(event: RepoOperation | ReverseRepoOperation, lang: str) -> Iterator[str]:
    total = event.day_accepted_usd or event.accepted_usd
    names = {
        (RepoOperation.KIND, "standing"): "standing",
        (RepoOperation.KIND, "other"): "repo",
        (ReverseRepoOperation.KIND, "on_rrp"): "on_rrp",
    }
    name = names.get((event.KIND, event.facility))
    if total and name:
        yield f"{_name(name, lang)} >= {_usd(total, lang)}"


def _auction(event: TreasuryAuction, lang: str) -> Iterator[str]:
    if event.bid_to_cover:
        yield f"{_name('cover', lang)} <= {event.bid_to_cover:g}"
    elif (supply := event.settlement_net_usd or 0) > 0:
        yield f"{_name('supply', lang)} >= {_usd(supply, lang)}"


def _sheet(event: BalanceSheet, lang: str) -> Iterator[str]:
    if change := event.total_assets_change_1w_usd:
        yield f"|{_name('assets', lang)}| >= {_usd(abs(change), lang)}"
    if reserves := event.reserves_usd:
        yield f"{_name('reserves', lang)} <= {_usd(reserves, lang)}"


def _statement(event: FomcStatement, lang: str) -> Iterator[str]:
    if event.decision:
        yield f"{_name('decision', lang)} = {_choice('decision', event.decision, lang)}"
    if (action := event.balance_sheet_action) not in (None, "none"):
        yield f"{_name('action', lang)} = {_choice('balance_sheet_action', str(action), lang)}"


def _choice(field: str, value: str, lang: str) -> str:
    """A value as a reader of the language writes it."""
    return typed_by(lang, CHOICES[field][value])[0]


def _name(what: str, lang: str) -> str:
    return typed_by(lang, _PHRASES[what])[0]


def _usd(amount: int, lang: str) -> str:
    """Two significant digits less: a round figure that the event reached."""
    size, unit = _UNITS[LANGUAGES[lang].script]
    number = amount / size
    return f"{number:.0f}{unit}" if number >= 10 and number == round(number) else f"{_floor(number):g}{unit}"


def _floor(number: float) -> float:
    """Down to two or three digits, so that the figure itself still meets it."""
    digits = 1 if number < 100 else 0
    step = 10**digits
    return int(number * step) / step if number >= 0.1 else number
