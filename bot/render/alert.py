"""An event and its assessment as one Telegram message in the reader's language.

The first two lines are what a phone's preview shows: what happened, and how large it is. Then the figures, the direction and how
sure it is, why, what is easily misread, what is not known, and where and when it was published. Pure: no clock, no store.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot import codec
from bot.calendars.newyork import NEW_YORK, today
from bot.i18n import N_, Texts, texts
from bot.model import Subject
from bot.render import amounts, reasons, words
from bot.render.html import Block, bold, escape, fit, italic, link, quote
from bot.render.stories import diff
from bot.render.stories.renderers import RENDERERS
from bot.render.stories.story import Story
from rules.event import Event, FomcStatement, PressRelease
from rules.model import Assessment, Fact, Rulebook, Signal

PUBLISHERS = {
    "federalreserve.gov": N_("Federal Reserve"),
    "newyorkfed.org": N_("New York Fed"),
    "stlouisfed.org": N_("FRED, St. Louis Fed"),
    "fiscaldata.treasury.gov": N_("US Treasury, Fiscal Data"),
    "treasurydirect.gov": N_("US Treasury, TreasuryDirect"),
}
LONG_FIELDS = frozenset({"text", "summary", "note", "passages", "projections_url", "press_conference_url"})
"""Fields whose old and new values are too long to set side by side."""
_SOON_S = 3600
"""What was seen later than that has the time of it instead of the delay."""


def alert(subject: Subject, rulebook: Rulebook, lang: str) -> str:
    """The message about an event, Telegram HTML of at most 3896 UTF-16 units after parsing. `lang` is one of bot.model.LANGUAGES."""
    event, assessment = subject.event, subject.assessment
    tx = texts("alerts", lang)
    told = story_of(subject, tx)
    head = tx.t("Revised: {headline}", headline=told.headline) if subject.is_correction else told.headline
    return fit(
        [
            Block(f"{bold(head)}\n{escape(reasons.verdict(event, assessment, tx))}", 0),
            Block(_changed(event, subject.earlier_version, tx), 3),
            Block(_lines([*told.numbers, _regime(event, assessment, tx)]), 2),
            Block("" if reasons.is_unread(event, assessment) else _titled(tx.t("Direction"), reasons.direction(assessment, tx), tx), 1),
            Block(_why(assessment, rulebook, tx, told.told), 4),
            Block(_rationale(assessment, rulebook, tx), 7),
            Block("" if reasons.is_negligible(assessment) else escape(reasons.honesty(assessment, rulebook, tx)), 5),
            Block(_notes(told, tx), 5),
            Block(f"{bold(told.quote_title)}\n{quote(told.quote)}" if told.quote else "", 9),
            Block(diff.block(told.changes, tx), 9),
            Block(escape(reasons.contradicted(event, assessment, tx)), 5),
            Block(escape(reasons.unknown(event, assessment, tx)), 8),
            Block("\n".join([source(event, tx), *_links(told), escape(times(event, tx))]), 1),
            Block(italic(tx.t("Information, not advice. All the reasons: /why")), 0),
        ]
    )


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
    """The line, Telegram HTML, under an alert that hit a watch of the chat's."""
    return escape(texts("alerts", lang).t("🎯 Your watch: {watch}", watch=watch))


def source(event: Event, tx: Texts) -> str:
    """The link to the publication, named by its publisher."""
    host = (urlsplit(event.url).hostname or "") if "://" in event.url else ""
    name = next((title for domain, title in PUBLISHERS.items() if host == domain or host.endswith("." + domain)), None)
    return link(tx.t("Source: {publisher}", publisher=tx.t(name) if name else host or event.source), event.url)


def _links(told: Story) -> list[str]:
    return [" · ".join(link(title, url) for title, url in told.links)] if told.links else []


def times(event: Event, tx: Texts, *, in_full: bool = False) -> str:
    """When it was published and when the bot saw it, on New York's clock, in UTC and where most readers of the language live.

    What was seen within the hour has the delay, unless it is told `in_full`.
    """
    day = today(event.published_at)
    published = tx.t("Published {day} {time}", day=amounts.day(day, tx.lang), time=_clocks(event.published_at, day, tx))
    if event.seen_at is None:
        return published
    late_s = int((event.seen_at - event.published_at).total_seconds())
    if 0 <= late_s < _SOON_S and not in_full:
        return tx.t("{published}, seen {delay} later", published=published, delay=words.delay(late_s, tx))
    seen = tx.t("Seen {time}", time=_clocks(event.seen_at, day, tx))
    return f"{published}\n{seen}"


def _clocks(at: datetime, day: date, tx: Texts) -> str:
    """An instant on the clocks that matter to the reader; a clock that is not on `day` has its date."""
    text = tx.t("{clock} New York, {utc} UTC", clock=_clock(at, NEW_YORK, day, tx), utc=_clock(at, UTC, day, tx))
    if (home := tx.language.home_clock) is None:
        return text
    return tx.t("{time}, {home} at home", time=text, home=_clock(at, ZoneInfo(home), day, tx))


