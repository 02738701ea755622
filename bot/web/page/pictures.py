"""The pictures of the page: series as SVG with their axes, in a reader's language. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date
from markupsafe import Markup

from bot.i18n import N_, Texts, texts
from bot.languages import LANGUAGES
from bot.render import amounts, words
from bot.web.page import drawing
from bot.web.page.overview import Overview
from bot.web.page.series import Overnight, Sheets, StandingRepo
from rules.like import MINIMUM

SOURCES = {
    "sheets": N_("Source: Federal Reserve, H.4.1"),
    "repo": N_("Source: Federal Reserve Bank of New York"),
    "overnight": N_("Sources: Federal Reserve Bank of New York, Federal Reserve"),
    "record": N_("Source: replay of the past by these rules"),
}


QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
TENTHS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture, its title, what it says in a sentence, where it is from, and the colours by name."""

    title: str
    svg: Markup
    said: str
    source: str
    legend: tuple[tuple[str, str], ...] = ()


def figures(found: Overview, tx: Texts) -> tuple[Figure, ...]:
    """The pictures that enough is known for."""
    made = (
        sheets(found.sheets, tx) if found.sheets else None,
        standing_repo(found.standing_repo, tx) if found.standing_repo else None,
        overnight(found.overnight, tx) if found.overnight else None,
    )
    return tuple(figure for figure in made if figure is not None)


def sheets(found: Sheets, tx: Texts) -> Figure:
    """Total assets by week, on the colours of the regimes."""
    told = texts("alerts", tx.lang)
    points = [(float(day.toordinal()), float(usd)) for day, usd in zip(found.days, found.assets_usd, strict=True)]
    frame, marks = drawing.frame_of([at for at, _ in points], [usd for _, usd in points])
    bands = [drawing.band(frame, first.toordinal(), last.toordinal(), f"regime-{name}") for first, last, name in found.stretches()]
    peak = max(range(len(points)), key=lambda index: points[index][1])
    said = tx.t(
        "{total} on {day}; the most was {peak} on {then}.",
        total=amounts.usd_total(found.assets_usd[-1], tx.lang),
        day=amounts.day(found.days[-1], tx.lang),
        peak=amounts.usd_total(found.assets_usd[peak], tx.lang),
        then=amounts.day(found.days[peak], tx.lang),
    )
    labels, unit = _trillions(marks, tx)
    shown = [*bands, drawing.levels(frame, marks, labels, unit), _years(frame, found.days, tx), drawing.line(frame, points, "ink")]
    present = dict.fromkeys(name for _, _, name in found.stretches())
    legend = tuple((f"regime-{name}", words.value("regime", name, told)) for name in present)
    return _figure("sheets", tx.t("The Fed's total assets, by regime"), said, shown, tx, legend)


def standing_repo(found: StandingRepo, tx: Texts) -> Figure:
    """What was lent by day over a year, and what was high in it."""
    points = [(float(day.toordinal()), float(usd)) for day, usd in zip(found.days, found.lent_usd, strict=True)]
    frame, marks = drawing.frame_of([at for at, _ in points], [usd for _, usd in points], from_zero=True)
    last, high = found.lent_usd[-1], found.high_usd
    values = {
        "last": amounts.usd(last, tx.lang),
        "day": amounts.day(found.days[-1], tx.lang),
        "share": amounts.share(found.lower_share),
        "high": amounts.usd(high, tx.lang),
    }
    if last:
        said = tx.t("{last} on {day}, more than on {share} of the year's other days.", **values)
    else:
        said = tx.t("Nothing was lent on {day}.", **values)
    usual = tx.t("On 95 of 100 days it was {high} or less.", **values)
    peak = max(range(len(points)), key=lambda index: points[index][1])
    labels, unit = _billions(marks, tx)
    shown = [
        drawing.levels(frame, marks, labels, unit),
        _months(frame, found.days, tx),
        drawing.bars(frame, points, "first"),
        drawing.level(frame, high, "dashed second"),
        drawing.note(frame, *points[peak], amounts.usd(found.lent_usd[peak], tx.lang)),
        drawing.dot(frame, *points[-1], "dot first"),
    ]
    legend = (("first", tx.t("lent that day")), ("second dash", tx.t("95 of 100 days are below")))
    return _figure("repo", tx.t("Standing repo against its own year"), words.sentences([said, usual], tx), shown, tx, legend)


