"""The watches that an event leads to: its own figures as conditions, in the reader's language. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.audience.watches import read
from rules.watch_words import CHOICES

BN, YI = 10**9, 10**8
_PHRASES: Mapping[str, Mapping[str, str]] = {
    "standing": {"en": "standing repo", "zh-Hans": "常备回购"},
    "repo": {"en": "repo", "zh-Hans": "回购"},
    "on_rrp": {"en": "ON RRP", "zh-Hans": "隔夜逆回购"},
    "assets": {"en": "weekly balance-sheet change", "zh-Hans": "总资产周变化"},
    "reserves": {"en": "reserves", "zh-Hans": "准备金"},
    "decision": {"en": "decision", "zh-Hans": "决议"},
    "action": {"en": "balance-sheet action", "zh-Hans": "资产负债表行动"},
    "purchases": {"en": "treasury purchases", "zh-Hans": "购债"},
    "cover": {"en": "bid-to-cover", "zh-Hans": "投标倍数"},
    "supply": {"en": "net new supply", "zh-Hans": "净供给"},
    "planned": {"en": "planned purchases", "zh-Hans": "计划购债"},
    "tga": {"en": "TGA", "zh-Hans": "财政部现金"},
    "impact": {"en": "impact", "zh-Hans": "影响"},
}


def suggestions(row: Mapping[str, Any], lang: str) -> list[str]:
    """Up to three watches for a stored assessment, the most telling first; each can be read by `parse_watch`."""
    event, impact = row["event"], max(10, int(row["assessment"]["impact"]))
    wished = [*_of_kind(event["kind"], event["facts"], lang), f"{_name('impact', lang)} >= {impact}"]
    return [text for text in dict.fromkeys(wished) if read(text) is not None][:3]


def _of_kind(kind: str, facts: Mapping[str, Any], lang: str) -> Iterator[str]:
    match kind:
        case "repo_operation" | "reverse_repo_operation":
            yield from _operation(kind, facts, lang)
        case "balance_sheet":
            yield from _sheet(facts, lang)
        case "fomc_statement":
            yield from _statement(facts, lang)
        case "treasury_operation" | "purchase_schedule":
            yield from _purchases(kind, facts, lang)
        case "reference_rate" if "spread_iorb_bp" in facts:
            yield f"rate_type = {facts['rate_type']} and spread_iorb_bp >= {facts['spread_iorb_bp']:g}bp"
        case "yield_change":
            yield f"series = {facts['series']} and value_pct >= {facts['value_pct']:g}%"
        case "treasury_auction" if facts.get("bid_to_cover"):
            yield f"{_name('cover', lang)} <= {facts['bid_to_cover']:g}"
        case "treasury_auction" if facts.get("settlement_net_usd", 0) > 0:
            yield f"{_name('supply', lang)} >= {_usd(facts['settlement_net_usd'], lang)}"
        case "cash_balance":
            yield f"{_name('tga', lang)} >= {_usd(facts['tga_usd'], lang)}"


def _operation(kind: str, facts: Mapping[str, Any], lang: str) -> Iterator[str]:
    total = facts.get("day_accepted_usd") or facts.get("accepted_usd")
    names = {
        ("repo_operation", "standing"): "standing",
        ("repo_operation", "other"): "repo",
        ("reverse_repo_operation", "on_rrp"): "on_rrp",
    }
    name = names.get((kind, facts["facility"]))
    if total and name:
        yield f"{_name(name, lang)} >= {_usd(total, lang)}"


def _purchases(kind: str, facts: Mapping[str, Any], lang: str) -> Iterator[str]:
    name, field = ("planned", "planned_usd") if kind == "purchase_schedule" else ("purchases", "accepted_usd")
    if amount := facts.get(field):
        yield f"{_name(name, lang)} >= {_usd(amount, lang)}"


def _sheet(facts: Mapping[str, Any], lang: str) -> Iterator[str]:
    if change := facts.get("total_assets_change_1w_usd"):
        yield f"|{_name('assets', lang)}| >= {_usd(abs(change), lang)}"
    if reserves := facts.get("reserves_usd"):
        yield f"{_name('reserves', lang)} <= {_usd(reserves, lang)}"


def _statement(facts: Mapping[str, Any], lang: str) -> Iterator[str]:
    if decision := facts.get("decision"):
        yield f"{_name('decision', lang)} = {_choice('decision', decision, lang)}"
    if (action := facts.get("balance_sheet_action")) not in (None, "none"):
        yield f"{_name('action', lang)} = {_choice('balance_sheet_action', str(action), lang)}"


def _choice(field: str, value: str, lang: str) -> str:
    """A value as a reader of the language writes it; the last word for it is the Chinese one."""
    return CHOICES[field][value][-1 if lang == "zh-Hans" else 0]


def _name(what: str, lang: str) -> str:
    return _PHRASES[what][lang]


def _usd(amount: int, lang: str) -> str:
    """Two significant digits less: a round figure that the event reached."""
    size, unit = (YI, "亿") if lang == "zh-Hans" else (BN, "bn")
    number = amount / size
    return f"{number:.0f}{unit}" if number >= 10 and number == round(number) else f"{_floor(number):g}{unit}"


def _floor(number: float) -> float:
    """Down to two or three digits, so that the figure itself still meets it."""
    digits = 1 if number < 100 else 0
    step = 10**digits
    return int(number * step) / step if number >= 0.1 else number
