"""Pictures beside the look-ups, as PNG bytes: composition of the balance sheet, operations, spreads and dots, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby

from matplotlib.axes import Axes
from matplotlib.dates import DateFormatter
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import LinearLocator

from bot.i18n import N_, Texts, texts
from bot.lookups.dots import Dots
from bot.lookups.series import Spread, Week
from bot.lookups.takeup import Day
from bot.render import amounts, canvas, words

TN = 10**12
LONG = 400
"""Days; over more of them a month tells enough."""
REGIMES = {
    "emergency": canvas.VERMILION, "tightening": canvas.ORANGE, "pivot": canvas.PURPLE, "expansion": canvas.GREEN, "neutral": canvas.MUTED,
}  # fmt: skip
COMPOSITION = (canvas.BLUE, canvas.SKY, canvas.YELLOW)
SPREADS = {"SOFR": (canvas.SKY, "-"), "EFFR": (canvas.ORANGE, "--")}
FACILITIES = {
    "standing": (N_("SRF, lent"), canvas.SKY), "on_rrp": (N_("ON RRP, taken in"), canvas.ORANGE),
    "other": (N_("Other operations"), canvas.GREEN),
}  # fmt: skip


def balance(weeks: Sequence[Week], lang: str) -> bytes:
    """What total assets are made of, by week, over a strip of the policy cycle."""
    tx = texts("alerts", lang)

    def build(figure: Figure) -> None:
        strip, axes = figure.subplots(2, 1, height_ratios=[1, 18], sharex=True)
        _strip(strip, weeks, tx)
        days = [week.on for week in weeks]
        treasuries, mbs = [week.treasuries_usd / TN for week in weeks], [week.mbs_usd / TN for week in weeks]
        other = [(week.total_usd - week.treasuries_usd - week.mbs_usd) / TN for week in weeks]
        axes.stackplot(days, treasuries, mbs, other, colors=COMPOSITION, edgecolor=canvas.BACK, linewidth=0.5)
        axes.set(ylabel=tx.t("trillion USD"), ylim=(0, None), xlim=(days[0], days[-1]))
        dated(axes)
        names = (tx.t("Treasuries"), tx.t("MBS"), tx.t("other assets"))
        canvas.above(axes, [Patch(color=colour, label=name) for colour, name in zip(COMPOSITION, names, strict=True)], columns=3)

    title = tx.t("Fed's assets: {total}", total=amounts.usd_total(weeks[-1].total_usd, lang))
    return canvas.picture(build, title=title, source=sourced("Federal Reserve", weeks[-1].on, tx), tx=tx, size=canvas.TALL)


def _strip(axes: Axes, weeks: Sequence[Week], tx: Texts) -> None:
    """The policy cycle in force, as colours over time."""
    for regime, first, last in _stretches(weeks):
        axes.axvspan(first, last, color=REGIMES.get(regime, canvas.MUTED), linewidth=0)  # type: ignore[arg-type]
    axes.set_yticks([])
    axes.tick_params(bottom=False, labelbottom=False)
    axes.spines[:].set_visible(False)
    seen = dict.fromkeys(week.regime for week in weeks)
    canvas.above(axes, [Patch(color=REGIMES.get(name, canvas.MUTED), label=words.value("regime", name, tx)) for name in seen], columns=2)


def repo(standing: Sequence[Day], on_rrp: Sequence[Day], lang: str) -> bytes:
    """Each facility's operations over its own year, the last one marked; those of a facility that is not known are left out."""
    tx = texts("alerts", lang)
    known = [(name, days) for name, days in (("standing", standing), ("on_rrp", on_rrp)) if days]

    def build(figure: Figure) -> None:
        for place, (name, days) in enumerate(known, 1):
            label, colour = FACILITIES[name]
            year(canvas.axes(figure, len(known), place), days, tx.t(label), colour, tx)

    last = max(days[-1].on for _, days in known)
    title = tx.t("Overnight operations, their last year")
    return canvas.picture(build, title=title, source=sourced("New York Fed", last, tx), tx=tx, size=canvas.TALL)


