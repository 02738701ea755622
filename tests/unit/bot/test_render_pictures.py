"""The pictures are PNGs of the promised size with something drawn in them; their captions say what they show."""

import struct
import zlib
from datetime import UTC, date, datetime, time, timedelta

import numpy as np
import pytest

from bot.calendars.newyork import at
from bot.evidence.closes import Closes
from bot.evidence.drawn import balance_sheet, decisions, fomc_decisions, reliability
from bot.evidence.pictures import HOURS, closes_on, paths, sheets
from bot.model import LANGUAGES
from bot.render.evidence import pictures
from bot.render.evidence.captions import LIMIT, caption
from bot.render.html import telegram_length, visible
from rules.event import BalanceSheet, FomcStatement

TN = 10**12


def size_of(png: bytes) -> tuple[int, int]:
    """Width and height; checks that it is a PNG."""
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    return width, height


def shades(png: bytes) -> int:
    """How many different bytes the pixels have."""
    data, place = b"", 8
    while place < len(png):
        length, kind = struct.unpack(">I4s", png[place : place + 8])
        data += png[place + 8 : place + 8 + length] if kind == b"IDAT" else b""
        place += 12 + length
    return len(set(zlib.decompress(data)))


def test_event_time():
    band = pictures.Band(HOURS, [-abs(h) / 10 for h in HOURS], [0.0] * len(HOURS), [abs(h) / 10 for h in HOURS])
    png = pictures.event_time(62, band, band, date(2026, 9, 16))
    assert size_of(png) == (1200, 1200)
    assert shades(png) > 20


def test_reliability():
    png = pictures.reliability([{"claimed": 0.4, "rose": 0.43, "ci95": [0.35, 0.51], "n": 147}], date(2026, 8, 22))
    assert size_of(png) == (1200, 1200)
    assert shades(png) > 20


def test_balance_sheet():
    days = [date(2025, 1, 1) + timedelta(weeks=i) for i in range(4)]
    changes = [pictures.Change("tightening", -1.0, 5.0), pictures.Change("emergency", 20.0, -40.0)]
    png = pictures.balance_sheet(days, [7.0, 6.9, 6.8, 6.9], ["tightening", "tightening", "pivot", "neutral"], changes, 13)
    assert size_of(png) == (1200, 1600)
    assert shades(png) > 20


def test_runs_of_regimes_end_where_the_next_begins():
    days = [date(2025, 1, day) for day in (1, 8, 15, 22)]
    assert pictures._stretches(days, ["tightening", "tightening", "pivot", "neutral"]) == [
        (days[0], days[2], "tightening"), (days[2], days[3], "pivot"), (days[3], days[3], "neutral"),
    ]  # fmt: skip


START = datetime(2024, 1, 1, tzinfo=UTC)


def rising(hours: int = 24 * 900) -> Closes:
    """Hourly closes from 2024 on that rise by one an hour."""
    return Closes("BTC", "hourly", round(START.timestamp()) + 3600 * np.arange(hours, dtype=np.int64), 1000.0 + np.arange(hours))


def test_paths_start_from_nothing_at_the_publication():
    around, ordinary = paths([START + timedelta(days=100, hours=18), START + timedelta(days=142, hours=18)], rising())
    zero = HOURS.index(0)
    assert (around.low[zero], around.median[zero], around.high[zero]) == (0.0, 0.0, 0.0)
    assert around.median[-1] > 0 > around.median[0]
    assert len(around.median) == len(ordinary.median) == 97


def test_closes_on_days():
    at = round(datetime(2025, 1, 1, tzinfo=UTC).timestamp()) + 3600 * np.arange(48, dtype=np.int64)
    closes = Closes("BTC", "hourly", at, np.arange(48.0))
    assert closes_on(closes, [date(2025, 1, 1), date(2025, 3, 1)]) == [pytest.approx(24.0), None]


def sheet(day: date, total: float) -> BalanceSheet:
    published_at = at(day + timedelta(days=1), time(16, 30))
    return BalanceSheet(
        source="s", key=str(day), title="t", url="u", published_at=published_at, as_of=day, total_assets_usd=round(total * TN)
    )


