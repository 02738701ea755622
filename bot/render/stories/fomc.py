"""FOMC statements told: what is new first, the decision with its range, votes and dissents, and what the wording changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.calendars.newyork import today
from bot.fomc.day import PROJECTIONS
from bot.fomc.diff import Change, changes
from bot.i18n import N_, Texts
from bot.render import amounts, names, words
from bot.render.html import shorten
from bot.render.stories.story import Story
from rules.event import Event, FomcStatement, ImplementationNote, PressRelease

AS_PRICED_BP = 4
"""A surprise below this, or within what the quotes leave open, is none: rates name no direction by it either."""
LAST_MONTH = 12
WITH_BEFORE = 3
"""Parts of a median that has the one before: year, now, before."""
_MOVED = {
    "raise": (N_("hikes {bp} to {range}"), N_("hikes to {range}"), N_("hikes {bp}"), N_("hikes rates")),
    "lower": (N_("cuts {bp} to {range}"), N_("cuts to {range}"), N_("cuts {bp}"), N_("cuts rates")),
}
_SURPRISES = {
    ("lower", True): N_("{decision}, {bp} more than priced"),
    ("lower", False): N_("{decision}, {bp} less than priced"),
    ("raise", True): N_("{decision}, {bp} above what was priced"),
    ("raise", False): N_("{decision}, {bp} below what was priced"),
    ("hold", True): N_("{decision}; {bp} of cuts were priced"),
    ("hold", False): N_("{decision}; {bp} of hikes were priced"),
}
"""By the decision, and whether it is larger than was priced (of a hold: whether a cut was)."""
_ACTIONS = {
    "runoff_start": (N_("starts QT {day}"), N_("starts QT")),
    "runoff_slower": (N_("slows QT from {day}"), N_("slows QT")),
    "runoff_end": (N_("ends QT {day}"), N_("ends QT")),
    "purchases_start": (N_("to buy bonds from {day}"), N_("to buy bonds")),
    "purchases_pace": (N_("changes its buying from {day}"), N_("changes its buying")),
    "purchases_end": (N_("ends its purchases {day}"), N_("ends its purchases")),
}
_OF_PURPOSE = {
    ("purchases_start", "reserve_management"): N_("to buy bills (not QE)"),
    ("purchases_pace", "reserve_management"): N_("changes bill buying (not QE)"),
    ("purchases_end", "reserve_management"): N_("ends bill buying"),
    ("purchases_start", "qe"): N_("starts QE"),
    ("purchases_end", "qe"): N_("ends QE purchases"),
}
_NEWS = {
    "runoff_start": N_("QT: maturing bonds are no longer all replaced"),
    "runoff_slower": N_("QT slows: fewer maturing bonds leave each month"),
    "runoff_end": N_("QT: end date first given today; holdings stop shrinking"),
    "purchases_start": N_("Buys bonds: holdings grow"),
    "purchases_end": N_("Holdings stop growing"),
}
_BILLS = N_("Buys bills to keep reserves ample: reserve management, not QE")
_OLD_NEWS = {
    "runoff_start": N_("QT starts {day}, as announced before"),
    "runoff_slower": N_("QT slows from {day}, as announced before"),
    "runoff_end": N_("QT ends {day}, as announced before"),
    "purchases_start": N_("Purchases start {day}, as announced before"),
    "purchases_end": N_("Purchases end {day}, as announced before"),
}
_WISHES = {
    ("", "lower"): N_("{names} for a lower range"),
    ("", "raise"): N_("{names} for a higher range"),
    ("", "maintain"): N_("{names} for the same range"),
    ("lower", "lower"): N_("{names} for a larger cut"),
    ("raise", "lower"): N_("{names} for a cut"),
    ("hold", "lower"): N_("{names} for a cut"),
    ("raise", "raise"): N_("{names} for a larger hike"),
    ("lower", "raise"): N_("{names} for a hike"),
    ("hold", "raise"): N_("{names} for a hike"),
    ("lower", "maintain"): N_("{names} for no change"),
    ("raise", "maintain"): N_("{names} for no change"),
    ("hold", "maintain"): N_("{names} for other wording"),
}
_STEPS = {"raise": N_("hike {number}"), "lower": N_("cut {number}")}
_CHECKS = {
    "runoff_end": N_("the QT end date is new"),
    "runoff_start": N_("the QT start is new"),
    "runoff_slower": N_("the slower QT is new"),
    "purchases_start": N_("the purchases are new"),
    "purchases_pace": N_("the pace is new"),
    "purchases_end": N_("the end of the purchases is new"),
}


def story(event: FomcStatement, tx: Texts, previous: FomcStatement | None = None, joined: Sequence[Event] = (), data: str = "") -> Story:
    """A statement told; `previous` is the one before it, `joined` what came out with it (the note, the projections), `data` what was
    measured after all decisions.
    """
    note = next((e for e in joined if isinstance(e, ImplementationNote)), None)
    return Story(
        news=_news(event, tx),
        facts=(
            *_balance_sheet(event, previous, tx),
            _votes(event, tx),
            _rates(note, previous, tx),
            _dots(event, joined, tx),
            _priced(event, tx),
            data,
        ),
        check=words.parted([_tally_line(event, tx), _check(event, tx)], tx),
        changes=wording(event, previous),
        links=tuple(_links(event, joined, tx)),
    )


def decision(event: FomcStatement, tx: Texts) -> str:
    """The rate decision in a few words: `cuts 25bp to 3.75–4.00%`."""
    target = _range(event, tx)
    if event.decision == "hold":
        return tx.t("holds at {range}", range=target) if target else tx.t("holds rates")
    if event.decision not in _MOVED:
        return ""
    both, only_range, only_bp, neither = _MOVED[event.decision]
    if event.change_bp:
        step = amounts.bp(event.change_bp, tx)
        return tx.t(both, bp=step, range=target) if target else tx.t(only_bp, bp=step)
    return tx.t(only_range, range=target) if target else tx.t(neither)


def wording(event: FomcStatement, previous: FomcStatement | None = None) -> tuple[Change, ...]:
    """What the statement says otherwise than the one before it; nothing where either text is unknown."""
    before = event.previous_text or (previous.text if previous else None)
    return changes(before, event.text) if before and event.text else ()


def _news(event: FomcStatement, tx: Texts) -> str:
    """The rarer news first: what happens to the balance sheet, then the rate."""
    rate, action = _priced_decision(event, tx), _action(event, tx)
    if not rate and not action:
        return tx.t("FOMC statement published")
    what = tx.t("{action}; {decision}", action=action, decision=rate) if rate and action else rate or action
    return tx.t("Fed, unscheduled: {what}", what=what) if event.is_scheduled is False else tx.t("Fed {what}", what=what)


def _priced_decision(event: FomcStatement, tx: Texts) -> str:
    """The decision beside what was priced in, where that is known; the size of a surprise gives way to a balance-sheet action."""
    return decision(event, tx) if _action(event, tx) and not is_as_priced(event) else against_priced(event, tx)


def against_priced(event: FomcStatement, tx: Texts) -> str:
    """The decision beside what was priced in, where that is known, plain text."""
    said, surprise = decision(event, tx), event.surprise_bp
    if surprise is None or not said:
        return said
    if is_as_priced(event):
        return tx.t("{decision}, as priced", decision=said)
    text = _SURPRISES.get((event.decision or "", _is_larger(event)))
    return tx.t(text, decision=said, bp=amounts.bp(round(surprise), tx)) if text else said


def is_as_priced(event: FomcStatement) -> bool:
    """Whether a known surprise is too small to be one."""
    return event.surprise_bp is not None and abs(event.surprise_bp) < max(AS_PRICED_BP, event.expected_change_uncertainty_bp or 0)


def _is_larger(event: FomcStatement) -> bool:
    """Whether it moved further than was priced; of a hold, whether a cut was priced."""
    surprise = event.surprise_bp or 0
    return surprise < 0 if event.decision == "lower" else surprise > 0


def _action(event: FomcStatement, tx: Texts) -> str:
    """What is newly announced of the balance sheet."""
    action = event.balance_sheet_action or "none"
    if action not in _ACTIONS or event.action_is_new is False:
        return ""
    if action == "purchases_pace" and event.purchase_pace_usd_month and event.purchase_pace_change_usd_month:
        pattern = (
            N_("raises buying to {amount} a month") if event.purchase_pace_change_usd_month > 0 else N_("slows buying to {amount} a month")
        )
        return tx.t(pattern, amount=amounts.usd(event.purchase_pace_usd_month, tx.lang))
    if _names_total(event):
        return tx.t("starts QE, {amount}", amount=amounts.usd(event.purchase_total_usd or 0, tx.lang))
    if text := _OF_PURPOSE.get((action, event.purchase_purpose or "")):
        return tx.t(text)
    dated, undated = _ACTIONS[action]
    day = event.balance_sheet_effective_on
    return tx.t(dated, day=amounts.short_day(day, tx.lang)) if day else tx.t(undated)


def _names_total(event: FomcStatement) -> bool:
    """Whether line 1 has the total of the purchases."""
    is_start = event.balance_sheet_action == "purchases_start" and event.action_is_new is not False
    return is_start and event.purchase_purpose == "qe" and bool(event.purchase_total_usd)


def _range(event: FomcStatement, tx: Texts) -> str:
    if event.target_lower_pct is None or event.target_upper_pct is None:
        return ""
    return amounts.pct_range(event.target_lower_pct, event.target_upper_pct, tx)


def _balance_sheet(event: FomcStatement, previous: FomcStatement | None, tx: Texts) -> Iterator[str]:
    action = event.balance_sheet_action or "none"
    day = event.balance_sheet_effective_on
    if event.action_is_new is False:
        if action in _OLD_NEWS and day:
            yield tx.t(_OLD_NEWS[action], day=amounts.short_day(day, tx.lang))
    elif event.purchase_purpose == "reserve_management" and action == "purchases_start":
        yield tx.t(_BILLS)
    elif action in _NEWS and (day or action != "runoff_end"):
        yield tx.t(_NEWS[action])
    yield _pace(event, tx)
    yield _caps(event, previous, tx)


def _pace(event: FomcStatement, tx: Texts) -> str:
    pace, change, total = event.purchase_pace_usd_month, event.purchase_pace_change_usd_month, event.purchase_total_usd
    if total is not None:
        return tx.t("Purchases: at least {amount} in all", amount=amounts.usd(total, tx.lang)) if not _names_total(event) else ""
    if pace is None:
        return ""
    if change and pace > change:
        told = {"before": amounts.usd(pace - change, tx.lang, bare=True), "amount": amounts.usd(pace, tx.lang)}
        return tx.t("Purchases a month: {before} → {amount}", **told)
    return tx.t("Purchases a month: {amount}", amount=amounts.usd(pace, tx.lang)) if pace else ""


def _caps(event: FomcStatement, previous: FomcStatement | None, tx: Texts) -> str:
    """The monthly caps of the run-off, beside those before where they are known."""
    now = event.runoff_treasury_cap_usd_month, event.runoff_mbs_cap_usd_month
    if None in now or not any(now):
        return ""
    then = (previous.runoff_treasury_cap_usd_month, previous.runoff_mbs_cap_usd_month) if previous else (None, None)
    told = [
        tx.t(label, amount=_step(before, cap, tx))
        for label, before, cap in zip((N_("Treasuries {amount}"), N_("MBS {amount}")), then, now, strict=True)
        if cap is not None
    ]
    return tx.t("QT caps a month: {caps}", caps=words.listed(told, tx))


def _step(before: int | None, now: int, tx: Texts) -> str:
    amount = amounts.usd(now, tx.lang)
    if not before or before == now:
        return amount
    return tx.t("{old} → {new}", old=amounts.usd(before, tx.lang, bare=True), new=amount)


def _votes(event: FomcStatement, tx: Texts) -> str:
    """The tally, and what those against wanted."""
    tally = _tally_line(event, tx)
    if not tally or not event.dissents:
        return tally
    return tx.t("{tally}: {against}", tally=tally, against=_dissents(event, tx))


def _tally_line(event: FomcStatement, tx: Texts) -> str:
    votes = _tally(event, tx)
    return tx.t("Vote {votes}", votes=votes) if votes else ""


def _tally(event: FomcStatement, tx: Texts) -> str:
    if event.votes_for is None or event.votes_against is None:
        return ""
    return tx.t("{votes_for}–{votes_against}", votes_for=event.votes_for, votes_against=event.votes_against)


def _dissents(event: FomcStatement, tx: Texts) -> str:
    """Those who voted against, grouped by what they wanted."""
    groups: dict[str, list[str]] = {}
    for text in event.dissents:
        name, _, preference = text.partition(": ")
        groups.setdefault(preference, []).append(names.surname(name, tx))
    join = words.chained if any(len(people) > 1 for people in groups.values()) else words.phrased
    return join((_wished(words.listed(people, tx), wish, event, tx) for wish, people in groups.items()), tx)


def _wished(people: str, preference: str, event: FomcStatement, tx: Texts) -> str:
    known = _WISHES.get((event.decision or "", preference.split(" ")[0]))
    if known:
        return tx.t(known, names=people)
    return tx.t("{names}: “{words}”", names=people, words=shorten(preference, 60)) if preference else people


def _rates(note: ImplementationNote | None, previous: FomcStatement | None, tx: Texts) -> str:
    """The administered rates that carry the decision out, and the decision before."""
    parts = []
    if note is not None and note.iorb_pct is not None and note.on_rrp_pct is not None:
        parts = [
            tx.t("IORB {rate}", rate=amounts.pct(note.iorb_pct)),
            tx.t("ON RRP {rate}", rate=amounts.pct(note.on_rrp_pct)),
        ]
    before = _before(previous, tx)
    if before and not parts:
        return tx.t("Last: {before}", before=before)
    return words.parted([*parts, tx.t("last: {before}", before=before) if before else ""], tx)


def _before(previous: FomcStatement | None, tx: Texts) -> str:
    if previous is None or previous.decision is None:
        return ""
    step = _STEPS.get(previous.decision)
    said = tx.t(step, number=abs(previous.change_bp)) if step and previous.change_bp else tx.t("hold") if step is None else ""
    day = amounts.short_day(today(previous.published_at), tx.lang)
    return words.phrased((day, said, _tally(previous, tx)), tx) if said else ""


def _dots(event: FomcStatement, joined: Sequence[Event], tx: Texts) -> str:
    """The projections' median for the next year-end beside that of the projections before."""
    change, day = event.dots_change_bp, today(event.published_at)
    if change is None:
        return ""
    year = day.year + (day.month == LAST_MONTH)  # in December this year's rate is settled
    if not change:
        return tx.t("Dots: median for end-{year} unchanged", year=year)
    if levels := _medians(joined, year):
        pattern = (
            N_("Dots: median for end-{year} up from {before} to {now}")
            if change > 0
            else N_("Dots: median for end-{year} down from {before} to {now}")
        )
        return tx.t(pattern, year=year, before=levels[1], now=levels[0])
    pattern = N_("Dots: median for end-{year} {bp} higher") if change > 0 else N_("Dots: median for end-{year} {bp} lower")
    return tx.t(pattern, year=year, bp=amounts.bp(change, tx))