def year(axes: Axes, days: Sequence[Day], label: str, colour: str, tx: Texts) -> None:
    """Operation by operation; the unit is the language's own."""
    size = tx.language.column[0]
    heights = [day.usd / size for day in days]
    axes.vlines([day.on for day in days], 0, heights, color=colour, linewidth=1.6)  # type: ignore[arg-type]
    axes.plot([days[-1].on], heights[-1:], "o", color=canvas.INK, markersize=9, clip_on=False)  # type: ignore[arg-type]
    axes.set(ylabel=tx.t("billion USD"), ylim=(0, 1.1 * max(*heights, 1)), xlim=(days[0].on, days[-1].on))
    axes.set_title(tx.t("{what}: ● {value}", what=label, value=amounts.usd(days[-1].usd, tx.lang)), loc="left")
    dated(axes)


def rates(spreads: Mapping[str, Sequence[Spread]], lang: str) -> bytes:
    """Each rate over interest on reserves by day, its last value beside its name."""
    tx = texts("alerts", lang)

    def build(figure: Figure) -> None:
        axes = canvas.axes(figure)
        for kind, days in spreads.items():
            colour, line = SPREADS[kind]
            label = tx.t("{rate} − IORB: {spread}", rate=kind, spread=amounts.bp_change(days[-1].bp, tx))
            axes.plot([day.on for day in days], [day.bp for day in days], line, color=colour, label=label)  # type: ignore[arg-type]
        axes.axhline(0, color=canvas.INK, linewidth=1)
        axes.set(ylabel=tx.t("basis points over IORB"))
        dated(axes)
        canvas.above(axes)

    last = max(days[-1].on for days in spreads.values())
    return canvas.picture(build, title=tx.t("Overnight rates over IORB"), source=sourced("New York Fed", last, tx), tx=tx)


def dots(found: Dots, lang: str) -> bytes:
    """The medians of each year's end, now and before."""
    tx = texts("alerts", lang)

    def build(figure: Figure) -> None:
        axes = canvas.axes(figure)
        places = range(len(found.dots))
        before = [(i, dot.before_pct) for i, dot in enumerate(found.dots) if dot.before_pct is not None]
        if before:
            axes.plot(*zip(*before, strict=True), "D", color=canvas.ORANGE, fillstyle="none", markersize=15, mew=2.5, label=tx.t("before"))
        axes.plot(places, [dot.pct for dot in found.dots], "o", color=canvas.SKY, markersize=13, label=tx.t("now"))
        for i, dot in enumerate(found.dots):
            axes.annotate(f"{dot.pct:.1f}", (i, dot.pct), textcoords="offset points", xytext=(13, 0), va="center")
        axes.set_xticks(list(places), [str(dot.year) for dot in found.dots])
        axes.set(ylabel=tx.t("funds rate, median, %"), xlabel=tx.t("end of year"), xlim=(-0.4, len(places) - 0.2))
        axes.margins(y=0.2)
        canvas.above(axes, columns=2)

    source = sourced("Federal Reserve", found.published_at.date(), tx)
    return canvas.picture(build, title=tx.t("Dots, now and before"), source=source, tx=tx)


def _stretches(weeks: Sequence[Week]) -> list[tuple[str, date, date]]:
    """Runs of weeks in one regime, each to where the next begins."""
    runs = [(regime, [week.on for week in run]) for regime, run in groupby(weeks, key=lambda week: week.regime)]
    ends = [days[0] for _, days in runs[1:]] + [weeks[-1].on]
    return [(regime, days[0], end) for (regime, days), end in zip(runs, ends, strict=True)]


def sourced(publisher: str, day: date, tx: Texts) -> str:
    """Who published what a picture shows, and its last day."""
    return tx.t("Source: {publisher}, to {day}", publisher=tx.t(publisher), day=amounts.day(day, tx.lang))


def dated(axes: Axes) -> None:
    """The first day, the middle and the last, written the same in every language."""
    axes.margins(x=0)
    first, last = axes.get_xlim()
    axes.xaxis.set_major_locator(LinearLocator(3))
    axes.xaxis.set_major_formatter(DateFormatter("%Y-%m" if last - first > LONG else "%Y-%m-%d"))  # type: ignore[no-untyped-call]
