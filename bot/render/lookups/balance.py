"""The balance sheet as a look-up: total, composition, base money, what drains it, net liquidity, and where the announced path leads."""

from __future__ import annotations

from bot.i18n import Texts, texts
from bot.lookups.balance import Balance, Level, Path
from bot.render import amounts, words
from bot.render.lookups.page import H41, foot, nothing, old, page

NOTEWORTHY_USD = 50_000_000
"""What was lent below this has no word."""


def text(found: Balance | None, lang: str) -> str:
    """The message, Telegram HTML."""
    tx = texts("alerts", lang)
    if found is None:
        return nothing(tx.t("Fed balance sheet"), tx)
    lines = (
        old(tx) if found.is_old else "",
        _bonds(found, tx),
        _parts(found, tx),
        reserves_line(found, tx),
        _base(found, tx),
        tga_line(found, tx),
        on_rrp_line(found, tx),
        lent_line(found, tx),
        *net_lines(found, tx),
        path_line(found.path, tx) if found.path else "",
    )
    return page(news_line(found, tx), lines, foot(tx.t("Federal Reserve, H.4.1"), found.url or H41, tx, found.published_at), tx)


def news_line(found: Balance, tx: Texts) -> str:
    """Total assets with their changes, plain text."""
    day, total = amounts.short_day(found.as_of, tx.lang), found.levels.get("total_assets")
    if total is None:
        return tx.t("Fed balance sheet to {day}: total not known", day=day)
    said = tx.t("Fed balance sheet to {day}: {total}", day=day, total=amounts.usd_total(total.usd, tx.lang))
    week = "" if total.week_usd is None else tx.t("{change} on the week", change=moved(total.week_usd, tx))
    year = "" if total.year_usd is None else tx.t("{change} on the year", change=moved(total.year_usd, tx))
    return words.phrased([said, week, year], tx)


def _bonds(found: Balance, tx: Texts) -> str:
    return _line(tx.t("Bonds held"), found.levels.get("securities"), tx)


def _parts(found: Balance, tx: Texts) -> str:
    """Treasuries with the bills among them, and MBS, each with its share of the bonds."""
    treasuries, bills, mbs = (found.levels.get(name) for name in ("treasuries", "bills", "mbs"))
    parts = []
    if treasuries is not None:
        share = _share(found.of("securities", "treasuries"), tx)
        parts.append(tx.t("Treasuries {amount} ({share})", amount=amount(treasuries.usd, tx), share=share))
    if bills is not None:
        parts.append(tx.t("of these bills {amount}", amount=amount(bills.usd, tx, bare=True)))
    if mbs is not None:
        parts.append(tx.t("MBS {amount} ({share})", amount=amount(mbs.usd, tx, bare=True), share=_share(found.of("securities", "mbs"), tx)))
    return words.phrased(parts, tx)


def reserves_line(found: Balance, tx: Texts) -> str:
    """Bank reserves, their change and their share, plain text; empty where they are not known."""
    line = _line(tx.t("Bank reserves"), found.levels.get("reserves"), tx)
    share = found.of("total_assets", "reserves")
    return words.phrased([line, tx.t("{share} of assets", share=_share(share, tx))], tx) if line and share is not None else line


def _base(found: Balance, tx: Texts) -> str:
    if found.base is None:
        return tx.t("Base money (Fed notes + reserves): not known, this release's notes were not read")
    return _line(tx.t("Base money (Fed notes + reserves)"), found.base, tx)


def tga_line(found: Balance, tx: Texts) -> str:
    """The Treasury's account on the sheet and, where it is later, by the Treasury itself, plain text."""
    line = _line(tx.t("Treasury's account (TGA)"), found.levels.get("tga"), tx) or tx.t("TGA: not in this release as read")
    if found.cash is None:
        return line
    later = {"amount": amount(found.cash.tga_usd, tx, bare=True), "day": amounts.short_day(found.cash.as_of, tx.lang)}
    return words.chained([line, tx.t("{amount} on {day} (Treasury)", **later)], tx)


