"""The watches that an auction leads to, in the reader's language: each can be read back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.chat.answers.suggestions import suggestions
from bot.model import Published
from rules.event import TreasuryAuction
from rules.model import Assessment
from rules.watch import parse_watch

AUCTIONED = datetime(2026, 10, 5, 15, 30, tzinfo=UTC)


def auction(**said: Any) -> Published:
    event = TreasuryAuction(
        source="treasury.auction", key="A", title="", url="", published_at=AUCTIONED, stage="results",
        security_type="note", security_term="10-Year",
        cusip="91282CAA1", announced_on=date(2026, 10, 1), auction_on=date(2026, 10, 5), **said,
    )  # fmt: skip
    return Published(id=1, event=event, assessment=Assessment(impact=11, direction=0, confidence=0, horizon_hours=None, regime=None))


@pytest.mark.parametrize(
    ("facts", "lang", "wished"),
    [
        ({"bid_to_cover": 2.76}, "en", ["bid-to-cover <= 2.76", "impact >= 11"]),
        ({"bid_to_cover": 2.76}, "zh-Hans", ["投标倍数 <= 2.76", "影响 >= 11"]),
        ({"bid_to_cover": 2.76}, "zh-Hant", ["投標倍數 <= 2.76", "影響 >= 11"]),
        ({"settlement_net_usd": 35_000_000_000}, "zh-Hant", ["淨供給 >= 350億", "影響 >= 11"]),
        ({"settlement_net_usd": 35_000_000_000}, "en", ["net new supply >= 35bn", "impact >= 11"]),
        ({"settlement_net_usd": 35_000_000_000}, "zh-Hans", ["净供给 >= 350亿", "影响 >= 11"]),
        ({"settlement_net_usd": -5_000_000_000}, "en", ["impact >= 11"]),
        ({}, "en", ["impact >= 11"]),
    ],
)
def test_what_an_auction_leads_to(facts: dict[str, Any], lang: str, wished: list[str]) -> None:
    assert suggestions(auction(**facts), lang) == wished
    assert all(parse_watch(text).kinds for text in wished)
