"""Pictures of the evidence, as PNG bytes: event time, reliability, the balance sheet and Bitcoin by regime.

For a phone: few words, large. Labels are English, since nothing is known of the fonts where the bot runs; captions speak the reader's
language (`bot/render/evidence/captions.py`). No picture shows a series of prices: other people's are shown as returns alone.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import YearLocator
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MultipleLocator, PercentFormatter

SIZE = (6.0, 4.5)
TALL = (6.0, 6.75)
"""Inches, at 200 dots each: as wide as a phone shows it, with letters that can be read there."""
DOTS = 200
NOTE = "Information, not advice · fedtide, docs/evidence.md"
WARNING = "Two levels that trend look related whether they are\nor not: changes are compared, and no correlation is shown."
REGIME_COLOURS = {"emergency": "#d62728", "tightening": "#ff9f40", "pivot": "#9467bd", "expansion": "#2ca02c", "neutral": "#999999"}
EVENT, ORDINARY = "#1f77b4", "#888888"


@dataclass(frozen=True, slots=True)
class Band:
    """By hour from the event: quartiles and median of returns since it, percent."""

    hours: Sequence[int]
    low: Sequence[float]
    median: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of weeks: its regime at the start, and by how much total assets and BTC changed, percent."""

    regime: str
    assets_pct: float
    bitcoin_pct: float


def event_time(title: str, n: int, events: Band, ordinary: Band) -> bytes:
    """What prices did around events (median and the middle half) against ordinary windows at the same clock."""
    figure = _figure(SIZE)
    axes = _axes(figure, 1, 1)
    for band, colour, label in ((ordinary, ORDINARY, "ordinary windows"), (events, EVENT, f"{n} decisions")):
        axes.fill_between(band.hours, band.low, band.high, color=colour, alpha=0.25, linewidth=0)
        axes.plot(band.hours, band.median, color=colour, linewidth=2, label=label)
    axes.axvline(0, color="black", linewidth=0.8)
    axes.axhline(0, color="black", linewidth=0.4)
    axes.set(title=title, xlabel="hours from publication", ylabel="BTC, % from publication", xlim=(events.hours[0], events.hours[-1]))
    axes.set_xticks([hour for hour in events.hours if hour % 24 == 0])
    right_of_zero = (-events.hours[0] / (events.hours[-1] - events.hours[0]), 1.0)
    axes.legend(loc="upper left", bbox_to_anchor=right_of_zero, frameon=False, title="median; shaded: middle half", alignment="left")
    axes.margins(y=0.25)
    return _png(figure)


def reliability(bins: Sequence[Mapping[str, Any]]) -> bytes:
    """How often prices rose by what was claimed, with 95 % intervals; on the diagonal claims would be right."""
    figure = _figure(SIZE)
    axes = _axes(figure, 1, 1)
    axes.plot([0, 1], [0, 1], color=ORDINARY, linestyle="--", label="claims would be right")
    claimed, rose = [row["claimed"] for row in bins], [row["rose"] for row in bins]
    below = [row["rose"] - row["ci95"][0] for row in bins]
    above = [row["ci95"][1] - row["rose"] for row in bins]
    axes.errorbar(claimed, rose, yerr=[below, above], fmt="o", markersize=7, color=EVENT, capsize=4, label="what happened, 95 % range")
    for row in bins:
        axes.annotate(
            f"n={row['n']}", (row["claimed"], row["ci95"][1]), textcoords="offset points", xytext=(0, 5), ha="center", fontsize=10
        )
    across = (min(0.3, *claimed) - 0.02, max(0.7, *claimed) + 0.02)
    axes.set(title="Claimed chance of a rise, and how often BTC rose", xlabel="claimed", ylabel="rose", xlim=across, ylim=(0, 1.05))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MultipleLocator(0.1))
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
    axes.legend(loc="upper left", frameon=False)
    return _png(figure)


def balance_sheet(days: Sequence[date], assets_tn: Sequence[float], regimes: Sequence[str], changes: Sequence[Change], weeks: int) -> bytes:
    """Total assets by week, and below it what they and BTC did in stretches of so many weeks; both coloured by regime."""
    figure = _figure(TALL)
    above, below = _axes(figure, 2, 1), _axes(figure, 2, 2)
    for first, last, name in _stretches(days, regimes):
        above.axvspan(first, last, color=REGIME_COLOURS.get(name, "#ffffff"), alpha=0.25, linewidth=0)  # type: ignore[arg-type]
    above.plot(days, assets_tn, color="black", linewidth=1.5)  # type: ignore[arg-type]
    above.xaxis.set_major_locator(YearLocator())  # type: ignore[no-untyped-call]
    above.set(title="The Fed's total assets, by regime", ylabel="trillion USD", xlim=(days[0], days[-1]))
    for name, colour in REGIME_COLOURS.items():
        own = [change for change in changes if change.regime == name]
        below.scatter([change.assets_pct for change in own], [change.bitcoin_pct for change in own], s=45, color=colour, edgecolor="white")
    below.axvline(0, color="black", linewidth=0.4)
    below.axhline(0, color="black", linewidth=0.4)
    below.set(
        title=f"BTC against it, each dot {weeks} weeks", xlabel=f"total assets, % in {weeks} weeks", ylabel=f"BTC, % in {weeks} weeks"
    )
    shown = {*regimes, *(change.regime for change in changes)}
    patches = [Patch(color=colour, label=name) for name, colour in REGIME_COLOURS.items() if name in shown]
    figure.legend(handles=patches, loc="outside upper center", frameon=False, ncols=len(patches), columnspacing=1.0, handlelength=1.0)
    below.text(0.99, 0.02, WARNING, transform=below.transAxes, fontsize=9, ha="right")
    return _png(figure)


def _stretches(days: Sequence[date], regimes: Sequence[str]) -> list[tuple[date, date, str]]:
    """Runs of weeks in one regime; each ends where the next begins."""
    found: list[tuple[date, date, str]] = []
    for day, name in zip(days, regimes, strict=True):
        if found and found[-1][2] == name:
            found[-1] = (found[-1][0], day, name)
        else:
            if found:
                found[-1] = (found[-1][0], day, found[-1][2])
            found.append((day, day, name))
    return found


def _figure(size: tuple[float, float]) -> Figure:
    figure = Figure(figsize=size, dpi=DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    figure.supxlabel(NOTE, fontsize=8, color="#666666", x=0.99, ha="right")
    return figure


def _axes(figure: Figure, rows: int, place: int) -> Axes:
    """One of several plots above each other."""
    with rc_context({"font.size": 11, "axes.titlesize": 12, "legend.fontsize": 10, "legend.title_fontsize": 10}):
        axes = figure.add_subplot(rows, 1, place)
    axes.spines[["top", "right"]].set_visible(False)
    return axes


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
