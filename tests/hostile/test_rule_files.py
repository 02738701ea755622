"""A rule file that is wrong is refused by name and key, and the others are read; none is run."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from rules.document import _Reader, check_documents, load_mechanisms, read
from tests.builders.broken import broken
from tests.hostile.corpus import RULE_CHANGES, RULE_FILES
from tests.unit.rules.test_document import GOOD


@pytest.mark.parametrize(("there", "instead"), RULE_CHANGES)
def test_one_wrong_thing_is_named(tmp_path: Path, there: str, instead: str) -> None:
    assert there in GOOD
    file = tmp_path / "heavy-repos.toml"
    file.write_text(GOOD.replace(there, instead, 1), encoding="utf-8")
    rule, faults = read(file, load_mechanisms()[1])
    assert faults != []
    assert all(fault.path == str(file) for fault in faults)
    assert rule is None


@pytest.mark.parametrize("body", RULE_FILES)
def test_what_is_no_document_is_refused_and_the_one_beside_it_read(tmp_path: Path, body: bytes) -> None:
    (tmp_path / "bad.toml").write_bytes(body)
    (tmp_path / "heavy-repos.toml").write_text(GOOD, encoding="utf-8")
    rules, faults = check_documents([tmp_path])
    assert [rule.id for rule in rules] == ["heavy-repos"]
    assert {fault.path for fault in faults} == {str(tmp_path / "bad.toml")}


def test_whatever_is_broken_in_a_document_is_a_fault_and_no_crash() -> None:
    good, mechanisms = tomllib.loads(GOOD), load_mechanisms()[1]
    bodies = list(broken(good))
    assert len(bodies) > 600
    for body in bodies:
        reader = _Reader("heavy-repos.toml", mechanisms)
        rule = reader.rule(body, "heavy-repos", b"")
        assert reader.faults or rule is not None
