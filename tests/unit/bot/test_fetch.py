"""What fetching decides without asking anybody: where links lead and how long a publisher wants to be left alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import ContractError, ParseError
from bot.headers import dated, retry_at
from bot.polling.fetch import rebase
from bot.polling.follow import set_aside
from bot.source import Page, PollPlan, Source

NOW = datetime(2025, 10, 29, 18, 0, 5, tzinfo=UTC)
ORIGINS = {"fed": "http://127.0.0.1:8080", "nyfed": "http://127.0.0.1:8081"}


def source(*, item_pages: bool = False) -> Source:
    return Source(
        id="fed.press_release",
        publisher="fed",
        hosts=frozenset({"www.federalreserve.gov", "federalreserve.gov"}),
        paths=("/feeds/press_all.xml",),
        plan=PollPlan(timedelta(minutes=2)),
        overdue_after=timedelta(days=21),
        parse=lambda pages: [],
        measure=lambda event, history, ledger: event,
        item_pages=item_pages,
    )


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/feeds/press_all.xml", "http://127.0.0.1:8080/feeds/press_all.xml"),
        ("https://www.federalreserve.gov/a/b.htm", "http://127.0.0.1:8080/a/b.htm"),
        ("http://federalreserve.gov:80/a.htm?x=1&y=2#top", "http://127.0.0.1:8080/a.htm?x=1&y=2"),
        ("//www.federalreserve.gov/a.htm", "http://127.0.0.1:8080/a.htm"),
        ("HTTPS://WWW.FederalReserve.gov/A.htm", "http://127.0.0.1:8080/A.htm"),
        ("  https://www.federalreserve.gov/a.htm\n", "http://127.0.0.1:8080/a.htm"),
        ("http://127.0.0.1:8080/a.htm", "http://127.0.0.1:8080/a.htm"),
        ("https://user:secret@www.federalreserve.gov/a.htm", "http://127.0.0.1:8080/a.htm"),
    ],
)
def test_links_of_the_publisher_move_to_the_configured_origin(link: str, expected: str) -> None:
    assert rebase(link, source(), ORIGINS) == expected


@pytest.mark.parametrize(
    "link",
    [
        "https://example.com/a.htm",
        "https://www.federalreserve.gov.example.com/a.htm",
        "https://www.federalreserve.gov@example.com/a.htm",
        "//example.com/a.htm",
        "http://127.0.0.1:8081/a.htm",
        "ftp://www.federalreserve.gov/a.htm",
        "javascript:alert(1)",
        "mailto:press@federalreserve.gov",
        "file:///etc/passwd",
        "a.htm",
        "\\\\example.com\\a.htm",
        "http://[/a.htm",
        "",
    ],
)
def test_other_links_are_refused(link: str) -> None:
    with pytest.raises(ContractError) as caught:
        rebase(link, source(), ORIGINS)
    assert caught.value.source_id == "fed.press_release"


@pytest.mark.parametrize(
    ("header", "pause"),
    [
        ("30", timedelta(seconds=30)),
        (" 120 ", timedelta(minutes=2)),
        ("86400", timedelta(hours=6)),
        ("9" * 30, timedelta(hours=6)),
        ("Wed, 29 Oct 2025 18:10:05 GMT", timedelta(minutes=10)),
        ("Wed, 29 Oct 2025 18:10:05 -0000", timedelta(minutes=10)),
        ("Wed, 29 Oct 2025 20:10:05 +0200", timedelta(minutes=10)),
        ("Thu, 29 Oct 2026 18:00:05 GMT", timedelta(hours=6)),
    ],
)
def test_retry_after_names_an_instant_at_most_six_hours_away(header: str, pause: timedelta) -> None:
    assert retry_at(header, NOW) == NOW + pause


@pytest.mark.parametrize(
    "header", [None, "", "0", "-5", "soon", "1.5", "٣", "Wed, 29 Oct 2025 17:00:00 GMT", "Wed, 99 Oct 2025 17:00:00 GMT"]
)
def test_a_retry_after_that_says_nothing_is_none(header: str | None) -> None:
    assert retry_at(header, NOW) is None


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 29 Nov 99999999999 08:00:00 GMT",
        "Sun, 29 Nov 2026 99999999999:00:00 GMT",
        "Sun, 29 Nov 2026 08:00:00 +9999999999999999",
        "99999999999999999999 Nov 2026 08:00:00",
        "Sun, 29 Nov 2026 25:00:00 GMT",
        "\x00",
        "",
    ],
)
def test_a_date_that_cannot_be_is_none_wherever_it_stands(text: str) -> None:
    assert dated(text) is None
    assert retry_at(text, NOW) is None


def test_a_date_without_an_offset_is_utc() -> None:
    assert dated("Sun, 29 Nov 2026 08:00:00") == datetime(2026, 11, 29, 8, tzinfo=UTC)
    assert dated("Sun, 29 Nov 2026 08:00:00 -0500") == datetime(2026, 11, 29, 13, tzinfo=UTC)


def page(path: str) -> Page:
    return Page(f"http://127.0.0.1:8080{path}", date(2025, 10, 29).isoformat().encode())


def test_the_item_page_that_an_error_names_is_set_aside() -> None:
    feed, good, bad = page("/feed.xml"), page("/good.htm"), page("/bad.htm")
    pages = [feed, bad, good]
    set_aside(ParseError("cut", url=bad.url), source(item_pages=True), pages, {"/good.htm", "https://www.federalreserve.gov/bad.htm"})
    assert pages == [feed, good]


@pytest.mark.parametrize(
    ("item_pages", "url"),
    [
        (True, "http://127.0.0.1:8080/feed.xml"),
        (True, ""),
        (True, "http://127.0.0.1:8080/unknown.htm"),
        (False, "http://127.0.0.1:8080/bad.htm"),
    ],
)
def test_an_error_about_anything_else_stays_an_error(item_pages: bool, url: str) -> None:
    pages = [page("/feed.xml"), page("/bad.htm")]
    error = ParseError("cut", url=url)
    with pytest.raises(ParseError) as caught:
        set_aside(error, source(item_pages=item_pages), pages, {"/bad.htm"})
    assert caught.value is error
    assert len(pages) == 2
