"""What a group of returns says: figures, intervals that respect overlapping windows, and the control of many tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy import stats

from bot.evidence.baseline import Ordinary
from bot.evidence.closes import Floats, Seconds

MINIMUM_EVENTS = 20
MINIMUM_APART = 5
"""So many windows must not overlap, or there is one story told many times."""
MINIMUM_PAIRED = 0.75
"""So many of the events must have a baseline, or it is that of others."""
_NOTHING = 1e-12
"""Stands in for a size of zero, of which there is no logarithm."""
_AT_A_TIME = 1 << 16
"""So many counts are worked out together: they stay in the processor's cache."""
RESAMPLES = 2000
SEED = 7
Counts: TypeAlias = npt.NDArray[np.uint16]
Draw: TypeAlias = Callable[[int, int, int, int], Counts]
"""`drawn`, or one that remembers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What is said of a group at a horizon; all but the counts are None when the events are too few. Percent, shares 0..1."""

    n: int
    apart: int
    """How many of the windows do not overlap, counted from the first."""
    block: int | None = None
    mean: float | None = None
    median: float | None = None
    quartile_low: float | None = None
    quartile_high: float | None = None
    share_up: float | None = None
    share_interval: tuple[float, float] | None = None
    abs_mean: float | None = None
    abs_median: float | None = None
    baseline_n: int = 0
    baseline_events: int = 0
    baseline_mean: float | None = None
    baseline_abs_mean: float | None = None
    baseline_share_up: float | None = None
    excess_median: float | None = None
    """Median of the returns less each event's own baseline mean."""
    ratio_abs: float | None = None
    mean_interval: tuple[float, float] | None = None
    ratio_interval: tuple[float, float] | None = None
    p_direction: float | None = None
    p_size: float | None = None

    @property
    def too_few(self) -> bool:
        """Whether nothing but the counts may be said."""
        return self.mean is None


def describe(
    instants: Seconds,
    returns: Floats,
    base: Ordinary,
    seconds: int,
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    draw: Draw | None = None,
) -> Figures:
    """The figures of a group: its events' instants in order, their returns (NaN where unknown) and ordinary windows."""
    has = ~np.isnan(returns)
    at, found = instants[has], returns[has]
    apart = windows_apart(at, seconds)
    if len(found) < MINIMUM_EVENTS or apart < MINIMUM_APART:
        return Figures(n=len(found), apart=apart)
    block = block_length(at, seconds)
    own = Ordinary(base.n[has], base.mean[has], base.abs_mean[has], base.share_up[has], base.apart)
    low, median, high = (float(value) for value in np.percentile(found, [25, 50, 75]))
    independent = max(len(found) / block, 2.0)
    compared = _compared(found, own, (draw or drawn)(len(found), block, resamples, seed), independent)
    share_up = float((found > 0).mean())
    return Figures(
        n=len(found),
        apart=apart,
        block=block,
        mean=float(found.mean()),
        median=median,
        quartile_low=low,
        quartile_high=high,
        share_up=share_up,
        share_interval=wilson(share_up, independent),
        abs_mean=float(np.abs(found).mean()),
        abs_median=float(np.median(np.abs(found))),
        **compared,
    )


def _compared(returns: Floats, base: Ordinary, times: Counts, independent: float) -> dict[str, Any]:
    """What the bootstrap says of the mean and, where enough events have a baseline, of the ratio and the excess.

    `times` are the resamples, `independent` is to how many events apart the events amount. Resampling events leaves their baselines as
    they are, but these are estimates too, made of `base.apart` windows: deviations of whatever is compared with a baseline are widened
    by that.
    """
    paired = ~np.isnan(base.abs_mean)
    sizes = np.nan_to_num(base.abs_mean)
    excess = np.where(paired, returns - np.nan_to_num(base.mean), 0.0)
    columns = np.column_stack([returns, np.abs(returns), sizes, excess, paired.astype(np.float64)])
    samples = _statistics(times.astype(np.float64) @ columns, len(returns))
    result: dict[str, Any] = {"mean_interval": interval(samples[:, 0])}
    if paired.sum() < max(MINIMUM_EVENTS, MINIMUM_PAIRED * len(returns)):
        return result
    estimate = _statistics(columns.sum(axis=0)[None, :], len(returns))[0]
    wider = np.sqrt((1.0 + independent / base.apart) * independent / (independent - 1.0))
    ratios = np.log(estimate[2]) + wider * (np.log(samples[:, 2]) - np.log(estimate[2]))
    return result | {
        "baseline_n": int(base.n.sum()),
        "baseline_events": int(paired.sum()),
        "baseline_mean": float(base.mean[paired].mean()),
        "baseline_abs_mean": float(base.abs_mean[paired].mean()),
        "baseline_share_up": float(base.share_up[paired].mean()),
        "excess_median": float(np.median(excess[paired])),
        "ratio_abs": float(estimate[2]),
        "ratio_interval": interval(np.exp(ratios)),
        "p_direction": p_value(float(estimate[1]), wider * samples[:, 1], independent - 1.0),
        "p_size": p_value(float(np.log(estimate[2])), ratios, independent - 1.0),
    }


