"""The languages that the bot speaks: one entry each. What they say stands in `bot/locale/<domain>/<locale>.po`; English is the source."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.spellings import traditional

SOURCE = "en"
"""The language that texts are written in; it has no catalogs."""
Scale = tuple[int, str, int | None]
"""From so many dollars on, written in units of that size like this, with at most so many decimals (None: as many as the digits allow)."""


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
    """How Telegram's apps call it, two letters; empty where another language has them: their menus cannot tell the two apart."""
    regions: tuple[str, ...] = ()
    """Longer codes of apps that mean it, as `zh-tw`."""
    zone: str = "UTC"
    """What a chat starts with."""
    home_clock: str = "America/New_York"
    """The clock by which its messages tell the time where a reader's own is not known."""
    sentence_space: str = " "
    """Between two sentences."""
    day: str = "d MMM y"
    short_day: str = "d MMM"
    is_year_first: bool = False
    """A range of days has the year in its first one."""
    dollars: tuple[Scale, ...] = (
        (10**12, "{sign}${number}tn", None),
        (10**9, "{sign}${number}bn", None),
        (10**6, "{sign}${number}m", None),
        (1, "{sign}${number}", None),
    )
    dollar_unit: str = ""
    """Behind an amount, where it was not said in the message before."""
    column: Scale = (10**9, "{sign}${number}bn", 1)
    """The one unit of a column of changes, with exactly so many decimals."""
    total_decimals: int | None = 3
    """Of a balance sheet's total, however round it is; None: as of any amount."""
    part_decimals: int | None = 2
    """Of the parts of a sum, in billions without unit; None: as of any amount."""
    script: str = "Latn"
    """ISO 15924: in which characters its readers type what they may type (Latn, Hans, Hant)."""
    explains_repo: bool = False
    """At its readers' own central bank "reverse repo" means the opposite: messages say which way the cash goes."""
    names: Mapping[str, str] = field(default_factory=dict)
    """How its readers know people of the Fed, by surname."""


CHINESE_NAMES = {
    # the Board
    "Warsh": "沃什", "Powell": "鲍威尔", "Jefferson": "杰斐逊", "Bowman": "鲍曼", "Barr": "巴尔", "Cook": "库克", "Waller": "沃勒",
    "Miran": "米兰", "Kugler": "库格勒",
    # the Reserve Banks
    "Williams": "威廉姆斯", "Goolsbee": "古尔斯比", "Collins": "柯林斯", "Schmid": "施密德", "Logan": "洛根", "Daly": "戴利",
    "Barkin": "巴尔金", "Bostic": "博斯蒂克", "Musalem": "穆萨莱姆", "Hammack": "哈玛克", "Kashkari": "卡什卡利", "Paulson": "保尔森",
    # formerly
    "Brainard": "布雷纳德", "Clarida": "克拉里达", "Quarles": "夸尔斯", "Yellen": "耶伦", "Bernanke": "伯南克", "Mester": "梅斯特",
    "Harker": "哈克", "Bullard": "布拉德", "George": "乔治", "Evans": "埃文斯", "Rosengren": "罗森格伦", "Kaplan": "卡普兰",
    # the Treasury
    "Bessent": "贝森特",
}  # fmt: skip
"""People of the Fed as Chinese readers know them: reviewed, docs/chinese.md has the sources."""
TAIWAN_NAMES = {
    "Warsh": "華許", "Powell": "鮑爾", "Jefferson": "傑佛森", "Bowman": "鮑曼", "Barr": "巴爾", "Cook": "庫克",
    "Waller": "華勒", "Miran": "米蘭", "Kugler": "庫格勒", "Williams": "威廉斯", "Goolsbee": "古爾斯比", "Collins": "柯林斯",
    "Schmid": "施密德", "Logan": "羅根", "Daly": "戴利", "Barkin": "巴金", "Bostic": "波斯提克", "Musalem": "穆薩萊姆",
    "Hammack": "哈瑪克", "Kashkari": "卡什卡利", "Paulson": "保爾森", "Brainard": "布蘭納德", "Clarida": "克拉里達", "Quarles": "夸爾斯",
    "Yellen": "葉倫", "Bernanke": "柏南克", "Mester": "梅斯特", "Harker": "哈克", "Bullard": "布拉德", "George": "喬治",
    "Evans": "埃文斯", "Rosengren": "羅森格倫", "Kaplan": "卡普蘭", "Bessent": "貝森特",
}  # fmt: skip
"""The same people as Taiwan's press knows them; a test holds them to the reviewed table."""


def typed_by(lang: str, words: Iterable[str]) -> list[str]:
    """Of the words that one may type, Latin and Chinese, those of a language's readers, as they write them."""
    script = LANGUAGES[lang].script
    own = [word for word in words if word.isascii() is (script == "Latn")]
    return [traditional(word) for word in own] if script == "Hant" else own


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
            (10**12, "{sign}{number}万亿", 2),
            (10**8, "{sign}{number}亿", 1),
            (10**4, "{sign}{number}万", 0),
            (1, "{sign}{number}", 0),
        ),
        dollar_unit="美元",
        column=(10**8, "{sign}{number}亿", 0),
        total_decimals=2,
        part_decimals=None,
        script="Hans",
        explains_repo=True,
        names=CHINESE_NAMES,
    ),
    "zh-Hant": Language(
        locale="zh_Hant",
        name="繁體中文",
        short_name="繁中",
        invitation="繁體中文：/lang tw",
        words=("tw", "zh_hant", "zh_tw", "zh_hk", "zh_mo", "hk", "繁中", "繁體", "繁體中文", "正體", "正體中文", "繁体", "繁体中文"),
        app_code="",
        regions=("zh-hant", "zh-tw", "zh-hk", "zh-mo"),
        zone="Asia/Taipei",
        home_clock="Asia/Taipei",
        sentence_space="",
        day="y年M月d日",
        short_day="M月d日",
        is_year_first=True,
        dollars=(
            (10**12, "{sign}{number}兆", 2),
            (10**8, "{sign}{number}億", 1),
            (10**4, "{sign}{number}萬", 0),
            (1, "{sign}{number}", 0),
        ),
        dollar_unit="美元",
        column=(10**8, "{sign}{number}億", 0),
        total_decimals=2,
        part_decimals=None,
        script="Hant",
        explains_repo=True,
        names=TAIWAN_NAMES,
    ),
}
