"""`fedtide doctor`: whether everything that a run needs is there, each finding with its remedy. Stores and sends nothing."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from bot.calendars.newyork import today
from bot.errors import FetchError, SourceError, StoreError, TokenRejected
from bot.jobs.check import Check
from bot.jobs.doors import receiver, served
from bot.polling.fetch import TIMEOUT, Client, fetch, rebase
from bot.polling.operator_notices import SKEW, summary_of_rows
from bot.rulebook import rulebook_of
from bot.running.watching import client_of, utc_now, watched_sources
from bot.settings import Settings, doubts_now
from bot.source import Page, Source, Validators, set_aside_of
from bot.store import store_place
from bot.store.inspection import inspect


async def examine(settings: Settings, *, offline: bool = False, now: Callable[[], datetime] = utc_now) -> list[Check]:
    """Check the settings, rules, database and the address where we are asked, and unless `offline` the clock and all that is asked itself.

    That is each watched publisher, Telegram, and the receiver of webhooks.
    """
    here = [_settings(settings), *_environment(), _rules(settings), *_database(settings), *await asyncio.to_thread(served, settings)]
    if offline:
        return here
    sources = watched_sources(settings)
    async with client_of(settings) as client:
        read = await asyncio.gather(*(_source(source, client, settings, now) for source in sources))
    pages = [page for _, pages in read for page in pages]
    return [*here, _clock(pages), *(check for check, _ in read), *await _telegram(settings), *await receiver(settings)]


def _settings(settings: Settings) -> Check:
    if "no contact" in settings.user_agent:
        remedy = "set FEDTIDE_USER_AGENT to a name with a mail address: the Fed refuses requests without a name, and may ask who this is"
        return Check(name="settings", status="warn", detail="requests name no contact", remedy=remedy)
    return Check(name="settings", status="ok", detail="readable")


def _environment() -> list[Check]:
    """What stands around the settings and is not read, not obeyed, or open to others."""
    return [Check(name="environment", status="warn", detail=doubt.text, remedy=doubt.remedy) for doubt in doubts_now()]


def _rules(settings: Settings) -> Check:
    try:
        book = rulebook_of(settings)
    except ExceptionGroup as group:
        detail = f"{len(group.exceptions)} faults, the first: {group.exceptions[0]}"
        return Check(name="rules", status="fail", detail=detail, remedy="fedtide rules check names them all")
    return Check(name="rules", status="ok", detail=f"{len(book.rules)} rules, version {book.version}")


def _database(settings: Settings) -> list[Check]:
    try:
        found = inspect(store_place(settings.database_url))
    except StoreError as e:
        return [Check(name="database", status="fail", detail=str(e), remedy="see docs/adr/0004-storage.md, or restore a backup")]
    if found.revision is None:
        return [Check(name="database", status="ok", detail="not there yet; the first start makes it")]
    opens = Check(name="database", status="ok", detail="opens and can be written")
    if found.revision == found.head:
        return [opens, Check(name="migrations", status="ok", detail=f"schema {found.head}")]
    if found.is_newer:
        detail = f"schema {found.revision} was written by a newer fedtide, this one knows {found.head}"
        return [opens, Check(name="migrations", status="fail", detail=detail, remedy="update fedtide")]
    detail = f"schema {found.revision}, this fedtide has {found.head}"
    return [opens, Check(name="migrations", status="warn", detail=detail, remedy="the next start brings it up to date; keep a copy before")]


async def _source(source: Source, client: Client, settings: Settings, now: Callable[[], datetime]) -> tuple[Check, list[Page]]:
    """Ask for what a poll of the source asks first, and read it."""
    pages: list[Page] = []
    try:
        for link in (*source.paths, *source.recent(today(now()))):
            url = rebase(link, source, settings.origins)
            page = await fetch(
                client, url, source_id=source.id, validators=Validators(), max_bytes=source.max_bytes, timeout=TIMEOUT, now=now
            )
            pages += [page] if page else []
        held = await asyncio.to_thread(_held, source, pages)
    except FetchError as e:
        return Check(name=source.id, status="fail", detail=_told(e), remedy=_way(source, e)), pages
    except SourceError as e:
        remedy = "look at the page in a browser: if it is a notice, wait; if its form changed, update fedtide or report it"
        return Check(name=source.id, status="fail", detail=_told(e), remedy=remedy), pages
    return held, pages


def _held(source: Source, pages: Sequence[Page]) -> Check:
    read, what = _read(source, pages)
    detail = f"{sum(map(len, read))} {what} on {len(pages)} pages"
    if aside := set_aside_of(*read):
        remedy = "wait for the publisher to correct it; if more rows follow, their form changed: update fedtide or report it"
        return Check(name=source.id, status="warn", detail=f"{detail}; {summary_of_rows(aside)}", remedy=remedy)
    return Check(name=source.id, status="ok", detail=detail)


def _read(source: Source, pages: Sequence[Page]) -> tuple[list[Sequence[object]], str]:
    if source.prices:
        return [source.prices(page) for page in pages], "prices"
    if source.expectations:
        return [source.expectations(page) for page in pages], "meetings"
    return [source.parse(pages)], "events"


def _told(error: SourceError) -> str:
    return f"{error} ({error.url})" if error.url else str(error)


def _way(source: Source, error: FetchError) -> str:
    if error.status in (403, 429, 451):
        return "the publisher refuses this address: wait, name a contact in FEDTIDE_USER_AGENT, or go out another way by FEDTIDE_HTTP_PROXY"
    if error.status:
        return "wait and ask again: the publisher has trouble, or an origin in the settings is not its own"
    return f"check the network, FEDTIDE_HTTP_PROXY and the origin of {source.publisher} in the settings"


def _clock(pages: Iterable[Page]) -> Check:
    """This machine's clock against the publishers'; the median, since one publisher may be wrong."""
    skews = [(page.fetched_at - page.served_at).total_seconds() for page in pages if page.fetched_at and page.served_at]
    if not skews:
        return Check(name="clock", status="warn", detail="no publisher said what time it is", remedy="see the publishers below")
    skew = statistics.median(skews)
    if abs(skew) > SKEW.total_seconds():
        detail = f"{abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} the publishers' clocks"
        return Check(name="clock", status="warn", detail=detail, remedy="set the clock, best by NTP: windows around releases depend on it")
    return Check(name="clock", status="ok", detail=f"within {SKEW.total_seconds():.0f} s of {len(skews)} answers")


async def _telegram(settings: Settings) -> list[Check]:
    """Whether the token is good and the operators' chats can be reached."""
    name = "telegram"
    if settings.telegram_bot_token is None:
        remedy = "get a token from @BotFather and set TELEGRAM_BOT_TOKEN; without it only fedtide run --console works"
        return [Check(name=name, status="warn", detail="no token", remedy=remedy)]
    from bot.chat.checkup import check_up  # it loads the library for Telegram, which an offline doctor has no use for

    try:
        found = await check_up(
            settings.telegram_bot_token.get_secret_value(),
            base_url=settings.telegram_api_url,
            proxy=settings.telegram_proxy,
            chat_ids=sorted(settings.admin_chat_ids),
        )
    except TokenRejected as e:
        return [Check(name=name, status="fail", detail=str(e), remedy="set TELEGRAM_BOT_TOKEN to what @BotFather shows under /mybots")]
    except ConnectionError as e:
        remedy = "check the network; where Telegram is blocked set FEDTIDE_TELEGRAM_PROXY or TELEGRAM_API_URL"
        return [Check(name=name, status="fail", detail=f"no answer: {e}", remedy=remedy)]
    checks = [Check(name=name, status="ok", detail=f"the token is that of @{found.username}")]
    if not found.can_join_groups:
        remedy = "allow it with /setjoingroups at @BotFather, if groups are to have it"
        checks.append(Check(name="telegram rights", status="warn", detail="the bot may not be added to groups", remedy=remedy))
    for chat_id, reason in found.unreachable:
        remedy = "open the bot in that chat and press Start, or correct FEDTIDE_ADMIN_CHAT_IDS"
        checks.append(Check(name="telegram rights", status="warn", detail=f"operator chat {chat_id}: {reason}", remedy=remedy))
    return checks
