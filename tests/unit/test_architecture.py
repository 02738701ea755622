"""docs/architecture.md shows the rooms as they import each other, names files that are there, and its table is within its bounds."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import grimp
import pytest

BASE = "base"
"""What stands at the top of bot/, but for app."""


@pytest.fixture(scope="module")
def document(root: Path) -> str:
    return (root / "docs/architecture.md").read_text(encoding="utf-8")


def room_of(module: str, root: Path) -> str:
    parts = module.split(".")
    if parts[0] == "rules":
        return "rules"
    is_room = len(parts) > 1 and ((root / "bot" / parts[1]).is_dir() or parts[1] == "app")
    return parts[1] if is_room else BASE


def imports(root: Path) -> dict[str, set[str]]:
    """From each room to those that it imports from."""
    graph = grimp.build_graph("bot", "rules", exclude_type_checking_imports=True)
    found: dict[str, set[str]] = {}
    for module in graph.modules:
        here = room_of(module, root)
        if module == "bot.__main__":
            continue
        there = {room_of(one, root) for one in graph.find_modules_directly_imported_by(module)}
        found.setdefault(here, set()).update(there - {here})
    return found


def reachable(start: str, arrows: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(arrows.get(start, ()))
    while waiting:
        room = waiting.pop()
        if room not in found:
            found.add(room)
            waiting += arrows.get(room, ())
    return found


def shortest(arrows: Mapping[str, set[str]]) -> set[tuple[str, str]]:
    """The arrows without those that a longer way says already."""
    return {
        (start, end) for start, ends in arrows.items() for end in ends if not any(end in reachable(other, arrows) for other in ends - {end})
    }


def test_the_picture_is_the_import_graph(root: Path, document: str) -> None:
    picture = document.partition("```mermaid")[2].partition("```")[0]
    drawn = {(start, end) for start, ends in re.findall(r"^    (\w+) --> (.+)$", picture, re.MULTILINE) for end in ends.split(" & ")}
    assert drawn == shortest(imports(root))


def test_every_room_has_its_line(root: Path, document: str) -> None:
    rooms = {path.name for path in (root / "bot").iterdir() if (path / "__init__.py").is_file()}
    assert set(re.findall(r"^\| `bot/(\w+)/` \|", document, re.MULTILINE)) == rooms


def test_every_file_that_it_names_is_there(root: Path, document: str) -> None:
    named = re.findall(r"`((?:bot|rules|tests|docs)/[\w./-]+)`", document)
    assert len(named) > 30
    assert [name for name in named if not (root / name).exists()] == []


@pytest.mark.parametrize(
    ("change", "most"),
    [("a source", 4), ("a publisher", 3), ("a kind", 6), ("a rule", 1), ("a language", 1), ("a command", 2), ("a setting", 2)],
)
def test_a_typical_change_touches_few_code_files(document: str, change: str, most: int) -> None:
    [row] = re.findall(rf"^\| {change}[^|]* \| ([^|]+) \|", document, re.MULTILINE)
    assert 1 <= len([part for part in row.split("; ") if part.strip()]) <= most
