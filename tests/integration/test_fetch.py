"""Fetching from a real server on the loopback interface, with the failures that publishers have."""

import dataclasses
import gzip
import threading
import traceback
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

import bot.polling.fetch
from bot.errors import ContractError, FetchError, ParseError
from bot.polling.budget import Allowance, Budget
from bot.polling.fetch import ApiKey, fetch, fetch_past, make_client
from bot.polling.follow import Fetched, fetch_all
from bot.source import Page, PastPage, PollPlan, Source, Validators
from tests.loopback.publisher import MAINTENANCE, Answer, Publisher

NOW = datetime(2025, 10, 29, 18, 0, 5, tzinfo=UTC)
BODY = b'{"repo": {"operations": []}}' * 40


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    with Publisher() as running:
        yield running


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with make_client("fedtide/test (+nobody@example.com)") as made:
        yield made


async def get(
    client: httpx.AsyncClient,
    publisher: Publisher,
    path: str = "/page",
    *,
    known: Validators | None = None,
    max_bytes: int = 10_000,
    within: float = 5.0,
) -> Page | None:
    url = publisher.url + path
    return await fetch(
        client, url, source_id="t.page", validators=known or Validators(), max_bytes=max_bytes, timeout=within, now=lambda: NOW
    )


async def test_a_page_comes_with_its_validators_and_hash(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(body=b"abc", content_type="text/xml", etag='W/"1"', last_modified="Wed, 29 Oct 2025 18:00:00 GMT"))
    page = await get(client, publisher)
    assert page == Page(
        url=f"{publisher.url}/page",
        body=b"abc",
        content_type="text/xml",
        etag='W/"1"',
        last_modified="Wed, 29 Oct 2025 18:00:00 GMT",
        sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        fetched_at=NOW,
    )
    [request] = publisher.requests
    assert request.headers["user-agent"] == "fedtide/test (+nobody@example.com)"
    assert request.headers["accept-encoding"] == "gzip"
    assert "if-none-match" not in request.headers
    assert "if-modified-since" not in request.headers


