"""The event study: what prices did after every group of events, against ordinary windows. docs/evidence.md is its method."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np

from bot.codec import instant
from bot.evidence.baseline import candidates, instants_of, ordinary
from bot.evidence.closes import HOUR, Closes, Resolution, Seconds
from bot.evidence.groups import Assessed, groups_of
from bot.evidence.statistics import RESAMPLES, SEED, Figures, describe, drawn, q_values
from rules.event import FomcStatement
from rules.verdict import names_direction

HORIZONS = (1, 4, 24, 72, 168, 720)
"""Hours."""
DAILY_HORIZONS = tuple(hours for hours in HORIZONS if hours >= 24)
ASSETS = ("BTC", "ETH")

Step = Callable[[str], None]
"""Told after each piece of long work, with its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One group, asset and horizon."""

    group: str
    asset: str
    horizon_hours: int
    resolution: Resolution
    figures: Figures
    q_direction: float | None = None
    q_size: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EventWindow:
    """What an event's prices were: by asset the close known at its publication and those at the horizons, with their instants."""

    event: Assessed
    groups: tuple[str, ...]
    resolution: Resolution
    closes: Mapping[str, Mapping[int, tuple[datetime, float]]]
    """By asset and hours after publication; 0 is the publication itself."""

    def return_pct(self, asset: str, hours: int) -> float | None:
        """The return in percent; None where an end has no close."""
        found = self.closes.get(asset, {})
        return 100.0 * (found[hours][1] / found[0][1] - 1.0) if 0 in found and hours in found else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Study:
    """All cells, and the events that have prices, in the order of publication."""

    cells: tuple[Cell, ...]
    windows: tuple[EventWindow, ...]
    events: int
    """How many were asked about, those without prices too."""


def study(
    assessed: Iterable[Assessed],
    series: Sequence[Closes],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
    step: Step = lambda _: None,
) -> Study:
    """Compare what followed each group of events with ordinary windows.

    `assessed` are events with what was said of them, `series` the closes of assets (`closes_of`). `step` is told of each group done.
    """
    asked = sorted(assessed, key=lambda one: (one.event.published_at, one.event.source, one.event.key))
    groups = [groups_of(one.event, one.assessment) for one in asked]
    windows = windows_of(asked, groups, series)
    known = _known_groups(asked, groups)
    cells = [cell for one in _resolutions(windows) for cell in _cells(one, windows, known, series, resamples, seed, step)]
    directions = q_values([cell.figures.p_direction for cell in cells])
    sizes = q_values([cell.figures.p_size for cell in cells])
    corrected = (
        Cell(
            group=cell.group,
            asset=cell.asset,
            horizon_hours=cell.horizon_hours,
            resolution=cell.resolution,
            figures=cell.figures,
            q_direction=direction,
            q_size=size,
        )
        for cell, direction, size in zip(cells, directions, sizes, strict=True)
    )
    return Study(cells=tuple(corrected), windows=tuple(windows), events=len(asked))


@dataclass(frozen=True)
class _Known:
    """A group's events, with prices or without, and since when the store knows of such kinds of events."""

    instants: Seconds
    since: int


def _known_groups(asked: Sequence[Assessed], groups: Sequence[tuple[str, ...]]) -> dict[str, _Known]:
    first: dict[str, datetime] = {}
    members: dict[str, list[datetime]] = {}
    since: dict[str, datetime] = {}
    for one, names in zip(asked, groups, strict=True):
        event = one.event
        begins = first.setdefault(event.KIND, event.published_at)
        for name in names:
            members.setdefault(name, []).append(event.published_at)
            since[name] = min(since.get(name, begins), begins)
    return {name: _Known(instants_of(moments), round(since[name].timestamp())) for name, moments in members.items()}


def windows_of(asked: Sequence[Assessed], groups: Sequence[tuple[str, ...]], series: Sequence[Closes]) -> list[EventWindow]:
    """The events' closes: hourly ones where there are any at a publication, else daily ones. Events without either are left out."""
    found: list[EventWindow | None] = [None] * len(asked)
    for resolution, horizons in (("hourly", HORIZONS), ("daily", DAILY_HORIZONS)):
        at_hand = [closes for closes in series if closes.resolution == resolution and closes.asset in ASSETS]
        left = [row for row, window in enumerate(found) if window is None]
        known = {closes.asset: _closes_at(closes, [asked[row] for row in left], horizons) for closes in at_hand}
        for place, row in enumerate(left):
            own = {asset: rows[place] for asset, rows in known.items() if 0 in rows[place]}
            if own:
                found[row] = EventWindow(event=asked[row], groups=groups[row], resolution=resolution, closes=own)  # type: ignore[arg-type]
    return [window for window in found if window is not None]


def _closes_at(closes: Closes, events: Sequence[Assessed], horizons: Sequence[int]) -> list[dict[int, tuple[datetime, float]]]:
    """For each event the close known at its publication, hour 0, and at the horizons after it, with their instants."""
    hours = (0, *horizons)
    starts = np.array([round(one.event.published_at.timestamp()) for one in events], dtype=np.int64)
    places = closes.known(starts[:, None] + np.array(hours, dtype=np.int64) * HOUR)
    at, price = closes.at.tolist(), closes.close.tolist()
    return [
        {hour: (datetime.fromtimestamp(at[place], UTC), price[place]) for hour, place in zip(hours, row, strict=True) if place >= 0}
        for row in places.tolist()
    ]


def _resolutions(windows: Sequence[EventWindow]) -> list[Resolution]:
    found = {window.resolution for window in windows}
    return [resolution for resolution in ("hourly", "daily") if resolution in found]


