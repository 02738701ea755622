"""The fields of events and of the context: what rules may name, and what each name stands for."""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from dataclasses import dataclass
from typing import Any

from rules.event.balance_sheet import BalanceSheet
from rules.event.base import Event
from rules.event.context import Context
from rules.event.desk import DeskStatement, PurchaseSchedule
from rules.event.operation import AgencyOperation, RepoOperation, ReverseRepoOperation, TreasuryOperation
from rules.event.publication import FomcStatement, ImplementationNote, Minutes, PressRelease, Speech
from rules.event.rate import ReferenceRate, YieldChange
from rules.event.treasury import CashBalance, TreasuryAuction

EVENT_CLASSES: dict[str, type[Event]] = {
    cls.KIND: cls
    for cls in (
        FomcStatement,
        ImplementationNote,
        Minutes,
        Speech,
        PressRelease,
        BalanceSheet,
        RepoOperation,
        ReverseRepoOperation,
        TreasuryOperation,
        AgencyOperation,
        TreasuryAuction,
        DeskStatement,
        PurchaseSchedule,
        ReferenceRate,
        YieldChange,
        CashBalance,
    )
}
KINDS: tuple[str, ...] = tuple(EVENT_CLASSES)
ENVELOPE: frozenset[str] = frozenset(f.name for f in dataclasses.fields(Event))
"""Fields that every event has; the others are the kind's own facts and measures."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field a rule may name: its plain type, and whether it can be unknown."""

    name: str
    type: type
    optional: bool
    is_measure: bool


@functools.cache
def field_table(kind: str) -> dict[str, FieldSpec]:
    """The fields that a rule on `kind` may name: the kind's own ones, and `context.NAME` for the context's.

    A rule on kind `any` may name the context's alone. Raises KeyError for an unknown kind.
    """
    own = [] if kind == "any" else _specs(EVENT_CLASSES[kind])
    table = {spec.name: spec for spec in own if spec.name not in ENVELOPE and spec.type is not tuple}
    for spec in _specs(Context):
        name = f"context.{spec.name}"
        table[name] = dataclasses.replace(spec, name=name)
    return table


def _specs(cls: type) -> list[FieldSpec]:
    hints = typing.get_type_hints(cls)
    specs = []
    for f in dataclasses.fields(cls):
        plain, optional = _plain_type(hints[f.name])
        specs.append(FieldSpec(f.name, plain, optional, not f.compare))
    return specs


def _plain_type(hint: Any) -> tuple[type, bool]:
    """`int | None` gives (int, True); `tuple[str, ...]` gives (tuple, False)."""
    if isinstance(hint, types.UnionType) or typing.get_origin(hint) is typing.Union:
        args = typing.get_args(hint)
        [plain] = [a for a in args if a is not type(None)]
        return _plain_type(plain)[0], type(None) in args
    return typing.get_origin(hint) or hint, False


def facts(event: Event) -> dict[str, Any]:
    """The kind's own fields that are known, measures included, in the order of the class."""
    values = {f.name: getattr(event, f.name) for f in dataclasses.fields(event) if f.name not in ENVELOPE}
    return {name: value for name, value in values.items() if value is not None}


_OF_CONTEXT = {f"context.{f.name}": f.name for f in dataclasses.fields(Context)}


def value_of(name: str, event: Event, context: Context) -> Any:
    """The value that a rule's field name stands for; None when unknown."""
    return getattr(context, _OF_CONTEXT[name]) if name in _OF_CONTEXT else getattr(event, name)
