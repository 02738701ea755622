"""The watches that an auction leads to, in the reader's language: each can be read back."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat.answers.suggestions import suggestions
from rules.watch import parse_watch


@pytest.mark.parametrize(
    ("facts", "lang", "wished"),
    [
        ({"bid_to_cover": 2.76}, "en", ["bid-to-cover <= 2.76", "impact >= 11"]),
        ({"bid_to_cover": 2.76}, "zh-Hans", ["投标倍数 <= 2.76", "影响 >= 11"]),
        ({"settlement_net_usd": 35_000_000_000}, "en", ["net new supply >= 35bn", "impact >= 11"]),
        ({"settlement_net_usd": 35_000_000_000}, "zh-Hans", ["净供给 >= 350亿", "影响 >= 11"]),
        ({"settlement_net_usd": -5_000_000_000}, "en", ["impact >= 11"]),
        ({}, "en", ["impact >= 11"]),
    ],
)
def test_what_an_auction_leads_to(facts: dict[str, Any], lang: str, wished: list[str]) -> None:
    row = {"event": {"kind": "treasury_auction", "facts": facts}, "assessment": {"impact": 11}}
    assert suggestions(row, lang) == wished
    assert all(parse_watch(text).kinds for text in wished)
