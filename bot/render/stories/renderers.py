"""Which renderer tells which kind of event: it gets the event, the reader's texts, and what stands beside the event."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.i18n import Texts
from bot.model import Subject
from bot.render.evidence import measured
from bot.render.stories import auction, balance_sheet, desk, fomc, operation, rate, release, treasury
from bot.render.stories.story import Story
from bot.render.verdict import NEGLIGIBLE
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

RENDERERS: Mapping[type[Event], Callable[[Any, Texts, Subject], Story]] = {
    FomcStatement: lambda event, tx, subject: fomc.story(
        event, tx, subject.statement_before, subject.joined, measured.mixed(subject.assessment, tx)
    ),
    ImplementationNote: lambda event, tx, subject: release.implementation_note(event, tx),
    BalanceSheet: lambda event, tx, subject: balance_sheet.story(event, tx, is_quiet=subject.assessment.impact <= NEGLIGIBLE),
    Minutes: lambda event, tx, subject: release.minutes(event, tx),
    PurchaseSchedule: lambda event, tx, subject: desk.story(event, tx, subject.assessment.context),
    DeskStatement: lambda event, tx, subject: desk.story(event, tx, subject.assessment.context),
    Speech: lambda event, tx, subject: release.speech(event, tx),
    PressRelease: lambda event, tx, subject: release.press_release(event, tx),
    RepoOperation: lambda event, tx, subject: operation.story(event, tx),
    ReverseRepoOperation: lambda event, tx, subject: operation.story(event, tx),
    TreasuryOperation: lambda event, tx, subject: treasury.story(event, tx, subject.assessment.context),
    AgencyOperation: lambda event, tx, subject: treasury.story(event, tx, subject.assessment.context),
    TreasuryAuction: lambda event, tx, subject: auction.story(event, tx),
    ReferenceRate: lambda event, tx, subject: rate.story(event, tx),
    YieldChange: lambda event, tx, subject: rate.story(event, tx),
    CashBalance: lambda event, tx, subject: treasury.story(event, tx, subject.assessment.context),
}
