"""Every button says, within Telegram's limit, something that is understood when it is pressed."""

from itertools import chain

import pytest
from telegram import InlineKeyboardMarkup

from bot.chat.keyboards import (
    Open,
    Speak,
    Subscribe,
    kind_buttons,
    language_buttons,
    read_press,
    settings_buttons,
    subscribe_button,
    threshold_buttons,
)
from bot.chat.typed import KindMode, Threshold
from bot.i18n import texts
from bot.model import Mode, Subscription


def data(markup: InlineKeyboardMarkup) -> list[str]:
    return [str(button.callback_data) for button in chain.from_iterable(markup.inline_keyboard)]


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
@pytest.mark.parametrize("value", [0, 3, 50, 98, 100])
def test_every_button_is_understood_and_short_enough(lang: str, value: int) -> None:
    tx = texts("chat", lang)
    subscription = Subscription(chat_id=1, impact=value, direction=value, loud=value)
    boards = [
        subscribe_button(tx),
        settings_buttons(tx),
        threshold_buttons(tx, subscription),
        kind_buttons(tx, subscription),
        language_buttons(lang),
    ]
    said = list(chain.from_iterable(data(board) for board in boards))
    assert len(said) == 1 + 3 + 10 + 7 + 2
    assert [one for one in said if read_press(one) is None or len(one.encode()) > 64] == []


def test_steps_stop_at_the_ends_of_the_scale() -> None:
    tx = texts("chat", "en")
    board = threshold_buttons(tx, Subscription(chat_id=1, impact=0, direction=3, loud=100))
    assert data(board) == [
        "1:impact:0", "1:impact:0", "1:impact:5",
        "1:direction:0", "1:direction:3", "1:direction:8",
        "1:loud:95", "1:loud:100", "1:loud:100",
        "1:page:settings",
    ]  # fmt: skip


def test_what_presses_mean() -> None:
    assert read_press("1:sub") == Subscribe()
    assert read_press("1:page:kinds") == Open("kinds")
    assert read_press("1:lang:zh-Hans") == Speak("zh-Hans")
    assert read_press("1:loud:100") == Threshold("loud", 100)
    assert read_press("1:mode:minutes:scored") == KindMode("minutes", Mode.SCORED)


@pytest.mark.parametrize(
    "said", ["", "1", "2:sub", "1:sub:x", "1:loud:101", "1:loud:-5", "1:loud:²", "1:loud:", "1:chat_id:5", "1:page:admin"]
)
def test_what_no_button_says_is_nothing(said: str) -> None:
    assert read_press(said) is None
