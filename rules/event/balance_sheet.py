"""The weekly balance sheet, H.4.1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rules.event.base import Event, measure


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSheet(Event):
    """One weekly H.4.1: Wednesday levels in whole dollars."""

    KIND = "balance_sheet"
    CORE = (
        "total_assets_usd",
        "securities_usd",
        "treasuries_usd",
        "bills_usd",
        "mbs_usd",
        "reserves_usd",
        "tga_usd",
        "repos_usd",
        "reverse_repos_usd",
    )

    as_of: date
    total_assets_usd: int | None = None
    securities_usd: int | None = None
    treasuries_usd: int | None = None
    bills_usd: int | None = None
    mbs_usd: int | None = None
    reserves_usd: int | None = None
    tga_usd: int | None = None
    repos_usd: int | None = None
    reverse_repos_usd: int | None = None
    loans_usd: int | None = None
    swaps_usd: int | None = None
    notes_usd: int | None = None
    """Federal Reserve notes, net of what the Banks hold themselves: with the reserves, base money."""

    total_assets_change_1w_usd: int | None = measure()
    securities_change_1w_usd: int | None = measure()
    treasuries_change_1w_usd: int | None = measure()
    bills_change_1w_usd: int | None = measure()
    mbs_change_1w_usd: int | None = measure()
    reserves_change_1w_usd: int | None = measure()
    tga_change_1w_usd: int | None = measure()
    repos_change_1w_usd: int | None = measure()
    reverse_repos_change_1w_usd: int | None = measure()
    loans_change_1w_usd: int | None = measure()
    securities_change_4w_usd: int | None = measure()
    securities_change_13w_usd: int | None = measure()
    securities_off_path_1w_usd: int | None = measure()
    """Signed distance of the weekly change from the announced path's range; 0 inside it."""
    reserves_change_1w_z: float | None = measure()
    tga_change_1w_z: float | None = measure()
    treasuries_share_pct: float | None = measure()
    treasuries_share_change_13w_pct: float | None = measure()
    reserves_to_assets_pct: float | None = measure()
