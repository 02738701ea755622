"""An event in a few lines: for chats that want alerts short, and one line each for digests and batches."""

from __future__ import annotations

from bot.i18n import Texts, texts
from bot.model import Published, Subject
from bot.render import clock, verdict, words
from bot.render.alert import alert, headline, revised, story, story_of
from bot.render.html import bold, escape, one_line
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
    return "\n".join(filter(None, [head, escape(verdict.line(event, assessment, tx)), one_line(next(iter(changed), told.check))]))


def line(told: Published, tx: Texts, moved_pct: float | None = None, form: str = clock.TIME) -> str:
    """A publication in one line, Telegram HTML: its instant, its news, its verdict, and what bitcoin has done since (None: not known)."""
    event, assessment = told.event, told.assessment
    said = tx.t("{when} {news}", when="{when}", news=story(event, assessment, tx).news)
    parts = words.parted([said, verdict.in_short(event, assessment, tx), since(moved_pct, tx)], tx)
    return escape(parts).replace("{when}", clock.stamp(event.published_at, tx, form), 1)


def since(moved_pct: float | None, tx: Texts) -> str:
    """What bitcoin has done since a publication; nothing where it is not known."""
    if moved_pct is None:
        return ""
    size = f"{abs(moved_pct):.1f}%"
    if size == "0.0%":
        return tx.t("BTC flat since")
    return tx.t("BTC +{size} since", size=size) if moved_pct > 0 else tx.t("BTC −{size} since", size=size)


def news(event: Event, assessment: Assessment, lang: str) -> str:
    """What an event is about, plain text."""
    return story(event, assessment, texts("alerts", lang)).news
