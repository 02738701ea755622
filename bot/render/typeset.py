"""Paragraphs of running text on a picture: broken into lines by the widths of our font, runs of it struck through or underlined.

Drawn where matplotlib may be loaded, like `bot/render/canvas.py`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.ft2font import FT2Font
from matplotlib.lines import Line2D

from bot.render.canvas import INK, SIZE, TALL, family

POINTS = 15.0
PITCH, GAP = 1.45 * POINTS / 72, 0.6 * POINTS / 72
"""Inches from line to line, and more between paragraphs."""
LEFT, ABOVE, BELOW = 0.2, 0.85, 0.5
"""Inches: beside the text, and for the title and the source."""
WIDTH = TALL[0] - 2 * LEFT
MOST = int((TALL[1] - ABOVE - BELOW) / PITCH)
"""Lines that a picture holds."""
_TOKEN = re.compile(r"\s+|[\u2e80-\uffef][、，。；：？！）」』”]*|[^\s\u2e80-\uffef]+")
"""Where a line may be broken: at spaces, and between characters of Chinese, not before what closes."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one colour; `line` is where one is drawn through or under it, in parts of the letters' size over their foot."""

    text: str
    colour: str = INK
    line: float | None = None


Line = tuple[Run, ...]
Paragraph = Sequence[Line]


def broken(runs: Iterable[Run]) -> Paragraph:
    """Running text as lines that fit; what the font lacks is left out."""
    lines, line, x = list[Line](), list[Run](), 0.0
    for token in (part for run in runs for part in _tokens(run)):
        wide = width_of(token.text)
        if line and x + wide > WIDTH and not token.text.isspace():
            lines.append(_joined(line))
            line, x = [], 0.0
        if line or not token.text.isspace():
            line.append(token)
            x += wide
    return [*lines, _joined(line)] if line else lines


def _tokens(run: Run) -> Iterator[Run]:
    """The parts between which a line may be broken; a word that is longer than a line anywhere."""
    for token in _TOKEN.findall(drawable(run.text)):
        yield from (replace(run, text=part) for part in ([token] if width_of(token) <= WIDTH else token))


def _joined(line: list[Run]) -> Line:
    """The line's parts, those that are drawn alike as one; no space at its end."""
    while line and line[-1].text.isspace():
        line.pop()
    return tuple(Run("".join(part.text for part in same), *how) for how, same in groupby(line, key=lambda part: (part.colour, part.line)))


def height_of(paragraphs: Sequence[Paragraph]) -> float:
    """Inches that a picture with these paragraphs is high."""
    return ABOVE + BELOW + PITCH * sum(map(len, paragraphs)) + GAP * max(len(paragraphs) - 1, 0)


def lay(figure: Figure, paragraphs: Sequence[Paragraph]) -> None:
    """Draw the paragraphs from the top down."""
    wide, high = figure.get_size_inches()
    y = high - ABOVE
    for paragraph in paragraphs:
        for line in paragraph:
            x = LEFT
            for run in line:
                _draw(figure, run, x, y)
                x += width_of(run.text)
            y -= PITCH
        y -= GAP
    assert wide == SIZE[0]


def _draw(figure: Figure, run: Run, x: float, y: float) -> None:
    wide, high = figure.get_size_inches()
    figure.text(x / wide, y / high, run.text, color=run.colour, fontsize=POINTS, va="baseline")
    if run.line is not None:
        level = (y + run.line * POINTS / 72) / high
        ends = [x / wide, (x + width_of(run.text)) / wide]
        figure.add_artist(Line2D(ends, [level, level], color=run.colour, linewidth=1.4))


def width_of(text: str) -> float:
    """Inches."""
    return sum(map(_advance, text))


def drawable(text: str) -> str:
    """The text without what our font has no letter for."""
    return "".join(letter for letter in text if letter.isspace() or _font().get_char_index(ord(letter)))


@functools.lru_cache(maxsize=4096)
def _advance(letter: str) -> float:
    font = _font()
    font.set_size(POINTS, 72.0)
    return font.load_char(ord(letter)).linearHoriAdvance / 65536 / 72


def _font() -> FT2Font:
    return get_font(findfont(FontProperties(family=family())))
