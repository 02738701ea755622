"""Rule documents: TOML text -> Rule, every fault of every file named at once.

A document is checked against the field table of its kind, the closed table of operators and mechanisms.toml, and its examples are
run: each that says so must fire, and every test of the condition has a near miss that differs from a firing example in one field.
"""

from __future__ import annotations

import difflib
import functools
import hashlib
import itertools
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, get_args

from rules.condition import decide, holds, tests_of, type_fault
from rules.engine import Undecided, fires
from rules.errors import RuleDocumentError, UnknownMechanismError
from rules.event import KINDS, FieldSpec, field_table
from rules.locked import lock_faults, read_lock
from rules.measured import shipped_statistics, with_statistics
from rules.model import (
    SCORING,
    Condition,
    Curve,
    Direction,
    Effect,
    Evidence,
    EvidenceNote,
    Example,
    Mechanism,
    Ramp,
    Reference,
    Rule,
    Rulebook,
    Signal,
    Status,
    Test,
)
from rules.toml_reader import TomlReader, fits, is_number

_NOT_OPERATORS = frozenset({"field"})
_CERTAINTY = ("halved_when", "uncertainty")
_TEXTS = ("title", "rationale")
_TRANSLATED = re.compile(r"(title|rationale)_[a-z]{2,3}(_[A-Za-z]+)*")
_HEAD = {"id", "version", "status", "event", "mechanism", "references", "false_positives", "quiet_because", *_TEXTS}


def load_rulebook(extra: Iterable[Traversable] = ()) -> Rulebook:
    """The shipped rules, and an operator's own beside them (`extra`: folders or files).

    Raises an ExceptionGroup of RuleDocumentError that names every fault of every document.
    """
    version, mechanisms, shipped, shipped_faults = _shipped()
    own, own_faults = read_all((document for root in extra for document in _documents(root)), mechanisms)
    rules = [*shipped, *own]
    faults = [*shipped_faults, *own_faults, *_clashes(rules)]
    if faults:
        raise ExceptionGroup("the rulebook has faults", faults)
    digest = hashlib.sha256("".join(sorted(f"{rule.id}:{rule.version}:{rule.sha256}\n" for rule in rules)).encode()).hexdigest()
    rulebook = Rulebook(version, digest, mechanisms, tuple(sorted(rules, key=lambda rule: rule.id)))
    return with_statistics(rulebook, shipped_statistics())


@functools.cache
def _shipped() -> tuple[str, Mapping[str, Mechanism], Sequence[Rule], Sequence[RuleDocumentError]]:
    """Version, mechanisms, rules and faults of what is shipped, which doesn't change while the program runs."""
    version, mechanisms = load_mechanisms()
    rules, faults = read_all(_documents(resources.files("rules") / "catalog"), mechanisms)
    return version, mechanisms, rules, [*faults, *lock_faults(rules, read_lock(), is_shipped=True)]


def check_documents(roots: Iterable[Traversable]) -> tuple[list[Rule], list[RuleDocumentError]]:
    """Read the documents under `roots` and say all that is wrong with them, changes without a new version included."""
    _, mechanisms = load_mechanisms()
    rules, faults = read_all((document for root in roots for document in _documents(root)), mechanisms)
    return rules, [*faults, *_clashes(rules), *lock_faults(rules, read_lock(), is_shipped=False)]


def load_mechanisms() -> tuple[str, dict[str, Mechanism]]:
    """The rulebook's version and its mechanisms by id, as shipped."""
    data = tomllib.loads((resources.files("rules") / "mechanisms.toml").read_text(encoding="utf-8"))
    mechanisms = {
        key: Mechanism(key, m["title"], m["explanation"], tuple(_reference(r) for r in m["references"]))
        for key, m in data["mechanism"].items()
    }
    return data["rulebook"]["version"], mechanisms


def read_all(documents: Iterable[Traversable], mechanisms: Mapping[str, Mechanism]) -> tuple[list[Rule], list[RuleDocumentError]]:
    """Every rule that can be read, and every fault of those that cannot."""
    readings = [read(document, mechanisms) for document in documents]
    return [rule for rule, _ in readings if rule], [fault for _, found in readings for fault in found]


