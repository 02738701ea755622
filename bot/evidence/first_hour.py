"""What followed the decisions whose first hour was large: docs/evidence.md, "After a large first hour"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from bot.evidence.baseline import candidates, instants_of, ordinary
from bot.evidence.closes import HOUR, Closes, Floats, Seconds
from bot.evidence.groups import Assessed
from bot.evidence.statistics import wilson
from rules.like import decision_groups
from rules.model import FirstHours

ASSET = "BTC"
LARGE = 2.0
"""Times the mean absolute return of ordinary first hours."""
AFTER_HOURS = 23
"""From the end of the first hour to a day after the publication."""
_NOBODY = np.array([], dtype=np.int64)


def after_large_first_hours(events: Iterable[Assessed], series: Sequence[Closes]) -> FirstHours | None:
    """How many decisions had such a first hour, how large the rest of the day was, and how often it went on the same way.

    Figures but the count are None where there is none; None without hourly closes of BTC.
    """
    closes = next((one for one in series if one.asset == ASSET and one.resolution == "hourly"), None)
    if closes is None:
        return None
    decided = instants_of([one.event.published_at for one in events if decision_groups(one.event)])
    first, usual = _moves(decided, closes, 1)
    after, usual_after = _moves(decided + HOUR, closes, AFTER_HOURS)
    large = (np.abs(first) >= LARGE * usual) & ~np.isnan(after) & ~np.isnan(usual_after)
    n = int(large.sum())
    if n == 0:
        return FirstHours(n=0)
    same = float((np.sign(after[large]) == np.sign(first[large])).mean())
    low, high = wilson(same, n)
    ratio = float(np.abs(after[large]).mean() / usual_after[large].mean())
    return FirstHours(n=n, ratio_abs=round(ratio, 3), same_way=round(same, 3), same_low=round(low, 3), same_high=round(high, 3))


def _moves(instants: Seconds, closes: Closes, hours: int) -> tuple[Floats, Floats]:
    """Returns over so many hours, and the mean absolute return of the ordinary windows of the year before each; NaN where unknown."""
    days = candidates(instants)
    usual = ordinary(instants, days, closes.returns(days.distinct, hours * HOUR), hours * HOUR, group=_NOBODY, since=0)
    return closes.returns(instants, hours * HOUR), usual.abs_mean
