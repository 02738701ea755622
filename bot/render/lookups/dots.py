"""The dots as a look-up: the median of each year's end beside that of the projections before."""

from __future__ import annotations

from bot.i18n import Texts, texts
from bot.lookups.dots import Dot, Dots
from bot.render import amounts, words
from bot.render.lookups.page import foot, nothing, old, page


def text(found: Dots | None, lang: str) -> str:
    """The message, Telegram HTML."""
    tx = texts("alerts", lang)
    if found is None:
        return nothing(tx.t("Dots (the projections' medians of the funds rate)"), tx)
    lead, *others = found.dots
    lines = (
        old(tx) if found.is_old else "",
        *(_dot(dot, tx) for dot in others),
        tx.t("Medians of single views, no promise and no vote; they come in March, June, September and December"),
    )
    news = tx.t("Dots: {dot}", dot=_dot(lead, tx))
    return page(news, lines, foot(tx.t("Federal Reserve"), found.url, tx, found.published_at), tx)


def _dot(dot: Dot, tx: Texts) -> str:
    told = {"year": dot.year, "rate": amounts.tenths_pct(dot.pct)}
    said = tx.t("end of {year} {rate}", **told)
    if dot.before_pct is None:
        return words.phrased([said, tx.t("new this time")], tx)
    if not dot.change_bp:
        return words.phrased([said, tx.t("unchanged")], tx)
    before = {"before": amounts.tenths_pct(dot.before_pct), "change": amounts.bp_change(dot.change_bp, tx)}
    return words.phrased([said, tx.t("before {before} ({change})", **before)], tx)
