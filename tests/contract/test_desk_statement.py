"""The Desk's plans and statements, in hand-made pages: what is read, what is not, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.errors import ContractError, ParseError
from bot.source import Page
from bot.sources.newyork_fed.desk_statement import follow, guesses, parse, parse_past, past_since
from rules.event import DeskStatement, PurchaseSchedule
from tests.contract.desk_body import DETAILS_URL, STATEMENT_URL, details, html, row, statement

BN = 1_000_000_000
MAY = "5/14/2031 -<br>6/12/2031"
PLAN = "The Desk plans to purchase approximately $31.5 billion in Treasury bills over the period."


def schedules(*rows: str) -> list[PurchaseSchedule]:
    found = parse([details(*rows)])
    assert all(isinstance(event, PurchaseSchedule) for event in found)
    return [event for event in found if isinstance(event, PurchaseSchedule)]


def said(*paragraphs: str, **more: str) -> DeskStatement:
    [event] = parse([statement(*paragraphs, **more)])  # type: ignore[arg-type]
    assert isinstance(event, DeskStatement)
    return event


def amounts(plan: str) -> tuple[int, int | None, int | None]:
    [event] = schedules(row(MAY, plan))
    return event.planned_usd, event.reserve_management_usd, event.reinvestment_usd


# the table of planned purchases


def test_a_period_and_its_amount() -> None:
    [event] = schedules(row(MAY, PLAN, "To be released 6/12/2031,<br>3:00 p.m."))
    assert event == PurchaseSchedule(
        source="nyfed.desk_statement",
        key="2031-05-14",
        title="Planned Treasury purchases, 14 May 2031 to 12 June 2031",
        url=DETAILS_URL,
        published_at=datetime(2031, 5, 13, 19, tzinfo=UTC),
        first_on=date(2031, 5, 14),
        last_on=date(2031, 6, 12),
        planned_usd=31_500_000_000,
    )
    assert event.published_at == datetime(2031, 5, 13, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("plan", "known"),
    [
        (
            (
                "The Desk plans to purchase approximately $55.4 billion in bills, of which approximately $40.0 billion are reserve "
                "management purchases and approximately $15.4 billion are reinvestment purchases."
            ),
            (55_400_000_000, 40 * BN, 15_400_000_000),
        ),
        (
            (
                "The Desk plans to conduct reserve management purchases of approximately $40 billion and reinvestment purchases of "
                "approximately $14 billion."
            ),
            (54 * BN, 40 * BN, 14 * BN),
        ),
        ("Planned: $40.0 billion (RMPs); $14.4 billion (reinvestment, planned)", (54_400_000_000, 40 * BN, 14_400_000_000)),
        ("The Desk plans to purchase approximately $60 billion in bills for reserve management.", (60 * BN, 60 * BN, None)),
        ("The Desk plans to reinvest approximately $850 million.", (850_000_000, None, 850_000_000)),
        ("The Desk does not plan to purchase Treasury securities over the period.", (0, None, None)),
        (PLAN + " A small value exercise of approximately $25 million is planned too.", (31_500_000_000, None, None)),
        (PLAN + " Each operation has a maximum of $8 billion.", (31_500_000_000, None, None)),
    ],
)
def test_how_an_amount_divides(plan: str, known: tuple[int, int | None, int | None]) -> None:
    assert amounts(plan) == known


def test_periods_that_are_over_and_one_without_an_amount() -> None:
    found = schedules(
        row(MAY, PLAN), row("4/14/2031 - 5/13/2031", "Results only"), row("3/13/2031 – 4/11/2031", PLAN.replace("31.5", "28"))
    )
    assert [(event.key, event.planned_usd) for event in found] == [("2031-03-13", 28 * BN), ("2031-05-14", 31_500_000_000)]


def test_a_release_that_the_page_dates_counts_for_the_period_that_it_opens() -> None:
    older = row("4/14/2031 - 5/13/2031", PLAN, "Released 5/12/2031, 2:15 p.m.")
    may = schedules(row(MAY, PLAN), older)[-1]
    assert may.published_at == datetime(2031, 5, 12, 18, 15, tzinfo=UTC)


def test_a_page_that_came_earlier_than_the_usual_hour_was_published_when_it_was_seen() -> None:
    seen = datetime(2031, 5, 13, 18, 30, tzinfo=UTC)
    [event] = parse([details(row(MAY, PLAN), fetched_at=seen)])
    assert event.published_at == seen


def test_a_range_of_maturities_is_no_period() -> None:
    maturities = "<tr><td>5/15/2031</td><td>Outright Bill Purchase</td><td>6/19/2031 - 7/17/2031</td><td>$8.0 billion</td></tr>"
    with pytest.raises(ContractError, match="the period from 2031-06-19 names no planned amount"):
        parse([details(row(MAY, PLAN), maturities)])
    assert [event.key for event in schedules(row(MAY, PLAN), maturities.replace("7/17", "9/17"))] == ["2031-05-14"]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ((), "names no period of planned purchases"),
        ((row("May to June", PLAN),), "names no period of planned purchases"),
        ((row("13/14/2031 - 6/12/2031", PLAN),), "names no period of planned purchases"),
        ((row("6/12/2031 - 5/14/2031", PLAN),), "names no period of planned purchases"),
        ((row(MAY, "To be announced"),), "from 2031-05-14 names no planned amount"),
        ((row(MAY, "$31.5 billion"),), "from 2031-05-14 names no planned amount"),
        ((row(MAY, "The Desk plans to purchase approximately $30 billion per day."),), "from 2031-05-14 names no planned amount"),
        ((row(MAY, PLAN + " The Desk plans to buy approximately $9 billion."),), r"several amounts for one thing \(planned\)"),
        (
            (
                row(
                    MAY, "Planned: approximately $50 billion in all, of which $40 billion for reserve management and $2 billion reinvested."
                ),
            ),
            "contradict each other",
        ),
        ((row(MAY, "The Desk plans to purchase approximately $9 trillion."),), "contradict each other"),
    ],
)
def test_a_page_without_a_clear_amount_is_refused(rows: tuple[str, ...], words: str) -> None:
    with pytest.raises(ContractError, match=words):
        parse([details(*rows)])


@pytest.mark.parametrize("body", [b"", b"Service unavailable", b"<html><body>cut", html("<h1>We will be back</h1>")])
def test_another_page_is_not_the_page_of_planned_purchases(body: bytes) -> None:
    with pytest.raises(ParseError):
        parse([Page(DETAILS_URL, body)])


# statements


def test_a_statement_on_purchases() -> None:
    event = said(
        "The Committee directed the Desk to keep reserves ample through reserve management purchases (RMPs) of Treasury bills.",
        "The first schedule comes on May 13, with an amount of RMPs of approximately $31 billion; purchases will start on May 14.",
        "The Desk will also reinvest about $15 billion per month of principal in bills.",
    )
    assert event == DeskStatement(
        source="nyfed.desk_statement",
        key=STATEMENT_URL,
        title="Statement Regarding Purchases of Bills",
        url=STATEMENT_URL,
        published_at=datetime(2031, 5, 12, 19, tzinfo=UTC),
        issued_on=date(2031, 5, 12),
        summary="The Committee directed the Desk to keep reserves ample through reserve management purchases (RMPs) of Treasury bills.",
        balance_sheet_action="purchases_start",
        purchases_from=date(2031, 5, 14),
        purchase_purpose="reserve_management",
        purchase_pace_usd_month=31 * BN,
    )
    assert event.published_at == datetime(2031, 5, 12, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("paragraph", "known"),
    [
        (
            "The Desk plans to purchase Treasury bills at an initial pace of approximately $60 billion per month to keep reserves ample.",
            ("purchases_start", 60 * BN, "reserve_management"),
        ),
        (
            "Reserve management purchases will continue at a pace of $25 billion a month from the middle of this month on.",
            ("purchases_pace", 25 * BN, "reserve_management"),
        ),
        ("The Desk will conclude its purchases of Treasury bills for reserve management.", ("purchases_end", 0, "reserve_management")),
        ("The Desk expects that the pace of purchases will likely be significantly reduced after April.", ("none", None, None)),
        ("The Desk will begin purchases that reinvest $20 billion per month of principal from agency securities.", ("none", None, None)),
        (
            (
                "The Desk will reinvest all principal payments from agency securities in Treasury bills. The first schedule of purchase "
                "operations comes on June 12, and purchases will begin on June 13."
            ),
            ("none", None, None),
        ),
        ("The Desk will begin purchases of bills for reserve management on June 13.", ("purchases_start", None, "reserve_management")),
        ("The New York Fed updated its expectations of counterparties for market operations.", ("none", None, None)),
    ],
)
def test_what_a_statement_announces(paragraph: str, known: tuple[str, int | None, str | None]) -> None:
    event = said(paragraph)
    assert (event.balance_sheet_action, event.purchase_pace_usd_month, event.purchase_purpose) == known


def test_rates_and_limits_of_the_standing_operations() -> None:
    event = said(
        "The Desk will conduct overnight reverse repurchase agreement (ON RRP) operations at an offering rate of 3.25 percent with a "
        "per-counterparty limit of $80 billion per day, effective May 13, 2031.",
        "It will conduct standing overnight repurchase agreement operations at a rate of 3-1/2 percent with an aggregate operation limit "
        "of $500 billion.",
    )
    assert (event.on_rrp_pct, event.on_rrp_limit_usd, event.srf_pct, event.srf_limit_usd) == (3.25, 80 * BN, 3.5, 500 * BN)
    assert (event.effective_on, event.balance_sheet_action) == (date(2031, 5, 13), "none")


def test_an_exercise_announces_nothing() -> None:
    event = said(
        "The Desk will begin purchases of $26 billion per month of bills to test its systems at an offering rate of 3 percent.",
        title="Statement Regarding a Small Value Exercise",
    )
    assert (event.is_small_value, event.balance_sheet_action, event.purchase_pace_usd_month) == (True, "none", None)


def test_a_statement_without_its_date_has_that_of_its_address() -> None:
    assert said("The Desk will keep its operations as they are until further notice.", day="").issued_on == date(2031, 5, 12)


def test_a_file_is_told_apart_by_its_words() -> None:
    stated, table = (page.body for page in (statement("The Desk will keep its operations as they are for now."), details(row(MAY, PLAN))))
    [event] = parse([Page("saved.html", stated)])
    assert (event.KIND, event.url) == ("desk_statement", "https://www.newyorkfed.org/markets/opolicy/operating_policy_310512")
    assert [event.KIND for event in parse([Page("saved.html", table)])] == ["purchase_schedule"]


def test_an_hour_that_the_page_names() -> None:
    event = said("For release at 9:30 a.m. EDT the Desk says that its operations stay as they are.")
    assert event.published_at == datetime(2031, 5, 12, 13, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (statement(), "has no paragraph"),
        (
            Page(STATEMENT_URL, html("<p>We will be back shortly, and until then nothing can be had here.</p>")),
            "neither a title nor a date",
        ),
        (statement("An amount of $99999999999999999999 stands in this paragraph of the page."), "sixteen digits"),
    ],
)
def test_what_is_no_statement_is_refused(page: Page, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        parse([page])


# where they are found


def test_statements_are_sought_at_the_addresses_of_their_days() -> None:
    stem = "/markets/opolicy/operating_policy_"
    assert guesses(date(2026, 9, 27)) == [f"{stem}260927", f"{stem}260927a"]


def test_statements_that_a_page_links_to_are_followed_once() -> None:
    page = details(row(MAY, PLAN))
    asked: list[tuple[str, datetime]] = []

    def wanted(key: str, published_at: datetime) -> bool:
        asked.append((key, published_at))
        return True

    assert follow([page], wanted) == ["/markets/opolicy/operating_policy_310512a"]
    assert asked == [(STATEMENT_URL, datetime(2031, 5, 12, 19, tzinfo=UTC))]
    assert follow([page, statement("It stays as it is, as the Desk has said.")], wanted) == []
    assert follow([page], lambda key, at: False) == []
    months_later = details(row(MAY, PLAN), fetched_at=datetime(2031, 7, 13, tzinfo=UTC))
    assert follow([months_later], wanted) == []


def test_after_an_outage_ten_days_of_addresses_are_tried_at_most() -> None:
    statements = past_since(date(2026, 9, 27), date(2026, 9, 29))
    assert [part[0].path[-7:] for part in statements] == ["_260927", "260927a", "_260928", "260928a"]
    assert all(page.may_be_missing for [page] in statements)
    [[first], *years] = past_since(date(2010, 1, 1), date(2026, 9, 29))
    assert (first.path, first.may_be_missing) == (DETAILS_URL.removeprefix("https://www.newyorkfed.org"), False)
    assert len(years) == 2 * 10


def test_a_statement_of_the_past_that_cannot_be_read_is_left_out() -> None:
    bad = Page(STATEMENT_URL, html("<p>Moved.</p>"))
    good = statement("It stays as it is, as the Desk has said before.", url=STATEMENT_URL.replace("12a", "13"))
    assert [event.url[-6:] for event in parse_past([bad, good])] == ["310513"]
    with pytest.raises(ContractError):
        parse_past([details()])
    with pytest.raises(ParseError):
        parse_past([Page(DETAILS_URL, html("<p>Moved.</p>"))])
