"""Ways out besides Telegram, and who is written to in closed mode."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from bot.delivery.telegram.admitting import to_admitted
from bot.delivery.terminal import CONSOLE_CHAT, print_to
from bot.errors import DeliveryRefused
from bot.model import Delivery
from bot.settings import load_settings

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def delivery(chat_id: int, **changes: Any) -> Delivery:
    base: dict[str, Any] = {
        "id": 1, "alert_id": 1, "thread_id": None, "is_group": False, "text": "<b>Repo</b> &amp; more", "lang": "en", "silent": True,
        "impact": 40, "attempts": 1, "expires_at": NOON + timedelta(hours=6),
    }  # fmt: skip
    return Delivery(chat_id=chat_id, **(base | changes))


async def test_the_terminal_shows_plain_text_and_rings_only_when_it_should() -> None:
    shown: list[str] = []
    send = print_to(shown.append, lambda: NOON)
    assert await send(delivery(CONSOLE_CHAT)) == 1
    assert await send(delivery(CONSOLE_CHAT, silent=False)) == 2
    assert shown == [
        "── 2026-01-05 12:00:00 UTC\nRepo & more\n",
        "── 2026-01-05 12:00:00 UTC 🔔\nRepo & more\n",
    ]


@pytest.mark.parametrize(("chat_id", "served"), [(1, True), (2, True), (3, False)])
async def test_closed_mode_delivers_only_to_those_listed_and_the_operators(chat_id: int, served: bool) -> None:
    settings = load_settings({"FEDTIDE_ALLOWED_CHAT_IDS": "1", "FEDTIDE_ADMIN_CHAT_IDS": "2"})

    async def send(delivery: Delivery) -> int:
        return 7

    sent = to_admitted(send, settings)
    if served:
        assert await sent(delivery(chat_id)) == 7
    else:
        with pytest.raises(DeliveryRefused):
            await sent(delivery(chat_id))


async def test_open_mode_delivers_to_everyone() -> None:
    async def send(delivery: Delivery) -> int:
        return 7

    assert await to_admitted(send, SimpleNamespace(admits=load_settings({}).admits))(delivery(3)) == 7
