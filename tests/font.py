"""The font of the pictures: the part of a public CJK font that our languages need, made once and kept in the wheel.

`python -m tests.font` makes it anew from Debian's `fonts-noto-cjk` (`make font` installs that). The outcome depends on that package's
version alone. Renamed, since it is not the font as its makers released it; its licence (SIL OFL 1.1) lies beside it.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

ORIGINAL = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
MADE = Path(__file__).parents[1] / "bot/render/fonts/FedtideSans-Regular.otf"
FAMILY = "Fedtide Sans"
FACE = "Noto Sans CJK SC"
"""Of the collection's faces, the one with the mainland's forms; it has the others' characters too."""
PUNCTUATION = (range(0x2010, 0x2040), range(0x3000, 0x3018), range(0xFF00, 0xFF5F))
LATIN = (range(0x20, 0x7F), range(0xA0, 0x180))
SIGNS = "−×÷±≥≤≈≠→←↑↓↗↘△▽▲▼◇◆○●■□▸★✓✗°′″√∞∑∆αβγδεσμ₀₁₂"
MORE = "飆"
"""Of our catalogs, in neither standard's frequent part."""
KEPT = ("CFF ", "OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post")


def gb2312() -> Iterator[str]:
    """The 6,763 characters of the mainland's standard of 1980, of both levels."""
    yield from _decoded("gb2312", range(0xB0, 0xF8), range(0xA1, 0xFF))


def big5_level_1() -> Iterator[str]:
    """The 5,401 characters that Big5 calls frequent."""
    yield from _decoded("big5", range(0xA4, 0xC7), (*range(0x40, 0x7F), *range(0xA1, 0xFF)), last=0xC67E)


def wanted() -> set[str]:
    """Every character that the font has, as far as the original has it."""
    plain = {chr(code) for codes in (*LATIN, *PUNCTUATION) for code in codes}
    return plain | set(SIGNS) | set(MORE) | set(gb2312()) | set(big5_level_1())


def subset(original: Path = ORIGINAL) -> bytes:
    """The font as it lies in the project. Raises OSError where the original is not installed."""
    font: TTFont = next(face for face in TTCollection(original).fonts if face["name"].getDebugName(1) == FACE)
    font.recalcTimestamp = False  # the same bytes from the same original
    options = Options(
        hinting=False, glyph_names=False, layout_features=[], notdef_outline=True, name_IDs=[0, 1, 2, 5, 7, 8, 9, 10, 11, 13, 14]
    )
    maker = Subsetter(options)
    maker.populate(unicodes=[ord(sign) for sign in wanted()])
    maker.subset(font)
    for table in set(font.keys()) - {*KEPT, "GlyphOrder"}:
        del font[table]
    _rename(font)
    made = io.BytesIO()
    font.save(made)
    return made.getvalue()


def _rename(font: TTFont) -> None:
    for identifier, text in ((1, FAMILY), (3, f"{FAMILY} Regular, a part of {FACE}"), (4, FAMILY), (6, "FedtideSans-Regular")):
        font["name"].setName(text, identifier, 3, 1, 0x409)
    font["name"].names = [record for record in font["name"].names if record.platformID == 3 and record.langID == 0x409]
    face = font["CFF "].cff
    face.fontNames[0] = "FedtideSans-Regular"
    face.topDictIndex[0].FullName = face.topDictIndex[0].FamilyName = FAMILY


def _decoded(encoding: str, first: range, second: range | tuple[int, ...], last: int = 0xFFFF) -> Iterator[str]:
    for high in first:
        for low in second:
            with contextlib.suppress(UnicodeDecodeError):
                if high << 8 | low <= last:
                    yield bytes((high, low)).decode(encoding)


if __name__ == "__main__":
    MADE.write_bytes(subset())
    print(f"{MADE.name}: {MADE.stat().st_size:,} bytes", file=sys.stderr)  # noqa: T201
