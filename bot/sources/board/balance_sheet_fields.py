"""What the readers of the weekly balance sheet share: its source id, its unit, and between which bounds each level is believable."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import ContractError

SOURCE_ID = "fed.balance_sheet"
MILLION = 1_000_000
_BILLION = 1_000_000_000

_PLAUSIBLE_BN: Mapping[str, tuple[int, int]] = {
    "total_assets_usd": (500, 30_000),
    "securities_usd": (300, 25_000),
    "treasuries_usd": (300, 20_000),
    "bills_usd": (0, 10_000),
    "mbs_usd": (0, 10_000),
    "reserves_usd": (1, 15_000),
    "tga_usd": (0, 5_000),
    "repos_usd": (0, 5_000),
    "reverse_repos_usd": (0, 10_000),
    "loans_usd": (0, 5_000),
    "swaps_usd": (0, 3_000),
    "notes_usd": (300, 10_000),
}
"""Billions of dollars, from the smallest sheet since 2002 to four times the largest: amounts in another unit fall outside."""


def plausible(field: str, usd: int) -> int:
    """The level unchanged; raises ContractError when it cannot be this field's level in dollars."""
    least, most = _PLAUSIBLE_BN[field]
    if not least * _BILLION <= usd <= most * _BILLION:
        raise ContractError(f"{field} of {usd:,} dollars is outside its plausible range: is the page still in millions?")
    return usd


def parts_within_whole(levels: Mapping[str, int | None]) -> None:
    """Raise ContractError where a part exceeds its whole: a column or a row was misread."""
    for part, whole in (("bills_usd", "treasuries_usd"), ("treasuries_usd", "securities_usd"), ("mbs_usd", "securities_usd")):
        a, b = levels.get(part), levels.get(whole)
        if a is not None and b is not None and a > b:
            raise ContractError(f"{part} ({a}) exceeds {whole} ({b}), of which it is a part")
