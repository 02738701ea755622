"""An event in a few lines: for chats that want alerts short, and one line each for digests and batches."""

from __future__ import annotations

from bot.i18n import Texts, texts
from bot.model import Published, Subject
from bot.render import verdict
from bot.render.alert import alert, headline, revised, story, story_of
from bot.render.html import bold, escape
from rules.event import Event
from rules.model import Assessment, Rulebook


def short(subject: Subject, rulebook: Rulebook, lang: str) -> str:
    """The short form of an alert, Telegram HTML: its first two lines, and the one fact that a reader checks next."""
    event, assessment = subject.event, subject.assessment
    if verdict.is_ordinary(event, assessment):
        return alert(subject, rulebook, lang).rpartition("\n")[0]
    tx = texts("alerts", lang)
    told, changed = story_of(subject, tx), revised(subject, tx)
    head = bold(headline(told, tx, is_revision=subject.is_correction))
    return "\n".join(filter(None, [head, escape(verdict.line(event, assessment, tx)), escape(next(iter(changed), told.check))]))


def line(told: Published, tx: Texts) -> str:
    """A publication in two short lines, Telegram HTML: its news, and its verdict below."""
    said = verdict.line(told.event, told.assessment, tx)
    return f"{bold(story(told.event, told.assessment, tx).news)}\n   {escape(said)}"


def news(event: Event, assessment: Assessment, lang: str) -> str:
    """What an event is about, plain text."""
    return story(event, assessment, texts("alerts", lang)).news
