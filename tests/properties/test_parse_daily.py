"""Whatever the bytes: rates, operations, yields and cash, or a SourceError, one line long, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import codec
from bot.errors import SourceError
from bot.source import Page, Source
from bot.sources.fred.fred_series import SOURCE as YIELDS
from bot.sources.newyork_fed.agency_operation import SOURCE as MORTGAGES
from bot.sources.newyork_fed.reference_rate import SOURCE as RATES
from bot.sources.newyork_fed.treasury_operation import SOURCE as OPERATIONS
from bot.sources.treasury.cash_balance import SOURCE as CASH
from bot.sources.treasury.treasury_auction import SOURCE as AUCTIONS
from rules.event import Event
from tests.contract import auction_body, daily_body
from tests.contract.auction_body import agency, agency_page, direct, direct_page, direct_results, query_results
from tests.contract.daily_body import auction, auctions_page, cash, cash_page, csv_page, rate, rates_page

ROWS: dict[str, dict[str, Any]] = {
    RATES.id: rate("SOFR", "2026-09-14", 3.62) | {"targetRateFrom": 3.5},
    OPERATIONS.id: auction("OR 083126 25", "2026-08-31", "4243000000"),
    YIELDS.id: {"date": "2026-07-09", "value": "2.31"},
    CASH.id: cash("2026-07-16", "812345"),
    MORTGAGES.id: agency("OR 081426 25", "2026-08-14", "80000000.25"),
    AUCTIONS.id: direct_results("912797AA1", "2026-10-01", "2026-10-05", "2026-10-08"),
}
PATHS = {
    RATES.id: ("refRates",),
    OPERATIONS.id: ("treasury", "auctions"),
    YIELDS.id: ("observations",),
    CASH.id: ("data",),
    MORTGAGES.id: ("ambs", "auctions"),
    AUCTIONS.id: (),
}
URLS = {
    RATES.id: daily_body.RATES_URL,
    OPERATIONS.id: daily_body.AUCTIONS_URL,
    YIELDS.id: daily_body.API_URL,
    CASH.id: daily_body.CASH_URL,
    MORTGAGES.id: auction_body.AGENCY_URL,
    AUCTIONS.id: auction_body.DIRECT_URL,
}
WHOLE = {
    RATES.id: rates_page(rate("SOFR", "2026-09-14", 3.62), rate("EFFR", "2026-09-14", 3.63), rate("SOFR", "2026-09-11", 3.60)),
    OPERATIONS.id: auctions_page(auction("OR 083126 25", "2026-08-31", "4243000000"), auction("OR 082826 25", "2026-08-28", "4000000000")),
    YIELDS.id: csv_page("observation_date,DFII10,T10YIE\n2026-07-08,2.30,2.25\n2026-07-09,,2.26\n2026-07-10,2.31,.\n"),
    CASH.id: cash_page(cash("2026-07-16", "812345"), cash("2026-07-15", "800000")),
    MORTGAGES.id: agency_page(agency("OR 081426 25", "2026-08-14", "80000000.25"), agency("OR 080426 1", "2026-08-04", "50000000")),
    AUCTIONS.id: direct_page(
        direct_results("912797AA1", "2026-10-01", "2026-10-05", "2026-10-08"),
        direct("912797AA2", "2026-10-01", "2026-10-06", "2026-10-08", "70000000000", securityTerm="26-Week"),
    ),
}
SECOND = query_results("91282CZZ9", "2026-08-05", "2026-08-12", "2026-08-17")
FIELDS = sorted({name for row in (*ROWS.values(), SECOND) for name in row})
TEXTS = st.sampled_from(
    [
        "Results",
        "P",
        "S",
        "SOFR",
        "EFFR",
        "NA",
        "null",
        "r",
        "2026-07-16",
        "1900-01-01",
        "2199-12-31",
        "4243000000",
        ".",
        "Yes",
        "CMB",
        "2.5",
    ]
)
NUMBERS = st.one_of(st.integers(), st.floats(), st.integers(0, 50))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=20), TEXTS)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8
)

every_source = pytest.mark.parametrize("source", [RATES, OPERATIONS, YIELDS, CASH, MORTGAGES, AUCTIONS], ids=lambda s: s.id)


def events_or_refusal(source: Source, body: bytes) -> list[Event]:
    try:
        return source.parse([Page(URLS[source.id], body)])
    except SourceError as e:
        refusal = e
    assert len(str(refusal).splitlines()) == 1
    assert refusal.source_id == source.id
    assert refusal.url == URLS[source.id]
    return []


def enveloped(source: Source, *rows: Any) -> bytes:
    document: Any = list(rows)
    for name in reversed(PATHS[source.id]):
        document = {name: document}
    return json.dumps(document).encode()


@every_source
@given(body=st.binary())
def test_any_bytes(source: Source, body: bytes) -> None:
    assert events_or_refusal(source, body) == []


@every_source
@given(document=JSON)
def test_any_json(source: Source, document: Any) -> None:
    assert events_or_refusal(source, json.dumps(document).encode()) == []
    events_or_refusal(source, enveloped(source, document))


@every_source
@given(changes=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4))
def test_any_field_of_any_type(source: Source, changes: dict[str, Any]) -> None:
    for event in events_or_refusal(source, enveloped(source, ROWS[source.id] | changes)):
        assert codec.event_from(json.loads(json.dumps(codec.event_json(event)))) == event


@given(text=st.text(alphabet='0123456789-.,\n\r" DFI10TYEabc', max_size=60))
def test_any_csv(text: str) -> None:
    for event in events_or_refusal(YIELDS, f"observation_date,DFII10\n{text}\n".encode()):
        assert codec.event_from(json.loads(json.dumps(codec.event_json(event)))) == event


@every_source
@given(data=st.data(), byte=st.binary(min_size=1, max_size=2))
def test_a_damaged_body(source: Source, data: st.DataObject, byte: bytes) -> None:
    whole = WHOLE[source.id].body
    at = data.draw(st.integers(0, len(whole) - 1))
    events_or_refusal(source, whole[:at] + byte + whole[at + 1 :])


@given(changes=st.dictionaries(st.sampled_from(sorted(SECOND)), JSON, max_size=4))
def test_any_field_of_the_second_publisher(changes: dict[str, Any]) -> None:
    for event in events_or_refusal(AUCTIONS, json.dumps({"data": [SECOND | changes]}).encode()):
        assert codec.event_from(json.loads(json.dumps(codec.event_json(event)))) == event


@pytest.mark.parametrize("source", [RATES, OPERATIONS, CASH, MORTGAGES, AUCTIONS], ids=lambda s: s.id)
@given(data=st.data())
def test_json_cut_anywhere_gives_nothing(source: Source, data: st.DataObject) -> None:
    whole = WHOLE[source.id].body
    assert events_or_refusal(source, whole[: data.draw(st.integers(0, len(whole) - 1))]) == []


@given(length=st.integers(0, len(WHOLE[YIELDS.id].body) - 1))
def test_a_csv_cut_anywhere_gives_nothing_but_whole_lines(length: int) -> None:
    whole = WHOLE[YIELDS.id].body
    known = events_or_refusal(YIELDS, whole)
    found = events_or_refusal(YIELDS, whole[:length])
    assert all(event in known for event in found)
    assert not found or whole[length - 1 : length] == b"\n"


@every_source
@given(data=st.data())
def test_the_order_of_rows_does_not_matter(source: Source, data: st.DataObject) -> None:
    whole = WHOLE[source.id].body
    if source is YIELDS:
        header, *rows = whole.decode().splitlines()
        shuffled = "".join(f"{line}\n" for line in [header, *data.draw(st.permutations(rows))]).encode()
    else:
        document = json.loads(whole)
        found = document
        for name in PATHS[source.id]:
            found = found[name]
        found[:] = data.draw(st.permutations(found))
        shuffled = json.dumps(document).encode()
    assert events_or_refusal(source, shuffled) == events_or_refusal(source, whole) != []
