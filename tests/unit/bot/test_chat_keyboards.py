"""Every button says, within Telegram's limit, something that is understood when it is pressed."""

from datetime import UTC, datetime
from itertools import chain

import pytest
from telegram import InlineKeyboardMarkup

from bot.audience.watches import Kept
from bot.chat.pages import answer_keyboards, keyboards
from bot.chat.presses import (
    FORMS,
    LOOKUPS,
    OF_A_KIND,
    ChangeWatch,
    Draft,
    KindDraft,
    Open,
    SetCard,
    SetDigest,
    SetQuiet,
    SetReceipts,
    SetZone,
    Speak,
    Subscribe,
    data_of,
    read_press,
)
from bot.i18n import texts
from bot.kinds import ALERT_KINDS
from bot.model import Mode, ReceiptMode, Rhythm, Subscription, Thresholds
from bot.render import behind
from rules.claims import CLAIMED

CHANNEL = -1001234567890
KEPT = Kept(id=4_000_000_000, text="standing repo >= 20bn", created_at=datetime(2026, 1, 1, tzinfo=UTC))


def data(markup: InlineKeyboardMarkup) -> list[str]:
    return [str(button.callback_data) for button in chain.from_iterable(markup.inline_keyboard)]


def boards(lang: str, chat: Subscription, target: int | None) -> list[InlineKeyboardMarkup]:
    tx = texts("chat", lang)
    own = Thresholds(impact=100, direction=100, loud=100)
    return [
        keyboards.subscribe_button(tx, target),
        keyboards.greeting_buttons(tx, "qs"),
        keyboards.subscribed_buttons(tx, chat, target),
        keyboards.settings_buttons(tx, chat, target),
        keyboards.threshold_buttons(tx, chat, Draft(95, 100, 100), target),
        keyboards.kinds_buttons(tx, chat, target),
        *(keyboards.kind_buttons(tx, chat, KindDraft(kind, Mode.DIGEST, own), target) for kind in ALERT_KINDS),
        keyboards.language_buttons(tx, lang, target),
        keyboards.zone_buttons(tx, chat, target),
        keyboards.quiet_buttons(tx, chat, target),
        keyboards.snooze_buttons(tx, target),
        keyboards.digest_buttons(tx, chat, target),
        keyboards.next_buttons(tx, chat, target),
        keyboards.receipts_buttons(tx, chat, target),
        keyboards.card_buttons(tx, chat, target),
        keyboards.watches_buttons(tx, [KEPT], target),
        keyboards.watch_buttons(tx, KEPT, target),
        answer_keyboards.alert_buttons(texts("alerts", lang), 4_000_000_000, "balance_sheet", tuple(behind.LABELS)),
        answer_keyboards.opening_buttons(tx, {4_000_000_000: "SRF"}),
        answer_keyboards.claims_buttons(tx, {claim: claim for claim in CLAIMED}),
        answer_keyboards.claim_buttons(tx),
        answer_keyboards.record_buttons(tx),
        *(answer_keyboards.lookup_buttons(tx, what, of) for what in LOOKUPS for of in (ALERT_KINDS if what in OF_A_KIND else ("",))),
        answer_keyboards.suggestion_buttons(tx, 4_000_000_000, ["impact >= 20", "repo >= 1bn"]),
    ]


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
@pytest.mark.parametrize("value", [0, 3, 50, 98, 100])
@pytest.mark.parametrize("target", [None, CHANNEL])
def test_every_button_is_understood_and_short_enough(lang: str, value: int, target: int | None) -> None:
    chat = Subscription(chat_id=1, impact=value, direction=value, loud=value, quiet_from=60, quiet_until=120)
    said = list(chain.from_iterable(data(board) for board in boards(lang, chat, target)))
    assert [one for one in said if read_press(one) is None or len(one.encode()) > 64] == []
    assert {one.split("@")[0].split(":")[1] for one in said} == set(FORMS)


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_under_a_channels_pages_every_button_is_about_the_channel(lang: str) -> None:
    chat = Subscription(chat_id=CHANNEL, quiet_from=60, quiet_until=120)
    here_only = ("ex", "sub", "y", "w", "m", "a", "i", "b", "h", "o", "R", "g", "M")
    found = [read_press(one) for board in boards(lang, chat, CHANNEL) for one in data(board) if one.split(":")[1] not in here_only]
    assert {one[1] for one in found if one is not None} == {CHANNEL}


def test_steps_stop_at_the_ends_of_the_scale() -> None:
    chat = Subscription(chat_id=1, impact=0, direction=3, loud=100)
    board = keyboards.threshold_buttons(texts("chat", "en"), chat, Draft(0, 3, 100))
    assert data(board) == [
        "2:t:0:3:100", "2:t:0:3:100", "2:t:5:3:100",
        "2:t:0:0:100", "2:t:0:3:100", "2:t:0:8:100",
        "2:t:0:3:95", "2:t:0:3:100", "2:t:0:3:100",
        "2:p:settings",
    ]  # fmt: skip


def test_a_draft_that_is_not_what_holds_can_be_saved_or_taken_back() -> None:
    board = keyboards.threshold_buttons(texts("chat", "en"), Subscription(chat_id=1), Draft(25, 0, 30))
    assert data(board)[-3:] == ["2:T:25:0:30", "2:t:20:0:30", "2:p:settings"]


@pytest.mark.parametrize(
    ("said", "press", "target"),
    [
        ("2:sub", Subscribe(), None),
        ("2:p:kinds", Open("kinds"), None),
        ("2:l:zh-Hans", Speak("zh-Hans"), None),
        ("2:T:20:0:100@-1001234567890", Draft(20, 0, 100, save=True), CHANNEL),
        ("2:k:minutes:s:-:5:-", KindDraft("minutes", Mode.SCORED, Thresholds(direction=5)), None),
        ("2:z:America/New_York", SetZone("America/New_York"), None),
        ("2:q:1380:420:60", SetQuiet(1380, 420, 60), None),
        ("2:q:-:-:-", SetQuiet(), None),
        ("2:d:w:9:5", SetDigest(Rhythm.WEEKLY, 9, 5), None),
        ("2:v:m", SetReceipts(ReceiptMode.MESSAGE), None),
        ("2:v:o@-1001234567890", SetReceipts(ReceiptMode.OFF), CHANNEL),
        ("2:C:1", SetCard(is_on=True), None),
        ("2:C:0@-1001234567890", SetCard(is_on=False), CHANNEL),
        ("2:c:7:snooze:24", ChangeWatch(7, "snooze", 24), None),
    ],
)
def test_what_presses_mean(said: str, press: object, target: int | None) -> None:
    assert read_press(said) == (press, target)
    assert data_of(press, target) == said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "said",
    ["", "2", "1:sub", "2:sub:x", "2:t:20:0:101", "2:t:-5:0:0", "2:t:²:0:0", "2:t:20:0", "2:chat_id:5", "2:p:admin", "2:z:Mars", "2:z:utc",
     "2:q:60:60:-", "2:q:60:-:-", "2:q:1440:60:-", "2:d:w:24:0", "2:d:x:9:5", "2:v", "2:v:x", "2:v:d:d",
     "2:s:2", "2:f:3", "2:r:fomc:7", "2:r:cpi:15", "2:c:7:pause:5",
     "2:k:gold:a:-:-:-", "2:k:minutes:x:-:-:-", "2:sub@", "2:sub@5", "2:sub@-12", "2:t:020:0:30", "2:m:5:12"],
)  # fmt: skip
def test_what_no_button_says_is_nothing(said: str) -> None:
    assert read_press(said) is None
