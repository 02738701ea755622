"""Instants on the reader's own clock: Telegram's `<tg-time>`, whose text is what a reader without it sees.

The text has the chat's zone where that is known, else New York's for English readers and Beijing's for Chinese ones; the zone's name
stands inside the tag, so that it goes when the reader's own clock takes its place.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo

from bot.i18n import N_, Texts, texts
from bot.render import amounts
from bot.render.html import escape

DAY_AND_TIME, WEEKDAY_AND_TIME, TIME = "dt", "wt", "t"
"""As Telegram shows an instant. The time alone, of a list, names the zone only where it is not the reader's own."""
WEEKDAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_TAG = re.compile(r'<tg-time unix="(\d+)" format="(\w+)">(.*?)</tg-time>', re.DOTALL)


def stamp(at: datetime, tx: Texts, form: str = DAY_AND_TIME, zone: tzinfo | None = None) -> str:
    """An instant as Telegram HTML: `<tg-time unix="1761760800" format="dt">29 Oct 14:00 ET</tg-time>`."""
    return f'<tg-time unix="{int(at.timestamp())}" format="{form}">{escape(told(at, tx, form, zone))}</tg-time>'


def told(at: datetime, tx: Texts, form: str = DAY_AND_TIME, zone: tzinfo | None = None) -> str:
    """The same as plain text, on the clock of `zone`, or of the language."""
    where = zone or ZoneInfo(tx.language.home_clock)
    there = at.astimezone(where)
    if form == TIME:
        is_own = zone is not None or tx.language.home_clock == tx.language.zone
        return f"{there:%H:%M}" if is_own else tx.t("{clock} {zone}", clock=f"{there:%H:%M}", zone=zone_name(where, tx))
    day = tx.t(WEEKDAYS[there.weekday()]) if form == WEEKDAY_AND_TIME else amounts.short_day(there.date(), tx.lang)
    return tx.t("{day} {clock} {zone}", day=day, clock=f"{there:%H:%M}", zone=zone_name(where, tx))


def to_the_second(at: datetime, tx: Texts) -> str:
    """An instant with its year and seconds, on the clock of the language, plain text."""
    where = ZoneInfo(tx.language.home_clock)
    there = at.astimezone(where)
    return tx.t("{day} {clock} {zone}", day=amounts.day(there.date(), tx.lang), clock=f"{there:%H:%M:%S}", zone=zone_name(where, tx))


def home_zone(tx: Texts) -> str:
    """What the clock of the language is called: `ET`, `北京时间`."""
    return zone_name(ZoneInfo(tx.language.home_clock), tx)


def read_by(zone: str, tx: Texts) -> str:
    """The zone by which a chat is told the time: its own, or the language's clock where it has set none."""
    return tx.language.home_clock if zone == tx.language.zone else zone


def zone_name(zone: tzinfo, tx: Texts) -> str:
    """A zone as a reader knows it: `ET`, `北京时间`, `Tokyo time`."""
    known = {"America/New_York": N_("ET"), "Asia/Shanghai": N_("Beijing time"), "Asia/Taipei": N_("Taipei time"), "UTC": N_("UTC")}
    name = getattr(zone, "key", "UTC")
    if name.startswith("Etc/"):
        return zone_called(name)
    return tx.t(known[name]) if name in known else tx.t("{city} time", city=name.rpartition("/")[2].replace("_", " "))


def zone_called(zone: str) -> str:
    """A zone as people write it; the database names those of a fixed offset with the sign turned round."""
    offset = re.fullmatch(r"Etc/GMT([+-])(\d+)", zone)
    return f"UTC{'-' if offset[1] == '+' else '+'}{offset[2]}" if offset else zone


def on_the_clock_of(text: str, zone: str, lang: str) -> str:
    """A message with its fallback texts on a chat's own clock; `zone` is an IANA name."""
    tx, where = texts("alerts", lang), ZoneInfo(zone)
    return _TAG.sub(lambda found: stamp(datetime.fromtimestamp(int(found[1]), UTC), tx, found[2], where), text)


def without_tags(text: str) -> str:
    """The message for a server that does not know the tag: the fallback texts alone."""
    return _TAG.sub(r"\3", text)
