"""What people type, read without a chat around it."""

import pytest

from bot.chat.typed.changes import KindMode, Threshold, Wrong, guess_language, read_kind, read_language, read_other, read_threshold
from bot.i18n import texts
from bot.model import Mode, Subscription

COMMANDS = ("start", "subscribe", "threshold", "settings")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0", Threshold("impact", 0)),
        ("100", Threshold("impact", 100)),
        ("３０", Threshold("impact", 30)),
        ("impact 7", Threshold("impact", 7)),
        ("IMPACT 007", Threshold("impact", 7)),
        ("direction 10", Threshold("direction", 10)),
        ("loud 50", Threshold("loud", 50)),
        ("响铃 50", Threshold("loud", 50)),
        ("fomc_statement off", KindMode("fomc_statement", Mode.OFF)),
        ("fomc all", KindMode("fomc_statement", Mode.ALL)),
        ("h.4.1 scored", KindMode("balance_sheet", Mode.SCORED)),
        ("SRF all", KindMode("repo_operation", Mode.ALL)),
        ("on-rrp off", KindMode("reverse_repo_operation", Mode.OFF)),
        ("纪要 关闭", KindMode("minutes", Mode.OFF)),
    ],
)
def test_thresholds_and_modes(typed: str, expected: Threshold | KindMode) -> None:
    assert read_threshold(typed.split()) == expected


@pytest.mark.parametrize(
    "typed", ["101", "-1", "+5", "3.5", "1,000", "1e2", "impact", "impact x", "impact -0", "direction 1000", "loud off"]
)
def test_numbers_outside_the_scale_are_refused(typed: str) -> None:
    assert isinstance(read_threshold(typed.split()), Wrong)


def test_a_change_touches_only_what_it_names() -> None:
    before = Subscription(chat_id=1, impact=25, modes={"minutes": Mode.OFF})
    assert Threshold("loud", 60).applied(before) == Subscription(chat_id=1, impact=25, loud=60, modes={"minutes": Mode.OFF})
    after = KindMode("repo_operation", Mode.ALL).applied(before)
    assert after.modes == {"minutes": Mode.OFF, "repo_operation": Mode.ALL}
    assert before.modes == {"minutes": Mode.OFF}


@pytest.mark.parametrize(
    ("typed", "lang"), [("en", "en"), ("ZH", "zh-Hans"), ("zh-Hans", "zh-Hans"), ("简体中文", "zh-Hans"), ("English", "en")]
)
def test_languages(typed: str, lang: str) -> None:
    assert read_language([typed]) == lang


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ([], None),
        (["repo"], "repo_operation"),
        (["Reverse", "repo"], "reverse_repo_operation"),
        (["SOFR"], "reference_rate"),
        (["tga"], "cash_balance"),
        (["实际利率"], "yield_change"),
        (["treasury_operation"], "treasury_operation"),
    ],
)
def test_kinds(typed: list[str], kind: str | None) -> None:
    assert read_kind(typed) == kind


@pytest.mark.parametrize(
    ("code", "lang"),
    [
        ("zh-hans", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("en-US", "en"),
        ("de", "zh-Hans"),
        (None, "zh-Hans"),
        ("", "zh-Hans"),
    ],
)
def test_the_greeting_language_is_the_apps_else_the_operators(code: str | None, lang: str) -> None:
    assert guess_language(code, "zh-Hans") == lang


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("/subscibe", "I don't know /subscibe. Did you mean /subscribe?"),
        ("/qqq", "I don't know /qqq. /help lists everything I understand."),
        ("45", "To get alerts from impact 45 on, write <code>/threshold 45</code>"),
        ("45 please", "I only understand commands. /help lists them; /latest shows the last alert, /settings what you get."),
        ("", "I only understand commands. /help lists them; /latest shows the last alert, /settings what you get."),
    ],
)
def test_what_means_nothing_gets_the_nearest_thing_that_would(typed: str, sentence: str) -> None:
    wrong = read_other(typed, COMMANDS)
    assert texts("chat", "en").t(wrong.sentence, **wrong.values) == sentence
