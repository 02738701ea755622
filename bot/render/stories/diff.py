"""Changes of wording as Telegram HTML: gone words struck through, new ones underlined, Chinese glosses under known phrases.

Signs and brackets say the same once more, for terminals and wherever the markup is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.fomc.diff import Change, Piece
from bot.fomc.glossary import Phrase
from bot.i18n import Texts
from bot.render import words
from bot.render.amounts import MINUS
from bot.render.html import bold, escape, shorten

ALERT_LIMIT = 500
"""Characters of the changes that an alert shows; all of them are in /why."""
PIECE_LIMIT = 500
"""Characters of one run of words: a paragraph without a full stop must not crowd out the rest."""
SHOWN_TERMS = 4
TONE_MOVED = 0.1
"""A tenth of the sentences that changed sides; less is told by chance."""
_NEW_LINE = "\n"
_TAG = re.compile(r"</?[su]>")
_TAGS = {"removed": ("[<s>", "</s>]"), "added": ("<u>", "</u>"), "same": ("", "")}
_WHOLE = {"removed": f"{MINUS} <s>{{}}</s>", "added": "+ <u>{}</u>", "same": "{}"}


def block(changes: Sequence[Change], tx: Texts, limit: int = ALERT_LIMIT) -> str:
    """The most important changes that fit, folded under a title that counts them all; the first one always. Empty where nothing changed."""
    if not changes:
        return ""
    kept, length = list[str](), 0
    for text in _told(changes, tx):
        length += len(_TAG.sub("", text)) + 1
        if kept and length > limit:
            break
        kept.append(text)
    return f"<blockquote expandable>{_title(changes, tx)}\n{_NEW_LINE.join(kept)}</blockquote>"


def blocks(changes: Sequence[Change], tx: Texts) -> list[str]:
    """All changes, the most important first, each a block of its own; the title goes with the first."""
    told = [f"<blockquote expandable>{text}</blockquote>" for text in _told(changes, tx)]
    return [f"{_title(changes, tx)}\n{text}" if index == 0 else text for index, text in enumerate(told)]


def tone(change: float | None, tx: Texts) -> str:
    """Which way the wording leans against the publication before, by word list; nothing where it hardly moved."""
    if change is None or abs(change) < TONE_MOVED:
        return ""
    number = f"{abs(change):.2f}"
    if change > 0:
        return tx.t("Tone by word list: harder (hawkish) than before by {number} (scale −1 to 1); a weak sign, not scored", number=number)
    return tx.t("Tone by word list: softer (dovish) than before by {number} (scale −1 to 1); a weak sign, not scored", number=number)


def _title(changes: Sequence[Change], tx: Texts) -> str:
    return bold(tx.t("Text changes ({count})", count=len(changes)))


def _told(changes: Sequence[Change], tx: Texts) -> Iterator[str]:
    """Each change as a line, with the glosses of the phrases that no change before it had."""
    for change, terms in with_terms(changes, tx):
        line = _line(change)
        yield f"{line}\n{escape(terms)}" if terms else line


def with_terms(changes: Sequence[Change], tx: Texts) -> Iterator[tuple[Change, str]]:
    """Each change, and in the reader's language the phrases that no change before it had; plain text, empty where there are none."""
    seen = set[Phrase]()
    for change in changes:
        terms = [phrase for phrase in change.phrases if phrase not in seen and tx.lang in phrase.glosses][:SHOWN_TERMS]
        seen.update(terms)
        yield change, _terms(terms, tx) if terms else ""


def _line(change: Change) -> str:
    if len(change.pieces) == 1:
        [piece] = change.pieces
        return _WHOLE[piece.kind].format(escape(shorten(piece.text, PIECE_LIMIT)))
    return "• " + " ".join(_piece(piece) for piece in change.pieces)


def _piece(piece: Piece) -> str:
    before, after = _TAGS[piece.kind]
    return f"{before}{escape(shorten(piece.text, PIECE_LIMIT))}{after}"


def _terms(terms: Sequence[Phrase], tx: Texts) -> str:
    return tx.t("Terms: {terms}", terms=words.chained((f"{phrase.words} {phrase.glosses[tx.lang]}" for phrase in terms), tx))
