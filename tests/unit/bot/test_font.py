"""The font of the pictures: it has what our languages write, its licence lies beside it, and its name is its own."""

import re
import unicodedata
from collections.abc import Callable, Iterator

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont

from tests import font
from tests.conftest import ROOT

LICENCE = font.MADE.with_name("OFL.txt")


@pytest.fixture(scope="module")
def face() -> Iterator[TTFont]:
    with TTFont(font.MADE) as opened:
        yield opened


def test_every_character_of_the_catalogs_can_be_drawn(face: TTFont) -> None:
    """But for emoji and their like, which no picture shows."""
    drawable = set(face.getBestCmap())
    for path in sorted((ROOT / "bot/locale").rglob("*.po")):
        with path.open("rb") as file:
            texts = "".join(f"{message.id}{message.string}" for message in read_po(file) if message.id)
        letters = {sign for sign in re.sub(".\N{VARIATION SELECTOR-16}", "", texts) if sign.isprintable()}
        lacking = {sign for sign in letters if ord(sign) not in drawable and unicodedata.category(sign) != "So"}
        assert not lacking, f"{path.name}: {sorted(lacking)}"


@pytest.mark.parametrize(("signs", "n"), [(font.gb2312, 6763), (font.big5_level_1, 5401)], ids=["GB 2312", "Big5 level 1"])
def test_the_standards_are_whole(face: TTFont, signs: Callable[[], Iterator[str]], n: int) -> None:
    found = set(signs())
    assert len(found) == n
    assert {sign for sign in found if ord(sign) not in face.getBestCmap()} == set()
    assert {"縮", "缩", "聯", "联", "債", "债"} <= set(font.gb2312()) | set(font.big5_level_1())


def test_it_is_small_renamed_and_licensed(face: TTFont) -> None:
    assert font.MADE.stat().st_size < 2_500_000
    for identifier in (1, 3, 4, 6):
        assert face["name"].getDebugName(identifier).replace(" ", "").startswith("FedtideSans")
    assert "SIL OPEN FONT LICENSE Version 1.1" in LICENCE.read_text(encoding="utf-8")
    assert "Reserved Font Name" in LICENCE.read_text(encoding="utf-8")
    assert "SIL Open Font License" in face["name"].getDebugName(13)
