"""What can be wrong with the rulebook.

    RulesError
      RuleDocumentError(path, key)      a rule document says something it may not: stop at start
        UnknownMechanismError           it names a mechanism that mechanisms.toml does not have
      LedgerError(path, key)            a shipped policy fact cannot be read: stop at start
      StatisticsError(path, key)        measured statistics cannot be read: stop at start
      WatchError                        a person's watch cannot be read: tell them, and keep what they had

A load collects the faults of every file and raises them together in one ExceptionGroup.
"""

from __future__ import annotations


class RulesError(Exception):
    """The base of all that the rulebook can complain about."""


class RuleDocumentError(RulesError):
    """A rule document is not acceptable; `path` names the file and `key` the place in it."""

    def __init__(self, path: str, key: str, message: str) -> None:
        super().__init__(f"{path}: {key}: {message}")
        self.path = path
        self.key = key
        self.message = message


class UnknownMechanismError(RuleDocumentError):
    """A rule document names a mechanism that does not exist."""


class LedgerError(RulesError):
    """A shipped policy fact is not acceptable; `path` names the file and `key` the place in it."""

    def __init__(self, path: str, key: str, message: str) -> None:
        super().__init__(f"{path}: {key}: {message}")
        self.path = path
        self.key = key


class StatisticsError(RulesError):
    """Measured statistics are not acceptable; `path` names the file and `key` the place in it."""

    def __init__(self, path: str, key: str, message: str) -> None:
        super().__init__(f"{path}: {key}: {message}" if key else f"{path}: {message}")
        self.path = path
        self.key = key


class WatchError(RulesError):
    """A watch cannot be read; the message says what is wrong and what would be right."""
