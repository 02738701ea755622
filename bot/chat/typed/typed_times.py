"""What people type about time: zones, quiet hours, digests, snoozes. Read strictly: a change, or what would be right. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.audience.quiet_hours import zone_named, zones_like
from bot.chat.presses import SetDigest, SetForm, SetQuiet, SetReceipts
from bot.chat.typed.changes import Wrong, shown
from bot.i18n import N_
from bot.model import ReceiptMode, Rhythm

OFF = frozenset({"off", "none", "no", "关闭", "关", "取消"})
CITIES: Mapping[str, str] = {
    "beijing": "Asia/Shanghai", "北京": "Asia/Shanghai", "上海": "Asia/Shanghai", "香港": "Asia/Hong_Kong", "台北": "Asia/Taipei",
    "新加坡": "Asia/Singapore", "东京": "Asia/Tokyo", "纽约": "America/New_York", "伦敦": "Europe/London",
    "est": "America/New_York", "et": "America/New_York", "cst": "Asia/Shanghai", "cet": "Europe/Berlin", "gmt": "UTC",
    "sgt": "Asia/Singapore", "hkt": "Asia/Hong_Kong", "jst": "Asia/Tokyo",
}  # fmt: skip
"""What people call zones besides their names; CST is China's here, where most of its readers are."""
RHYTHM_WORDS: Mapping[str, Rhythm] = {
    "daily": Rhythm.DAILY, "day": Rhythm.DAILY, "每天": Rhythm.DAILY, "每日": Rhythm.DAILY,
    "weekly": Rhythm.WEEKLY, "week": Rhythm.WEEKLY, "每周": Rhythm.WEEKLY,
    **dict.fromkeys(OFF, Rhythm.OFF),
}  # fmt: skip
WEEKDAY_WORDS: Mapping[str, int] = {
    word: day
    for day, words in enumerate(
        ("mon monday 周一 星期一", "tue tuesday 周二 星期二", "wed wednesday 周三 星期三", "thu thursday 周四 星期四",
         "fri friday 周五 星期五", "sat saturday 周六 星期六", "sun sunday 周日 星期日 星期天")
    )
    for word in words.split()
}  # fmt: skip
UNITS = {"h": 1, "hour": 1, "hours": 1, "小时": 1, "d": 24, "day": 24, "days": 24, "天": 24, "w": 168, "week": 168, "weeks": 168, "周": 168}
LONGEST_SNOOZE = 30 * 24
"""Hours."""
BREAK_WORDS = frozenset({"break", "above", "unless", "except", "突破", "除非"})
ZONE_WRONG = N_("I don't know the time zone “{word}”. Write its name, for example <code>/timezone {example}</code>, or <code>UTC+8</code>.")
QUIET_WRONG = N_(
    "“{word}” won't do. Write from when to when on your clock, for example <code>/quiet 23:00-07:00</code>, with "
    "<code>break 60</code> behind it to let impact 60 and more through, or <code>/quiet off</code>."
)
QUIET_SAME = N_(
    "Quiet hours need two different times, for example <code>/quiet 23:00-07:00</code>. For silence around the clock use /snooze."
)
DIGEST_WRONG = N_(
    "“{word}” won't do. Write how often and at which hour, for example <code>/digest daily 8</code>, <code>/digest weekly sat 9</code> or "
    "<code>/digest off</code>."
)
SNOOZE_WRONG = N_(
    "“{word}” won't do. Write how long, for example <code>/snooze 1h</code>, <code>1d</code>, <code>1w</code> or <code>off</code>."
)
RECEIPT_WORDS: Mapping[str, ReceiptMode] = {
    "digest": ReceiptMode.DIGEST, "摘要": ReceiptMode.DIGEST,
    "message": ReceiptMode.MESSAGE, "messages": ReceiptMode.MESSAGE, "reply": ReceiptMode.MESSAGE, "replies": ReceiptMode.MESSAGE,
    "消息": ReceiptMode.MESSAGE, "回复": ReceiptMode.MESSAGE,
    **dict.fromkeys(OFF, ReceiptMode.OFF),
}  # fmt: skip
RECEIPTS_WRONG = N_("“{word}” won't do. Write <code>/receipts digest</code>, <code>/receipts message</code> or <code>/receipts off</code>.")
FORM_WRONG = N_("“{word}” won't do. Write <code>/form short</code> or <code>/form long</code>.")