async def test_what_is_not_modified_is_none(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/page", BODY)
    page = await get(client, publisher)
    assert page is not None
    assert await get(client, publisher, known=Validators(page.etag, page.last_modified, page.sha256)) is None
    assert await get(client, publisher, known=Validators(None, page.last_modified, "")) is None
    assert [request.status for request in publisher.requests] == [200, 304, 304]


async def test_answers_without_a_page_leave_their_connection_for_the_next_request(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/page", BODY)
    known = Validators('W/"none"')
    publisher.fail("/page", Answer(status=304, etag='W/"none"'))
    publisher.fail("/page", Answer(status=404, body=b"x" * 50_000))
    publisher.fail("/page", Answer(status=503, chunked=True, body=b"Back soon"))
    assert await get(client, publisher, known=known) is None
    for status in (404, 503):
        with pytest.raises(FetchError, match=str(status)):
            await get(client, publisher)
    assert await get(client, publisher) is not None
    assert (publisher.accepted, [request.status for request in publisher.requests]) == (1, [304, 404, 503, 200])


@pytest.mark.parametrize("answer", [Answer(status=404, body=b"x" * 500_000), Answer(status=404, body=b"x" * 500, cut=10)])
async def test_what_comes_with_an_answer_without_a_page_changes_nothing_about_it(
    client: httpx.AsyncClient, publisher: Publisher, answer: Answer
) -> None:
    publisher.fail("/page", answer)
    publisher.publish("/page", BODY)
    with pytest.raises(FetchError, match="HTTP 404 Not Found") as caught:
        await get(client, publisher)
    assert caught.value.status == 404
    assert await get(client, publisher) is not None


async def test_an_answer_without_a_page_that_never_ends_is_not_waited_for(
    client: httpx.AsyncClient, publisher: Publisher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.polling.fetch, "DRAINING", 0.05)
    publisher.fail("/page", Answer(status=404, body=b"x" * 1000, pause=0.1))
    with pytest.raises(FetchError, match="HTTP 404 Not Found"):
        await get(client, publisher)


async def test_the_same_body_again_is_not_modified_where_the_publisher_has_no_validators(
    client: httpx.AsyncClient, publisher: Publisher
) -> None:
    publisher.publish("/page", BODY, validators=False)
    page = await get(client, publisher)
    assert page is not None
    assert await get(client, publisher, known=Validators(sha256=page.sha256)) is None
    publisher.publish("/page", BODY + b" ", validators=False)
    assert await get(client, publisher, known=Validators(sha256=page.sha256)) is not None
    assert [request.status for request in publisher.requests] == [200, 200, 200]


async def test_not_modified_without_having_asked_is_an_error(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(status=304))
    with pytest.raises(FetchError, match="HTTP 304"):
        await get(client, publisher, known=Validators(sha256="0" * 64))


@pytest.mark.parametrize("status", [201, 204, 206, 400, 401, 403, 404, 410, 429, 500, 502, 503])
async def test_any_other_status_is_an_error(client: httpx.AsyncClient, publisher: Publisher, status: int) -> None:
    publisher.answer("/page", Answer(status=status, body=MAINTENANCE if status != 204 else b""))
    with pytest.raises(FetchError, match=f"HTTP {status}") as caught:
        await get(client, publisher)
    assert caught.value.retry_at is None
    assert caught.value.source_id == "t.page"
    assert caught.value.url == f"{publisher.url}/page"


@pytest.mark.parametrize("status", [403, 429, 503])
async def test_a_publisher_that_asks_for_a_pause_gets_it(client: httpx.AsyncClient, publisher: Publisher, status: int) -> None:
    publisher.answer("/page", Answer(status=status, retry_after="90"))
    with pytest.raises(FetchError) as caught:
        await get(client, publisher)
    assert caught.value.retry_at == NOW + timedelta(seconds=90)


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize("chunked", [False, True])
async def test_encoded_and_chunked_bodies_are_read_whole(
    client: httpx.AsyncClient, publisher: Publisher, gzipped: bool, chunked: bool
) -> None:
    publisher.answer("/page", Answer(body=BODY, gzipped=gzipped, chunked=chunked))
    page = await get(client, publisher)
    assert page is not None
    assert page.body == BODY


@pytest.mark.parametrize("gzipped", [False, True])
@pytest.mark.parametrize("tenth", range(10))
async def test_a_body_shorter_than_promised_is_an_error(client: httpx.AsyncClient, publisher: Publisher, gzipped: bool, tenth: int) -> None:
    whole = len(gzip.compress(BODY)) if gzipped else len(BODY)
    publisher.answer("/page", Answer(body=BODY, gzipped=gzipped, cut=whole * tenth // 10))
    with pytest.raises(FetchError, match="without sending complete message body"):
        await get(client, publisher)


async def test_a_compressed_stream_that_ends_early_is_an_error(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(body=BODY, gzipped=True, chunked=True, cut=20))
    with pytest.raises(FetchError, match="ends too early"):
        await get(client, publisher)


async def test_what_is_not_gzip_though_it_says_so_is_an_error(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(body=BODY, headers={"Content-Encoding": "gzip"}))
    with pytest.raises(FetchError, match="incorrect header check"):
        await get(client, publisher)


async def test_an_encoding_that_was_not_asked_for_is_an_error(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(body=BODY, headers={"Content-Encoding": "br"}))
    with pytest.raises(FetchError, match="'br' was not asked for"):
        await get(client, publisher)


async def test_a_gzip_body_of_two_members_is_read_whole(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(body=gzip.compress(b"one ") + gzip.compress(b"two"), headers={"Content-Encoding": "gzip"}))
    page = await get(client, publisher)
    assert page is not None
    assert page.body == b"one two"


@pytest.mark.parametrize(("gzipped", "size"), [(False, 10_001), (True, 10_001), (True, 50_000_000)])
async def test_a_body_larger_than_allowed_is_an_error(client: httpx.AsyncClient, publisher: Publisher, gzipped: bool, size: int) -> None:
    publisher.answer("/page", Answer(body=bytes(size), gzipped=gzipped))
    with pytest.raises(FetchError, match="larger than 10000 bytes"):
        await get(client, publisher)


@pytest.mark.parametrize("gzipped", [False, True])
async def test_a_body_just_as_large_as_allowed_is_read(client: httpx.AsyncClient, publisher: Publisher, gzipped: bool) -> None:
    publisher.answer("/page", Answer(body=bytes(10_000), gzipped=gzipped))
    page = await get(client, publisher)
    assert page is not None
    assert len(page.body) == 10_000


@pytest.mark.parametrize("answer", [Answer(body=BODY, wait=30), Answer(body=BODY, pause=0.02)], ids=["no head", "a trickle"])
async def test_an_answer_that_takes_too_long_is_an_error(client: httpx.AsyncClient, publisher: Publisher, answer: Answer) -> None:
    publisher.answer("/page", answer)
    with pytest.raises(FetchError, match=r"no complete answer within 0\.1 s"):
        await get(client, publisher, within=0.1)


async def test_a_connection_reset_is_an_error(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(reset=True))
    with pytest.raises(FetchError, match="ReadError"):
        await get(client, publisher)


async def test_a_server_that_is_not_there_is_an_error(client: httpx.AsyncClient) -> None:
    with Publisher() as gone:
        pass
    with pytest.raises(FetchError, match="ConnectError"):
        await get(client, gone)


async def test_validators_that_no_header_can_carry_are_forgotten(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(body=BODY, etag='"\xe9"', last_modified="Wed"))
    page = await get(client, publisher)
    assert page is not None
    assert (page.etag, page.last_modified) == (None, "Wed")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_within_the_origin_is_followed(client: httpx.AsyncClient, publisher: Publisher, status: int) -> None:
    publisher.answer("/page", Answer(status=status, headers={"Location": "/moved?x=1"}))
    publisher.publish("/moved?x=1", BODY)
    page = await get(client, publisher)
    assert page is not None
    assert (page.url, page.body) == (f"{publisher.url}/page", BODY)


@pytest.mark.parametrize(
    "location", ["https://example.com/page", "//example.com/", "http://127.0.0.1:1/page", "http://[", "http://127.0.0.1:x/"]
)
async def test_a_redirect_to_another_origin_is_refused(client: httpx.AsyncClient, publisher: Publisher, location: str) -> None:
    publisher.answer("/page", Answer(status=302, headers={"Location": location}))
    with pytest.raises(FetchError, match=r"another origin|Invalid URL in location header"):
        await get(client, publisher)
    assert len(publisher.requests) == 1


async def test_a_redirect_in_circles_ends(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.answer("/page", Answer(status=302, headers={"Location": "/page"}))
    with pytest.raises(FetchError, match="redirected more than 3 times"):
        await get(client, publisher)
    assert len(publisher.requests) == 4


# fetch_all: a feed of lines, each a path; a page may lead on to one more by a line of its own


def follow(pages: list[Page], wanted: object) -> list[str]:
    if any(page.body.startswith(b"<!DOCTYPE") for page in pages[1:]):
        raise ParseError("not a page", url=next(page.url for page in pages if page.body.startswith(b"<!DOCTYPE")))
    return [line for page in pages for line in page.body.decode().split()]


def feed_source(*, item_pages: bool = True) -> Source:
    return Source(
        id="t.feed",
        publisher="fed",
        hosts=frozenset({"www.federalreserve.gov"}),
        paths=("/feed",),
        plan=PollPlan(timedelta(minutes=2)),
        overdue_after=timedelta(days=9),
        parse=lambda pages: [],
        measure=lambda event, history, ledger: event,
        follow=follow,
        item_pages=item_pages,
        max_bytes=10_000,
    )


async def fetched(client: httpx.AsyncClient, publisher: Publisher, *, known: dict[str, Validators] | None = None, item_pages: bool = True):
    return await fetch_all(
        client, feed_source(item_pages=item_pages), {"fed": publisher.url}, known or {}, lambda key, at: True, now=lambda: NOW
    )


def bodies(pages: list[Page]) -> list[bytes]:
    return [page.body for page in pages]


async def test_pages_lead_on_to_further_pages(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"/statement https://www.federalreserve.gov/minutes")
    publisher.publish("/statement", b"/note")
    publisher.publish("/minutes", b"")
    publisher.publish("/note", b"/statement")
    got = await fetched(client, publisher)
    assert [request.path for request in publisher.requests] == ["/feed", "/statement", "/minutes", "/note"]
    assert bodies(got.pages) == [b"/statement https://www.federalreserve.gov/minutes", b"/note", b"", b"/statement"]
    assert got.asked == {"/statement", "https://www.federalreserve.gov/minutes", "/note"}
    assert got.failed == ()


async def test_an_unchanged_feed_leads_nowhere(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"/statement")
    publisher.publish("/statement", b"")
    [feed, _] = (await fetched(client, publisher)).pages
    got = await fetched(client, publisher, known={feed.url: Validators(feed.etag, feed.last_modified, feed.sha256)})
    assert got.pages == []
    assert publisher.asked("/statement") == 1


async def test_an_item_page_that_fails_is_named_and_the_others_go_on(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"/gone https://example.com/page /odd /statement")
    publisher.publish("/odd", MAINTENANCE)
    publisher.publish("/statement", b"")
    got = await fetched(client, publisher)
    assert bodies(got.pages) == [b"/gone https://example.com/page /odd /statement", b""]
    assert [type(e) for e in got.failed] == [FetchError, ContractError, ParseError]
    assert [str(e) for e in got.failed] == ["HTTP 404 Not Found", "a link to somewhere else: 'https://example.com/page'", "not a page"]


async def test_no_further_item_is_asked_for_when_the_publisher_wants_a_pause(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"/one /two /three")
    publisher.publish("/one", b"")
    publisher.answer("/two", Answer(status=429, retry_after="60"))
    got = await fetched(client, publisher)
    assert bodies(got.pages) == [b"/one /two /three", b""]
    assert got.asked == {"/one", "/two", "/three"}
    assert [(e.url, str(e)) for e in got.failed] == [
        (f"{publisher.url}/two", "HTTP 429 Too Many Requests"),
        ("/three", "left for the next poll"),
    ]
    assert publisher.asked("/three") == 0


async def test_a_publisher_that_stalls_does_not_hold_up_the_poll(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"/1 /2 /3 /4 /5 /6 /7 /8")
    for number in range(1, 9):
        publisher.answer(f"/{number}", Answer(wait=30))
    origins = {"fed": publisher.url}
    got = await fetch_all(client, feed_source(), origins, {}, lambda key, at: True, now=lambda: NOW, timeout=0.4)
    assert len(got.asked) == 8
    assert publisher.asked("/1") == 1
    assert publisher.asked("/8") == 0
    assert str(got.failed[-1]) == "left for the next poll"


async def test_a_followed_page_that_is_not_an_item_fails_the_poll(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"/gone")
    with pytest.raises(FetchError, match="HTTP 404"):
        await fetched(client, publisher, item_pages=False)


async def test_a_feed_that_fails_fails_the_poll(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"/statement")
    publisher.fail("/feed", Answer(status=500))
    with pytest.raises(FetchError, match="HTTP 500"):
        await fetched(client, publisher)
    assert publisher.asked("/statement") == 0


async def test_a_feed_that_leads_to_too_many_pages_is_refused(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"\n".join(b"/%d" % n for n in range(61)))
    with pytest.raises(ContractError, match="more than 60"):
        await fetched(client, publisher)
    assert len(publisher.requests) == 1


async def test_the_past_comes_from_the_publisher_that_keeps_it(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/graph/fredgraph.csv?id=WALCL", b"observation_date,WALCL")
    publisher.publish("/graph/fredgraph.csv?id=TREAST", b"observation_date,TREAST")
    past = [PastPage("fred", "/graph/fredgraph.csv?id=WALCL"), PastPage("fred", "/graph/fredgraph.csv?id=TREAST")]
    pages = await fetch_past(client, feed_source(), {"fed": "http://127.0.0.1:1", "fred": publisher.url}, past, now=lambda: NOW)
    assert bodies(pages) == [b"observation_date,WALCL", b"observation_date,TREAST"]


async def test_a_past_that_cannot_be_had_whole_is_an_error(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/one", b"1")
    publisher.publish("/three", b"3")
    past = [PastPage("fred", path) for path in ("/one", "/two", "/three")]
    with pytest.raises(FetchError, match="HTTP 404"):
        await fetch_past(client, feed_source(), {"fred": publisher.url}, past, now=lambda: NOW)
    assert publisher.asked("/three") == 0


async def test_pages_that_name_a_day_are_asked_for_after_the_others(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/latest", b"latest")
    publisher.publish("/since?day=2025-10-29", b"since")
    source = dataclasses.replace(
        feed_source(), paths=("/latest",), recent=lambda today: [f"/since?day={today}"], follow=lambda pages, wanted: []
    )
    found = await fetch_all(client, source, {"fed": publisher.url}, {}, lambda key, at: True, now=lambda: NOW)
    assert bodies(found.pages) == [b"latest", b"since"]


async def test_the_day_is_new_yorks(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/since?day=2025-10-29", b"since")
    source = dataclasses.replace(feed_source(), paths=(), recent=lambda today: [f"/since?day={today}"], follow=lambda pages, wanted: [])
    late = datetime(2025, 10, 30, 3, 59, tzinfo=UTC)
    found = await fetch_all(client, source, {"fed": publisher.url}, {}, lambda key, at: True, now=lambda: late)
    assert bodies(found.pages) == [b"since"]


KEY = "0123456789abcdef0123456789abcdef"


async def test_a_key_goes_to_its_own_origin_and_stays_out_of_the_page(publisher: Publisher) -> None:
    with Publisher() as other:
        for running in (publisher, other):
            running.publish("/series", b"observations")
        async with make_client("fedtide/test", key=ApiKey(publisher.url, "api_key", KEY)) as client:
            page = await get(client, publisher, "/series?id=DFII10")
            assert await get(client, other, "/series?id=DFII10") is not None
        assert page is not None
        assert page.url == f"{publisher.url}/series?id=DFII10"
        assert [request.target for request in publisher.requests] == [f"/series?id=DFII10&api_key={KEY}"]
        assert [request.target for request in other.requests] == ["/series?id=DFII10"]


async def test_a_key_follows_a_redirect_and_shows_in_no_error(publisher: Publisher) -> None:
    publisher.answer("/old", Answer(status=301, headers={"Location": "/new"}))
    publisher.answer("/new", Answer(status=403))
    publisher.answer("/away", Answer(status=302, headers={"Location": f"https://elsewhere.example/x?api_key={KEY}"}))
    async with make_client("fedtide/test", key=ApiKey(publisher.url, "api_key", KEY)) as client:
        for path, says in (("/old", "HTTP 403"), ("/away", "redirected to another origin: https://elsewhere.example/x")):
            with pytest.raises(FetchError, match=says) as caught:
                await get(client, publisher, path)
            assert KEY not in "".join(traceback.format_exception(caught.value))
    assert [request.target for request in publisher.requests] == [f"{path}?api_key={KEY}" for path in ("/old", "/new", "/away")]


async def test_what_is_over_the_budget_does_not_leave(publisher: Publisher) -> None:
    publisher.publish("/page", b"a page", validators=False)
    now = datetime(2026, 9, 16, 18, tzinfo=UTC)
    budget = Budget({publisher.url: Allowance(2, 10)}, lambda: now)
    async with make_client("fedtide/test", budget=budget) as client:

        async def ask() -> Page | None:
            url = f"{publisher.url}/page"
            return await fetch(client, url, source_id="x", validators=Validators(), max_bytes=100, timeout=5, now=lambda: now)

        assert [page.body for _ in range(2) if (page := await ask())] == [b"a page"] * 2
        with pytest.raises(FetchError, match=r"our own budget of requests to 127\.0\.0\.1 is spent") as refused:
            await ask()
    assert refused.value.retry_at == now + timedelta(minutes=1)
    assert len(publisher.requests) == 2


async def test_of_several_feeds_of_items_only_the_first_must_be_there(client: httpx.AsyncClient, publisher: Publisher) -> None:
    publisher.publish("/feed", b"/item")
    publisher.publish("/item", b"")
    source = dataclasses.replace(feed_source(), paths=("/feed", "/other"))
    everything = (client, source, {"fed": publisher.url}, {}, lambda key, at: True)
    got = await fetch_all(*everything, now=lambda: NOW)
    assert bodies(got.pages) == [b"/item", b""]
    assert [str(e) for e in got.failed] == ["HTTP 404 Not Found"]
    publisher.publish("/other", b"")
    publisher.fail("/feed", Answer(status=404))
    with pytest.raises(FetchError):
        await fetch_all(*everything, now=lambda: NOW)


async def test_what_is_there_does_not_wait_for_pages_that_only_followed_pages_lead_to(
    client: httpx.AsyncClient, publisher: Publisher
) -> None:
    publisher.publish("/feed", b"/statement")
    publisher.publish("/statement", b"/note")
    publisher.publish("/note", b"")
    is_known = threading.Event()
    publisher.fail("/note", Answer(until=is_known))
    so_far: list[list[bytes]] = []

    async def meanwhile(got: Fetched) -> None:
        so_far.append(bodies(got.pages))
        is_known.set()

    async def get(patience: float) -> Fetched:
        source = dataclasses.replace(feed_source(), patience=timedelta(seconds=patience))
        return await fetch_all(client, source, {"fed": publisher.url}, {}, lambda key, at: True, now=lambda: NOW, meanwhile=meanwhile)

    assert bodies((await get(0.02)).pages) == [b"/statement", b"/note", b""]
    assert so_far == [[b"/statement", b"/note"]]
    await get(5.0)
    assert len(so_far) == 1
