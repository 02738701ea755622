"""What the store gives is typed: no public method returns an event or an assessment as a mapping."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from bot.store import Store

METHODS = {name: method for name, method in inspect.getmembers(Store, inspect.isfunction) if not name.startswith("_")}


def mappings(hint: Any) -> Iterator[Any]:
    """The mappings within a type."""
    if isinstance(origin := typing.get_origin(hint) or hint, type) and issubclass(origin, Mapping):
        yield hint
    for inner in typing.get_args(hint):
        yield from mappings(inner)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_no_event_leaves_the_store_as_a_mapping(method: Callable[..., Any]) -> None:
    returned = typing.get_type_hints(method)["return"]
    for found in mappings(returned):
        value = typing.get_args(found)[-1:]
        assert value, f"{method.__qualname__} gives {found}: say of what"
        assert value[0] not in (Any, object), f"{method.__qualname__} gives {found}: use a record of bot.model"
        assert not list(mappings(value[0])), f"{method.__qualname__} gives {found}: use a record of bot.model"
