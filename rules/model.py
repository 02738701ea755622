"""Rules and what they say of an event: plain data, shared by loading, scoring and rendering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

Direction = Literal["up", "down", "either"]
Evidence = Literal["study", "literature", "judgement"]
Status = Literal["experimental", "test", "stable", "deprecated"]
SCORING: frozenset[Status] = frozenset({"stable", "experimental"})


@dataclass(frozen=True, slots=True)
class Reference:
    """A published source of a claim, and what it supports."""

    title: str
    url: str
    accessed: date | None = None
    supports: str = ""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A named channel from a Fed action to crypto prices."""

    id: str
    title: str
    explanation: str
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison: a field, an operator of the closed table, and what it is compared with."""

    __test__ = False  # not a pytest class

    field: str
    operator: str
    operand: Any


@dataclass(frozen=True, slots=True)
class Condition:
    """All of `all`, at least one of `any` (where there are some), and none of `none`."""

    all: tuple[Test, ...] = ()
    any: tuple[Test, ...] = ()
    none: tuple[Test, ...] = ()


@dataclass(frozen=True, slots=True)
class Ramp:
    """max * clip((|value| - start) / (stop - start), 0, 1), in the field's own unit."""

    field: str
    start: float
    stop: float
    max: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A factor that runs linearly through `points` (value, factor) and stays flat outside them."""

    field: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does when it fires: push one way with a strength, or amplify mechanisms.

    Exactly one of `strength` (with `direction`) and `amplify` (with `mechanisms`) is set. An empty `mechanisms` means all.
    """

    direction: Direction | None = None
    strength: float | Ramp | None = None
    amplify: float | Curve | None = None
    mechanisms: tuple[str, ...] = ()
    horizon_hours: int = 24


@dataclass(frozen=True, slots=True)
class Example:
    """Values that make a rule fire, or a near miss that doesn't; unnamed fields are None (bools False, strings empty)."""

    fires: bool
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """How far a rule's claim is backed: never dress up the last level as the first."""

    level: Evidence
    claimed: str
    measured: str
    contradicted: bool = False
    """The measured sign contradicts the claim with n of 20 or more: the evidence weight is halved."""
    halved_when: Test | None = None
    """The evidence weight is halved when this holds too."""
    uncertainty: str | None = None
    """A field in the unit of the ramp's: the evidence weight is times clip(1 - uncertainty / |value|, 0, 1)."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One document of the catalog."""

    id: str
    version: int
    status: Status
    """stable and experimental ones score; test and deprecated ones are checked and say nothing."""
    title: str
    kind: str
    mechanism: str
    rationale: str
    references: tuple[Reference, ...]
    false_positives: tuple[str, ...]
    condition: Condition
    effect: Effect
    evidence: EvidenceNote
    examples: tuple[Example, ...]
    sha256: str
    path: str
    quiet_because: str = ""
    """Why it does not fire, or never counts, over the years at hand; empty for a rule that does."""
    translations: Mapping[str, str] = field(default_factory=dict)
    """An operator's own: `title_fr`, `rationale_zh_Hans`. What is shipped is translated in `bot/locale/rules`."""

    @property
    def is_amplifier(self) -> bool:
        return self.effect.amplify is not None

    @property
    def scores(self) -> bool:
        return self.status in SCORING

    @cached_property
    def fields(self) -> tuple[str, ...]:
        """The fields that its condition and its effect ask for, each once, in order."""
        tests = (*self.condition.all, *self.condition.any, *self.condition.none)
        scales = [scale for scale in (self.effect.strength, self.effect.amplify) if isinstance(scale, (Ramp, Curve))]
        return tuple(dict.fromkeys([*(test.field for test in tests), *(scale.field for scale in scales)]))