def test_stretches_of_the_balance_sheet_do_not_overlap_and_show_no_price():
    weeks = [sheet(date(2024, 1, 3) + timedelta(weeks=i), 8.0 - i / 13) for i in range(40)]
    found = sheets(weeks, rising())
    # at the ends of 3 January, 3 April and 3 July: 1071, 3255 and 5439 hours' closes
    assert found.changes[:2] == (
        ("tightening", pytest.approx(-12.5), pytest.approx(100 * (3256 / 1072 - 1), abs=0.2)),
        ("tightening", pytest.approx(100 * (6 / 7 - 1)), pytest.approx(100 * (5440 / 3256 - 1), abs=0.1)),
    )
    assert len(found.changes) == 3
    assert sheets(weeks[:14], rising()) is None
    assert balance_sheet(weeks, None) is None


def test_a_missing_week_leaves_its_stretch_out():
    days = [date(2024, 1, 3) + timedelta(weeks=i) for i in range(53) if i != 20]
    assert len(sheets([sheet(day, 7.0) for day in days], rising()).changes) == 2


def statement(week: int, decision: str | None = "hold") -> FomcStatement:
    published_at = at(date(2024, 6, 5) + timedelta(weeks=week), time(14))
    return FomcStatement(source="fed.press_release", key=str(week), title="t", url="u", published_at=published_at, decision=decision)


def test_decisions_are_those_of_the_study():
    meeting = FomcStatement(
        source="fed.press_release", key="m", title="t", url="u", published_at=at(date(2024, 9, 18), time(14)), decision="hold"
    )
    unscheduled, cut = statement(0), FomcStatement(**{**_fields(statement(1)), "decision": "lower", "change_bp": -50})
    assert decisions([unscheduled, cut, meeting, statement(2, None)]) == [cut.published_at, meeting.published_at]


def _fields(event: FomcStatement) -> dict:
    return {name: getattr(event, name) for name in ("source", "key", "title", "url", "published_at")}


def test_too_few_decisions_make_no_picture():
    moments = [START + timedelta(weeks=6 * i + 2, hours=19) for i in range(20)]
    assert fomc_decisions(moments[:19], rising()) is None
    assert fomc_decisions(moments, rising(hours=24 * 60)) is None
    assert fomc_decisions(moments, None) is None
    drawn = fomc_decisions(moments, rising())
    assert (drawn.name, drawn.facts.n, drawn.facts.since) == ("fomc-decisions", 20, 2024)
    assert fomc_decisions(moments, rising(), drawn) is drawn  # what shows the same is not drawn again
    assert fomc_decisions([*moments[:-1], moments[-1] + timedelta(weeks=1)], rising(), drawn) is not drawn


AS_OF = date(2026, 8, 22)
BINS = [{"claimed": 0.4, "rose": 0.43, "ci95": [0.35, 0.51], "n": 147}, {"claimed": 0.6, "rose": 0.57, "ci95": [0.47, 0.65], "n": 113}]


def test_nothing_judged_makes_no_picture():
    assert reliability([], AS_OF) is None
    assert reliability(BINS, AS_OF).sha256 == reliability(BINS, AS_OF).sha256


@pytest.mark.parametrize("lang", LANGUAGES)
def test_captions_are_within_the_limit(lang):
    weeks = [sheet(date(2019, 1, 2) + timedelta(weeks=i), 7.0 + i / 100) for i in range(390)]
    closes = Closes("BTC", "hourly", rising(24 * 2800).at - 86_400 * 1900, rising(24 * 2800).close)
    for picture in (balance_sheet(weeks, closes), reliability(BINS * 3, AS_OF)):
        assert telegram_length(caption(picture.facts, lang)) < LIMIT - 200


def test_captions_say_what_is_to_be_seen():
    assert visible(caption(reliability(BINS, AS_OF).facts, "en")).splitlines()[2:] == [
        "Claimed 40%: rose 43% of 147 times (35% to 51%)",
        "Claimed 60%: rose 57% of 113 times (47% to 65%)",
        "Information, not advice.",
    ]
