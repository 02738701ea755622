"""Conditions answer True, False or unknown."""

from datetime import date

import pytest

from rules.condition import decide, facts_of, holds, type_fault
from rules.model import Condition, Fact, Test


@pytest.mark.parametrize(
    ("operator", "operand", "yes", "no"),
    [
        ("is", "standing", "standing", "other"),
        ("is_not", "standing", "other", "standing"),
        ("one_of", ("a", "b"), "b", "c"),
        ("at_least", 5, 5, 4.9),
        ("at_most", 5, 5, 5.1),
        ("above", 5, 5.1, 5),
        ("below", 5, 4.9, 5),
        ("size_at_least", 5, -5, -4.9),
    ],
)
def test_each_operator_holds_and_fails_at_its_edge(operator, operand, yes, no):
    test = Test("field", operator, operand)
    assert holds(test, yes) is True
    assert holds(test, no) is False
    assert holds(test, None) is None


@pytest.mark.parametrize(("asked", "value", "expected"), [(True, 0, True), (True, None, False), (False, 0, False), (False, None, True)])
def test_something_unknown_satisfies_being_unknown_alone(asked, value, expected):
    condition = Condition(all=(Test("field", "is_known", asked),))
    assert decide(condition, {"field": value}.get) is expected
    assert facts_of(condition, {"field": value}.get) == ()


YES, NO, OPEN = Test("yes", "is", 1), Test("no", "is", 1), Test("open", "is", 1)
VALUES = {"yes": 1, "no": 0, "open": None}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Condition(all=(YES,)), True),
        (Condition(all=(YES, NO)), False),
        (Condition(all=(YES, OPEN)), None),
        (Condition(all=(OPEN, YES)), None),
        (Condition(all=(OPEN,), none=(NO,)), None),
        (Condition(all=(NO, OPEN)), False),
        (Condition(any=(NO, YES)), True),
        (Condition(any=(NO, NO)), False),
        (Condition(any=(NO, OPEN)), None),
        (Condition(any=(YES, OPEN)), True),
        (Condition(none=(NO,)), True),
        (Condition(none=(YES,)), False),
        (Condition(none=(OPEN,)), None),
        (Condition(none=(OPEN, YES)), False),
        (Condition(all=(YES,), any=(OPEN,), none=(NO,)), None),
        (Condition(all=(YES,), any=(YES,), none=(YES,)), False),
        (Condition(all=(OPEN,), any=(NO,)), False),
        (Condition(all=(OPEN,), none=(YES,)), False),
        (Condition(all=(YES,), any=(YES,), none=(NO,)), True),
        (Condition(all=(YES,), none=(OPEN,)), None),
    ],
)
def test_three_valued_logic(condition, expected):
    assert decide(condition, VALUES.get) is expected


def test_the_facts_are_the_tests_that_were_met():
    condition = Condition(all=(YES,), any=(NO, YES, OPEN), none=(NO,))
    assert facts_of(condition, VALUES.get) == (Fact("yes", 1, "is", 1), Fact("yes", 1, "is", 1))


@pytest.mark.parametrize(
    ("test", "plain", "fault"),
    [
        (Test("f", "is", "x"), str, None),
        (Test("f", "is", True), bool, None),
        (Test("f", "is", 1), bool, "expected bool"),
        (Test("f", "is", "x"), int, "expected int"),
        (Test("f", "is", 1.5), int, None),
        (Test("f", "one_of", (1, 2.5)), float, None),
        (Test("f", "at_least", 1.5), int, None),
        (Test("f", "at_least", True), int, "expected a number"),
        (Test("f", "at_least", 1), str, "wants a number"),
        (Test("f", "at_least", date(2025, 1, 1)), date, None),
        (Test("f", "size_at_least", date(2025, 1, 1)), date, "wants a number"),
        (Test("f", "is_known", "yes"), str, "expected true or false"),
        (Test("f", "one_of", ("a", "b")), str, None),
        (Test("f", "one_of", ("a", 1)), str, "expected str"),
        (Test("f", "one_of", "ab"), str, "expected a list"),
        (Test("f", "one_of", ()), str, "expected a list"),
        (Test("f", "like", "a"), str, "unknown operator 'like'; one of is, is_not, one_of, at_least"),
    ],
)
def test_a_test_must_fit_its_field(test, plain, fault):
    found = type_fault(test, plain)
    assert found is None if fault is None else fault in found
