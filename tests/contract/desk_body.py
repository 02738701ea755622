"""Pages of the New York Fed's Desk in the form that its words are known in; sentences and figures are made for these tests."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.source import Page
from bot.sources.newyork_fed.desk_page import DETAILS, ORIGIN

DETAILS_URL = f"{ORIGIN}{DETAILS}"
STATEMENT_URL = f"{ORIGIN}/markets/opolicy/operating_policy_310512a"
LATE = datetime(2031, 6, 30, tzinfo=UTC)

FOOT = "<p>By continuing to use our site, you agree to our Terms of Use.</p><p>Purchases of $99 billion a month, as the foot has it.</p>"


def html(body: str, title: str = "Example - FEDERAL RESERVE BANK of NEW YORK") -> bytes:
    nav = "<nav><p>The Desk plans to purchase $77 billion a month, as the menu has it</p></nav>"
    return f"<!DOCTYPE html><html><head><title>{title}</title></head><body>{nav}{body}{FOOT}</body></html>".encode()


def row(period: str, plan: str, release: str = "") -> str:
    """A period of the table: its days, the plan, the links, and when the next schedule comes."""
    return f"<tr><td>{period}</td><td><p>{plan}</p></td><td><a href='/x.pdf'>Schedule</a></td><td></td><td>{release}</td></tr>"


def details(*rows: str, fetched_at: datetime | None = LATE, linked: str = STATEMENT_URL) -> Page:
    """The page of planned purchases; it links to a statement."""
    head = "".join(f"<th>{name}</th>" for name in ("Period", "Planned Purchase Amount", "Tentative Schedule", "Results", "Next"))
    intro = "<h1>Treasury Securities Operational Details</h1><p>On or around the ninth business day the Desk says what it plans.</p>"
    linked = f'<p>See <a href="{linked}">the statement</a> and <a href="https://elsewhere.example/x">more</a>.</p>'
    table = f'<table id="pagination-table"><thead><tr>{head}</tr></thead><tbody id="data-container">{"".join(rows)}</tbody></table>'
    return Page(DETAILS_URL, html(intro + linked + table), fetched_at=fetched_at)


def statement(
    *paragraphs: str,
    title: str = "Statement Regarding Purchases of Bills",
    day: str = "May 12, 2031",
    url: str = STATEMENT_URL,
    fetched_at: datetime | None = LATE,
) -> Page:
    """A statement: a heading, its title, its day, its paragraphs, the foot."""
    said = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    dated = f"<p>{day}</p>" if day else ""
    body = f"<h2>Operating Policy</h2><h1>{title}</h1>{dated}{said}"
    return Page(url, html(body, f"{title} - FEDERAL RESERVE BANK of NEW YORK"), fetched_at=fetched_at)
