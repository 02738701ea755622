"""Pictures of the evidence, as PNG bytes: event time, reliability, the balance sheet beside Bitcoin. English, for `--out` and the docs."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Patch

SIZE = (8.0, 4.5)
"""Inches, at 150 dots each."""
DOTS = 150
NOTE = "Information, not advice. fedtide, docs/evidence.md"
WARNING = "Two levels that trend look related whether they are or not: no correlation is shown."
REGIME_COLOURS = {"emergency": "#d62728", "tightening": "#ff9f40", "pivot": "#9467bd", "expansion": "#2ca02c", "neutral": "#bbbbbb"}
EVENT, ORDINARY = "#1f77b4", "#888888"


@dataclass(frozen=True, slots=True)
class Band:
    """By hour from the event: quartiles and median of returns since it, percent."""

    hours: Sequence[int]
    low: Sequence[float]
    median: Sequence[float]
    high: Sequence[float]


def event_time(title: str, n: int, events: Band, ordinary: Band) -> bytes:
    """What prices did around events (median and the middle half) against ordinary windows at the same clock."""
    figure, axes = _figure()
    for band, colour, label in ((ordinary, ORDINARY, "ordinary windows"), (events, EVENT, f"{n} events")):
        axes.fill_between(band.hours, band.low, band.high, color=colour, alpha=0.25, linewidth=0)
        axes.plot(band.hours, band.median, color=colour, label=f"{label}: median and middle half")
    axes.axvline(0, color="black", linewidth=0.8)
    axes.axhline(0, color="black", linewidth=0.4)
    axes.set(title=title, xlabel="hours from publication", ylabel="BTC, % from publication")
    axes.legend(loc="upper left", frameon=False)
    return _png(figure)


def reliability(bins: Sequence[Mapping[str, Any]]) -> bytes:
    """How often prices rose by what was claimed, with 95 % intervals; on the diagonal claims would be right."""
    figure, axes = _figure()
    axes.plot([0, 1], [0, 1], color=ORDINARY, linestyle="--", label="claims are right")
    claimed, rose = [row["claimed"] for row in bins], [row["rose"] for row in bins]
    below = [row["rose"] - row["ci95"][0] for row in bins]
    above = [row["ci95"][1] - row["rose"] for row in bins]
    axes.errorbar(claimed, rose, yerr=[below, above], fmt="o", color=EVENT, capsize=3, label="replay of the past, 95 % intervals")
    for row in bins:
        axes.annotate(f"n = {row['n']}", (row["claimed"], row["rose"]), textcoords="offset points", xytext=(6, 6), fontsize=8)
    axes.set(title="Claimed chance of a rise, and how often BTC rose", xlabel="claimed", ylabel="rose", xlim=(0.2, 0.8), ylim=(0, 1))
    axes.legend(loc="upper left", frameon=False)
    return _png(figure)


def balance_sheet(days: Sequence[date], assets_tn: Sequence[float], bitcoin: Sequence[float | None], regimes: Sequence[str]) -> bytes:
    """Total assets beside BTC by week, coloured by regime, with the warning that two levels that trend always look related."""
    figure, axes = _figure()
    right = axes.twinx()
    for first, last, name in _stretches(days, regimes):
        axes.axvspan(first, last, color=REGIME_COLOURS.get(name, "#ffffff"), alpha=0.15, linewidth=0)  # type: ignore[arg-type]
    axes.plot(days, assets_tn, color=EVENT, label="Fed total assets, tn USD")  # type: ignore[arg-type]
    known = [(day, price) for day, price in zip(days, bitcoin, strict=True) if price is not None]
    right.semilogy([day for day, _ in known], [price for _, price in known], color="#e07b00", label="BTC, USD")
    axes.set(title="Balance sheet and BTC by regime", ylabel="tn USD")
    lines = [*axes.get_lines(), *right.get_lines()]
    patches = [Patch(color=colour, alpha=0.3, label=name) for name, colour in REGIME_COLOURS.items() if name in regimes]
    axes.legend(handles=[*lines, *patches], loc="upper left", frameon=False, fontsize=7, ncols=2)
    axes.text(0.01, 0.02, WARNING, transform=axes.transAxes, fontsize=7)
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


def _figure() -> tuple[Figure, Axes]:
    figure = Figure(figsize=SIZE, dpi=DOTS, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    axes.spines[["top"]].set_visible(False)
    figure.supxlabel(NOTE, fontsize=7, color="#666666", x=0.99, ha="right")
    return figure, axes


def _png(figure: Figure) -> bytes:
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
