"""The weekly H.4.1 told: the total, what moved it, and whether the bonds kept to the announced path; repos are never purchases."""

from __future__ import annotations

from bot.i18n import N_, Texts
from bot.render import amounts, words
from bot.render.stories.story import Story
from rules.event import BalanceSheet

_LINES = (
    ("total_assets", N_("Total assets")),
    ("securities", N_("Bonds held (Treasuries and MBS)")),
    ("treasuries", N_("Treasuries")),
    ("bills", N_("of these, bills")),
    ("mbs", N_("MBS")),
    ("repos", N_("Repo loans")),
    ("loans", N_("Loans")),
    ("swaps", N_("Central-bank swaps")),
    ("reserves", N_("Bank reserves")),
    ("tga", N_("Treasury's account (TGA)")),
    ("reverse_repos", N_("Reverse repos")),
)
NOTEWORTHY_USD = 5_000_000_000
"""A weekly change of total assets below this asks for no explanation."""


def story(event: BalanceSheet, tx: Texts, *, is_quiet: bool = True) -> Story:
    """A weekly balance sheet told; `is_quiet`: no rule found anything in it."""
    bonds = _bonds(event, tx)
    return Story(
        news=_news(event, tx),
        of_it=_mover(event, tx),
        brief=_brief(event, bonds, tx, is_quiet=is_quiet),
        facts=(bonds, _of_banks(event, tx), _loans(event, tx)),
        check=bonds,
        table=tuple(_lines(event, tx)),
    )


def moved_by_repos(event: BalanceSheet) -> bool:
    """Whether total assets moved noticeably and repos are at least half of it: lending that comes back, not purchases."""
    total, repos = event.total_assets_change_1w_usd, event.repos_change_1w_usd
    if total is None or repos is None or abs(total) < NOTEWORTHY_USD:
        return False
    return repos * total > 0 and abs(repos) * 2 >= abs(total)


def _news(event: BalanceSheet, tx: Texts) -> str:
    day, total, change = amounts.short_day(event.as_of, tx.lang), event.total_assets_usd, event.total_assets_change_1w_usd
    if total is None:
        return tx.t("Fed balance sheet to {day} is out", day=day)
    if change is None:
        return tx.t("Fed balance sheet to {day}: {total}", day=day, total=amounts.usd_total(total, tx.lang))
    told = {"day": day, "total": amounts.usd_total(total, tx.lang), "size": amounts.usd_column(change, tx.lang, bare=True, signed=False)}
    if not change:
        return tx.t("Fed balance sheet to {day}: {total}, unchanged", day=told["day"], total=told["total"])
    up, down = N_("Fed balance sheet to {day}: {total}, +{size}"), N_("Fed balance sheet to {day}: {total}, −{size}")
    return tx.t(up if change > 0 else down, **told)


def _mover(event: BalanceSheet, tx: Texts) -> str:
    """What moved the total, where it was repos."""
    if not moved_by_repos(event):
        return ""
    change = event.repos_change_1w_usd or 0
    pattern = N_("of which repo loans +{size}") if change > 0 else N_("of which repo loans −{size}")
    return tx.t(pattern, size=amounts.usd_column(change, tx.lang, bare=True, signed=False))


def _bonds(event: BalanceSheet, tx: Texts) -> str:
    """What was held more or less, and whether that was announced."""
    change = event.securities_change_1w_usd
    if change is None:
        return ""
    up, down = N_("Bonds +{size}"), N_("Bonds −{size}")
    size = amounts.usd_column(change, tx.lang, bare=True, signed=False)
    moved = tx.t("Bonds unchanged") if not change else tx.t(up if change > 0 else down, size=size)
    return words.phrased([moved, _path(event, tx)], tx)


def _path(event: BalanceSheet, tx: Texts) -> str:
    off = event.securities_off_path_1w_usd
    if off is None:
        return ""
    if off == 0:
        return tx.t("on schedule")
    pattern = N_("{size} more than announced") if off > 0 else N_("{size} less than announced")
    return tx.t(pattern, size=amounts.usd_column(off, tx.lang, bare=True, signed=False))


def _brief(event: BalanceSheet, bonds: str, tx: Texts, *, is_quiet: bool) -> str:
    """The week's bonds, and that nothing is new, or else what moved the reserves."""
    line = bonds if is_quiet else words.chained([bonds, _of_banks(event, tx)], tx)
    if not line:
        return ""
    nothing_new = tx.t("Nothing new.") if is_quiet and event.securities_off_path_1w_usd == 0 else ""
    return words.sentences([tx.t("{line}.", line=line), nothing_new], tx)


def _of_banks(event: BalanceSheet, tx: Texts) -> str:
    """Reserves and what drains them."""
    named = (
        (N_("bank reserves {change}"), event.reserves_change_1w_usd),
        (N_("TGA {change}"), event.tga_change_1w_usd),
        (N_("reverse repos {change}"), event.reverse_repos_change_1w_usd),
    )
    said = [tx.t(text, change=amounts.usd_column(change, tx.lang, bare=True)) for text, change in named if change]
    return words.phrased(said, tx)


def _loans(event: BalanceSheet, tx: Texts) -> str:
    """What the Fed lent otherwise."""
    if not event.loans_change_1w_usd or event.loans_usd is None:
        return ""
    told = {"amount": amounts.usd_column(event.loans_usd, tx.lang, signed=False)}
    return tx.t("Loans {amount}, {change}", change=amounts.usd_column(event.loans_change_1w_usd, tx.lang, bare=True), **told)


def _lines(event: BalanceSheet, tx: Texts) -> list[str]:
    lines = []
    for name, text in _LINES:
        level, change = getattr(event, f"{name}_usd"), getattr(event, f"{name}_change_1w_usd", None)
        if level is None or (not level and not change):
            continue
        amount = amounts.usd_total(level, tx.lang) if level >= 10**12 else amounts.usd_column(level, tx.lang, signed=False)
        line = tx.t("{label} {amount}", label=tx.t(text), amount=amount)
        moved = "" if change is None else amounts.usd_column(change, tx.lang, bare=True) if change else tx.t("unchanged")
        lines.append(words.phrased([line, moved], tx))
    return lines
