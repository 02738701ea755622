"""Play the stretch: step a simulated clock from publication to publication and let the very same pipeline and outbox do their work."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from bot import render
from bot.calendars.newyork import at
from bot.codec import scored_json
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.demo.local_chat import LocalChat, Tally
from bot.demo.publisher import ORIGINS, Publisher
from bot.demo.tables import figures
from bot.errors import SourceError
from bot.evidence.drawn import drawn
from bot.evidence.looked_up import looked_up
from bot.evidence.of_event import of_event
from bot.model import Delivery, Published, Subject
from bot.polling.operator_notices import SourceHealth
from bot.polling.poll import poll
from bot.render import behind, chat_page
from bot.render.evidence.captions import LOOKED_UP, PICTURES, Picture
from bot.render.evidence.of_event import OF_EVENT
from bot.sources import source, sources
from bot.store import Store, open_store
from rules.document import load_rulebook
from rules.ledger import shipped_ledger
from rules.model import Rulebook, Statistics

FIRST_DAY = date(2025, 10, 29)
LAST_DAY = date(2026, 1, 7)
FIRST_LOOK = at(date(2025, 10, 28), time(18))
"""The evening before: what is public by then is the past, stored and not told."""
PLAYED = ("fed.press_release", "fed.balance_sheet", "nyfed.repo_operation", "nyfed.reverse_repo_operation")
"""The sources whose pages the demo rebuilds."""
NOTICED_AFTER = timedelta(seconds=3)
"""Between something becoming public and the poll that finds it."""

Sleep = Callable[[float], Awaitable[None]]


@dataclass
class Clock:
    """The simulated time."""

    at: datetime

    def now(self) -> datetime:
        """What it shows."""
        return self.at

    async def sleep(self, seconds: float) -> None:
        """Let simulated time pass, at once."""
        self.at += timedelta(seconds=seconds)


async def play(
    *,
    lang: str,
    echo: Callable[[str], None],
    speed: float | None = None,
    as_json: bool = False,
    out: Path | None = None,
    rulebook: Rulebook | None = None,
    sleep: Sleep = asyncio.sleep,
) -> Tally:
    """Play the stretch and print it through `echo`: as the chat shows it, or with `as_json` one object a line for every event.

    `lang` is one of bot.model.LANGUAGES. `speed` is in recorded hours a second; None waits for nothing. `out`, a folder, is made and
    gets the chat as a page at a phone's width, and the pictures that can be drawn without anybody's prices. Everything else is kept in a
    temporary folder that is gone at the end. Raises SourceError when a rebuilt page can't be read.
    """
    if out is not None:
        await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    clock = Clock(FIRST_LOOK)
    chat = LocalChat(lang, clock.now, _nothing if as_json else echo)
    with _temporary_store() as store:
        stage = Stage(clock, Publisher(figures(), clock.now), store, rulebook or load_rulebook(), chat)
        await stage.play(echo if as_json else _nothing, speed, sleep)
        if out is not None:
            await asyncio.to_thread(_draw, out, store, stage.rulebook.statistics, lang, _told(chat, store))
            await asyncio.to_thread((out / "chat.html").write_text, _page(chat, store), "utf-8")
    return chat.close()


def _page(chat: LocalChat, store: Store) -> str:
    """The chat as a phone shows it, an HTML page."""
    return chat_page.page("fedtide", (_shown(delivery, beside, store) for delivery, beside in chat.sent), chat.lang)


def _told(chat: LocalChat, store: Store) -> list[Published]:
    """What the chat was told of, the order kept."""
    ids = dict.fromkeys(delivery.event_id for delivery, _ in chat.sent if delivery.event_id is not None)
    return [found for one in ids if (found := store.assessed_event(one)) is not None]


def _shown(delivery: Delivery, beside: str, store: Store) -> chat_page.Shown:
    found = store.assessed_event(delivery.event_id) if delivery.event_id is not None else None
    labels = [] if found is None else behind.labels(found.event, found.assessment, delivery.lang)
    return chat_page.Shown(text=delivery.text, heading=beside, buttons=labels)


def _draw(out: Path, store: Store, statistics: Statistics | None, lang: str, told: Iterable[Published]) -> None:
    """Every picture that there is enough for, as PNG files; those of an event are named by its day."""
    for name in PICTURES:
        _keep(out, name, looked_up(store, name, lang) if name in LOOKED_UP else drawn(store, name, statistics, lang=lang))
    for one in told:
        for name in OF_EVENT:
            _keep(out, f"{name}-{one.event.published_at:%Y-%m-%d}", of_event(store, name, one.id, lang))


def _keep(out: Path, name: str, picture: Picture | None) -> None:
    if picture is not None:
        (out / f"{name}.png").write_bytes(picture.png)


@contextlib.contextmanager
def _temporary_store() -> Iterator[Store]:
    """A store that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="fedtide-demo-") as folder, _opened(Path(folder)) as store:
        yield store


