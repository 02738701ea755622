"""Pictures of one event, as PNG bytes: prices around it, what a statement says otherwise, an operation in its own year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from bot.fomc.diff import Change
from bot.i18n import Texts, texts
from bot.lookups.takeup import Day
from bot.render import amounts, canvas, typeset, words
from bot.render.evidence.measured import signed_pct
from bot.render.evidence.pictures import EXCHANGES
from bot.render.html import shorten
from bot.render.lookups.pictures import FACILITIES, sourced, year
from bot.render.stories.diff import PIECE_LIMIT, with_terms

KINDS = {"same": (canvas.MUTED, None), "removed": (canvas.ORANGE, 0.28), "added": (canvas.SKY, -0.16)}
"""By kind of words their colour, and where the line through or under them is, in parts of the letters' height."""
SIGNS = {"removed": "−", "added": "+", "same": "•"}


@dataclass(frozen=True, slots=True)
class Shape:
    """An asset by hour from an event: its return, NaN where it is not known, and the middle half of ordinary days'; percent."""

    asset: str
    hours: Sequence[int]
    returns: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def around(shapes: Sequence[Shape], day: date, last: date, lang: str) -> bytes:
    """Each asset's returns from the publication on `day`, over what ordinary days did at the same hour; `last` is the last price's day."""
    tx = texts("alerts", lang)

    def build(figure: Figure) -> None:
        for place, shape in enumerate(shapes, 1):
            axes = canvas.axes(figure, len(shapes), place)
            _shape(axes, shape, tx)
            if place == 1:
                ordinary = Patch(color=canvas.MUTED, alpha=0.35, label=tx.t("ordinary days, the middle half"))
                canvas.above(axes, [Line2D([], [], color=canvas.SKY, label=tx.t("this time")), ordinary])
        axes.set(xlabel=tx.t("hours from publication"))

    assets = words.listed([shape.asset for shape in shapes], tx)
    title = tx.t("{assets} around {day}", assets=assets, day=amounts.day(day, lang))
    return canvas.picture(build, title=title, source=sourced(EXCHANGES, last, tx), tx=tx, size=canvas.TALL)


def _shape(axes: Axes, shape: Shape, tx: Texts) -> None:
    axes.fill_between(shape.hours, shape.low, shape.high, color=canvas.MUTED, alpha=0.35, linewidth=0)
    for edge in (shape.low, shape.high):
        axes.plot(shape.hours, edge, color=canvas.MUTED, linewidth=0.8)
    axes.plot(shape.hours, shape.returns, color=canvas.SKY)
    axes.axvline(0, color=canvas.INK, linewidth=1)
    axes.axhline(0, color=canvas.INK, linewidth=0.6)
    axes.set(ylabel=tx.t("{asset}, % from publication", asset=shape.asset), xlim=(shape.hours[0], shape.hours[-1]))
    axes.set_xticks([hour for hour in shape.hours if hour % 24 == 0])
    hour, value = [(hour, value) for hour, value in zip(shape.hours, shape.returns, strict=True) if value == value][-1]
    axes.plot([hour], [value], "o", color=canvas.INK, markersize=8, clip_on=False)
    off = (-8, 10) if hour > 0 else (8, 10)
    axes.annotate(signed_pct(value), (hour, value), textcoords="offset points", xytext=off, ha="right" if hour > 0 else "left", fontsize=16)


def operation(days: Sequence[Day], facility: str, lang: str) -> bytes:
    """An operation day, the last of these, in the year up to it."""
    tx = texts("alerts", lang)
    label, colour = FACILITIES[facility]

    def build(figure: Figure) -> None:
        year(canvas.axes(figure), days, tx.t(label), colour, tx)

    title = tx.t("{day}, and the year before", day=amounts.day(days[-1].on, lang))
    return canvas.picture(build, title=title, source=sourced("New York Fed", days[-1].on, tx), tx=tx)


def shown_of(changes: Sequence[Change], lang: str) -> int:
    """How many of the changes, the most important first, a card holds: one at least."""
    paragraphs = _paragraphs(changes, texts("alerts", lang))
    fit = (count for count in range(len(paragraphs), 1, -1) if typeset.height_of(paragraphs[:count]) <= canvas.TALL[1])
    return next(fit, 1)


def wording(changes: Sequence[Change], day: date, lang: str) -> bytes:
    """What a statement says otherwise than the one before it, as far as a card holds: gone words struck through, new ones underlined."""
    tx = texts("alerts", lang)
    paragraphs = [paragraph[: typeset.MOST] for paragraph in _paragraphs(changes, tx)[: shown_of(changes, lang)]]
    title, source = tx.t("Text changes ({count})", count=len(changes)), sourced("Federal Reserve", day, tx)
    size = (canvas.TALL[0], typeset.height_of(paragraphs))
    return canvas.picture(lambda figure: typeset.lay(figure, paragraphs), title=title, source=source, tx=tx, size=size)


def _paragraphs(changes: Sequence[Change], tx: Texts) -> list[typeset.Paragraph]:
    """Each change, and below it what known phrases in it mean."""
    return [
        [*typeset.broken(_runs(change)), *typeset.broken([typeset.Run(terms, canvas.YELLOW)])] for change, terms in with_terms(changes, tx)
    ]


def _runs(change: Change) -> Iterator[typeset.Run]:
    yield typeset.Run(SIGNS[change.pieces[0].kind if len(change.pieces) == 1 else "same"])
    for piece in change.pieces:
        yield typeset.Run(" ")
        yield typeset.Run(shorten(piece.text, PIECE_LIMIT), *KINDS[piece.kind])