def _cells(
    resolution: Resolution,
    windows: Sequence[EventWindow],
    known: Mapping[str, _Known],
    series: Sequence[Closes],
    resamples: int,
    seed: int,
    step: Step,
) -> list[Cell]:
    """The cells of one resolution, in the order of group, asset and horizon."""
    members: dict[str, list[datetime]] = {}
    for window in windows:
        if window.resolution == resolution:
            for group in window.groups:
                members.setdefault(group, []).append(window.event.event.published_at)
    if not members:
        return []
    instants = {group: instants_of(moments) for group, moments in members.items()}
    everything = np.unique(np.concatenate(list(instants.values())))
    days = candidates(everything)
    suffix = "" if resolution == "hourly" else "@daily"
    cells = []
    draw = lru_cache(maxsize=2 * len(instants))(drawn)  # two horizons, and both assets of each
    for hours in HORIZONS if resolution == "hourly" else DAILY_HORIZONS:
        for closes in (one for one in series if one.resolution == resolution and one.asset in ASSETS):
            returns = closes.returns(everything, hours * HOUR)
            before = closes.returns(days.distinct, hours * HOUR)
            for group, own in instants.items():
                rows = np.searchsorted(everything, own)
                base = ordinary(own, days.of(rows), before, hours * HOUR, group=known[group].instants, since=known[group].since)
                figures = describe(own, returns[rows], base, hours * HOUR, resamples=resamples, seed=seed, draw=draw)
                cells.append(Cell(group=group + suffix, asset=closes.asset, horizon_hours=hours, resolution=resolution, figures=figures))
            step(f"{closes.asset} {hours} h, {resolution}")
    return sorted(cells, key=lambda cell: (cell.group, cell.asset, cell.horizon_hours))


def steps_of(series: Sequence[Closes]) -> int:
    """How many steps a study takes at most, for a progress bar."""
    return sum(len(HORIZONS) if closes.resolution == "hourly" else len(DAILY_HORIZONS) for closes in series if closes.asset in ASSETS)


def study_json(found: Study, *, minimum: int, as_of: datetime | None, rulebook: Mapping[str, str]) -> dict[str, Any]:
    """The contract's `evidence study` object."""
    return {
        "as_of": instant(as_of) if as_of else None,
        "rulebook": dict(rulebook),
        "method": {
            "document": "docs/evidence.md",
            "minimum_n": minimum,
            "resamples": RESAMPLES,
            "seed": SEED,
            "horizons_hours": list(HORIZONS),
        },
        "groups": [cell_json(cell) for cell in found.cells],
        "events": [window_json(window) for window in found.windows],
    }


def cell_json(cell: Cell) -> dict[str, Any]:
    """One group, asset and horizon; figures are null where the events are too few."""
    f = cell.figures
    return {
        "group": cell.group,
        "asset": cell.asset,
        "horizon_hours": cell.horizon_hours,
        "resolution": cell.resolution,
        "n": f.n,
        "windows_apart": f.apart,
        "too_few": f.too_few,
        "mean_pct": _rounded(f.mean),
        "median_pct": _rounded(f.median),
        "quartiles_pct": None if f.quartile_low is None else [_rounded(f.quartile_low), _rounded(f.quartile_high)],
        "share_up": _rounded(f.share_up),
        "ci95_share_up": _pair(f.share_interval),
        "abs_mean_pct": _rounded(f.abs_mean),
        "abs_median_pct": _rounded(f.abs_median),
        "excess_median_pct": _rounded(f.excess_median),
        "baseline": {
            "n": f.baseline_n,
            "events": f.baseline_events,
            "mean_pct": _rounded(f.baseline_mean),
            "abs_mean_pct": _rounded(f.baseline_abs_mean),
            "share_up": _rounded(f.baseline_share_up),
        },
        "ratio_abs": _rounded(f.ratio_abs),
        "ci95_mean_pct": _pair(f.mean_interval),
        "ci95_ratio_abs": _pair(f.ratio_interval),
        "p_value": _rounded(f.p_direction, 6),
        "q_value": _rounded(cell.q_direction, 6),
        "p_value_size": _rounded(f.p_size, 6),
        "q_value_size": _rounded(cell.q_size, 6),
    }


def window_json(window: EventWindow) -> dict[str, Any]:
    """One event: where its window starts, the closes used with the instants they are of, and the returns."""
    event = window.event.event
    returns = {
        asset: {str(hours): round(value, 4) for hours in closes if hours and (value := window.return_pct(asset, hours)) is not None}
        for asset, closes in window.closes.items()
    }
    prices = {
        asset: {str(hours): {"at": instant(at), "close": close} for hours, (at, close) in closes.items()}
        for asset, closes in window.closes.items()
    }
    return {
        "key": event.key,
        "kind": event.KIND,
        "source": event.source,
        "window_start": instant(event.published_at),
        "resolution": window.resolution,
        "groups": list(window.groups),
        "impact": window.event.assessment.impact,
        "direction": window.event.assessment.direction,
        "named": names_direction(window.event.assessment),
        "pushes": sorted({s.mechanism for s in window.event.assessment.signals if s.counted and s.direction != "either"}),
        "surprise_bp": event.surprise_bp if isinstance(event, FomcStatement) else None,
        "prices": prices,
        "returns_pct": returns,
    }


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)


def _pair(pair: tuple[float, float] | None) -> list[float] | None:
    return None if pair is None else [round(value, 4) for value in pair]
