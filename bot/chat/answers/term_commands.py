"""The command about the field's terms: what one means, or the list of all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import terms
from bot.chat.conversation import Conversation
from bot.chat.typed.changes import Wrong, shown
from bot.i18n import N_, Texts, texts
from bot.render.html import exact
from bot.render.words import listed

UNKNOWN = N_("I have no term “{word}”. /term lists those that I explain.")
UNKNOWN_BUT_NEAR = N_("I have no term “{word}”. Did you mean one of these? {near}")


async def term(conversation: Conversation, words: Sequence[str]) -> None:
    """What a term means, in two lines; alone the list of terms, and after a misspelling those that come near."""
    said = " ".join(words)
    if not said:
        await conversation.reply(listing(conversation.tx))
    elif (found := terms.find(said)) is not None:
        await conversation.reply(meaning(found, conversation.tx))
    else:
        await conversation.correct(unknown(said, conversation.lang))


def meaning(found: terms.Term, tx: Texts) -> str:
    """A term with its other names, what it is, and what a reader makes of it: Telegram HTML of three lines."""
    said, name = texts(terms.DOMAIN, tx.lang), found.called(tx.lang)
    others = [other for other in (found.short, found.name) if other not in name]
    title = tx.t("<b>{name}</b> ({others})", name=exact(name), others=exact(_row(others, tx.lang))) if others else f"<b>{exact(name)}</b>"
    return "\n".join([title, exact(said.as_it_stands(found.what)), exact(said.as_it_stands(found.why))])


def listing(tx: Texts) -> str:
    """Every term by what it is about, each as one may type it."""
    said = texts(terms.DOMAIN, tx.lang)
    lines = [tx.t("What I explain, for example <code>/term {example}</code>:", example=exact(terms.glossary()["qt"].called(tx.lang)))]
    for topic in terms.topics():
        names = (one.briefly(tx.lang) for one in terms.glossary().values() if one.topic == topic)
        lines.append(tx.t("<b>{topic}</b>: {names}", topic=said.t(topic), names=exact(_row(names, tx.lang))))
    return "\n\n".join(lines)


def unknown(said: str, lang: str) -> Wrong:
    """What to say of what is no term: those that come near."""
    found = [f"<code>/term {exact(one.briefly(lang))}</code>" for one in terms.near(said)]
    if not found:
        return Wrong(UNKNOWN, {"word": shown(said)})
    return Wrong(UNKNOWN_BUT_NEAR, {"word": shown(said), "near": _row(found, lang)})


def _row(names: Iterable[str], lang: str) -> str:
    return listed(names, texts("alerts", lang))
