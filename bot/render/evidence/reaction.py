"""The market's first hour after an announcement, as the lines that an edit adds to its alert, in the reader's language. Pure."""

from __future__ import annotations

import re

from bot.i18n import N_, Texts, texts
from bot.model import Move, Receipt
from bot.render import words
from bot.render.evidence import measured
from bot.render.html import escape
from rules.like import MINIMUM
from rules.model import FirstHours

LINES = 14
"""Visible lines that a message may have."""
FOLDED = 3
_QUOTATION = re.compile(r"<blockquote expandable>.*?</blockquote>", re.S)


def with_reaction(text: str, found: Receipt, after: FirstHours | None, lang: str) -> str:
    """An alert, Telegram HTML, with what BTC and ETH did in the first hour above its last line; `after` is what followed such hours."""
    tx = texts("alerts", lang)
    lines = [_moves(found, tx), *([_followed(after, tx)] if after is not None else [])]
    shown = [escape(line) for line in lines[: max(1, LINES - _height(text))]]
    body, _, foot = text.rpartition("\n")
    return "\n".join([body, *shown, foot]) if body else "\n".join([foot, *shown])


def _moves(found: Receipt, tx: Texts) -> str:
    return tx.t(
        "First hour: {moves}", moves=words.listed([_move(move, is_first=place == 0, tx=tx) for place, move in enumerate(found.moves)], tx)
    )


def _move(move: Move, *, is_first: bool, tx: Texts) -> str:
    moved = f"{move.asset} {measured.signed_pct(move.return_pct or 0.0)}"
    if move.ratio is None:
        return moved
    sized = N_("{move} ({ratio}× an ordinary hour)") if is_first else N_("{move} ({ratio}×)")
    return tx.t(sized, move=moved, ratio=f"{move.ratio:.1f}")


def _followed(after: FirstHours, tx: Texts) -> str:
    if after.n < MINIMUM or after.same_way is None or after.ratio_abs is None:
        return tx.t("After such first hours: too few ({n})", n=after.n)
    same = round(after.same_way * after.n)
    return tx.t(
        "After {n} such first hours: rest of the day {ratio}× ordinary, same way in {same}",
        n=after.n,
        ratio=f"{after.ratio_abs:.1f}",
        same=same,
    )


def _height(text: str) -> int:
    """The lines that are seen, a folded quotation's first three among them."""
    folded = sum(min(FOLDED, found[0].count("\n") + 1) for found in _QUOTATION.finditer(text))
    return _QUOTATION.sub("", text).count("\n") + 1 + folded
