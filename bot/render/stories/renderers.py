"""Which renderer tells which kind of event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.i18n import Texts
from bot.render.stories import auction, balance_sheet, desk, fomc, operation, rate, release, treasury
from bot.render.stories.story import Story
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
class Around:
    """What a renderer may use beside the event: the reader's texts, the known fields of the Context, and what belongs to a statement."""

    tx: Texts
    context: Mapping[str, Any]
    before: FomcStatement | None = None
    """The statement before."""
    joined: Sequence[Event] = ()
    """What came out with the statement and is told with it."""


RENDERERS: Mapping[type[Event], Callable[[Any, Around], Story]] = {
    FomcStatement: lambda event, around: fomc.story(event, around.tx, around.before, around.joined),
    ImplementationNote: lambda event, around: release.implementation_note(event, around.tx),
    BalanceSheet: lambda event, around: balance_sheet.story(event, around.tx, around.context),
    Minutes: lambda event, around: release.minutes(event, around.tx),
    PurchaseSchedule: lambda event, around: desk.story(event, around.tx, around.context),
    DeskStatement: lambda event, around: desk.story(event, around.tx, around.context),
    Speech: lambda event, around: release.speech(event, around.tx),
    PressRelease: lambda event, around: release.press_release(event, around.tx),
    RepoOperation: lambda event, around: operation.story(event, around.tx),
    ReverseRepoOperation: lambda event, around: operation.story(event, around.tx),
    TreasuryOperation: lambda event, around: treasury.story(event, around.tx, around.context),
    AgencyOperation: lambda event, around: treasury.story(event, around.tx, around.context),
    TreasuryAuction: lambda event, around: auction.story(event, around.tx),
    ReferenceRate: lambda event, around: rate.story(event, around.tx),
    YieldChange: lambda event, around: rate.story(event, around.tx),
    CashBalance: lambda event, around: treasury.story(event, around.tx, around.context),
}
