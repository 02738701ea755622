"""Announcements that the archive of figures lacks: `announcements.toml` as events, their facts as published and no wording of theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.audience.standing import RESIZED_USD
from bot.calendars.newyork import today
from bot.sources.newyork_fed.desk_statement import SOURCE as DESK
from rules.engine import assess
from rules.event import Context, DeskStatement, Event, PressRelease, PurchaseSchedule, Speech
from rules.ledger import shipped_ledger
from rules.model import Assessment, Rulebook

TABLE = Path(__file__).with_suffix(".toml")


def rows(kind: str) -> list[Mapping[str, Any]]:
    """The rows of a kind of announcement, in the order of the table."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))[kind]


def announced(rulebook: Rulebook) -> Iterator[tuple[Event, Assessment]]:
    """The announcements with what the rules say of them, each by its own facts alone, oldest first."""
    for event in sorted(_events(), key=lambda event: event.published_at):
        yield event, assess(event, Context(), rulebook)


def _events() -> Iterator[Event]:
    for row in rows("release"):
        yield PressRelease(**_envelope("fed.press_release", row), category=row["category"])
    for row in rows("speech"):
        new = {"new_policy_phrase": row["new"] == "policy", "new_balance_sheet_phrase": row["new"] == "balance_sheet"}
        yield Speech(**_envelope("fed.speech", row), speaker="Chair Jerome H. Powell", has_balance_sheet_passage=None, **new)
    for row in rows("desk"):
        said = DeskStatement(**_envelope("nyfed.desk_statement", row), issued_on=today(row["at"]), balance_sheet_action=row["action"])
        yield DESK.measure(said, [], shipped_ledger().before(row["at"]))
    for row in rows("schedule"):
        day = today(row["at"])
        change = -RESIZED_USD if row["resizes"] else 0
        yield PurchaseSchedule(
            **_envelope("nyfed.desk_statement", row), first_on=day + timedelta(days=1), last_on=day + timedelta(days=30),
            planned_usd=0, unannounced_change_usd=change,
        )  # fmt: skip


def _envelope(source: str, row: Mapping[str, Any]) -> dict[str, Any]:
    key = row.get("address", f"{row['at']:%Y-%m-%d}")
    return {"source": source, "key": key, "title": row["title"], "url": f"https://example.org/{key}", "published_at": row["at"]}
