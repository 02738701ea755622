"""FOMC statements told: decision, range, balance-sheet instruction, votes and dissents, and what is new in the wording."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from bot.calendars.newyork import today
from bot.fomc.day import PROJECTIONS
from bot.fomc.diff import Change, changes
from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.html import shorten
from bot.render.stories import diff
from bot.render.stories.story import Story
from rules.event import Event, FomcStatement, ImplementationNote, PressRelease

_MOVED = {
    "raise": (N_("Fed hikes {bp} to {range}"), N_("Fed hikes to {range}"), N_("Fed hikes {bp}"), N_("Fed hikes rates")),
    "lower": (N_("Fed cuts {bp} to {range}"), N_("Fed cuts to {range}"), N_("Fed cuts {bp}"), N_("Fed cuts rates")),
}
_ACTION_HEADLINES = {
    "runoff_start": (N_("run-off (QT) starts {day}"), N_("run-off (QT) starts")),
    "runoff_slower": (N_("run-off (QT) slows from {day}"), N_("run-off (QT) slows")),
    "runoff_end": (N_("run-off (QT) ends {day}"), N_("run-off (QT) ends")),
    "purchases_start": (N_("purchases start {day}"), N_("purchases start")),
    "purchases_pace": (N_("new pace of purchases from {day}"), N_("new pace of purchases")),
    "purchases_end": (N_("purchases end {day}"), N_("purchases end")),
}
_ACTION_LINES = {
    "none": N_("Balance sheet: no change announced"),
    "runoff_start": N_("Balance sheet: run-off (QT) starts, maturing bonds are no longer fully replaced"),
    "runoff_slower": N_("Balance sheet: run-off (QT) slows, fewer maturing bonds leave each month"),
    "runoff_end": N_("Balance sheet: run-off (QT) ends, holdings stop shrinking"),
    "purchases_start": N_("Balance sheet: the Fed starts buying bonds"),
    "purchases_pace": N_("Balance sheet: the Fed buys at a new pace"),
    "purchases_end": N_("Balance sheet: the Fed stops adding bonds"),
}
_RESERVE_MANAGEMENT = {
    "purchases_start": N_("starts reserve-management bill buying (not QE)"),
    "purchases_pace": N_("new pace of reserve-management buying (not QE)"),
    "purchases_end": N_("reserve-management buying ends"),
}
_PREFERENCES = {
    ("lower", "lower"): N_("for a larger cut"),
    ("raise", "lower"): N_("for a cut"),
    ("hold", "lower"): N_("for a cut"),
    ("raise", "raise"): N_("for a larger hike"),
    ("lower", "raise"): N_("for a hike"),
    ("hold", "raise"): N_("for a hike"),
    ("lower", "maintain"): N_("for no change"),
    ("raise", "maintain"): N_("for no change"),
    ("hold", "maintain"): N_("for another wording"),
}
_TOLD = frozenset(
    {"action_direction", "balance_sheet_action", "change_bp", "decision", "is_scheduled", "purchase_pace_change_usd_month"}
    | {"purchase_purpose", "purchase_total_usd"}
)
_SUFFIXES = ("Jr.", "Sr.", "II", "III", "IV")


def story(event: FomcStatement, tx: Texts, before: FomcStatement | None = None, joined: Sequence[Event] = ()) -> Story:
    """A statement told; `before` is the statement before it, `joined` what came out with it: the note, the projections."""
    note = next((e for e in joined if isinstance(e, ImplementationNote)), None)
    return Story(
        headline=_headline(event, tx),
        numbers=(
            _rate(event, tx),
            *_balance_sheet(event, tx),
            _votes(event, tx),
            _rates(note, tx),
            _before(before, tx),
            diff.tone(event.tone_change, tx),
        ),
        notes=tuple(_notes(event, tx)),
        changes=wording(event, before),
        links=tuple(_links(event, joined, tx)),
        told=_TOLD,
    )


def decision(event: FomcStatement, tx: Texts) -> str:
    """The rate decision in a few words: `Fed cuts 25 bp to 3.75–4.00%`."""
    target = _range(event, tx)
    if event.decision == "hold":
        return tx.t("Fed holds at {range}", range=target) if target else tx.t("Fed holds rates")
    if event.decision not in _MOVED:
        return tx.t("FOMC statement published")
    both, only_range, only_bp, neither = _MOVED[event.decision]
    if event.change_bp:
        step = amounts.bp(event.change_bp, tx)
        return tx.t(both, bp=step, range=target) if target else tx.t(only_bp, bp=step)
    return tx.t(only_range, range=target) if target else tx.t(neither)


def wording(event: FomcStatement, before: FomcStatement | None = None) -> tuple[Change, ...]:
    """What the statement says otherwise than the one before it; nothing where either text is unknown."""
    earlier = event.previous_text or (before.text if before else None)
    return changes(earlier, event.text) if earlier and event.text else ()


def _links(event: FomcStatement, joined: Sequence[Event], tx: Texts) -> list[tuple[str, str]]:
    release = next((e.url for e in joined if isinstance(e, PressRelease) and e.category == PROJECTIONS), None)
    links = [(tx.t("Projections"), event.projections_url or release), (tx.t("Press conference"), event.press_conference_url)]
    return [(title, url) for title, url in links if url]


def _headline(event: FomcStatement, tx: Texts) -> str:
    parts = [decision(event, tx), _action_headline(event, tx)]
    text = words.phrased(parts, tx)
    return tx.t("Unscheduled: {headline}", headline=text) if event.is_scheduled is False else text


def _action_headline(event: FomcStatement, tx: Texts) -> str:
    action = event.balance_sheet_action or "none"
    if action not in _ACTION_HEADLINES or event.action_is_new is False:
        return ""
    if event.purchase_purpose == "reserve_management" and action in _RESERVE_MANAGEMENT:
        return tx.t(_RESERVE_MANAGEMENT[action])
    dated, undated = _ACTION_HEADLINES[action]
    text = tx.t(dated, day=_short(event, tx)) if event.balance_sheet_effective_on else tx.t(undated)
    return tx.t("{action} (QE)", action=text) if event.purchase_purpose == "qe" and action == "purchases_start" else text


def _short(event: FomcStatement, tx: Texts) -> str:
    assert event.balance_sheet_effective_on is not None
    return amounts.short_day(event.balance_sheet_effective_on, tx.lang)


def _range(event: FomcStatement, tx: Texts) -> str:
    if event.target_lower_pct is None or event.target_upper_pct is None:
        return ""
    return amounts.pct_range(event.target_lower_pct, event.target_upper_pct, tx)


def _rate(event: FomcStatement, tx: Texts) -> str:
    target = _range(event, tx)
    if not target:
        return tx.t("Rate: the statement gives no target range") if event.decision else ""
    if event.decision == "hold":
        return tx.t("Rate: {range}, unchanged", range=target)
    lower, upper = event.previous_target_lower_pct, event.previous_target_upper_pct
    if lower is None or upper is None or event.change_bp is None:
        return tx.t("Rate: {range}", range=target)
    before, change = amounts.pct_range(lower, upper, tx), amounts.bp_change(event.change_bp, tx)
    return tx.t("Rate: {before} → {range} ({change})", before=before, range=target, change=change)


def _balance_sheet(event: FomcStatement, tx: Texts) -> list[str]:
    action = event.balance_sheet_action
    if action not in _ACTION_LINES:
        return []
    line = tx.t(_ACTION_LINES[action])
    if event.purchase_purpose == "reserve_management" and action == "purchases_start":
        line = tx.t("Balance sheet: the Fed buys short Treasuries to keep reserves ample")
    if event.balance_sheet_effective_on and action != "none":
        line = tx.t("{line}; from {day}", line=line, day=amounts.day(event.balance_sheet_effective_on, tx.lang))
    if event.action_is_new is False and action != "none":
        line = tx.t("{line} (announced before)", line=line)
    return [line, *_sizes(event, tx)]


def _sizes(event: FomcStatement, tx: Texts) -> list[str]:
    lines = []
    pace, change, total = event.purchase_pace_usd_month, event.purchase_pace_change_usd_month, event.purchase_total_usd
    if pace is not None:
        lines.append(tx.t("Purchases: {amount} a month", amount=amounts.usd(pace, tx.lang)))
        if change:
            lines[-1] = tx.t("{line} ({change} on before)", line=lines[-1], change=amounts.usd_change(change, tx.lang))
    if total is not None:
        lines.append(tx.t("Purchases in total: at least {amount}", amount=amounts.usd(total, tx.lang)))
    treasury, mbs = event.runoff_treasury_cap_usd_month, event.runoff_mbs_cap_usd_month
    if treasury is not None and mbs is not None and (treasury or mbs):
        caps = {"treasuries": amounts.usd(treasury, tx.lang), "mbs": amounts.usd(mbs, tx.lang)}
        lines.append(tx.t("Run-off caps a month: Treasuries {treasuries}, MBS {mbs}", **caps))
    return lines


def _votes(event: FomcStatement, tx: Texts) -> str:
    votes = _tally(event)
    if not votes:
        return ""
    tally = tx.t("Vote: {votes}", votes=votes)
    if not event.dissents:
        return tally
    return tx.t("{tally}. Against: {against}", tally=tally, against=words.chained(_dissents(event, tx), tx))


def _tally(event: FomcStatement) -> str:
    return "" if event.votes_for is None or event.votes_against is None else f"{event.votes_for}–{event.votes_against}"


def _dissents(event: FomcStatement, tx: Texts) -> list[str]:
    """Those who voted against, grouped by what they wanted."""
    groups: dict[str, list[str]] = {}
    for text in event.dissents:
        name, _, preference = text.partition(": ")
        known = _PREFERENCES.get((event.decision or "", preference.split(" ")[0]))
        wish = tx.t(known) if known else f"“{shorten(preference, 120)}”" if preference else ""
        groups.setdefault(wish, []).append(_surname(name))
    named = {wish: words.listed(names, tx) for wish, names in groups.items()}
    return [tx.t("{names} ({wish})", names=names, wish=wish) if wish else names for wish, names in named.items()]


def _surname(name: str) -> str:
    parts = [part for part in name.replace(",", " ").split() if part not in _SUFFIXES]
    return parts[-1] if parts else name


def _rates(note: ImplementationNote | None, tx: Texts) -> str:
    """The administered rates that carry the decision out."""
    if note is None or note.iorb_pct is None or note.on_rrp_pct is None:
        return ""
    iorb, on_rrp = amounts.pct(note.iorb_pct), amounts.pct(note.on_rrp_pct)
    return tx.t("Fed's own rates: IORB {iorb}, ON RRP {on_rrp}", iorb=iorb, on_rrp=on_rrp)


def _before(before: FomcStatement | None, tx: Texts) -> str:
    if before is None or before.decision is None:
        return ""
    step = dataclasses.replace(before, target_lower_pct=None) if before.change_bp else before
    said, votes = decision(step, tx), _tally(before)
    day = amounts.day(today(before.published_at), tx.lang)
    return tx.t("Before ({day}): {said}", day=day, said=words.phrased((said, votes), tx))


def _notes(event: FomcStatement, tx: Texts) -> list[str]:
    notes = []
    if event.purchase_purpose == "reserve_management":
        notes.append(tx.t("Reserve management, not QE: not meant to push long yields down."))
    if event.decision in _MOVED:
        notes.append(tx.t("An expected move changes little; what was priced in is unknown."))
    return notes
