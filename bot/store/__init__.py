"""The store: events, assessments, alerts, subscriptions and the outbox in one SQLite file or a PostgreSQL database.

Synchronous and safe to call from any thread: what may take longer than a few milliseconds goes through `asyncio.to_thread`.
"""

from __future__ import annotations

from bot.store.assessments import Assessments, CountedSignal, Latency, Score
from bot.store.calendar import Calendar
from bot.store.cards import Card, Cards
from bot.store.database import Place, store_path, store_place
from bot.store.deliveries import Deliveries
from bot.store.digests import Digests, DueDigest
from bot.store.disputes import Disputes
from bot.store.events import Events
from bot.store.expectations import Expectations
from bot.store.fan_out import FanOut
from bot.store.feed import Entry, Feed, Listed
from bot.store.figures import Depth, Figures, Grown, Mark, Owed, Told
from bot.store.notes import Notes, TimedMessage, Waiting
from bot.store.operators import Operators
from bot.store.pages import Pages
from bot.store.prices import Prices
from bot.store.receipts import Reaction, Receipts, Unsettled
from bot.store.retention import Retention
from bot.store.rich_refusals import RichRefusals
from bot.store.set_aside import RowsSetAside
from bot.store.share import Share
from bot.store.states import SourceState, SourceStates
from bot.store.subscribers import Carried, Subscribers
from bot.store.timeline import Timeline
from bot.store.watches import Watches

__all__ = [
    "Card",
    "Carried",
    "CountedSignal",
    "Depth",
    "DueDigest",
    "Entry",
    "Grown",
    "Latency",
    "Listed",
    "Mark",
    "Owed",
    "Place",
    "Reaction",
    "Score",
    "Share",
    "SourceState",
    "Store",
    "TimedMessage",
    "Told",
    "Unsettled",
    "Waiting",
    "open_store",
    "store_path",
    "store_place",
]


class Store(
    Pages,
    SourceStates,
    Events,
    Timeline,
    Feed,
    Prices,
    Expectations,
    Calendar,
    Assessments,
    Operators,
    Subscribers,
    Watches,
    Cards,
    FanOut,
    Deliveries,
    Notes,
    Digests,
    Receipts,
    Disputes,
    RowsSetAside,
    RichRefusals,
    Retention,
    Figures,
):
    """Everything that outlives the process; each part is documented where it is defined."""


def open_store(url: str) -> Store:
    """Open the database that a URL names: its schema is brought up to date, a file (`sqlite:///data/fedtide.db`) and its folder made.

    Raises StoreError, saying how to mend it, for a URL that names no database, a file that is none or not writable, a server that
    is not reached, and a database that a newer version of the program has written.
    """
    return Store(store_place(url))
