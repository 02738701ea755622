"""Minutes, speeches, implementation notes and the Board's other press releases told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.fomc.glossary import glossary
from bot.fomc.passages import COMMITTEE, PARTICIPANTS, STAFF, Passage, passage_of, telling
from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.html import shorten
from bot.render.stories import diff
from bot.render.stories.story import Story
from rules.event import Event, ImplementationNote, Minutes, PressRelease, Speech

TITLE_LIMIT = 280
QUOTE_LIMIT = 500
SENTENCE_LIMIT = 320
SHOWN_PHRASES = 6
SPEAKERS = {STAFF: N_("staff"), PARTICIPANTS: N_("participants"), COMMITTEE: N_("Committee")}
CATEGORY_LINES = {
    "projections": N_("Economic projections: each participant's own view, no decision"),
    "discount_rate_minutes": N_("How the Reserve Banks asked to set the discount rate; what was decided is known already"),
    "regulation": N_("A rule, a proposal or guidance for banks; rates and balance sheet stay as they are"),
    "enforcement": N_("A measure against a bank or a person; no monetary policy in it"),
    "orders": N_("A decision on a bank's application; no monetary policy in it"),
    "lending_facility": N_("A programme that lends against collateral: it adds liquidity where it is used"),
    "swap_lines": N_("Dollars for other central banks: it adds liquidity where dollars are short abroad"),
    "discount_window": N_("Terms on which banks borrow from the Fed itself"),
    "leverage_ratio": N_("How much capital banks hold against reserves and Treasuries: less lets them hold more of both"),
    "liquidity": N_("Several measures for liquidity at once"),
}
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
    """The minutes of a meeting: an earlier discussion, no decision; what it says on the balance sheet, staff and participants apart."""
    headline = shorten(event.title, TITLE_LIMIT)
    if event.meeting_on is not None:
        headline = tx.t("FOMC minutes: meeting that ended {day}", day=amounts.day(event.meeting_on, tx.lang))
    told = tuple(passage_of(text) for text in event.passages or ())
    by = Counter(passage.by for passage in told)
    counted = [tx.t("{who} {count}", who=tx.t(SPEAKERS[who]), count=by[who]) for who in SPEAKERS if by[who]]
    return Story(
        headline=headline,
        numbers=(
            tx.t("Sentences on the balance sheet, reserves, repos: {counted}", counted=words.chained(counted, tx)) if counted else "",
            *_new_phrases(event, tx),
            diff.tone(event.tone_change, tx),
        ),
        notes=(tx.t("Minutes tell what was said three weeks earlier; there is no new decision in them."),),
        quote_title=tx.t("From the minutes (the Fed's own words)"),
        quote=_quoted(told, event.new_phrases, tx),
    )


def speech(event: Speech, tx: Texts) -> Story:
    """A speech or a testimony: who, where, and what is said on the balance sheet."""
    title, speaker = shorten(event.title, TITLE_LIMIT), event.speaker or tx.t("Federal Reserve")
    form = N_("{speaker} before Congress: {title}") if event.is_testimony else N_("{speaker}: {title}")
    told = tuple(passage_of(text) for text in event.passages or ())
    count = tx.n(
        "{count} sentence on the balance sheet, reserves, repos", "{count} sentences on the balance sheet, reserves, repos", len(told)
    )
    nothing = tx.t("Nothing on the balance sheet, reserves or repos was found in it")
    return Story(
        headline=tx.t(form, speaker=speaker, title=title),
        numbers=(
            shorten(event.venue or "", 160),
            count if told else nothing if event.passages is not None else "",
            *_new_phrases(event, tx),
        ),
        notes=(tx.t("One member's view; the Committee decides."),) if told else (),
        quote_title=tx.t("From the speech (the speaker's own words)"),
        quote=_quoted(told, event.new_phrases, tx),
    )


def press_release(event: PressRelease, tx: Texts) -> Story:
    """A release of the Board: what kind it is, and its own words: the first paragraph and the sentences that say most."""
    category = words.value("category", event.category, tx)
    headline = tx.t("Fed, {category}: {title}", category=category, title=shorten(event.title, TITLE_LIMIT))
    said = [
        shorten(text, QUOTE_LIMIT if index == 0 else SENTENCE_LIMIT)
        for index, text in enumerate([event.summary, *event.key_sentences])
        if text
    ]
    return Story(
        headline=headline,
        numbers=(tx.t(CATEGORY_LINES[event.category]),) if event.category in CATEGORY_LINES else (),
        quote_title=tx.t("The release begins (the Fed's own words)"),
        quote=said[0] if len(said) == 1 else "\n".join(f"• {text}" for text in said),
    )


def _new_phrases(event: Minutes | Speech, tx: Texts) -> list[str]:
    """The phrases that no earlier one had, with their Chinese; or that there is none."""
    if event.new_balance_sheet_phrase is None:
        return []
    known = [glossary().phrases.get(phrase) for phrase in event.new_phrases[:SHOWN_PHRASES]]
    named = [f"“{phrase.words}” {phrase.glosses.get(tx.lang, '')}".strip() for phrase in known if phrase]
    if not named:
        return [tx.t("No phrase on the balance sheet that is new in 400 days")]
    return [tx.t("New phrases: {phrases}", phrases=words.chained(named, tx))]


def _quoted(passages: Sequence[Passage], new: Sequence[str], tx: Texts) -> str:
    """The passages that say most, each marked as a quote with who says it."""
    lines = []
    for passage in telling(passages, new):
        said = f"“{shorten(passage.words, SENTENCE_LIMIT)}”"
        lines.append(tx.t("{who}: {said}", who=tx.t(SPEAKERS[passage.by]), said=said) if passage.by in SPEAKERS else said)
    return "\n".join(lines)


def implementation_note(event: ImplementationNote, tx: Texts) -> Story:
    """The administered rates that carry out a decision."""
    headline = tx.t("Fed implementation note: the rates that carry out the decision")
    return Story(headline=headline, numbers=_table(event, _NOTE_FIELDS, tx))


def _table(event: Event, names: tuple[str, ...], tx: Texts) -> tuple[str, ...]:
    return tuple(
        tx.t("{label}: {value}", label=words.label(name, tx), value=words.value(name, raw, tx))
        for name in names
        if (raw := getattr(event, name)) is not None
    )
