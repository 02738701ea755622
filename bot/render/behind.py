"""What stands behind the buttons of a message: every figure, and all that the wording changes. Telegram HTML, pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from bot.i18n import N_, Texts, texts
from bot.kinds import ALERT_KINDS
from bot.render import clock, words
from bot.render.alert import headline, publisher, story
from bot.render.html import Block, bold, escape, fit
from bot.render.stories import diff
from bot.render.stories.table import rows
from rules.event import Event, RepoOperation, ReverseRepoOperation
from rules.model import Assessment

Button = Literal["why", "changes", "table", "watch", "chart", "history", "mute"]
LABELS: dict[Button, str] = {
    "why": N_("Why"), "changes": N_("Text changes"), "table": N_("Table"), "watch": N_("Watch"), "chart": N_("Chart"),
    "history": N_("History"), "mute": N_("🔕 Mute kind"),
}  # fmt: skip
"""What is written on a message's buttons, in their order."""
ROWS: tuple[tuple[Button, ...], ...] = (("why", "changes", "table", "watch"), ("chart", "history", "mute"))
"""What opens the event itself in words, and what else there is of it and its kind."""
CHARTS: Mapping[str, str] = {
    "fomc_statement": "around", "balance_sheet": "balance", "repo_operation": "operation", "reverse_repo_operation": "operation",
    "reference_rate": "rates", "minutes": "around", "purchase_schedule": "around", "desk_statement": "around",
}  # fmt: skip
"""By kind of event the picture that shows it (`bot.render.evidence.captions`)."""


def buttons(event: Event, assessment: Assessment) -> tuple[Button, ...]:
    """What a message's buttons open: nothing that would be empty."""
    tx = texts("alerts", "en")
    told = story(event, assessment, tx)
    has = {"changes": bool(told.changes), "table": bool(told.table or rows(event, None, tx)), "chart": _has_chart(event)}
    has["mute"] = event.KIND in ALERT_KINDS
    return tuple(name for name in LABELS if has.get(name, True))


def in_rows(shown: Sequence[Button]) -> list[list[Button]]:
    """These buttons as they stand under a message."""
    rows = ([name for name in shown if name in row] for row in ROWS)
    return [row for row in rows if row]


def labels(event: Event, assessment: Assessment, lang: str) -> list[list[str]]:
    """What is written on the buttons of a message, row by row."""
    tx = texts("alerts", lang)
    return [[tx.t(LABELS[name]) for name in row] for row in in_rows(buttons(event, assessment))]


def _has_chart(event: Event) -> bool:
    """Whether a picture shows it: no year holds an exercise of the Desk's."""
    return event.KIND in CHARTS and not (isinstance(event, RepoOperation | ReverseRepoOperation) and event.is_small_value)


def table(event: Event, assessment: Assessment, lang: str) -> str:
    """Every known figure of an event, one a line."""
    tx = texts("alerts", lang)
    told = story(event, assessment, tx)
    return fit([_head(event, headline(told, tx), tx), Block("\n".join(map(escape, lines(event, assessment, tx))), 1)])


def lines(event: Event, assessment: Assessment, tx: Texts) -> tuple[str, ...]:
    """The same without a head, plain text: `Label: value`."""
    return story(event, assessment, tx).table or rows(event, None, tx)


def changes(event: Event, assessment: Assessment, lang: str) -> str:
    """All that a statement's wording changes against the one before it, the most important first, as far as a message holds."""
    tx = texts("alerts", lang)
    told = story(event, assessment, tx)
    blocks = [Block(text, 1 + index) for index, text in enumerate(diff.blocks(told.changes, tx))]
    return fit([_head(event, headline(told, tx), tx), *blocks])


def _head(event: Event, news: str, tx: Texts) -> Block:
    return Block(f"{bold(news)}\n{words.parted([clock.stamp(event.published_at, tx), publisher(event, tx)], tx)}", 0)
