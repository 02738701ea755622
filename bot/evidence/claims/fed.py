"""The article's figures of the Federal Reserve: purchases, repos, the balance sheet, the end of run-off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bot.calendars.newyork import NEW_YORK
from bot.evidence.claims.data import BN, Data, about, variants_of, verdict
from rules.claims import CLAIMED, Claim, Variant, Verdict
from rules.event import FomcStatement

PURCHASES = date(2025, 12, 10)
"""Purchases of bills were announced on this Wednesday."""
HELD = (
    (date(2025, 1, 1), date(2025, 4, 2), 3),
    (PURCHASES, date(2026, 1, 7), 1),
    (date(2026, 1, 7), date(2026, 2, 4), 1),
    (date(2026, 2, 4), date(2026, 3, 4), 1),
)
"""Stretches between Wednesdays over which Treasuries held are compared, and how many months each stands for."""
END = date(2025, 12, 1)


def purchase_pace(data: Data) -> Claim:
    """The monthly pace at which purchases of Treasuries restarted."""
    near = about("purchase-pace")
    fact = next((f for f in data.ledger.facts if f.subject == "purchases" and f.announced_at.date() == PURCHASES), None)
    main = fact.values["pace_usd_month"] / BN if fact else None
    asked = (
        Variant("treasuries-held" if months == 1 else "treasuries-held-monthly", data.held(first, last, months), str(last), str(first))
        for first, last, months in HELD
    )
    variants = variants_of(asked, near)
    return Claim(id="purchase-pace", measured=main, at=str(PURCHASES), verdict=verdict(main, near, variants), variants=variants)


def repo_size(data: Data) -> Claim:
    """The largest days of standing repos in 2025."""
    near = about("repo-size")
    days = data.standing_repos_2025()
    largest = sorted(days, key=lambda day: -days[day])
    asked = [Variant("day-by-size", days[day], str(day), str(rank)) for rank, day in enumerate(largest[1:4], 2)]
    variants = variants_of([*_nearest(days, "repo-size", "day-nearest"), *asked], near)
    main, main_at = (days[largest[0]], str(largest[0])) if largest else (None, "")
    return Claim(id="repo-size", measured=main, at=main_at, verdict=verdict(main, near, variants), variants=variants)


def _nearest(days: dict[date, float], claim: str, name: str) -> Iterator[Variant]:
    """The day of standing repos that is nearest to a claimed figure."""
    nearest = min(days, key=lambda day: abs(days[day] - CLAIMED[claim]), default=None)
    if nearest is not None:
        yield Variant(name, days[nearest], str(nearest), f"{CLAIMED[claim]:g}")


def liquidity_45bn(data: Data) -> Claim:
    """What the first five weeks of the programme added, and other stretches of it."""
    near = about("liquidity-45bn")
    ends = {weeks: PURCHASES + timedelta(weeks=weeks) for weeks in (3, 4, 5, 6, 8)}
    main = data.held(PURCHASES, ends[5])
    asked = [Variant("treasuries-held-weeks", data.held(PURCHASES, end), str(end), str(weeks)) for weeks, end in ends.items() if weeks != 5]
    variants = variants_of([*asked, *_nearest(data.standing_repos_2025(), "liquidity-45bn", "repo-day-nearest")], near)
    return Claim(id="liquidity-45bn", measured=main, at=str(ends[5]), verdict=verdict(main, near, variants), variants=variants)


def balance_sheet_2023(data: Data) -> Claim:
    """Total assets at the start of 2023 and the end of 2025, in trillions."""
    levels = {day: sheet.total_assets_usd / 1e12 for day, sheet in sorted(data.sheets.items()) if sheet.total_assets_usd}
    main, ended = levels.get(date(2023, 1, 4)), levels.get(date(2025, 12, 31))
    is_lower = main is not None and ended is not None and ended < main
    variants = (Variant("last-wednesday", ended, "2025-12-31", meets=is_lower), *_peak(levels))
    near = about("balance-sheet-2023")
    found = verdict(main, lambda value: near(value) and is_lower, variants)
    return Claim(id="balance-sheet-2023", measured=main, at="2023-01-04", verdict=found, variants=variants)


def _peak(levels: dict[date, float]) -> Iterator[Variant]:
    """The largest total since 2022, and the last week at or above the claimed figure; nothing where 2022 is not at hand."""
    since_2022 = {day: value for day, value in levels.items() if day.year >= 2022}
    if not since_2022 or min(since_2022) > date(2022, 1, 12):
        return
    top = max(since_2022, key=lambda day: since_2022[day])
    yield Variant("peak", since_2022[top], str(top))
    last = max((day for day, value in since_2022.items() if day > top and value >= CLAIMED["balance-sheet-2023"]), default=None)
    if last is not None:
        yield Variant("last-week-above", since_2022[last], str(last))


def tightening_end(data: Data) -> Claim:
    """When run-off ended, and when the cuts of 2025 came, in days after the claimed day."""
    ends = (
        f.effective_on
        for f in data.ledger.facts
        if f.subject == "runoff_caps" and f.values["treasury_usd_month"] == 0 and f.effective_on.year == 2025
    )
    end = next(ends, None)
    cuts = sorted({
        event.published_at.astimezone(NEW_YORK).date()
        for event in data.events
        if isinstance(event, FomcStatement) and event.decision == "lower" and event.published_at.year == 2025
    })  # fmt: skip
    variants = tuple(Variant("cut", float((day - END).days), str(day), str(count)) for count, day in enumerate(cuts, 1))
    main = float((end - END).days) if end else None
    came_before = any(variant.value is not None and variant.value < 0 for variant in variants)
    found: Verdict = "unknown" if main is None else "fails" if main else "partly" if came_before else "holds"
    return Claim(id="tightening-end", measured=main, at=str(end or ""), verdict=found, variants=variants)
