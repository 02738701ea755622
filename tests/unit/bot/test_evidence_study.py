"""The event study on prices made for it: a planted effect is found, chance finds nothing, and nothing looks ahead."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from arch.bootstrap import CircularBlockBootstrap

from bot.calendars.newyork import NEW_YORK
from bot.evidence.closes import Closes
from bot.evidence.groups import Assessed, groups_of
from bot.evidence.statistics import block_length, drawn, q_values, windows_apart
from bot.evidence.study import HORIZONS, cell_json, study, window_json, windows_of
from rules.event import FomcStatement, Minutes
from rules.model import Assessment, Signal

HOUR = 3600
START = datetime(2019, 1, 1, tzinfo=UTC)
HOURS = 24 * 365 * 4
QUIET = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime=None)


def statement(at, key="k", decision="hold"):
    return FomcStatement(source="fed.press_release", key=key, title="t", url="u", published_at=at, decision=decision)


def wednesdays(every, first=datetime(2019, 1, 30), count=30):
    """Two in the afternoon in New York, every so many weeks: 19:00 UTC in winter, 18:00 in summer."""
    return [(first + timedelta(weeks=every * i)).replace(hour=14, tzinfo=NEW_YORK).astimezone(UTC) for i in range(count)]


def walk(seed, sigma=0.006, shocks=()):
    """Hourly closes of a random walk; `shocks` are (instant, standard deviation, drift) of one more step in the hour after it."""
    random = np.random.default_rng(seed)
    steps = random.normal(0.0, sigma, HOURS)
    for at, size, drift in shocks:
        steps[round((at - START).total_seconds()) // HOUR] += random.normal(drift, size)
    at = np.arange(1, HOURS + 1, dtype=np.int64) * HOUR + round(START.timestamp())
    return Closes("BTC", "hourly", at, 10_000 * np.exp(np.cumsum(steps)))


def events_at(moments):
    return [Assessed(statement(at, key=str(i)), QUIET) for i, at in enumerate(moments)]


def window_of(one, series):
    """The window of one event, None without prices."""
    return next(iter(windows_of([one], [()], series)), None)


def cells_of(found, group):
    return {cell.horizon_hours: cell for cell in found.cells if cell.group == group}


def test_planted_size_is_found_as_size_and_not_as_direction():
    moments = wednesdays(3, count=60)
    prices = walk(11, shocks=[(at, 0.05, 0.0) for at in moments])
    cells = cells_of(study(events_at(moments), [prices], resamples=500), "kind:fomc_statement")
    day = cells[24]
    assert day.figures.n == 60
    assert day.q_size < 0.01
    assert day.figures.ratio_interval[0] > 1.0
    assert day.q_direction > 0.05
    # expected absolute values: sqrt(24 * 0.006^2 + 0.05^2) against sqrt(24) * 0.006, a ratio of 1.98
    assert day.figures.ratio_abs == pytest.approx(1.98, abs=0.35)


def test_planted_drift_is_found_as_direction():
    moments = wednesdays(6)
    prices = walk(12, shocks=[(at, 0.0, 0.03) for at in moments])
    cells = cells_of(study(events_at(moments), [prices], resamples=500), "kind:fomc_statement")
    assert cells[4].q_direction < 0.01
    assert cells[4].figures.mean == pytest.approx(3.05, abs=0.6)
    assert cells[4].figures.share_up > 0.9


def test_shuffled_dates_find_nothing_at_the_stated_rate():
    """Over 80 sets of dates drawn at random, 6 horizons and 2 tests: 5 % of single tests, and hardly a discovery after correction."""
    random = np.random.default_rng(14)
    single, sets_with_discovery = [], 0
    for seed in range(1000, 1080):
        weeks = np.sort(random.choice(150, size=30, replace=False))
        moments = [wednesdays(1, count=1, first=datetime(2019, 3, 6) + timedelta(weeks=int(week)))[0] for week in weeks]
        cells = cells_of(study(events_at(moments), [walk(seed)], resamples=200), "kind:fomc_statement").values()
        single += [p for cell in cells for p in (cell.figures.p_direction, cell.figures.p_size) if p is not None]
        sets_with_discovery += any(q < 0.05 for cell in cells for q in (cell.q_direction, cell.q_size) if q is not None)
    assert len(single) > 900
    assert sum(p < 0.05 for p in single) / len(single) < 0.08
    assert sets_with_discovery <= 13  # two families of 5 % each, 80 sets: 8 are expected, 14 or more in three of a hundred


def test_cutting_the_history_after_an_event_changes_nothing_about_it():
    moments = wednesdays(6)
    prices, events = walk(15), events_at(moments)
    whole = study(events, [prices], resamples=200)
    cut_at = moments[24] + timedelta(hours=25)
    known = [one for one in events if one.event.published_at <= cut_at]
    cut = study(known, [prices.until(round(cut_at.timestamp()))], resamples=200)
    by_key = {window.event.event.key: window_json(window) for window in whole.windows}
    for window in cut.windows:
        shown, full = window_json(window), by_key[window.event.event.key]
        assert shown["returns_pct"]["BTC"].items() <= full["returns_pct"]["BTC"].items()
        assert shown["prices"]["BTC"].items() <= full["prices"]["BTC"].items()
    # what the study of the shorter past says of its 25 events at 24 h is what the whole one says of these same events
    first_events = study([one for one in events if one.event.published_at <= cut_at], [prices], resamples=200)
    one, other = (cells_of(found, "kind:fomc_statement")[24].figures for found in (cut, first_events))
    assert one == other


def test_prices_after_the_publication_never_enter_the_baseline():
    moments = wednesdays(6, count=24)
    prices = walk(16)
    later = prices.at > round(moments[-1].timestamp())
    changed = replace(prices, close=np.where(later, prices.close * 3, prices.close))
    one, other = (cells_of(study(events_at(moments), [p], resamples=100), "kind:fomc_statement")[24].figures for p in (prices, changed))
    assert one.baseline_abs_mean == other.baseline_abs_mean
    assert one.mean != other.mean


@pytest.fixture
def bars():
    """Closes of 100 at 12:00, then 101, 99, 103.02, 102, ... one an hour."""
    close = np.array([100.0, 101.0, 99.0, 103.02, 102.0, 104.0])
    at = round(datetime(2024, 5, 1, 12, tzinfo=UTC).timestamp()) + HOUR * np.arange(6, dtype=np.int64)
    return Closes("BTC", "hourly", at, close)


def test_a_window_starts_at_the_publication_with_the_last_close_known(bars):
    on_the_hour = window_json(window_of(Assessed(statement(datetime(2024, 5, 1, 13, tzinfo=UTC)), QUIET), [bars]))
    assert on_the_hour["window_start"] == "2024-05-01T13:00:00Z"
    assert on_the_hour["prices"]["BTC"]["0"] == {"at": "2024-05-01T13:00:00Z", "close": 101.0}
    assert on_the_hour["returns_pct"] == {"BTC": {"1": -1.9802, "4": 2.9703}}
    within = window_json(window_of(Assessed(statement(datetime(2024, 5, 1, 13, 45, tzinfo=UTC)), QUIET), [bars]))
    assert within["prices"]["BTC"]["0"] == {"at": "2024-05-01T13:00:00Z", "close": 101.0}
    assert within["prices"]["BTC"]["1"] == {"at": "2024-05-01T14:00:00Z", "close": 99.0}


def test_a_hole_in_the_prices_is_no_price(bars):
    holed = replace(bars, at=np.delete(bars.at, [2, 3, 4]), close=np.delete(bars.close, [2, 3, 4]))
    shown = window_json(window_of(Assessed(statement(datetime(2024, 5, 1, 13, tzinfo=UTC)), QUIET), [holed]))
    assert set(shown["prices"]["BTC"]) == {"0", "1", "4"}  # 14:00 shows the close of 13:00, an hour old
    assert window_of(Assessed(statement(datetime(2024, 5, 1, 16, 30, tzinfo=UTC)), QUIET), [holed]) is None
    assert window_of(Assessed(statement(datetime(2024, 5, 1, 11, tzinfo=UTC)), QUIET), [bars]) is None


def test_the_bar_that_is_not_over_is_not_known(bars):
    shown = window_json(window_of(Assessed(statement(datetime(2024, 5, 1, 17, tzinfo=UTC)), QUIET), [bars]))
    assert set(shown["prices"]["BTC"]) == {"0"}


def test_daily_closes_stand_in_and_make_groups_of_their_own():
    at = round(datetime(2018, 1, 1, tzinfo=UTC).timestamp()) + 24 * HOUR * np.arange(900, dtype=np.int64)
    daily = Closes("BTC", "daily", at, 100 + np.arange(900) % 7.0)
    found = study(events_at(wednesdays(3, first=datetime(2018, 6, 6), count=25)), [daily], resamples=50)
    assert {cell.group for cell in found.cells} == {"kind:fomc_statement@daily", "fomc:hold@daily"} | {"fomc:decision@daily"}
    assert {cell.horizon_hours for cell in found.cells} == {24, 72, 168, 720}
    assert {window.resolution for window in found.windows} == {"daily"}


def test_too_few_events_say_nothing_but_their_number():
    found = study(events_at(wednesdays(6, count=19)), [walk(17)], resamples=50)
    shown = cell_json(cells_of(found, "kind:fomc_statement")[24])
    assert (shown["n"], shown["too_few"], shown["mean_pct"], shown["ratio_abs"], shown["p_value"]) == (19, True, None, None, None)


def test_what_comes_every_day_has_no_ordinary_day():
    moments = [datetime(2019, 1, 2, 18, tzinfo=UTC) + timedelta(days=i) for i in range(300)]
    cells = cells_of(study([Assessed(statement(at, key=str(i)), QUIET) for i, at in enumerate(moments)], [walk(18)], resamples=50),
                     "kind:fomc_statement")  # fmt: skip
    assert cells[24].figures.n == 300
    assert cells[24].figures.share_up is not None
    assert cells[24].figures.ratio_abs is None


def test_what_comes_every_thursday_is_set_against_other_weekdays():
    moments = wednesdays(1, count=60)
    cells = cells_of(study(events_at(moments), [walk(19)], resamples=50), "kind:fomc_statement")
    assert cells[24].figures.ratio_abs == pytest.approx(1.0, abs=0.3)
    assert cells[24].figures.baseline_n > 60 * 20


def test_two_events_at_one_instant_are_one():
    moments = wednesdays(6)
    twins = [Assessed(statement(at, key=f"{i}-{twin}"), QUIET) for i, at in enumerate(moments) for twin in "ab"]
    found = study(twins, [walk(20)], resamples=50)
    assert cells_of(found, "kind:fomc_statement")[24].figures.n == 30
    assert len(found.windows) == 60


def test_every_group_is_named():
    signal = Signal("target-range-cut", 1, "rate-path", "up", 0.25, False, "judgement", 24, ())
    assessment = Assessment(impact=35, direction=20, confidence=0.1, horizon_hours=24, regime="pivot", signals=(signal,))
    at = datetime(2024, 5, 1, 18, tzinfo=UTC)
    assert groups_of(statement(at, decision="lower"), assessment) == (
        "kind:fomc_statement", "fomc:decision", "fomc:lower", "rule:target-range-cut", "regime:pivot", "impact:33-49", "direction:up",
    )  # fmt: skip
    assert groups_of(Minutes(source="s", key="k", title="t", url="u", published_at=at), QUIET) == ("kind:minutes",)


def test_overlap():
    daily = np.arange(40, dtype=np.int64) * 24 * HOUR
    assert windows_apart(daily, 24 * HOUR) == 40
    assert windows_apart(daily, 72 * HOUR) == 14
    assert block_length(daily, 24 * HOUR) == 1
    assert block_length(daily, 72 * HOUR) == 3
    assert block_length(daily, 720 * HOUR) == 10


def test_resamples_are_as_long_as_the_events_and_made_of_blocks():
    times = drawn(12, 4, 50, 7)
    assert (times.sum(axis=1) == 12).all()
    for row in times.tolist():
        for place, count in enumerate(row):
            assert not count or row[place - 1] or row[(place + 1) % 12]  # neighbours on a circle come together
    assert np.array_equal(times, drawn(12, 4, 50, 7))
    assert not np.array_equal(times, drawn(12, 4, 50, 8))


@pytest.mark.parametrize(("n", "block"), [(20, 1), (20, 5), (21, 4), (97, 24), (40_000, 3)])
def test_resamples_are_those_of_the_library_arch(n, block):
    theirs = CircularBlockBootstrap(block, np.arange(n), seed=np.random.default_rng(7)).bootstrap(5)
    assert np.array_equal(drawn(n, block, 5, 7), [np.bincount(places, minlength=n) for (places,), _ in theirs])


def test_q_values_keep_the_place_of_what_was_not_tested():
    # Benjamini and Hochberg by hand: 0.01*3/1, min over later: 0.02*3/2 = 0.03, 0.9
    assert q_values([0.02, None, 0.9, 0.01]) == pytest.approx([0.03, None, 0.9, 0.03])
    assert q_values([None]) == [None]


def test_horizons_are_those_of_the_method():
    assert HORIZONS == (1, 4, 24, 72, 168, 720)
