"""Versions and their content."""

import dataclasses

from rules.document import load_rulebook
from rules.lock import lock_text
from rules.locked import lock_faults, read_lock

RULES = load_rulebook().rules


def keys(rules, lock, *, is_shipped=True):
    return [(fault.key, fault.message) for fault in lock_faults(rules, lock, is_shipped=is_shipped)]


def test_the_shipped_lock_holds_the_shipped_catalog():
    assert set(read_lock()) == {rule.id for rule in RULES}
    assert keys(RULES, read_lock()) == []


def test_a_version_never_goes_back_and_new_ones_must_be_locked():
    rule = RULES[0]
    lock = {rule.id: (2, rule.sha256)}
    assert keys([rule], lock) == [("rule.version", "is 1, and 2 was published already")]
    newer = dataclasses.replace(rule, version=3)
    assert keys([newer], lock) == [("rule.version", "version 3 is not in the lock yet: python -m rules.lock")]
    assert keys([newer], lock, is_shipped=False) == []


def test_the_lock_has_a_line_a_rule():
    text = lock_text(RULES[:2])
    assert text.splitlines()[1:] == [f"{rule.id} {rule.version} {rule.sha256}" for rule in RULES[:2]]
