"""A study's summary for alerts: one row a rule at its own horizon, one a kind at 24 hours. Counts, medians and ratios, no prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.evidence.closes import Closes
from bot.evidence.study import Cell, Study
from rules.measured import KIND_HORIZON, horizon_of
from rules.model import ReliabilityBin, Rulebook, Statistic, Statistics, WalkForward

ASSET = "BTC"
_SAME = ("events", "judged", "hit_rate", "base_rate", "always_up", "brier", "brier_base_rate", "brier_always_up")


def statistics_of(found: Study, series: Sequence[Closes], rulebook: Rulebook) -> Statistics | None:
    """The statistics that alerts show; None where there are no hourly closes of BTC."""
    closes = next((one for one in series if one.asset == ASSET and one.resolution == "hourly" and len(one.at)), None)
    if closes is None:
        return None
    first, last = (datetime.fromtimestamp(int(instant), UTC).date() for instant in closes.at[[0, -1]])
    wanted = {f"rule:{rule.id}": horizon_of(rule.effect.horizon_hours) for rule in rulebook.rules}
    rows = [_row(cell) for cell in found.cells if cell.asset == ASSET and cell.horizon_hours == wanted.get(cell.group, _kind(cell.group))]
    return Statistics(first, last, ASSET, {(row.group, row.horizon_hours): row for row in rows})


def walk_forward_of(judged: Mapping[str, Any]) -> WalkForward:
    """How the rules did, of the record of a replay (`bot.evidence.record.judge`, with `events` for `alerts`)."""
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


def _kind(group: str) -> int | None:
    return KIND_HORIZON if group == "fomc:decision" or (group.startswith("kind:") and "@" not in group) else None


def _row(cell: Cell) -> Statistic:
    f = cell.figures
    low, high = f.ratio_interval or (None, None)
    values = (f.median, f.share_up, f.ratio_abs, low, high, f.excess_median)
    return Statistic(cell.group, cell.horizon_hours, f.n, *(None if value is None else round(value, 3) for value in values))
