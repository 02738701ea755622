"""The languages that the bot speaks: one entry each. What they say stands in `bot/locale/<domain>/<locale>.po`; English is the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SOURCE = "en"
"""The language that texts are written in; it has no catalogs."""
Scale = tuple[int, str]
"""From so many dollars on, written in units of that size like this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How a language is called, chosen and written."""

    locale: str
    """Of dates and plural forms (CLDR), and the catalogs' file name."""
    name: str
    """In the language itself: it is read by those who don't read the others."""
    short_name: str
    invitation: str
    """How somebody who reads it learns that it is there."""
    words: tuple[str, ...]
    """What one may type to choose it, the usual word first."""
    app_code: str
    """How Telegram's apps call it, two letters."""
    zone: str = "UTC"
    """What a chat starts with."""
    home_clock: str | None = None
    """The zone of most of its readers, shown beside New York's."""
    sentence_space: str = " "
    """Between two sentences."""
    day: str = "d MMM y"
    short_day: str = "d MMM"
    is_year_first: bool = False
    """A range of days has the year in its first one."""
    dollars: tuple[Scale, ...] = (
        (10**12, "{sign}${number}tn"),
        (10**9, "{sign}${number}bn"),
        (10**6, "{sign}${number}m"),
        (1, "{sign}${number}"),
    )
    column: Scale = (10**9, "{sign}${number}bn")
    """The one unit of a column of changes."""
    column_whole_from: int | None = None
    """From so many units on a column has no decimals."""


LANGUAGES: Mapping[str, Language] = {
    "en": Language(
        locale="en",
        name="English",
        short_name="English",
        invitation="English: /lang en",
        words=("en", "english", "英文", "英语"),
        app_code="en",
    ),
    "zh-Hans": Language(
        locale="zh_Hans",
        name="简体中文",
        short_name="中文",
        invitation="中文：/lang zh",
        words=("zh", "zh_hans", "zh_cn", "cn", "chinese", "中文", "简体", "简体中文"),
        app_code="zh",
        zone="Asia/Shanghai",
        home_clock="Asia/Shanghai",
        sentence_space="",
        day="y年M月d日",
        short_day="M月d日",
        is_year_first=True,
        dollars=(
            (10**12, "{sign}{number}万亿美元"),
            (10**8, "{sign}{number}亿美元"),
            (10**4, "{sign}{number}万美元"),
            (1, "{sign}{number}美元"),
        ),
        column=(10**8, "{sign}{number}亿美元"),
        column_whole_from=100,
    ),
}
