"""What is answered about one event: its alert, its reasons, its figures, its changed wording. Each answer is about the message that was
pressed or answered, and only where there is none about the chat's last alert.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup, Message

from bot import render
from bot.assessing.expectation import path_of
from bot.assessing.positioning import followed_up
from bot.chat.conversation import Conversation
from bot.chat.pages.answer_keyboards import alert_buttons, changes_buttons
from bot.chat.pages.under import under_alert
from bot.chat.presses import Explain, ShowAlert, ShowChanges, ShowHistory, ShowTable, SuggestWatches, read_press
from bot.chat.typed.changes import Wrong, read_kind
from bot.i18n import texts
from bot.kinds import ALERT_KINDS
from bot.languages import LANGUAGES
from bot.lookups import history
from bot.model import Published
from bot.render import behind
from bot.render.clock import on_the_clock_of
from bot.render.lookups import history as history_text
from bot.store import Store


@dataclass(frozen=True, slots=True)
class Look:
    """One way to look at an event: the button that opens it, and its text."""

    button: behind.Button | None

    @property
    def name(self) -> str:
        """Apart from the others."""
        return self.button or "alert"

    def text(self, store: Store, conversation: Conversation, found: Published) -> str:
        """Telegram HTML in the chat's language."""
        lang, rulebook = conversation.lang, conversation.services.rulebook
        match self.button:
            case "table":
                return behind.table(found.event, found.assessment, lang)
            case "changes":
                return behind.changes(found.event, found.assessment, lang)
            case "why":
                return _reasoning(store, conversation, found)
            case "history":
                return history_text.text(history.history(store, found.kind, conversation.services.now()), lang)
            case _:
                return found.texts.get(lang) or render.why(found.event, found.assessment, rulebook, lang)

    def buttons(self, found: Published, lang: str) -> InlineKeyboardMarkup:
        """The other ways to look at it."""
        shown = [name for name in behind.buttons(found.event, found.assessment) if name not in (self.button, "mute")]
        board = alert_buttons(texts("alerts", lang), found.id, found.kind, shown)
        return changes_buttons(texts("chat", lang), board, found.id) if self.button == "changes" else board


ALERT, WHY, TABLE, CHANGES, HISTORY = Look(None), Look("why"), Look("table"), Look("changes"), Look("history")
_OF_EVENTS = (Explain, ShowTable, ShowChanges, ShowAlert, ShowHistory, SuggestWatches)


async def latest(conversation: Conversation, words: Sequence[str]) -> None:
    """The last alert that this chat got; of a kind that is named, the latest publication, whether or not it came here."""
    kind = read_kind(words)
    if isinstance(kind, Wrong):
        await conversation.correct(kind)
        return
    found = await _last(conversation) if kind is None else next(iter(await conversation.ask(Store.latest_assessed, (kind,))), None)
    if found is None:
        await conversation.reply(
            conversation.tx.t("Nothing of the kind has come out since I began to watch. /status shows that I am awake.")
        )
    else:
        await show(conversation, found, ALERT)


async def why(conversation: Conversation, words: Sequence[str]) -> None:
    """The full reasoning of the alert that is answered, else of the last one that this chat got."""
    found = await _answered(conversation) or await _last(conversation)
    if found is None:
        await conversation.reply(conversation.tx.t("There is nothing to explain yet: no publication has been assessed."))
    else:
        await show(conversation, found, WHY)


async def show(conversation: Conversation, found: Published, look: Look) -> None:
    """One look at an event, as an answer to the very message that was pressed or written."""
    text = await told(conversation, found, look)
    buttons = under_alert(found, conversation.lang) if look is ALERT else look.buttons(found, conversation.lang)
    await conversation.answer(text, buttons)


async def told(conversation: Conversation, found: Published, look: Look) -> str:
    """What a look shows, Telegram HTML, in the chat's language and on its clock."""
    text = await conversation.ask(lambda store: look.text(store, conversation, found))
    chat = await conversation.subscription()
    is_own = chat is not None and chat.timezone != LANGUAGES[conversation.lang].zone
    return on_the_clock_of(text, chat.timezone, conversation.lang) if chat is not None and is_own else text


async def _last(conversation: Conversation) -> Published | None:
    """What the last alert here was about; before the first one, the latest publication."""
    found = await conversation.ask(Store.latest_alert_for, conversation.chat.id, conversation.thread_id)
    return found or next(iter(await conversation.ask(Store.latest_assessed, ALERT_KINDS)), None)


async def _answered(conversation: Conversation) -> Published | None:
    """What the message is about that somebody answers: an alert, or what the bot said of one."""
    answered = conversation.message.reply_to_message if conversation.message is not None else None
    if answered is None:
        return None
    found = await conversation.ask(Store.told_in, conversation.chat.id, answered.message_id)
    event_id = _carried(answered)
    if found is None and event_id is not None:
        found = await conversation.ask(Store.assessed_event, event_id)
    return found


def _carried(message: Message) -> int | None:
    """The event that a message's own buttons carry; of several the first."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup is not None else ()
    for button in (button for row in rows for button in row):
        read = read_press(button.callback_data) if isinstance(button.callback_data, str) else None
        if read is not None and isinstance(read[0], _OF_EVENTS):
            return read[0].event_id
    return None


def _reasoning(store: Store, conversation: Conversation, found: Published) -> str:
    """The full reasoning of an assessment, how a decision moved the next meeting's expectation, and from four hours on what traders did."""
    services, event, assessment = conversation.services, found.event, found.assessment
    follow_up = followed_up(event, assessment, store.prices, services.rulebook, services.now())
    return render.why(event, assessment, services.rulebook, conversation.lang, follow_up, path_of(event, store))
