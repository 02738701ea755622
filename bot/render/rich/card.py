"""The pinned card as a rich message: where policy stands in words, the figures and the next releases as tables."""

from __future__ import annotations

from bot.i18n import Texts, texts
from bot.lookups.balance import Balance
from bot.lookups.card import Card
from bot.lookups.rates import Rate
from bot.render import amounts, clock, words
from bot.render.digest import NAMES
from bot.render.html import escape
from bot.render.lookups.balance import amount, moved
from bot.render.lookups.card import decision_line, foot_line
from bot.render.lookups.cycle import rates_line, regime_line
from bot.render.lookups.page import old
from bot.render.rich.balance import UNKNOWN, row
from bot.render.rich.page import fit, footer, heading, listed, paragraph, table


def document(found: Card, lang: str) -> str:
    """The message. Like the plain one it says nothing of the instant at which it is made."""
    tx = texts("alerts", lang)
    lead = found.rates.rates[0] if found.rates.rates else None
    is_old = (found.balance is not None and found.balance.is_old) or (lead is not None and lead.is_old)
    said = [regime_line(found.cycle, tx), decision_line(found.decision, tx) if found.decision else ""]
    rows = [*(_sheet(found.balance, tx) if found.balance else []), *(_overnight(lead, tx) if lead else [])]
    return fit(
        [
            heading(escape(tx.t("{headline}", headline=rates_line(found.cycle, tx)))),
            paragraph(escape(old(tx))) if is_old else None,
            listed(escape(line) for line in said if line),
            table([_head(found, tx), *rows], has_head=True) if rows else None,
            table([[escape(words.capital(tx.t(NAMES[one.kind]))), clock.stamp(one.at, tx)] for one in found.next]),
            footer(foot_line(found, tx)),
        ]
    )


def _head(found: Card, tx: Texts) -> list[str]:
    day = amounts.short_day(found.balance.as_of, tx.lang) if found.balance else ""
    return [escape(cell) for cell in (tx.t("to {day}", day=day) if day else UNKNOWN, tx.t("level"), tx.t("change"))]


def _sheet(found: Balance, tx: Texts) -> list[list[str]]:
    """The sheet with changes on the week, and the last overnight reverse repo with that on the operation before."""
    names = (("total_assets", tx.t("Total assets")), ("reserves", tx.t("Bank reserves")), ("tga", tx.t("Treasury's account (TGA)")))
    rows = [row(label, found.levels[name], tx, with_year=False) for name, label in names if name in found.levels]
    if found.on_rrp is not None:
        day, before = amounts.short_day(found.on_rrp.on, tx.lang), found.on_rrp_before
        change = UNKNOWN if before is None else moved(found.on_rrp.usd - before.usd, tx)
        rows.append([escape(cell) for cell in (tx.t("ON RRP, {day}", day=day), amount(found.on_rrp.usd, tx), change)])
    return rows


def _overnight(rate: Rate, tx: Texts) -> list[list[str]]:
    """A rate with its change on the day, and how far it is over interest on reserves."""
    label = tx.t("{name}, {day}", name=rate.kind, day=amounts.short_day(rate.on, tx.lang))
    change = UNKNOWN if rate.change_bp is None else amounts.bp_change(round(rate.change_bp), tx)
    rows = [(label, amounts.pct(rate.pct), change)]
    if rate.spread_bp is not None:
        rows.append((tx.t("{name} − IORB", name=rate.kind), amounts.bp_change(round(rate.spread_bp), tx), UNKNOWN))
    return [[escape(cell) for cell in cells] for cells in rows]
