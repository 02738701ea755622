"""Hand-made pages of economic projections in the shape that is known of them; every figure in them is invented."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.source import Page
from tests.contract.press_body import SITE

URL = f"{SITE}/monetarypolicy/fomcprojtabl20310507.htm"
YEARS = ("2031", "2032", "2033")
MEDIANS = {"2031": ("2.1", "2.4"), "2032": ("1.9", "2.1"), "2033": ("1.9", ""), "Longer run": ("2.0", "2.0")}
"""The median of the funds rate and that of the projections before, which had no third year yet."""
DOTS: Mapping[str, Mapping[str, int]] = {
    "2.625": {"2031": 2},
    "2.375": {"2031": 3, "2032": 1},
    "2.125": {"2031": 9, "2032": 6, "2033": 5, "Longer run": 8},
    "1.875": {"2031": 5, "2032": 9, "2033": 9, "Longer run": 7},
    "1.625": {"2032": 3, "2033": 5, "Longer run": 4},
}
_ROWS = ("Change in real GDP", "Unemployment rate", "PCE inflation", "Core PCE inflation<sup>4</sup>")


def _cells(tag: str, texts: Sequence[str]) -> str:
    return "".join(f"<{tag}>{text}</{tag}>" for text in texts)


def table_1(
    medians: Mapping[str, tuple[str, str]] = MEDIANS, columns: Sequence[str] = (*YEARS, "Longer run"), before: str = "March projection"
) -> str:
    wide = len(columns)
    groups = "".join(
        f'<th colspan="{wide}" class="colhead">{name}<sup>{n}</sup></th>'
        for n, name in enumerate(("Median", "Central Tendency", "Range"), 1)
    )
    ranges = ["1.9&ndash;2.4"] * wide

    def row(name: str, figures: Sequence[str]) -> str:
        return f'<tr><th class="stub">{name}</th>{_cells("td", [*figures, *ranges, *ranges])}</tr>\n'

    others = "".join(row(name, ["2.2"] * wide) + row(before, ["2.3"] * wide) for name in _ROWS)
    now, then = ([medians[column][n] for column in columns] for n in (0, 1))
    return f"""<h4>Table 1. Economic projections of Board members and Bank presidents</h4><p>Percent</p>
<table class="pubtables"><thead><tr><th rowspan="2">Variable</th>{groups}</tr><tr>{_cells("th", columns * 3)}</tr></thead><tbody>
{others}<tr><th colspan="{3 * wide + 1}">Memo: Projected appropriate policy path</th></tr>
{row("Federal funds rate", now)}{row(before, then)}</tbody></table>"""


def figure_2(dots: Mapping[str, Mapping[str, int]] = DOTS, columns: Sequence[str] = (*YEARS, "Longer run")) -> str:
    rows = "".join(
        f"<tr><th>{level}</th>{_cells('td', [str(counts.get(column, '') or '&nbsp;') for column in columns])}</tr>\n"
        for level, counts in dots.items()
    )
    head = f"<tr><th>Midpoint of target range or target level (Percent)</th>{_cells('th', columns)}</tr>"
    return f"<h4>Figure 2. Assessments of appropriate monetary policy</h4><table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def projections_page(*tables: str, url: str = URL, title: str = "Summary of Economic Projections, May 2031") -> Page:
    body = "\n".join(tables or (table_1(), figure_2()))
    text = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The Fed - {title}</title></head>
<body><nav><table><tr><td>2029</td></tr></table></nav><div id="content"><div id="article"><h3 class="title">{title}</h3>
<p>For release at 2:00 p.m., EDT, May 7, 2031</p>{body}<p>1. A note on medians.</p></div></div></body></html>"""
    return Page(url, text.encode())
