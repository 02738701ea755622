"""Derive everything of zh-Hant from zh-Hans: catalogs, glosses, and what typed traditional words mean. `make hant`; the same each time."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from bot.chat.typed.changes import FIELDS, MODES
from bot.kinds import KINDS
from rules.watch_words import CHOICES, PHRASES
from tests.font import big5_level_1
from tests.hant.conversion import BACK, converted, table

ROOT = Path(__file__).parents[2]
LOCALE = ROOT / "bot/locale"
SPELLINGS = ROOT / "rules/traditional.toml"


def derived() -> Iterator[tuple[Path, str]]:
    """Every derived file with its text."""
    for source in sorted(LOCALE.glob("*/zh_Hans.po")):
        yield source.with_name("zh_Hant.po"), catalog(source)
    yield LOCALE / "glosses/zh_Hant.toml", glosses()
    yield SPELLINGS, spellings()


def catalog(source: Path) -> str:
    """A catalog in traditional characters, entry by entry in the same order."""
    with source.open("rb") as file:
        simplified = read_po(file, locale="zh_Hans")
    made = Catalog(locale="zh_Hant", fuzzy=False, header_comment="# Derived from zh_Hans.po by `make hant`; not to be edited.")
    for message in simplified:
        if message.id:
            forms = message.string if isinstance(message.string, str) else tuple(map(converted, message.string))
            made.add(message.id, converted(forms) if isinstance(forms, str) else forms, context=message.context)
    written = BytesIO()
    write_po(written, made, width=0, omit_header=True, no_location=True)
    return f"# Derived from zh_Hans.po by `make hant`; not to be edited.\n\n{written.getvalue().decode().strip()}\n"


def glosses() -> str:
    """The glosses of the Fed's phrases, by phrase."""
    phrases = tomllib.loads((ROOT / "bot/fomc/glossary.toml").read_text(encoding="utf-8"))["phrases"]
    lines = [f"{_quoted(phrase)} = {_quoted(converted(gloss))}" for topic in phrases.values() for phrase, gloss in topic.items() if gloss]
    return "\n".join(["# Derived from bot/fomc/glossary.toml by `make hant`; not to be edited.", "", *sorted(lines), ""])


def spellings() -> str:
    """What a reader of traditional characters may type, in the simplified words that the program knows: whole words, then characters."""
    words = {
        row.traditional: row.simplified
        for row in table().values()
        if row.is_other_word and row.topic not in ("Usage", "The bot and Telegram", "Cities") and len(row.traditional) > 1
    } | MORE
    written = {word: converted(word) for word in sorted(offered())}
    words |= {form: word for word, form in written.items() if len(form) > 1 and BACK.convert(form) != word}
    characters = {sign: BACK.convert(sign) for sign in big5_level_1()}
    differing = {sign: simple for sign, simple in characters.items() if simple != sign and len(simple) == 1}
    return "\n".join(
        [
            "# Derived by `make hant`; not to be edited. A typed word in traditional characters, as the program's Chinese words have it.",
            "",
            f'characters = ["{"".join(differing)}", "{"".join(differing.values())}"]',
            "",
            "[words]",
            *(f"{_quoted(known)} = {_quoted(simple)}" for known, simple in sorted(words.items())),
            "",
            "[written]",
            *(f"{_quoted(word)} = {_quoted(form)}" for word, form in written.items() if form != word),
            "",
        ]
    )


def offered() -> set[str]:
    """The Chinese words that the program may tell a reader to type."""
    choices = (form for values in CHOICES.values() for forms in values.values() for form in forms)
    kinds = (word for kind in KINDS.values() for word in kind.words)
    return {word for word in (*kinds, *FIELDS, *MODES, *PHRASES.values(), *choices) if not word.isascii()}


MORE: Mapping[str, str] = {
    "繁體中文": "繁体中文",
    "正體中文": "正体中文",
    "聯儲局": "美联储",
    "買回": "回购",
    "升息": "加息",
    "預設": "默认",
    "訊息": "消息",
    "豐富格式": "富文本",
    "殖利率": "收益率",
}
"""Words that no text has and people type."""


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main() -> None:
    """Write what is not there yet or differs."""
    for path, text in derived():
        path.parent.mkdir(exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
