"""The demo's local publisher: at each simulated moment it has what was public then, and nothing later."""

from __future__ import annotations

from datetime import UTC, date, datetime

import httpx
import pytest

from bot.demo.publisher import Publisher
from bot.demo.tables import figures

FED, NYFED, FRED = "https://www.federalreserve.gov", "https://markets.newyorkfed.org", "https://fred.stlouisfed.org"
BEFORE = datetime(2025, 10, 29, 17, 59, 59, tzinfo=UTC)
AFTER = datetime(2025, 10, 29, 18, 0, tzinfo=UTC)


async def ask(now: datetime, url: str, **headers: str) -> httpx.Response:
    async with Publisher(figures(), lambda: now).client() as client:
        return await client.get(url, headers=headers)


async def test_a_statement_is_there_from_its_release_on() -> None:
    page, feed = f"{FED}/newsevents/pressreleases/monetary20251029a.htm", f"{FED}/feeds/press_all.xml"
    assert (await ask(BEFORE, page)).status_code == 404
    assert "monetary20251029a" not in (await ask(BEFORE, feed)).text
    assert (await ask(AFTER, page)).status_code == 200
    assert "monetary20251029a" in (await ask(AFTER, feed)).text


async def test_the_fed_answers_not_modified_to_its_own_validator_until_something_changes() -> None:
    feed = f"{FED}/feeds/press_all.xml"
    first = await ask(BEFORE, feed)
    assert first.headers["last-modified"] == "Wed, 17 Sep 2025 18:00:00 GMT"
    again = await ask(BEFORE, feed, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (await ask(AFTER, feed, **{"If-None-Match": first.headers["etag"]})).status_code == 200


async def test_the_current_balance_sheet_is_the_last_one_released() -> None:
    url = f"{FED}/releases/h41/current/h41.htm"
    before = await ask(datetime(2025, 12, 29, 21, 29, tzinfo=UTC), url)
    after = await ask(datetime(2025, 12, 29, 21, 30, tzinfo=UTC), url)
    assert "Wednesday<br>Dec 17, 2025" in before.text
    assert "Wednesday<br>Dec 24, 2025" in after.text


async def test_results_are_posted_half_a_minute_after_the_close() -> None:
    url = f"{NYFED}/api/rp/repo/all/results/lastTwoWeeks.json"
    before = await ask(datetime(2025, 10, 31, 17, 45, 29, tzinfo=UTC), url)
    after = await ask(datetime(2025, 10, 31, 17, 45, 30, tzinfo=UTC), url)
    keys = [{row["operationId"] for row in answer.json()["repo"]["operations"]} for answer in (before, after)]
    assert keys[1] - keys[0] == {"RP 103125 3"}
    assert "RP 101725 3" in keys[1]  # fourteen days back, and no further
    assert "RP 101625 3" not in keys[1]
    assert after.headers["cache-control"] == "no-store"
    assert "etag" not in after.headers


async def test_a_search_gives_both_families_of_its_days() -> None:
    url = f"{NYFED}/api/rp/results/search.json?startDate=2025-10-27&endDate=2025-10-28&operationTypes=Repo"
    rows = (await ask(AFTER, url)).json()["repo"]["operations"]
    assert sorted((row["operationId"], row["totalAmtAccepted"]) for row in rows) == [
        ("RP 102725 2", 10_642_000_000),
        ("RP 102725 3", 8_400_000_000),
        ("RP 102825 2", 14_096_000_000),
        ("RP 102825 3", 7_753_000_000),
    ]


async def test_fred_has_the_weeks_that_were_out_with_dots_for_what_is_unknown() -> None:
    assets = await ask(AFTER, f"{FRED}/graph/fredgraph.csv?id=WALCL&cosd=2025-10-08")
    assert assets.text == "observation_date,WALCL\n2025-10-08,6590815\n2025-10-15,6596454\n2025-10-22,6589533\n"
    reserves = await ask(AFTER, f"{FRED}/graph/fredgraph.csv?id=WRBWFRBL&cosd=2025-10-22")
    assert reserves.text == "observation_date,WRBWFRBL\n2025-10-22,.\n"


@pytest.mark.parametrize(
    "url",
    [f"{FED}/nothing.htm", f"{NYFED}/api/rp/all/all/results/latest.json", f"{FRED}/graph/fredgraph.csv?id=GDP", "https://example.org/"],
)
async def test_anything_else_is_not_found(url: str) -> None:
    assert (await ask(AFTER, url)).status_code == 404


def test_publications_come_in_order_each_moment_of_a_source_once() -> None:
    publisher = Publisher(figures(), lambda: AFTER)
    found = publisher.publications(date(2025, 10, 29), date(2025, 10, 31))
    assert [(f"{p.at:%m-%d %H:%M:%S}", p.source) for p in found] == [
        ("10-29 17:15:30", "nyfed.reverse_repo_operation"),
        ("10-29 17:45:30", "nyfed.repo_operation"),
        ("10-29 18:00:00", "fed.press_release"),
        ("10-30 17:15:30", "nyfed.reverse_repo_operation"),
        ("10-30 17:45:30", "nyfed.repo_operation"),
        ("10-30 20:30:00", "fed.balance_sheet"),
        ("10-31 12:30:30", "nyfed.repo_operation"),
        ("10-31 17:15:30", "nyfed.reverse_repo_operation"),
        ("10-31 17:45:30", "nyfed.repo_operation"),
    ]
