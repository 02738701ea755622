"""Minutes, speeches, implementation notes and the Board's other press releases told: what is new in their words, first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from bot.fomc.glossary import glossary
from bot.fomc.passages import COMMITTEE, PARTICIPANTS, STAFF, Passage, passage_of, telling
from bot.i18n import N_, Texts
from bot.languages import SOURCE
from bot.render import amounts, names, words
from bot.render.html import shorten
from bot.render.stories.story import Story
from bot.render.stories.table import rows
from rules.event import ImplementationNote, Minutes, PressRelease, Speech

TITLE_LIMIT = 80
_SUBJECT = re.compile(r"(?:The )?(?:Federal Reserve(?: Board)?|Board) (?=(?!and |or |of )[a-z])")
"""How most releases begin: before the verb of their title."""
_OF_DISCOUNT_RATE = "Minutes of the Board's discount rate meetings "
_ACRONYM = re.compile(r"\(([A-Z]{3,6})\)")
_AMOUNT = re.compile(r"\$([0-9]{1,4}(?:\.[0-9]{1,3})?) (million|billion|trillion)\b")
_SIZES = {"million": 10**6, "billion": 10**9, "trillion": 10**12}
QUOTE_LIMIT = 500
SENTENCE_LIMIT = 320
SHOWN_PHRASES = 6
SPEAKERS = {STAFF: N_("staff"), PARTICIPANTS: N_("participants"), COMMITTEE: N_("Committee")}
_MONTHS = (
    "",
    N_("Jan"),
    N_("Feb"),
    N_("Mar"),
    N_("Apr"),
    N_("May"),
    N_("Jun"),
    N_("Jul"),
    N_("Aug"),
    N_("Sep"),
    N_("Oct"),
    N_("Nov"),
    N_("Dec"),
)
_HEADS = {
    "projections": N_("Fed: {title}"),
    "discount_rate_minutes": N_("Fed discount-rate minutes: {title}"),
    "regulation": N_("Fed on bank rules: {title}"),
    "enforcement": N_("Fed enforcement: {title}"),
    "orders": N_("Fed on a bank's application: {title}"),
    "lending_facility": N_("Fed on a lending facility: {title}"),
    "swap_lines": N_("Fed on dollar swap lines: {title}"),
    "discount_window": N_("Fed on the discount window: {title}"),
    "leverage_ratio": N_("Fed on the leverage ratio: {title}"),
    "liquidity": N_("Fed on liquidity measures: {title}"),
    "monetary": N_("Fed on monetary policy: {title}"),
    "other": N_("Fed: {title}"),
}
_HEADS_WITHOUT_TITLE = {
    "projections": N_("Fed publishes economic projections"),
    "discount_rate_minutes": N_("Fed publishes discount-rate minutes"),
    "regulation": N_("Fed on the regulation of banks"),
    "enforcement": N_("Fed announces an enforcement action"),
    "orders": N_("Fed decides on a bank's application"),
    "lending_facility": N_("Fed announces on a lending facility (adds cash where it is used)"),
    "swap_lines": N_("Fed announces on dollar swap lines (adds cash where they are used)"),
    "discount_window": N_("Fed announces on the discount window (adds cash where it is used)"),
    "leverage_ratio": N_("Fed announces on the leverage ratio"),
    "liquidity": N_("Fed announces liquidity measures (adds cash)"),
    "monetary": N_("Fed announces on monetary policy"),
    "other": N_("Fed press release"),
}
"""For readers to whom the title would be a foreign language: it comes below."""
_MEANINGS = {
    "projections": N_("Each participant's own view, no decision."),
    "discount_rate_minutes": N_("What the Reserve Banks asked for; the decision is known already."),
    "regulation": N_("Rates and balance sheet stay as they are."),
    "enforcement": N_("No monetary policy in it."),
    "orders": N_("No monetary policy in it."),
    "lending_facility": N_("Lends against collateral: adds cash where it is used."),
    "swap_lines": N_("Dollars for other central banks: adds cash where dollars are short abroad."),
    "discount_window": N_("The terms on which banks borrow from the Fed itself."),
    "leverage_ratio": N_("Capital held against reserves and Treasuries: less lets banks hold more of both."),
    "liquidity": N_("Several measures at once that add cash."),
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
    """The minutes of a meeting: an earlier discussion, no decision; what is new on the balance sheet, staff and participants apart."""
    month = tx.t(_MONTHS[event.meeting_on.month]) if event.meeting_on else ""
    of = tx.t("FOMC minutes ({month})", month=month) if month else tx.t("FOMC minutes")
    told = tuple(passage_of(text) for text in event.passages or ())
    counted, new = _by_speaker(told, tx), _phrases(event, tx)
    return Story(
        news=_news(of, event, tx) or tx.t("{of} are out", of=of),
        brief=tx.t("{line}.", line=counted) if counted else tx.t("No new decision in them."),
        facts=(_also_new(new, tx), counted, tx.t("Told three weeks later: no new decision in them")),
        check=_also_new(new, tx) or counted,
        quote_title=tx.t("From the minutes (the Fed's own words)"),
        quote=_quoted(told, event.new_phrases, tx),
    )


def speech(event: Speech, tx: Texts) -> Story:
    """A speech or a testimony: who, and what is new on the balance sheet."""
    who = shorten(names.speaker(event.speaker, tx), 80) if event.speaker else tx.t("Federal Reserve")
    if event.is_testimony:
        who = tx.t("{who} before Congress", who=who)
    told, title = tuple(passage_of(text) for text in event.passages or ()), shorten(event.title, TITLE_LIMIT)
    about, venue = tx.t("Title: {title}", title=title), shorten(event.venue or "", 120)
    new, view = _phrases(event, tx), tx.t("One member's view; the Committee decides")
    news = _news(who, event, tx, is_silent=not told)
    if not news:
        news, about = tx.t("{who} on “{title}”", who=who, title=title), ""
    return Story(
        news=news,
        brief=about or view,
        facts=(about, _also_new(new, tx), venue, view if told else ""),
        check=_also_new(new, tx) or about or view,
        quote_title=tx.t("From the speech (the speaker's own words)"),
        quote=_quoted(told, event.new_phrases, tx),
    )


def _news(of: str, event: Minutes | Speech, tx: Texts, *, is_silent: bool = False) -> str:
    """The first phrase that is new, or that there is none; empty where its text was not read."""
    new = _phrases(event, tx)
    if new:
        return tx.t("{of}: first mention in 400 days of “{phrase}”", of=of, phrase=new[0])
    if event.passages is None and event.new_balance_sheet_phrase is None:
        return ""
    if is_silent:
        return tx.t("{of}: nothing on the balance sheet", of=of)
    return tx.t("{of}: nothing new on the balance sheet", of=of) if event.new_balance_sheet_phrase is False else ""


def _by_speaker(told: Sequence[Passage], tx: Texts) -> str:
    by = Counter(passage.by for passage in told)
    counted = [tx.t("{who} {count}", who=tx.t(SPEAKERS[who]), count=by[who]) for who in SPEAKERS if by[who]]
    return tx.t("Sentences on the balance sheet: {counted}", counted=words.phrased(counted, tx)) if counted else ""


def _also_new(phrases: Sequence[str], tx: Texts) -> str:
    """The phrases that are new beside the first, which is the news."""
    return tx.t("Also new: {phrases}", phrases=words.listed((words.quoted(one, tx) for one in phrases[1:]), tx)) if phrases[1:] else ""


def _phrases(event: Minutes | Speech, tx: Texts) -> list[str]:
    """The phrases that no earlier one had, as the reader's language knows them."""
    if not event.new_balance_sheet_phrase:
        return []
    known = [glossary().phrases.get(phrase) for phrase in event.new_phrases[:SHOWN_PHRASES]]
    return [phrase.glosses.get(tx.lang, phrase.words) for phrase in known if phrase]


