"""The publishers' products that fedtide reads: one module each, ending in SOURCE."""

from __future__ import annotations

import importlib
from collections.abc import Iterable

from bot.errors import SettingsError
from bot.source import Source

MODULES = {
    "fed.press_release": "board.press_release",
    "fed.balance_sheet": "board.balance_sheet",
    "fed.speech": "board.speech",
    "nyfed.repo_operation": "newyork_fed.repo_operation",
    "nyfed.reverse_repo_operation": "newyork_fed.reverse_repo_operation",
    "nyfed.treasury_operation": "newyork_fed.treasury_operation",
    "nyfed.agency_operation": "newyork_fed.agency_operation",
    "nyfed.desk_statement": "newyork_fed.desk_statement",
    "nyfed.reference_rate": "newyork_fed.reference_rate",
    "fred.series": "fred.fred_series",
    "treasury.cash_balance": "treasury.cash_balance",
    "treasury.auction": "treasury.treasury_auction",
    "fed.calendar": "board.fed_calendar",
    "market.crypto": "markets.crypto",
    "market.equity": "markets.equity",
    "market.options": "markets.options",
    "market.expectation": "markets.expectation",
}


def source(source_id: str, *, with_key: bool = False) -> Source:
    """The source of an id; the one that needs a key, where there is such a one and the operator has it.

    Raises SettingsError that names the known ones.
    """
    if source_id not in MODULES:
        raise SettingsError(f"unknown source {source_id!r}; known are {', '.join(MODULES)}")
    module = importlib.import_module(f"bot.sources.{MODULES[source_id]}")
    found: Source = getattr(module, "KEYED", module.SOURCE) if with_key else module.SOURCE
    return found


def sources(ids: Iterable[str] = (), *, with_key: bool = False) -> list[Source]:
    """The sources of these ids in the given order, all of them where none are named."""
    return [source(source_id, with_key=with_key) for source_id in (tuple(ids) or MODULES)]
