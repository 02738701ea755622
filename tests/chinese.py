"""What Chinese texts must not have, for `make check`: `python -m tests.chinese` names every fault and exits 1.

It reads every catalog, the glossary of the Fed's phrases, and the golden messages. docs/chinese.md says why each is a fault.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[1]
LOCALE = "zh_Hans"
HAN = r"\u3007\u4e00-\u9fff"
FULL = r"，。；：？！、（）“”【】｜"
TAG = re.compile(r"</?(?!code)[a-z][^>]*>")
NOT_TEXT = re.compile(r"<code>.*?</code>|https?://\S+|/\{?[a-z_]+\}?(?: [@a-z0-9_=<>.:+-]+)*|UTC[+−-][0-9:]+|= 100 [SD] .*|[SD] = [0-9.]+")
"""Addresses, commands with what is typed behind them, formulas: Latin, with a space beside it."""
PLACE = re.compile(r"\{([^}]*)\}")
LATIN = re.compile(
    "channel|word|name|what|near|kind|command|chat|asset|zone|version|digest|rulebook|reason|id|said|local|utc|example|mark|rule|language"
)
"""Placeholders of what is written in Latin letters: a space may stand beside it. All others stand for figures or Chinese."""
FAULTS = {
    "half-width punctuation beside Chinese": re.compile(rf"[{HAN}][,;:!?()]|[,;:!?()][{HAN}]"),
    "a space beside Chinese": re.compile(rf"[{HAN}{FULL}] +[{HAN}\d\x00]|[\d\x00] +[{HAN}{FULL}]"),
    "a space between a name and Chinese": re.compile(rf"[A-Z][A-Za-z0-9.]+ +[{HAN}]|[{HAN}] +[A-Z][A-Za-z0-9.]+"),
    "an identifier": re.compile(r"\b[a-z]+_[a-z_]+\b"),
    "a dash between Chinese": re.compile(rf"[{HAN}] ?[-–—]+ ?[{HAN}]"),
    "a word that misleads": re.compile(
        r"周期短期|日常备回购|个基点|准备金利率|主观判断|满分1|原文的说法|直接持有证券|缓降|政策周期|置信度|(?<!美)国债(?!交割)|没有发送给任何人|间隔0秒"
    ),
}
"""Each with what shows it; a placeholder counts as one character."""
PRECISE = re.compile(r"\d+\.\d{2,}亿|\d+\.\d{3,}万亿|\d+\.\d+万美元")
"""Finer than any amount of a message is told."""


def faults(text: str) -> list[str]:
    """What is wrong with a text, by name."""
    bare = NOT_TEXT.sub("X", TAG.sub("", text)).replace("&gt;", ">").replace("&lt;", "<")
    bare = PLACE.sub(_stands_for, bare)
    return [name for name, pattern in FAULTS.items() if pattern.search(bare)]


def _stands_for(place: re.Match[str]) -> str:
    return "X" if LATIN.fullmatch(place[1]) else "\x00"


def texts() -> Iterator[tuple[str, str]]:
    """Every text that is kept by hand, with where it stands."""
    for path in sorted((ROOT / "bot/locale").glob(f"*/{LOCALE}.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=LOCALE):
                forms = [message.string] if isinstance(message.string, str) else list(message.string or ())
                yield from ((f"{path.parent.name}/{path.name}", form) for form in forms if message.id)
    glossary = tomllib.loads((ROOT / "bot/fomc/glossary.toml").read_text(encoding="utf-8"))
    for glosses in glossary["phrases"].values():
        yield from (("bot/fomc/glossary.toml", gloss) for gloss in glosses.values() if gloss)


def messages() -> Iterator[tuple[str, str]]:
    """Every golden message, without the publishers' own words."""
    for path in sorted((ROOT / "tests/golden/messages").glob("*.zh-Hans.html")):
        yield path.name, re.sub(r"<blockquote.*?</blockquote>|“[^”]*”|原题：.*", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def main() -> None:
    """Name every fault."""
    found = [f"{where}: {name}: {text}" for where, text in texts() for name in faults(text)]
    for where, text in messages():
        found += [f"{where}: {name}: {line}" for line in text.splitlines() for name in faults(line)]
        found += [f"{where}: mixed precision: {amount}" for amount in PRECISE.findall(text)]
    sys.stdout.write("".join(f"{line}\n" for line in found))
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
