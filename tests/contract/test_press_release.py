"""Press releases: recorded bodies where they are at hand, and hand-made ones in the markup of every era."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.errors import ContractError, ParseError
from bot.source import Page, set_aside_of
from bot.sources.board.press_feed import read_feed
from bot.sources.board.press_release import SOURCE, follow, parse
from rules.event import Event, FomcStatement, ImplementationNote, Minutes, PressRelease
from rules.ledger import shipped_ledger
from tests.contract.press_body import (
    HELD,
    LEFT_TEXT_PAGE,
    NOTE_URL,
    OLD_PAGE,
    PRESS,
    SITE,
    STATEMENT,
    STATEMENT_URL,
    VOTED,
    feed,
    item,
    note_page,
    page,
)

BILLION = 1_000_000_000


def recorded(shared: Path, name: str, url: str = "recorded") -> Page:
    return Page(url, (shared / "fixtures" / name).read_bytes())


def one(*pages: Page) -> Event:
    [event] = parse(pages)
    return event


def statement(*pages: Page) -> FomcStatement:
    event = one(*pages)
    assert isinstance(event, FomcStatement)
    return event


def release(title: str, link: str = f"{PRESS}/other20310507a.htm", category: str = "Other") -> Event:
    return one(feed(item(title, link, category=category)))


# Recorded bodies, facts taken by eye.


def test_the_feed_of_september_2026_gives_its_twenty_items(shared: Path) -> None:
    events = parse([recorded(shared, "fed_rss/press_all_20260915.xml")])
    assert Counter(event.KIND for event in events) == {"press_release": 18, "fomc_statement": 1, "minutes": 1}
    categories = Counter(event.category for event in events if isinstance(event, PressRelease))
    assert categories == {"enforcement": 8, "regulation": 5, "orders": 4, "discount_rate_minutes": 1}
    assert [event.published_at for event in events] == sorted(event.published_at for event in events)


def test_the_feeds_statement_and_minutes(shared: Path) -> None:
    events = parse([recorded(shared, "fed_rss/press_all_20260915.xml")])
    [decided] = [event for event in events if isinstance(event, FomcStatement)]
    assert (decided.key, decided.published_at) == (
        "https://www.federalreserve.gov/newsevents/pressreleases/monetary20260729a.htm",
        datetime(2026, 7, 29, 18, 0, tzinfo=UTC),
    )
    assert (decided.decision, decided.change_bp, decided.balance_sheet_action, decided.text) == (None, None, None, None)
    [minutes] = [event for event in events if isinstance(event, Minutes)]
    assert (minutes.meeting_on, minutes.published_at) == (date(2026, 7, 29), datetime(2026, 8, 19, 18, 0, tzinfo=UTC))


def test_titles_of_the_feed_are_plain_text(shared: Path) -> None:
    titles = {item.title for item in read_feed(recorded(shared, "fed_rss/press_all_20260915.xml"))}
    assert "Minutes of the Board's discount rate meetings on July 20 and July 29, 2026" in titles
    assert not [title for title in titles if "&" in title or "<" in title]


def test_the_monetary_feed_of_august_2026(shared: Path) -> None:
    minutes, decided = parse([recorded(shared, "fed_rss/press_monetary_20260815_trim2.xml")])
    assert isinstance(minutes, Minutes) and minutes.meeting_on == date(2026, 6, 17)
    assert isinstance(decided, FomcStatement)


def test_the_statement_of_june_2026(shared: Path) -> None:
    event = statement(recorded(shared, "fed_html/monetary20260617a_derived.htm"))
    assert (event.decision, event.change_bp, event.target_lower_pct, event.target_upper_pct) == ("hold", 0, 3.5, 3.75)
    assert (event.votes_for, event.votes_against, event.dissents) == (12, 0, ())
    assert (event.balance_sheet_action, event.purchase_purpose, event.purchase_pace_usd_month) == ("none", None, None)
    assert event.published_at == datetime(2026, 6, 17, 18, 0, tzinfo=UTC)
    assert event.key == "https://www.federalreserve.gov/newsevents/pressreleases/monetary20260617a.htm"
    assert event.text is not None and event.text.count("\n\n") == 3 and "media inquiries" not in event.text


def test_the_june_2026_page_leads_to_its_note(shared: Path) -> None:
    links = follow([recorded(shared, "fed_html/monetary20260617a_derived.htm")], lambda key, at: True)
    assert links == ["https://www.federalreserve.gov/newsevents/pressreleases/monetary20260617a1.htm"]


def test_measures_of_the_june_2026_statement(shared: Path) -> None:
    event = SOURCE.measure(statement(recorded(shared, "fed_html/monetary20260617a_derived.htm")), [], shipped_ledger())
    assert isinstance(event, FomcStatement)
    assert (event.is_scheduled, event.action_is_new, event.action_direction) == (True, None, "none")
    assert (event.previous_target_lower_pct, event.previous_target_upper_pct) == (3.5, 3.75)


@pytest.mark.parametrize("name", ["fed_rss/press_all_20260915.xml", "fed_html/monetary20260617a_derived.htm"])
@pytest.mark.parametrize("tenths", range(10))
def test_a_recorded_body_that_is_cut_is_refused(shared: Path, name: str, tenths: int) -> None:
    body = (shared / "fixtures" / name).read_bytes()
    with pytest.raises(ParseError):
        parse([Page("cut", body[: len(body) * tenths // 10])])


# Hand-made bodies.


def test_an_item_and_its_page_are_one_event() -> None:
    event = statement(feed(item(STATEMENT, STATEMENT_URL, "Wed, 7 May 2031 17:00:00 GMT")), page(HELD, VOTED))
    assert (event.key, event.url, event.title) == (STATEMENT_URL, STATEMENT_URL, STATEMENT)
    assert event.published_at == datetime(2031, 5, 7, 18, 0, tzinfo=UTC)
    assert (event.decision, event.target_lower_pct, event.votes_for, event.votes_against) == ("hold", 2.0, 3, 1)
    assert event.dissents == ("Egon F. Muster: lower",)
    assert event.text == f"{HELD}\n\n{VOTED}"


def test_a_page_is_known_by_the_address_it_was_asked_at() -> None:
    fetched = page(
        HELD, url="http://127.0.0.1:8080/newsevents/pressreleases/monetary20310507a.htm?x=1", says=f"{PRESS}/monetary20310507b.htm"
    )
    assert statement(feed(item(STATEMENT, STATEMENT_URL)), fetched).key == STATEMENT_URL


def test_a_page_that_says_no_address_is_known_by_its_file() -> None:
    assert statement(page(HELD, url="saved.htm", says=None)).key == "saved.htm"


def test_winter_time() -> None:
    event = statement(page(HELD, day="January 29, 2031", released="For release at 2:00 p.m. EST"))
    assert event.published_at == datetime(2031, 1, 29, 19, 0, tzinfo=UTC)


def test_a_page_without_a_release_time_takes_the_feeds() -> None:
    immediate = page(HELD, released="For immediate release")
    event = statement(feed(item(STATEMENT, STATEMENT_URL, "Wed, 7 May 2031 12:30:00 GMT")), immediate)
    assert event.published_at == datetime(2031, 5, 7, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("released", "hour", "minute"),
    [
        ("For release at 8:30 a.m. EDT", 12, 30),
        ("For release at 12:30 p.m. EDT", 16, 30),
        ("For release at 12:05 a.m. EDT", 4, 5),
        ("For release at 10 a.m. EDT", 14, 0),
        ("For release at noon EDT", 16, 0),
        ("For immediate release", 18, 0),
        (None, 18, 0),
    ],
)
def test_release_times(released: str | None, hour: int, minute: int) -> None:
    assert statement(page(HELD, released=released)).published_at == datetime(2031, 5, 7, hour, minute, tzinfo=UTC)


def test_either_quote_around_attributes() -> None:
    assert statement(page(HELD, VOTED, quote="'")) == statement(page(HELD, VOTED))


def test_markup_of_the_years_around_2004() -> None:
    event = statement(Page("https://www.federalreserve.gov/boarddocs/press/monetary/2004/20040504/default.htm", OLD_PAGE))
    assert event.title == "FOMC statement"
    assert (event.decision, event.change_bp, event.target_lower_pct, event.target_upper_pct) == ("raise", 25, 1.75, 1.75)
    assert (event.votes_for, event.votes_against, event.dissents) == (3, 1, ("Egon F. Muster: maintain",))
    assert event.published_at == datetime(2004, 5, 4, 18, 15, tzinfo=UTC)
    assert event.text is not None and "Committee’s" in event.text and "Home" not in event.text and "Skip" not in event.text


def test_markup_of_2006_to_2016() -> None:
    event = statement(Page("old.htm", LEFT_TEXT_PAGE))
    assert (event.decision, event.target_lower_pct, event.target_upper_pct) == ("hold", 0.0, 0.25)
    assert event.published_at == datetime(2011, 6, 1, 16, 30, tzinfo=UTC)
    assert event.text is not None and event.text.endswith("A footnote is not a figure, 1/2 is.")


def test_a_note_follows_its_statement_and_shares_its_time() -> None:
    decided = page(HELD, note="/newsevents/pressreleases/monetary20310507a1.htm", released="For release at 10:00 a.m. EDT")
    rate = "The Board voted to maintain the interest rate paid on reserve balances at 2.15 percent, effective May 8, 2031."
    events = parse([note_page(rate), decided])
    assert [event.KIND for event in events] == ["fomc_statement", "implementation_note"]
    note = events[1]
    assert isinstance(note, ImplementationNote)
    assert (note.key, note.iorb_pct, note.effective_on) == (NOTE_URL, 2.15, date(2031, 5, 8))
    assert note.published_at == datetime(2031, 5, 7, 14, 0, tzinfo=UTC)


def test_a_note_alone_is_of_the_usual_hour() -> None:
    assert one(note_page("x")).published_at == datetime(2031, 5, 7, 18, 0, tzinfo=UTC)


def test_another_release_has_its_first_paragraph_as_summary() -> None:
    link = f"{PRESS}/bcreg20310507a.htm"
    event = one(page("First things first.", "The rest.", title="Agencies propose something", url=link))
    assert isinstance(event, PressRelease)
    assert (event.category, event.summary, event.key) == ("regulation", "First things first.", link)


def test_a_decision_under_another_title_is_a_statement() -> None:
    joint = "The Federal Open Market Committee has decided to lower its target for the federal funds rate 50 basis points to 1-1/2 percent."
    event = statement(page("Central banks act together.", joint, title="Federal Reserve and others announce reductions in policy rates"))
    assert (event.decision, event.change_bp, event.target_upper_pct) == ("lower", -50, 1.5)


def test_purchases_approved_between_meetings_are_a_statement() -> None:
    text = (
        "The Committee approved the following steps: the Federal Reserve will purchase Treasury bills to keep the supply of reserves ample."
    )
    event = statement(page(text, title="Statement Regarding Monetary Policy Implementation"))
    assert (event.decision, event.balance_sheet_action, event.purchase_purpose) == (None, "purchases_start", "reserve_management")


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Federal Reserve issues FOMC statement", "fomc_statement"),
        ("FOMC statement", "fomc_statement"),
        ("FOMC Statement", "fomc_statement"),
        ("Federal Reserve issues FOMC statement of longer-run goals and policy strategy", "press_release"),
        ("FOMC issues addendum to the Policy Normalization Principles and Plans", "press_release"),
        (
            "Federal Reserve Board and Federal Open Market Committee release economic projections from the May 6-7 FOMC meeting",
            "press_release",
        ),
        ("Minutes of the Federal Open Market Committee, May 6-7, 2031", "minutes"),
        ("Minutes of the Board&#39;s discount rate meetings on May 5, 2031", "press_release"),
    ],
)
def test_kinds_by_title(title: str, kind: str) -> None:
    assert kind == release(title, f"{PRESS}/monetary20310507c.htm", "Monetary Policy").KIND


@pytest.mark.parametrize(
    ("title", "meeting_on"),
    [
        ("Minutes of the Federal Open Market Committee, July 28–29, 2026", date(2026, 7, 29)),
        ("Minutes of the Federal Open Market Committee, January 31-February 1, 2017", date(2017, 2, 1)),
        ("Minutes of the Federal Open Market Committee, April 30 - May 1, 2019", date(2019, 5, 1)),
        ("Minutes of the Federal Open Market Committee, March 15, 2020", date(2020, 3, 15)),
        ("Minutes of the Federal Open Market Committee, March 17 and 18, 2020", date(2020, 3, 18)),
        ("Minutes of the Federal Open Market Committee", None),
        ("Minutes of the Federal Open Market Committee, February 30, 2020", None),
    ],
)
def test_the_meeting_that_minutes_are_of(title: str, meeting_on: date | None) -> None:
    minutes = release(title)
    assert isinstance(minutes, Minutes) and minutes.meeting_on == meeting_on


@pytest.mark.parametrize(
    ("title", "stem", "category"),
    [
        ("Federal Reserve Board announces establishment of a Widget Funding Facility (WFF)", "monetary", "lending_facility"),
        ("Board announces creation of the Widget Paper Facility", "monetary", "lending_facility"),
        (
            "Federal Reserve Board announces it will make available additional funding to eligible depository institutions",
            "monetary",
            "lending_facility",
        ),
        ("Federal Reserve Board extends its Widget Funding Facility", "monetary", "monetary"),
        ("Federal Reserve Board announces pricing of its Widget Funding Facility", "monetary", "monetary"),
        ("Minutes of the Board&#39;s discount rate meetings", "monetary", "discount_rate_minutes"),
        ("Agencies propose establishing a settlement facility", "bcreg", "regulation"),
        ("Something else", "monetary", "monetary"),
        ("Something else", "bcreg", "regulation"),
        ("Something else", "enforcement", "enforcement"),
        ("Something else", "orders", "orders"),
        ("Something else", "other", "other"),
    ],
)
def test_categories(title: str, stem: str, category: str) -> None:
    event = release(title, f"{PRESS}/{stem}20310507a.htm")
    assert isinstance(event, PressRelease) and event.category == category


def test_the_feeds_own_category_where_the_address_says_nothing() -> None:
    event = release("Something", f"{PRESS}/20310507.htm", "Enforcement Actions")
    assert isinstance(event, PressRelease) and event.category == "enforcement"


def test_an_item_that_stands_twice_is_one() -> None:
    assert len(parse([feed(item("A", f"{PRESS}/other1.htm"), item("A", f"{PRESS}/other1.htm?from=feed"))])) == 1


def test_following_wanted_items_and_their_notes() -> None:
    listed = feed(
        item(STATEMENT, STATEMENT_URL),
        item("Old", f"{PRESS}/other20200101a.htm", "Wed, 1 Jan 2020 15:00:00 GMT"),
        item("A document", f"{PRESS}/files/x.pdf"),
    )
    since = datetime(2031, 1, 1, tzinfo=UTC)
    assert follow([listed], lambda key, at: at > since) == [STATEMENT_URL]
    with_note = page(HELD, note=NOTE_URL)
    assert follow([listed, with_note], lambda key, at: at > since) == [NOTE_URL]
    assert follow([listed, with_note, note_page("x")], lambda key, at: at > since) == []
    assert follow([with_note], lambda key, at: key != NOTE_URL) == []


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b'{"repo": {"operations": []}}', "not an HTML page"),
        (b"plain words", "not an HTML page"),
        (b"<!doctype html><html><head><title>Just a moment...</title></head><body><p>Checking</p></body></html>", "no press release"),
        (b"<html><body><h1>We are down for maintenance</h1><p>May 7, 2031</p></body></html>", "no press release"),
        (b'<html><body><div id="article"><p>Nothing with a date.</p></div></body></html>', "no date"),
        (b'<html><body><div id="article"><p>May 7, 2031</p></div>', "cut"),
        (b"<?xml version='1.0'?><rss version='2.0'><channel>", "cut"),
        (b"<?xml version='1.0'?><x></rss>", "the feed is cut, or no RSS"),
        (b"<?xml version='1.0'?><rss></rdf:RDF>", "the feed is cut, or no RSS"),
    ],
)
def test_what_is_no_release_is_refused(body: bytes, reason: str) -> None:
    with pytest.raises(ParseError, match=reason) as caught:
        parse([Page("https://www.federalreserve.gov/feeds/press_all.xml", body)])
    assert (caught.value.source_id, caught.value.url) == ("fed.press_release", "https://www.federalreserve.gov/feeds/press_all.xml")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([], "no items"),
        ([item("A", "https://elsewhere.example/x.htm")], "no items that link to a press release"),
        (["<item>"], "a feed item has no end"),
        ([item("", STATEMENT_URL)], "no title"),
        ([item("A", STATEMENT_URL, "yesterday")], "no readable pubDate"),
    ],
)
def test_a_feed_that_broke_its_promises_is_refused(items: list[str], reason: str) -> None:
    with pytest.raises(ContractError, match=reason):
        parse([feed(*items)])


def test_an_item_that_links_elsewhere_does_not_keep_the_others_back() -> None:
    data = item("Data", "https://www.federalreserve.gov/releases/h15/")
    assert one(feed(data, item("Agencies propose something", f"{PRESS}/bcreg20310507a.htm"))).title == "Agencies propose something"


def test_a_bad_item_page_is_named() -> None:
    bad = Page(f"{PRESS}/other20310507a.htm", b"<html><body>Access denied</body></html>")
    with pytest.raises(ParseError) as caught:
        follow([feed(item("A", STATEMENT_URL)), bad], lambda key, at: True)
    assert caught.value.url == bad.url


def test_a_statement_of_a_books_length_is_refused() -> None:
    with pytest.raises(ContractError, match="implausibly long"):
        parse([page(HELD * 1000)])
    assert isinstance(one(page(HELD * 1000, title="Something long")), PressRelease)


def test_a_page_far_deeper_than_any_is_read_and_one_deeper_still_is_refused() -> None:
    assert statement(page("<div>" * 300 + HELD)).decision == "hold"
    with pytest.raises(ParseError, match="nests more than 400 elements"):
        statement(page("<div>" * 5000 + HELD))


# minutes: the release leads to a page of their own

MINUTES_TITLE = "Minutes of the Federal Open Market Committee, May 6-7, 2031"
RELEASE_URL, MINUTES_URL = f"{PRESS}/monetary20310528a.htm", "https://www.federalreserve.gov/monetarypolicy/fomcminutes20310507.htm"
ANNOUNCED = page(
    "The Federal Reserve released the minutes.",
    f'<a href="{MINUTES_URL}">Minutes</a>',
    title=MINUTES_TITLE,
    day="May 28, 2031",
    url=RELEASE_URL,
    says=RELEASE_URL,
)


def minutes_page(*sections: tuple[str, str], url: str = MINUTES_URL) -> Page:
    """Today's markup: a section's heading is bold, a line break before its first paragraph."""
    said = "".join(f"<p><strong>{heading}</strong><br>{text}</p>" for heading, text in sections)
    filler = "<p>" + "The Committee met and talked of the economy at length. " * 80 + "</p>"
    body = f"<!doctype html><html><body><nav>repo rates</nav><div id='article'><h3>Minutes</h3>{said}{filler}</div></body></html>"
    return Page(url, body.encode())


SECTIONS = (
    ("Developments in Financial Markets and Open Market Operations", "The manager noted that repo rates rose. Stocks rose too."),
    ("Participants\u2019 Views on Current Conditions and the Economic Outlook", "Several participants judged reserves to be ample."),
    ("Committee Policy Actions", "Members agreed to end balance sheet runoff."),
)


def minutes_of(*pages: Page) -> Minutes:
    [event] = parse(pages)
    assert isinstance(event, Minutes)
    return event


def test_minutes_are_followed_and_read_by_who_speaks() -> None:
    link = item(MINUTES_TITLE, RELEASE_URL, "Wed, 28 May 2031 18:00:00 GMT")
    assert follow([feed(link), ANNOUNCED], lambda key, at: True) == [MINUTES_URL]
    assert follow([feed(link), ANNOUNCED, minutes_page(*SECTIONS)], lambda key, at: True) == []
    event = minutes_of(feed(link), ANNOUNCED, minutes_page(*SECTIONS))
    assert (event.key, event.meeting_on) == (RELEASE_URL, date(2031, 5, 7))
    assert event.passages == (
        "staff: The manager noted that repo rates rose.",
        "participants: Several participants judged reserves to be ample.",
        "committee: Members agreed to end balance sheet runoff.",
    )
    assert event.tone is not None


def test_minutes_that_were_not_read_have_no_passages_and_no_known_lack_of_them() -> None:
    assert minutes_of(ANNOUNCED).passages is None


def test_minutes_alone_are_of_three_weeks_after_the_meeting() -> None:
    event = minutes_of(minutes_page(*SECTIONS))
    assert (event.title, event.key) == ("Minutes of the Federal Open Market Committee, May 7, 2031", MINUTES_URL)
    assert event.published_at == datetime(2031, 5, 28, 18, tzinfo=UTC)


UPDATED = b"<div id='lastUpdate'>Last Update:\n   June 02, 2031\n  </div></body>"


def test_minutes_came_out_when_their_page_says() -> None:
    body = minutes_page(*SECTIONS).body
    [event] = parse([Page(MINUTES_URL, body.replace(b"</body>", UPDATED))])
    assert event.published_at == datetime(2031, 6, 2, 18, tzinfo=UTC)
    corrected = UPDATED.replace(b"2031", b"2033")
    assert parse([Page(MINUTES_URL, body.replace(b"</body>", corrected))])[0].published_at == datetime(2031, 5, 28, 18, tzinfo=UTC)
    early = UPDATED.replace(b"June 02", b"May 01")
    assert parse([Page(MINUTES_URL, body.replace(b"</body>", early))])[0].published_at == datetime(2031, 5, 28, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        b'<meta property="og:url" content="https://www.federalreserve.gov/monetarypolicy/fomcminutes20310507.htm" />',
        b"<link rel='canonical' href='/monetarypolicy/fomcminutes20310507.htm'>",
        b"<meta content='http://federalreserve.gov/monetarypolicy/fomcminutes20310507.htm?x=1' property='og:url'>",
    ],
)
def test_minutes_from_a_file_are_known_by_what_their_page_says(said: bytes) -> None:
    body = minutes_page(*SECTIONS).body.replace(b"<body>", b"<head>" + said + b"</head><body>")
    event = minutes_of(Page("saved.htm", body))
    assert (event.key, event.meeting_on) == (MINUTES_URL, date(2031, 5, 7))


def test_minutes_that_say_no_address_are_known_by_headline_and_days() -> None:
    headed = b"<h3>Minutes of the Federal Open Market Committee</h3><p><strong>May 6-7, 2031</strong></p>"
    event = minutes_of(Page("saved.htm", minutes_page(*SECTIONS).body.replace(b"<h3>Minutes</h3>", headed)))
    assert (event.key, event.meeting_on) == (MINUTES_URL, date(2031, 5, 7))
    assert one(Page("saved.htm", ANNOUNCED.body)).key == RELEASE_URL


@pytest.mark.parametrize(
    ("body", "url", "reason"),
    [
        (b"<html><body><div id='article'><p>The Committee met.</p></div></body></html>", MINUTES_URL, "too little text"),
        (minutes_page().body[:-20], MINUTES_URL, "cut"),
        (minutes_page().body, MINUTES_URL.replace("0507", "0231"), "names no day"),
    ],
)
def test_what_are_no_minutes_is_refused(body: bytes, url: str, reason: str) -> None:
    with pytest.raises(ParseError, match=reason) as caught:
        parse([ANNOUNCED, Page(url, body)])
    assert caught.value.url == url


# what else a page may hold


def test_projections_and_press_conference_are_found_by_their_links() -> None:
    table, conference = "/monetarypolicy/fomcprojtabl20310507.htm", "/monetarypolicy/fomcpresconf20310507.htm"
    links = f'<a href="{table}">Projection materials</a>', f'<a href="{conference}">Press conference</a>'
    event = statement(page(HELD, VOTED, *links))
    assert (event.projections_url, event.press_conference_url) == (f"{SITE}{table}", f"{SITE}{conference}")
    assert event.text == statement(page(HELD, VOTED)).text


def test_projections_have_a_category() -> None:
    title = "Federal Reserve Board and Federal Open Market Committee release economic projections from the May 6-7 FOMC meeting"
    event = one(page("x", title=title, url=f"{PRESS}/monetary20310507b.htm", says=None))
    assert isinstance(event, PressRelease)
    assert event.category == "projections"


def test_a_statement_without_text_is_refused_another_release_is_not() -> None:
    with pytest.raises(ParseError, match="only links, perhaps to a PDF") as caught:
        parse([page()])
    assert caught.value.url == STATEMENT_URL
    link = f"{PRESS}/orders20310507a.htm"
    event = one(page(title="Approval of an application", url=link, says=link))
    assert isinstance(event, PressRelease)
    assert (event.summary, event.key_sentences) == (None, ())


def test_key_sentences_follow_the_summary() -> None:
    link = f"{PRESS}/bcreg20310507a.htm"
    said = ("First things first.", "The proposal would lower the ratio by 2 percent. Nothing else of note is in here today, as ever.")
    event = one(page(*said, title="Agencies propose something", url=link, says=link))
    assert isinstance(event, PressRelease)
    assert event.key_sentences == ("The proposal would lower the ratio by 2 percent.",)


@pytest.mark.parametrize("day", ["May 7, 2131", "May 7, 1931", "May 9, 2031"])
def test_a_page_that_is_dated_as_none_can_be_is_refused(day: str) -> None:
    dated = dataclasses.replace(page("The Committee met.", day=day), fetched_at=datetime(2031, 5, 7, 18, 1, tzinfo=UTC))
    with pytest.raises(ParseError, match="which cannot be") as caught:
        parse([dated])
    assert caught.value.url == dated.url


def test_a_page_may_be_dated_tomorrow() -> None:
    dated = dataclasses.replace(page("The Committee met.", day="May 8, 2031"), fetched_at=datetime(2031, 5, 7, 18, 1, tzinfo=UTC))
    assert len(parse([dated])) == 1


def test_an_item_of_the_far_future_is_set_aside() -> None:
    good, bad = item("Agencies propose something", f"{PRESS}/bcreg20310507a.htm"), item("A", STATEMENT_URL, "Sat, 7 May 2050 18:00:00 GMT")
    body = dataclasses.replace(feed(bad, good), fetched_at=datetime(2031, 5, 7, 18, 1, tzinfo=UTC))
    read = parse([body])
    assert [event.title for event in read] == ["Agencies propose something"]
    assert [(row.key, row.is_newest) for row in set_aside_of(read)] == [(STATEMENT_URL, True)]


@pytest.mark.parametrize(
    ("head", "title", "meeting_on"),
    [
        ("FRB: Press Release--Agencies propose something--June 1, 2011", "Agencies propose something", None),
        ("FRB: Press Release -- Something -- June 1, 2004", "Something", None),
        (
            "FRB: Press Release--Minutes of the Federal Open Market Committee, April 28-29, 2009--May 20, 2009",
            "Minutes of the Federal Open Market Committee, April 28-29, 2009",
            date(2009, 4, 29),
        ),
        (
            "Minutes of the Federal Open Market Committee, March 15, 2020",
            "Minutes of the Federal Open Market Committee, March 15, 2020",
            date(2020, 3, 15),
        ),
    ],
)
def test_titles_of_older_pages_end_before_their_date(head: str, title: str, meeting_on: date | None) -> None:
    body = LEFT_TEXT_PAGE.replace(b"FRB: Press Release--Federal Reserve issues FOMC statement--June 1, 2011", head.encode())
    event = one(Page("old.htm", body.replace(b"The Committee will maintain", b"Nobody will maintain")))
    assert (event.title, getattr(event, "meeting_on", None)) == (title, meeting_on)


@pytest.mark.parametrize(
    ("path", "category"),
    [
        ("/newsevents/press/bcreg/20110601a.htm", "regulation"),
        ("/newsevents/press/enforcement/20110601a.htm", "enforcement"),
        ("/newsevents/press/orders/20110601a.htm", "orders"),
        ("/newsevents/press/monetary/20110601a.htm", "monetary"),
        ("/newsevents/press/other/20110601a.htm", "other"),
        ("/boarddocs/press/monetary/2004/20040601/default.htm", "monetary"),
    ],
)
def test_categories_of_older_addresses(path: str, category: str) -> None:
    body = LEFT_TEXT_PAGE.replace(b"issues FOMC statement", b"says something").replace(
        b"The Committee will maintain", b"Nobody will maintain"
    )
    event = one(Page(f"{SITE}{path}", body))
    assert isinstance(event, PressRelease) and event.category == category


@pytest.mark.parametrize(
    "written",
    [
        "the Fed&rsquo;s",
        "a&nbsp;notice",
        "AT&T",
        "a\x0bb",
        "One&#xD800;",
        "One&#1114112;",
        "1995 &ndash; 2005",  # as it was written in other years
        "Smith &amp Sons",
        "R&D; more",
    ],
)
def test_the_recorded_feed_with_one_title_that_is_no_xml(shared: Path, written: str) -> None:
    body = (shared / "fixtures/fed_rss/press_all_20260915.xml").read_bytes()
    at = body.index(b"<title>", body.index(b"<item>")) + len(b"<title>")
    read = parse([Page("file:press_all.xml", body[:at] + written.encode() + b" " + body[at:])])
    assert (len(read), set_aside_of(read)) == (20, ())
    before = {event.key: event.title for event in parse([Page("file:press_all.xml", body)])}
    assert [event.key for event in read if event.title != before[event.key]] == [
        "https://www.federalreserve.gov/newsevents/pressreleases/bcreg20260911a.htm"
    ]


def test_a_cut_in_one_title_of_the_recorded_feed_costs_that_item(shared: Path) -> None:
    body = (shared / "fixtures/fed_rss/press_all_20260915.xml").read_bytes()
    at = body.index(b"</title>", body.index(b"<item>"))
    read = parse([Page("file:press_all.xml", body[:at] + b"</titel>" + body[at + len(b"</title>") :])])
    assert len(read) == 19
    assert [(row.key, row.is_newest) for row in set_aside_of(read)] == [
        ("https://www.federalreserve.gov/newsevents/pressreleases/bcreg20260911a.htm", True)
    ]
