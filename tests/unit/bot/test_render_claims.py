"""The claims in the reader's words: short as a list, whole as one, and the same verdict everywhere."""

from dataclasses import replace

import pytest

from bot.i18n import texts
from bot.model import LANGUAGES
from bot.render.evidence.claim_words import VARIANTS, WORDINGS
from bot.render.evidence.claims import MARKS, claim_json, claim_text, claims_list, figure, why
from bot.render.html import telegram_length, visible
from rules.claims import CLAIMED, shipped_claims

every_language = pytest.mark.parametrize("lang", LANGUAGES)
EN = texts("alerts", "en")
BY_ID = {claim.id: claim for claim in shipped_claims()}


def test_every_claim_and_variant_has_its_words():
    assert list(WORDINGS) == list(CLAIMED)
    assert {variant.name for claim in shipped_claims() for variant in claim.variants} <= set(VARIANTS)


@every_language
def test_the_list_is_a_line_a_claim(lang):
    lines = visible(claims_list(shipped_claims(), lang)).splitlines()
    assert [line[0] for line in lines[1:9]] == [MARKS[claim.verdict] for claim in shipped_claims()]
    assert telegram_length(claims_list(shipped_claims(), lang)) < 900


def test_the_list_reads_so_in_english():
    lines = visible(claims_list(shipped_claims(), "en")).splitlines()
    assert lines[2] == "❌ BTC +11% on the turn of December 2025: measured −1.9%"
    assert lines[8] == "🟡 Tightening ended, and cuts waited until, 1 December 2025: run-off ended that day"
    assert lines[-1] == "Information, not advice."


def test_the_list_reads_so_in_chinese():
    lines = visible(claims_list(shipped_claims(), "zh-Hans")).splitlines()
    assert lines[4] == "❌ 重启购债，每月350亿美元：实测每月400亿美元"
    assert lines[7] == "✅ 2023年初资产负债表8.7万亿美元，2025年底更低：实测8.51万亿美元"


@every_language
@pytest.mark.parametrize("claim", BY_ID)
def test_one_claim_names_method_series_dates_and_variants(claim, lang):
    found, tx = BY_ID[claim], texts("alerts", lang)
    text = claim_text(found, lang)
    said = visible(text)
    assert telegram_length(text) < 1600
    for piece in (WORDINGS[claim].claimed, WORDINGS[claim].method, *WORDINGS[claim].series):
        assert tx.t(piece) in said
    assert said.count("\n· ") + said.count("\n✅ ") == len(found.variants)


def test_where_a_figure_is_from_is_said():
    own = replace(BY_ID["repo-size"], is_own=True)
    assert "Figures that come with the program, data to 22 Aug 2026." in claim_text(BY_ID["repo-size"], "en")
    assert "Measured from this bot's own store, data to 22 Aug 2026." in claim_text(own, "en")
    assert "own store" in claims_list([own, BY_ID["pivot-surge"]], "en")
    assert "with the program" in claims_list([own, BY_ID["pivot-surge"]], "en")


@pytest.mark.parametrize(
    ("value", "claim", "said"),
    [
        (None, "repo-size", "unknown"),
        (0.5684, "correlation-60d", "0.57"),
        (-1.938, "pivot-surge", "−1.9%"),
        (40.0, "purchase-pace", "$40bn a month"),
        (74.6, "repo-size", "$74.6bn"),
        (8.507, "balance-sheet-2023", "$8.51tn"),
        (0.0, "tightening-end", "run-off ended that day"),
        (9.0, "tightening-end", "9 days later"),
        (-1.0, "tightening-end", "1 day before"),
    ],
)
def test_figures_have_their_unit(value, claim, said):
    assert figure(value, claim, EN) == said


def test_nothing_known_is_said_to_be_unknown():
    nothing = replace(BY_ID["pivot-surge"], measured=None, verdict="unknown", variants=())
    assert why(nothing, EN) == "the series is not at hand"
    assert "❔ Surge on the turn: unknown" in visible(claim_text(nothing, "en"))
    assert why(replace(BY_ID["correlation-60d"], verdict="holds", measured=0.8), EN) == "reached by the stated method"
    assert why(replace(BY_ID["balance-sheet-2023"], verdict="fails"), EN) == "not lower at the end"
    assert why(replace(BY_ID["tightening-end"], measured=4.0), EN) == "the ledger has no such end"


def test_the_json_is_the_contracts():
    found = claim_json(BY_ID["correlation-60d"])
    assert set(found) >= {"id", "claimed", "measured", "unit", "method", "series", "as_of", "verdict", "sensitivity"}
    assert (found["measured"], found["unit"], found["claimed_value"]) == (0.568, "correlation", 0.72)
    assert found["why"] == "met by a variant: 60 calendar days, BTC at 00:00 UTC (0.73, 2025-12-01)"
    assert found["sensitivity"][2] == {"variant": "60 calendar days, BTC at 00:00 UTC", "value": 0.729, "at": "2025-12-01"}
