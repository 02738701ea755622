"""What was priced in before a decision, for the full reasoning: the figure and whose quotes it is of, or why it is not known; the path."""

from __future__ import annotations

from collections.abc import Mapping

from bot.assessing.expectation import Path
from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.source import ARCHIVE
from rules.event import Event, FomcStatement

GAPS: Mapping[str, str] = {
    "stale": N_("the last quotes were more than 15 minutes old"),
    "thin": N_("too little was traded"),
    "torn": N_("the quotes did not add up"),
    "apart": N_("the venues contradicted each other"),
    "unscheduled": N_("no market is of an unscheduled decision"),
    "none": N_("no quotes were at hand"),
}
VENUES: Mapping[str, str] = {"kalshi": "Kalshi", "polymarket": "Polymarket", ARCHIVE: N_("federal funds futures, by an archive")}


def lines(event: Event, path: Path | None, tx: Texts) -> list[str]:
    """Plain text, a line each; nothing of other events than decisions."""
    if not isinstance(event, FomcStatement):
        return []
    moved = [] if path is None else [_path(path, tx)]
    return [line for line in (_expected(event, tx), *moved) if line]


def _expected(event: FomcStatement, tx: Texts) -> str:
    expected, within = event.expected_change_bp, event.expected_change_uncertainty_bp
    if expected is None:
        reason = GAPS.get(event.expectation_gap or "")
        return tx.t("What was priced in is not known: {reason}", reason=tx.t(reason)) if reason else ""
    change = amounts.bp_change(round(expected, 1), tx)
    if within is not None:
        change = tx.t("{change}, give or take {within}", change=change, within=amounts.bp(round(within, 1), tx))
    said = tx.t("Priced in just before: {change} ({venues})", change=change, venues=_named(event.expectation_venues or (), tx))
    if event.surprise_bp is None:
        return said
    return words.chained([said, tx.t("surprise {surprise}", surprise=amounts.bp_change(round(event.surprise_bp, 1), tx))], tx)


def _named(venues: tuple[str, ...], tx: Texts) -> str:
    return words.listed([tx.t(VENUES[venue]) if venue == ARCHIVE else VENUES.get(venue, venue) for venue in venues], tx)


def _path(path: Path, tx: Texts) -> str:
    day, change = amounts.day(path.meeting_on, tx.lang), amounts.bp_change(round(path.change_bp, 1), tx)
    return tx.t(
        "Priced in for the next meeting ({day}): {change} from 5 minutes before to 20 after; recorded, not scored", day=day, change=change
    )
