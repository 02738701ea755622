"""The Board of Governors: press releases, speeches, the calendar. Wording is invented where the archive has none."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from tests.contract import press_body
from tests.simulation.days import DAY, LAST, NEW_YORK, START, at, open_days
from tests.simulation.script import Address, Fact, Part, Query
from tests.simulation.values import chance, statement_text

HOST = "www.federalreserve.gov"
SITE = f"https://{HOST}"
PRESS_FEED, SPEECHES, TESTIMONY, CALENDAR = "/feeds/press_all.xml", "/feeds/speeches.xml", "/feeds/testimony.xml", "/json/calendar.json"
NEWS_SINCE = date(2025, 8, 1)
"""The feeds' oldest items at the start."""
LATE = date(2026, 1, 21)
"""On this day the feed shows a release 47 minutes after its date."""
CORRECTED = date(2026, 4, 29)
"""The statement's page of this day is corrected at 14:40; the feed changes at 16:30, and only then does anybody look again."""
TWICE = date(2026, 3, 10)
"""On this day the feed lists its newest release twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """An FOMC decision, as the archive's table of meetings has it: bounds and change in quarters of a percent."""

    day: date
    lower: int
    moved: int
    votes: tuple[int, int]
    minutes_on: date
    has_projections: bool = False


DECISIONS = (
    Decision(day=date(2025, 9, 17), lower=16, moved=-1, votes=(11, 1), minutes_on=date(2025, 10, 8), has_projections=True),
    Decision(day=date(2025, 10, 29), lower=15, moved=-1, votes=(10, 2), minutes_on=date(2025, 11, 19)),
    Decision(day=date(2025, 12, 10), lower=14, moved=-1, votes=(9, 3), minutes_on=date(2025, 12, 30), has_projections=True),
    Decision(day=date(2026, 1, 28), lower=14, moved=0, votes=(10, 2), minutes_on=date(2026, 2, 18)),
    Decision(day=date(2026, 3, 18), lower=14, moved=0, votes=(11, 1), minutes_on=date(2026, 4, 8), has_projections=True),
    Decision(day=date(2026, 4, 29), lower=14, moved=0, votes=(8, 4), minutes_on=date(2026, 5, 20)),
    Decision(day=date(2026, 6, 17), lower=14, moved=0, votes=(12, 0), minutes_on=date(2026, 7, 8), has_projections=True),
    Decision(day=date(2026, 7, 29), lower=14, moved=0, votes=(9, 3), minutes_on=date(2026, 8, 19)),
    Decision(day=date(2026, 9, 16), lower=15, moved=1, votes=(12, 0), minutes_on=date(2026, 10, 7), has_projections=True),
)
"""The minutes of December 2025 came a day before the three weeks were over."""

