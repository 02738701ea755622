"""What JSON Feed 1.1 and Atom (RFC 4287) ask of a document, as lists of what is wrong with one."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from xml.etree import ElementTree

A, XML = "{http://www.w3.org/2005/Atom}", "{http://www.w3.org/XML/1998/namespace}"
INSTANT = re.compile(r"\d{4}-(0[1-9]|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"https?://[^\s<>\"]+")
FEED = {"version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "user_comment": str, "next_url": str,
        "icon": str, "favicon": str, "authors": list, "language": str, "expired": bool, "hubs": list, "items": list}  # fmt: skip
ITEM = {"id": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str, "summary": str, "image": str,
        "banner_image": str, "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str,
        "attachments": list}  # fmt: skip
ONCE = {"feed": {"id", "title", "updated"}, "entry": {"id", "title", "updated"}}
AT_MOST_ONCE = {
    "feed": {"generator", "icon", "logo", "rights", "subtitle"},
    "entry": {"content", "published", "rights", "source", "summary"},
}
MANY = {"author", "category", "contributor", "link"}
TEXTS = {"title", "subtitle", "summary", "rights", "content"}


def json_feed_faults(text: str) -> list[str]:
    """What is wrong with a JSON Feed."""
    feed = json.loads(text)
    faults = [*_shape("feed", feed, FEED, ("version", "title", "items"))]
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        faults.append("version")
    for item in feed.get("items", []):
        faults += _shape("item", item, ITEM, ("id",))
        if "content_html" not in item and "content_text" not in item:
            faults.append("an item without content")
        faults += [
            f"{name}: {item[name]}"
            for name in ("date_published", "date_modified")
            if not INSTANT.fullmatch(item.get(name, "2026-01-01T00:00:00Z"))
        ]
        faults += ["tags" for tag in item.get("tags", []) if not isinstance(tag, str)]
    for holder in [feed, *feed.get("items", [])]:
        faults += [f"{name}: {value}" for name, value in holder.items() if name.endswith("url") and not ADDRESS.fullmatch(value)]
        faults += [
            "an author of whom nothing is said" for author in holder.get("authors", []) if not {"name", "url", "avatar"} & set(author)
        ]
    return faults + _twice(item.get("id") for item in feed.get("items", []))


def _shape(what: str, held: dict[str, Any], known: dict[str, type], needed: Iterable[str]) -> Iterator[str]:
    yield from (f"{what} without {name}" for name in needed if name not in held)
    for name, value in held.items():
        if name.startswith("_"):
            if not isinstance(value, dict):
                yield f"{what}: the extension {name} is no object"
        elif name not in known:
            yield f"{what}: {name} is unknown"
        elif type(value) is not known[name]:
            yield f"{what}: {name} is a {type(value).__name__}"


def atom_faults(text: bytes) -> list[str]:
    """What is wrong with an Atom feed. Raises ParseError for what is no XML."""
    root = ElementTree.fromstring(text)
    if root.tag != f"{A}feed":
        return ["it is no feed"]
    entries = root.findall(f"{A}entry")
    faults = [*_container("feed", root), *(fault for entry in entries for fault in _container("entry", entry))]
    if root.find(f"{A}author") is None and any(entry.find(f"{A}author") is None for entry in entries):
        faults.append("nobody has written it")
    return faults + _twice(entry.findtext(f"{A}id") for entry in entries)


def _container(what: str, element: ElementTree.Element) -> Iterator[str]:
    counts = Counter(child.tag.removeprefix(A) for child in element if child.tag.startswith(A))
    yield from (f"{what}: {counts[name]} of {name}" for name in ONCE[what] if counts[name] != 1)
    yield from (f"{what}: {counts[name]} of {name}" for name in AT_MOST_ONCE[what] if counts[name] > 1)
    allowed = ONCE[what] | AT_MOST_ONCE[what] | MANY | ({"entry"} if what == "feed" else set())
    yield from (f"{what}: {name} does not belong here" for name in counts if name not in allowed)
    links = [(link.get("rel", "alternate"), link.get("type"), link.get("hreflang")) for link in element.findall(f"{A}link")]
    yield from (f"{what}: two links {link}" for link, count in Counter(links).items() if link[0] == "alternate" and count > 1)
    if what == "entry" and not counts["content"] and not any(rel == "alternate" for rel, *_ in links):
        yield "entry: neither content nor a link"
    for child in element:
        if child.tag.startswith(A):
            yield from _child(child, child.tag.removeprefix(A))


def _child(child: ElementTree.Element, name: str) -> Iterator[str]:
    said = child.text or ""
    if name in ("updated", "published") and not INSTANT.fullmatch(said):
        yield f"{name}: {said}"
    if name == "id" and not re.fullmatch(r"[a-z][a-z0-9+.-]*:\S+", said):
        yield f"id: {said}"
    if name in TEXTS and (child.get("type", "text") not in ("text", "html") or len(child)):
        yield f"{name} is no text"
    if name == "link" and not child.get("href"):
        yield "a link that leads nowhere"
    if name == "category" and not child.get("term"):
        yield "a category without a term"
    if name in ("author", "contributor") and [person.tag for person in child if person.tag == f"{A}name"] != [f"{A}name"]:
        yield f"{name} without a name"


def _twice(ids: Iterable[str | None]) -> list[str]:
    return [f"{one} is there {count} times" for one, count in Counter(ids).items() if count > 1]
