"""docs/fomc-reading.md holds what is true today: tables by era and the stance figures, recomputed from the texts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reading_table import BEGIN, DOCUMENT, END, exceptions, read, tables, truths


@pytest.mark.parametrize("name", ["agreement", "stance"])
def test_the_document_is_current(shared: Path, name: str) -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    table = text.partition(BEGIN.format(name))[2].partition(END.format(name))[0].strip()
    assert table == tables(shared)[name], "python -m tests.reading_table rewrites it"


def test_at_most_two_in_a_hundred_disagree(shared: Path) -> None:
    said = read(shared)
    assert len(said) >= 150
    assert len(truths(shared)) >= 150
    assert len({text[:10] for text in exceptions(shared)}) <= len(said) / 50


def test_tables_are_there_and_name_their_command() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert "python -m tests.reading_table" in text
    assert all(BEGIN.format(name) in text and END.format(name) in text for name in ("agreement", "stance"))
