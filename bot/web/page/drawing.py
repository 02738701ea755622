"""Small charts as SVG text: a frame with its two axes, and the marks in it. Pure.

Colours and letters are the page's (classes, no styles): a chart follows the reader's dark screen, and needs nothing from elsewhere.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 360, 224
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 26, 22
"""Margins, for the labels of the axes."""
Point = tuple[float, float | None]
"""Where on the two axes; without a value the line is broken."""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the two axes reach from and to."""

    first: float
    last: float
    low: float
    high: float

    def x(self, value: float) -> float:
        """The place of a value of the horizontal axis."""
        return LEFT + (value - self.first) / ((self.last - self.first) or 1) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """The place of a value of the vertical axis."""
        return HEIGHT - BOTTOM - (value - self.low) / ((self.high - self.low) or 1) * (HEIGHT - TOP - BOTTOM)


def frame_of(across: Sequence[float], up: Iterable[float], *, from_zero: bool = False) -> tuple[Frame, list[float]]:
    """A frame that holds all values, its height reaching to round numbers; and these."""
    values = list(up)
    marks = rounds(0.0 if from_zero else min(values), max(values))
    return Frame(across[0], across[-1], marks[0], marks[-1]), marks


def rounds(low: float, high: float, about: int = 4) -> list[float]:
    """Round numbers at equal distances from at most `low` to at least `high`, some `about` steps."""
    span = high - low or abs(high) or 1.0
    power = 10.0 ** math.floor(math.log10(span / about))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= span / about)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, max(last, first + 1) + 1)]


def levels(frame: Frame, marks: Iterable[float], labels: Iterable[str], unit: str) -> str:
    """The vertical axis: a line and a label a level, the unit above."""
    lines = [
        f'<path class="grid" d="M{LEFT} {_n(frame.y(mark))}H{WIDTH - RIGHT}"/>' + text(LEFT - 5, frame.y(mark) + 4, label, "label end")
        for mark, label in zip(marks, labels, strict=True)
    ]
    return "".join([*lines, text(2, 13, unit, "label")])


def moments(frame: Frame, marks: Iterable[tuple[float, str]]) -> str:
    """The horizontal axis: a tick and a label a moment, those left out that would not fit."""
    shown = []
    for at, label in marks:
        place = frame.x(at)
        anchor = "end" if place > WIDTH - RIGHT - 14 else "middle"
        shown.append(f'<path class="axis" d="M{_n(place)} {HEIGHT - BOTTOM}v4"/>' + text(place, HEIGHT - 6, label, f"label {anchor}"))
    return "".join([f'<path class="axis" d="M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>', *shown])


def line(frame: Frame, points: Iterable[Point], name: str) -> str:
    """A line through the points, broken where one has no value. `name` is its class."""
    return _path(frame, points, name, "L{x} {y}")


def steps(frame: Frame, points: Iterable[Point], name: str) -> str:
    """The same for what holds until it is changed."""
    return _path(frame, points, name, "H{x}V{y}")


def bars(frame: Frame, points: Iterable[Point], name: str) -> str:
    """A bar a point, from the bottom."""
    bottom = _n(frame.y(frame.low))
    drawn = [f"M{_n(frame.x(at))} {bottom}V{_n(frame.y(value))}" for at, value in points if value is not None]
    return f'<path class="bars {name}" d="{"".join(drawn)}"/>' if drawn else ""


def level(frame: Frame, value: float, name: str) -> str:
    """A line straight across."""
    return f'<path class="{name}" d="M{LEFT} {_n(frame.y(value))}H{WIDTH - RIGHT}"/>'


def band(frame: Frame, first: float, last: float, name: str) -> str:
    """A stretch of time in a colour: faint behind what is drawn, full in a strip at the bottom."""
    left, right = frame.x(first), frame.x(last)
    wide, foot = _n(right - left), HEIGHT - BOTTOM - 7
    return (
        f'<rect class="faint {name}" x="{_n(left)}" y="{TOP}" width="{wide}" height="{HEIGHT - TOP - BOTTOM}"/>'
        f'<rect class="{name}" x="{_n(left)}" y="{foot}" width="{wide}" height="7"/>'
    )


def dot(frame: Frame, at: float, value: float, name: str, size: float = 3.5) -> str:
    """A dot."""
    return f'<circle class="{name}" cx="{_n(frame.x(at))}" cy="{_n(frame.y(value))}" r="{_n(size)}"/>'


def whisker(frame: Frame, at: float, ends: Sequence[float], name: str) -> str:
    """From where to where a value may be."""
    low, high = ends
    return f'<path class="{name}" d="M{_n(frame.x(at))} {_n(frame.y(low))}V{_n(frame.y(high))}"/>'


def note(frame: Frame, at: float, value: float, words: str) -> str:
    """Words above a point, whole within the picture."""
    place, high = frame.x(at), max(frame.y(value) - 7, TOP - 6)
    half = wide(words) / 2
    if place + half > WIDTH - RIGHT:
        return text(WIDTH - RIGHT, high, words, "note end")
    return text(max(place, LEFT + half + 3), high, words, "note middle")


def notes(frame: Frame, points: Sequence[tuple[float, float, str]]) -> str:
    """Words above several points, the first ones first: those that would run into others are left out."""
    taken: list[tuple[float, float, float]] = []
    shown = []
    for at, value, words in points:
        x, y, half = frame.x(at), frame.y(value), wide(words) / 2
        if all(abs(x - other) > half + width + 4 or abs(y - high) > 15 for other, high, width in taken):
            shown.append(note(frame, at, value + 5 / (HEIGHT - TOP - BOTTOM) * (frame.high - frame.low), words))
        taken.append((x, y, half))
    return "".join(shown)


def wide(words: str) -> float:
    """How wide words are, about: a Chinese character is as wide as two letters."""
    return sum(12.0 if ord(letter) > 0x2E7F else 7.0 for letter in words)


def text(x: float, y: float, words: str, name: str) -> str:
    """Words at a place."""
    return f'<text class="{name}" x="{_n(x)}" y="{_n(y)}">{html.escape(words)}</text>'


def svg(name: str, title: str, description: str, marks: Iterable[str]) -> str:
    """A whole picture, which says in words what it is and what it shows. `name` is its id on the page."""
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{html.escape(title)}</title><desc id="{name}-desc">{html.escape(description)}</desc>'
        f"{''.join(marks)}</svg>"
    )


def years(first: date, last: date) -> list[tuple[float, date]]:
    """The beginnings of years in a stretch, at most six of them, as places on an axis of days."""
    found = [date(year, 1, 1) for year in range(first.year + 1, last.year + 1)]
    return [(float(day.toordinal()), day) for day in found[:: max(1, math.ceil(len(found) / 6))]]


def months(first: date, last: date, every: int = 2) -> list[tuple[float, date]]:
    """The beginnings of every other month in a stretch, as places on an axis of days."""
    found = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13, every)]
    return [(float(day.toordinal()), day) for day in found if first <= day <= last]


def _path(frame: Frame, points: Iterable[Point], name: str, pattern: str) -> str:
    parts, is_drawing = [], False
    for at, value in points:
        if value is not None:
            x, y = _n(frame.x(at)), _n(frame.y(value))
            parts.append(pattern.format(x=x, y=y) if is_drawing else f"M{x} {y}")
        is_drawing = value is not None
    return f'<path class="line {name}" d="{"".join(parts)}"/>' if parts else ""


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
