"""The page in a reader's language: strings and safe markup for the template, which decides nothing. Pure."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot import __version__, render
from bot.calendars.coming import Coming
from bot.chat.answers.about import ATTRIBUTIONS
from bot.chat.words import source_name, span
from bot.i18n import N_, NN_, Texts, texts
from bot.languages import LANGUAGES
from bot.model import Move, Published, Subject
from bot.render import amounts, clock, digest, reasons, verdict, words
from bot.render.evidence.own_record import record_blocks
from bot.render.html import visible
from bot.web.page import pictures
from bot.web.page.markup import is_web, iso, lines, page_html, whole
from bot.web.page.overview import Health, Overview
from bot.web.page.pictures import Figure
from bot.web.page.policy import Cycle, Policy
from rules.model import Rulebook

RATES = {"iorb": N_("Interest on reserves (IORB)"), "on_rrp": N_("Overnight reverse repo (ON RRP)"), "srf": N_("Standing repo (SRF)")}
MOVES = {
    "up": NN_("{count} rise since {first}, {total} in all", "{count} rises in a row since {first}, {total} in all"),
    "down": NN_("{count} cut since {first}, {total} in all", "{count} cuts in a row since {first}, {total} in all"),
}
STATES = {"ok": N_("working"), "waiting": N_("no answer yet"), "failing": N_("not answering"), "quiet": N_("quiet for too long")}
LATELY = 6
"""Alerts that are shown at once; the others open at a press."""
_FOLD = re.compile(r"\n?<blockquote expandable>(.*?)</blockquote>\n?", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant for a machine and for a person."""

    iso: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message taken apart: its news, its verdict, facts, what is folded away, and its last line."""

    headline: str
    verdict: str
    impact: int
    when: Moment
    ago: str
    url: str
    facts: tuple[Markup, ...]
    fold_title: Markup
    fold: Markup
    foot: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An alert in a line."""

    when: Moment
    news: str
    verdict: str
    url: str
    moved: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A publication that is due."""

    when: Moment
    name: str
    left: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """How a source is doing, in words; `state` is a class of the page's colours."""

    name: str
    state: str
    label: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All that the template shows."""

    lang: str
    languages: tuple[tuple[str, str], ...]
    trouble: str
    made: Moment
    last: Message | None
    lately: tuple[Line, ...]
    earlier: tuple[Line, ...]
    regime: str
    since: str
    rates: tuple[tuple[str, str], ...]
    cycle: str
    due: tuple[Due, ...]
    zone: str
    figures: tuple[Figure, ...]
    record: tuple[Markup, ...]
    reliability: Figure | None
    sources: tuple[Told, ...]
    well: str
    credits: tuple[Markup, ...]
    version: str = field(default=__version__)


def view(found: Overview, rulebook: Rulebook, lang: str, trouble: str = "") -> View:
    """What is known, said in a language. `trouble`: why it may be stale or lacking, a sentence of ours."""
    tx, told = texts("web", lang), texts("alerts", lang)
    listed = [_line(one, found.moves.get(one.id), tx, told) for one in found.lately]
    sources = tuple(_source(one, found.at, tx, told) for one in found.sources)
    return View(
        lang=lang,
        languages=tuple((code, language.name) for code, language in LANGUAGES.items()),
        trouble=trouble,
        made=_moment(found.at, lang),
        last=_message(found.last, found.at, rulebook, tx) if found.last else None,
        lately=tuple(listed[:LATELY]),
        earlier=tuple(listed[LATELY:]),
        regime=_regime(found.policy, tx, told),
        since=_since(found.policy, tx, told),
        rates=_rates(found.policy, tx, told),
        cycle=_cycle(found.policy.cycle, tx, told),
        due=tuple(_due(item, found.at, told) for item in found.ahead),
        zone=clock.home_zone(told),
        figures=pictures.figures(found, tx),
        record=tuple(lines([block]) for block in record_blocks(found.record, told)) if found.record else (),
        reliability=pictures.reliability(found.record, tx) if found.record else None,
        sources=sources,
        well=tx.t("{well} of {count} working", well=sum(one.state == "ok" for one in sources), count=len(sources)) if sources else "",
        credits=_credits({one.source for one in found.sources}, lang),
    )


def message_of(published: Published, rulebook: Rulebook, lang: str) -> str:
    """A publication's message, Telegram HTML: as it was sent, or made anew where its text is not kept."""
    kept = published.texts.get(lang)
    return kept or render.alert(Subject(event=published.event, assessment=published.assessment), rulebook, lang)


