"""docs/gallery as pages at a phone's width, drawn in a headless Chromium: `make gallery`. Not part of the tests.

`python -m tests.golden.screens` installs Debian's Chromium where none is, counts the rows of every message of docs/gallery/<lang>.html
as the browser lays it out, draws the messages of SHOWN as docs/gallery/<lang>.png, and fails where a message has too many rows.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bot.render.chat_page import WIDTH, page
from tests.golden.gallery import phone, rich_phone, scenes, shown
from tests.golden.scenes import WRITTEN, Scene

FOLDER = Path(__file__).parents[2] / "docs" / "gallery"
SHOWN = ("fomc-2025-10-29", "standing-repo-2025-10-31", "h41-2025-12-31", "sofr-2025-10-31")
"""What the pictures show."""
PACKAGES = ("chromium", "fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji")
FOMC, NOTABLE, ORDINARY = 22, 16, 6
"""Rows that a message may take at a phone's width."""
_ROWS = re.compile(r'data-name="([^"]*)" data-rows="(\d+)"')


def main() -> None:
    """Write, count, draw. Exits 1 with the messages that are too long."""
    chromium = browser()
    too_long: list[str] = []
    for lang in WRITTEN:
        whole = FOLDER / f"{lang}.html"
        whole.write_text(phone(lang), encoding="utf-8")
        (FOLDER / f"rich.{lang}.html").write_text(rich_phone(lang), encoding="utf-8")
        rows = rows_of(chromium, whole)
        too_long += [f"{lang} {name}: {count} rows" for name, count in rows.items() if count > most(scenes()[name])]
        sys.stdout.write(f"{lang}: {len(rows)} messages, at most {max(rows.values())} rows at {WIDTH} px\n")
        draw(chromium, lang)
    if too_long:
        sys.exit("\n".join(too_long))


def most(scene: Scene) -> int:
    """How many rows a message may take."""
    impact, kind = scene.assessment.impact, scene.event.KIND
    return FOMC if kind == "fomc_statement" or impact >= 50 else NOTABLE if impact >= 20 else ORDINARY


def browser() -> str:
    """The path of a Chromium; Debian's is installed where there is none and we may."""
    if found := shutil.which("chromium"):
        return found
    if not shutil.which("apt-get") or os.geteuid() != 0:
        sys.exit("error: no chromium was found; install it (on Debian: apt-get install " + " ".join(PACKAGES) + ")")
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *PACKAGES], check=True)
    return shutil.which("chromium") or sys.exit("error: chromium was installed and is not on the path")


def run(chromium: str, *arguments: str) -> str:
    """What a headless Chromium prints; it loads nothing but the file."""
    with tempfile.TemporaryDirectory() as profile:
        fixed = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={profile}"]
        done = subprocess.run([chromium, *fixed, *arguments], check=True, capture_output=True, text=True, timeout=120)
    return done.stdout


def rows_of(chromium: str, file: Path) -> dict[str, int]:
    """How many rows each message takes, by its name."""
    laid_out = run(chromium, f"--window-size={WIDTH},2000", "--dump-dom", file.as_uri())
    return {name: int(count) for name, count in _ROWS.findall(laid_out)}


def draw(chromium: str, lang: str) -> None:
    """The picture of a language: the messages of SHOWN, no higher than they are."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "shown.html"
        file.write_text(page("fedtide", shown(lang, {name: scenes()[name] for name in SHOWN}), lang), encoding="utf-8")
        counted = run(chromium, f"--window-size={WIDTH},2000", "--dump-dom", file.as_uri())
        height = re.search(r'<body[^>]*data-height="(\d+)"', counted)
        target = FOLDER / f"{lang}.png"
        size = f"--window-size={WIDTH},{height[1] if height else 2000}"
        run(chromium, size, "--force-device-scale-factor=1.5", f"--screenshot={target}", file.as_uri())


if __name__ == "__main__":
    main()
