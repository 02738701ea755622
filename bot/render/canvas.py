"""The one style of the pictures: dark, few words, large; colours that colour-blind readers tell apart; our own font for every language.

Drawn where matplotlib may be loaded (`bot/worker.py`): nothing else imports this module at its top.
"""

from __future__ import annotations

import functools
import io
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any

from matplotlib import font_manager, rc_context
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from bot.i18n import Texts

SIZE, TALL = (6.0, 6.0), (6.0, 8.0)
"""Inches, at 200 dots each: as wide as a phone shows it, with letters that can be read at arm's length."""
DOTS = 200
BACK, INK, MUTED, GRID = "#14181d", "#f4f4f4", "#b9c0c8", "#343b44"
ORANGE, SKY, GREEN, YELLOW, BLUE, VERMILION, PURPLE = "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
"""Of Okabe and Ito, jfly.uni-koeln.de/color."""
STYLE: dict[str, Any] = {
    "figure.facecolor": BACK, "savefig.facecolor": BACK, "axes.facecolor": BACK, "axes.edgecolor": MUTED, "axes.labelcolor": INK,
    "text.color": INK, "xtick.color": INK, "ytick.color": INK, "grid.color": GRID, "font.size": 15, "axes.titlesize": 16,
    "axes.labelsize": 14, "xtick.labelsize": 14, "ytick.labelsize": 14, "legend.fontsize": 14, "legend.frameon": False,
    "axes.spines.top": False, "axes.spines.right": False, "axes.grid": True, "axes.grid.axis": "y", "axes.axisbelow": True,
    "text.parse_math": False,  # dollars are dollars
    "lines.linewidth": 2.5, "figure.constrained_layout.w_pad": 0.12, "figure.constrained_layout.h_pad": 0.12,
}  # fmt: skip


def picture(build: Callable[[Figure], None], *, title: str, source: str, tx: Texts, size: tuple[float, float] = SIZE) -> bytes:
    """A PNG: its title, what `build` draws, and below it who published that and of which day."""
    with rc_context(STYLE | {"font.family": family()}):  # type: ignore[arg-type]
        figure = Figure(figsize=size, dpi=DOTS, layout="constrained")
        FigureCanvasAgg(figure)
        build(figure)
        place = {} if figure.axes else {"y": 1 - 0.16 / size[1]}  # beside axes the layout finds it, and leaves room
        figure.suptitle(title, x=0.02, ha="left", fontsize=18, **place)
        figure.supxlabel(tx.t("{source} · not advice · fedtide", source=source), fontsize=11, color=MUTED, x=0.98, ha="right")
        return png(figure)


def axes(figure: Figure, rows: int = 1, place: int = 1) -> Axes:
    """One of several plots above each other."""
    return figure.add_subplot(rows, 1, place)


def above(drawn: Axes, handles: Sequence[Artist] | None = None, *, columns: int = 1) -> None:
    """What the colours mean, over a plot, so that nothing of it is hidden; `handles` bring their own labels."""
    known = {} if handles is None else {"handles": handles}
    drawn.legend(**known, loc="lower left", bbox_to_anchor=(0, 1), borderaxespad=0.3, ncols=columns, columnspacing=1.0, handlelength=1.4)


def png(figure: Figure) -> bytes:
    """A figure's bytes."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()


@functools.cache
def family() -> str:
    """The name of our font, which matplotlib then knows."""
    with resources.as_file(resources.files("bot") / "render" / "fonts" / "FedtideSans-Regular.otf") as path:
        font_manager.fontManager.addfont(path)
        return font_manager.FontProperties(fname=path).get_name()
