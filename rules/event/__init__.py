"""Events: one dated fact as published, a frozen dataclass per kind, and the context it came out in."""

from rules.event.balance_sheet import BalanceSheet
from rules.event.base import Event
from rules.event.context import Context
from rules.event.desk import DeskStatement, PurchaseSchedule
from rules.event.fields import ENVELOPE, EVENT_CLASSES, KINDS, FieldSpec, facts, field_table, value_of
from rules.event.operation import AgencyOperation, RepoOperation, ReverseRepoOperation, TreasuryOperation
from rules.event.publication import FomcStatement, ImplementationNote, Minutes, PressRelease, Speech
from rules.event.rate import ReferenceRate, YieldChange
from rules.event.treasury import CashBalance, TreasuryAuction

__all__ = [
    "ENVELOPE",
    "EVENT_CLASSES",
    "KINDS",
    "AgencyOperation",
    "BalanceSheet",
    "CashBalance",
    "Context",
    "DeskStatement",
    "Event",
    "FieldSpec",
    "FomcStatement",
    "ImplementationNote",
    "Minutes",
    "PressRelease",
    "PurchaseSchedule",
    "ReferenceRate",
    "RepoOperation",
    "ReverseRepoOperation",
    "Speech",
    "TreasuryAuction",
    "TreasuryOperation",
    "YieldChange",
    "facts",
    "field_table",
    "value_of",
]
