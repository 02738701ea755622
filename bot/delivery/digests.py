"""Digests that are due: composed once for all chats that are to be told the same in the same words, whoever of them is due first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot import render
from bot.assessing import since
from bot.audience.standing import is_announcement
from bot.audience.wanted import mode_of, wanted
from bot.calendars.coming import coming
from bot.calendars.newyork import today
from bot.calendars.releases import ReleaseCalendar
from bot.kinds import ALERT_KINDS
from bot.model import DeliveryState, Followed, Mode, Published, ReceiptMode, Subscription
from bot.render.digest import Digest
from bot.store import DueDigest, Store
from rules.event import YieldChange

AHEAD = timedelta(days=7)
TOLD_AHEAD = ("fomc", "minutes", "h41", "purchase_schedule", "coupon_auction")
LIFE = timedelta(hours=12)
"""How long a digest is worth sending."""

States = Mapping[int, DeliveryState]


class Bitcoin:
    """What bitcoin has done since a publication, up to a moment: worked out once, for however many chats."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store, self._now = store, now
        self._known: dict[datetime, float | None] = {}

    def since(self, found: Sequence[Published]) -> dict[int, float | None]:
        """By publication, in percent; None where it is not known."""
        return {one.id: self._moved(one.event.published_at) for one in found}

    def _moved(self, at: datetime) -> float | None:
        if at not in self._known:
            prices = self._store.prices(since.ASSET, since=at - since.STALE, before=self._now)
            self._known[at] = since.moved_since(at, prices, self._now)
        return self._known[at]


def queue_digests(store: Store, calendar: ReleaseCalendar, now: datetime) -> int:
    """Queue the digests that are due; gives how many."""
    made = 0
    bitcoin: dict[datetime, Bitcoin] = {}
    for alike in _grouped((_settings(one), one) for one in store.due_digests(now)):
        start, until = alike[0].since, alike[0].until
        states = store.states_of(alike, start)
        got = store.followed_by(alike, start, until) if alike[0].chat.receipts is ReceiptMode.DIGEST else {}
        sent = ((states[one.row_id], got.get(one.row_id)) for one in alike)
        for same in _grouped(zip(sent, alike, strict=True)):
            row_id = same[0].row_id
            moves = bitcoin.setdefault(until, Bitcoin(store, until))
            told = _told(store, same[0], dict(states[row_id]), calendar, moves, is_followed=row_id in got)
            text = None if told.is_empty else render.digest.digest(told, same[0].chat.lang, same[0].chat.timezone)
            opens = [one.id for one in render.digest.opened([*told.told, *told.late])]
            made += store.keep_digests(same, text, now, now + LIFE, opens=opens)
    return made


def _grouped(due: Iterable[tuple[Hashable, DueDigest]]) -> list[list[DueDigest]]:
    """Those with the same key together, in their order."""
    found: dict[Hashable, list[DueDigest]] = defaultdict(list)
    for key, one in due:
        found[key].append(one)
    return list(found.values())


def _settings(one: DueDigest) -> Hashable:
    """All that a digest depends on but what its chat was sent."""
    chat = one.chat
    own = frozenset((kind, limits.impact, limits.direction) for kind, limits in chat.own.items())
    told = (chat.receipts is ReceiptMode.DIGEST, chat.impact, chat.direction, frozenset(chat.modes.items()), own)
    return one.since, one.until, chat.lang, chat.timezone, *told


def _told(store: Store, one: DueDigest, states: States, calendar: ReleaseCalendar, bitcoin: Bitcoin, *, is_followed: bool) -> Digest:
    """What a chat's digest has to tell."""
    chat, start, until = one.chat, one.since, one.until
    kinds = [kind for kind in ALERT_KINDS if mode_of(chat, kind) is not Mode.OFF]
    found = sort_out(chat, store.seen_between(start, until, kinds), states)
    settled = store.followed(chat, start, until) if is_followed else []
    return Digest(
        since=start,
        until=until,
        told=found["told"],
        late=found["late"],
        followed=[_with_real_yield(one, store, until) for one in settled],
        below=_counted(found["below"]),
        ahead=[item for item in coming(until, until + AHEAD, calendar) if item.kind in TOLD_AHEAD],
        moved=bitcoin.since([*found["told"], *found["late"]]),
    )


def _with_real_yield(found: Followed, store: Store, now: datetime) -> Followed:
    """What followed an announcement, with the 10-year real yield of its day where that is out."""
    event = found.published.event
    if not is_announcement(event):
        return found
    days = store.history("fred.series", before=now, since=event.published_at, kinds=[YieldChange.KIND])
    same = (one for one in days if isinstance(one, YieldChange) and one.series == "DFII10" and one.as_of == today(event.published_at))
    known = next(same, None)
    return found if known is None else replace(found, real_yield_change_bp=known.change_1d_bp)


def sort_out(chat: Subscription, seen: Sequence[Published], states: States) -> dict[str, list[Published]]:
    """What a digest tells of by name (`told`), what expired (`late`), and what is only counted (`below`)."""
    found: dict[str, list[Published]] = {"told": [], "late": [], "below": []}
    for one in seen:
        state = states.get(one.id)
        if state is DeliveryState.EXPIRED:
            found["late"].append(one)
        elif state is not None or mode_of(chat, one.kind, one.standing) is Mode.DIGEST or wanted(chat, one):
            found["told"].append(one)
        else:
            found["below"].append(one)
    return found


def _counted(seen: Sequence[Published]) -> dict[str, tuple[int, int]]:
    """By kind how many, and the largest impact."""
    counted: dict[str, tuple[int, int]] = {}
    for one in seen:
        count, largest = counted.get(one.kind, (0, 0))
        counted[one.kind] = count + 1, max(largest, one.impact)
    return counted
