"""Rates told: what overnight money costs beside the Fed's own rates, and what real yields and breakevens did."""

from __future__ import annotations

from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.stories import turns
from bot.render.stories.story import Story
from rules.event import ReferenceRate, YieldChange

NOTEWORTHY_Z = 2.0
"""A move of fewer usual swings says nothing by its size."""
_SECURED = N_("What cash costs overnight against Treasuries: far above interest on reserves (IORB), cash is scarce.")
_UNSECURED = N_("What banks pay for cash overnight without collateral: far above interest on reserves (IORB), reserves are scarce.")
_YIELDS = {
    "DFII10": N_("10-year real yield"),
    "DFII5": N_("5-year real yield"),
    "T10YIE": N_("10-year breakeven inflation"),
    "T5YIFR": N_("Expected inflation, 5 years from 5 years on"),
}
_MEANING = {
    "real_yield": N_("A real yield is what Treasuries pay above expected inflation; what pays nothing competes with it."),
    "breakeven": N_("Breakeven inflation is what Treasuries pay above inflation-protected ones: expected inflation and a risk premium."),
}


def story(event: ReferenceRate | YieldChange, tx: Texts) -> Story:
    """A rate told."""
    return _reference_rate(event, tx) if isinstance(event, ReferenceRate) else _yield_change(event, tx)


def _reference_rate(event: ReferenceRate, tx: Texts) -> Story:
    """A reference rate told by its spread over interest on reserves."""
    turn = turns.turn_of(event.calendar, event.effective_on)
    notes = [tx.t(_UNSECURED if event.rate_type in ("EFFR", "OBFR") else _SECURED)]
    if turn in turns.ENDS:
        notes.append(tx.t(turns.ENDS[turn]))
    return Story(
        headline=turns.named(_rate_headline(event, tx), turn, tx),
        numbers=(_day(event, tx), _spread_of_trades(event, tx), _over_on_rrp(event, tx), _unusual_spread(event, tx), _revised(event, tx)),
        notes=tuple(notes),
    )


def _rate_headline(event: ReferenceRate, tx: Texts) -> str:
    rate, spread, change = amounts.pct(event.rate_pct), event.spread_iorb_bp, event.spread_iorb_change_1d_bp
    if spread is None:
        return tx.t("{name} {rate}", name=event.rate_type, rate=rate)
    told = {"name": event.rate_type, "rate": rate, "spread": amounts.bp(spread, tx)}
    if spread > 0:
        text = tx.t("{name} {rate}: {spread} above interest on reserves", **told)
    elif spread < 0:
        text = tx.t("{name} {rate}: {spread} below interest on reserves", **told)
    else:
        text = tx.t("{name} {rate}: the same as interest on reserves", **told)
    return tx.t("{headline} ({change} in a day)", headline=text, change=amounts.bp_change(change, tx)) if change else text


def _day(event: ReferenceRate, tx: Texts) -> str:
    day = amounts.day(event.effective_on, tx.lang)
    return tx.t("{day}: {volume} traded", day=day, volume=amounts.usd(event.volume_usd, tx.lang)) if event.volume_usd else day


def _spread_of_trades(event: ReferenceRate, tx: Texts) -> str:
    low, high, top = event.percentile_25_pct, event.percentile_75_pct, event.percentile_99_pct
    if low is None or high is None or top is None:
        return ""
    return tx.t(
        "Half of the volume at {range}, the dearest 1% at {top} or more", range=amounts.pct_range(low, high, tx), top=amounts.pct(top)
    )


def _over_on_rrp(event: ReferenceRate, tx: Texts) -> str:
    spread = event.spread_on_rrp_bp
    return "" if spread is None else tx.t("Over the ON RRP rate: {spread}", spread=amounts.bp_change(spread, tx))


def _unusual_spread(event: ReferenceRate, tx: Texts) -> str:
    z = event.spread_iorb_z_250d
    if z is None or abs(z) < NOTEWORTHY_Z:
        return ""
    return tx.t("Spread over IORB against usual: {z}", z=words.value("spread_iorb_z_250d", z, tx))


def _revised(event: ReferenceRate, tx: Texts) -> str:
    return tx.t("As corrected by the publisher") if event.is_revised else ""


def _yield_change(event: YieldChange, tx: Texts) -> Story:
    """A real yield or breakeven told by its change in a day."""
    return Story(
        headline=_yield_headline(event, tx),
        numbers=(tx.t("As of {day}", day=amounts.day(event.as_of, tx.lang)), _longer(event, tx), _unusual_move(event, tx)),
        notes=(tx.t(_MEANING[event.measures_what]),) if event.measures_what in _MEANING else (),
    )


def _yield_headline(event: YieldChange, tx: Texts) -> str:
    name = tx.t(_YIELDS[event.series]) if event.series in _YIELDS else event.series
    text = tx.t("{name} {rate}", name=name, rate=amounts.pct(event.value_pct))
    if event.change_1d_bp is None:
        return text
    if not event.change_1d_bp:
        return tx.t("{headline}, unchanged in a day", headline=text)
    return tx.t("{headline}, {change} in a day", headline=text, change=amounts.bp_change(event.change_1d_bp, tx))


def _longer(event: YieldChange, tx: Texts) -> str:
    spans = ((N_("in 5 days {change}"), event.change_5d_bp), (N_("in 20 days {change}"), event.change_20d_bp))
    parts = [tx.t(text, change=amounts.bp_change(change, tx)) for text, change in spans if change is not None]
    return tx.t("Change {spans}", spans=words.phrased(parts, tx)) if parts else ""


def _unusual_move(event: YieldChange, tx: Texts) -> str:
    z = event.change_1d_z_250d
    if z is None or abs(z) < NOTEWORTHY_Z:
        return ""
    return tx.t("The day's change against usual: {z}", z=words.value("change_1d_z_250d", z, tx))
