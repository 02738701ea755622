"""A body that is the same for all who ask: compressed once, recognised by whoever has it already (RFC 9110, conditional requests)."""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web
from multidict import CIMultiDict


@dataclass(frozen=True, slots=True)
class Document:
    """Bytes, the same compressed, what they are recognised by, and when what they say last changed, to the second."""

    body: bytes
    packed: bytes
    etag: str
    modified: datetime


def document(text: str, modified: datetime) -> Document:
    """A document of a text."""
    body = text.encode()
    return Document(body, gzip.compress(body, 6, mtime=0), hashlib.sha256(body).hexdigest()[:32], modified.replace(microsecond=0))


def answer(request: web.Request, found: Document, content_type: str, *, max_age: int, status: int = 200, policy: str = "") -> web.Response:
    """The document, or 304 where the client has it. A cache may keep it for `max_age` seconds, apart by what it varies with."""
    headers = CIMultiDict({"Vary": "Accept-Encoding, Accept-Language", "Cache-Control": f"public, max-age={max_age}"})
    if policy:
        headers["Content-Security-Policy"] = policy
    if status != 200:
        headers["Cache-Control"] = "no-store"
    elif is_known(request, found):
        response = web.Response(status=304, headers=headers)
        _recognised(response, found)
        return response
    is_packed = takes_gzip(request.headers.get("Accept-Encoding", ""))
    if is_packed:
        headers["Content-Encoding"] = "gzip"
    body = found.packed if is_packed else found.body
    response = web.Response(status=status, body=body, headers=headers, content_type=content_type, charset="utf-8")
    if status == 200:
        _recognised(response, found)
    return response


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header names gzip, and not to refuse it."""
    for one in accepted.split(","):
        coding, _, weight = one.partition(";")
        if coding.strip().lower() in ("gzip", "x-gzip"):
            return re.fullmatch(r"\s*q\s*=\s*0(\.0*)?\s*", weight, re.IGNORECASE) is None
    return False


def is_known(request: web.Request, found: Document) -> bool:
    """Whether the client has this very version: by its ETags where it names any, else by the instant of its copy."""
    if (etags := request.if_none_match) is not None:
        return any(etag.value in (found.etag, "*") for etag in etags)
    since = request.if_modified_since
    return since is not None and found.modified <= since


def _recognised(response: web.Response, found: Document) -> None:
    response.headers["ETag"] = f'W/"{found.etag}"'  # weak: the packed and the plain body are the same document
    response.last_modified = found.modified
