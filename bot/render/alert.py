"""An event and its assessment as one Telegram message in the reader's language.

Line 1 is the news, line 2 the verdict: what a phone's preview shows. Then facts, one a line, one folded quotation, and the line with
the clock. Its length follows the size of the event. Pure: no clock of its own, no store.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot import codec
from bot.i18n import N_, Texts, texts
from bot.model import Subject
from bot.render import clock, reasons, verdict, words
from bot.render.html import Block, bold, escape, fit, italic, link, one_line, shorten
from bot.render.stories import diff
from bot.render.stories.renderers import RENDERERS
from bot.render.stories.story import Story
from rules.event import Event
from rules.model import Assessment, Rulebook
from rules.verdict import names_direction

PUBLISHERS = {
    "federalreserve.gov": N_("Federal Reserve"),
    "newyorkfed.org": N_("New York Fed"),
    "stlouisfed.org": N_("St. Louis Fed (FRED)"),
    "fiscaldata.treasury.gov": N_("US Treasury"),
    "treasurydirect.gov": N_("US Treasury"),
}
LONG_FIELDS = frozenset({"text", "summary", "note", "passages", "key_sentences", "projections_url", "press_conference_url"})
"""Fields whose old and new values are too long to set side by side."""
SHORTEST, MIDDLE, LONGEST = 3, 10, 14
"""Visible lines of an ordinary message, of one from impact 20, of one from 50 and of every decision of the FOMC."""
RARE = 50
FOLDED = 3
"""Lines that a folded quotation shows."""
_LATE_S = 60
"""What was seen sooner has no word of it."""


def alert(subject: Subject, rulebook: Rulebook, lang: str) -> str:
    """The message about an event, Telegram HTML of at most 3896 UTF-16 units after parsing. `lang` is one of bot.model.LANGUAGES."""
    event, assessment = subject.event, subject.assessment
    tx = texts("alerts", lang)
    told, changed = story_of(subject, tx), revised(subject, tx)
    head, foot = bold(headline(told, tx, is_revision=subject.is_correction)), _foot(event, told, tx)
    if verdict.is_ordinary(event, assessment):
        second = words.chained(changed, tx) or _brief(event, assessment, told, tx)
        return fit([Block(head, 0), Block(one_line(second), 1), Block(foot, 0)], between="\n")
    fold = _fold(told, tx)
    room = (LONGEST if event.KIND == "fomc_statement" or assessment.impact >= RARE else MIDDLE) - 4 - _height(fold)
    first, last = [*changed, *_contradiction(event, assessment, tx)], _last(told, tx)
    facts = [*first, *filter(None, told.facts)]
    shown = [*map(one_line, facts[: room - len(last) - len(first)]), *last]
    return fit(
        [
            Block(f"{head}\n{escape(verdict.line(event, assessment, tx))}" + ("\n" if shown or fold else ""), 0),
            *(Block(line, 2 + index) for index, line in enumerate(shown)),
            Block(fold, 99),
            Block(foot, 0),
        ],
        between="\n",
    )


def headline(told: Story, tx: Texts, *, is_revision: bool = False) -> str:
    """Line 1: the news, with what it adds behind, in the form that the language has for news."""
    text = words.phrased([told.news, told.of_it], tx)
    text = tx.t("{news}; {tail}", news=text, tail=told.tail) if told.tail else text
    text = " ".join(text.split())
    return tx.t("Revised: {headline}", headline=text) if is_revision else tx.t("{headline}", headline=text)


def story(event: Event, assessment: Assessment, tx: Texts) -> Story:
    """The event told by the renderer of its kind, nothing beside it."""
    return story_of(Subject(event=event, assessment=assessment), tx)


def story_of(subject: Subject, tx: Texts) -> Story:
    """A subject told by the renderer of its kind."""
    return RENDERERS[type(subject.event)](subject.event, tx, subject)


def repeat_note(lang: str) -> str:
    """The line, Telegram HTML, under a message that may have arrived before."""
    return italic(texts("alerts", lang).t("Sent once more because no answer came to the first try: you may have this already."))


def watch_note(watch: str, lang: str) -> str:
    """The line, Telegram HTML, at the end of an alert that hit a watch of the chat's."""
    return escape(texts("alerts", lang).t("🎯 Your watch: {watch}", watch=watch))


