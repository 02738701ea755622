"""A study's summary for alerts: rules at their own horizon, kinds at 24 hours, decisions at both. Counts, medians and ratios, no prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.evidence.closes import Closes
from bot.evidence.study import Cell, Study
from rules.measured import KIND_HORIZON, horizon_of
from rules.model import ReliabilityBin, Rulebook, Statistic, Statistics, WalkForward

ASSET = "BTC"
DECISION_HORIZONS = (4, KIND_HORIZON)
"""Those of the rules that speak of a decision as such: of its size, and of its surprise."""
_SAME = ("events", "judged", "hit_rate", "base_rate", "always_up", "brier", "brier_base_rate", "brier_always_up")


def statistics_of(found: Study, series: Sequence[Closes], rulebook: Rulebook) -> Statistics | None:
    """The statistics that alerts show; None where there are no hourly closes of BTC."""
    closes = next((one for one in series if one.asset == ASSET and one.resolution == "hourly" and len(one.at)), None)
    if closes is None:
        return None
    first, last = (datetime.fromtimestamp(int(instant), UTC).date() for instant in closes.at[[0, -1]])
    wanted = {f"rule:{rule.id}": {horizon_of(rule.effect.horizon_hours)} for rule in rulebook.rules}
    rows = [_row(cell) for cell in found.cells if cell.asset == ASSET and cell.horizon_hours in wanted.get(cell.group, _shared(cell.group))]
    return Statistics(first, last, ASSET, {(row.group, row.horizon_hours): row for row in rows})


def walk_forward_of(judged: Mapping[str, Any]) -> WalkForward:
    """How the rules did, of the record of a replay (`bot.evidence.track_record.judge`, with `events` for `alerts`)."""
    low, high = judged["ci95"] or (None, None)
    size = judged["size"]
    rank_low, rank_high = size["ci95"] or (None, None)
    return WalkForward(
        **{name: judged[name] for name in _SAME},
        hit_low=low,
        hit_high=high,
        sized=size["n"],
        rank_correlation=size["rank_correlation"],
        rank_low=rank_low,
        rank_high=rank_high,
        reliability=tuple(ReliabilityBin(row["n"], row["claimed"], row["rose"]) for row in judged["reliability"]),
    )


def _shared(group: str) -> frozenset[int]:
    """The horizons at which a group that is no rule's is shown: decisions alike at that of the meeting itself too."""
    if "@" in group or not group.startswith(("kind:", "fomc:")):
        return frozenset()
    return frozenset({KIND_HORIZON} if group.startswith("kind:") else DECISION_HORIZONS)


def _row(cell: Cell) -> Statistic:
    f = cell.figures
    values = (f.median, f.share_up, f.ratio_abs, *_ends(f.ratio_interval), f.excess_median, *_ends(f.share_interval))
    return Statistic(cell.group, cell.horizon_hours, f.n, *(None if value is None else round(value, 3) for value in values))


def _ends(interval: tuple[float, float] | None) -> tuple[float | None, float | None]:
    return interval or (None, None)
