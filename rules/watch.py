"""A person's own watch, such as `standing repo >= $20bn` or `impact >= 60 and direction < 0`: text -> Condition.

A watch is one to four comparisons joined by `and`, on the same fields as the rules have and on the assessment's own numbers
(`impact`, `direction`, `confidence`). It is read, never run: what is not in the tables of `watch_words` is an error that names the
closest field.
"""

from __future__ import annotations

import difflib
import functools
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rules.condition import Lookup, decide, type_fault
from rules.errors import WatchError
from rules.event import KINDS, Context, Event, FieldSpec, field_table, value_of
from rules.model import Assessment, Condition, Test
from rules.spellings import simplified
from rules.watch_words import BASIS_POINTS, CHOICES, COMPARISONS, DOLLARS, PERCENT, PHRASES, TERMS, YES_OR_NO, Term, folded

LONGEST = 200
"""Characters of a watch."""
MOST_TESTS = 4
ASSESSED: Mapping[str, FieldSpec] = {
    "impact": FieldSpec("impact", int, False, True),
    "direction": FieldSpec("direction", int, False, True),
    "confidence": FieldSpec("confidence", float, False, True),
}
"""What a watch may ask of the assessment."""
RANGES: Mapping[str, tuple[int, int]] = {"impact": (0, 100), "direction": (-100, 100), "confidence": (0, 1)}
PLAIN_DOLLARS = 1_000_000
"""An amount below it without a unit is taken for a forgotten one."""

_AND = re.compile(r"\s+and\s+|&&?|并且|且|[;；，、\n]|,\s", re.IGNORECASE)
_OR = re.compile(r"\s+or\s+|\|\||或者|或", re.IGNORECASE)
_SIGNS = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "≧": "≥", "≦": "≤"})
_VALUE = re.compile(
    r"(?P<sign>[-+])?\s*(?:us)?\$?\s*(?P<late>[-+])?(?P<number>[0-9]{1,18}(?:,[0-9]{3})*(?:\.[0-9]{1,9})?)"
    r"\s*(?P<unit>[^\W\d_][^\d]*|%)?"
)
_DOLLAR_WORDS = re.compile(r"\s*(?:us dollars?|dollars?|usd|美元|元)$")
_A_MONTH = re.compile(r"\s*(?:a month|per month|/ ?month|每月|/月)$")


@dataclass(frozen=True, slots=True)
class Watch:
    """A watch as it was read: the kinds of event that it can be asked of, and the condition."""

    text: str
    kinds: tuple[str, ...]
    condition: Condition

    def holds(self, event: Event, context: Context, assessment: Assessment) -> bool | None:
        """Whether an assessed event is what was watched for; None when it hangs on something unknown."""
        return decide(self.condition, watched(event, context, assessment)) if event.KIND in self.kinds else False


def watched(event: Event, context: Context, assessment: Assessment) -> Lookup:
    """How a watch looks up its fields."""

    def lookup(name: str) -> Any:
        return getattr(assessment, name) if name in ASSESSED else value_of(name, event, context)

    return lookup


def parse_watch(text: str) -> Watch:
    """Read a watch, English or Chinese. Raises WatchError, which says what is wrong and what would be right."""
    text = text.strip()
    if not text:
        raise WatchError("a watch is empty; write for example: standing repo >= $20bn")
    if len(text) > LONGEST:
        raise WatchError(f"a watch has at most {LONGEST} characters, this one has {len(text)}")
    clauses = [clause for clause in _AND.split(_plain(text)) if clause.strip()]
    if len(clauses) > MOST_TESTS:
        raise WatchError(f"a watch has at most {MOST_TESTS} comparisons, this one has {len(clauses)}")
    read = [_clause(clause) for clause in clauses]
    kinds = tuple(kind for kind in KINDS if all(kind in found for found, _ in read))
    if not read or not kinds:
        raise WatchError("no publication carries all of these; watch them one by one")
    tests = dict.fromkeys(test for _, found in read for test in found)
    return Watch(text, kinds, Condition(all=tuple(tests)))


def _plain(text: str) -> str:
    """One form of signs and spaces; Chinese commas are kept apart from the comma inside a number."""
    kept = text.replace("，", " ; ").replace("；", " ; ").replace("、", " ; ")
    return simplified(unicodedata.normalize("NFKC", kept)).translate(_SIGNS).casefold()


def _clause(text: str) -> tuple[frozenset[str], tuple[Test, ...]]:
    """The kinds that can be asked, and the tests."""
    if _OR.search(text):
        raise WatchError("a watch joins its comparisons by `and`; for `or` make two watches")
    name, operator, value = _parts(text)
    is_size = name.startswith("|") and name.endswith("|") and len(name) > 2
    term = _term(name)
    specs = _specs(term)
    spec = next(iter(specs.values()))
    if is_size and operator != "at_least":
        raise WatchError(f"a size, {name}, is compared by >= alone")
    test = Test(term.field, "size_at_least" if is_size else operator, _operand(term.field, spec, value))
    if fault := type_fault(test, spec.type):
        raise WatchError(f"{name.strip()}: {fault}")
    return frozenset(specs), (*term.also, test)


def _parts(text: str) -> tuple[str, str, str]:
    """Field, operator and value of `field comparison value`."""
    found = _comparison().search(text)
    if found is None:
        raise WatchError(f"{text.strip()!r} compares nothing; write FIELD, one of >= <= > < =, and a value")
    operator = next(name for name, forms in COMPARISONS.items() if found[0].strip() in forms)
    name, value = text[: found.start()].strip(), text[found.end() :].strip()
    if not name or not value:
        raise WatchError(f"{text.strip()!r} lacks its {'field' if not name else 'value'}; write FIELD, a comparison, and a value")
    return name, operator, value


