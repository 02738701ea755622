"""The publishers' products that fedtide reads: one module each, ending in SOURCE."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from bot.errors import SettingsError
from bot.source import Source

MODULES = {
    "fed.press_release": "press_release",
    "fed.balance_sheet": "balance_sheet",
    "nyfed.repo_operation": "repo_operation",
    "nyfed.reverse_repo_operation": "reverse_repo_operation",
}


def source(source_id: str) -> Source:
    """The source of an id. Raises SettingsError that names the known ones."""
    if source_id not in MODULES:
        raise SettingsError(f"unknown source {source_id!r}; known are {', '.join(MODULES)}")
    found: Source = importlib.import_module(f"bot.sources.{MODULES[source_id]}").SOURCE
    return found


def sources(ids: Iterable[str] = ()) -> list[Source]:
    """The sources of these ids in the given order, all of them where none are named."""
    return [source(source_id) for source_id in (tuple(ids) or MODULES)]