def _opened(folder: Path) -> contextlib.closing[Store]:
    return contextlib.closing(open_store(f"sqlite:///{folder.as_posix()}/demo.db"))


def _nothing(text: str) -> None:
    return None


class Stage:
    """Everything that the pipeline and the outbox need, with the simulated clock in place of the real one."""

    def __init__(self, clock: Clock, publisher: Publisher, store: Store, rulebook: Rulebook, chat: LocalChat) -> None:
        self.clock, self.publisher, self.store, self.rulebook, self.chat = clock, publisher, store, rulebook, chat
        self.limiter = Limiter(clock=lambda: clock.now().timestamp(), now=clock.now, sleep=clock.sleep)
        self.client = publisher.client()
        self.watches = {watched.id: SourceHealth() for watched in sources(PLAYED)}

    async def play(self, echo: Callable[[str], None], speed: float | None, sleep: Sleep) -> None:
        """The first look, then each publication in turn; `echo` gets each event as JSON."""
        async with self.client:
            statistics = self.rulebook.statistics
            self.chat.open(FIRST_DAY, LAST_DAY, statistics.as_of if statistics else None)
            for source_id in self.watches:
                await self.poll(source_id)
            self.chat.note_regime(self.store.latest_assessed()[0])
            self.store.subscribe(self.chat.subscription)
            for publication in self.publisher.publications(FIRST_DAY, LAST_DAY):
                await self._wait(publication.at + NOTICED_AFTER, speed, sleep)
                await self._step(publication.source, echo)

    async def poll(self, source_id: str) -> int:
        """One poll of a source; gives how many events were new."""
        result = await poll(
            source(source_id),
            client=self.client,
            origins=ORIGINS,
            store=self.store,
            rulebook=self.rulebook,
            ledger=shipped_ledger(),
            render=render.alert,
            now=self.clock.now,
            health=self.watches[source_id],
        )
        if result.error:
            raise SourceError(result.error, source_id=source_id)
        return result.new

    async def _step(self, source_id: str, echo: Callable[[str], None]) -> None:
        new = await self.poll(source_id)
        found = self.store.latest_assessed(limit=new)[::-1] if new else []
        self.chat.events += len(found)
        for one in found:
            self.chat.note_regime(one)
            subject = Subject(event=one.event, assessment=one.assessment)
            shorts = {lang: render.short(subject, self.rulebook, lang) for lang in one.texts}
            echo(json.dumps(scored_json(one.event, one.assessment, one.texts, shorts), ensure_ascii=False))
        ended = await drain(self.store, self.chat.send, self.limiter, now=self.clock.now)
        self.chat.note_quiet(found, ended["sent"])

    async def _wait(self, until: datetime, speed: float | None, sleep: Sleep) -> None:
        hours = (until - self.clock.now()) / timedelta(hours=1)
        if speed is not None and hours > 0:
            await sleep(hours / speed)
        self.clock.at = max(self.clock.at, until)
