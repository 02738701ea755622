"""What an exchange answers in place of figures: that it can't answer now, or that it doesn't take the question."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from bot.errors import ContractError, NotNow, ParseError
from bot.source import Page
from bot.sources.results_page import document

LOOKED_AT = 20_000
"""Bytes of a page of HTML."""

_PASSES = re.compile(
    r"maintenance|unavailable|temporar|try again|retry|overload|too[ _]many|rate[ _]?limit|throttl|time[ds]?[ _-]?out|\bbusy\b"
    r"|(?:internal|unhandled)[ _](?:server[ _])?error|settlement_in_progress|queue_full|lockout|capacity|paused|offline",
    re.IGNORECASE,
)
"""What exchanges say of hours that pass: maintenance, load, limits, faults of theirs."""


def answered(page: Page, source_id: str) -> Any:
    """The JSON of a page. Raises NotNow for a page of HTML that speaks of maintenance or load, ParseError for anything else."""
    try:
        return document(page, source_id)
    except ParseError as e:
        if page.body.lstrip().startswith(b"<") and _PASSES.search(page.body[:LOOKED_AT].decode("utf-8", "replace")):
            raise NotNow("the exchange shows a page that it can't answer now", source_id=source_id, url=page.url) from e
        raise


def refused(page: Page, source_id: str, said: str, *, passes: bool = False) -> NoReturn:
    """Raises NotNow where the words (or `passes`: a code of the exchange's) say that it can't answer now, else ContractError."""
    if passes or _PASSES.search(said):
        raise NotNow(f"the exchange can't answer now: {said}", source_id=source_id, url=page.url)
    raise ContractError(f"the exchange refuses: {said}", source_id=source_id, url=page.url)


def words_of(body: object) -> str | None:
    """What an answer that is an error says; None where it is none. Exchanges write `message`, `error` or `errors`."""
    if not isinstance(body, dict):
        return None
    said = next((body[name] for name in ("error", "errors", "message") if body.get(name)), None)
    if isinstance(said, dict):
        said = " ".join(str(said[name])[:80] for name in ("code", "message", "details") if said.get(name))
    if isinstance(said, list):
        said = "; ".join(str(text)[:80] for text in said[:3])
    return said[:200] if isinstance(said, str) and said else None
