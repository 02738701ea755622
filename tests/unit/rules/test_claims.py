"""The claims that ship: read strictly, written as they are read, and replaced only by who knows as much."""

from dataclasses import replace
from datetime import date

import pytest

from rules.claims import CLAIMED, Claim, Variant, read_claims, shipped_claims, with_own, written
from rules.errors import StatisticsError


def test_what_ships_is_dated_and_whole():
    found = shipped_claims()
    assert [claim.id for claim in found] == list(CLAIMED)
    assert {claim.as_of for claim in found} == {found[0].as_of}
    assert found[0].as_of >= date(2026, 8, 1)
    assert all(claim.verdict != "unknown" and claim.measured is not None and claim.variants for claim in found)
    assert not any(claim.is_own for claim in found)


def test_what_is_written_reads_the_same():
    assert read_claims(written(shipped_claims()), "again.toml") == shipped_claims()


def test_what_is_unknown_is_left_out_and_comes_back():
    first, *rest = shipped_claims()
    first = replace(
        first, measured=None, at="", verdict="unknown", variants=(Variant("last", None), Variant("day", -0.5, "", "2", meets=True))
    )
    assert read_claims(written([first, *rest]), "x.toml")[0] == first


TEXT = written(shipped_claims())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("as_of = ", "as_of = 'x' # ", "as_of: expected a date"),
        ("as_of", "as_of = = 1 #", "no TOML"),
        ('verdict = "partly"', 'verdict = "maybe"', r"claims\[0\].verdict: expected one of holds"),
        ('id = "pivot-surge"', 'id = "surge"', "each of correlation-60d"),
        ("measured = ", "measures = ", r"claims\[0\].measures: unknown key"),
        ("measured = 0.568", "measured = true", r"claims\[0\].measured: expected a number"),
        ('at = "2025-04-03"', "at = 3", r"claims\[0\].at: expected a text"),
        ('name = "calendar-days"', 'name = ""', r"claims\[0\].variants\[0\]"),
        ("meets = true", "meets = 1", r"claims\[0\].variants\[2\]: expected a name"),
    ],
)
def test_a_fault_names_file_and_key(old, new, message):
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    with pytest.raises(StatisticsError, match=message) as caught:
        read_claims(text, "own.toml")
    assert caught.value.path == "own.toml"


KNOWN = Claim(id="repo-size", verdict="fails", measured=74.6, variants=(Variant("day-by-size", 50.4, "", "2"), Variant("peak", None)))
HIGHEST = Claim(
    id="market-cap-drop", verdict="partly", measured=1.0, variants=(Variant("from-the-highest-month", -19.3, "", "2025-02-01"),)
)


@pytest.mark.parametrize(
    ("own", "is_taken"),
    [
        (replace(KNOWN, measured=80.0), True),
        (replace(KNOWN, measured=None), False),
        (replace(KNOWN, variants=(Variant("day-by-size", 50.4, "", "3"),)), False),
        (replace(KNOWN, variants=(Variant("day-by-size", None, "", "2"),)), False),
        (replace(KNOWN, variants=(*KNOWN.variants, Variant("more", 1.0))), True),
    ],
)
def test_the_operators_own_counts_where_it_knows_every_figure(own, is_taken):
    [found] = with_own([KNOWN], [own])
    assert found.is_own is is_taken
    assert found.measured == (own.measured if is_taken else 74.6)


def test_a_month_that_was_found_is_no_part_of_the_question():
    [found] = with_own([HIGHEST], [replace(HIGHEST, variants=(Variant("from-the-highest-month", -18.0, "", "2025-01-01"),))])
    assert found.is_own
    assert with_own([HIGHEST], []) == (HIGHEST,)
