"""Reading TOML tables strictly: a value of the type that was asked for, or a fault and something harmless.

Faults are collected, not raised, so that one reading names all that is wrong with a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeGuard

from rules.errors import RuleDocumentError

_MOST = 10**300
"""What is larger is nobody's figure, and no float."""


def is_number(value: object) -> TypeGuard[int | float]:
    """A number that a float can hold; True, False, infinities and "not a number" are none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) <= _MOST


def fits(value: object, plain: type) -> bool:
    """Whether a value may stand where a field of this type is expected."""
    return is_number(value) if plain in (int, float) else isinstance(value, plain)


class TomlReader:
    """Typed access to the tables of one document. A key is written as in TOML, `effect.strength.max`; its last part is looked up."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.faults: list[RuleDocumentError] = []

    def fault(self, key: str, message: str) -> None:
        """Note that something is wrong at a key."""
        self.faults.append(RuleDocumentError(self.path, key, message))

    def only(self, data: Mapping[str, Any], prefix: str, known: set[str]) -> None:
        """Every key of a table must be known."""
        for name in data:
            if name not in known:
                self.fault(f"{prefix}{name}", f"unknown key; known are {', '.join(sorted(known))}")

    def table(self, data: Mapping[str, Any], key: str) -> dict[str, Any]:
        """A table of the document, or an empty one."""
        value = data.get(key)
        if isinstance(value, dict):
            return value
        self.fault(key, f"expected a table [{key}]")
        return {}

    def get(self, data: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
        """A value of exactly this type, `default` where there is none."""
        value = data.get(_last(key), default)
        if isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            return value
        self.fault(key, f"expected {kind.__name__}, got {value!r}")
        return default

    def text(self, data: Mapping[str, Any], key: str) -> str:
        """A text that is not blank."""
        value = data.get(_last(key))
        if isinstance(value, str) and value.strip():
            return value.strip()
        self.fault(key, "expected a text")
        return ""

    def texts(self, data: Mapping[str, Any], key: str) -> list[str]:
        """At least one text."""
        values = data.get(_last(key))
        if isinstance(values, list) and values and all(isinstance(v, str) and v.strip() for v in values):
            return values
        self.fault(key, "expected a list of texts, at least one")
        return []

    def choice(self, data: Mapping[str, Any], key: str, choices: Iterable[str]) -> Any:
        """One of the choices."""
        value = data.get(_last(key))
        allowed = tuple(choices)
        if value in allowed:
            return value
        self.fault(key, f"expected one of {', '.join(allowed)}, got {value!r}")
        return ""

    def number(self, data: Mapping[str, Any], key: str) -> float:
        """Any number."""
        value = data.get(_last(key))
        if is_number(value):
            return float(value)
        self.fault(key, f"expected a number, got {value!r}")
        return 0.0

    def share(self, value: object, key: str) -> float:
        """A number above 0 and up to 1."""
        if is_number(value) and 0 < value <= 1:
            return float(value)
        self.fault(key, f"expected a number above 0 and up to 1, got {value!r}")
        return 0.0

    def factor(self, value: object, key: str) -> float:
        """A factor that an amplifier may have."""
        if is_number(value) and 0.5 <= value <= 1.5:
            return float(value)
        self.fault(key, f"expected a factor from 0.5 to 1.5, got {value!r}")
        return 1.0


def _last(key: str) -> str:
    return key.rpartition(".")[2]
