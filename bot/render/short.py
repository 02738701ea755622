"""An event in a few lines: for chats that want alerts short, and one line each for digests and batches."""

from __future__ import annotations

from bot.i18n import Texts, texts
from bot.model import Published
from bot.render import reasons
from bot.render.alert import source, story
from bot.render.html import bold, escape, italic
from rules.event import Event
from rules.model import Assessment, Rulebook


def short(event: Event, assessment: Assessment, rulebook: Rulebook, lang: str, *, is_revision: bool = False) -> str:
    """The short form of an alert, Telegram HTML: what happened, how large, the strongest reason, the source."""
    tx = texts("alerts", lang)
    lines = [_head(event, assessment, tx, is_revision=is_revision), escape(reasons.verdict(event, assessment, tx))]
    if strongest := reasons.counted(assessment)[:1]:
        [signal] = strongest
        title = reasons.rule_title(rulebook.rule(signal.rule), signal.rule, tx)
        reason = tx.t("{label}: {value}", label=reasons.mechanism(signal, rulebook, tx), value=title)
        lines.append(f"{reasons.arrow(signal)} {escape(reason)}")
    lines += [source(event, tx), italic(tx.t("Information, not advice. All the reasons: /why"))]
    return "\n".join(lines)


def line(told: Published, tx: Texts) -> str:
    """A publication in two short lines, Telegram HTML: its headline, and its scores below."""
    headline = story(told.event, told.assessment, tx).headline
    return f"{bold(headline)}\n   {escape(reasons.verdict(told.event, told.assessment, tx))}"


def _head(event: Event, assessment: Assessment, tx: Texts, *, is_revision: bool) -> str:
    told = story(event, assessment, tx).headline
    return bold(tx.t("Revised: {headline}", headline=told) if is_revision else told)
