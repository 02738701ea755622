"""The announcements of 2020 and 2023 in a new chat: read from pages with made-up wording under their published titles and dates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.audience.wanted import is_silent, wanted
from bot.model import Standing, Subscription
from bot.polling.compose import compose
from bot.sources.board.press_release import parse
from rules.document import load_rulebook
from rules.engine import assess
from rules.event import Context, PressRelease
from rules.event.publication import LIQUIDITY
from tests.contract.press_body import PRESS, page
from tests.history.announcements import announced, rows

RULEBOOK = load_rulebook()
NEW = Subscription(chat_id=1)


def rings(event: Any, assessment: Any) -> bool | None:
    """Whether it rings in a new chat; None where it makes no message there."""
    alert = compose(event, assessment, {}, now=event.published_at)
    assert alert is not None
    return not is_silent(NEW, alert) if wanted(NEW, alert) else None


@pytest.mark.parametrize("row", rows("release"), ids=lambda row: row["address"])
def test_measures_for_liquidity_ring_and_the_rest_is_for_the_digest(row: Mapping[str, Any]) -> None:
    at, url = row["at"], f"{PRESS}/{row['address']}.htm"
    clock = f"For release at {at.hour % 12 or 12}:{at:%M} {'a.m.' if at.hour < 12 else 'p.m.'}"
    [event] = parse(
        [
            page(
                "Today somebody announced something.",
                title=row["title"],
                day=f"{at:%B} {at.day}, {at.year}",
                released=clock,
                url=url,
                says=url,
            )
        ]
    )
    assert isinstance(event, PressRelease)
    assert (event.category, event.published_at) == (row["category"], at)
    assert rings(event, assess(event, Context(), RULEBOOK)) is (True if row["category"] in LIQUIDITY else None)


@pytest.mark.parametrize("stem", ["enforcement", "orders", "bcreg"])
def test_whatever_their_titles_say_enforcement_orders_and_rules_make_no_message(stem: str) -> None:
    title = "Federal Reserve Board announces establishment of a lending facility and up to $2 trillion of swap lines"
    url = f"{PRESS}/{stem}20310507a.htm"
    [event] = parse([page("Words.", title=title, url=url, says=url)])
    assert rings(event, assess(event, Context(), RULEBOOK)) is None


def test_what_the_desk_says_on_the_day_of_a_decision_does_not_ring_again() -> None:
    found = {(event.KIND, f"{event.published_at:%Y-%m-%d}"): rings(event, assessment) for event, assessment in announced(RULEBOOK)}
    assert found["desk_statement", "2025-12-10"] is not True
    assert found["purchase_schedule", "2025-12-11"] is False
    assert found["purchase_schedule", "2026-04-13"] is True
    assert found["speech", "2025-08-22"] is True
    assert found["speech", "2025-10-14"] is True
    assert found["speech", "2025-09-23"] is None


def test_standing_has_a_name_in_the_store() -> None:
    assert {standing.value for standing in Standing} == {"announcement", "usual", "muted", "aside"}
