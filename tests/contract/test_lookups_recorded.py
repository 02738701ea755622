"""The figures that look-ups are tested on are those of the recorded releases: read from the bodies where these are at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path

import pytest

from bot.lookups.balance import balance_of
from bot.lookups.priced import priced_of
from bot.lookups.rates import rates_of
from bot.lookups.repo import repo_of
from bot.source import Expectation, Page, Readings
from bot.sources import source
from rules.event import BalanceSheet, Event, RepoOperation
from rules.ledger import shipped_ledger
from tests.builders import september

LEDGER = shipped_ledger().until(september.NOW)


def read(shared: Path, source_id: str, *names: str) -> list[Event]:
    return source(source_id).parse([Page(f"file:{name}", (shared / "fixtures" / name).read_bytes()) for name in names])


def read_expectations(shared: Path) -> list[Expectation]:
    kalshi, polymarket = source("market.expectation").paths
    folder, found = shared / "fixtures" / "expectation", Readings[Expectation]()
    bodies = (
        (kalshi, (folder / "kalshi_events_KXFEDDECISION_open_nested_20261006.json").read_bytes()),
        (polymarket, (folder / "polymarket_gamma_event_fed_decision_october_2026_20261006.json").read_bytes()),
    )
    take = source("market.expectation").expectations
    assert take is not None
    for path, body in bodies:
        found += take(Page(f"https://venue.invalid{path}", body, fetched_at=september.OCTOBER))
    return found


def same(found: Sequence[Event], rebuilt: Sequence[Event], *names: str) -> None:
    """The rebuilt events have the figures of those that were read."""
    known = {one.key: one for one in found}
    for one in rebuilt:
        assert {name: getattr(one, name) for name in names} == {name: getattr(known[one.key], name) for name in names}, one.key


def test_the_weeks_are_those_of_the_download(shared: Path) -> None:
    found = read(shared, "fed.balance_sheet", "h41/ddp_h41_table5_lastobs5_20260928.csv")
    levels = [field.name for field in fields(BalanceSheet) if field.compare and field.name.endswith("_usd")]
    same(found, september.sheets(), "as_of", "published_at", *levels)
    whole, rebuilt = (balance_of(sheets, september.reverse_repos(), (), LEDGER, september.NOW) for sheets in (found, september.sheets()))
    assert whole is not None and rebuilt is not None
    assert (whole.net, whole.base, whole.path) == (rebuilt.net, rebuilt.base, rebuilt.path)
    assert whole.levels["total_assets"].week_usd == 1_156_000_000  # as the file prints it


def test_the_rates_are_those_published(shared: Path) -> None:
    found = read(shared, "nyfed.reference_rate", "nyfed_rates/sofr_last5_20260928.json", "nyfed_rates/effr_last5_20260928.json")
    same(found, september.rates(), "rate_pct", "effective_on", "published_at")
    assert rates_of(found, LEDGER, september.NOW) == rates_of(september.rates(), LEDGER, september.NOW)


def test_the_operations_are_those_published(shared: Path) -> None:
    name = "nyfed_rp/rp_results_search_20260921_20260928.json"
    repos, reverse = read(shared, "nyfed.repo_operation", name), read(shared, "nyfed.reverse_repo_operation", name)
    told, rebuilt = (repo_of(*both, LEDGER, september.NOW) for both in ((repos, reverse), (september.repos(), september.reverse_repos())))
    assert told.standing is not None and rebuilt.standing is not None and told.on_rrp is not None and rebuilt.on_rrp is not None
    assert (told.standing.last.on, told.standing.last.usd) == (rebuilt.standing.last.on, rebuilt.standing.last.usd)
    assert (told.standing.highest.on, told.standing.highest.usd) == (rebuilt.standing.highest.on, rebuilt.standing.highest.usd)
    assert (told.on_rrp.last, told.on_rrp.before) == (rebuilt.on_rrp.last, rebuilt.on_rrp.before)
    assert sum(one.accepted_usd for one in repos if isinstance(one, RepoOperation)) == 8_000_000


def test_what_was_priced_in_is_what_the_venues_had(shared: Path) -> None:
    told, rebuilt = (priced_of(found, (), september.OCTOBER) for found in (read_expectations(shared), september.expectations()))
    assert [(one.on, one.gap, len(one.venues)) for one in told.meetings] == [(one.on, one.gap, len(one.venues)) for one in rebuilt.meetings]
    for one, other in zip(told.meetings, rebuilt.meetings, strict=True):
        assert one.change_bp == (None if other.change_bp is None else pytest.approx(other.change_bp, abs=0.05))