def _message(published: Published, now: datetime, rulebook: Rulebook, tx: Texts) -> Message:
    text = message_of(published, rulebook, tx.lang)
    folded = _FOLD.search(text)
    title, _, rest = folded[1].partition("\n") if folded else ("", "", "")
    head, *facts, foot = [line for line in _FOLD.sub("\n", text).split("\n") if line]
    said, *facts = facts or [""]
    return Message(
        headline=_plain(head),
        verdict=_plain(said),
        impact=published.impact,
        when=_moment(published.event.published_at, tx.lang),
        ago=tx.t("{span} ago", span=span(texts("chat", tx.lang), now - published.event.published_at)),
        url=_address(published.event.url),
        facts=tuple(page_html(fact, whole) for fact in facts),
        fold_title=page_html(title),
        fold=page_html(rest, whole),
        foot=page_html(foot),
    )


def _line(one: Published, move: Move | None, tx: Texts, told: Texts) -> Line:
    return Line(
        when=_moment(one.event.published_at, tx.lang),
        news=render.news(one.event, one.assessment, tx.lang),
        verdict=verdict.in_short(one.event, one.assessment, told),
        url=_address(one.event.url),
        moved=_moved(move, tx),
    )


def _moved(move: Move | None, tx: Texts) -> str:
    if move is None or move.return_pct is None:
        return ""
    size = f"{abs(move.return_pct):.1f}%"
    return tx.t("BTC +{size} in 24 h", size=size) if move.return_pct > 0 else tx.t("BTC −{size} in 24 h", size=size)


def _regime(policy: Policy, tx: Texts, told: Texts) -> str:
    return reasons.regime_now(policy.regime.name, policy.regime.purpose, policy.purchases_from, told)


def _since(policy: Policy, tx: Texts, told: Texts) -> str:
    """Since when the regime holds, and until when."""
    parts = []
    if policy.regime.since is not None:
        parts.append(tx.t("since {day}", day=amounts.day(policy.regime.since, tx.lang)))
    if policy.ends_on is not None:
        parts.append(tx.t("ends {day}", day=amounts.day(policy.ends_on, tx.lang)))
    return words.parted(parts, told)


def _rates(policy: Policy, tx: Texts, told: Texts) -> tuple[tuple[str, str], ...]:
    rows = [(tx.t("Target range"), amounts.pct_range(*policy.target_pct, told))] if policy.target_pct else []
    return (*rows, *((tx.t(RATES[name]), amounts.pct(rate)) for name, rate in policy.rates_pct.items()))


def _cycle(cycle: Cycle | None, tx: Texts, told: Texts) -> str:
    if cycle is None:
        return ""
    first, last = amounts.day(cycle.first, tx.lang), amounts.day(cycle.last, tx.lang)
    said = tx.n(*MOVES[cycle.way], cycle.moves, first=first, total=amounts.bp(cycle.total_bp, told))
    return tx.t("{said}; the last on {last}", said=said, last=last) if cycle.moves > 1 else said


def _due(item: Coming, now: datetime, told: Texts) -> Due:
    return Due(
        when=Moment(iso=iso(item.at), words=digest.moment(item.at, told, told.language.home_clock)),
        name=told.t(digest.NAMES[item.kind]),
        left=digest.countdown(item.at - now, told),
    )


def _source(one: Health, now: datetime, tx: Texts, told: Texts) -> Told:
    chat = texts("chat", tx.lang)
    answered = tx.t("answered {span} ago", span=span(chat, now - one.answered_at)) if one.answered_at else ""
    fresh = tx.t("last new {span} ago", span=span(chat, now - one.new_at)) if one.new_at else ""
    name = html.unescape(source_name(chat, one.source))
    return Told(name=name, state=one.state, label=tx.t(STATES[one.state]), detail=words.parted([answered, fresh], told))


def _credits(sources: set[str], lang: str) -> tuple[Markup, ...]:
    chat = texts("chat", lang)
    return tuple(page_html(chat.t(said)) for said, of in ATTRIBUTIONS.items() if sources & set(of))


def _moment(at: datetime, lang: str) -> Moment:
    """With its year, on the language's own clock."""
    told = texts("alerts", lang)
    there = at.astimezone(ZoneInfo(told.language.home_clock))
    zoned = clock.told(at, told)
    return Moment(iso=iso(at), words=zoned.replace(amounts.short_day(there.date(), lang), amounts.day(there.date(), lang), 1))


def _plain(text: str) -> str:
    """A line of a message as a reader sees it, without what keeps an app from making links of it."""
    return visible(text).replace("\u2060", "")


def _address(url: str) -> str:
    """An address that may be linked to; nothing where it is none of the web."""
    return url if is_web(url) else ""