def _clock(at: datetime, zone: tzinfo, day: date, tx: Texts) -> str:
    there = at.astimezone(zone)
    return amounts.clock(at, zone) if there.date() == day else f"{amounts.short_day(there.date(), tx.lang)} {amounts.clock(at, zone)}"


def _lines(lines: list[str]) -> str:
    return "\n".join(f"• {escape(line)}" for line in lines if line)


def _titled(title: str, text: str, tx: Texts) -> str:
    return tx.t("{title}: {text}", title=bold(title), text=escape(text)) if text else ""


def _regime(event: Event, assessment: Assessment, tx: Texts) -> str:
    """The regime, but not under a release that has nothing to do with it."""
    if isinstance(event, PressRelease) and not assessment.signals:
        return ""
    starts_purchases = isinstance(event, FomcStatement) and event.balance_sheet_action == "purchases_start"
    return reasons.regime(assessment, tx, starts_purchases=starts_purchases)


def _why(assessment: Assessment, rulebook: Rulebook, tx: Texts, told: frozenset[str]) -> str:
    """The signals that count, each by its mechanism, its rule and those of its facts that the lines above have not `told`."""
    signals = [] if reasons.is_negligible(assessment) else reasons.counted(assessment)
    if not signals:
        return ""
    lines, seen = [bold(tx.t("Why"))], set[str]()
    for signal in signals[: reasons.SHOWN_SIGNALS]:
        title = reasons.rule_title(rulebook.rule(signal.rule), signal.rule, tx)
        said = _further(title, signal, told, tx) if told else title
        lines.append(f"{reasons.arrow(signal)} {_titled(reasons.mechanism(signal, rulebook, tx), said, tx)}")
        if told:
            continue
        facts = [found for found in reasons.telling(signal.facts) if not reasons.repeats_the_rest(found)]
        new = [found for found in facts if found.field not in seen]
        lines.append(escape(words.chained((words.fact(found, tx) for found in new), tx) or _same(signal, facts, signals[0], tx)))
        seen |= {found.field for found in new}
    rest = len(signals) - reasons.SHOWN_SIGNALS
    if rest > 0:
        lines.append(escape(tx.n("{count} more: /why", "{count} more: /why", rest)))
    return "\n".join(line for line in lines if line)


def _further(title: str, signal: Signal, told: frozenset[str], tx: Texts) -> str:
    """A rule's title, with the facts that neither it nor the lines above have told."""
    facts = [found for found in reasons.telling(signal.facts) if not reasons.repeats_the_rest(found) and found.field not in told]
    said = words.chained((words.fact(found, tx) for found in facts), tx)
    return tx.t("{title} ({facts})", title=title, facts=said) if said else title


def _same(signal: Signal, facts: Sequence[Fact], strongest: Signal, tx: Texts) -> str:
    """What is said under a signal whose figures stand above it already."""
    if not facts:
        return ""
    if {signal.direction, strongest.direction} == {"up", "down"} and signal.strength < strongest.strength:
        return tx.t("The same figure also pushes the other way, less strongly")
    return tx.t("On the same figure as above")


def _rationale(assessment: Assessment, rulebook: Rulebook, tx: Texts) -> str:
    """The claim of the strongest signal; of an ordinary event it would be more than a reader wants (`/why` has it)."""
    strongest = reasons.counted(assessment)[:1] if assessment.impact >= reasons.MODERATE else []
    claim = reasons.rationale(strongest[0], rulebook, tx) if strongest else ""
    return _titled(tx.t("The theory"), claim, tx)


def _notes(told: Story, tx: Texts) -> str:
    return _titled(tx.t("Note"), tx.language.sentence_space.join(told.notes), tx)


def _changed(event: Event, earlier: Event | None, tx: Texts) -> str:
    """Which published fields of a correction differ from what was known before."""
    if earlier is None:
        return ""
    before, now = codec.fingerprint(earlier), codec.fingerprint(event)
    lines = [tx.t("What changed")]
    for name, new in now.items():
        if new == (old := before.get(name)):
            continue
        label = words.label(name, tx)
        if name in LONG_FIELDS or name not in words.LABELS:
            lines.append(tx.t("{label}: reworded", label=label))
        else:
            values = {"old": _known(name, old, earlier, tx), "new": _known(name, new, event, tx)}
            lines.append(tx.t("{label}: {old} → {new}", label=label, **values))
    return "\n".join([bold(lines[0]), *(f"• {escape(line)}" for line in lines[1:])]) if len(lines) > 1 else ""


def _known(name: str, plain: object, event: Event, tx: Texts) -> str:
    return tx.t("unknown") if plain is None else words.value(name, getattr(event, name), tx)