def on_rrp_line(found: Balance, tx: Texts) -> str:
    """The last overnight reverse repo and the one before, plain text."""
    if found.on_rrp is None:
        return tx.t("ON RRP: no operation read yet")
    told = {"amount": amount(found.on_rrp.usd, tx), "day": amounts.short_day(found.on_rrp.on, tx.lang)}
    said = tx.t("ON RRP {amount} on {day}", **told)
    before = found.on_rrp_before
    return words.phrased([said, tx.t("{amount} the operation before", amount=amount(before.usd, tx, bare=True)) if before else ""], tx)


def lent_line(found: Balance, tx: Texts) -> str:
    """Repos, loans and swaps, where there are any to speak of."""
    names = (("repos", tx.t("Repo loans")), ("loans", tx.t("Loans")), ("swaps", tx.t("central-bank swaps")))
    levels = [(label, found.levels[name].usd) for name, label in names if name in found.levels and found.levels[name].usd >= NOTEWORTHY_USD]
    said = (tx.t("{label} {amount}", label=label, amount=amount(usd, tx, bare=n > 0)) for n, (label, usd) in enumerate(levels))
    return words.capital(words.phrased(said, tx))


def net_lines(found: Balance, tx: Texts) -> tuple[str, ...]:
    """The figure with its formula, and what stands behind it."""
    if found.net is None:
        return (tx.t("Net liquidity: not known, it takes total assets, TGA and ON RRP of one Wednesday"),)
    formula = tx.t("total assets − TGA − ON RRP, all of {day}", day=amounts.short_day(found.as_of, tx.lang))
    line = _line(tx.t("Net liquidity ({formula})", formula=formula), found.net, tx)
    caveat = tx.t("Widely watched; whether BTC follows it was not tested here, so no rule counts it")
    return line, caveat


def path_line(path: Path, tx: Texts) -> str:
    """Plain text: where the bonds stand in a quarter by what is announced, and what that is."""
    until = amounts.short_day(path.until, tx.lang)
    least, most = amounts.usd_total(path.least_usd, tx.lang), amounts.usd_total(path.most_usd, tx.lang)
    if path.is_open:
        said = tx.t("Announced path: bonds at least {least} by {day}", least=least, day=until)
    elif least == most:
        said = tx.t("Announced path: bonds {least} by {day}", least=least, day=until)
    else:
        said = tx.t("Announced path: bonds {least} to {most} by {day}", least=least, most=most, day=until)
    return tx.t("{said} ({why})", said=said, why=words.phrased(_why(path, tx), tx))


def _why(path: Path, tx: Texts) -> list[str]:
    parts = []
    if path.runoff_usd_month is not None:
        cap = amounts.usd(path.runoff_usd_month, tx.lang, bare=True)
        until = amounts.short_day(path.runoff_ends, tx.lang) if path.runoff_ends else ""
        parts.append(
            tx.t("run-off of at most {cap} a month until {day}", cap=cap, day=until)
            if until
            else tx.t("run-off of at most {cap} a month", cap=cap)
        )
    if path.is_open:
        parts.append(tx.t("purchases of open size"))
    elif path.purchases_usd_month is not None:
        size = amounts.usd(path.purchases_usd_month, tx.lang, bare=True)
        pattern = tx.t("purchases of {size} a month for now", size=size) if path.is_sized else _unsized(size, tx)
        parts.append(pattern)
    return parts or [tx.t("neither run-off nor purchases announced")]


def _unsized(size: str, tx: Texts) -> str:
    return tx.t("purchases of unsaid size, at most {size} a month as said last", size=size)


def _line(label: str, level: Level | None, tx: Texts) -> str:
    """A level and its change on the week."""
    if level is None:
        return ""
    said = tx.t("{label} {amount}", label=label, amount=amount(level.usd, tx))
    return words.phrased([said, "" if level.week_usd is None else moved(level.week_usd, tx)], tx)


def amount(usd: int, tx: Texts, *, bare: bool = False) -> str:
    """A level in the unit of its size, plain text; `bare` without the currency."""
    if abs(usd) >= 10**12:
        return amounts.usd_total(usd, tx.lang, bare=bare)
    return amounts.usd_column(usd, tx.lang, bare=bare, signed=False)


def moved(usd: int, tx: Texts) -> str:
    """A change with its sign, plain text."""
    return amounts.usd_column(usd, tx.lang, bare=True) if usd else tx.t("unchanged")


def _share(pct: float | None, tx: Texts) -> str:
    return tx.t("unknown") if pct is None else f"{pct:.0f}%"
