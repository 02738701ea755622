"""The weekly H.4.1 told: total assets, what moved them, and what did not; repos are never dressed up as purchases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.i18n import N_, Texts
from bot.render import amounts
from bot.render.stories.story import Story
from rules.event import BalanceSheet

_LINES = (
    ("total_assets", N_("Total assets")),
    ("securities", N_("Securities held outright (the Fed's bonds)")),
    ("treasuries", N_("Treasuries")),
    ("bills", N_("of these, bills")),
    ("mbs", N_("Mortgage bonds (MBS)")),
    ("repos", N_("Repos (short loans to banks and dealers)")),
    ("loans", N_("Loans")),
    ("reserves", N_("Bank reserves")),
    ("tga", N_("Treasury's account (TGA)")),
    ("reverse_repos", N_("Reverse repos")),
)
NOTEWORTHY_USD = 5_000_000_000
"""A weekly change of total assets below this asks for no explanation."""


def story(event: BalanceSheet, tx: Texts, context: Mapping[str, Any]) -> Story:
    """A weekly balance sheet told; `context` are the known fields of the Context."""
    return Story(
        headline=_headline(event, tx),
        numbers=(_week(event, tx), *_lines(event, tx), _path(event, tx)),
        notes=tuple(_notes(event, tx, context)),
    )


def moved_by_repos(event: BalanceSheet) -> bool:
    """Whether total assets moved noticeably and repos are at least half of it: lending that comes back, not purchases."""
    total, repos = event.total_assets_change_1w_usd, event.repos_change_1w_usd
    if total is None or repos is None or abs(total) < NOTEWORTHY_USD:
        return False
    return repos * total > 0 and abs(repos) * 2 >= abs(total)


def _headline(event: BalanceSheet, tx: Texts) -> str:
    total, change, securities = event.total_assets_usd, event.total_assets_change_1w_usd, event.securities_change_1w_usd
    if total is None:
        if event.securities_usd is None:
            return tx.t("Fed balance sheet (H.4.1) of {day}", day=amounts.day(event.as_of, tx.lang))
        return tx.t("Fed balance sheet (H.4.1): securities {amount}", amount=amounts.usd(event.securities_usd, tx.lang))
    if change is None:
        return tx.t("Fed balance sheet (H.4.1): assets {amount}", amount=amounts.usd(total, tx.lang))
    text = tx.t("Fed assets {change}", change=amounts.usd_column(change, tx.lang))
    if moved_by_repos(event):
        text = tx.t("Fed assets {change} on repos", change=amounts.usd_column(change, tx.lang))
    if securities is None:
        return tx.t("{headline} (H.4.1)", headline=text)
    moved = amounts.usd_column(securities, tx.lang)
    return tx.t("{headline}, securities {change} (H.4.1)", headline=text, change=moved)


def _week(event: BalanceSheet, tx: Texts) -> str:
    if all(getattr(event, f"{name}_change_1w_usd") is None for name, _ in _LINES):
        return tx.t("Wednesday {day}", day=amounts.day(event.as_of, tx.lang))
    return tx.t("Wednesday {day}, change on the week before", day=amounts.day(event.as_of, tx.lang))


def _lines(event: BalanceSheet, tx: Texts) -> list[str]:
    lines = []
    for name, text in _LINES:
        level, change = getattr(event, f"{name}_usd"), getattr(event, f"{name}_change_1w_usd")
        if level is None or (not level and not change):
            continue
        line = tx.t("{label} {amount}", label=tx.t(text), amount=amounts.usd(level, tx.lang))
        lines.append(line if change is None else tx.t("{line}, {change}", line=line, change=_change(change, tx)))
    return lines


def _change(change: int, tx: Texts) -> str:
    return amounts.usd_column(change, tx.lang) if change else tx.t("unchanged")


def _path(event: BalanceSheet, tx: Texts) -> str:
    off = event.securities_off_path_1w_usd
    if off is None:
        return ""
    if off == 0:
        return tx.t("Securities moved as the Fed had announced")
    return tx.t("Securities moved {change} off the announced path", change=amounts.usd_column(off, tx.lang))


def _notes(event: BalanceSheet, tx: Texts, context: Mapping[str, Any]) -> list[str]:
    notes = []
    if moved_by_repos(event):
        repos, total = event.repos_change_1w_usd or 0, event.total_assets_change_1w_usd or 0
        figures = {"repos": amounts.usd_column(repos, tx.lang), "total": amounts.usd_column(total, tx.lang)}
        if total > 0:
            notes.append(tx.t("Repos ({repos}) moved the total ({total}): short loans that are paid back, not purchases.", **figures))
        else:
            notes.append(tx.t("Repos ({repos}) moved the total ({total}): short loans paid back, not bonds sold.", **figures))
    if context.get("purchase_purpose") == "reserve_management" and (event.bills_change_1w_usd or 0) > 0:
        bought = amounts.usd_column(event.bills_change_1w_usd or 0, tx.lang)
        notes.append(tx.t("Bills {change}: reserve management, not QE.", change=bought))
    return notes
