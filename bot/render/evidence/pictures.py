"""Pictures of the evidence, as PNG bytes: event time, reliability, the balance sheet and Bitcoin by regime.

Captions are in `bot/render/evidence/captions.py`, the style in `bot/render/canvas.py`.
No picture shows a series of prices: other people's are shown as returns alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MultipleLocator, PercentFormatter

from bot.i18n import N_, Texts, texts
from bot.languages import SOURCE
from bot.render import canvas, words
from bot.render.lookups.pictures import REGIMES, dated, sourced

EVENT, ORDINARY = canvas.SKY, canvas.MUTED
EXCHANGES, FED_AND_EXCHANGES, REPLAY = N_("exchanges"), N_("Fed, exchanges"), N_("replay of the past")
"""What a picture is made from."""
STRIP = 0.08
"""Of the height of a plot, at its foot: the regimes as colours."""


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


def event_time(n: int, events: Band, ordinary: Band, last: date, lang: str = SOURCE) -> bytes:
    """What prices up to the day `last` did around decisions (median and the middle half) against ordinary windows at the same clock."""
    tx = texts("alerts", lang)

    def build(figure: Figure) -> None:
        axes = canvas.axes(figure)
        labels = (tx.t("ordinary days, same hour"), tx.n("{count} decision", "{count} decisions", n))
        for band, colour, line, label in zip((ordinary, events), (ORDINARY, EVENT), ("--", "-"), labels, strict=True):
            axes.fill_between(band.hours, band.low, band.high, color=colour, alpha=0.3, linewidth=0)
            axes.plot(band.hours, band.median, line, color=colour, label=label)
        axes.plot([], [], " ", label=tx.t("line: median; band: the middle half"))
        axes.axvline(0, color=canvas.INK, linewidth=1)
        axes.axhline(0, color=canvas.INK, linewidth=0.6)
        axes.set(xlabel=tx.t("hours from publication"), ylabel=tx.t("BTC, % from publication"), xlim=(events.hours[0], events.hours[-1]))
        axes.set_xticks([hour for hour in events.hours if hour % 24 == 0])
        canvas.above(axes)

    return canvas.picture(build, title=tx.t("BTC around FOMC decisions"), source=sourced(EXCHANGES, last, tx), tx=tx)


def reliability(bins: Sequence[Mapping[str, Any]], last: date, lang: str = SOURCE) -> bytes:
    """How often prices rose by what a replay up to `last` claimed, with 95 % intervals; on the diagonal claims would be right."""
    tx = texts("alerts", lang)
    claimed, rose = [row["claimed"] for row in bins], [row["rose"] for row in bins]

    def build(figure: Figure) -> None:
        axes = canvas.axes(figure)
        axes.plot([0, 1], [0, 1], color=canvas.MUTED, linestyle="--", label=tx.t("claims would be right"))
        off = ([row["rose"] - row["ci95"][0] for row in bins], [row["ci95"][1] - row["rose"] for row in bins])
        axes.errorbar(claimed, rose, yerr=off, fmt="o", markersize=10, color=EVENT, capsize=5, label=tx.t("what happened, 95% range"))
        for row in bins:
            at = (row["claimed"], row["ci95"][1])
            axes.annotate(f"n={row['n']}", at, textcoords="offset points", xytext=(0, 5), ha="center", fontsize=13)
        across = (min(0.3, *claimed) - 0.03, max(0.7, *claimed) + 0.03)
        axes.set(xlabel=tx.t("claimed chance of a rise"), ylabel=tx.t("how often BTC rose"), xlim=across, ylim=(0, 1.1))
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_locator(MultipleLocator(0.1 if axis is axes.xaxis else 0.2))
            axis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        canvas.above(axes)

    return canvas.picture(build, title=tx.t("Claimed, and what happened"), source=sourced(REPLAY, last, tx), tx=tx)


def balance_sheet(
    days: Sequence[date], assets_tn: Sequence[float], regimes: Sequence[str], changes: Sequence[Change], weeks: int, lang: str = SOURCE
) -> bytes:
    """Total assets by week, and below it what they and BTC did in stretches of so many weeks; both coloured by regime."""
    tx = texts("alerts", lang)

    def build(figure: Figure) -> None:
        above, below = canvas.axes(figure, 2, 1), canvas.axes(figure, 2, 2)
        for first, last, name in _stretches(days, regimes):
            above.axvspan(first, last, ymax=STRIP, color=REGIMES.get(name, canvas.BACK), linewidth=0)  # type: ignore[arg-type]
        above.plot(days, assets_tn, color=canvas.INK)  # type: ignore[arg-type]
        above.set(ylabel=tx.t("trillion USD"), xlim=(days[0], days[-1]))
        above.margins(y=0.15)
        dated(above)
        canvas.above(above, _seen({*regimes, *(change.regime for change in changes)}, tx), columns=2)
        for (name, colour), sign in zip(REGIMES.items(), "osD^v", strict=True):
            own = [change for change in changes if change.regime == name]
            below.scatter([one.assets_pct for one in own], [one.bitcoin_pct for one in own], s=70, color=colour, marker=sign)
        below.axvline(0, color=canvas.INK, linewidth=0.6)
        below.axhline(0, color=canvas.INK, linewidth=0.6)
        below.set(xlabel=tx.t("total assets, % in {weeks} weeks", weeks=weeks), ylabel=tx.t("BTC, % in {weeks} weeks", weeks=weeks))

    title, source = tx.t("Fed's assets, and BTC beside them"), sourced(FED_AND_EXCHANGES, days[-1], tx)
    return canvas.picture(build, title=title, source=source, tx=tx, size=canvas.TALL)


def _seen(shown: set[str], tx: Texts) -> list[Patch]:
    return [Patch(color=colour, label=words.value("regime", name, tx)) for name, colour in REGIMES.items() if name in shown]


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
