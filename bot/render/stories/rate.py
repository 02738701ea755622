"""Rates told: what overnight money costs beside the Fed's own rates, and what real yields and breakevens did."""

from __future__ import annotations

from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.stories import turns
from bot.render.stories.story import Story
from rules.event import ReferenceRate, YieldChange

NOTEWORTHY_Z = 2.0
"""A move of fewer usual swings says nothing by its size."""
_OVER = {
    "SOFR": N_("Cash is dear against Treasuries: private lenders have little to spare"),
    "TGCR": N_("Cash is dear against Treasuries: private lenders have little to spare"),
    "BGCR": N_("Cash is dear against Treasuries: private lenders have little to spare"),
    "EFFR": N_("Banks pay more for reserves than the Fed pays on them"),
    "OBFR": N_("Banks pay more for reserves than the Fed pays on them"),
}
"""What a rate above interest on reserves says."""
_YIELDS = {
    "DFII10": N_("10-year real yield"),
    "DFII5": N_("5-year real yield"),
    "T10YIE": N_("10-year breakeven"),
    "T5YIFR": N_("5y5y expected inflation"),
}
_MEANING = {
    "real_yield": N_("What Treasuries pay above expected inflation; assets without income compete with it"),
    "breakeven": N_("The inflation that Treasury prices imply"),
}


def story(event: ReferenceRate | YieldChange, tx: Texts) -> Story:
    """A rate told."""
    return _reference_rate(event, tx) if isinstance(event, ReferenceRate) else _yield_change(event, tx)


def _reference_rate(event: ReferenceRate, tx: Texts) -> Story:
    """A reference rate told by its spread over interest on reserves."""
    turn = turns.turn_of(event.calendar, event.effective_on)
    trades, over = _trades(event, tx), tx.t(_OVER[event.rate_type]) if (event.spread_iorb_bp or 0) > 0 and event.rate_type in _OVER else ""
    return Story(
        news=_rate_news(event, tx),
        tail=turns.name(turn, tx),
        brief=tx.t("{line}.", line=trades) if trades else "",
        facts=(_unusual_spread(event, tx), over, trades, turns.note(turn, tx), _revised(event, tx)),
        check=_unusual_spread(event, tx) or trades,
    )


def _rate_news(event: ReferenceRate, tx: Texts) -> str:
    spread, change = event.spread_iorb_bp, event.spread_iorb_change_1d_bp
    text = tx.t("{name} {rate}", name=event.rate_type, rate=amounts.pct(event.rate_pct))
    if spread is not None:
        pattern = (
            N_("{rate}: {spread} over IORB")
            if spread > 0
            else N_("{rate}: {spread} below IORB")
            if spread
            else N_("{rate}: level with IORB")
        )
        told = {"rate": text} if not spread else {"rate": text, "spread": amounts.bp(spread, tx)}
        text = tx.t(pattern, **told)
    return tx.t("{text}, {change} on the day", text=text, change=amounts.bp_change(change, tx)) if change else text


def _trades(event: ReferenceRate, tx: Texts) -> str:
    """The volume and how the rates spread within it."""
    low, high, top = event.percentile_25_pct, event.percentile_75_pct, event.percentile_99_pct
    volume = tx.t("{amount} traded", amount=amounts.usd(event.volume_usd, tx.lang)) if event.volume_usd else ""
    if low is None or high is None or top is None:
        return volume
    spread = tx.t("half at {range}, the dearest 1% from {top}", range=amounts.pct_range(low, high, tx), top=amounts.pct(top))
    return words.phrased([volume, spread], tx)


def _unusual_spread(event: ReferenceRate, tx: Texts) -> str:
    z, over = event.spread_iorb_z_250d, event.spread_on_rrp_bp
    usual = tx.t("Spread {times} its usual swing", times=amounts.swings(z, tx)) if z is not None and abs(z) >= NOTEWORTHY_Z else ""
    floor = tx.t("{bp} over the ON RRP rate", bp=amounts.bp(over, tx)) if over is not None and over > 0 else ""
    return words.parted([usual, floor], tx)


def _revised(event: ReferenceRate, tx: Texts) -> str:
    return tx.t("As corrected by the publisher") if event.is_revised else ""


def _yield_change(event: YieldChange, tx: Texts) -> Story:
    """A real yield or breakeven told by its change in a day."""
    longer = _longer(event, tx)
    return Story(
        news=_yield_news(event, tx),
        tail=amounts.short_day(event.as_of, tx.lang),
        brief=tx.t("{line}.", line=longer) if longer else "",
        facts=(_unusual_move(event, tx), longer, tx.t(_MEANING[event.measures_what]) if event.measures_what in _MEANING else ""),
        check=longer,
    )


def _yield_news(event: YieldChange, tx: Texts) -> str:
    name = tx.t(_YIELDS[event.series]) if event.series in _YIELDS else event.series
    text = tx.t("{yield_name} {rate}", yield_name=name, rate=amounts.pct(event.value_pct))
    if event.change_1d_bp is None:
        return text
    if not event.change_1d_bp:
        return tx.t("{text}, unchanged on the day", text=text)
    return tx.t("{text}, {change} on the day", text=text, change=amounts.bp_change(event.change_1d_bp, tx))


def _longer(event: YieldChange, tx: Texts) -> str:
    spans = ((N_("5 days {change}"), event.change_5d_bp), (N_("20 days {change}"), event.change_20d_bp))
    return words.phrased((tx.t(text, change=amounts.bp_change(change, tx)) for text, change in spans if change is not None), tx)


def _unusual_move(event: YieldChange, tx: Texts) -> str:
    z = event.change_1d_z_250d
    if z is None or abs(z) < NOTEWORTHY_Z:
        return ""
    pattern = N_("Up {times} the usual swing in a day") if z > 0 else N_("Down {times} the usual swing in a day")
    return tx.t(pattern, times=amounts.swings(z, tx))