def read(document: Traversable, mechanisms: Mapping[str, Mechanism]) -> tuple[Rule | None, list[RuleDocumentError]]:
    """One document as a Rule, or None with all its faults."""
    path = str(document)
    try:
        raw = document.read_bytes()
        data = tomllib.loads(raw.decode("utf-8"))
    except (OSError, ValueError) as error:
        return None, [RuleDocumentError(path, "file", f"not readable as TOML: {error}")]
    except RecursionError:
        return None, [RuleDocumentError(path, "file", "not readable as TOML: it nests too deep")]
    reader = _Reader(path, mechanisms)
    rule = reader.rule(data, document.name.removesuffix(".toml"), raw)
    return (None if reader.faults else rule), reader.faults


def content_hash(data: Mapping[str, Any]) -> str:
    """What a rule's version stands for: all that makes it score, whatever the words around it."""
    rule = data.get("rule", {})
    said = {
        "event": rule.get("event"),
        "mechanism": rule.get("mechanism"),
        "condition": data.get("condition"),
        "effect": data.get("effect"),
        "level": data.get("evidence", {}).get("level"),
        "contradicted": data.get("evidence", {}).get("contradicted", False),
        "scores": rule.get("status") in SCORING,
    }
    said |= {name: value for name, value in data.get("evidence", {}).items() if name in _CERTAINTY}
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def example_lookup(values: Mapping[str, Any], table: Mapping[str, FieldSpec]) -> Callable[[str], Any]:
    """An example's values as the engine looks them up: what it doesn't name is unknown, or empty where that cannot be."""

    def lookup(name: str) -> Any:
        spec = table[name]
        return values.get(name, None if spec.optional else spec.type() if spec.type is not date else date.min)

    return lookup


def _documents(root: Traversable) -> Iterator[Traversable]:
    """Every .toml below a folder, or the file itself, in a fixed order."""
    if not root.is_dir():
        yield root
        return
    for child in sorted(root.iterdir(), key=lambda c: c.name):
        if child.is_dir() or child.name.endswith(".toml"):
            yield from _documents(child)


def _clashes(rules: Iterable[Rule]) -> Iterator[RuleDocumentError]:
    """Ids that stand in more than one document."""
    paths: dict[str, str] = {}
    for rule in rules:
        if paths.setdefault(rule.id, rule.path) != rule.path:
            yield RuleDocumentError(rule.path, "rule.id", f"{rule.id!r} is also the id of {paths[rule.id]}")


def _is_reference(row: Mapping[str, Any]) -> bool:
    """Whether what is said of a source is of the right types; a date and what it supports may be left out."""
    texts = all(isinstance(row.get(name, ""), str) for name in ("title", "url", "supports"))
    return texts and row["url"].startswith("https://") and isinstance(row.get("accessed"), date | None)


def _reference(data: Mapping[str, Any]) -> Reference:
    return Reference(data["title"], data["url"], data.get("accessed"), data.get("supports", ""))