def publisher(event: Event, tx: Texts) -> str:
    """The publisher's name, linked to the publication."""
    host = (urlsplit(event.url).hostname or "") if "://" in event.url else ""
    name = next((title for domain, title in PUBLISHERS.items() if host == domain or host.endswith("." + domain)), None)
    return link(tx.t(name) if name else shorten(host or event.source, 80), event.url)


def revised(subject: Subject, tx: Texts) -> tuple[str, ...]:
    """What a correction changed in one line, in the publisher's own fields; nothing where it is not known."""
    event, previous = subject.event, subject.earlier_version
    if previous is None:
        return ()
    before, now = codec.fingerprint(previous), codec.fingerprint(event)
    said = []
    for name, new in now.items():
        if new == (old := before.get(name)):
            continue
        label = _inside(words.label(name, tx))
        if name in LONG_FIELDS or name not in words.LABELS:
            said.append(tx.t("{label} reworded", label=label))
        else:
            values = {"old": _known(name, old, previous, tx), "new": _known(name, new, event, tx)}
            said.append(tx.t("{label} {old} → {new}", label=label, **values))
    return (tx.t("Changed: {changes}", changes=words.chained(said, tx)),) if said else ()


def _known(name: str, plain: object, event: Event, tx: Texts) -> str:
    return tx.t("unknown") if plain is None else words.value(name, getattr(event, name), tx)


def _inside(label: str) -> str:
    """A label within a sentence: without its capital, unless it is an abbreviation."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label


def _brief(event: Event, assessment: Assessment, told: Story, tx: Texts) -> str:
    """Line 2 of an ordinary message: the verdict where there is one, and what else the publication says."""
    if verdict.is_unread(event, assessment):
        return verdict.line(event, assessment, tx)
    if disputed := _contradiction(event, assessment, tx):
        return disputed[0]
    if names_direction(assessment):
        return verdict.line(event, assessment, tx)
    if assessment.impact <= verdict.NEGLIGIBLE:
        return told.brief or tx.t("Nothing out of the ordinary.")
    return words.parted([verdict.size(assessment, tx), told.brief], tx)


def _contradiction(event: Event, assessment: Assessment, tx: Texts) -> tuple[str, ...]:
    text = reasons.contradicted(event, assessment, tx)
    return (text,) if text else ()


def _last(told: Story, tx: Texts) -> list[str]:
    """What comes next, as Telegram HTML, and what is easily misread."""
    lines = []
    if told.coming is not None:
        text, when = told.coming
        lines.append(escape(text).replace("{when}", clock.stamp(when, tx, clock.WEEKDAY_AND_TIME)))
    return [*lines, *([one_line(told.aside)] if told.aside else [])]


def _height(fold: str) -> int:
    return min(FOLDED, fold.count("\n") + 1) if fold else 0


def _fold(told: Story, tx: Texts) -> str:
    """The one folded quotation: what the wording changes, or the publisher's own words."""
    if told.changes:
        return diff.block(told.changes, tx)
    return f"<blockquote expandable>{bold(told.quote_title)}\n{escape(told.quote)}</blockquote>" if told.quote else ""


def _foot(event: Event, told: Story, tx: Texts) -> str:
    """When, by whom, and that it is no advice."""
    return words.parted(_foot_parts(event, told, tx), tx)


def _foot_parts(event: Event, told: Story, tx: Texts) -> Iterator[str]:
    yield clock.stamp(event.published_at, tx)
    late_s = int((event.seen_at - event.published_at).total_seconds()) if event.seen_at else 0
    if late_s > _LATE_S:
        yield escape(tx.t("read {delay} later", delay=words.delay(late_s, tx)))
    yield publisher(event, tx)
    yield from (link(title, url) for title, url in told.links)
    yield escape(tx.t("not advice"))
