"""fedtide: what is owed to so many chats, from the store to the wire and back into the store, with its guarantee."""

import contextlib
import tempfile
from datetime import UTC, datetime

from sqlalchemy import insert

from bot.chat.pages.under import make_under
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain, settle
from bot.delivery.telegram.client import make_client
from bot.delivery.telegram.pacing import Pacing
from bot.delivery.telegram.send import make_send
from bot.model import Subscription
from bot.store import open_store
from bot.store.schema import subscriptions
from tests.bench.peers.message import TEXT, TOKEN, measured
from tests.builders.alerts import NOON, alert, assessed, repo

RATE = 100_000.0


def subscribe(store, chat_ids):
    """Subscribe chats with what is usual, in one transaction; a first one is."""
    with store._write() as connection:
        row = connection.execute(subscriptions.select()).first()._asdict()
        del row["id"]
        connection.execute(insert(subscriptions), [row | {"chat_id": chat_id} for chat_id in chat_ids])
    store.roll(NOON)  # as the clock has done long before


async def main(url, count, clock):
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(open_store(f"sqlite:///{folder}/bench.db")) as store:
        limiter = Limiter(RATE)
        async with make_client(TOKEN, base_url=url, proxy=None, pacing=Pacing(limiter, lambda: datetime.now(UTC))) as client:
            send = make_send(client, now=lambda: NOON, under=make_under(store))

            async def told(key):
                event = repo(key, published_at=NOON)
                store.commit(event, assessed(), alert(event, texts={"en": TEXT}), NOON)
                return await drain(store, send, limiter, now=lambda: NOON)

            store.subscribe(Subscription(chat_id=1000))
            assert await told("RP 1") == {"sent": 1}
            subscribe(store, range(1001, 1001 + count))
            store.close_chat(1000, "it has had its message")
            settle()
            clock()
            ended = await told("RP 2")
            assert ended == {"sent": count}, ended


if __name__ == "__main__":
    measured(main)