def read_zone(words: Sequence[str]) -> str | Wrong:
    """What `/timezone ...` asks for: an IANA name in any case, a city, or `UTC+8`."""
    said = " ".join(words)
    found = CITIES.get(said.casefold()) or zone_named(said)
    if found is not None:
        return found
    near = next(iter(zones_like(words[-1])), "Asia/Shanghai")
    return Wrong(ZONE_WRONG, {"word": shown(said), "example": near})


def read_quiet(words: Sequence[str], now: SetQuiet) -> SetQuiet | Wrong:
    """What `/quiet ...` asks for: `23:00-07:00`, the same with `break 60`, `break 60` alone, `off`; `now` is what holds so far."""
    said = " ".join(words).casefold().replace("–", "-").replace("：", ":").replace("到", "-").replace("至", "-").replace(" to ", "-")
    if said in OFF:
        return SetQuiet()
    hours, _, rest = _split(said)
    wish = now
    if hours:
        found = _hours(hours)
        if found is None:
            return Wrong(QUIET_WRONG, {"word": shown(" ".join(words))})
        if found[0] == found[1]:
            return Wrong(QUIET_SAME)
        wish = SetQuiet(*found)
    if rest is not None:
        impact = _breakthrough(rest)
        if impact is False or wish.begins is None:
            return Wrong(QUIET_WRONG, {"word": shown(" ".join(words))})
        wish = replace(wish, breakthrough=impact)
    return wish


def _split(said: str) -> tuple[str, str, str | None]:
    """Hours, the word between, and what follows it (None: no such word)."""
    for word in BREAK_WORDS:
        if found := re.search(rf"(?:^|\s){word}\s*", said):
            return said[: found.start()].strip(), word, said[found.end() :].strip()
    return said, "", None


def _hours(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(\d{1,2})(?::(\d\d))?\s*-\s*(\d{1,2})(?::(\d\d))?", text, re.ASCII)
    if found is None:
        return None
    first, second = (int(found[n]) * 60 + int(found[n + 1] or 0) for n in (1, 3))
    fits = all(int(found[n]) <= 24 and int(found[n + 1] or 0) < 60 for n in (1, 3)) and first <= 1440 and second <= 1440
    return (first % 1440, second % 1440) if fits else None


def _breakthrough(word: str) -> int | bool | None:
    """An impact, None for never, False for neither."""
    if word in OFF or word == "never":
        return None
    return int(word) if re.fullmatch(r"\d{1,3}", word, re.ASCII) and int(word) <= 100 else False


def read_digest(words: Sequence[str], now: SetDigest) -> SetDigest | Wrong:
    """What `/digest ...` asks for: `daily 8`, `weekly sat 9`, `off`; what is not said stays as it is."""
    wish = now
    for word in (word.casefold().rstrip("点") for word in words):
        if word in RHYTHM_WORDS:
            wish = replace(wish, rhythm=RHYTHM_WORDS[word])
        elif word in WEEKDAY_WORDS:
            wish = replace(wish, weekday=WEEKDAY_WORDS[word])
        elif (hour := re.fullmatch(r"(\d{1,2})(?::00)?", word, re.ASCII)) and int(hour[1]) <= 23:
            wish = replace(wish, hour=int(hour[1]))
        else:
            return Wrong(DIGEST_WRONG, {"word": shown(" ".join(words))})
    return wish


def read_snooze(words: Sequence[str]) -> timedelta | Wrong:
    """What `/snooze ...` asks for: `1h`, `2 days`, `off` (no time at all)."""
    said = "".join(words).casefold()
    if said in OFF:
        return timedelta(0)
    found = re.fullmatch(r"(\d{1,3})([a-z\u4e00-\u9fff]+)", said, re.ASCII)
    hours = int(found[1]) * UNITS.get(found[2], 0) if found else 0
    if not 0 < hours <= LONGEST_SNOOZE:
        return Wrong(SNOOZE_WRONG, {"word": shown(" ".join(words))})
    return timedelta(hours=hours)


def read_form(words: Sequence[str]) -> SetForm | Wrong:
    """What `/form ...` asks for: short or long."""
    word = " ".join(words).casefold()
    if word in ("short", "long", "短", "长", "简短", "完整"):
        return SetForm(word in ("short", "短", "简短"))
    return Wrong(FORM_WRONG, {"word": shown(" ".join(words))})


def read_receipts(words: Sequence[str]) -> SetReceipts | Wrong:
    """What `/receipts ...` asks for: digest, message or off."""
    word = " ".join(words).casefold()
    return SetReceipts(RECEIPT_WORDS[word]) if word in RECEIPT_WORDS else Wrong(RECEIPTS_WRONG, {"word": shown(" ".join(words))})
