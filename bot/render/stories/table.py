"""Every known figure of an event, one a line: what stands behind the button of a message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.i18n import Texts
from bot.render import words
from rules.event import Event, facts

HIDDEN = frozenset(
    {"text", "previous_text", "summary", "key_sentences", "passages", "new_phrases", "note", "projections_url", "press_conference_url"}
    | {"settlement_auctions", "cusip", "has_balance_sheet_passage", "completes_settlement", "dissents"}
)
"""Texts, and what only rules ask for."""


def rows(event: Event, fields: Sequence[str] | None, tx: Texts) -> tuple[str, ...]:
    """`Label: value` of the fields that are known; of all that a reader may want, where none are named."""
    known = facts(event)
    names = [name for name in known if name in words.LABELS and name not in HIDDEN] if fields is None else fields
    return tuple(
        tx.t("{label}: {value}", label=words.label(name, tx), value=words.value(name, known[name], tx)) for name in names if name in known
    )
