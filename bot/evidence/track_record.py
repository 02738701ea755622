"""How well the bot has done: every judged event, against the base rate and against saying "up" each time. docs/model-card.md."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from bot.evidence.baseline import candidates, ordinary
from bot.evidence.closes import HOUR, Closes, Floats
from bot.evidence.groups import Assessed
from bot.evidence.statistics import MINIMUM_EVENTS
from rules.measured import has_no_effect, horizon_of
from rules.model import Rulebook, Statistic
from rules.verdict import horizon_in_words, names_direction

ASSET = "BTC"
FIXED_HORIZONS = (1, 24, 168)
"""Those of the receipts, in hours."""
EDGES = (0.0, 0.4, 0.45, 0.5, 0.55, 0.6, 1.0)
"""Of the probability of a rise: bins of the reliability table."""
NOBODY = np.array([], dtype=np.int64)


@dataclass(frozen=True)
class Outcomes:
    """What followed each event over a horizon: return, ordinary size and share of rises of the year before; NaN where unknown."""

    returns: Floats
    ordinary_abs: Floats
    ordinary_up: Floats


def judge(events: Iterable[Assessed], series: Sequence[Closes]) -> dict[str, Any]:
    """The record of these events: directions at the horizon that their texts name, sizes at that of the largest signal.

    Figures are None where nothing can be judged yet.
    """
    everything = list(events)
    closes = next((one for one in series if one.asset == ASSET and one.resolution == "hourly"), None)
    if closes is None:
        return _nothing(everything)
    asked = [one for one in everything if one.assessment.impact > 0 or names_direction(one.assessment)]  # the others have nothing to judge
    hours = np.array([horizon_in_words(one.assessment) or 24 for one in asked], dtype=np.int64)
    own = outcomes(asked, closes, hours)
    largest = np.array([one.assessment.horizon_hours or 24 for one in asked], dtype=np.int64)
    direction = np.array([one.assessment.direction if names_direction(one.assessment) else 0 for one in asked], dtype=np.int64)
    confidence = np.array([one.assessment.confidence for one in asked])
    impact = np.array([one.assessment.impact for one in asked])
    by_horizon = []
    for fixed in FIXED_HORIZONS:
        after = outcomes(asked, closes, np.full(len(asked), fixed, dtype=np.int64))
        by_horizon.append({"horizon_hours": fixed} | _directions(direction, confidence, after))
    return {
        "alerts": len(everything),
        "named": int((direction != 0).sum()),
        "open": _open(asked, direction, hours, closes),
        **_directions(direction, confidence, own),
        "size": _sizes(impact, outcomes(asked, closes, largest)),
        "reliability": _reliability(direction, confidence, own),
        "by_horizon": by_horizon,
        "asset": ASSET,
    }


def outcomes(events: Sequence[Assessed], closes: Closes, hours: npt.NDArray[np.int64]) -> Outcomes:
    """What followed, and what was ordinary in the year before each event."""
    instants = np.array([round(one.event.published_at.timestamp()) for one in events], dtype=np.int64)
    found = [np.full(len(events), np.nan) for _ in range(3)]
    for horizon in np.unique(hours).tolist():
        rows = np.flatnonzero(hours == horizon)
        seconds = horizon * HOUR
        days = candidates(instants[rows])
        base = ordinary(instants[rows], days, closes.returns(days.distinct, seconds), seconds, group=NOBODY, since=0)
        for values, fresh in zip(found, (closes.returns(instants[rows], seconds), base.abs_mean, base.share_up), strict=True):
            values[rows] = fresh
    return Outcomes(*found)


def _open(events: Sequence[Assessed], direction: npt.NDArray[np.int64], hours: npt.NDArray[np.int64], closes: Closes) -> int:
    """How many named directions have a window that is not over, as far as prices are known."""
    ends = np.array([round(one.event.published_at.timestamp()) for one in events], dtype=np.int64) + hours * HOUR
    return int(((direction != 0) & (ends >= closes.at[-1] + HOUR)).sum())


def _directions(direction: npt.NDArray[np.int64], confidence: Floats, after: Outcomes) -> dict[str, Any]:
    """Hits of named directions, with the Brier scores of the bot, of the base rate and of "always up"."""
    judged = (direction != 0) & ~np.isnan(after.returns) & ~np.isnan(after.ordinary_up)
    n = int(judged.sum())
    if n == 0:
        return {"judged": 0, "hit_rate": None, "ci95": None, "base_rate": None, "always_up": None, "brier": None, "brier_base_rate": None,
                "brier_always_up": None}  # fmt: skip
    rose = after.returns[judged] > 0
    hits = int((rose == (direction[judged] > 0)).sum())
    interval = stats.binomtest(hits, n).proportion_ci(0.95, "wilson")
    up = probability(direction[judged], confidence[judged])
    base = after.ordinary_up[judged]
    followed_base = np.where(direction[judged] > 0, base, 1 - base)
    return {
        "judged": n,
        "hit_rate": round(hits / n, 4),
        "ci95": [round(interval.low, 4), round(interval.high, 4)],
        "base_rate": round(float(followed_base.mean()), 4),
        "always_up": round(float(rose.mean()), 4),
        "brier": _brier(up, rose),
        "brier_base_rate": _brier(base, rose),
        "brier_always_up": _brier(np.ones(n), rose),
    }


def probability(direction: npt.NDArray[np.int64], confidence: Floats) -> Floats:
    """The chance of a rise that direction and confidence amount to: one half, moved by half of the confidence."""
    found: Floats = 0.5 + 0.5 * np.sign(direction) * confidence
    return found


def _brier(chances: Floats, rose: npt.NDArray[np.bool_]) -> float:
    return round(float(((chances - rose) ** 2).mean()), 4)


def _reliability(direction: npt.NDArray[np.int64], confidence: Floats, after: Outcomes) -> list[dict[str, Any]]:
    """By bin of the claimed chance of a rise: how many, the mean claim, how many rose."""
    judged = (direction != 0) & ~np.isnan(after.returns)
    chances, rose = probability(direction[judged], confidence[judged]), after.returns[judged] > 0
    bins = []
    for low, high in itertools.pairwise(EDGES):
        inside = (chances >= low) & ((chances < high) | (high == 1.0))
        n = int(inside.sum())
        if n:
            interval = stats.binomtest(int(rose[inside].sum()), n).proportion_ci(0.95, "wilson")
            bins.append(
                {
                    "from": low,
                    "to": high,
                    "n": n,
                    "claimed": round(float(chances[inside].mean()), 4),
                    "rose": round(float(rose[inside].mean()), 4),
                    "ci95": [round(interval.low, 4), round(interval.high, 4)],
                }
            )
    return bins


def _sizes(impact: npt.NDArray[np.int64], after: Outcomes) -> dict[str, Any]:
    """Whether larger impacts came with larger moves: rank correlation with the absolute return over the ordinary one."""
    judged = (impact > 0) & ~np.isnan(after.returns) & ~np.isnan(after.ordinary_abs)
    n = int(judged.sum())
    if n < MINIMUM_EVENTS or np.ptp(impact[judged]) == 0:  # of one impact alone nothing can be ranked
        return {"n": n, "rank_correlation": None, "ci95": None, "by_impact": []}
    ratios = np.abs(after.returns[judged]) / after.ordinary_abs[judged]
    rho = float(stats.spearmanr(impact[judged], ratios).statistic)
    error = 1.03 / np.sqrt(n - 3)  # of Fisher's z for ranks (Fieller, Hartley and Pearson 1957: variance 1.06/(n-3))
    low, high = np.tanh(np.arctanh(rho) + np.array([-1.96, 1.96]) * error)
    buckets = []
    for first, last in ((1, 19), (20, 32), (33, 49), (50, 69), (70, 100)):
        inside = (impact[judged] >= first) & (impact[judged] <= last)
        if inside.any():
            buckets.append({"from": first, "to": last, "n": int(inside.sum()), "ratio_median": round(float(np.median(ratios[inside])), 3)})
    return {"n": n, "rank_correlation": round(rho, 4), "ci95": [round(float(low), 4), round(float(high), 4)], "by_impact": buckets}


def _nothing(events: Sequence[Assessed]) -> dict[str, Any]:
    """The record where no prices are known: all that was named is open."""
    named = sum(names_direction(one.assessment) for one in events)
    empty = {"judged": 0, "hit_rate": None, "ci95": None, "base_rate": None, "always_up": None, "brier": None, "brier_base_rate": None,
             "brier_always_up": None}  # fmt: skip
    size: dict[str, Any] = {"n": 0, "rank_correlation": None, "ci95": None, "by_impact": []}
    return {
        "alerts": len(events),
        "named": named,
        "open": named,
        **empty,
        "size": size,
        "reliability": [],
        "by_horizon": [],
        "asset": ASSET,
    }


def rules_json(rulebook: Rulebook, groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each pushing rule with what was measured at its own horizon, and the label that follows."""
    cells = {(cell["group"], cell["horizon_hours"]): cell for cell in groups if cell["asset"] == ASSET}
    rows = []
    for rule in rulebook.rules:
        if rule.is_amplifier or not rule.scores:
            continue
        hours = horizon_of(rule.effect.horizon_hours)
        cell = cells.get((f"rule:{rule.id}", hours))
        found = _statistic(rule.id, hours, cell)
        rows.append(
            {
                "rule": rule.id,
                "version": rule.version,
                "event": rule.kind,
                "mechanism": rule.mechanism,
                "direction": rule.effect.direction,
                "horizon_hours": hours,
                "n": found.n,
                "median_pct": found.median_pct,
                "excess_median_pct": found.excess_median_pct,
                "share_up": found.share_up,
                "ratio_abs": found.ratio_abs,
                "ci95_ratio_abs": None if found.ratio_low is None else [found.ratio_low, found.ratio_high],
                "q_value": cell["q_value"] if cell else None,
                "q_value_size": cell["q_value_size"] if cell else None,
                "label": label(found, rule.effect.direction),
            }
        )
    return rows


def label(found: Statistic, direction: str | None) -> str:
    """Too few · contradicted · no measured effect · larger moves · smaller moves · unclear"""
    if found.n < MINIMUM_EVENTS or found.ratio_abs is None:
        return "too few"
    parts = []
    if found.excess_median_pct and direction in ("up", "down") and (found.excess_median_pct > 0) != (direction == "up"):
        parts.append("contradicted")
    if has_no_effect(found):
        parts.append("no measured effect")
    elif found.ratio_low is not None and found.ratio_low > 1:
        parts.append("larger moves")
    elif found.ratio_high is not None and found.ratio_high < 1:
        parts.append("smaller moves")
    return ", ".join(parts) or "unclear"


def _statistic(rule: str, hours: int, cell: Mapping[str, Any] | None) -> Statistic:
    if cell is None:
        return Statistic(f"rule:{rule}", hours, 0)
    low, high = cell["ci95_ratio_abs"] or (None, None)
    named = {name: cell[name] for name in ("n", "median_pct", "share_up", "ratio_abs", "excess_median_pct")}
    return Statistic(cell["group"], hours, **named, ratio_low=low, ratio_high=high)
