"""What /status says of inputs that the scores lacked."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.status import report, status_text
from bot.i18n import texts
from bot.model import Silence
from bot.sources import source
from bot.store import Store, open_store
from rules.engine import assess
from rules.event import Context
from rules.model import Rulebook
from tests.contract.operation_body import BILLION, page, repo

NOW = datetime(2026, 9, 16, 18, tzinfo=UTC)
CORRELATION, Z = "context.correlation_60d", "day_accepted_z_250d"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path / 'fedtide.db'}")
    yield store
    store.close()


def scored(store: Store, day: str, *missing: str) -> None:
    [event] = source("nyfed.repo_operation").parse([page(repo(f"RP {day}", day, BILLION))])
    assessment = assess(event, Context(), Rulebook(version="", sha256="", mechanisms={}, rules=()))
    store.commit(event, dataclasses.replace(assessment, missing=missing), None, NOW, texts={})


def said(store: Store, lang: str) -> str:
    return status_text(texts("chat", lang), report(store, (), started_at=NOW, now=NOW), for_operator=False)


def test_what_was_missed_most_comes_first_in_words(store: Store) -> None:
    scored(store, "2026-09-15", CORRELATION)
    scored(store, "2026-09-16", Z, CORRELATION)
    assert report(store, (), started_at=NOW, now=NOW).missing == (CORRELATION, Z)
    assert "ℹ️ Lately unknown to the scores: BTC–S&amp;P 500 correlation, 60 days, " in said(store, "en")
    assert "ℹ️ 近期评分所缺的数据：" in said(store, "zh-Hans")


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            "Publications without a message, since I started:\n• 12 below the impact that chats ask for\n• 1 too old",
        ),
        ("zh-Hans", "启动以来没有发消息的公布：\n• 12条影响未到任何聊天的门槛\n• 1条已过时"),
    ],
)
def test_operators_see_why_there_was_no_message(store: Store, lang: str, lines: str) -> None:
    found = report(store, (), started_at=NOW, now=NOW, silences={Silence.TOO_OLD: 1, Silence.IMPACT: 12})
    tx = texts("chat", lang)
    assert lines in status_text(tx, found, for_operator=True)
    assert lines not in status_text(tx, found, for_operator=False)


def test_what_two_publishers_dispute_is_not_unknown(store: Store) -> None:
    scored(store, "2026-09-16", "accepted_usd", CORRELATION)
    assert report(store, (), started_at=NOW, now=NOW).missing == (CORRELATION,)


def test_a_week_ago_is_not_lately_and_nothing_missing_says_nothing(store: Store) -> None:
    scored(store, (NOW - timedelta(days=8)).date().isoformat(), CORRELATION)
    scored(store, "2026-09-16")
    assert "unknown" not in said(store, "en")
