"""An alert as a rich message: what its long form says, with every figure, all changes of wording and the theory folded below.

It is made of the long form's own text, so that a correction, the market's first hour and a reader's clock are in it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.i18n import Texts, texts
from bot.render import behind, verdict
from bot.render.alert import story
from bot.render.html import escape
from bot.render.rich.page import Part, details, fit, footer, heading, listed, paragraph, table
from bot.render.stories import diff
from bot.render.why import signals
from rules.event import Event
from rules.model import Assessment, Rulebook

SHORT_TABLE = 8
"""Rows of a table that stands open."""
FIGURES, CHANGES, THEORY = 1, 2, 3
"""What is dropped first where not everything has room: the theory, then the changes."""
_FOLD = re.compile(r"\n?<blockquote(?: expandable)?>(.*?)</blockquote>\n?", re.DOTALL)


def rich(text: str, event: Event, assessment: Assessment, rulebook: Rulebook, lang: str, notes: Sequence[str] = ()) -> str | None:
    """The rich message about an event, from its long form `text` (Telegram HTML); `notes` are lines above the last one.

    None of an ordinary publication, whose three lines are enough in every form.
    """
    if verdict.is_ordinary(event, assessment):
        return None
    tx = texts("alerts", lang)
    folded = [found[1] for found in _FOLD.finditer(text)]
    head, *lines = [line for line in _FOLD.sub("\n", text).split("\n") if line.strip()]
    if len(lines) < 2:
        return None
    second, *facts, foot = lines
    return fit(
        [
            heading(_without_bold(head)),
            paragraph(second),
            listed(facts),
            _figures(event, assessment, tx),
            *_changed(event, assessment, folded, tx),
            _theory(assessment, rulebook, tx),
            *map(paragraph, notes),
            footer(foot),
        ]
    )


def _without_bold(line: str) -> str:
    """A title is bold by itself."""
    return line.removeprefix("<b>").removesuffix("</b>")


def _figures(event: Event, assessment: Assessment, tx: Texts) -> Part | None:
    rows = [[escape(cell) for cell in _cells(line)] for line in behind.lines(event, assessment, tx)]
    found = table(rows)
    if found is None or len(rows) <= SHORT_TABLE:
        return found
    return details(tx.t("All figures ({count})", count=len(rows)), [found], FIGURES)


def _cells(line: str) -> list[str]:
    """A line `Label: value` as two cells, in whichever script; one that is none goes across."""
    cells = re.split(r": |：", line, maxsplit=1)
    return cells if all(cells) else [line]


def _changed(event: Event, assessment: Assessment, folded: Sequence[str], tx: Texts) -> list[Part | None]:
    """All that the wording changes; else the quotation that the long form folds."""
    changes = diff.blocks(story(event, assessment, tx).changes, tx)
    if changes:
        title, _, first = changes[0].partition("\n")
        told = [_FOLD.sub(r"\1", text) for text in (first, *changes[1:])]
        return [details(_without_bold(title), _paragraphs(told), CHANGES)]
    return [details(_without_bold(title), _paragraphs([rest]), CHANGES) for title, _, rest in (text.partition("\n") for text in folded)]


def _theory(assessment: Assessment, rulebook: Rulebook, tx: Texts) -> Part | None:
    return details(tx.t("Theory, rule by rule"), _paragraphs(signals(assessment, rulebook, tx)), THEORY)


def _paragraphs(blocks: Sequence[str]) -> list[Part]:
    """Blocks of Telegram HTML, each line of them a paragraph."""
    return [paragraph(line) for block in blocks for line in block.split("\n") if line.strip()]
