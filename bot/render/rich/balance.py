"""`/balance` as a rich message: the sheet as a table, net liquidity and the announced path folded below."""

from __future__ import annotations

from bot.i18n import Texts, texts
from bot.lookups.balance import Balance, Level
from bot.render import amounts
from bot.render.html import escape
from bot.render.lookups.balance import amount, lent_line, moved, net_lines, news_line, on_rrp_line, path_line
from bot.render.lookups.page import H41, foot, old
from bot.render.rich.page import details, fit, footer, heading, paragraph, table

UNKNOWN = "–"


def document(found: Balance | None, lang: str) -> str | None:
    """The message; None where nothing is known yet, which is said in one line."""
    if found is None:
        return None
    tx = texts("alerts", lang)
    lent, net = lent_line(found, tx), net_lines(found, tx)
    return fit(
        [
            heading(escape(tx.t("{headline}", headline=news_line(found, tx)))),
            paragraph(escape(old(tx))) if found.is_old else None,
            table(_rows(found, tx), has_head=True),
            paragraph(escape(on_rrp_line(found, tx))),
            paragraph(escape(lent)) if lent else None,
            details(tx.t("Net liquidity: how it is counted"), [paragraph(escape(line)) for line in net]),
            details(tx.t("Where the announced path leads"), [paragraph(escape(path_line(found.path, tx)))]) if found.path else None,
            footer(foot(tx.t("Federal Reserve, H.4.1"), found.url or H41, tx, found.published_at)),
        ]
    )


def _rows(found: Balance, tx: Texts) -> list[list[str]]:
    """The table with its head; changes on the year where one is known."""
    named = (
        (tx.t("Total assets"), found.levels.get("total_assets")),
        (tx.t("Bonds held"), found.levels.get("securities")),
        (tx.t("Treasuries"), found.levels.get("treasuries")),
        (tx.t("of these bills"), found.levels.get("bills")),
        (tx.t("MBS"), found.levels.get("mbs")),
        (tx.t("Bank reserves"), found.levels.get("reserves")),
        (tx.t("Base money"), found.base),
        (tx.t("Treasury's account (TGA)"), found.levels.get("tga")),
        (tx.t("Net liquidity"), found.net),
    )
    known = [(label, level) for label, level in named if level is not None]
    with_year = any(level.year_usd is not None for _, level in known)
    head = [amounts.short_day(found.as_of, tx.lang), tx.t("level"), tx.t("week"), *([tx.t("year")] if with_year else [])]
    return [[escape(cell) for cell in head], *(row(label, level, tx, with_year=with_year) for label, level in known)]


def row(label: str, level: Level, tx: Texts, *, with_year: bool = True) -> list[str]:
    """A level with its changes, as cells."""
    week = UNKNOWN if level.week_usd is None else moved(level.week_usd, tx)
    year = UNKNOWN if level.year_usd is None else moved(level.year_usd, tx)
    return [escape(cell) for cell in (label, amount(level.usd, tx), week, *([year] if with_year else []))]
