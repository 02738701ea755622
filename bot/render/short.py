"""An event in a few lines: for chats that want alerts short, and one line each for digests and batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot import codec
from bot.i18n import Texts, texts
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


def short_row(row: Mapping[str, Any], rulebook: Rulebook, lang: str, *, is_revision: bool = False) -> str:
    """The short form of a stored assessment, as `codec.scored_json` gives it."""
    return short(codec.event_from(row["event"]), codec.assessment_from(row["assessment"]), rulebook, lang, is_revision=is_revision)


def line(row: Mapping[str, Any], tx: Texts) -> str:
    """A stored assessment in two short lines, Telegram HTML: its headline, and its scores below."""
    event, assessment = codec.event_from(row["event"]), codec.assessment_from(row["assessment"])
    return f"{bold(story(event, assessment, tx).headline)}\n   {escape(reasons.verdict(event, assessment, tx))}"


def headline(row: Mapping[str, Any], lang: str) -> str:
    """What a stored assessment is about, plain text."""
    event, assessment = codec.event_from(row["event"]), codec.assessment_from(row["assessment"])
    return story(event, assessment, texts("alerts", lang)).headline


def _head(event: Event, assessment: Assessment, tx: Texts, *, is_revision: bool) -> str:
    told = story(event, assessment, tx).headline
    return bold(tx.t("Revised: {headline}", headline=told) if is_revision else told)
