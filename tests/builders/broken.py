"""JSON with one thing in it broken, for each thing and in each way: dropped, null, of another type, out of range, nested deep."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

DEEP = 300
"""Levels: too many for the library, which reads nested messages by recursion, and few enough for a JSON reader."""


def nested(levels: int) -> Any:
    """A list in a list in a list …"""
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


ODD_VALUES: tuple[Any, ...] = (None, True, -1, 10**400, 1.5, "", "Fed", "\ud800", [], [None], {}, {"id": "x"}, nested(DEEP))


def paths(value: Any, before: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to each field and each item of a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, found in inside:
        yield (*before, name)
        yield from paths(found, (*before, name))


def without(value: Any, path: tuple[Any, ...]) -> Any:
    """A copy that lacks what a path leads to."""
    whole = copy.deepcopy(value)
    part = whole
    for name in path[:-1]:
        part = part[name]
    del part[path[-1]]
    return whole


def with_other(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """A copy that has something else where a path leads to."""
    whole = copy.deepcopy(value)
    part = whole
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = other
    return whole


def broken(value: Any) -> Iterator[Any]:
    """Every copy with one thing broken."""
    for path in paths(value):
        yield without(value, path)
        for other in ODD_VALUES:
            yield with_other(value, path, other)