def drawn(n: int, block: int, resamples: int, seed: int) -> Counts:
    """How many times each of n events (columns) is in each resample (rows): the same for all that have as many events and such a block.

    A circular block bootstrap: blocks of events that follow each other begin anywhere, the first event follows the last, and the last
    block is cut where there are n. The same as `CircularBlockBootstrap` of the library arch, which makes one after the other.
    """
    starts = np.random.default_rng(seed).integers(n, size=(resamples, -(-n // block)))
    together = max(1, _AT_A_TIME // n)
    return np.concatenate([_times(starts[first : first + together], n, block) for first in range(0, resamples, together)])


def _times(starts: npt.NDArray[np.int64], n: int, block: int) -> Counts:
    """`drawn` of resamples (rows) whose blocks begin at these events: how many blocks begin at each, summed over a block's length."""
    rows = np.arange(len(starts))[:, None]
    begun = np.bincount((rows * n + starts).ravel(), minlength=len(starts) * n).reshape(len(starts), n)
    upto = np.cumsum(np.hstack([np.zeros_like(rows), begun[:, n - block + 1 :], begun]), axis=1)
    times: npt.NDArray[np.int64] = upto[:, block:] - upto[:, :-block]
    cut = np.arange(n - block * (starts.shape[1] - 1), block)
    times[rows, (starts[:, -1:] + cut) % n] -= 1
    return times.astype(np.uint16)


def _statistics(sums: Floats, n: int) -> Floats:
    """Mean return, mean excess and ratio of sizes, from sums of return, absolute return, ordinary size, excess and paired events."""
    total, absolute, size, excess, count = sums.T
    paired = np.maximum(count, 1.0)
    ratio = absolute / n / np.maximum(size / paired, _NOTHING) + _NOTHING
    return np.column_stack([total / n, excess / paired, ratio])


def interval(samples: Floats) -> tuple[float, float]:
    """The middle 95 % of bootstrap samples."""
    low, high = np.percentile(samples, [2.5, 97.5])
    return float(low), float(high)


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % interval of a share of so many independent cases (Wilson 1927); n need not be whole."""
    z = float(stats.norm.ppf(0.975))
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * float(np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)))
    return middle - half, middle + half


def p_value(estimate: float, samples: Floats, freedom: float) -> float:
    """How likely an estimate so far from zero is by chance: Student's t of the estimate over its bootstrap standard error."""
    error = float(samples.std(ddof=1))
    return float(2 * stats.t.sf(abs(estimate) / error, freedom)) if error > 0 else 1.0


def block_length(instants: Seconds, seconds: int) -> int:
    """One plus the mean number of later events inside a window; at most a quarter of the events."""
    inside = np.searchsorted(instants, instants + seconds, side="left") - np.arange(len(instants)) - 1
    return max(1, min(1 + round(float(inside.mean())), len(instants) // 4))


def windows_apart(instants: Seconds, seconds: int) -> int:
    """How many windows do not overlap, taking the first and then each next one that begins when the last taken has ended."""
    count, free_from = 0, -np.inf
    for instant in instants.tolist():
        if instant >= free_from:
            count, free_from = count + 1, instant + seconds
    return count


def q_values(p_values: Sequence[float | None]) -> list[float | None]:
    """Benjamini and Hochberg's q-values; what was not tested stays None."""
    tested: npt.NDArray[np.float64] = np.array([p for p in p_values if p is not None], dtype=np.float64)
    adjusted = iter(stats.false_discovery_control(tested).tolist() if len(tested) else [])
    return [None if p is None else float(next(adjusted)) for p in p_values]
