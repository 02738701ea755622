"""A local publisher: answers for the Fed, the New York Fed and FRED with what would have been public at the simulated moment."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from email.utils import format_datetime
from urllib.parse import parse_qs

import httpx

from bot.calendars.newyork import at, today
from bot.demo import h41_page, press_pages, repo_results
from bot.demo.press_pages import Release
from bot.demo.repo_results import Result
from bot.demo.tables import Figures, Week

ORIGINS = {"fed": "https://www.federalreserve.gov", "nyfed": "https://markets.newyorkfed.org", "fred": "https://fred.stlouisfed.org"}
"""The publishers' own addresses; nothing of theirs is asked, the transport below answers."""
H41_TIME = time(16, 30)
TWO_WEEKS = timedelta(days=14)
_SERIES: dict[str, Callable[[Week], int | None]] = {
    "WALCL": lambda week: week.total_assets,
    "WSHOSHO": lambda week: week.securities,
    "TREAST": lambda week: week.treasuries,
    "WSHOBL": lambda week: week.bills,
    "WSHOMCB": lambda week: week.mbs,
    "WRBWFRBL": lambda week: None,
    "WDTGAL": lambda week: week.tga,
    "WORAL": lambda week: week.repos,
    "WLRRAL": lambda week: None,
}
"""FRED's series; None is its mark for a missing value."""


@dataclass(frozen=True, slots=True)
class Publication:
    """Something becomes public: from `at` on, a poll of `source` finds it."""

    at: datetime
    source: str


@dataclass
class Publisher(httpx.AsyncBaseTransport):
    """What a client talks to instead of the network. `now` tells the simulated time."""

    figures: Figures
    now: Callable[[], datetime]
    releases: list[Release] = field(init=False)
    results: list[Result] = field(init=False)

    def __post_init__(self) -> None:
        self.releases = press_pages.releases(self.figures)
        self.results = repo_results.results(self.figures)

    def publications(self, first: date, last: date) -> list[Publication]:
        """What comes out from the day `first` on, in order; the balance sheets up to the one as of `last`, all else up to that day."""
        feed = [Publication(r.published_at, "fed.press_release") for r in self.releases if r.in_feed and first <= r.day <= last]
        weeks = [week for week in self.figures.weeks if week.as_of <= last]
        sheets = [
            Publication(at(week.released, H41_TIME), "fed.balance_sheet") for week in weeks if week.released and week.released >= first
        ]
        sources = {"Repo": "nyfed.repo_operation", "Reverse Repo": "nyfed.reverse_repo_operation"}
        operations = [Publication(r.posted_at, sources[r.family]) for r in self.results if first <= r.on <= last]
        return sorted({*feed, *sheets, *operations}, key=lambda p: (p.at, p.source))

    def client(self) -> httpx.AsyncClient:
        """A client that talks to this publisher and to nobody else."""
        return httpx.AsyncClient(transport=self, headers={"User-Agent": "fedtide demo"}, trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer to one request: 404 for what does not exist or is not public yet."""
        origin = f"{request.url.scheme}://{request.url.host}"
        answer = {ORIGINS["fed"]: self._fed, ORIGINS["nyfed"]: self._nyfed, ORIGINS["fred"]: self._fred}.get(origin)
        response = answer(request) if answer else None
        return response or httpx.Response(404, request=request)

    def _fed(self, request: httpx.Request) -> httpx.Response | None:
        path = request.url.path
        public = [release for release in self.releases if release.published_at <= self.now()]
        if path == "/feeds/press_all.xml" and public:
            return _validated(request, press_pages.feed(public), "text/xml", public[-1].published_at)
        if path == "/releases/h41/current/h41.htm":
            return self._h41(request)
        release = next((release for release in public if release.path == path), None)
        return _validated(request, press_pages.page(release), "text/html", release.published_at) if release else None

    def _h41(self, request: httpx.Request) -> httpx.Response | None:
        weeks = self.figures.weeks
        public = [n for n, week in enumerate(weeks) if week.released and at(week.released, H41_TIME) <= self.now()]
        if not public:
            return None
        week = weeks[public[-1]]
        year_before = next((w for w in weeks if w.as_of == week.as_of - timedelta(weeks=52)), None)
        body = h41_page.page(week, weeks[public[-1] - 1], year_before)
        return _validated(request, body, "text/html", at(week.released or week.as_of, H41_TIME))

    def _nyfed(self, request: httpx.Request) -> httpx.Response | None:
        public = [result for result in self.results if result.posted_at <= self.now()]
        path, query = request.url.path, parse_qs(request.url.query.decode())
        if path == "/api/rp/results/search.json":
            first, last = (date.fromisoformat(query[name][0]) for name in ("startDate", "endDate"))
            chosen = [result for result in public if first <= result.on <= last]
        elif family := _RECENT.get(path):
            since = today(self.now()) - TWO_WEEKS
            chosen = [result for result in public if result.family == family and result.on >= since]
        else:
            return None
        return _answer(request, repo_results.body(chosen), _NO_STORE)

    def _fred(self, request: httpx.Request) -> httpx.Response | None:
        query = parse_qs(request.url.query.decode())
        series, since = query.get("id", [""])[0], query.get("cosd", [""])[0]
        level = _SERIES.get(series)
        if request.url.path != "/graph/fredgraph.csv" or level is None:
            return None
        rows = [f"{week.as_of},{_or_dot(level(week))}" for week in self.figures.weeks if self._is_out(week) and f"{week.as_of}" >= since]
        return _answer(request, "\n".join([f"observation_date,{series}", *rows, ""]).encode(), _CSV)

    def _is_out(self, week: Week) -> bool:
        return at(week.released or week.as_of + timedelta(days=1), H41_TIME) <= self.now()


_RECENT = {"/api/rp/repo/all/results/lastTwoWeeks.json": "Repo", "/api/rp/reverserepo/all/results/lastTwoWeeks.json": "Reverse Repo"}
_MARK = {"X-Rebuilt-For": "fedtide demo"}
_NO_STORE = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store", "Pragma": "no-cache", **_MARK}
_CSV = {"Content-Type": "text/csv", **_MARK}


def _or_dot(value: int | None) -> str:
    return "." if value is None else str(value)


def _validated(request: httpx.Request, body: bytes, content_type: str, changed_at: datetime) -> httpx.Response:
    """The body with the publisher's two validators, or 304 where the request already knows it."""
    etag = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    if request.headers.get("If-None-Match") == etag:
        return httpx.Response(304, request=request, headers={"ETag": etag})
    headers = {"Content-Type": content_type, "ETag": etag, "Last-Modified": format_datetime(changed_at, usegmt=True), **_MARK}
    return _answer(request, body, headers)


def _answer(request: httpx.Request, body: bytes, headers: Mapping[str, str]) -> httpx.Response:
    """200 with a body that is still to be read, as from a wire."""
    length = {"Content-Length": str(len(body))}
    return httpx.Response(200, request=request, headers={**headers, **length}, stream=httpx.ByteStream(body))
