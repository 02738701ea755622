"""Recorded documents of other years, read whole: statements, minutes, speeches, releases of 2016, statements of the Desk.

Literals were taken by eye from each page. They skip where ../shared is not there; the same forms stand in tests of sentences made up.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.source import Page
from bot.sources.board import press_release, speech
from bot.sources.newyork_fed import desk_statement
from rules.event import DeskStatement, Event, FomcStatement, Minutes, PressRelease, PurchaseSchedule, Speech
from rules.ledger import shipped_ledger

BN = 1_000_000_000
SITE = "https://www.federalreserve.gov"
OPOLICY = "https://www.newyorkfed.org/markets/opolicy"

STATEMENTS = {
    "20130320_statement_tc.html": ("hold", 0, 0.0, 0.25, "none"),
    "20130918_statement_tc.html": ("hold", 0, 0.0, 0.25, "none"),
    "20131218_statement_tc.html": ("hold", 0, 0.0, 0.25, "purchases_pace"),
    "20140618_statement_tc.html": ("hold", 0, 0.0, 0.25, "purchases_pace"),
    "20150617_statement_tc.html": ("hold", 0, 0.0, 0.25, "none"),
    "20150917_statement_tc.html": ("hold", 0, 0.0, 0.25, "none"),
    "20220316_press_statement.html": ("raise", 25, 0.25, 0.5, "none"),
    "20220504_press_statement.html": ("raise", 50, 0.75, 1.0, "runoff_start"),
    "20220727_press_statement.html": ("raise", 75, 2.25, 2.5, "none"),
    "20221214_press_statement.html": ("raise", 50, 4.25, 4.5, "none"),
    "20230322_press_statement.html": ("raise", 25, 4.75, 5.0, "none"),
    "20230614_press_statement.html": ("hold", 0, 5.0, 5.25, "none"),
    "20230920_press_statement.html": ("hold", 0, 5.25, 5.5, "none"),
    "20240320_press_statement.html": ("hold", 0, 5.25, 5.5, "none"),
    "20240612_press_statement.html": ("hold", 0, 5.25, 5.5, "none"),
    "20240731_press_statement.html": ("hold", 0, 5.25, 5.5, "none"),
    "20241107_press_statement.html": ("lower", -25, 4.5, 4.75, "none"),
    "20241218_press_statement.html": ("lower", -25, 4.25, 4.5, "none"),
    "20250129_press_statement.html": ("hold", 0, 4.25, 4.5, "none"),
    "20250618_press_statement.html": ("hold", 0, 4.25, 4.5, "none"),
    "20250917_press_statement.html": ("lower", -25, 4.0, 4.25, "none"),
}
"""Decision, basis points, target range, balance-sheet action."""

MINUTES = {
    "20220316_minutes.html": ("2022-03-16", "2022-04-06 18:00"),
    "20220504_minutes.html": ("2022-05-04", "2022-05-25 18:00"),
    "20220615_minutes.html": ("2022-06-15", "2022-07-06 18:00"),
    "20220727_minutes.html": ("2022-07-27", "2022-08-17 18:00"),
    "20221214_minutes.html": ("2022-12-14", "2023-01-04 19:00"),
    "20230322_minutes.html": ("2023-03-22", "2023-04-12 18:00"),
    "20230614_minutes.html": ("2023-06-14", "2023-07-05 18:00"),
    "20230920_minutes.html": ("2023-09-20", "2023-10-11 18:00"),
    "20240320_minutes.html": ("2024-03-20", "2024-04-10 18:00"),
    "20240501_minutes.html": ("2024-05-01", "2024-05-22 18:00"),
    "20240612_minutes.html": ("2024-06-12", "2024-07-03 18:00"),
    "20240731_minutes.html": ("2024-07-31", "2024-08-21 18:00"),
    "20240918_minutes.html": ("2024-09-18", "2024-10-09 18:00"),
    "20241218_minutes.html": ("2024-12-18", "2025-01-08 19:00"),
    "20250129_minutes.html": ("2025-01-29", "2025-02-19 19:00"),
    "20250618_minutes.html": ("2025-06-18", "2025-07-09 18:00"),
    "20250917_minutes.html": ("2025-09-17", "2025-10-08 18:00"),
    "fomcminutes20250129.htm": ("2025-01-29", "2025-02-19 19:00"),
    "fomcminutes20250618.htm": ("2025-06-18", "2025-07-09 18:00"),
    "fomcminutes20250917.htm": ("2025-09-17", "2025-10-08 18:00"),
    "fomcminutes20260429.htm": ("2026-04-29", "2026-05-20 18:00"),
}
"""The meeting's last day, and when they came out (UTC) by the page's last update."""

SPEECHES = {
    "speeches/19970610.htm": (
        "The embrace of free markets",
        "Chairman Alan Greenspan",
        "At the Woodrow Wilson Award Dinner of the Woodrow Wilson International Center for Scholars, New York, New York",
        "1997-06-10",
    ),
    "speeches/199902252.htm": (
        "Evolution of Financial Institutions and Markets: Private and Policy Implications",
        "Governor Roger W. Ferguson, Jr.",
        "At the Money Marketeers of New York University, New York, New York",
        "1999-02-25",
    ),
    "speeches/20000511.htm": (
        "Economic Policy for Our Era: The Ohio Experience",
        "Vice Chairman Roger W. Ferguson, Jr.",
        "At the Cleveland Millennium Conference 2000, Cleveland, Ohio",
        "2000-05-11",
    ),
    "speeches/20020110.htm": (
        "Economic Development and Financial Literacy",
        "Chairman Alan Greenspan",
        "At the Ninth Annual Economic Development Summit, The Greenlining Institute, Oakland, California",
        "2002-01-10",
    ),
    "speeches/20030403.htm": (
        "Financial education",
        "Chairman Alan Greenspan",
        "At the JumpStart Coalition's Annual Meeting, Washington, D.C.",
        "2003-04-03",
    ),
    "speeches/20040416.htm": (
        "Capitalizing reputation",
        "Chairman Alan Greenspan",
        "At the 2004 Financial Markets Conference of the Federal Reserve Bank of Atlanta, Sea Island, Georgia (via satellite)",
        "2004-04-16",
    ),
    "speeches/20050420.htm": (
        "U.S. Current Account Deficit: Causes and Consequences",
        "Vice Chairman Roger W. Ferguson, Jr.",
        "To the Economics Club of the University of North Carolina at Chapel Hill, Chapel Hill, North Carolina",
        "2005-04-20",
    ),
    "speeches/kohn20060511a.htm": (
        "Investing in Payment Innovations: A Federal Reserve Perspective",
        "Governor Donald L. Kohn",
        "At the 2006 Payments Conference, Federal Reserve Bank of Chicago, Chicago, Illinois",
        "2006-05-11",
    ),
    "speeches/bernanke20070425a.htm": (
        "Welcoming remarks",
        "Chairman Ben S. Bernanke",
        "At the Greater Washington Jump$tart Coalition financial education event, Washington, D.C.",
        "2007-04-25",
    ),
    "speeches/brainard20191016a.htm": (
        "Digital Currencies, Stablecoins, and the Evolving Payments Landscape",
        "Governor Lael Brainard",
        (
            "At The Future of Money in the Digital Age, Sponsored by the Peterson Institute for International Economics and Princeton "
            "University\u2019s Bendheim Center for Finance, Washington, D.C."
        ),
        "2019-10-16",
    ),
    "speeches/powell20201006a.htm": (
        "Recent Economic Developments and the Challenges Ahead",
        "Chair Jerome H. Powell",
        "At the National Association for Business Economics Virtual Annual Meeting",
        "2020-10-06",
    ),
    "speeches/powell20220826a.htm": (
        "Monetary Policy and Price Stability",
        "Chair Jerome H. Powell",
        (
            "At \u201cReassessing Constraints on the Economy and Policy,\u201d an economic policy symposium sponsored by the Federal"
            " Reserve Bank of "
            "Kansas City, Jackson Hole, Wyoming"
        ),
        "2022-08-26",
    ),
    "mirror2016/newsevents_speech_powell20160621a.htm": (
        "Introductory Comments",
        "Governor Jerome H. Powell",
        (
            "At the Roundtable on the Interim Report of the Alternative Reference Rates Committee sponsored by the Federal Reserve"
            " Board and the "
            "Federal Reserve Bank of New York, New York, New York"
        ),
        "2016-06-21",
    ),
    "mirror2016/newsevents_speech_fischer20160622a.htm": (
        "Comments on the Resolution Framework for Banks and Bank Holding Companies in the United States",
        "Vice Chairman Stanley Fischer",
        "At the Panel Discussion on Resolution Riksbank Macroprudential Conference, Stockholm, Sweden",
        "2016-06-22",
    ),
    "mirror2016/newsevents_speech_tarullo20160712a.htm": (
        "Opening Remarks",
        "Governor Daniel K. Tarullo",
        "At the Center for American Progress and Americans for Financial Reform Conference, Washington, D.C.",
        "2016-07-12",
    ),
}
"""Title, speaker, venue, day."""
WITH_PASSAGES = {"speeches/powell20201006a.htm": 1}
"""How many sentences on the balance sheet; the others have none. Repos of others (Fischer, Tarullo 2016) are none."""

RELEASES_2016 = {
    "bcreg_20160729a": (
        "Shared National Credit Review Finds Risk Remains High, but Underwriting and Risk Management Improve",
        "regulation",
        "2016-07-29 13:30",
    ),
    "bcreg_20160801a": (
        "Federal Reserve Board invites comment on interim final rule adjusting the Board's maximum civil money penalties",
        "regulation",
        "2016-08-01 19:00",
    ),
    "bcreg_20160801b": (
        "Agencies Finalize Rule Exempting Certain Commercial and Financial End Users from Initial and Variation Margin Requirements",
        "regulation",
        "2016-08-01 20:00",
    ),
    "bcreg_20160802a": ("Agencies Extend Deadline for 38 Resolution Plan Submissions", "regulation", "2016-08-02 18:00"),
    "enforcement_20160609a": (
        "Federal Reserve Board announces termination of enforcement action with First State Bank of Warner",
        "enforcement",
        "2016-06-09 15:00",
    ),
    "enforcement_20160616a": (
        "Federal Reserve Board issues enforcement action with Affinity Financial Corporation and Waterfield Financial Services, Inc.",
        "enforcement",
        "2016-06-16 15:00",
    ),
    "enforcement_20160628a": (
        (
            "Federal Reserve Board announces termination of enforcement actions with Century Bank of Florida, Pilot Bancshares, Inc.,"
            " and Pilot "
            "Bank"
        ),
        "enforcement",
        "2016-06-28 15:00",
    ),
    "enforcement_20160728a": (
        "Federal Reserve Board announces termination of enforcement action with CCF Holding Company",
        "enforcement",
        "2016-07-28 18:00",
    ),
    "enforcement_20160728b": (
        "Federal Reserve Board permanently bars Thomas H. Huston and T. Mark Huston from participating in the banking industry",
        "enforcement",
        "2016-07-28 15:00",
    ),
    "enforcement_20160802a": (
        (
            "Federal Reserve Board announces termination of enforcement actions with Calwest Bancorp, Elgin Bancshares, Inc., FEB "
            "Bancshares, Inc., and Village Bank and Trust Financial Corp"
        ),
        "enforcement",
        "2016-08-02 15:00",
    ),
    "monetary_20160804a": (
        "Federal Reserve to offer seven-day term deposits through its Term Deposit Facility on August 11",
        "monetary",
        "2016-08-04 14:00",
    ),
    "orders_20160729a": (
        "Federal Reserve Board announces approval of application by Huntington Bancshares Incorporated",
        "orders",
        "2016-07-29 15:45",
    ),
    "orders_20160808a": (
        "Federal Reserve Board announces approval of application by Chemical Financial Corporation",
        "orders",
        "2016-08-08 18:00",
    ),
}
"""Title, category, when they came out (UTC)."""

DESK = {
    "070815": (False, "none", None, None, None),
    "130926": (True, "none", None, None, None),
    "160218": (True, "none", None, None, None),
    "181004": (True, "none", None, None, None),
    "190530": (False, "none", None, None, None),
    "191004": (False, "none", None, None, None),
    "200312a": (False, "purchases_pace", 60, "reserve_management", False),
    "200319": (False, "none", None, None, None),
    "200320a": (False, "none", None, None, None),
    "200513": (False, "none", None, None, None),
    "211215": (False, "purchases_pace", 60, "qe", False),
    "220126": (False, "purchases_end", 0, "qe", False),
    "221014": (True, "none", None, None, None),
}
"""Whether an exercise, the action, its monthly pace in billions, its purpose, and whether the shipped ledger did not know it."""

DOCUMENTS = {
    *(f"fed_html/statements/{name}" for name in STATEMENTS),
    *(f"fed_html/minutes/{name}" for name in MINUTES),
    *(f"fed_html/{name}" for name in SPEECHES),
    *(f"fed_html/mirror2016/newsevents_press_{stem}.htm" for stem in RELEASES_2016),
    *(f"nyfed_desk/operating_policy_{day}.html" for day in DESK),
    "nyfed_desk/treasury_securities_operational_details_201908.html",
}
"""What is read here, for the census in test_recorded_bodies.py."""


def recorded(shared: Path, name: str, url: str = "") -> Page:
    return Page(url or Path(name).name, (shared / "fixtures" / name).read_bytes())


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_statement_of_other_years(shared: Path, name: str) -> None:
    [event] = press_release.parse([recorded(shared, f"fed_html/statements/{name}")])
    measured: Event = press_release.SOURCE.measure(event, [], shipped_ledger().before(event.published_at))
    assert isinstance(measured, FomcStatement)
    assert measured.key == f"{SITE}/newsevents/pressreleases/monetary{name[:8]}a.htm"
    target = (measured.target_lower_pct, measured.target_upper_pct)
    assert (measured.decision, measured.change_bp, *target, measured.balance_sheet_action) == STATEMENTS[name]


@pytest.mark.parametrize("name", MINUTES)
def test_minutes_of_other_years_by_their_own_address_and_date(shared: Path, name: str) -> None:
    [event] = press_release.parse([recorded(shared, f"fed_html/minutes/{name}")])
    assert isinstance(event, Minutes)
    assert event.key == f"{SITE}/monetarypolicy/fomcminutes{MINUTES[name][0].replace('-', '')}.htm"
    assert (f"{event.meeting_on}", utc(event.published_at)) == MINUTES[name]
    assert event.passages and not [words for words in event.passages if "Manager, System Open" in words or "Division of" in words]


@pytest.mark.parametrize("name", SPEECHES)
def test_a_speech_of_other_years(shared: Path, name: str) -> None:
    [event] = speech.parse([recorded(shared, f"fed_html/{name}")])
    assert isinstance(event, Speech)
    assert (event.title, event.speaker, event.venue, f"{event.published_at:%Y-%m-%d}") == SPEECHES[name]
    assert len(event.passages or ()) == WITH_PASSAGES.get(name, 0)


@pytest.mark.parametrize("stem", RELEASES_2016)
def test_a_release_of_2016(shared: Path, stem: str) -> None:
    url = f"{SITE}/newsevents/press/{stem.replace('_', '/')}.htm"
    [event] = press_release.parse([recorded(shared, f"fed_html/mirror2016/newsevents_press_{stem}.htm", url)])
    assert isinstance(event, PressRelease)
    assert (event.title, event.category, utc(event.published_at)) == RELEASES_2016[stem]
    assert event.key == url and event.summary


@pytest.mark.parametrize("day", DESK)
def test_a_statement_of_the_desk(shared: Path, day: str) -> None:
    [event] = desk_statement.parse([recorded(shared, f"nyfed_desk/operating_policy_{day}.html", f"{OPOLICY}/operating_policy_{day}")])
    measured = desk_statement.measure(event, [], shipped_ledger().until(event.published_at))
    assert isinstance(measured, DeskStatement)
    pace = measured.purchase_pace_usd_month
    found = (measured.balance_sheet_action, pace if pace is None else pace // BN, measured.purchase_purpose, measured.action_is_new)
    assert (measured.is_small_value, *found) == DESK[day]


def test_the_planned_purchases_of_august_2019(shared: Path) -> None:
    [event] = desk_statement.parse([recorded(shared, "nyfed_desk/treasury_securities_operational_details_201908.html")])
    assert isinstance(event, PurchaseSchedule)
    assert (event.first_on, event.last_on, event.planned_usd) == (date(2019, 8, 14), date(2019, 9, 13), 20 * BN)
