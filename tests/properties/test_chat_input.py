"""Whatever is typed or pressed gets an answer that Telegram takes, in both languages."""

import json
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.answers.portable import Imported, exported, read_export
from bot.chat.presses import VERSION, SetDigest, SetQuiet, data_of, read_press
from bot.chat.typed.changes import KindThreshold, Threshold, Wrong, read_kind, read_language, read_other, read_threshold
from bot.chat.typed.typed_times import read_digest, read_form, read_quiet, read_snooze, read_zone
from bot.chat.typed.watch_faults import fault
from bot.i18n import texts
from bot.model import Rhythm, Subscription
from rules.errors import WatchError
from rules.watch import parse_watch
from tests.loopback.telegram_html import plain_text, utf16_length

words = st.lists(st.text(min_size=1).filter(lambda word: word.split() == [word]), min_size=1, max_size=4)
near_misses = st.sampled_from(
    ["impact", "direction", "loud", "repo_operation", "minutes", "all", "off", "-1", "100", "101", "50%", "{0}", "<b>", "digest", "daily",
     "23:00-07:00", "25:00-1", "7-7", "break", "60", "1h", "9w", "UTC+8", "asia", "short", "standing", "repo", ">=", "20bn", "&"]
)  # fmt: skip
typed_words = st.one_of(words, st.lists(near_misses, min_size=1, max_size=4))


def everything(typed: list[str]) -> list[Any]:
    found: list[Any] = [read_threshold(typed), read_language(typed), read_kind(typed), read_other(" ".join(typed), ["threshold", "help"])]
    found += [read_zone(typed), read_quiet(typed, SetQuiet()), read_digest(typed, SetDigest(Rhythm.OFF, 0, 0))]
    found += [read_snooze(typed), read_form(typed), read_export(" ".join(typed))]
    try:
        parse_watch(" ".join(typed))
    except WatchError as e:
        found.append(fault(e))
    return found


@given(typed_words)
def test_every_wrong_input_gets_a_sentence_that_telegram_takes(typed: list[str]) -> None:
    for one in everything(typed):
        if isinstance(one, Wrong):
            for lang in ("en", "zh-Hans"):
                sentence = one.said(texts("chat", lang))
                assert 0 < utf16_length(plain_text(sentence)) < 700


@given(typed_words)
def test_whatever_is_set_is_on_the_scale(typed: list[str]) -> None:
    for one in everything(typed):
        match one:
            case Threshold() | KindThreshold():
                assert one.name in ("impact", "direction", "loud")
                assert one.value is None or 0 <= one.value <= 100
            case SetQuiet(begins, ends, breakthrough):
                assert (begins is None) == (ends is None)
                assert begins is None or (begins != ends and 0 <= begins < 1440 and ends is not None and 0 <= ends < 1440)
                assert breakthrough is None or 0 <= breakthrough <= 100
            case SetDigest(_, hour, weekday):
                assert 0 <= hour < 24 and 0 <= weekday < 7
            case timedelta():
                assert timedelta(0) <= one <= timedelta(days=30)


pieces = [
    "2",
    "1",
    "t",
    "T",
    "k",
    "K",
    "q",
    "s",
    "d",
    "r",
    "c",
    "D",
    "m",
    "p",
    "l",
    "z",
    "f",
    "-",
    "0",
    "5",
    "99",
    "101",
    "-5",
    "²",
    "minutes",
]
pieces += ["a", "o", "w", "fomc", "pause", "life", "en", "UTC", "utc", "settings", "1440", "24", "@-1001234567", "@5", "@"]


@given(st.one_of(st.text(), st.lists(st.sampled_from(pieces)).map(":".join), st.lists(st.sampled_from(pieces)).map("".join)))
def test_button_data_is_refused_or_is_what_a_button_of_ours_says(data: str) -> None:
    found = read_press(data)
    if found is not None:
        press, target = found
        assert data_of(press, target) == data
        assert data.startswith(f"{VERSION}:")
        assert len(data.encode()) <= 64


json_like = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 200) | st.sampled_from(["en", "UTC", "weekly", "all", "minutes", "impact >= 5"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["minutes", "impact", "text", "pause_hours"]), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = [
    "impact",
    "digest_hour",
    "quiet_from",
    "quiet_until",
    "breakthrough",
    "remind_fomc",
    "is_short",
    "pictures",
    "lang",
    "timezone",
    "digest",
    "modes",
]


@given(
    st.dictionaries(st.sampled_from([*NAMES, "own", "watches", "chat_id", "active"]), json_like, max_size=5), st.sampled_from([1, 1, 1, 2])
)
def test_an_import_is_refused_or_gives_settings_that_can_be_exported_again(body: dict[str, Any], form: int) -> None:

    found = read_export(json.dumps({"fedtide": form, **body}))
    if isinstance(found, Imported):
        assert form == 1
        chat = found.applied(Subscription(chat_id=1, quiet_from=60, quiet_until=120, breakthrough=50))
        assert (chat.quiet_from is None) == (chat.quiet_until is None)
        assert chat.quiet_from is not None or chat.breakthrough is None
        again = read_export(exported(chat, []))
        assert isinstance(again, Imported)
        assert again.applied(Subscription(chat_id=1)) == chat
        assert chat.chat_id == 1
        assert chat.active