@dataclass(frozen=True, slots=True)
class Statistic:
    """What was measured after a group of events, over one horizon. Percent; shares 0..1; None where it is not known."""

    group: str
    """`rule:ID`, `kind:KIND` or one of `fomc:…` (docs/evidence.md)"""
    horizon_hours: int
    n: int
    median_pct: float | None = None
    share_up: float | None = None
    ratio_abs: float | None = None
    """Mean absolute move over that of ordinary windows."""
    ratio_low: float | None = None
    ratio_high: float | None = None
    """Its 95 % interval."""
    excess_median_pct: float | None = None
    """Median of the moves less each event's own ordinary mean."""
    share_low: float | None = None
    share_high: float | None = None
    """The 95 % interval of `share_up`."""


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Events whose claimed chance of a rise was alike: how many, the mean claim, the share that rose."""

    n: int
    claimed: float
    rose: float


@dataclass(frozen=True, slots=True)
class WalkForward:
    """How a replay of the past did, each event seeing only what was known then, at its own horizon. Shares and scores 0..1.

    Figures are None where nothing could be judged: the hit rate with its 95 % interval, what the base rate and "up" each time would have
    got, Brier scores of the three, and the rank correlation of impact with the size of the move, with its own interval.
    """

    events: int
    judged: int
    hit_rate: float | None = None
    hit_low: float | None = None
    hit_high: float | None = None
    base_rate: float | None = None
    always_up: float | None = None
    brier: float | None = None
    brier_base_rate: float | None = None
    brier_always_up: float | None = None
    sized: int = 0
    rank_correlation: float | None = None
    rank_low: float | None = None
    rank_high: float | None = None
    reliability: tuple[ReliabilityBin, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstHours:
    """What followed the decisions whose first hour moved at least twice as far as an ordinary one, over the 23 hours after it."""

    n: int
    ratio_abs: float | None = None
    """Mean absolute move over that of ordinary windows."""
    same_way: float | None = None
    """Share that went on the same way as the first hour, with its 95 % interval."""
    same_low: float | None = None
    same_high: float | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Summary statistics of one asset, from `since` to `as_of`, by group and horizon, and how the rules did over that time."""

    since: date
    as_of: date
    asset: str
    groups: Mapping[tuple[str, int], Statistic]
    walk_forward: WalkForward | None = None
    first_hours: FirstHours | None = None


@dataclass(frozen=True)
class Rulebook:
    """All rules and mechanisms of one load; `sha256` changes when any document does, and not with the statistics beside it."""

    version: str
    sha256: str
    mechanisms: Mapping[str, Mechanism]
    rules: tuple[Rule, ...]
    statistics: Statistics | None = None
    documents: tuple[Rule, ...] | None = None
    """The rules as their documents have them, where statistics have marked some as contradicted."""

    def of_kind(self, kind: str) -> tuple[Rule, ...]:
        """The rules that an event of this kind is asked about, those on every kind among them."""
        pushing, scaling = self.asked(kind)
        return (*pushing, *scaling)

    def asked(self, kind: str) -> tuple[tuple[Rule, ...], tuple[Rule, ...]]:
        """The same in two: those that push, and the amplifiers."""
        return self._by_kind.get(kind, self._by_kind["any"])

    def rule(self, rule_id: str) -> Rule | None:
        """The rule of an id, whatever its status."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    @cached_property
    def _by_kind(self) -> Mapping[str, tuple[tuple[Rule, ...], tuple[Rule, ...]]]:
        found = {}
        for kind in {"any", *(rule.kind for rule in self.rules)}:
            asked = [rule for rule in self.rules if rule.scores and rule.kind in (kind, "any")]
            found[kind] = tuple(r for r in asked if not r.is_amplifier), tuple(r for r in asked if r.is_amplifier)
        return found


@dataclass(frozen=True, slots=True)
class Fact:
    """A field's value and the comparison it stood in when a rule fired."""

    field: str
    value: Any
    operator: str
    operand: Any


@dataclass(frozen=True, slots=True)
class Signal:
    """One rule firing on one event, with the facts that made it fire."""

    rule: str
    version: int
    mechanism: str
    direction: Direction
    strength: float
    counted: bool
    evidence: Evidence
    horizon_hours: int
    facts: tuple[Fact, ...]
    contradicted: bool = False
    certainty: float = 1.0
    """What is left of its evidence weight where its own facts are uncertain or were foreshadowed."""


@dataclass(frozen=True, slots=True)
class Amplifier:
    """A rule that scaled mechanisms; `factor` is 1.0 where its input was unknown. Empty `mechanisms` means all."""

    rule: str
    factor: float
    mechanisms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What prices did after comparable events."""

    n: int
    ratio_abs: float
    share_up: float
    group: str = ""
    """Which events: `rule:ID`, `kind:KIND` or one of `fomc:…`; empty in old rows."""
    asset: str = "BTC"
    horizon_hours: int | None = None
    median_pct: float | None = None
    ratio_low: float | None = None
    ratio_high: float | None = None
    since: str = ""
    as_of: str = ""
    """ISO dates of the first and the last price."""
    share_low: float | None = None
    share_high: float | None = None
    """The 95 % interval of `share_up`."""
    mixes_signs: bool = False
    """The group holds events that push either way: it says how large moves were, never which way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """What the rulebook says of one event: docs/scoring.md defines every number."""

    impact: int
    direction: int
    confidence: float
    horizon_hours: int | None
    regime: str | None
    signals: tuple[Signal, ...] = ()
    amplifiers: tuple[Amplifier, ...] = ()
    measured: Measured | None = None
    like_n: int | None = None
    """How many like events were measured, also where these are too few and `measured` is a wider group; None: nothing was counted."""
    missing: tuple[str, ...] = ()
    rulebook_version: str = ""
    rulebook_sha256: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    """The known fields of the context, for the reader."""
