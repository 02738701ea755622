"""The public record in words: too few, better, no better, worse; and what ships is what the model card says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.evidence.public import replay_json
from bot.evidence.summary import walk_forward_of
from bot.render import own_record
from bot.render.html import visible
from rules.measured import shipped_statistics
from rules.model import ReliabilityBin, WalkForward

JUDGED: dict[str, Any] = {
    "hit_rate": 0.6, "ci95": [0.52, 0.68], "base_rate": 0.5, "always_up": 0.45, "brier": 0.24, "brier_base_rate": 0.25,
    "brier_always_up": 0.55,
    "size": {"n": 90, "rank_correlation": 0.31, "ci95": [0.11, 0.48]}, "reliability": [{"n": 150, "claimed": 0.6, "rose": 0.58}],
}  # fmt: skip
OWN: dict[str, Any] = {
    "since": "2026-09-02T18:00:00Z",
    "alerts": 200,
    "named": 160,
    "open": 4,
    "judged": 150,
    **JUDGED,
    "walk_forward": None,
}


def lines(found: dict[str, Any], lang: str = "en") -> list[str]:
    return visible(own_record(found, lang)).splitlines()


def test_a_long_record_is_told_with_every_alert_accounted_for() -> None:
    assert lines(OWN) == [
        "My record",
        "Alerts since 2 Sep 2026: 200, all of them counted. Judged: 150, not over yet: 4, without a direction: 40. Without a price: 6.",
        "Right direction 60% of 150 times (95%: 52% to 68%); the base rate 50%, “always up” 45%.",
        "By this count that is above the base rate, before costs.",
        "Brier score 0.240; base rate 0.250, “always up” 0.550. Less is better.",
        "Calibration: of 150 given a chance of 60% to rise, 58% rose.",
        "Size: larger impacts came with larger moves (rank correlation 0.31, 0.11 to 0.48, 90 events).",
        "",
        "Information, not advice. Single alerts: /receipts",
    ]


@pytest.mark.parametrize(
    ("ci95", "said"),
    [
        ([0.501, 0.68], "By this count that is above the base rate, before costs."),
        ([0.5, 0.68], "That is no better than the base rate, as far as can be said."),
        ([0.3, 0.499], "That is worse than the base rate."),
    ],
)
def test_the_verdict_goes_by_the_interval(ci95: list[float], said: str) -> None:
    assert lines({**OWN, "ci95": ci95})[3] == said


def test_under_twenty_nothing_is_said_of_its_own_figures() -> None:
    shown = lines(
        {**OWN, "named": 23, "judged": 19, "walk_forward": {"since": "2019-01-01", "as_of": "2026-08-22", "judged": 150, **JUDGED}}
    )
    assert shown[2:5] == ["Too few to judge (19; needs 20).", "", "The rules replayed over history, 1 Jan 2019 to 22 Aug 2026"]
    assert sum("60% of 150" in line for line in shown) == 1
    few = {"since": "2019-01-01", "as_of": "2026-08-22", "judged": 19, **JUDGED}
    assert len(lines({**OWN, "judged": 0, "walk_forward": few})) == 5


def test_what_ships_is_what_the_model_card_says(root: Path) -> None:
    card = (root / "docs" / "model-card.md").read_text(encoding="utf-8")
    found = shipped_statistics().walk_forward  # type: ignore[union-attr]
    assert found is not None
    low, high = f"{found.hit_low:.0%}", f"{found.hit_high:.0%}"
    figures = f"{found.hit_rate:.0%} ({low} to {high}) | {found.base_rate:.0%} | {found.always_up:.0%}"
    scores = f"{found.brier:.3f} | {found.brier_base_rate:.3f} | {found.brier_always_up:.3f}"
    assert f"{found.events} events, {found.judged} of them with a direction" in card
    assert f"| own | {found.judged} | {figures} | {scores} |" in card
    assert f"{found.rank_correlation:.2f} ({found.rank_low:.2f} to {found.rank_high:.2f}), {found.sized} events" in card


def test_a_replays_record_becomes_what_ships_and_is_told_from_it() -> None:
    judged = {"events": 300, "judged": 150, **JUDGED}
    found = walk_forward_of(judged)
    assert found == WalkForward(
        events=300, judged=150, hit_rate=0.6, hit_low=0.52, hit_high=0.68, base_rate=0.5, always_up=0.45, brier=0.24, brier_base_rate=0.25,
        brier_always_up=0.55, sized=90, rank_correlation=0.31, rank_low=0.11, rank_high=0.48, reliability=(ReliabilityBin(150, 0.6, 0.58),),
    )  # fmt: skip
    assert replay_json(None) is None
