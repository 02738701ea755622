"""The page in a real browser: `make browser`. Not part of the tests, which ask it by HTTP.

At a phone's width and a desktop's, light and dark, in every language, on a full store and an empty one: nothing scrolls sideways, no words
are cut off or upon each other, nothing is complained about in the console, and nothing is asked for but the page.
Draws docs/gallery/page-*.webp.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from bot.model import LANGUAGES
from bot.store import Store, open_store
from tests.browser.chromium import Tab, tab
from tests.browser.faults import LOOK, OPEN_ALL
from tests.builders.page_store import full_store
from tests.golden.screens import browser
from tests.integration.web_page import served_page

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
WIDTHS = {"phone": (390, 844, 2.0), "desktop": (1280, 900, 1.0)}
SHOWN = (("phone", "en", False), ("phone", "zh-Hans", True), ("desktop", "en", False))
"""What the pictures show: of the phone the first three screens, of the desktop all."""
HIGH = {"phone": 2532, "desktop": 2400}


async def main(out: Path) -> int:
    """Exit status 1 where anything is wrong; each fault is named."""
    faults: list[str] = []
    async with tab(browser()) as shown:
        with tempfile.TemporaryDirectory() as folder:
            for name, store in (("full", await full_store(Path(folder) / "full.db")), ("empty", _empty(Path(folder) / "empty.db"))):
                async with served_page(store) as url:
                    faults += await _looked_at(shown, url, name, out)
                store.close()
    sys.stdout.write("".join(f"{fault}\n" for fault in faults) or "nothing is wrong with the page\n")
    return 1 if faults else 0


async def _looked_at(shown: Tab, url: str, name: str, out: Path) -> list[str]:
    faults = []
    for size, (width, height, scale) in WIDTHS.items():
        for lang in LANGUAGES:
            for is_dark in (False, True):
                address = f"{url}/?lang={lang}"
                await shown.open(address, width=width, height=height, scale=scale, is_dark=is_dark)
                if name == "full" and (size, lang, is_dark) in SHOWN:
                    await shown.picture(out / f"page-{size}.{lang}.webp", HIGH[size])
                closed = await shown.value(LOOK)
                await shown.value(OPEN_ALL)
                asked = [request for request in shown.requests if not request.startswith("data:")]
                wrong = [*closed, *await shown.value(LOOK), *shown.complaints, *(f"asked for {one}" for one in asked if one != address)]
                faults += [f"{name} {size} {lang} {'dark' if is_dark else 'light'}: {fault}" for fault in dict.fromkeys(wrong)]
    sys.stdout.write(f"{name}: {len(WIDTHS) * len(LANGUAGES) * 2} views looked at\n")
    return faults


def _empty(path: Path) -> Store:
    return open_store(f"sqlite:///{path}")


if __name__ == "__main__":
    sys.exit(asyncio.run(main(FOLDER if len(sys.argv) < 2 else Path(sys.argv[1]))))