_KINDS = (
    ("bcreg", "Banking and Consumer Regulatory Policy", "Agencies request comment on proposal {n} about bank capital"),
    ("enforcement", "Enforcement Actions", "Federal Reserve Board issues enforcement action {n} with a former employee of a bank"),
    ("orders", "Orders on Banking Applications", "Federal Reserve Board announces approval {n} of an application by a bank"),
    ("other", "Other Announcements", "Federal Reserve Board announces report {n} on the payments system"),
)
_SCHEDULED, _ODD = ("08:30", "10:00", "14:00", "16:30"), ("09:15", "11:00", "12:30", "15:00", "16:00")
_SENTENCES = (
    "Staff described the course of spending, hiring and prices in the regions since the last report.",
    "Several participants said that reserves stood well above what payments call for on an ordinary day.",
    "The Committee looked at the balance sheet and at the pace at which securities run off.",
    "Financial conditions were judged to weigh on investment, though less than in the spring.",
    "A few participants saw the risks to employment as somewhat larger than those to inflation.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item of a feed and its page: `released_at` is the date it bears, `shown_at` when the feed has it."""

    path: str
    title: str
    released_at: datetime
    shown_at: datetime
    category: str
    page: bytes
    corrected: tuple[datetime, bytes] | None = None
    description: str = ""
    is_scheduled: bool = False
    further: dict[str, bytes] = field(default_factory=dict)
    """Pages that its page leads to, by path."""
    notes: tuple[str, ...] = ()
    """Those of them that are events of their own."""
    corrected_shown_at: datetime | None = None

    @property
    def url(self) -> str:
        return SITE + self.path


def press_part(archive: Path | None) -> Part:
    """The feed of all press releases, with the pages that it leads to."""
    items = sorted((*_fomc(archive), *_ordinary()), key=lambda item: item.shown_at)
    corrected = next(item for item in items if item.corrected)
    again_at = next(item.shown_at for item in items if corrected.corrected and item.shown_at > corrected.corrected[0])
    items = [replace(item, corrected_shown_at=again_at) if item is corrected else item for item in items]
    return _part("fed.press_release", items, {PRESS_FEED: items}, listed=20)


def speech_part() -> Part:
    """The feeds of speeches and of testimony."""
    items = [_speech(day, number) for number, day in enumerate(_speaking_days())]
    items.sort(key=lambda item: item.shown_at)
    feeds = {
        SPEECHES: [item for item in items if "/speech/" in item.path],
        TESTIMONY: [item for item in items if "/testimony/" in item.path],
    }
    return _part("fed.speech", items, feeds, listed=15)


def _part(source: str, items: Sequence[Item], feeds: dict[str, list[Item]], listed: int) -> Part:
    addresses = [_feed_address(path, of_feed, listed) for path, of_feed in feeds.items()]
    wakes = sorted(change for address in addresses for change in address.changes)  # nobody asks for a page before its feed changes
    for item in items:
        addresses.append(_page_address(item.path, item.released_at, item.page, item.corrected))
        addresses += [_page_address(path, item.released_at, body, None) for path, body in item.further.items()]
    facts = []
    for path, of_feed in feeds.items():
        for item in of_feed:
            facts += _facts_of(source, item, HOST + path)
    return Part(source=source, facts=facts, addresses=addresses, wakes=wakes)


def _facts_of(source: str, item: Item, address: str) -> list[Fact]:
    if item.shown_at < START:
        return []
    changed = (item.corrected_shown_at,) if item.corrected_shown_at else ()
    is_late = item.shown_at - item.released_at > timedelta(minutes=1)
    made = Fact(
        source=source,
        key=item.url,
        at=item.shown_at,
        address=address,
        dated_at=item.released_at,
        is_scheduled=item.is_scheduled,
        is_shown_late=is_late,
        changed_at=changed,
    )
    notes = [replace(made, key=SITE + path, address=HOST + path, changed_at=()) for path in item.notes]
    return [made, *notes]


def _feed_address(path: str, items: Sequence[Item], listed: int) -> Address:
    shown = [item.shown_at for item in items]

    def body(now: datetime, query: Query) -> bytes:
        newest = items[max(0, bisect_right(shown, now) - listed) : bisect_right(shown, now)]
        newest = sorted(newest, key=lambda item: item.released_at)
        twice = [newest[-1]] if newest and newest[-1].released_at.astimezone(NEW_YORK).date() == TWICE else []
        return press_body.feed(*(_entry(item) for item in reversed([*newest, *twice]))).body

    return Address(host=HOST, path=path, body=body, changes=shown, content_type="text/xml", has_validators=True)


def _entry(item: Item) -> str:
    day = item.released_at.astimezone(UTC)
    made = press_body.item(item.title, item.url, f"{day:%a}, {day.day} {day:%b %Y %H:%M:%S} GMT", item.category)
    same = f"<description><![CDATA[{item.title}]]>"
    return made.replace(same, f"<description><![CDATA[{item.description}]]>") if item.description else made


def _page_address(path: str, since: datetime, page: bytes, corrected: tuple[datetime, bytes] | None) -> Address:
    def body(now: datetime, query: Query) -> bytes | None:
        if now < since:
            return None
        return corrected[1] if corrected and now >= corrected[0] else page

    changes = [since, corrected[0]] if corrected else [since]
    return Address(host=HOST, path=path, body=body, changes=changes, content_type="text/html", has_validators=True)


# --- the FOMC


def _fomc(archive: Path | None) -> Iterable[Item]:
    for decision in DECISIONS:
        yield _statement(decision, archive)
        if decision.has_projections:
            yield _projections(decision)
        if decision.minutes_on <= LAST:
            yield _minutes(decision)


def _statement(decision: Decision, archive: Path | None) -> Item:
    day, stem = decision.day, f"/newsevents/pressreleases/monetary{decision.day:%Y%m%d}a"
    title, text = "Federal Reserve issues FOMC statement", statement_text(day, archive) or _statement_text(decision)
    paragraphs = [paragraph for paragraph in text.splitlines() if paragraph.strip()]

    def page(said: Sequence[str]) -> bytes:
        return _page(said, title=title, day=day, clock="14:00", path=f"{stem}.htm", note=f"{stem}1.htm")

    fixed = (at(day, "14:40"), page([*paragraphs[:-1], paragraphs[-1].replace(" and ", " as well as ")]))
    return Item(
        path=f"{stem}.htm",
        title=title,
        released_at=at(day, "14:00"),
        shown_at=at(day, "14:00", chance("statement", day).uniform(0, 3)),
        category="Monetary Policy",
        page=page(paragraphs),
        corrected=fixed if day == CORRECTED else None,
        is_scheduled=True,
        further={f"{stem}1.htm": press_body.note_page(*_note_text(decision), day=_long(day), url=f"{SITE}{stem}1.htm").body},
        notes=(f"{stem}1.htm",),
    )


def _statement_text(decision: Decision) -> str:
    lower, upper = _quarters(decision.lower), _quarters(decision.lower + 1)
    verb = {-1: "lower", 0: "maintain", 1: "raise"}[decision.moved]
    how = "at" if decision.moved == 0 else "by 1/4 percentage point to"
    return "\n".join(
        (
            "Recent indicators suggest that economic activity has been expanding at a moderate pace. Inflation remains somewhat elevated.",
            f"The Committee decided to {verb} the target range for the federal funds rate {how} {lower} to {upper} percent.",
            "The Committee will assess incoming data and the balance of risks, and will keep reserves ample.",
        )
    )


def _note_text(decision: Decision) -> Sequence[str]:
    floor, day = decision.lower * 0.25, _long(decision.day + DAY)
    repos = f"conduct standing overnight repurchase agreement operations at a rate of {floor + 0.25:.2f} percent."
    offered = f"an offering rate of {floor:.2f} percent and with a per-counterparty limit of $160 billion per day."
    return (
        f"The Board voted unanimously to set the interest rate paid on reserve balances at {floor + 0.15:.2f} percent, effective {day}.",
        f"Effective {day}, the Committee directs the Desk to {repos}",
        f"Conduct standing overnight reverse repurchase agreement operations at {offered}",
    )


def _projections(decision: Decision) -> Item:
    day = decision.day
    days = f"{day:%B} {day.day - 1}-{day.day}"
    title = f"Federal Reserve Board and Federal Open Market Committee release economic projections from the {days} FOMC meeting"
    path = f"/newsevents/pressreleases/monetary{day:%Y%m%d}b.htm"
    shown_at = at(day, "14:00", chance("projections", day).uniform(0, 3))
    page = _page([_SENTENCES[0]], title=title, day=day, clock="14:00", path=path)
    return Item(
        path=path,
        title=title,
        released_at=at(day, "14:00"),
        shown_at=shown_at,
        category="Monetary Policy",
        page=page,
        is_scheduled=True,
    )


def _minutes(decision: Decision) -> Item:
    day, met = decision.minutes_on, decision.day
    title = f"Minutes of the Federal Open Market Committee, {met:%B} {met.day - 1}-{met.day}, {met.year}"
    path, text_path = f"/newsevents/pressreleases/monetary{day:%Y%m%d}a.htm", f"/monetarypolicy/fomcminutes{met:%Y%m%d}.htm"
    link = f'The minutes are at <a href="{text_path}">Minutes</a>.'
    dice = chance("minutes", day)
    told = [" ".join(dice.choices(_SENTENCES, k=5)) for _ in range(12)]
    return Item(
        path=path,
        title=title,
        released_at=at(day, "14:00"),
        shown_at=at(day, "14:00", dice.uniform(0, 3)),
        category="Monetary Policy",
        page=_page([link], title=title, day=day, clock="14:00", path=path),
        is_scheduled=True,
        further={text_path: _page(told, title="Minutes", day=day, clock=None, path=text_path)},
    )


# --- everything else


def _ordinary() -> Iterable[Item]:
    """None to two releases on each open day, most of them at the hours at which releases come."""
    number = 0
    for day in open_days(NEWS_SINCE, LAST):
        dice = chance("ordinary", day)
        clocks = sorted(dice.sample((*_SCHEDULED, *_SCHEDULED, *_ODD), k=dice.choice((0, 1, 1, 2))))
        if day == CORRECTED:
            clocks = ["16:30"]
        elif day in (TWICE, LATE):
            clocks = ["11:00"]
        for place, clock in enumerate(dict.fromkeys(clocks)):
            number += 1
            stem, category, title = _KINDS[number % len(_KINDS)]
            path = f"/newsevents/pressreleases/{stem}{day:%Y%m%d}{'abc'[place]}.htm"
            title = title.format(n=number)
            told = dice.choices(_SENTENCES, k=3)
            yield Item(
                path=path,
                title=title,
                released_at=at(day, clock),
                shown_at=at(day, clock, 47 * 60 if day == LATE else dice.uniform(0, 3)),
                category=category,
                page=_page(told, title=title, day=day, clock=clock, path=path),
                is_scheduled=clock in _SCHEDULED,
            )


_SPEAKERS = ("Governor Ada B. Example", "Vice Chair Bo C. Sample", "Chair Cy D. Muster")


def _speaking_days() -> Iterable[date]:
    return [day for day in open_days(NEWS_SINCE, LAST) if chance("speaks", day).random() < 0.35]


def _speech(day: date, number: int) -> Item:
    dice = chance("speech", day)
    is_testimony = number % 9 == 4
    clock = "10:00" if is_testimony else dice.choice(("08:30", "08:30", "10:00", "12:15", "13:00", "18:30"))
    kind, speaker = "testimony" if is_testimony else "speech", _SPEAKERS[number % 3]
    surname = speaker.split()[-1]
    title = f"Reserves and the balance sheet, part {number}"
    path = f"/newsevents/{kind}/{surname.lower()}{day:%Y%m%d}a.htm"
    told = "".join(f"<p>{' '.join(dice.choices(_SENTENCES, k=4))}</p>" for _ in range(6))
    page = (
        f'<!doctype html><html lang="en"><head><title>{title}</title><meta property="og:url" content="{SITE}{path}" /></head><body>'
        f"<div id='article'><div class='heading col-xs-12'><p class='article__time'>{_long(day)}</p><h3 class='title'><em>{title}</em></h3>"
        f"<p class='speaker'>{speaker}</p><p class='location'>At the Example Conference, Example City</p></div>"
        f"<div class='col-xs-12'>{told}</div></div></body></html>"
    )
    return Item(
        path=path,
        title=f"{surname}, {title}",
        released_at=at(day, clock),
        shown_at=at(day, clock, dice.uniform(0, 3)),
        category=kind.capitalize(),
        page=page.encode(),
        description=f"{kind.capitalize()} At the Example Conference",
        is_scheduled=clock in ("08:30", "10:00"),
    )


# --- the calendar


def calendar_part(h41_days: Iterable[date]) -> Part:
    """The calendar of meetings, minutes and H.4.1; from the first of each month at 09:00 it names the releases of two months more."""
    releases = list(h41_days)
    updates = [at(date(year, month, 1), "09:00") for year in (2025, 2026) for month in range(1, 13)]

    def body(now: datetime, query: Query) -> bytes:
        known_on = updates[bisect_right(updates, now) - 1].date()
        until = (known_on + timedelta(days=75)).replace(day=1)
        rows = [_calendar_row("FOMC", "FOMC Meeting", decision.day) for decision in DECISIONS]
        rows += [_calendar_row("FOMC", "FOMC Minutes", decision.minutes_on) for decision in DECISIONS if decision.minutes_on < until]
        rows += [_calendar_row("Statistical", "H.4.1 Factors Affecting Reserve Balances", day) for day in releases if day < until]
        return b"\xef\xbb\xbf" + json.dumps({"events": rows}).encode()

    address = Address(host=HOST, path=CALENDAR, body=body, changes=updates)
    return Part(source="fed.calendar", facts=(), addresses=[address], wakes=updates)


def _calendar_row(kind: str, title: str, day: date) -> dict[str, str]:
    days = f"{day.day - 1}, {day.day}" if title == "FOMC Meeting" else str(day.day)
    return {"month": f"{day:%Y-%m}", "days": days, "type": kind, "title": title, "time": "2:00 p.m."}


# --- pages


def _page(told: Sequence[str], *, title: str, day: date, clock: str | None, path: str, note: str = "") -> bytes:
    released = f"For release at {_spoken(day, clock)}" if clock else None
    return press_body.page(*told, title=title, day=_long(day), released=released, url=SITE + path, says=SITE + path, note=note).body


def _spoken(day: date, clock: str) -> str:
    instant = at(day, clock).astimezone(NEW_YORK)
    half = "a.m." if instant.hour < 12 else "p.m."
    return f"{instant.hour % 12 or 12}:{instant:%M} {half} {instant:%Z}"


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _quarters(quarters: int) -> str:
    whole, rest = divmod(quarters, 4)
    return f"{whole}" + ("", "-1/4", "-1/2", "-3/4")[rest]
