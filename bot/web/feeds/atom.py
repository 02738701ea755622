"""A feed as Atom (RFC 4287); the assessment stands in elements of a namespace of its own. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from bot import __version__
from bot.codec import instant
from bot.web.feeds.content import Feed, Item

TYPE, NAME = "application/atom+xml", "feed.xml"
NAMESPACES = {"xmlns": "http://www.w3.org/2005/Atom", "xmlns:fedtide": "urn:uuid:acbe13b2-7c95-4c09-a811-47c4dc26b47b"}
"""Atom's, and that of the extension: a name, at which nothing is to be found."""


def written(feed: Feed) -> str:
    """The whole document. Where the feed's own address is not known, what leads to it starts from where it was read."""
    root = Element("feed", {**NAMESPACES, "xml:lang": feed.lang})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.description)
    _add(root, "updated", instant(feed.updated_at))
    _add(SubElement(root, "author"), "name", "fedtide")
    _add(root, "generator", "fedtide", version=__version__)
    SubElement(root, "link", rel="self", type=TYPE, href=f"{feed.base}{NAME}?{feed.query}")
    SubElement(root, "link", rel="alternate", type="text/html", href=f"{feed.base}?lang={feed.lang}")
    for item in feed.items:
        _entry(SubElement(root, "entry"), item)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _entry(entry: Element, item: Item) -> None:
    _add(entry, "id", item.id)
    _add(entry, "title", item.title)
    if item.url:
        SubElement(entry, "link", rel="alternate", href=item.url)
    _add(entry, "published", instant(item.published_at))
    _add(entry, "updated", instant(item.updated_at))
    SubElement(entry, "category", term=item.kind, label=item.kind_name)
    _add(entry, "summary", item.summary)
    _add(entry, "content", item.html, type="html")
    for name, value in item.carried.items():
        _carry(entry, name, value)


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text


def _carry(parent: Element, name: str, value: Any) -> None:
    """JSON as elements: an object's members by their names, a list's as `item`; what is null is not there."""
    if value is None:
        return
    element = SubElement(parent, f"fedtide:{name}")
    if isinstance(value, Mapping):
        for inner, held in value.items():
            _carry(element, inner, held)
    elif isinstance(value, (list, tuple)):
        for held in value:
            _carry(element, "item", held)
    else:
        element.text = str(value).lower() if isinstance(value, bool) else str(value)
