"""What /about says of whose data this is."""

from __future__ import annotations

import pytest

from bot.chat.answers.about import ATTRIBUTIONS, FRED_NOTICE, about_text
from bot.i18n import texts
from bot.model import LANGUAGES
from bot.render.html import telegram_length, visible
from bot.sources import MODULES


def said(*source_ids: str, lang: str = "en", with_key: bool = False) -> str:
    return visible(about_text(texts("chat", lang), source_ids=source_ids, rulebook="2026.11.1", with_key=with_key))


def test_every_source_has_its_publisher_named() -> None:
    assert set(MODULES) <= {source for sources in ATTRIBUTIONS.values() for source in sources}


def test_only_whose_data_is_read_is_named() -> None:
    text = said("nyfed.repo_operation", "market.crypto")
    assert "Federal Reserve Bank of New York" in text
    assert "Coinbase, Kraken" in text
    assert "FRED" not in text
    assert "Deribit" not in text


def test_the_index_behind_a_fred_series_is_named_too() -> None:
    text = said("market.equity")
    assert "S&P Dow Jones Indices, through FRED" in text
    assert "FRED, Federal Reserve Bank of St. Louis" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_notice_of_freds_api_stands_when_a_key_is_used(lang: str) -> None:
    assert FRED_NOTICE in said("fred.series", lang=lang, with_key=True)
    assert FRED_NOTICE not in said("fred.series", lang=lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_of_it_is_one_message(lang: str) -> None:
    assert telegram_length(about_text(texts("chat", lang), source_ids=list(MODULES), rulebook="2026.11.1", with_key=True)) < 4096


def test_nobody_is_said_to_endorse_it() -> None:
    assert "None of them sponsors, endorses or has checked this bot." in said("fed.speech")
    assert "不赞助" in said("fed.speech", lang="zh-Hans")
