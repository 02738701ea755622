"""The program at the other end, as a subscriber: what it gets, and since when. It is one subscription that no chat can have."""

from __future__ import annotations

from bot.kinds import KINDS
from bot.model import WEBHOOK, Mode, ReceiptMode, Rhythm, Subscription
from bot.store import Store

PROGRAM = -(2**60)
"""The program, as a chat; Telegram's ids have 52 bits."""
NOT_SET = "no receiver is set"
WISH = Subscription(
    chat_id=PROGRAM,
    channel=WEBHOOK,
    modes=dict.fromkeys(KINDS, Mode.ALL),
    digest=Rhythm.OFF,
    receipts=ReceiptMode.OFF,
    reactions=False,
)
"""Every scored event at once, whatever its impact, and nothing that is made for people: a program chooses by itself."""


def enlist(store: Store) -> None:
    """Owe the program what is committed from now on; one that had said 410 is asked again."""
    store.subscribe(WISH)
    store.update(WISH)


def dismiss(store: Store) -> None:
    """Owe it nothing any more, where a receiver was set before."""
    if store.has_subscription(PROGRAM):
        store.close_chat(PROGRAM, NOT_SET)
