"""Speeches and testimony: the recorded page and feed, and hand-made ones of today's markup."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.errors import ContractError, ParseError
from bot.source import Page
from bot.sources.board.speech import SOURCE, follow, measure, parse
from rules.event import Speech
from rules.ledger import PolicyLedger
from tests.contract.press_body import SITE, feed, item

SPEECHES, TESTIMONY = f"{SITE}/feeds/speeches.xml", f"{SITE}/feeds/testimony.xml"
URL = f"{SITE}/newsevents/speech/example20310512a.htm"
TESTIFIED = f"{SITE}/newsevents/testimony/sample20310513a.htm"
FILLER = "The economy has grown for some time now, and much has been written on why that is so. " * 5
TITLE = "Example, On Plumbing, and on Water"


def speech_page(
    *paragraphs: str, url: str = URL, speaker: str = "Governor Ann B. Example", location: str = "At the Hall, Springfield"
) -> Page:
    said = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    body = f"""<!DOCTYPE html><html><head><title>Speech by Example - Federal Reserve Board</title></head><body>
<nav><p>Our balance sheet runoff, as the menu has it</p></nav><div id="content"><div id="article">
<div class="heading col-xs-12"><p class='article__time'>May 12, 2031</p><h3 class='title'><em>On Plumbing</em></h3>
<p class="speaker">{speaker}</p><p class='location'>{location}</p><ul class="list-unstyled"><li>Share</li></ul></div>
<div class="col-xs-12">{said}<p>{FILLER}</p><hr><p>1. The views are mine; repo rates in a footnote rose.</p></div></div></div>
</body></html>"""
    return Page(url, body.encode())


def speeches(*items: str, url: str = SPEECHES) -> Page:
    return feed(*items, url=url)


ITEM = item(TITLE, URL, "Mon, 12 May 2031 14:30:00 GMT", "Speech")


def one(*pages: Page) -> Speech:
    [event] = parse(pages)
    assert isinstance(event, Speech)
    return event


def test_the_recorded_page(shared: Path) -> None:
    url = f"{SITE}/newsevents/speech/waller20220714a.htm"
    event = one(Page(url, (shared / "fixtures/fed_html/speech_waller20220714a.htm").read_bytes()))
    assert (event.key, event.title) == (url, "Monetary Policy in a World of Conflicting Data")
    assert event.speaker == "Governor Christopher J. Waller"
    assert event.venue == "At Rocky Mountain Economic Summit Global Interdependence Center, Victor, Idaho"
    assert (event.is_testimony, event.has_balance_sheet_passage, event.passages) == (False, False, ())
    assert event.published_at == datetime(2022, 7, 14, 16, tzinfo=UTC)


def test_the_recorded_feed(shared: Path) -> None:
    events = parse([Page(SPEECHES, (shared / "fixtures/fed_rss/speeches_20260905_trim3.xml").read_bytes())])
    assert [(e.published_at.isoformat(), e.speaker, e.title, e.passages) for e in events if isinstance(e, Speech)] == [
        ("2026-08-05T20:05:00+00:00", "Cook", "Outlook for the U.S. and Alaskan Economies", None),
        ("2026-08-28T14:00:00+00:00", "Warsh", "In Our Time", None),
        ("2026-09-03T12:30:00+00:00", "Waller", "The Economic Outlook and Some Comments on My Policy Communication", None),
    ]
    assert events[0].has_balance_sheet_passage is None  # type: ignore[attr-defined]


def test_an_item_with_its_page() -> None:
    event = one(speeches(ITEM), speech_page("Thank you. We hold ample reserves, and our balance sheet runoff ends."))
    assert (event.key, event.title, event.speaker) == (URL, "On Plumbing, and on Water", "Governor Ann B. Example")
    assert event.venue == "At the Hall, Springfield"
    assert event.published_at == datetime(2031, 5, 12, 14, 30, tzinfo=UTC)
    assert event.passages == ("speaker: We hold ample reserves, and our balance sheet runoff ends.",)
    assert event.has_balance_sheet_passage is True


def test_footnotes_and_menus_are_nobodys_words() -> None:
    assert one(speech_page("Thank you.")).passages == ()


def test_testimony_is_told_apart() -> None:
    event = one(speeches(item("Sample, To Congress", TESTIFIED, category="Testimony"), url=TESTIMONY), speech_page("Hello.", url=TESTIFIED))
    assert event.is_testimony is True


@pytest.mark.parametrize(
    ("said", "speaker"),
    [
        ("Vice Chair for Supervision Carl Sample", "Vice Chair for Supervision Carl Sample"),
        ("Remarks by Chairman Dora E. Model, Jr.", "Chairman Dora E. Model, Jr."),
    ],
)
def test_the_speaker_with_the_office(said: str, speaker: str) -> None:
    assert one(speech_page("Hello.", speaker=said)).speaker == speaker


def test_an_unnamed_speaker_is_named_by_the_feed() -> None:
    assert one(speeches(ITEM), speech_page("Hello.", speaker="")).speaker == "Example"
    assert one(speech_page("Hello.", speaker="")).speaker is None


def test_wanted_items_are_followed_once_and_no_others() -> None:
    other = item("Old, Words", f"{SITE}/newsevents/speech/old20310101a.htm")
    pages = [speeches(ITEM, other), speeches(item("Sample, To Congress", TESTIFIED), url=TESTIMONY)]
    assert follow(pages, lambda key, at: "old" not in key) == [URL, TESTIFIED]
    assert follow([*pages, speech_page("Hello.")], lambda key, at: "old" not in key) == [TESTIFIED]


def test_nobody_has_testified_lately_is_no_fault() -> None:
    assert parse([speeches(ITEM), speeches(url=TESTIMONY)])[0].key == URL
    with pytest.raises(ContractError):
        parse([speeches()])


@pytest.mark.parametrize("cut", [b"", b"<html><body><h1>Just a moment...</h1></body></html>", speech_page("Hi.").body[:-200]])
def test_what_is_no_speech_is_refused_by_name(cut: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        parse([Page(URL, cut)])
    assert caught.value.source_id == "fed.speech"
    assert caught.value.url == URL


def test_a_phrase_is_new_when_no_earlier_speech_had_it() -> None:
    ledger = PolicyLedger()
    earlier = one(speech_page("Our balance sheet runoff goes on.", url=f"{SITE}/newsevents/speech/a20310101a.htm"))
    later = one(speech_page("Our balance sheet runoff goes on. Reserve management purchases may begin."))
    first = measure(earlier, [], ledger)
    assert isinstance(first, Speech)
    assert (first.new_balance_sheet_phrase, first.new_phrases) == (None, ())
    second = measure(later, [earlier], ledger)
    assert isinstance(second, Speech)
    assert (second.new_balance_sheet_phrase, second.new_phrases) == (True, ("reserve management purchases",))
    third = measure(earlier, [later], ledger)
    assert isinstance(third, Speech)
    assert (third.new_balance_sheet_phrase, third.new_phrases) == (False, ())


def test_the_source_watches_both_feeds() -> None:
    assert (SOURCE.id, SOURCE.paths) == ("fed.speech", ("/feeds/speeches.xml", "/feeds/testimony.xml"))


OLD_SPEECH = """<HTML><HEAD><TITLE>FRB: Speech, {head}</TITLE></HEAD><BODY><A HREF="/">Home</A><TABLE><TR><TD>
<B><FONT SIZE="+2">Remarks by {office}<BR></FONT>{heading}<BR> May 11, 2000</B></TD></TR></TABLE><P><TABLE><TR><TD>{title}<p>{text}
<p>{filler}</TD></TR></TABLE><div class="footer"><B>Last update: May 11, 2000, 12:45 PM</B></div></BODY></HTML>"""


@pytest.mark.parametrize(
    ("head", "office", "heading", "title", "expected"),
    [
        (
            "Example -- On Water -- May 11, 2000",
            "Governor Ann B. Example, Jr.",
            " At the Hall, Springfield ",
            "<b>On Water</b>",
            ("On Water", "Governor Ann B. Example, Jr.", "At the Hall, Springfield"),
        ),
        (
            "Example -- On Water -- May 11, 2000",
            "Chairman Ann B. Example",
            " Before a Club, Springfield (via satellite) ",
            "<font>On Water: And Other Things</font>",
            ("On Water: And Other Things", "Chairman Ann B. Example", "Before a Club, Springfield (via satellite)"),
        ),
        (
            "Example--On water, May 11, 2000",
            "Vice Chairman Ann B. Example",
            "<em>On water</em><br>To the Club of Springfield",
            "",
            ("On water", "Vice Chairman Ann B. Example", "To the Club of Springfield"),
        ),
        (
            "Example\u2014-On Water\u2014-May 11, 2000",
            "Governor Ann B. Example",
            " In Springfield, at the Hall ",
            "",
            ("On Water", "Governor Ann B. Example", "In Springfield, at the Hall"),
        ),
    ],
)
def test_markup_of_before_2006(head: str, office: str, heading: str, title: str, expected: tuple[str, str, str]) -> None:
    body = OLD_SPEECH.format(head=head, office=office, heading=heading, title=title, text="Reserves are ample.", filler=FILLER)
    event = one(Page(f"{SITE}/boarddocs/speeches/2000/20000511.htm", body.encode("utf-8")))
    assert (event.title, event.speaker, event.venue) == expected
    assert event.published_at == datetime(2000, 5, 11, 16, tzinfo=UTC)
    assert event.passages == ("speaker: Reserves are ample.",)


def test_markup_of_2016() -> None:
    body = f"""<!DOCTYPE html><html><head>
<title>FRB: Speech--Example, On Plumbing--May 12, 2016</title></head><body><div id="leftText">
<h2 class="speeches">Governor&nbsp;Ann B. Example</h2><h3 class="speechLocation">At the Hall, Springfield</h3>
<h3 class="speechDate">May 12, 2016</h3>
<h2 class="speechTitle"><p>On Plumbing</p></h2><p>A repo of a dealer's is private.</p><p>{FILLER}</p>
</div></body></html>"""
    event = one(Page(f"{SITE}/newsevents/speech/example20160512a.htm", body.encode()))
    assert (event.title, event.speaker, event.venue) == ("On Plumbing", "Governor Ann B. Example", "At the Hall, Springfield")
    assert event.passages == ()
