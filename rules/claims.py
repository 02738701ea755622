"""What was measured of the source article's claims: verdicts and figures that ship with the rulebook, dated. docs/evidence.md.

They ship as `rules/claims.toml`: single figures with their dates, no series of prices. What an operator's own store knows takes their
place, claim by claim. The words to them are `bot/render/evidence/claims.py`.
"""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any, Literal

from rules.errors import StatisticsError

Verdict = Literal["holds", "partly", "fails", "unknown"]
VERDICTS: tuple[Verdict, ...] = ("holds", "partly", "fails", "unknown")
CLAIMED: Mapping[str, float] = {
    "correlation-60d": 0.72,
    "pivot-surge": 11.0,
    "market-cap-drop": -15.0,
    "purchase-pace": 35.0,
    "repo-size": 38.0,
    "liquidity-45bn": 45.0,
    "balance-sheet-2023": 8.7,
    "tightening-end": 0.0,
}
"""The figure of each claim, in the order in which they are told: correlation, percent, billions (the fourth a month), trillions, days."""

FOUND = ("from-the-highest-month",)
"""Variants whose `about` is a finding and no part of the question."""


@dataclass(frozen=True, slots=True)
class Variant:
    """The same question asked in another way. `name` and `about` say how: `standing-repos-day` number `2`."""

    name: str
    value: float | None
    at: str = ""
    about: str = ""
    meets: bool = False
    """Whether the claim's figure is met in this way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the data say of one figure of the article."""

    id: str
    verdict: Verdict
    measured: float | None
    at: str = ""
    """The day or instant that the figure is of."""
    variants: tuple[Variant, ...] = ()
    as_of: date | None = None
    """The day of the last price or publication that was at hand."""
    is_own: bool = False
    """Whether it was measured from the operator's own store, and does not come with the program."""

    def variant(self, name: str) -> Variant | None:
        """The first variant of a name."""
        return next((one for one in self.variants if one.name == name), None)


def with_own(shipped: Sequence[Claim], own: Sequence[Claim]) -> tuple[Claim, ...]:
    """The shipped claims, each replaced by the operator's own where that knows every figure that is shipped."""
    measured = {claim.id: dataclasses.replace(claim, is_own=True) for claim in own}
    return tuple(measured[claim.id] if claim.id in measured and _knows_all(measured[claim.id], claim) else claim for claim in shipped)


def _knows_all(own: Claim, shipped: Claim) -> bool:
    return own.measured is not None and _known(shipped) <= _known(own)


def _known(claim: Claim) -> set[tuple[str, str]]:
    return {(one.name, "" if one.name in FOUND else one.about) for one in claim.variants if one.value is not None}


@functools.cache
def shipped_claims() -> tuple[Claim, ...]:
    """The claims as they come with the rulebook. Raises StatisticsError."""
    return read_claims((resources.files("rules") / "claims.toml").read_text(encoding="utf-8"), "claims.toml")


def read_claims(text: str, name: str) -> tuple[Claim, ...]:
    """All claims from their TOML. Raises StatisticsError, which names the file and the key."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise StatisticsError(name, "", f"the file is no TOML: {e}") from e
    as_of = data.get("as_of")
    if type(as_of) is not date:
        raise StatisticsError(name, "as_of", "expected a date")
    found = tuple(_claim(row, f"claims[{index}]", name, as_of) for index, row in enumerate(data.get("claims", ())))
    if [claim.id for claim in found] != list(CLAIMED):
        raise StatisticsError(name, "claims", f"expected each of {', '.join(CLAIMED)}, once and in this order")
    return found


def _claim(row: Mapping[str, Any], key: str, name: str, as_of: date) -> Claim:
    _only(row, {"id", "verdict", "measured", "at", "variants"}, key, name)
    if row.get("verdict") not in VERDICTS:
        raise StatisticsError(name, f"{key}.verdict", f"expected one of {', '.join(VERDICTS)}")
    variants = tuple(_variant(one, f"{key}.variants[{index}]", name) for index, one in enumerate(row.get("variants", ())))
    measured, at = _number(row, "measured", key, name), _text(row, "at", key, name)
    return Claim(id=_text(row, "id", key, name), verdict=row["verdict"], measured=measured, at=at, variants=variants, as_of=as_of)


def _variant(row: Mapping[str, Any], key: str, name: str) -> Variant:
    _only(row, {"name", "about", "value", "at", "meets"}, key, name)
    if not row.get("name") or not isinstance(row.get("meets", False), bool):
        raise StatisticsError(name, key, "expected a name, and `meets` to be true or left out")
    said, at, about = (_text(row, field, key, name) for field in ("name", "at", "about"))
    return Variant(said, _number(row, "value", key, name), at, about, row.get("meets", False))


def _only(row: Mapping[str, Any], known: set[str], key: str, name: str) -> None:
    if unknown := set(row) - known:
        raise StatisticsError(name, f"{key}.{min(unknown)}", "unknown key")


def _text(row: Mapping[str, Any], field: str, key: str, name: str) -> str:
    value = row.get(field, "")
    if not isinstance(value, str):
        raise StatisticsError(name, f"{key}.{field}", "expected a text")
    return value


def _number(row: Mapping[str, Any], field: str, key: str, name: str) -> float | None:
    value = row.get(field)
    if value is not None and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise StatisticsError(name, f"{key}.{field}", "expected a number")
    return None if value is None else float(value)


def written(claims: Sequence[Claim]) -> str:
    """Claims as TOML, figures with three decimals; what is unknown is left out."""
    as_of = max((claim.as_of for claim in claims if claim.as_of), default=date.min)
    blocks = []
    for claim in claims:
        lines = [f'id = "{claim.id}"', f'verdict = "{claim.verdict}"', *_fields(measured=claim.measured, at=claim.at)]
        variants = (f"    {{ {', '.join(_fields(**_plain(one)))} }}," for one in claim.variants)
        blocks.append("\n".join(["[[claims]]", *lines, "variants = [", *variants, "]"]))
    return "\n\n".join([f"as_of = {as_of}", *blocks]) + "\n"


def _plain(variant: Variant) -> dict[str, Any]:
    return {field: getattr(variant, field) for field in ("name", "about", "value", "at", "meets")}


def _fields(**values: Any) -> list[str]:
    """`key = value` of what is there."""
    said = []
    for name, value in values.items():
        if isinstance(value, bool):
            said += [f"{name} = true"] if value else []
        elif isinstance(value, str):
            said += [f'{name} = "{value}"'] if value else []
        elif value is not None:
            said.append(f"{name} = {round(value, 3)}")
    return said
