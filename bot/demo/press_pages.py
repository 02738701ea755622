"""The Board's press feed and press release pages, rebuilt in its formats from the tables. Pure."""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from bot.calendars.newyork import NEW_YORK, at
from bot.demo import wording
from bot.demo.tables import Figures, Statement

ORIGIN = "https://www.federalreserve.gov"
RELEASE_TIME = time(14)
REBUILT = "Rebuilt for the fedtide demo from public figures. This is not a publication of the Federal Reserve."


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One press release: its page, and its item in the feed unless it has none (implementation notes)."""

    path: str
    title: str
    published_at: datetime
    blocks: tuple[str, ...]
    """The article's blocks as HTML."""
    in_feed: bool = True

    @property
    def day(self) -> date:
        """Its date in New York."""
        return self.published_at.astimezone(NEW_YORK).date()


def releases(figures: Figures) -> list[Release]:
    """All releases of the tables, oldest first, each statement before its note."""
    found: list[Release] = []
    for decided in figures.statements:
        found += _statement_and_note(decided)
    for release in figures.minutes:
        title = f"Minutes of the Federal Open Market Committee, {wording.meeting_days(release)}"
        path = f"/newsevents/pressreleases/monetary{release.on:%Y%m%d}a.htm"
        found.append(
            Release(path=path, title=title, published_at=at(release.on, RELEASE_TIME), blocks=_paragraphs(wording.minutes(release)))
        )
    return sorted(found, key=lambda release: release.published_at)


def _statement_and_note(decided: Statement) -> list[Release]:
    stem = f"/newsevents/pressreleases/monetary{decided.on:%Y%m%d}a"
    published_at = at(decided.on, RELEASE_TIME)
    note_title = f"Implementation Note issued {decided.on:%B} {decided.on.day}, {decided.on.year}"
    link = f'<p><a href="{stem}1.htm">{note_title}</a></p>'
    return [
        Release(
            path=f"{stem}.htm",
            title="Federal Reserve issues FOMC statement",
            published_at=published_at,
            blocks=(*_paragraphs(wording.statement(decided)), "<p>&nbsp;</p>", link),
        ),
        Release(
            path=f"{stem}1.htm",
            title=note_title,
            published_at=published_at,
            blocks=("<ul>", *(f"<li><p>{_text(point)}</p></li>" for point in wording.note(decided.note, decided)), "</ul>"),
            in_feed=False,
        ),
    ]


def feed(published: Iterable[Release]) -> bytes:
    """The feed of these releases, newest first, as the Board serves it: byte order mark, CRLF, CDATA, day not padded."""
    newest_first = sorted((r for r in published if r.in_feed), key=lambda r: r.published_at, reverse=True)
    lines = [
        '<?xml version="1.0" encoding="utf-8" ?>',
        '<rss version="2.0">',
        "    <channel>",
        "        <title>FRB: Press Release - All Releases</title>",
        f"        <link><![CDATA[{ORIGIN}/feeds/feeds.htm]]></link>",
        f"        <description><![CDATA[{REBUILT}]]></description>",
        "        <language>en</language>",
        *(line for release in newest_first for line in _item(release)),
        "    </channel>",
        "</rss>",
        "",
    ]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode()


def _item(release: Release) -> list[str]:
    published = release.published_at.astimezone(UTC)
    url = f"{ORIGIN}{release.path}"
    return [
        "        <item>",
        f"            <title>{_text(release.title)}</title>",
        f"            <link><![CDATA[{url}]]></link>",
        f"            <guid><![CDATA[{url}]]></guid>",
        f"            <description><![CDATA[{_text(release.title)}]]></description>",
        "            <category>Monetary Policy</category>",
        f"            <pubDate><![CDATA[{published:%a}, {published.day} {published:%b %Y %H:%M:%S} GMT]]></pubDate>    ",
        "        </item>",
    ]


def page(release: Release) -> bytes:
    """A release's page, in the shape of today's: the heading column, the release line never closed, the text column, the last update."""
    day = f"{release.day:%B} {release.day.day}, {release.day.year}"
    clock = "" if not release.in_feed else f'                <p class="releaseTime">For release at 2:00 p.m. {_zone(release)}'
    lines = [
        "<!doctype html>",
        '<html lang="en" class="no-js">',
        "<head>",
        '    <meta charset="utf-8">',
        f'    <meta property="og:title" content="{_text(release.title)}"/>',
        f'    <meta property="og:url" content="{ORIGIN}{release.path}" />',
        f"    <title>Federal Reserve Board - {_text(release.title)}</title>",
        "</head>",
        "<body>",
        f'<div class="rebuilt">{REBUILT}</div>',
        '<div id="content" class="container container__main" role="main">',
        '    <div class="row">',
        '        <div id="article">',
        '            <div class="heading col-xs-12 col-sm-8 col-md-8">',
        f'                <p class="article__time">{day}</p>',
        f'                <h3 class="title">{_text(release.title)}</h3>',
        clock,
        '                <ul class="list-unstyled"><li class="share btn-group"><a class="shareLink" href="#">Share</a></li></ul>',
        "            </div>",
        '            <div class="col-xs-12 col-sm-4 col-md-4 hidden-sm"></div>',
        '            <div class="col-xs-12 col-sm-8 col-md-8">',
        *release.blocks,
        "            </div>",
        "        </div>",
        "    </div>",
        f'    <div class="row"><div id="lastUpdate" class="lastUpdate">Last Update: {day}</div></div>',
        "</div>",
        "</body>",
        "</html>",
        "",
    ]
    return "\n".join(lines).encode()


def _zone(release: Release) -> str:
    return f"{release.published_at.astimezone(NEW_YORK):%Z}"


def _paragraphs(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"<p>{_text(text)}</p>" for text in texts)


def _text(text: str) -> str:
    return html.escape(text, quote=False).replace("'", "&#39;")
