"""What like events say of a named direction: docs/evidence.md has the definitions, which these literals are."""

import pytest

from rules.model import Assessment, Measured, Signal
from rules.verdict import horizon_in_words, verdict


def measured(low=0.4, high=0.6, **more):
    return Measured(n=40, ratio_abs=1.2, share_up=(low + high) / 2, group="rule:r", share_low=low, share_high=high, **more)


def said(found, like_n=40, direction=20, confidence=0.2, signals=()):
    return Assessment(
        impact=40, direction=direction, confidence=confidence, horizon_hours=4, regime=None, measured=found, like_n=like_n, signals=signals
    )


@pytest.mark.parametrize(
    ("assessment", "expected"),
    [
        (said(measured(0.51, 0.8)), "agree"),
        (said(measured(0.51, 0.8), direction=-20), "contradict"),
        (said(measured(0.2, 0.49)), "contradict"),
        (said(measured(0.2, 0.49), direction=-20), "agree"),
        (said(measured(0.4, 0.6)), "no_edge"),
        (said(measured(0.5, 0.8)), "no_edge"),
        (said(measured(0.51, 0.8), like_n=19), "too_few"),
        (said(None, like_n=8), "too_few"),
        (said(None, like_n=0), "too_few"),
        (said(None, like_n=None), None),
        (said(measured(0.51, 0.8), direction=9), "size_only"),
        (said(measured(0.51, 0.8), confidence=0.04), "size_only"),
        (said(measured(0.51, 0.8, mixes_signs=True)), "size_only"),
        (said(Measured(n=40, ratio_abs=1.2, share_up=0.9, group="kind:minutes")), "size_only"),
        (said(measured(0.2, 0.49), like_n=None), "contradict"),
    ],
)
def test_the_verdict(assessment, expected):
    assert verdict(assessment) == expected


def test_words_speak_of_the_horizon_of_the_strongest_directional_signal():
    def signal(rule, direction, strength, hours, *, counted=True):
        return Signal(rule, 1, rule, direction, strength, counted, "judgement", hours, ())

    signals = (
        signal("meeting", "either", 0.9, 4),
        signal("rates", "up", 0.5, 24),
        signal("weak", "up", 0.1, 72),
        signal("against", "down", 0.6, 168),
        signal("uncounted", "up", 0.8, 720, counted=False),
    )
    assert horizon_in_words(said(None, signals=signals)) == 24
    assert horizon_in_words(said(None, signals=signals, direction=-20)) == 168
    assert horizon_in_words(said(None, signals=signals, direction=5)) == 4
    assert horizon_in_words(said(None)) == 4