@functools.cache
def _comparison() -> re.Pattern[str]:
    """Any comparison, the longest first; English words stand between blanks."""
    forms = sorted((form for group in COMPARISONS.values() for form in group), key=len, reverse=True)
    words = (rf"(?<!\S){re.escape(form)}(?!\S)" if re.match("[a-z]", form) else re.escape(form) for form in forms)
    return re.compile("|".join(words))


def _term(name: str) -> Term:
    """What a phrase or a field's own name means. Raises WatchError that names the closest."""
    phrase = folded(name)
    fields = _field_names()
    if phrase in TERMS:
        return TERMS[phrase]
    if phrase in fields:
        return Term(fields[phrase])
    known = {**fields, **PHRASES}
    close = difflib.get_close_matches(phrase, known, n=1, cutoff=0.5)
    hint = f"did you mean {known[close[0]]!r}?" if close else "for example standing repo, SOFR - IORB, weekly balance-sheet change, impact"
    raise WatchError(f"unknown field {name.strip()[:60]!r}; {hint}")


@functools.cache
def _field_names() -> Mapping[str, str]:
    """From a folded name to the field, of all kinds, the context's also without `context.`; the kinds' own win."""
    names = [name for kind in (*KINDS, "any") for name in field_table(kind)]
    bare = {folded(name.removeprefix("context.")): name for name in reversed(names) if name.startswith("context.")}
    return bare | {folded(name): name for name in names} | {name: name for name in ASSESSED}


def _specs(term: Term) -> dict[str, FieldSpec]:
    """The field's type in every kind that it can be asked of."""
    if term.field in ASSESSED:
        return dict.fromkeys(KINDS, ASSESSED[term.field])
    return {kind: field_table(kind)[term.field] for kind in term.kinds or KINDS if term.field in field_table(kind)}


def _operand(field: str, spec: FieldSpec, value: str) -> Any:
    """The value in the field's own unit and type. Raises WatchError."""
    plain = field.removeprefix("context.")
    if spec.type is bool:
        return _one_of(field, value, YES_OR_NO)
    if spec.type is str:
        if plain not in CHOICES:
            raise WatchError(f"{field} is free text and cannot be watched")
        return _one_of(field, value, {folded(form): choice for choice, forms in CHOICES[plain].items() for form in (choice, *forms)})
    if spec.type is date:
        return _day(field, value)
    if spec.type in (int, float):
        number = _number(plain, value)
        return int(number) if number == number.to_integral_value() else float(number)
    raise WatchError(f"{field} cannot be watched")


def _one_of(field: str, value: str, choices: Mapping[str, Any]) -> Any:
    if folded(value) in choices:
        return choices[folded(value)]
    raise WatchError(f"{field} is never {value[:40]!r}; one of {', '.join(_names(choices))}")


def _names(choices: Mapping[str, Any]) -> Iterable[str]:
    return dict.fromkeys(str(choice) if isinstance(choice, str) else name for name, choice in choices.items())


def _day(field: str, value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise WatchError(f"{field} is a day; write it as 2025-12-31") from None


def _number(field: str, value: str) -> Decimal:
    """A number in the field's unit. Raises WatchError for one of another unit, or out of the field's range."""
    found = _VALUE.fullmatch(value)
    if found is None or (found["sign"] and found["late"]):
        raise WatchError(f"{value[:40]!r} is no number; write for example 20bn, 200亿, 10bp or 25%")
    size = Decimal(found["number"].replace(",", ""))
    number = _scaled(field, size, _unit(found["unit"] or ""), value)
    number = -number if "-" in (found["sign"], found["late"]) else number
    low, high = RANGES.get(field, (None, None))
    if low is not None and high is not None and not low <= number <= high:
        raise WatchError(f"{field} runs from {low} to {high}, not {value[:40]}")
    return number


def _unit(text: str) -> str:
    """The unit without words for dollars and months."""
    return _DOLLAR_WORDS.sub("", _A_MONTH.sub("", text.strip())).strip()


def _scaled(field: str, size: Decimal, unit: str, value: str) -> Decimal:
    if field.endswith(("_usd", "_usd_month")):
        return _dollars(size, unit, value)
    if field.endswith("_bp"):
        return _with_unit(size, unit, value, {"": 1, **dict.fromkeys(BASIS_POINTS, 1), **dict.fromkeys(PERCENT, 100)}, "10bp")
    if field.endswith("_pct"):
        in_percent = {"": Decimal(1), **dict.fromkeys(PERCENT, Decimal(1)), **dict.fromkeys(BASIS_POINTS, Decimal("0.01"))}
        return _with_unit(size, unit, value, in_percent, "4.25%")
    if "_percentile" in field or field == "confidence":
        share = _with_unit(size, unit, value, {"": Decimal(1), **dict.fromkeys(PERCENT, Decimal("0.01"))}, "95%")
        if share > 1:
            raise WatchError(f"{field} runs from 0 to 1; write {value[:20]}% or 0.{value[:20]}")
        return share
    return _with_unit(size, unit, value, {"": 1}, "a plain number")


def _dollars(size: Decimal, unit: str, value: str) -> Decimal:
    dollars = _with_unit(size, unit, value, {"": Decimal(1), **DOLLARS}, "20bn, 500m or 200亿")
    if not unit and 0 < size < PLAIN_DOLLARS:
        raise WatchError(f"{value[:40]!r} is an amount without its unit; write {size:f}bn, {size:f}m or {size:f}亿")
    return dollars.to_integral_value()


def _with_unit(size: Decimal, unit: str, value: str, units: Mapping[str, Decimal | int], example: str) -> Decimal:
    if unit not in units:
        raise WatchError(f"{value[:40]!r} has a unit that does not fit here; write {example}")
    return size * units[unit]
