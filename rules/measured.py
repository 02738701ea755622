"""What was measured after comparable events: summary statistics that stand beside a score and never change its size. docs/evidence.md.

They ship as `rules/measured.toml`, dated: counts, medians and ratios, no prices. An operator's own, from `fedtide evidence study`, take
their place. A rule whose measured sign contradicts its claim has its weight of evidence halved (docs/scoring.md).
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping
from datetime import date
from importlib import resources
from typing import Any

from rules.errors import StatisticsError
from rules.event import Event
from rules.like import MINIMUM, like_group, mixes_signs, wide_group
from rules.model import FirstHours, Measured, ReliabilityBin, Rule, Rulebook, Signal, Statistic, Statistics, WalkForward

HORIZONS = (1, 4, 24, 72, 168, 720)
"""Hours at which returns are measured."""
KIND_HORIZON = 24
NO_EFFECT_MINIMUM = 50
"""So many events before an interval of the ratio that holds 1 is called no effect."""
_FIELDS = (
    "group", "horizon_hours", "n", "median_pct", "share_up", "share_low", "share_high",
    "ratio_abs", "ratio_low", "ratio_high", "excess_median_pct",
)  # fmt: skip


def horizon_of(hours: int) -> int:
    """The longest measured horizon within so many hours; an hour at least."""
    return max((known for known in HORIZONS if known <= hours), default=HORIZONS[0])


def measured_of(event: Event, signal: Signal, statistics: Statistics | None) -> tuple[Measured | None, int | None]:
    """What was measured after events like this one, at the horizon of the signal that speaks of it; and how many are like it.

    Where fewer than 20 are, a wider group stands in, at 24 h, which mixes signs. None where that is too few too, or either has no ordinary
    window to stand against. The count is None where nothing was measured at all.
    """
    if statistics is None:
        return None, None
    group = like_group(event, signal)
    like = statistics.groups.get((group, horizon_of(signal.horizon_hours)))
    wide = statistics.groups.get((wide_group(event), KIND_HORIZON))
    shown = next((found for found in (like, wide) if found is not None and _is_enough(found)), None)
    return (None if shown is None else _measured(shown, signal, statistics)), (like.n if like else 0)


def _is_enough(found: Statistic) -> bool:
    return found.n >= MINIMUM and found.ratio_abs is not None and found.share_up is not None


def _measured(found: Statistic, signal: Signal, statistics: Statistics) -> Measured:
    assert found.ratio_abs is not None
    assert found.share_up is not None
    return Measured(
        n=found.n,
        ratio_abs=found.ratio_abs,
        share_up=found.share_up,
        group=found.group,
        asset=statistics.asset,
        horizon_hours=found.horizon_hours,
        median_pct=found.median_pct,
        ratio_low=found.ratio_low,
        ratio_high=found.ratio_high,
        since=statistics.since.isoformat(),
        as_of=statistics.as_of.isoformat(),
        share_low=found.share_low,
        share_high=found.share_high,
        mixes_signs=mixes_signs(found.group, signal),
    )


def has_no_effect(found: Measured | Statistic) -> bool:
    """Whether moves are no larger than in ordinary windows, by enough events: the interval of the ratio holds 1."""
    if found.n < NO_EFFECT_MINIMUM or found.ratio_low is None or found.ratio_high is None:
        return False
    return found.ratio_low <= 1.0 <= found.ratio_high


def contradicts(rule: Rule, statistics: Statistics) -> bool:
    """Whether returns after a rule that claims a direction went the other way, by the median excess of 20 events or more."""
    found = statistics.groups.get((f"rule:{rule.id}", horizon_of(rule.effect.horizon_hours)))
    if found is None or found.n < MINIMUM or found.excess_median_pct is None or rule.effect.direction not in ("up", "down"):
        return False
    claimed = 1 if rule.effect.direction == "up" else -1
    return found.excess_median_pct * claimed < 0


def with_statistics(rulebook: Rulebook, statistics: Statistics | None) -> Rulebook:
    """The rulebook with these statistics in place of others: rules that they contradict are marked. None takes all of that away."""
    documents = rulebook.documents or rulebook.rules
    rules = documents if statistics is None else tuple(_marked(rule, statistics) for rule in documents)
    return dataclasses.replace(rulebook, statistics=statistics, rules=rules, documents=documents)


def _marked(rule: Rule, statistics: Statistics) -> Rule:
    if rule.evidence.contradicted or not contradicts(rule, statistics):
        return rule
    return dataclasses.replace(rule, evidence=dataclasses.replace(rule.evidence, contradicted=True))


@functools.cache
def shipped_statistics() -> Statistics | None:
    """The statistics that come with the rulebook; None where none are shipped. Raises StatisticsError."""
    file = resources.files("rules") / "measured.toml"
    return read_statistics(file.read_text(encoding="utf-8"), "measured.toml") if file.is_file() else None


def read_statistics(text: str, name: str) -> Statistics:
    """Statistics from their TOML. Raises StatisticsError, which names the file and the key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise StatisticsError(name, "", f"the file is no TOML: {e}") from e
    for key in ("since", "as_of"):
        if type(data.get(key)) is not date:
            raise StatisticsError(name, key, "expected a date")
    rows = [_statistic(row, f"groups[{index}]", name) for index, row in enumerate(data.get("groups", ()))]
    groups = {(row.group, row.horizon_hours): row for row in rows}
    walk_forward = _walk_forward(data["walk_forward"], name) if "walk_forward" in data else None
    first_hours = None
    if "first_hours" in data:
        first_hours = FirstHours(**{"n": 0} | dict(_numbers(data["first_hours"], FirstHours, name, "first_hours")))
    return Statistics(data["since"], data["as_of"], str(data.get("asset", "BTC")), groups, walk_forward, first_hours)


