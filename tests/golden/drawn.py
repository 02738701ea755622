"""docs/gallery's pictures, in every language: `make gallery`. Not part of the tests.

`python -m tests.golden.drawn` plays the demo and keeps what it draws. Of prices and rates, of which the demo has none, it draws what the
archive beside the project knows; where there is no archive, those pictures stay as they are. Kept half as wide as a chat gets them.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from bot.demo.play import play
from bot.evidence.drawn import drawn
from bot.evidence.looked_up import looked_up
from bot.evidence.of_event import of_event
from bot.languages import LANGUAGES
from bot.render.evidence.captions import Picture
from bot.store import open_store
from rules.event import PressRelease
from rules.measured import shipped_statistics
from tests.golden.scenes import SCENES
from tests.history.evidence import HISTORY, fill, settings_of

FOLDER = Path(__file__).parents[2] / "docs" / "gallery" / "pictures"
PAGE = FOLDER.with_suffix(".md")
WIDTH, COLOURS = 600, 128
DECISION = SCENES["fomc-2025-10-29"]
PROJECTIONS = PressRelease(
    source="fed.press_release", key="projections-2025-09-17", title="Economic projections", url="https://www.federalreserve.gov/",
    published_at=datetime(2025, 9, 17, 18, tzinfo=UTC), category="projections",
    dots=("2025 3.6 3.9", "2026 3.4 3.6", "2027 3.1 3.4", "2028 3.1"),
)  # fmt: skip
"""The medians of September 2025, and of June."""


def main() -> None:
    """Draw them all anew."""
    FOLDER.mkdir(exist_ok=True)
    for lang in LANGUAGES:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(play(lang=lang, echo=lambda text: None, out=Path(folder)))
            for file in sorted(Path(folder).glob("*.png")):
                keep(f"{file.stem}.{lang}", file.read_bytes())
    for name, lang, picture in (*of_the_archive(), *of_projections()):
        assert picture is not None, name
        keep(f"{name}.{lang}", picture.png)
    PAGE.write_text(page(), encoding="utf-8")
    files = sorted(FOLDER.glob("*.png"))
    sys.stdout.write(f"{len(files)} pictures, {sum(file.stat().st_size for file in files):,} bytes\n")


def names() -> list[str]:
    """The pictures that are there, each in every language."""
    return sorted({file.name.split(".")[0] for file in FOLDER.glob("*.png")})


def page() -> str:
    """All of them beside each other, Markdown."""
    head = f"| {' | '.join(LANGUAGES)} |\n|{'---|' * len(LANGUAGES)}\n"
    rows = ("| " + " | ".join(f"![{name}]({FOLDER.name}/{name}.{lang}.png)" for lang in LANGUAGES) + " |\n" for name in names())
    about = (
        "Made by `make gallery`, half as wide as a chat gets them. The dots are the medians of September 2025 as\n"
        "remembered: no projections page was at hand to read them from.\n\n"
    )
    return f"# Pictures\n\n{about}{head}" + "".join(rows)


def of_the_archive() -> Iterator[tuple[str, str, Picture | None]]:
    """What takes prices, and a year of rates."""
    if not HISTORY.is_dir():
        return
    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(Path(folder))
        fill(settings, HISTORY)
        with contextlib.closing(open_store(settings.database_url)) as store:
            event_id = store.commit(DECISION.event, DECISION.assessment, None, DECISION.event.published_at)
            for lang in LANGUAGES:
                yield f"around-{DECISION.event.published_at:%Y-%m-%d}", lang, of_event(store, "around", event_id, lang)
                yield "rates", lang, looked_up(store, "rates", lang)
                for name in ("balance-sheet", "fomc-decisions"):
                    yield name, lang, drawn(store, name, shipped_statistics(), lang=lang)


def of_projections() -> Iterator[tuple[str, str, Picture | None]]:
    """The dots of a meeting, and those before."""
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(open_store(f"sqlite:///{folder}/dots.db")) as store:
        store.backfill("fed.press_release", [PROJECTIONS], PROJECTIONS.published_at)
        for lang in LANGUAGES:
            yield "dots", lang, looked_up(store, "dots", lang)


def keep(name: str, png: bytes) -> None:
    """The picture, smaller."""
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    small = whole.resize((WIDTH, round(whole.height * WIDTH / whole.width)), Image.Resampling.LANCZOS)
    small.quantize(COLOURS, dither=Image.Dither.NONE).save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
