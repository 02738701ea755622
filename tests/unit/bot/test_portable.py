"""An export is read by the tables that its settings are chosen from."""

from __future__ import annotations

import json

import pytest

from bot.chat.answers import portable
from bot.chat.answers.portable import FORM, Imported, read_export
from bot.chat.typed.changes import Wrong


def test_each_reminder_is_read_by_its_own_table(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(portable, "LEADS", {"fomc": (None, 15), "h41": (None, 60)})

    def read(**settings: int) -> Imported | Wrong:
        return read_export(json.dumps({"fedtide": FORM, **settings}))

    good = read(remind_fomc=15, remind_h41=60)
    assert isinstance(good, Imported)
    assert good.settings == {"remind_fomc": 15, "remind_h41": 60}
    assert isinstance(read(remind_h41=15), Wrong)
    assert isinstance(read(remind_fomc=60), Wrong)


def test_an_export_that_a_phone_wrote_prettily_is_read() -> None:
    plain = '{"fedtide":1,"impact":30,"watches":[{"text":"SOFR - IORB >= 10bp","pause_hours":6}]}'
    pretty = "{“fedtide”：1，“impact”：30，“watches”：[{“text”：“SOFR – IORB >= 10bp”，“pause_hours”：6}]}"
    assert read_export(pretty) == read_export(plain)
    assert isinstance(read_export(pretty), Imported)
