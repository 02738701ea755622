"""Run where the wheel is installed, from another folder: what it needs beside its code is there. Prints one line, or fails.

The database's migrations, the page and the feeds in every language, a picture with Chinese letters in the font that ships.
"""

from __future__ import annotations

import contextlib
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from matplotlib import font_manager

import bot
from bot.i18n import texts
from bot.languages import LANGUAGES
from bot.render import canvas
from bot.store import open_store
from bot.web.feeds import atom, json_feed
from bot.web.feeds.content import ALL, feed_of
from bot.web.page.overview import read
from bot.web.page.words import view
from bot.web.page.written import style, written
from rules.document import load_rulebook

NOW = datetime(2026, 1, 9, 15, tzinfo=UTC)


def main() -> None:
    """Ask for each of them once."""
    rulebook, font, tx = (
        load_rulebook(),
        Path(font_manager.findfont(canvas.family(), fallback_to_default=False)),
        texts("alerts", "zh-Hans"),
    )
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(open_store(f"sqlite:///{Path(folder).as_posix()}/new.db")) as store:
        found = read(store, (), None, rulebook, NOW)
        for lang in LANGUAGES:
            page = written(view(found, rulebook, lang))
            assert style() in page
            assert f'<html lang="{lang}">' in page
            feed = feed_of([], rulebook, lang, ALL, base="", since=NOW)
            assert all(feed.title in form.written(feed) for form in (json_feed, atom))
    assert font.is_relative_to(Path(bot.__file__).parent)
    drawn = canvas.picture(lambda figure: None, title="缩表结束", source="美联储", tx=tx)  # -W error: a letter that lacks fails
    assert drawn.startswith(b"\x89PNG")
    sys.stdout.write(f"{Path(bot.__file__).parent}: migrations, page and feeds in {len(LANGUAGES)} languages, {font.name}\n")


if __name__ == "__main__":
    main()