class _Reader(TomlReader):
    """Reads one rule document, collecting faults instead of stopping at the first."""

    def __init__(self, path: str, mechanisms: Mapping[str, Mechanism]) -> None:
        super().__init__(path)
        self.mechanisms = mechanisms
        self.fields: Mapping[str, FieldSpec] = {}

    def rule(self, data: dict[str, Any], stem: str, raw: bytes) -> Rule | None:
        self.only(data, "", {"rule", "condition", "effect", "evidence", "example"})
        head = self.table(data, "rule")
        kind = self.choice(head, "rule.event", (*KINDS, "any"))
        self.fields = field_table(kind) if kind in (*KINDS, "any") else {}
        rule = Rule(
            **self._head(head, stem),
            kind=kind,
            condition=self._condition(self.table(data, "condition")),
            effect=self._effect(self.table(data, "effect")),
            evidence=self._evidence(self.table(data, "evidence")),
            examples=self._examples(data),
            sha256="" if self.faults else content_hash(data),
            path=self.path,
        )
        if not self.faults:
            self._run_examples(rule)
        return rule

    def _head(self, head: dict[str, Any], stem: str) -> dict[str, Any]:
        """What stands under [rule], but for the kind of event."""
        translated = {name for name in head if _TRANSLATED.fullmatch(name)}
        self.only(head, "rule.", _HEAD | translated)
        rule_id = self.text(head, "rule.id")
        if rule_id != stem:
            self.fault("rule.id", f"{rule_id!r} is not the file's name {stem!r}")
        version = self.get(head, "rule.version", int, 0)
        if version < 1:
            self.fault("rule.version", "expected a whole number from 1")
        return {
            "id": rule_id,
            "version": version,
            "status": self.choice(head, "rule.status", get_args(Status)),
            "mechanism": self._mechanism(head.get("mechanism"), "rule.mechanism"),
            "references": self._references(head),
            "false_positives": tuple(self.texts(head, "rule.false_positives")),
            "quiet_because": self.text(head, "rule.quiet_because") if "quiet_because" in head else "",
            "translations": {name: self.text(head, f"rule.{name}") for name in sorted(translated)},
            **{name: self.text(head, f"rule.{name}") for name in _TEXTS},
        }

    def _condition(self, data: dict[str, Any]) -> Condition:
        self.only(data, "condition.", {"all", "any", "none"})
        parts = {name: tuple(self._tests(data, name)) for name in ("all", "any", "none")}
        if not any(parts.values()):
            self.fault("condition", "expected at least one test in all, any or none")
        for test in parts["none"]:
            spec = self.fields.get(test.field)
            if spec and spec.optional:
                self.fault("condition.none", f"{test.field} can be unknown, and unknown satisfies nothing: say it in all instead")
        return Condition(**parts)

    def _tests(self, data: dict[str, Any], part: str) -> Iterator[Test]:
        return self._rows(self.get(data, f"condition.{part}", list, []), f"condition.{part}")

    def _rows(self, rows: list[Any], part: str) -> Iterator[Test]:
        for index, row in enumerate(rows):
            key = f"{part}[{index}]"
            operators = [name for name in row if name not in _NOT_OPERATORS] if isinstance(row, dict) else []
            if not isinstance(row, dict) or "field" not in row or len(operators) != 1:
                self.fault(key, "expected { field = NAME, OPERATOR = VALUE }")
                continue
            operand = row[operators[0]]
            test = Test(str(row["field"]), operators[0], tuple(operand) if isinstance(operand, list) else operand)
            spec = self._field(test.field, key)
            wrong = type_fault(test, spec.type) if spec else None
            if wrong:
                self.fault(f"{key}.{test.field}", wrong)
            yield test

    def _effect(self, data: dict[str, Any]) -> Effect:
        self.only(data, "effect.", {"direction", "strength", "amplify", "mechanisms", "horizon_hours"})
        horizon = self.get(data, "effect.horizon_hours", int, 24)
        if not 1 <= horizon <= 24 * 90:
            self.fault("effect.horizon_hours", "expected 1 to 2160 hours")
        if ("strength" in data) == ("amplify" in data):
            self.fault("effect", "expected either direction and strength, or amplify and mechanisms")
            return Effect(horizon_hours=horizon)
        if "amplify" in data:
            names = self.texts(data, "effect.mechanisms") if "mechanisms" in data else []
            mechanisms = tuple(self._mechanism(name, "effect.mechanisms") for name in names)
            return Effect(amplify=self._amplify(data["amplify"]), mechanisms=mechanisms, horizon_hours=horizon)
        direction: Direction = self.choice(data, "effect.direction", get_args(Direction))
        return Effect(direction=direction, strength=self._strength(data["strength"]), horizon_hours=horizon)

    def _strength(self, data: Any) -> float | Ramp:
        if not isinstance(data, dict):
            return self.share(data, "effect.strength")
        self.only(data, "effect.strength.", {"field", "from", "to", "max"})
        name = self._number_field(data, "effect.strength")
        start, stop = (self.number(data, f"effect.strength.{end}") for end in ("from", "to"))
        if not 0 <= start < stop:
            self.fault("effect.strength", "expected 0 <= from < to")
        return Ramp(name, start, stop, self.share(data.get("max"), "effect.strength.max"))

    def _amplify(self, data: Any) -> float | Curve:
        if not isinstance(data, dict):
            return self.factor(data, "effect.amplify")
        self.only(data, "effect.amplify.", {"field", "points"})
        name = self._number_field(data, "effect.amplify")
        points = self.get(data, "effect.amplify.points", list, [])
        if len(points) < 2 or not all(isinstance(p, list) and len(p) == 2 and all(is_number(v) for v in p) for p in points):
            self.fault("effect.amplify.points", "expected at least two [value, factor] pairs")
            return 1.0
        pairs = tuple((float(x), self.factor(y, "effect.amplify.points")) for x, y in points)
        if any(a[0] >= b[0] for a, b in itertools.pairwise(pairs)):
            self.fault("effect.amplify.points", "expected values in ascending order")
        return Curve(name, pairs)

    def _evidence(self, data: dict[str, Any]) -> EvidenceNote:
        self.only(data, "evidence.", {"level", "claimed", "measured", "contradicted", *_CERTAINTY})
        level: Evidence = self.choice(data, "evidence.level", get_args(Evidence))
        contradicted = self.get(data, "evidence.contradicted", bool, False)
        uncertainty = self._number_field(data, "evidence", "uncertainty") if "uncertainty" in data else None
        halved = next(self._rows([data["halved_when"]], "evidence.halved_when"), None) if "halved_when" in data else None
        claimed, measured = (self.text(data, f"evidence.{name}") for name in ("claimed", "measured"))
        return EvidenceNote(level, claimed, measured, contradicted, halved, uncertainty)

    def _references(self, head: dict[str, Any]) -> tuple[Reference, ...]:
        rows = self.get(head, "rule.references", list, [])
        if not rows:
            self.fault("rule.references", "expected at least one reference")
        good = [row for row in rows if isinstance(row, dict) and {"title", "url"} <= row.keys()]
        if len(good) != len(rows) or not all(_is_reference(row) for row in good):
            self.fault("rule.references", 'expected { title, url = "https://...", accessed = YYYY-MM-DD, supports }')
        return tuple(_reference(row) for row in good)

    def _examples(self, data: dict[str, Any]) -> tuple[Example, ...]:
        examples = []
        for index, row in enumerate(self.get(data, "example", list, [])):
            key = f"example[{index}]"
            if not isinstance(row, dict) or not isinstance(row.get("fires"), bool) or not isinstance(row.get("values"), dict):
                self.fault(key, "expected fires = true or false, and values = { FIELD = VALUE }")
                continue
            self.only(row, f"{key}.", {"fires", "values"})
            for name, value in row["values"].items():
                spec = self._field(name, f"{key}.values")
                if spec and not fits(value, spec.type):
                    self.fault(f"{key}.values.{name}", f"expected {spec.type.__name__}, got {value!r}")
            examples.append(Example(row["fires"], row["values"]))
        if not any(e.fires for e in examples) or all(e.fires for e in examples):
            self.fault("example", "expected one that fires and a near miss that does not")
        return tuple(examples)

    def _run_examples(self, rule: Rule) -> None:
        """Every example must do as it says, decided; and every test of the condition needs its near miss."""
        for index, example in enumerate(rule.examples):
            fired = _outcome(rule, example_lookup(example.values, self.fields))
            if fired is None:
                self.fault(f"example[{index}]", "it hangs on a field that it does not name: an example must be decided")
            elif fired != example.fires:
                said = "fires" if fired else "does not fire"
                self.fault(f"example[{index}]", f"it {said}, and it says fires = {str(example.fires).lower()}")
        for test in tests_of(rule.condition):
            if not any(self._misses(rule, test, hit, miss) for hit in rule.examples for miss in rule.examples):
                self.fault("example", f"no near miss that differs from a firing example in {test.field} alone and fails at {test.operator}")

    def _misses(self, rule: Rule, test: Test, hit: Example, miss: Example) -> bool:
        """Whether `miss` differs from the firing `hit` in this test's field alone, and fails by this test."""
        if not hit.fires or miss.fires or _differences(hit.values, miss.values) != {test.field}:
            return False
        return holds(test, example_lookup(miss.values, self.fields)(test.field)) is (test in rule.condition.none)

    def _mechanism(self, value: Any, key: str) -> str:
        if isinstance(value, str) and value in self.mechanisms:
            return str(value)
        self.faults.append(UnknownMechanismError(self.path, key, f"unknown mechanism {value!r}; known are {', '.join(self.mechanisms)}"))
        return ""

    def _field(self, name: str, key: str) -> FieldSpec | None:
        spec = self.fields.get(name)
        if spec is None and self.fields:
            close = difflib.get_close_matches(name, self.fields, n=1)
            self.fault(key, f"unknown field {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
        return spec

    def _number_field(self, data: Mapping[str, Any], key: str, last: str = "field") -> str:
        name = self.text(data, f"{key}.{last}")
        spec = self._field(name, f"{key}.{last}") if name else None
        if spec and spec.type not in (int, float):
            self.fault(f"{key}.{last}", f"expected a field that is a number, and {name} is {spec.type.__name__}")
        return name


def _outcome(rule: Rule, lookup: Callable[[str], Any]) -> bool | None:
    """Whether a rule fires; None when it is undecided."""
    if rule.is_amplifier:
        return decide(rule.condition, lookup)
    answer = fires(rule, lookup)
    return None if isinstance(answer, Undecided) else isinstance(answer, Signal)


def _differences(hit: Mapping[str, Any], miss: Mapping[str, Any]) -> set[str]:
    return {name for name in {*hit, *miss} if hit.get(name) != miss.get(name)}
