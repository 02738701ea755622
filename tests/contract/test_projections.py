"""The page of projections: medians of the funds rate by label, the dots that must agree, and what is no such page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import ParseError
from bot.source import Page
from bot.sources.board.press_release import SOURCE
from bot.sources.board.projections import is_projections, read_projections
from rules.event import FomcStatement, PressRelease
from tests.contract.press_body import HELD, VOTED, page
from tests.contract.projections_body import DOTS, MEDIANS, URL, YEARS, figure_2, projections_page, table_1

LINK = f'<a href="{URL}">Projection materials</a>'
RELEASED = datetime(2031, 5, 7, 18, tzinfo=UTC)
DECEMBER = "https://www.federalreserve.gov/monetarypolicy/fomcprojtabl20311210.htm"


def medians(*tables: str, url: str = URL) -> list[str]:
    return [str(median) for median in read_projections(projections_page(*tables, url=url)).medians]


def test_the_medians_stand_beside_those_before() -> None:
    assert medians() == ["2031 2.1 2.4", "2032 1.9 2.1", "2033 1.9"]
    found = read_projections(projections_page())
    assert (found.url, found.change_bp) == (URL, -30.0)


def test_columns_are_known_by_their_labels() -> None:
    """In another order, with the long run first, they are the same."""
    shuffled = ("Longer run", "2033", "2031", "2032")
    assert medians(table_1(columns=shuffled), figure_2(columns=shuffled)) == ["2031 2.1 2.4", "2032 1.9 2.1", "2033 1.9"]


def test_in_december_the_next_year_end_is_that_of_the_year_after() -> None:
    found = read_projections(projections_page(url=DECEMBER))
    assert found.change_bp == -20.0


def test_a_year_that_the_projections_before_had_not_has_no_change() -> None:
    columns = {"2031": ("2.1", ""), "2032": ("1.9", "2.1"), "2033": ("1.9", ""), "Longer run": ("2.0", "2.0")}
    assert read_projections(projections_page(table_1(columns))).change_bp is None


def test_a_row_of_another_name_is_not_the_projections_before() -> None:
    assert medians(table_1(before="Memo item")) == ["2031 2.1", "2032 1.9", "2033 1.9"]


def test_without_the_dots_table_1_stands_alone() -> None:
    assert medians(table_1()) == ["2031 2.1 2.4", "2032 1.9 2.1", "2033 1.9"]


def test_a_median_that_the_dots_contradict_is_unknown() -> None:
    """Of 2031's 19 dots the tenth is 2.125, printed as 2.1; 2.3 would be another's."""
    assert medians(table_1({**MEDIANS, "2031": ("2.3", "2.4")}), figure_2()) == ["2032 1.9 2.1", "2033 1.9"]
    assert read_projections(projections_page(table_1({**MEDIANS, "2031": ("2.3", "2.4")}), figure_2())).change_bp is None


def test_an_even_number_of_dots_has_its_median_between_two() -> None:
    dots = {**DOTS, "2.125": {**DOTS["2.125"], "2031": 4}, "1.875": {**DOTS["1.875"], "2031": 9}}  # 18: the ninth 2.125, the tenth 1.875
    assert medians(table_1({**MEDIANS, "2031": ("2.0", "2.4")}), figure_2(dots))[0] == "2031 2.0 2.4"


@pytest.mark.parametrize(
    "tables",
    [
        ("<p>Nothing yet.</p>",),
        (figure_2(),),
        (table_1().replace("Federal funds rate", "Policy rate"),),
        (table_1().replace("Median", "Mean"),),
        (table_1().replace(">2031<", ">Year 1<").replace(">2032<", ">Year 2<").replace(">2033<", ">Year 3<"),),
        (table_1().replace(">2032<", ">2031<"),),
        (table_1(dict.fromkeys((*YEARS, "Longer run"), ("n.a.", ""))),),
        (table_1().replace("colspan", "data-colspan"),),
        (table_1({**MEDIANS, "2031": ("9.9", ""), "2032": ("9.9", ""), "2033": ("9.9", "")}), figure_2()),
    ],
)
def test_another_page_is_refused_by_name(tables: Sequence[str]) -> None:
    with pytest.raises(ParseError, match=r"projections|medians"):
        read_projections(projections_page(*tables))


@pytest.mark.parametrize("tenths", range(10))
def test_a_page_that_is_cut_is_refused(tenths: int) -> None:
    body = projections_page().body
    with pytest.raises(ParseError):
        SOURCE.parse([Page(URL, body[: len(body) * tenths // 10])])


def test_it_is_told_from_other_pages_by_its_address_or_its_table() -> None:
    assert is_projections(projections_page())
    assert is_projections(projections_page(url="file:sep.htm"))
    assert not is_projections(page(HELD, VOTED, LINK))


def test_it_joins_its_statement_and_gives_it_the_change_of_the_dots() -> None:
    statement, projections = SOURCE.parse([projections_page(), page(HELD, VOTED, LINK)])
    assert isinstance(statement, FomcStatement)
    assert isinstance(projections, PressRelease)
    assert (statement.projections_url, statement.dots_change_bp) == (URL, -30.0)
    assert (projections.key, projections.category, projections.published_at) == (URL, "projections", statement.published_at)
    assert (projections.dots, projections.dots_change_bp) == (("2031 2.1 2.4", "2032 1.9 2.1", "2033 1.9"), -30.0)


def test_alone_it_is_of_two_in_the_afternoon_of_its_day() -> None:
    [event] = SOURCE.parse([projections_page()])
    assert (event.published_at, event.title) == (RELEASED, "Summary of Economic Projections, May 2031")


def test_a_statement_leads_to_it_in_the_first_hour() -> None:
    def links(minutes: float) -> list[str]:
        body = page(HELD, VOTED, LINK)
        return list(SOURCE.follow([Page(body.url, body.body, fetched_at=RELEASED + timedelta(minutes=minutes))], lambda key, at: True))

    assert links(1) == [URL]
    assert links(59) == [URL]
    assert links(61) == []
    assert SOURCE.follow([page(HELD, VOTED, LINK), projections_page()], lambda key, at: True) == []
    pdf = page(HELD, VOTED, LINK.replace(".htm", ".pdf"))
    assert SOURCE.follow([pdf], lambda key, at: True) == []