def _walk_forward(row: Mapping[str, Any], name: str) -> WalkForward:
    """The record of a replay. Raises StatisticsError."""
    figures = _numbers({field: value for field, value in row.items() if field != "reliability"}, WalkForward, name)
    bins = [_numbers(one, ReliabilityBin, name) for one in row.get("reliability", ())]
    try:
        return WalkForward(**figures, reliability=tuple(ReliabilityBin(**one) for one in bins))
    except TypeError as e:
        raise StatisticsError(name, "walk_forward", f"something is missing: {e}") from e


def _numbers(row: Mapping[str, Any], cls: type, name: str, table: str = "walk_forward") -> Mapping[str, Any]:
    """The row, when it holds nothing but numbers that the class has fields for. Raises StatisticsError."""
    known = {field.name for field in dataclasses.fields(cls)}
    for key, value in row.items():
        if key not in known:
            raise StatisticsError(name, f"{table}.{key}", "unknown key")
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise StatisticsError(name, f"{table}.{key}", "expected a number")
    return row


def _statistic(row: Mapping[str, Any], key: str, name: str) -> Statistic:
    unknown = set(row) - set(_FIELDS)
    if unknown:
        raise StatisticsError(name, f"{key}.{min(unknown)}", "unknown key")
    if not isinstance(row.get("group"), str) or not isinstance(row.get("n"), int) or row.get("horizon_hours") not in HORIZONS:
        raise StatisticsError(name, key, "expected a group, its n and one of the measured horizons")
    values = {field: row.get(field) for field in _FIELDS[3:]}
    if not all(value is None or isinstance(value, (int, float)) for value in values.values()):
        raise StatisticsError(name, key, "expected numbers")
    return Statistic(row["group"], row["horizon_hours"], row["n"], **values)


def written(statistics: Statistics) -> str:
    """Statistics as TOML, groups in order; what is unknown is left out."""
    head = f'since = {statistics.since}\nas_of = {statistics.as_of}\nasset = "{statistics.asset}"\n'
    blocks = [] if statistics.walk_forward is None else _walk_forward_blocks(statistics.walk_forward)
    if statistics.first_hours is not None:
        blocks.append(_block("[first_hours]", dataclasses.asdict(statistics.first_hours)))
    blocks += [_block("[[groups]]", {field: getattr(row, field) for field in _FIELDS}) for _, row in sorted(statistics.groups.items())]
    return "\n".join([head, *(block + "\n" for block in blocks)])


def _walk_forward_blocks(found: WalkForward) -> list[str]:
    bins = [_block("[[walk_forward.reliability]]", dataclasses.asdict(one)) for one in found.reliability]
    return [_block("[walk_forward]", {**dataclasses.asdict(found), "reliability": None}), *bins]


def _block(head: str, values: Mapping[str, Any]) -> str:
    """A table of a TOML document; what is unknown is left out."""
    known = {field: value for field, value in values.items() if value is not None}
    said = (f'{field} = "{value}"' if isinstance(value, str) else f"{field} = {value}" for field, value in known.items())
    return "\n".join([head, *said])
