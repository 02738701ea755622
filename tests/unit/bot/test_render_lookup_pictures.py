"""The pictures of the look-ups in every language: nothing clipped, every letter drawn, within Telegram's limits."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from fontTools.ttLib import TTFont
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from bot.evidence.pictures import HOURS
from bot.fomc.diff import changes
from bot.languages import LANGUAGES
from bot.lookups.dots import Dot, Dots
from bot.lookups.series import Spread, Week, spreads_of, weeks_of, year_of
from bot.lookups.takeup import Day
from bot.render.evidence import event_pictures as events
from bot.render.evidence import pictures as evidence
from bot.render.evidence.captions import LIMIT, LOOKED_UP, LookedUp, caption
from bot.render.html import telegram_length
from bot.render.lookups import pictures
from rules.ledger import shipped_ledger
from tests import font
from tests.builders import september
from tests.unit.bot.test_render_pictures import shades, size_of

FIRST = date(2021, 1, 6)
HAIR = 4
"""Pixels of 1200."""
REGIMES = ("expansion", "tightening", "pivot", "neutral", "emergency")
WEEKS = [Week(FIRST + timedelta(weeks=i), 9 * 10**12 - i * 10**9, 5 * 10**12, 2 * 10**12, REGIMES[i // 60]) for i in range(300)]
DAYS = [Day(on=FIRST + timedelta(days=i), usd=2_000_000_000_000 if i == 200 else 0, operations=1, rate_pct=4.0) for i in range(250)]
WIDE = [Spread(FIRST + timedelta(days=i), 310.0 if i == 200 else -10.55) for i in range(250)]
DOTS = Dots(datetime(2026, 9, 16, 18, tzinfo=UTC), "", tuple(Dot(2026 + i, 4.1 - i / 10, 3.9 if i < 4 else None) for i in range(5)), False)
BAND = evidence.Band(HOURS, [-4.0] * len(HOURS), [0.0] * len(HOURS), [4.0] * len(HOURS))
CHANGES = [evidence.Change(name, 30.0, -70.0) for name in REGIMES]
AROUND = events.Shape("BTC", HOURS, [-12.34] * len(HOURS), [-4.0] * len(HOURS), [4.0] * len(HOURS))
BEFORE, AFTER = ([math.nan if (hour > 0) is after else 1.0 for hour in HOURS] for after in (True, False))
CHANGED = changes(
    "It will buy assets. It will continue reducing its holdings. The Committee decided to lower the target range by 1/4 percentage point "
    "to 4 to 4-1/4 percent. " + "Inflation remains somewhat elevated, and the Committee is attentive to the risks. " * 20,
    "It will buy assets. The Committee decided to maintain the target range at 4 to 4-1/4 percent. Uncertainty ($5 to $10) is "
    "high \U0001f4a9. " + "Conditions have eased, and the outlook for employment and prices is balanced. " * 20,
)
ALL = ([week.on for week in WEEKS], [8.0] * len(WEEKS), [week.regime for week in WEEKS], CHANGES)
DRAWN: dict[str, Callable[[str], bytes]] = {
    "balance": lambda lang: pictures.balance(WEEKS, lang),
    "balance of two weeks": lambda lang: pictures.balance(WEEKS[:2], lang),
    "balance of two years": lambda lang: pictures.balance(WEEKS[:104], lang),
    "balance of four months": lambda lang: pictures.balance(WEEKS[:17], lang),
    "repo": lambda lang: pictures.repo(DAYS, DAYS, lang),
    "repo of one facility": lambda lang: pictures.repo((), DAYS[:2], lang),
    "rates": lambda lang: pictures.rates({"SOFR": WIDE, "EFFR": WIDE[:2]}, lang),
    "dots": lambda lang: pictures.dots(DOTS, lang),
    "around decisions": lambda lang: evidence.event_time(62, BAND, BAND, DOTS.published_at.date(), lang),
    "claimed": lambda lang: evidence.reliability([{"claimed": 0.05, "rose": 1.0, "ci95": [0.3, 1.0], "n": 1234}], FIRST, lang),
    "beside BTC": lambda lang: evidence.balance_sheet(*ALL, 13, lang),
    "around it": lambda lang: events.around([AROUND, replace(AROUND, asset="ETH", returns=AFTER)], FIRST, FIRST, lang),
    "around it, at once": lambda lang: events.around([replace(AROUND, returns=BEFORE)], FIRST, FIRST, lang),
    "an operation": lambda lang: events.operation(DAYS, "standing", lang),
    "wording": lambda lang: events.wording(CHANGED, FIRST, lang),
    "a word": lambda lang: events.wording(CHANGED[:1], FIRST, lang),
    "a first dot": lambda lang: pictures.dots(replace(DOTS, dots=DOTS.dots[4:]), lang),
}


@pytest.fixture(scope="module")
def letters() -> set[int]:
    with TTFont(font.MADE) as face:
        return set(face.getBestCmap())


def overlaps(one: Text, other: Text) -> bool:
    """Whether two texts cover each other by more than a hair; what is written upright is as wide as it is high."""
    a, b = one.get_window_extent(), other.get_window_extent()
    return min(a.x1, b.x1) - max(a.x0, b.x0) > HAIR and min(a.y1, b.y1) - max(a.y0, b.y0) > HAIR


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", DRAWN)
def test_nothing_is_clipped_nor_lacking(name: str, lang: str, letters: set[int], monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Text] = []
    draw = Text.draw

    def drawn(text: Text, renderer: RendererBase) -> None:
        """Ticks beyond the axes are not drawn, and not looked at."""
        said.append(text)
        draw(text, renderer)

    monkeypatch.setattr(Text, "draw", drawn)
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # matplotlib warns of a glyph that the font lacks, and of a layout that does not fit
        png = DRAWN[name](lang)
    width, height = size_of(png)
    assert len(png) < 10 * 1024 * 1024
    assert width + height <= 10_000
    assert max(width, height) <= 20 * min(width, height)
    assert shades(png) > 20
    said = [text for text in dict.fromkeys(said) if text.get_visible() and text.get_text().strip()]
    assert len(said) > 3
    for text in said:
        assert {sign for sign in text.get_text() if ord(sign) not in letters} == set(), text.get_text()
        box = text.get_window_extent()
        assert box.x0 >= 0 <= box.y0, text.get_text()
        assert box.x1 <= width, text.get_text()
        assert box.y1 <= height, text.get_text()
    for one, other in itertools.combinations(said, 2):
        assert not overlaps(one, other), (one.get_text(), other.get_text())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", LOOKED_UP)
def test_captions_name_the_days_and_the_words(name: str, lang: str) -> None:
    said = caption(LookedUp(name, date(2025, 1, 2), date(2026, 9, 23)), lang)
    assert telegram_length(said) < LIMIT
    assert f"/{name}" in said
    assert "2026" in said


def test_a_picture_of_one_day_names_it_once() -> None:
    said = caption(LookedUp("dots", date(2026, 9, 16), date(2026, 9, 16)), "en")
    assert said.splitlines()[1] == "16 Sep 2026; the figures in words: /dots"


def test_composition_is_that_of_the_release() -> None:
    weeks = weeks_of(september.sheets(), shipped_ledger())
    assert weeks is not None
    # 23 September 2026, millions: total 6,747,704, Treasuries 4,558,332, MBS 1,910,409
    assert weeks[-1] == Week(date(2026, 9, 23), 6_747_704_000_000, 4_558_332_000_000, 1_910_409_000_000, "expansion")
    unread = [replace(sheet, mbs_usd=None) for sheet in september.sheets()]
    assert weeks_of(unread, shipped_ledger()) is None


def test_spreads_are_over_the_rate_of_each_day() -> None:
    spreads = spreads_of(september.rates(), "SOFR", shipped_ledger())
    assert spreads is not None
    assert [(spread.on.day, spread.bp) for spread in spreads][-2:] == [(24, -2.0), (25, 0.0)]  # SOFR 3.88, 3.90; IORB 3.90
    assert spreads_of(september.rates(), "OBFR", shipped_ledger()) is None


def test_a_year_of_operations() -> None:
    found = year_of(september.reverse_repos(), "on_rrp")
    assert found is not None
    assert [(day.on.day, day.usd) for day in found][-2:] == [(25, 576_000_000), (28, 851_000_000)]
    assert year_of(september.reverse_repos()[:1], "on_rrp") is None
