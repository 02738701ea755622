"""Conditions: a closed table of operators, and whether they hold of what is known.

Three answers: True, False, or None when it hangs on a field that is unknown. Unknown never satisfies a test, but for `is_known`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from rules.model import Condition, Fact, Test

Lookup = Callable[[str], Any]
"""From a field's name to its value, None when unknown."""

OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "is": lambda value, operand: value == operand,
    "is_not": lambda value, operand: value != operand,
    "one_of": lambda value, operand: value in operand,
    "at_least": lambda value, operand: value >= operand,
    "at_most": lambda value, operand: value <= operand,
    "above": lambda value, operand: value > operand,
    "below": lambda value, operand: value < operand,
    "size_at_least": lambda value, operand: abs(value) >= operand,
}
ORDERED = frozenset({"at_least", "at_most", "above", "below", "size_at_least"})
"""Operators that want numbers (`at_least` and its like also take dates)."""
KNOWN = "is_known"
"""Asks whether there is a value at all: the one test that something unknown can satisfy."""


def holds(test: Test, value: Any) -> bool | None:
    """Whether a test holds of a value; None when the value is unknown, unless that is what was asked."""
    if test.operator == KNOWN:
        return (value is not None) is test.operand
    return None if value is None else OPERATORS[test.operator](value, test.operand)


def decide(condition: Condition, lookup: Lookup) -> bool | None:
    """Whether a condition holds: False as soon as one part must fail, None when it hangs on something unknown."""
    is_open = False
    for tests, barred in ((condition.all, False), (condition.none, True)):
        for test in tests:
            found = holds(test, lookup(test.field))
            if found is barred:
                return False
            is_open |= found is None
    if condition.any:
        options = [holds(test, lookup(test.field)) for test in condition.any]
        if True not in options:
            if None not in options:
                return False
            is_open = True
    return None if is_open else True


def facts_of(condition: Condition, lookup: Lookup) -> tuple[Fact, ...]:
    """The facts that made a condition hold: its needed tests and the options that are met; that something is unknown is no fact."""
    met = [*condition.all, *(test for test in condition.any if holds(test, lookup(test.field)))]
    return tuple(Fact(test.field, lookup(test.field), test.operator, test.operand) for test in met if test.operator != KNOWN)


def tests_of(condition: Condition) -> Iterable[Test]:
    """Every test of a condition, in order."""
    return (*condition.all, *condition.any, *condition.none)


def type_fault(test: Test, plain: type) -> str | None:
    """Why a test can't be asked of a field of this type; None when it can."""
    if test.operator == KNOWN:
        return None if isinstance(test.operand, bool) else f"expected true or false, got {test.operand!r}"
    if test.operator not in OPERATORS:
        return f"unknown operator {test.operator!r}; one of {', '.join((*OPERATORS, KNOWN))}"
    if test.operator in ORDERED:
        if plain is date and isinstance(test.operand, date) and test.operator != "size_at_least":
            return None
        if plain not in (int, float):
            return f"operator {test.operator} wants a number, and this field is {plain.__name__}"
        return None if _is_number(test.operand) else f"expected a number, got {test.operand!r}"
    operands = test.operand if test.operator == "one_of" else [test.operand]
    if not isinstance(operands, (list, tuple)) or not operands:
        return f"expected a list of values, got {test.operand!r}"
    wrong = next((operand for operand in operands if not _fits(operand, plain)), None)
    return None if wrong is None else f"expected {plain.__name__}, got {wrong!r}"


def _fits(operand: Any, plain: type) -> bool:
    return _is_number(operand) if plain in (int, float) else isinstance(operand, plain)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
