"""Updates that Telegram brings, in place of being asked for them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from telegram import Update, WebhookInfo
from telegram.error import BadRequest, TelegramError

from bot.chat.application import ALLOWED_UPDATES, LONGEST_WAIT, App, Unread
from bot.delivery.telegram.received import read_json, readable
from bot.errors import SettingsError, TokenContested

EVERY = timedelta(minutes=1)
"""Between two looks at whether Telegram still brings updates here."""
REMEMBERED = 4096
"""Numbers of updates that are known: what Telegram brings again, since our answer was lost, is not done again."""
_UNRESOLVED = "resolve host"
"""In Telegram's words for a name that it cannot look up, which may be over in a moment."""

Sleep = Callable[[float], Awaitable[None]]
log = logging.getLogger(__name__)


class Brought:
    """Called with the body of each request that holds the secret; gives whether it was taken, and never waits.

    What cannot be read is taken, named and skipped, as in a list that was asked for: refused, Telegram would bring it for a day.
    """

    def __init__(self, application: App) -> None:
        self._application = application
        self._known: deque[int] = deque(maxlen=REMEMBERED)

    def __call__(self, body: bytes) -> bool:
        """Take an update; not before the bot is connected, and not once it stops."""
        if not self._application.running:
            return False
        update = self._read(body)
        if update is not None and update.update_id not in self._known:
            self._known.append(update.update_id)
            self._application.update_queue.put_nowait(update)
        return True

    def _read(self, body: bytes) -> Update | None:
        unread: Unread = self._application.bot_data["unread"]
        try:
            told = read_json(body)
        except ValueError:
            unread("it is no JSON")
            return None
        try:
            [found] = readable([told], unread)
        except TelegramError:  # it has no number, which was said
            return None
        return Update.de_json(found, self._application.bot)


async def be_brought(application: App, url: str, secret: str, *, sleep: Sleep = asyncio.sleep) -> None:
    """Have Telegram bring updates to `url`, and see to it that it goes on, until cancelled; of several processes one does.

    Raises SettingsError where Telegram refuses the address, TokenContested where another program has given it another one.
    """
    await _ask(application, url, secret, sleep)
    told_of: datetime | None = None
    while True:
        await sleep(EVERY.total_seconds())
        try:
            info = await application.bot.get_webhook_info()
        except TelegramError as e:
            log.warning("Telegram was not asked how it brings updates: %s", e.message)
            continue
        if info.url and info.url != url:
            raise TokenContested(
                "another program has Telegram bring this bot's updates elsewhere; this one has stopped: run one of the two"
            )
        if not info.url:
            log.error("another program has told Telegram to bring no updates here: stop one of the two; told it to bring them again")
            await _ask(application, url, secret, sleep)
        told_of = _tell(info, told_of)


def _tell(info: WebhookInfo, told_of: datetime | None) -> datetime | None:
    """Log what went wrong with bringing since `told_of`; gives when that was."""
    at = info.last_error_date
    if at is None or (told_of is not None and at <= told_of):
        return told_of
    log.warning("Telegram could not bring an update: %s; %d wait", info.last_error_message, info.pending_update_count)
    return at


async def _ask(application: App, url: str, secret: str, sleep: Sleep) -> None:
    wait = 1.0
    while True:
        try:
            await application.bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES)
        except TelegramError as e:
            if isinstance(e, BadRequest) and _UNRESOLVED not in e.message:
                raise SettingsError(f"FEDTIDE_WEBHOOK_URL: Telegram brings nothing there ({e.message})") from e
            log.warning("Telegram was not told where to bring updates, trying again in %.0f s: %s", wait, e.message)
            await sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        else:
            log.info("Telegram brings updates to %s", url)
            return
