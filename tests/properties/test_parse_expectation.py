"""Whatever the bytes and figures: expectations within their bounds, or a SourceError, one line long, and nothing else."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SourceError
from bot.source import Expectation, Page
from bot.sources import source
from bot.sources.markets.quotes import Quote, priced_in
from tests.contract.expectation_body import kalshi_event, kalshi_page, polymarket_event, polymarket_page

SOURCE = source("market.expectation")
WHOLE = {"kalshi": kalshi_page(kalshi_event()), "polymarket": polymarket_page(polymarket_event())}
ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["nan", "inf", "-0.5", "1e999", "0.5", "9" * 5000, ">25", "C26", "2031-05-07T18:00:00Z", "9999-12-31T23:59:59Z"]),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
)
venue = pytest.mark.parametrize("venue", WHOLE)


def read(page: Page) -> list[Expectation]:
    assert SOURCE.expectations is not None
    found, error = list[Expectation](), ""
    try:
        found = SOURCE.expectations(page)
    except SourceError as refusal:
        error = str(refusal)
    assert "\n" not in error
    assert len(error) < 400
    for one in found:
        if one.change_bp is None:
            assert one.gap in ("torn", "thin")
        else:
            assert one.gap is None
            assert abs(one.change_bp) <= 1000
            assert one.uncertainty_bp is not None
            assert one.uncertainty_bp >= 0
    return found


@venue
@given(body=st.binary(max_size=400))
def test_any_bytes(venue: str, body: bytes) -> None:
    read(Page(WHOLE[venue].url, body))


@venue
@given(data=st.data())
def test_any_field_may_be_anything(venue: str, data: st.DataObject) -> None:
    body = json.loads(WHOLE[venue].body)
    event = (body["events"] if venue == "kalshi" else body)[0]
    place: Any = data.draw(st.sampled_from([event, *event["markets"]]))
    name = data.draw(st.sampled_from(sorted(place)))
    if data.draw(st.booleans()):
        del place[name]
    else:
        place[name] = data.draw(ODD)
    read(Page(WHOLE[venue].url, json.dumps(body).encode(), fetched_at=WHOLE[venue].fetched_at))


@venue
def test_huge_bodies(venue: str) -> None:
    url = WHOLE[venue].url
    assert read(Page(url, b"[" * 200_000)) == []
    assert read(Page(url, b"[" + b"{}," * 300_000 + b"{}]")) == []
    assert read(Page(url, b'{"events": [' + b"{}," * 300_000 + b"{}]}")) == []


SIDE = st.one_of(st.none(), st.floats(0.001, 0.999))


@given(st.dictionaries(st.sampled_from([-50, -25, 0, 25, 50]), st.builds(Quote, SIDE, SIDE), min_size=1), st.floats(0, 1e6))
def test_what_is_known_lies_between_the_outcomes(quotes: dict[int, Quote], volume: float) -> None:
    found = priced_in(quotes, volume)
    if found.change_bp is not None:
        assert min(quotes) - 0.001 <= found.change_bp <= max(quotes) + 0.001
        assert volume >= 10_000
        total = math.fsum(quote.probability or 0.0 for quote in quotes.values())
        assert 0.949 <= total <= 1.081
    else:
        assert found.gap in ("torn", "thin")
