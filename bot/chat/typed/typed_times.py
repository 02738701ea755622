"""What people type about time: zones, quiet hours, digests, snoozes. Read strictly: a change, or what would be right. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.audience.quiet_hours import zone_named, zones_like
from bot.chat.presses import SetCard, SetDigest, SetForm, SetPictures, SetQuiet, SetReceipts
from bot.chat.typed.changes import Wrong, shown
from bot.chat.typed.characters import plain
from bot.i18n import N_
from bot.model import ReceiptMode, Rhythm

ON = frozenset({"on", "yes", "开", "开启", "打开"})
OFF = frozenset({"off", "none", "no", "关闭", "关", "取消"})
NEW_YORK, CHICAGO, DENVER, LOS_ANGELES = "America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"
CITIES: Mapping[str, str] = {
    **dict.fromkeys(("beijing", "北京", "上海", "深圳", "广州", "中国", "东八区", "东8区", "china"), "Asia/Shanghai"),
    **dict.fromkeys(("香港", "hkt"), "Asia/Hong_Kong"), **dict.fromkeys(("台北", "台湾"), "Asia/Taipei"),
    **dict.fromkeys(("新加坡", "sgt"), "Asia/Singapore"), **dict.fromkeys(("东京", "日本", "jst"), "Asia/Tokyo"),
    **dict.fromkeys(("首尔", "韩国", "kst"), "Asia/Seoul"), **dict.fromkeys(("伦敦", "英国"), "Europe/London"),
    **dict.fromkeys(("迪拜", "gst"), "Asia/Dubai"), **dict.fromkeys(("悉尼", "aest", "aedt", "aet"), "Australia/Sydney"),
    **dict.fromkeys(("纽约", "美东", "est", "edt", "et", "eastern"), NEW_YORK),
    **dict.fromkeys(("芝加哥", "美中", "cdt", "ct", "central"), CHICAGO),
    **dict.fromkeys(("mdt", "mt", "mountain"), DENVER),
    **dict.fromkeys(("洛杉矶", "旧金山", "美西", "pst", "pdt", "pt", "pacific"), LOS_ANGELES),
    **dict.fromkeys(("akst", "akdt"), "America/Anchorage"), "hst": "Pacific/Honolulu", "brt": "America/Sao_Paulo",
    **dict.fromkeys(("cet", "cest"), "Europe/Berlin"), **dict.fromkeys(("eet", "eest"), "Europe/Athens"), "wet": "Europe/Lisbon",
    **dict.fromkeys(("gmt", "z", "zulu"), "UTC"), "msk": "Europe/Moscow", "wib": "Asia/Jakarta", "pkt": "Asia/Karachi",
    **dict.fromkeys(("nzst", "nzdt"), "Pacific/Auckland"),
}  # fmt: skip
"""What people call zones besides their names."""
AMBIGUOUS: Mapping[str, Sequence[str]] = {
    "cst": ("Asia/Shanghai", CHICAGO), "ist": ("Asia/Kolkata", "Asia/Jerusalem", "Europe/Dublin"),
    "bst": ("Europe/London", "Asia/Dhaka"), "ast": ("America/Halifax", "Asia/Riyadh"), "mst": (DENVER, "Asia/Kuala_Lumpur"),
    "sst": ("Asia/Singapore", "Pacific/Pago_Pago"),
}  # fmt: skip
"""What stands for several clocks: nobody guesses which, the reader is asked."""
_CLOCK_WORDS = re.compile(r"(?:标准)?时间$|\s+(?:standard |daylight )?time$", re.IGNORECASE)
RHYTHM_WORDS: Mapping[str, Rhythm] = {
    "daily": Rhythm.DAILY, "day": Rhythm.DAILY, "everyday": Rhythm.DAILY, "每天": Rhythm.DAILY, "每日": Rhythm.DAILY,
    "weekly": Rhythm.WEEKLY, "week": Rhythm.WEEKLY, "每周": Rhythm.WEEKLY,
    **dict.fromkeys(OFF, Rhythm.OFF),
}  # fmt: skip
WEEKDAY_WORDS: Mapping[str, int] = {
    word: day
    for day, words in enumerate(
        ("mon monday 周一 星期一", "tue tuesday 周二 星期二", "wed wednesday 周三 星期三", "thu thursday 周四 星期四",
         "fri friday 周五 星期五", "sat saturday 周六 星期六", "sun sunday 周日 周天 星期日 星期天")
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
PICTURES_WRONG = N_("“{word}” won't do. Write <code>/pictures on</code> or <code>/pictures off</code>.")
CARD_WRONG = N_("“{word}” won't do. Write <code>/card on</code> or <code>/card off</code>.")
FORM_WORDS = {
    **dict.fromkeys(("long", "长", "完整"), "long"),
    **dict.fromkeys(("short", "短", "简短"), "short"),
    **dict.fromkeys(("rich", "富文本", "图表"), "rich"),
}
FORM_WRONG = N_("“{word}” won't do. Write <code>/form short</code>, <code>/form long</code> or <code>/form rich</code>.")


@dataclass(frozen=True, slots=True)
class WhichZone:
    """A word that stands for several clocks, and these."""

    word: str
    zones: Sequence[str]


def read_zone(words: Sequence[str]) -> str | WhichZone | Wrong:
    """What `/timezone ...` asks for: an IANA name in any case, a city, `EDT`, `UTC+8`, `+5:30`; asks back where a word means several."""
    typed = " ".join(words)
    said = _CLOCK_WORDS.sub("", plain(typed).strip()).strip()
    word = said.casefold().replace(".", "")
    if word in AMBIGUOUS:
        return WhichZone(shown(typed), AMBIGUOUS[word])
    found = CITIES.get(word) or zone_named(said)
    if found is not None:
        return found
    near = next(iter(zones_like(said.split()[-1])), "Asia/Shanghai") if said else "Asia/Shanghai"
    return Wrong(ZONE_WRONG, {"word": shown(typed), "example": near})


def read_quiet(words: Sequence[str], now: SetQuiet) -> SetQuiet | Wrong:
    """What `/quiet ...` asks for: `23:00-07:00`, the same with `break 60`, `break 60` alone, `off`; `now` is what holds so far."""
    said = _TO.sub("-", plain(" ".join(words)).casefold())
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
    first, _, second = text.partition("-")
    begins, ends = _minutes(first), _minutes(second)
    return None if begins is None or ends is None else (begins, ends)


def _minutes(text: str) -> int | None:
    """Minutes after midnight of `23:00`, `23`, `11pm`, `7点半`, `晚上11点`; None for anything else."""
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return None
    hour, minute = int(found["hour"]), 30 if found["minute"] == "半" else int(found["minute"] or 0)
    half = found["half"] or (found["late"] or "").replace(".", "")
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    total = 60 * hour + minute
    return total % 1440 if total <= 1440 and minute < 60 else None


_MORNING, _AFTERNOON = ("am", "凌晨", "早上", "早", "上午"), ("pm", "下午", "傍晚", "晚上", "晚", "夜里")
_HALVES = "|".join(sorted((*_MORNING[1:], *_AFTERNOON[1:]), key=len, reverse=True))
_CLOCK = re.compile(
    rf"(?P<half>{_HALVES})?\s*(?P<hour>\d{{1,2}})(?:\s*(?::|点钟?|时|h)\s*(?:(?P<minute>\d\d|半)分?)?)?\s*(?P<late>[ap]\.?m\.?)?", re.ASCII
)
_TO = re.compile(r"\s*(?:-+|到|至|\bto\b|\buntil\b)\s*")


def _breakthrough(word: str) -> int | bool | None:
    """An impact, None for never, False for neither."""
    if word in OFF or word == "never":
        return None
    return int(word) if re.fullmatch(r"\d{1,3}", word, re.ASCII) and int(word) <= 100 else False


def read_digest(words: Sequence[str], now: SetDigest) -> SetDigest | Wrong:
    """What `/digest ...` asks for: `daily 8`, `weekly sat 9`, `每周六9点`, `off`; what is not said stays as it is."""
    wish = now
    for word in _digest_words(plain(" ".join(words)).casefold()):
        minutes = _minutes(word)
        if word in RHYTHM_WORDS:
            wish = replace(wish, rhythm=RHYTHM_WORDS[word])
        elif word in WEEKDAY_WORDS:
            wish = replace(wish, weekday=WEEKDAY_WORDS[word])
        elif minutes is not None and minutes % 60 == 0:
            wish = replace(wish, hour=minutes // 60)
        else:
            return Wrong(DIGEST_WRONG, {"word": shown(" ".join(words))})
    return wish


def _digest_words(said: str) -> list[str]:
    """The words, those apart that Chinese writes together: `每周六9点` is 每周, 周六, 9点."""
    said = re.sub(r"每(?:周|星期)(?=[一二三四五六日天])", "每周 周", said)
    said = re.sub(r"(每天|每日|每周(?! 周)|周[一二三四五六日天]|星期[一二三四五六日天])", r" \1 ", said)
    said = re.sub(r"(?<=\d)\s+(?=[ap]\.?m)", "", said)
    return [word for word in said.split() if word not in ("at", "on", "every", "的")]


def read_snooze(words: Sequence[str]) -> timedelta | Wrong:
    """What `/snooze ...` asks for: `1h`, `2 days`, `off` (no time at all)."""
    said = plain("".join(words)).casefold()
    if said in OFF:
        return timedelta(0)
    found = re.fullmatch(r"(\d{1,3})([a-z\u4e00-\u9fff]+)", said, re.ASCII)
    hours = int(found[1]) * UNITS.get(found[2], 0) if found else 0
    if not 0 < hours <= LONGEST_SNOOZE:
        return Wrong(SNOOZE_WRONG, {"word": shown(" ".join(words))})
    return timedelta(hours=hours)


def read_form(words: Sequence[str]) -> SetForm | Wrong:
    """What `/form ...` asks for: short, long or rich."""
    word = plain(" ".join(words)).casefold()
    if word in FORM_WORDS:
        return SetForm(FORM_WORDS[word])
    return Wrong(FORM_WRONG, {"word": shown(" ".join(words))})


def read_pictures(words: Sequence[str]) -> SetPictures | Wrong:
    """What `/pictures ...` asks for: on or off."""
    word = plain(" ".join(words)).casefold()
    if word in ON or word in OFF:
        return SetPictures(word in ON)
    return Wrong(PICTURES_WRONG, {"word": shown(" ".join(words))})


def read_card(words: Sequence[str]) -> SetCard | Wrong:
    """What `/card ...` asks for: on or off."""
    word = plain(" ".join(words)).casefold()
    if word in ON or word in OFF:
        return SetCard(word in ON)
    return Wrong(CARD_WRONG, {"word": shown(" ".join(words))})


def read_receipts(words: Sequence[str]) -> SetReceipts | Wrong:
    """What `/receipts ...` asks for: digest, message or off."""
    word = plain(" ".join(words)).casefold()
    return SetReceipts(RECEIPT_WORDS[word]) if word in RECEIPT_WORDS else Wrong(RECEIPTS_WRONG, {"word": shown(" ".join(words))})
