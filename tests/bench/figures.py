"""What the benches found, in one table: ours, what stands beside it, the ratio, and what was wanted of that."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing that was measured, and a yardstick of the same run. `most` and `least` bound the ratio of ours to it."""

    what: str
    unit: str
    ours: float
    beside: str
    """What the yardstick is: a peer, a library alone, the same with less."""
    theirs: float
    most: float | None = None
    least: float | None = None

    @property
    def ratio(self) -> float:
        """Ours to theirs."""
        return self.ours / self.theirs

    @property
    def is_good(self) -> bool:
        """Whether the ratio is what was wanted."""
        return (self.most is None or self.ratio <= self.most) and (self.least is None or self.ratio >= self.least)


Found = tuple[str, Sequence[Figure]]
"""A bench's own table, and its figures."""


def summary(found: Mapping[str, Sequence[Figure]]) -> str:
    """One table of everything, by bench."""
    rows = [f"| {name} | {_row(figure)} |" for name, figures in found.items() for figure in figures]
    head = [
        f"One run on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at its end.",
        "",
        "| bench | what | ours | beside | theirs | ratio | wanted |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *rows])


def _row(figure: Figure) -> str:
    wanted = [f"at least {figure.least:.2g}"] if figure.least is not None else []
    wanted += [f"at most {figure.most:.2g}"] if figure.most is not None else []
    verdict = ", ".join(wanted) + ("" if figure.is_good else ": missed")
    ours, theirs = (f"{_short(value)} {figure.unit}".rstrip() for value in (figure.ours, figure.theirs))
    return f"{figure.what} | {ours} | {figure.beside} | {theirs} | {_short(figure.ratio)} | {verdict}"


def _short(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def as_json(found: Mapping[str, Sequence[Figure]]) -> str:
    """The same for programs."""
    rows = [
        {"bench": name, **asdict(figure), "ratio": figure.ratio, "is_good": figure.is_good}
        for name, figures in found.items()
        for figure in figures
    ]
    return json.dumps({"cores": os.cpu_count(), "load": os.getloadavg()[0], "figures": rows}, indent=2, ensure_ascii=False)
