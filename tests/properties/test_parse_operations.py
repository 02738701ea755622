"""Whatever the bytes: operations or a SourceError, one line long, and nothing else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import codec
from bot.errors import SourceError
from bot.source import Page, Source
from bot.sources.newyork_fed.repo_operation import SOURCE as REPO
from bot.sources.newyork_fed.reverse_repo_operation import SOURCE as REVERSE
from rules.event import Event
from tests.contract.operation_body import BILLION, page, repo, reverse

FIELDS = sorted(reverse("RP 092826 26", "2026-09-28", 0) | {"maturityDate": "", "isSmallValue": "", "releaseTime": ""})
DETAIL_FIELDS = ["securityType", "amtSubmitted", "amtAccepted", "percentAwardRate", "percentOfferingRate", "percentStopOutRate"]
TEXTS = st.sampled_from(["Results", "Repo", "Reverse Repo", "Overnight", "Term", "2026-09-28", "1900-01-01", "2199-12-31", "13:45", "Y"])
NUMBERS = st.one_of(st.integers(), st.floats(), st.integers(0, 50).map(lambda n: n * BILLION))
SCALARS = st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=20), TEXTS)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3), max_leaves=8
)

WHOLE = page(
    repo("RP 092826 25", "2026-09-28", 0, closeTime="08:30"),
    reverse("RP 092826 26", "2026-09-28", 851_000_000),
    repo("RP 092826 27", "2026-09-28", 20 * BILLION),
).body


def operations_or_refusal(source: Source, body: bytes) -> list[Event]:
    try:
        return source.parse([Page("https://markets.newyorkfed.org/x", body)])
    except SourceError as e:
        refusal = e
    assert len(str(refusal).splitlines()) == 1
    assert refusal.source_id == source.id
    return []


@pytest.mark.parametrize("source", [REPO, REVERSE], ids=lambda s: s.id)
@given(body=st.binary())
def test_any_bytes(source: Source, body: bytes) -> None:
    assert operations_or_refusal(source, body) == []


@pytest.mark.parametrize("source", [REPO, REVERSE], ids=lambda s: s.id)
@given(document=JSON)
def test_any_json(source: Source, document: Any) -> None:
    assert operations_or_refusal(source, json.dumps(document).encode()) == []
    assert operations_or_refusal(source, json.dumps({"repo": document}).encode()) == []
    operations_or_refusal(source, json.dumps({"repo": {"operations": [document]}}).encode())


@given(changes=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=4), detail=st.dictionaries(st.sampled_from(DETAIL_FIELDS), JSON))
def test_any_field_of_any_type(changes: dict[str, Any], detail: dict[str, Any]) -> None:
    row = reverse("RP 092826 26", "2026-09-28", BILLION, details=[detail]) | changes
    for event in operations_or_refusal(REVERSE, page(row).body):
        assert codec.event_from(json.loads(json.dumps(codec.event_json(event)))) == event
        assert 0 <= codec.facts_json(event)["accepted_usd"] <= 5_000_000_000_000


@given(at=st.integers(0, len(WHOLE) - 1), byte=st.binary(min_size=1, max_size=2))
def test_a_damaged_body(at: int, byte: bytes) -> None:
    damaged = WHOLE[:at] + byte + WHOLE[at + 1 :]
    for source in (REPO, REVERSE):
        operations_or_refusal(source, damaged)


@given(length=st.integers(0, len(WHOLE) - 1))
def test_a_body_cut_anywhere_gives_nothing(length: int) -> None:
    for source in (REPO, REVERSE):
        assert operations_or_refusal(source, WHOLE[:length]) == []


@given(order=st.permutations(range(3)))
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    rows = json.loads(WHOLE)["repo"]["operations"]
    shuffled = page(*(rows[n] for n in order)).body
    assert operations_or_refusal(REPO, shuffled) == operations_or_refusal(REPO, WHOLE)
    assert [e.key for e in operations_or_refusal(REPO, shuffled)] == ["RP 092826 25", "RP 092826 27"]
