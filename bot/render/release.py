"""Minutes, implementation notes and the Board's other press releases told."""

from __future__ import annotations

from bot.i18n import Texts
from bot.render import amounts, words
from bot.render.html import shorten
from bot.render.story import Story
from rules.event import Event, ImplementationNote, Minutes, PressRelease, facts

TITLE_LIMIT = 280
QUOTE_LIMIT = 500
_NOTE_FIELDS = (
    "effective_on",
    "iorb_pct",
    "on_rrp_pct",
    "srf_pct",
    "primary_credit_pct",
    "on_rrp_limit_usd",
    "srf_limit_usd",
    "purchases_directed",
)


def minutes(event: Minutes, tx: Texts) -> Story:
    """The minutes of a meeting: an earlier discussion, no decision."""
    headline = shorten(event.title, TITLE_LIMIT)
    if event.meeting_on is not None:
        headline = tx.t("FOMC minutes: meeting that ended {day}", day=amounts.day(event.meeting_on, tx.lang))
    return Story(headline=headline, notes=(tx.t("Minutes tell what was said three weeks earlier; there is no new decision in them."),))


def press_release(event: PressRelease, tx: Texts) -> Story:
    """A release of the Board: its title and first paragraph, in its own words."""
    category = words.value("category", event.category, tx)
    headline = tx.t("Fed, {category}: {title}", category=category, title=shorten(event.title, TITLE_LIMIT))
    return Story(
        headline=headline,
        quote_title=tx.t("The release begins (the Fed's own words)"),
        quote=shorten(event.summary or "", QUOTE_LIMIT),
    )


def implementation_note(event: ImplementationNote, tx: Texts) -> Story:
    """The administered rates that carry out a decision."""
    headline = tx.t("Fed implementation note: the rates that carry out the decision")
    return Story(headline=headline, numbers=_table(event, _NOTE_FIELDS, tx))


def figures(event: Event, tx: Texts) -> Story:
    """Any other publication: its title and the figures that are known."""
    return Story(headline=shorten(event.title, TITLE_LIMIT), numbers=_table(event, tuple(facts(event)), tx))


def _table(event: Event, names: tuple[str, ...], tx: Texts) -> tuple[str, ...]:
    return tuple(
        tx.t("{label}: {value}", label=words.label(name, tx), value=words.value(name, raw, tx))
        for name in names
        if (raw := getattr(event, name)) is not None
    )
