"""The lock as rules are held against it: which content each rule's version stands for, so that no rule changes in silence.

`rules/catalog.lock` has a line a rule: id, version, hash of what makes it score. `rules.lock` writes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import resources

from rules.errors import RuleDocumentError
from rules.model import Rule

Lock = Mapping[str, tuple[int, str]]
"""From a rule's id to its version and hash."""


def read_lock() -> Lock:
    """The shipped lock."""
    text = (resources.files("rules") / "catalog.lock").read_text(encoding="utf-8")
    rows = (line.split() for line in text.splitlines() if line and not line.startswith("#"))
    return {rule_id: (int(version), digest) for rule_id, version, digest in rows}


def lock_faults(rules: Iterable[Rule], lock: Lock, *, is_shipped: bool) -> Iterator[RuleDocumentError]:
    """Rules that changed without a new version. Of the shipped ones the lock must also hold exactly these."""
    for rule in rules:
        version, digest = lock.get(rule.id, (0, ""))
        if rule.version < version:
            yield RuleDocumentError(rule.path, "rule.version", f"is {rule.version}, and {version} was published already")
        elif rule.version == version and rule.sha256 != digest:
            yield RuleDocumentError(rule.path, "rule.version", f"condition or effect changed, so the version must rise above {version}")
        elif is_shipped and rule.version > version:
            yield RuleDocumentError(rule.path, "rule.version", f"version {rule.version} is not in the lock yet: python -m rules.lock")