def press_release(event: PressRelease, tx: Texts) -> Story:
    """A release of the Board: what it is about, and its own words: the first paragraph and the sentences that say most."""
    title, category = shorten(event.title, TITLE_LIMIT), event.category if event.category in _HEADS else "other"
    said = [
        shorten(text, QUOTE_LIMIT if index == 0 else SENTENCE_LIMIT)
        for index, text in enumerate([event.summary, *event.key_sentences])
        if text
    ]
    is_foreign, meaning = tx.lang != SOURCE, tx.t(_MEANINGS[category]) if category in _MEANINGS else ""
    about = tx.t("Title: {title}", title=title)
    return Story(
        news=tx.t(_HEADS_WITHOUT_TITLE[category]) if is_foreign else _titled(event.title, category, tx),
        tail=_told_by(event.title, tx) if is_foreign else "",
        brief=about if is_foreign else meaning,
        facts=(about if is_foreign else "", meaning),
        check=meaning or about,
        quote_title=tx.t("The release begins (the Fed's own words)") if said else "",
        quote=said[0] if len(said) == 1 else "\n".join(f"• {text}" for text in said),
    )


def _titled(title: str, category: str, tx: Texts) -> str:
    """The title as news: where the Fed is its subject it is a sentence of its own, else it comes behind what it is about."""
    if begins := _SUBJECT.match(title):
        return tx.t("Fed {what}", what=shorten(title[begins.end() :], TITLE_LIMIT))
    return tx.t(_HEADS[category], title=shorten(title.removeprefix(_OF_DISCOUNT_RATE), TITLE_LIMIT))


def _told_by(title: str, tx: Texts) -> str:
    """What of a title every reader reads: the name of a facility and an amount in dollars, the first of each."""
    named, amount = _ACRONYM.search(title), _AMOUNT.search(title)
    size = amounts.usd(round(Decimal(amount[1]) * _SIZES[amount[2]]), tx.lang) if amount else ""
    return words.phrased([named[1] if named else "", size], tx)


def _quoted(passages: Sequence[Passage], new: Sequence[str], tx: Texts) -> str:
    """The passages that say most, each marked as a quote with who says it."""
    lines = []
    for passage in telling(passages, new):
        said = words.quoted(shorten(passage.words, SENTENCE_LIMIT), tx)
        lines.append(tx.t("{who}: {said}", who=tx.t(SPEAKERS[passage.by]), said=said) if passage.by in SPEAKERS else said)
    return "\n".join(lines)


def implementation_note(event: ImplementationNote, tx: Texts) -> Story:
    """The administered rates that carry out a decision."""
    news = tx.t("Fed implementation note published")
    if event.iorb_pct is not None and event.on_rrp_pct is not None:
        news = tx.t("Fed sets IORB {iorb}, ON RRP {on_rrp}", iorb=amounts.pct(event.iorb_pct), on_rrp=amounts.pct(event.on_rrp_pct))
    srf = tx.t("SRF {rate}", rate=amounts.pct(event.srf_pct)) if event.srf_pct is not None else ""
    day = tx.t("In effect from {day}", day=amounts.short_day(event.effective_on, tx.lang)) if event.effective_on else ""
    return Story(news=news, brief=words.parted([srf, day], tx), facts=(srf, day), table=rows(event, _NOTE_FIELDS, tx))
