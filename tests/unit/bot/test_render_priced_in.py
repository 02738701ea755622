"""What the full reasoning says of what was priced in: the figure and whose it is, or why there is none, and the path."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.assessing.expectation import Path
from bot.i18n import texts
from bot.render.priced_in import lines
from rules.event import FomcStatement, Minutes

PATH = Path(date(2031, 6, 18), -10.0, -14.5)
KNOWN = {
    "expected_change_bp": -23.38,
    "expected_change_uncertainty_bp": 0.5,
    "surprise_bp": -1.62,
    "expectation_venues": ("kalshi", "polymarket"),
}


def told(lang: str = "en", path: Path | None = None, **facts: Any) -> list[str]:
    at = datetime(2031, 5, 7, 18, tzinfo=UTC)
    return lines(FomcStatement(source="s", key="k", title="t", url="u", published_at=at, **facts), path, texts("alerts", lang))


def unspaced(lang: str, **facts: Any) -> list[str]:
    """Blanks between figures and Chinese words aside."""
    return [line.replace(" ", "") for line in told(lang, **facts)]


def test_a_figure_with_its_uncertainty_and_its_venues() -> None:
    assert told(**KNOWN) == ["Priced in just before: −23.4bp, give or take 0.5bp (Kalshi, Polymarket); surprise −1.6bp"]
    assert unspaced("zh-Hans", **KNOWN) == ["会前定价：−23.4基点，误差±0.5基点（Kalshi、Polymarket）；意外−1.6基点"]


def test_one_venue_alone_is_named_alone() -> None:
    assert "(Kalshi);" in told(**{**KNOWN, "expectation_venues": ("kalshi",)})[0]


def test_an_archive_has_no_uncertainty() -> None:
    found = {**KNOWN, "expected_change_uncertainty_bp": None, "expectation_venues": ("futures",)}
    assert told(**found) == ["Priced in just before: −23.4bp (federal funds futures, by an archive); surprise −1.6bp"]


@pytest.mark.parametrize(
    ("gap", "reason", "zh"),
    [
        ("stale", "the last quotes were more than 15 minutes old", "最后一次报价距公布已超过15分钟"),
        ("thin", "too little was traded", "成交太少"),
        ("torn", "the quotes did not add up", "各项报价对不上"),
        ("apart", "the venues contradicted each other", "两家平台报价相左"),
        ("unscheduled", "no market is of an unscheduled decision", "计划外决议没有对应的市场"),
        ("none", "no quotes were at hand", "没有取得报价"),
    ],
)
def test_each_gap_has_its_reason(gap: str, reason: str, zh: str) -> None:
    assert told(expectation_gap=gap) == [f"What was priced in is not known: {reason}"]
    assert told("zh-Hans", expectation_gap=gap) == [f"会前定价未知：{zh}"]


def test_what_was_never_asked_is_not_mentioned() -> None:
    assert told() == []
    assert (
        lines(Minutes(source="s", key="k", title="t", url="u", published_at=datetime(2031, 5, 28, tzinfo=UTC)), PATH, texts("alerts", "en"))
        == []
    )


def test_the_path_is_recorded_and_not_scored() -> None:
    [_, line] = told(path=PATH, **KNOWN)
    assert line == "Priced in for the next meeting (18 Jun 2031): −4.5bp from 5 minutes before to 20 after; recorded, not scored"
    assert (
        unspaced("zh-Hans", path=PATH, **KNOWN)[1] == "下次会议（2031年6月18日）的定价：公布前5分钟到后20分钟变动−4.5基点；仅作记录，不计分"
    )
