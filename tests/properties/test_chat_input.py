"""Whatever is typed or pressed gets an answer that Telegram takes, in both languages."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.keyboards import read_press
from bot.chat.typed import KindMode, Threshold, Wrong, read_kind, read_language, read_other, read_threshold
from bot.i18n import texts
from tests.loopback.telegram_html import plain_text, utf16_length

words = st.lists(st.text(min_size=1).filter(lambda word: word.split() == [word]), min_size=1, max_size=4)
near_misses = st.sampled_from(
    ["impact", "direction", "loud", "repo_operation", "minutes", "all", "off", "-1", "100", "101", "50%", "{0}", "<b>"]
)


@given(st.one_of(words, st.lists(near_misses, min_size=1, max_size=3)))
def test_every_wrong_input_gets_a_sentence_that_telegram_takes(typed: list[str]) -> None:
    found = [read_threshold(typed), read_language(typed), read_kind(typed), read_other(" ".join(typed), ["threshold", "help"])]
    for one in found:
        if isinstance(one, Wrong):
            for lang in ("en", "zh-Hans"):
                sentence = texts("chat", lang).t(one.sentence, **one.values)
                assert 0 < utf16_length(plain_text(sentence)) < 600


@given(st.one_of(words, st.lists(near_misses, min_size=1, max_size=3)))
def test_whatever_is_set_is_on_the_scale(typed: list[str]) -> None:
    found = read_threshold(typed)
    if isinstance(found, Threshold):
        assert found.name in ("impact", "direction", "loud")
        assert 0 <= found.value <= 100


@given(
    st.one_of(
        st.text(),
        st.lists(st.sampled_from(["1", "impact", "loud", "mode", "minutes", "all", "page", "lang", "en", "99", "-5"])).map(":".join),
    )
)
def test_any_button_data_is_understood_or_refused(data: str) -> None:
    found = read_press(data)
    if isinstance(found, Threshold):
        assert 0 <= found.value <= 100
    if isinstance(found, KindMode):
        assert found.kind in ("fomc_statement", "balance_sheet", "minutes", "press_release", "repo_operation", "reverse_repo_operation")