def overnight(found: Overnight, tx: Texts) -> Figure:
    """SOFR against interest on reserves."""
    told = texts("alerts", tx.lang)
    places = [float(day.toordinal()) for day in found.days]
    sofr: Sequence[drawing.Point] = list(zip(places, found.sofr_pct, strict=True))
    iorb: Sequence[drawing.Point] = list(zip(places, found.iorb_pct, strict=True))
    frame, marks = drawing.frame_of(places, [value for _, value in (*sofr, *iorb) if value is not None])
    rate = tx.t("SOFR {sofr} for {day}", sofr=amounts.pct(found.sofr_pct[-1]), day=amounts.day(found.days[-1], tx.lang))
    spread = found.spread_bp
    if spread is None:
        said = tx.t("{rate}.", rate=rate)
    elif spread > 0:
        said = tx.t("{rate}, {spread} over IORB: cash costs more than the Fed pays for it.", rate=rate, spread=amounts.bp(spread, told))
    else:
        said = tx.t("{rate}, {spread} under IORB.", rate=rate, spread=amounts.bp(spread, told))
    shown = [
        drawing.levels(frame, marks, [f"{mark:.2f}" for mark in marks], "%"),
        _months(frame, found.days, tx),
        drawing.steps(frame, iorb, "second thick"),
        drawing.line(frame, sofr, "first"),
        drawing.dot(frame, places[-1], found.sofr_pct[-1], "dot first"),
    ]
    return _figure("overnight", tx.t("SOFR against IORB"), said, shown, tx, (("first", "SOFR"), ("second", "IORB")))


def reliability(record: Mapping[str, Any], tx: Texts) -> Figure | None:
    """Claimed chances of a rise against how often it rose: of the alerts where they are enough, else of the replay."""
    past = record["walk_forward"]
    is_own = record["judged"] >= MINIMUM
    bins = record["reliability"] if is_own else past["reliability"] if past else ()
    if not bins:
        return None
    across = (min(0.3, *(one["claimed"] for one in bins)), max(0.7, *(one["claimed"] for one in bins)))
    frame = drawing.Frame(across[0], across[1], 0.0, 1.0)
    shown = [
        drawing.levels(frame, QUARTERS, [f"{mark:.0%}" for mark in QUARTERS], tx.t("rose")),
        drawing.moments(frame, ((mark, f"{mark:.0%}") for mark in TENTHS if across[0] <= mark <= across[1])),
        drawing.line(frame, [(across[0], across[0]), (across[1], across[1])], "dashed quiet"),
        *(drawing.whisker(frame, one["claimed"], one["ci95"], "whisker first") for one in bins if one.get("ci95")),
        *(drawing.dot(frame, one["claimed"], one["rose"], "dot first", _radius(one["n"])) for one in bins),
        drawing.notes(frame, [(one["claimed"], one["rose"], f"n={one['n']}") for one in sorted(bins, key=lambda one: -one["n"])]),
    ]
    said = tx.t("Across: the claimed chance of a rise. Up: how often BTC rose. On the dashed line the claims would be right.")
    title = tx.t("What was claimed and what came, all alerts") if is_own else tx.t("What was claimed and what came, in the replay")
    return _figure("record", title, said, shown, tx)


def _figure(name: str, title: str, said: str, marks: Iterable[str], tx: Texts, legend: tuple[tuple[str, str], ...] = ()) -> Figure:
    drawn = Markup(drawing.svg(name, title, said, marks))
    return Figure(title=title, svg=drawn, said=said, source=tx.t(SOURCES[name]), legend=legend)


def _years(frame: drawing.Frame, days: Sequence[date], tx: Texts) -> str:
    return drawing.moments(frame, ((at, str(day.year)) for at, day in drawing.years(days[0], days[-1])))


def _months(frame: drawing.Frame, days: Sequence[date], tx: Texts) -> str:
    locale = LANGUAGES[tx.lang].locale
    return drawing.moments(frame, ((at, format_date(day, "MMM", locale=locale)) for at, day in drawing.months(days[0], days[-1])))


def _trillions(marks: Sequence[float], tx: Texts) -> tuple[list[str], str]:
    return [amounts.number(mark / 1e12) for mark in marks], tx.t("trillion USD")


def _billions(marks: Sequence[float], tx: Texts) -> tuple[list[str], str]:
    size = LANGUAGES[tx.lang].column[0]
    return [amounts.number(mark / size) for mark in marks], tx.t("billion USD")


def _radius(count: int) -> float:
    """Of a dot that stands for so many: its area grows with them."""
    return min(2.5 + 0.45 * math.sqrt(count), 9.0)
