"""What the market did after an alert, in the reader's language: Telegram HTML, pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from bot.i18n import N_, Texts, texts
from bot.model import Followed, Move, Receipt
from bot.render import amounts, verdict, words
from bot.render.alert import story
from bot.render.evidence import measured
from bot.render.html import bold, escape, italic
from rules.event import Event
from rules.model import Assessment
from rules.verdict import names_direction

LATER: Mapping[int, str] = {1: N_("+1 h"), 24: N_("+24 h"), 168: N_("+7 d")}
"""How a digest calls the horizons."""


def receipt(event: Event, assessment: Assessment, found: Receipt, lang: str) -> str:
    """The receipt of one alert at one horizon: the moves, beside what the alert had said."""
    tx = texts("alerts", lang)
    later = tx.t("🧾 {span} later: {headline}", span=words.hours(found.horizon_hours, tx), headline=story(event, assessment, tx).news)
    said = tx.t("Said then: {verdict}", verdict=verdict.line(event, assessment, tx))
    lines = [_sized(found, tx), said, _outcome(found, assessment, tx)]
    note = tx.t("Information, not advice. One case proves nothing; all of them: /record. Settings: /receipts")
    return "\n".join([bold(later), *(escape(line) for line in lines if line), italic(note)])


def followed(found: Followed, tx: Texts) -> str:
    """An alert and what followed it in one line, plain text, with the direction that was named."""
    event, assessment = found.published.event, found.published.assessment
    headline = story(event, assessment, tx).news
    if names_direction(assessment):
        headline = f"{headline} {verdict.HOLLOW[verdict.way(assessment)]}"
    moves = " · ".join(
        f"{tx.t(LATER[one.horizon_hours])} {_listed((_plain(move, tx) for move in one.moves), tx)}" for one in found.receipts
    )
    if found.real_yield_change_bp is not None:
        change = amounts.bp_change(found.real_yield_change_bp, tx)
        moves = tx.t("{moves}; 10-year real yield {change} that day", moves=moves, change=change)
    return tx.t("{headline}: {moves}", headline=headline, moves=moves)


def _sized(found: Receipt, tx: Texts) -> str:
    """The moves with their sizes; what the size is set against is said once."""
    if all(move.return_pct is None for move in found.moves):
        return tx.t("No price is known for that time.")
    shown, is_said = [], False
    for move in found.moves:
        text = _plain(move, tx)
        if move.ratio is not None:
            sized = N_("{move} ({ratio}×)") if is_said else N_("{move} ({ratio}× an ordinary window)")
            text, is_said = tx.t(sized, move=text, ratio=f"{move.ratio:.1f}"), True
        shown.append(text)
    return words.chained([_listed(shown, tx), _implied(found.moves[0], tx)], tx)


def _implied(move: Move, tx: Texts) -> str:
    """What options say of the moves to come, where it is known at both ends."""
    if move.volatility_before_pct is None or move.volatility_after_pct is None:
        return ""
    before, after = f"{move.volatility_before_pct:.0f}", f"{move.volatility_after_pct:.0f}"
    return tx.t("implied volatility of {asset} {before} → {after}", asset=move.asset, before=before, after=after)


def _plain(move: Move, tx: Texts) -> str:
    if move.return_pct is None:
        return tx.t("{asset} no price", asset=move.asset)
    return f"{move.asset} {measured.signed_pct(move.return_pct)}"


def _listed(items: Iterable[str], tx: Texts) -> str:
    first, *others = items
    for other in others:
        first = tx.t("{first}, {second}", first=first, second=other)
    return first


def _outcome(found: Receipt, assessment: Assessment, tx: Texts) -> str:
    """Whether the first asset went where the alert had pointed; nothing where it had not, or where it did not move."""
    first = found.moves[0]
    if not names_direction(assessment) or not first.return_pct:
        return ""
    if (first.return_pct > 0) == (assessment.direction > 0):
        return tx.t("{asset} went that way.", asset=first.asset)
    return tx.t("{asset} went the other way.", asset=first.asset)
