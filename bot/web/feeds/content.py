"""What a feed says, in a reader's language and in no format yet. Pure. Nothing in it is of a reader."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import kinds, render
from bot.codec import assessment_json, event_json
from bot.i18n import N_, texts
from bot.render import verdict
from bot.render.html import clean
from bot.store import Entry
from bot.web.page.markup import is_web, page_html
from bot.web.page.words import message_of
from rules.model import Rulebook

ALL, ALERTS = "", "alerts"
"""Every scored event; those of them that a chat got which has set nothing."""
TITLES = {ALL: N_("fedtide: every scored event"), ALERTS: N_("fedtide: alerts")}
NAMESPACE = uuid.UUID("564ff166-6e54-4de0-93c2-4e02eea23c46")
"""Ours, for ids: made once by chance, and never changed, for readers know an entry by its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An event in its last version. `url` is the publication, empty where that has no address of the web; `carried` is the extension."""

    id: str
    url: str
    kind: str
    kind_name: str
    title: str
    summary: str
    html: str
    published_at: datetime
    updated_at: datetime
    carried: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed. `base` is the address of the page, with a slash at its end; empty where it is not known."""

    id: str
    lang: str
    base: str
    query: str
    title: str
    description: str
    updated_at: datetime
    items: Sequence[Item]


def feed_of(entries: Sequence[Entry], rulebook: Rulebook, lang: str, only: str, *, base: str, since: datetime) -> Feed:
    """The feed of these entries. `since`: when it began, which is when it was last changed while it has none."""
    tx = texts("web", lang)
    return Feed(
        id=_urn(f"{base}\nfeed\n{lang}\n{only}"),
        lang=lang,
        base=base,
        query=f"lang={lang}&only={only}" if only else f"lang={lang}",
        title=tx.t(TITLES[only]),
        description=tx.t("What the Federal Reserve publishes, scored by what it should mean for crypto. Information, not advice."),
        updated_at=max((entry.updated_at for entry in entries), default=since),
        items=tuple(_item(entry, rulebook, lang) for entry in entries),
    )


def _item(entry: Entry, rulebook: Rulebook, lang: str) -> Item:
    event, assessment = entry.published.event, entry.published.assessment
    carried = {"event": event_json(event), "assessment": assessment_json(assessment), "is_correction": entry.is_correction}
    return Item(
        id=_urn(f"event\n{lang}\n{event.source}\n{event.key}"),
        url=event.url if is_web(event.url) else "",
        kind=event.KIND,
        kind_name=kinds.name(event.KIND, lang),
        title=clean(render.news(event, assessment, lang)),
        summary=clean(verdict.in_short(event, assessment, texts("alerts", lang))),
        html=str(page_html(message_of(entry.published, rulebook, lang))),
        published_at=event.published_at,
        updated_at=entry.updated_at,
        carried=_cleaned(carried),
    )


def _urn(name: str) -> str:
    """An id that is the same each time, and after a move to another address."""
    return uuid.uuid5(NAMESPACE, name).urn


def _cleaned(value: Any) -> Any:
    """The same without what neither format can hold, or a reader would misread, however deep it stands."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {name: _cleaned(item) for name, item in value.items()}
    return [_cleaned(item) for item in value] if isinstance(value, (list, tuple)) else value
