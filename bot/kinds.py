"""What the program knows of a kind of event beside its facts: one row a kind, in the order in which people see them.

A kind is its class (`rules/event/`), its row here, its renderer (`bot/render/stories/`) and its rules: CONTRIBUTING walks through one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.i18n import N_, NN_, Texts, texts
from bot.languages import typed_by
from bot.model import Mode
from rules.event import (
    AgencyOperation,
    BalanceSheet,
    CashBalance,
    DeskStatement,
    Event,
    FomcStatement,
    ImplementationNote,
    Minutes,
    PressRelease,
    PurchaseSchedule,
    ReferenceRate,
    RepoOperation,
    ReverseRepoOperation,
    Speech,
    TreasuryAuction,
    TreasuryOperation,
    YieldChange,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A row: what holds for the messages about a kind of event."""

    event: type[Event]
    lifetime: timedelta | None
    """How long after its publication an alert is still worth sending; None: the kind makes no message of its own."""
    mode: Mode = Mode.SCORED
    """What a new chat gets of it."""
    loud: int | None = None
    """The impact from which it rings while the chat's own `loud` stands where it began; None: that one."""
    is_always_silent: bool = False
    """It comes silently in mode `all`; in mode `scored` the chat's `loud` decides."""
    name: str
    counted: tuple[str, str]
    """As a digest counts it: of one, of many. What is equally large stands there in the table's order."""
    words: tuple[str, ...] = ()
    """What one may type for it beside its id."""


DATA_RINGS = 50
"""Data come silently, and ring from here on, which is once in years."""

KINDS: Mapping[str, Kind] = {
    kind.event.KIND: kind
    for kind in (
        Kind(
            event=FomcStatement,
            lifetime=timedelta(hours=12),
            mode=Mode.ALL,
            loud=0,
            name=N_("FOMC statements"),
            counted=NN_("{count} FOMC statement", "{count} FOMC statements"),
            words=("fomc", "statement", "声明"),
        ),
        Kind(
            event=ImplementationNote,
            lifetime=None,  # it joins its statement
            mode=Mode.OFF,
            name=N_("Implementation notes"),
            counted=NN_("{count} implementation note", "{count} implementation notes"),
        ),
        Kind(
            event=BalanceSheet,
            lifetime=timedelta(hours=24),
            mode=Mode.ALL,
            loud=DATA_RINGS,
            is_always_silent=True,
            name=N_("H.4.1 balance sheet"),
            counted=NN_("{count} weekly balance sheet", "{count} weekly balance sheets"),
            words=("h41", "h.4.1", "资产负债表"),
        ),
        Kind(
            event=Minutes,
            lifetime=timedelta(hours=24),
            mode=Mode.ALL,
            is_always_silent=True,
            name=N_("FOMC minutes"),
            counted=NN_("{count} set of minutes", "{count} sets of minutes"),
            words=("纪要",),
        ),
        Kind(
            event=PurchaseSchedule,
            lifetime=timedelta(hours=24),
            mode=Mode.ALL,
            name=N_("Schedules of purchases"),
            counted=NN_("{count} schedule of purchases", "{count} schedules of purchases"),
            words=("schedule", "schedules", "购债计划"),
        ),
        Kind(
            event=DeskStatement,
            lifetime=timedelta(hours=12),
            name=N_("Statements of the Desk"),
            counted=NN_("{count} statement of the Desk", "{count} statements of the Desk"),
            words=("desk", "操作政策声明"),
        ),
        Kind(
            event=Speech,
            lifetime=timedelta(hours=12),
            mode=Mode.DIGEST,
            name=N_("Speeches and testimony"),
            counted=NN_("{count} speech or testimony", "{count} speeches and testimonies"),
            words=("speeches", "testimony", "演讲"),
        ),
        Kind(
            event=PressRelease,
            lifetime=timedelta(hours=12),  # by score what is on policy or liquidity: bot.audience.standing has the rest in the digest
            name=N_("Other press releases"),
            counted=NN_("{count} press release", "{count} press releases"),
            words=("press", "新闻稿"),
        ),
        Kind(
            event=RepoOperation,
            lifetime=timedelta(hours=6),
            loud=DATA_RINGS,
            name=N_("Repo operations"),
            counted=NN_("{count} repo operation", "{count} repo operations"),
            words=("repo", "srf", "回购"),
        ),
        Kind(
            event=ReverseRepoOperation,
            lifetime=timedelta(hours=6),
            loud=DATA_RINGS,
            name=N_("Reverse repo operations"),
            counted=NN_("{count} reverse repo operation", "{count} reverse repo operations"),
            words=("rrp", "on_rrp", "reverse_repo", "逆回购"),
        ),
        Kind(
            event=TreasuryOperation,
            lifetime=timedelta(hours=6),
            loud=DATA_RINGS,
            name=N_("Treasury purchases and sales"),
            counted=NN_("{count} operation in Treasuries", "{count} operations in Treasuries"),
            words=("treasuries", "purchases", "购债"),
        ),
        Kind(
            event=AgencyOperation,
            lifetime=timedelta(hours=6),
            loud=DATA_RINGS,
            name=N_("Agency MBS operations"),
            counted=NN_("{count} operation in agency MBS", "{count} operations in agency MBS"),
            words=("mbs", "agency", "机构债"),
        ),
        Kind(
            event=TreasuryAuction,
            lifetime=timedelta(hours=12),
            loud=DATA_RINGS,
            name=N_("Treasury auctions"),
            counted=NN_("{count} auction announcement or result", "{count} auction announcements and results"),
            words=("auctions", "auction", "国债拍卖", "拍卖"),
        ),
        Kind(
            event=ReferenceRate,
            lifetime=timedelta(hours=12),
            loud=DATA_RINGS,
            name=N_("Overnight rates (SOFR, …)"),
            counted=NN_("{count} overnight rate", "{count} overnight rates"),
            words=("rates", "sofr", "隔夜利率"),
        ),
        Kind(
            event=YieldChange,
            lifetime=timedelta(hours=12),
            loud=DATA_RINGS,
            name=N_("Real yields, breakevens"),
            counted=NN_("{count} yield", "{count} yields"),
            words=("yields", "real_yield", "实际利率"),
        ),
        Kind(
            event=CashBalance,
            lifetime=timedelta(hours=12),
            loud=DATA_RINGS,
            name=N_("Treasury's cash"),
            counted=NN_("{count} cash balance of the Treasury", "{count} cash balances of the Treasury"),
            words=("cash", "tga", "财政部现金"),
        ),
    )
}
ALERT_KINDS: tuple[str, ...] = tuple(name for name, kind in KINDS.items() if kind.lifetime is not None)
"""Kinds that make messages of their own, in the order in which they are shown."""
WORDS: Mapping[str, str] = {word: name for name in ALERT_KINDS for word in (name, *KINDS[name].words)}
"""What people may type, and the kind that it means."""


def name(kind: str, lang: str) -> str:
    """A kind as people read it, always in the plural."""
    return _texts(lang).t(KINDS[kind].name)


def typed(kind: str, lang: str) -> str:
    """What a reader of a language may type for a kind; its id where there is no word of theirs."""
    return next(iter(typed_by(lang, KINDS[kind].words)), kind)


def counted(kind: str, count: int, lang: str) -> str:
    """So many publications of a kind: `3 repo operations`."""
    return _texts(lang).n(*KINDS[kind].counted, count)


def _texts(lang: str) -> Texts:
    return texts("kinds", lang)
