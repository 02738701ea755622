"""Change, percentile and robust z on numbers worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sources.baseline import change, percentile, robust_z

ONE_TO_HUNDRED = list(range(1, 101))  # median 50.5, median absolute deviation 25


def test_change() -> None:
    assert change(30, 12) == 18
    assert change(12, 30) == -18
    assert change(None, 12) is None
    assert change(12, None) is None


def test_percentile_is_the_share_at_most_x() -> None:
    assert percentile(ONE_TO_HUNDRED, 95) == 0.95
    assert percentile(ONE_TO_HUNDRED, 0) == 0.0
    assert percentile(ONE_TO_HUNDRED, 1_000) == 1.0
    assert percentile([0.0] * 60, 0) == 1.0


def test_only_the_last_250_observations_count() -> None:
    assert percentile([1_000] * 250 + [0] * 250, 5) == 1.0
    assert robust_z([1_000, 2_000, 3_000] * 100 + [7] * 250, 7) is None


def test_a_short_past_says_nothing() -> None:
    assert percentile([1] * 59, 5) is None
    assert percentile([1] * 60, 5) == 1.0
    assert robust_z([1, 2, 3] * 19 + [1, 2], 5) is None
    assert robust_z([1, 2, 3] * 20, 5) is not None
    assert percentile([1, 2, 3, 4], 2, minimum=4) == 0.5
    assert robust_z([], 1.0) is None


def test_robust_z_by_median_and_mad() -> None:
    assert robust_z(ONE_TO_HUNDRED, 50.5) == 0.0
    assert robust_z(ONE_TO_HUNDRED, 75.5) == pytest.approx(0.6745, abs=1e-4)
    assert robust_z(ONE_TO_HUNDRED, 25.5) == pytest.approx(-0.6745, abs=1e-4)
    assert robust_z(ONE_TO_HUNDRED, 124.63) == pytest.approx(2.0, abs=1e-6)


def test_robust_z_is_capped() -> None:
    assert robust_z(ONE_TO_HUNDRED, 1e9) == 10.0
    assert robust_z(ONE_TO_HUNDRED, -1e9) == -10.0


def test_a_past_that_does_not_vary() -> None:
    flat = [0] * 80 + [5] * 20
    assert robust_z(flat, 0) is None
    assert robust_z(flat, 1) == 10.0
    assert robust_z(flat, -1) == -10.0


@given(st.lists(st.integers(-(10**13), 10**13), min_size=60, max_size=300), st.integers(-(10**13), 10**13))
def test_ranges_and_signs(history: list[int], x: int) -> None:
    share = percentile(history, x)
    z = robust_z(history, x)
    assert share is not None and 0.0 <= share <= 1.0
    assert z is None or (math.isfinite(z) and -10.0 <= z <= 10.0)
    if z is not None and z > 0:
        assert share >= 0.5