def _medians(joined: Sequence[Event], year: int) -> tuple[str, str] | None:
    """The median for a year's end and the one before, in per cent, where the projections of the day have both."""
    said = (entry.split() for e in joined if isinstance(e, PressRelease) for entry in e.dots or ())
    found = next((entry for entry in said if len(entry) == WITH_BEFORE and entry[0] == str(year)), None)
    return (f"{float(found[1]):.1f}%", f"{float(found[2]):.1f}%") if found else None


def _priced(event: FomcStatement, tx: Texts) -> str:
    """What was priced in, where line 1 does not say it: it could turn the verdict."""
    expected = event.expected_change_bp
    if not event.decision or event.is_scheduled is False:
        return ""
    if expected is None:
        return tx.t("What was priced in: not known")
    if is_as_priced(event):
        return ""
    if abs(expected) < 1:
        return tx.t("Priced in: no change")
    pattern = N_("Priced in: a hike of {bp}") if expected > 0 else N_("Priced in: a cut of {bp}")
    return tx.t(pattern, bp=amounts.bp(round(expected), tx))


def _check(event: FomcStatement, tx: Texts) -> str:
    action = event.balance_sheet_action or ""
    return tx.t(_CHECKS[action]) if event.action_is_new and action in _CHECKS else ""


def _links(event: FomcStatement, joined: Sequence[Event], tx: Texts) -> list[tuple[str, str]]:
    release = next((e.url for e in joined if isinstance(e, PressRelease) and e.category == PROJECTIONS), None)
    links = [(tx.t("projections"), event.projections_url or release), (tx.t("press conference"), event.press_conference_url)]
    return [(title, url) for title, url in links if url]
