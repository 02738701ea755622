"""What never changes about the source article's claims: what each says, how it is measured, how its variants are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.i18n import N_


@dataclass(frozen=True, slots=True)
class Wording:
    """What never changes about a claim. `title` and `short` are for the list and its buttons; all but `unit` are translated."""

    short: str
    title: str
    claimed: str
    unit: str
    method: str
    series: tuple[str, ...]


WORDINGS: Mapping[str, Wording] = {
    "correlation-60d": Wording(
        N_("60-day correlation"),
        N_("60-day correlation with the S&P 500 reached 0.72"),
        N_("The 60-day correlation of Bitcoin and the S&P 500 reached 0.72 in 2025."),
        "correlation",
        N_("largest in 2025 of the correlation of daily log returns over 60 sessions; BTC at 16:00 New York, S&P 500 closes"),
        (N_("BTC hourly"), N_("S&P 500 daily close")),
    ),
    "pivot-surge": Wording(
        N_("Surge on the turn"),
        N_("BTC +11% on the turn of December 2025"),
        N_("Bitcoin rose 11 % on the announcement of the turn (December 2025)."),
        "percent",
        N_("BTC's close known at 14:00 New York on 2025-12-10 and 24 hours later"),
        (N_("BTC hourly"),),
    ),
    "market-cap-drop": Wording(
        N_("Market value −15%"),
        N_("Tightening took 15% off all crypto in 2025"),
        N_("Tightening in 2025 took 15 % off the value of all crypto."),
        "percent",
        N_("CoinMarketCap's first 200 coins on the first of a month, from January 2025 to the last month at hand"),
        (N_("market value of 200 coins, monthly"), N_("BTC hourly")),
    ),
    "purchase-pace": Wording(
        N_("Purchases $35bn a month"),
        N_("Treasury purchases restarted at $35bn a month"),
        N_("Purchases of Treasuries restarted at $35bn a month (2025Q1 in one place, December 2025 in another)."),
        "billion USD a month",
        N_("the first monthly pace announced with the statement of 2025-12-10, from the policy ledger"),
        (N_("policy ledger: purchases"), N_("H.4.1 Treasuries held outright")),
    ),
    "repo-size": Wording(
        N_("Repo of $38bn"),
        N_("A repo operation of $38bn"),
        N_("A repo operation of $38bn."),
        "billion USD",
        N_("the largest day's total of standing repos in 2025, all collateral and operations of the day"),
        (N_("NY Fed standing repo operations"),),
    ),
    "liquidity-45bn": Wording(
        N_("Liquidity of $45bn"),
        N_("$45bn of liquidity"),
        N_("$45bn of liquidity: by repos in one place, by purchases of Treasuries in another."),
        "billion USD",
        N_("change of Treasuries held outright from 2025-12-10 over five weeks"),
        (N_("H.4.1 Treasuries held outright"), N_("NY Fed standing repo operations")),
    ),
    "balance-sheet-2023": Wording(
        N_("Balance sheet $8.7tn"),
        N_("Balance sheet $8.7tn in early 2023, lower by the end of 2025"),
        N_("The balance sheet was about $8.7tn at the start of 2023 and lower by the end of 2025."),
        "trillion USD",
        N_("total assets on the first Wednesday of 2023, and on the last of 2025"),
        (N_("H.4.1 total assets"),),
    ),
    "tightening-end": Wording(
        N_("End of tightening"),
        N_("Tightening ended, and cuts waited until, 1 December 2025"),
        N_("Tightening ended, and cuts were delayed until, 1 December 2025."),
        "days after 2025-12-01",
        N_("effective date of run-off caps of zero in the policy ledger; dates of the cuts of 2025 from the statements"),
        (N_("policy ledger: run-off caps"), N_("FOMC statements")),
    ),
}
VARIANTS: Mapping[str, str] = {
    "calendar-days": N_("60 calendar days, BTC at 16:00 New York"),
    "midnight": N_("60 sessions, BTC at 00:00 UTC after the session"),
    "calendar-days-midnight": N_("60 calendar days, BTC at 00:00 UTC"),
    "ether": N_("60 sessions, ETH at 16:00 New York"),
    "half": N_("30 sessions, BTC at 16:00 New York"),
    "last": N_("the last session of 2025, 60 sessions"),
    "median": N_("median of 2025, 60 sessions"),
    "purchases": N_("purchases announced, {about} h"),
    "purchases-highest": N_("purchases announced, the highest hour of 7 days"),
    "end-of-run-off": N_("end of run-off announced, {about} h"),
    "end-of-run-off-highest": N_("end of run-off announced, the highest hour of 7 days"),
    "to-the-lowest-month": N_("to the lowest month of 2025"),
    "from-the-highest-month": N_("from the highest month before it ({about}) to the lowest"),
    "bitcoin-alone": N_("BTC alone, 1 January to 1 December 2025"),
    "treasuries-held": N_("Treasuries held, {about} to {at}"),
    "treasuries-held-monthly": N_("Treasuries held, {about} to {at}, per month"),
    "treasuries-held-weeks": N_("Treasuries held, {about} weeks"),
    "day-by-size": N_("day number {about} by size"),
    "day-nearest": N_("the day nearest to ${about}bn"),
    "repo-day-nearest": N_("standing repos, the day nearest to ${about}bn"),
    "last-wednesday": N_("the last Wednesday of 2025"),
    "peak": N_("the peak"),
    "last-week-above": N_("the last week at $8.7tn or more"),
    "cut": N_("cut number {about} of 2025"),
}
