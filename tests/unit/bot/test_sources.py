"""The list of sources: each can be had, is asked where the settings say, and is described for people."""

from __future__ import annotations

import functools
import operator
import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.calendars.releases import ReleaseCalendar
from bot.errors import SettingsError
from bot.polling.budget import ALLOWANCES
from bot.polling.schedule import plan_on
from bot.settings import load_settings
from bot.sources import MODULES, source, sources
from rules.ledger import shipped_ledger

DAY = date(2026, 9, 28)
every_source = pytest.mark.parametrize("source_id", MODULES)


@every_source
@pytest.mark.parametrize("with_key", [False, True])
def test_a_source_is_what_its_id_says_and_is_asked_at_a_configured_origin(source_id: str, with_key: bool) -> None:
    found = source(source_id, with_key=with_key)
    origins = load_settings({}).origins
    assert found.id == source_id
    assert found.publisher in origins
    assert {page.publisher for page in found.past(DAY)} <= set(origins)
    assert found.hosts
    own = tuple(f"https://{host}/" for host in found.hosts)
    assert all(path.startswith(("/", *own)) for path in (*found.paths, *found.recent(DAY), *found.guesses(DAY)))


def test_all_of_them_in_order_or_those_that_are_named() -> None:
    assert [found.id for found in sources()] == list(MODULES)
    assert [found.id for found in sources(["fred.series", "fed.press_release"])] == ["fred.series", "fed.press_release"]


def test_a_key_changes_the_way_to_fred_alone() -> None:
    plain, keyed = sources(), sources(with_key=True)
    changed = [(before.id, after.publisher) for before, after in zip(plain, keyed, strict=True) if before is not after]
    assert ("fred.series", "fred_api") in changed
    assert {publisher for _, publisher in changed} == {"fred_api"}


def test_an_unknown_source_is_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"unknown source 'fred.gdp'; known are fed.press_release, "):
        source("fred.gdp")


@every_source
def test_no_source_is_asked_without_a_pause(source_id: str) -> None:
    plan = source(source_id).plan
    assert plan.every >= timedelta(minutes=2)
    assert all(window.every >= timedelta(seconds=1) and window.length <= timedelta(minutes=30) for window in plan.windows)


# docs/sources.md


@pytest.fixture(scope="module")
def sections(root: Path) -> dict[str, str]:
    """What docs/sources.md says under the heading of each source's id."""
    text = (root / "docs" / "sources.md").read_text(encoding="utf-8")
    parts = re.split(r"^### `([a-z_.]+)`.*$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_document_describes_every_source_and_no_other(sections: dict[str, str]) -> None:
    assert set(sections) == set(MODULES)


@every_source
def test_a_source_is_described_with_its_hosts_and_where_it_is_asked(sections: dict[str, str], source_id: str) -> None:
    found = source(source_id)
    assert [host for host in found.hosts if host not in sections[source_id]] == []
    paths = [urlsplit(path).path for path in (*found.paths, *found.recent(DAY))]
    assert [path for path in paths if path not in sections[source_id]] == []


@every_source
def test_the_ordinary_polls_of_a_day_are_as_described(sections: dict[str, str], source_id: str) -> None:
    """Polls a day by the plan's interval alone; each asks for every page of the source once."""
    found = source(source_id)
    requests = round(timedelta(days=1) / found.plan.every) * len((*found.paths, *found.recent(DAY), *found.guesses(DAY)))
    assert f"ordinary requests a day: {requests}" in sections[source_id]


@every_source
def test_every_section_says_what_is_known_of_the_terms(sections: dict[str, str], source_id: str) -> None:
    assert [
        word for word in ("Publisher", "Terms", "Attribution", "Budget", "Not verified") if f"- {word}: " not in sections[source_id]
    ] == []


HOSTS = {name: urlsplit(origin).hostname or "" for name, origin in load_settings({}).origins.items()}
CALENDAR = ReleaseCalendar(meetings=shipped_ledger().meetings)


SECOND_PAGES = {
    "fed.balance_sheet": ("fred", 5),
    "nyfed.repo_operation": ("fred", 1),
    "nyfed.reverse_repo_operation": ("fred", 1),
    "nyfed.reference_rate": ("fred", 2),
    "treasury.auction": ("fiscaldata", 1),
}
"""Which second publisher a source has, and how many pages it is asked for at a time."""


def test_every_source_with_a_second_publisher_is_counted() -> None:
    assert {found.id for found in sources() if found.second} == set(SECOND_PAGES)


def requests_a_day(day: date, with_key: bool) -> Counter[str]:
    """The most that each host can be asked on a day: every interval, every close look in full, second publishers in vain."""
    counted: Counter[str] = Counter()
    for found in sources(with_key=with_key):
        looks = plan_on(found.plan, day, CALENDAR)
        polls = timedelta(days=1) / found.plan.every + sum((look.window.lead + look.window.length) / look.window.every for look in looks)
        for path in (*found.paths, *found.recent(day), *found.guesses(day)):
            counted[HOSTS[found.publishers.get(urlsplit(path).hostname or "", found.publisher)]] += round(polls)
        if found.second:
            publisher, pages = SECOND_PAGES[found.id]
            counted[HOSTS[publisher]] += pages * round(timedelta(days=1) / found.second.again)
    return counted


def test_the_budget_of_each_host_is_what_the_plans_add_up_to(root: Path) -> None:
    text = (root / "docs" / "sources.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z.-]+)`.* \| ([0-9,]+) \| ([0-9,]+) \| ([0-9,]+) \|$", text, re.MULTILINE)
    stated = {host: [int(figure.replace(",", "")) for figure in figures] for host, *figures in rows}
    days = [date(2024, 1, 1) + timedelta(days=number) for number in range(4 * 365 + 1)]
    asked = functools.reduce(operator.or_, (requests_a_day(day, with_key) for day in days for with_key in (False, True)))
    assert asked.keys() == stated.keys()
    for host, (most, _, _) in stated.items():
        assert 0.8 * most <= asked[host] <= most, (host, asked[host])
    assert {HOSTS[publisher]: [limit.a_minute, limit.a_day] for publisher, limit in ALLOWANCES.items()} == {
        host: limits for host, (_, *limits) in stated.items()
    }
