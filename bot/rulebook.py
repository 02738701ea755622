"""The rulebook of an installation: the shipped rules, the operator's own beside them, and what was measured."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.settings import Settings, database_file
from rules.document import load_rulebook
from rules.measured import read_statistics, with_statistics
from rules.model import Rulebook


def rulebook_of(settings: Settings) -> Rulebook:
    """The rules with the statistics of this store's own past, where it has them, in place of the shipped ones.

    Raises an ExceptionGroup that names every fault of every document, and StatisticsError.
    """
    rulebook = load_rulebook([settings.rules_dir] if settings.rules_dir else ())
    own = own_statistics(settings)
    if own is None or not own.is_file():
        return rulebook
    return with_statistics(rulebook, read_statistics(own.read_text(encoding="utf-8"), str(own)))


class InForce:
    """The rulebook that counts now, and how it is read anew."""

    def __init__(self, rulebook: Rulebook, read: Callable[[], Rulebook]) -> None:
        self.now = rulebook
        self._read = read

    def reload(self) -> Rulebook:
        """Read the rules anew and let them count from now on; the rules before where they have faults. Raises what `rulebook_of` raises."""
        self.now = self._read()
        return self.now


def own_statistics(settings: Settings) -> Path | None:
    """Where `fedtide evidence study` keeps the statistics of this store: beside the database; None for a database that is no file."""
    file = database_file(settings.database_url)
    return file and file.with_name(file.name + ".measured.toml")
