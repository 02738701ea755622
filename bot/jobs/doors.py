"""Of `fedtide doctor`: the address at which others ask us, and the program to which events are sent. Sends nothing to it."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import http.client
import json
import os
import socket
import ssl
from typing import Any
from urllib.parse import urlsplit

from bot.jobs.check import Check
from bot.settings import Settings, host_and_port
from bot.tls import tls

PATIENCE = 5.0
"""Seconds for an answer."""


def served(settings: Settings) -> list[Check]:
    """Whether the program can listen where it is told to, or does already; nothing where it is not told to."""
    if settings.http_address is None:
        return []
    name, address = "http", settings.http_address
    host, port = host_and_port(address)
    try:
        _listen(host, port)
    except OSError as e:
        if e.errno == errno.EADDRINUSE:
            return [_who_is_there(name, address, host, port)]
        detail = f"nothing can listen at {address} ({e.strerror or e})"
        return [Check(name=name, status="fail", detail=detail, remedy="set FEDTIDE_HTTP_ADDRESS to an address and a port of this machine")]
    return [Check(name=name, status="ok", detail=f"{address} is free")]


def _listen(host: str, port: int) -> None:
    """Listen for a moment, as the server would. Raises OSError."""
    found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    for family, kind, protocol, _, place in dict.fromkeys(found):
        with contextlib.closing(socket.socket(family, kind, protocol)) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            probe.bind(place)
            probe.listen()


def _who_is_there(name: str, address: str, host: str, port: int) -> Check:
    """What answers at an address that is taken: a fedtide, which says how it is, or something else."""
    told = _readiness(host or "localhost", port)
    if told is None:
        remedy = "stop that program, or set FEDTIDE_HTTP_ADDRESS to another port"
        return Check(name=name, status="fail", detail=f"{address} is taken by another program", remedy=remedy)
    ill = ", ".join(str(check["name"]) for check in told["checks"] if not check["ok"])
    if ill:
        return Check(
            name=name, status="warn", detail=f"a fedtide answers at {address} and is not ready: {ill}", remedy="see the others here"
        )
    return Check(name=name, status="ok", detail=f"a fedtide answers at {address} and is ready")


def _readiness(host: str, port: int) -> dict[str, Any] | None:
    """What `/readyz` says there; None where that is none of ours."""
    with contextlib.closing(http.client.HTTPConnection(host, port, timeout=PATIENCE)) as asked:
        try:
            asked.request("GET", "/readyz")
            told = json.loads(asked.getresponse().read(1 << 16))
            if [check["name"] for check in told["checks"]][:1] != ["database"]:
                return None
        except (OSError, http.client.HTTPException, ValueError, TypeError, LookupError):
            return None
    return dict(told)


async def receiver(settings: Settings) -> list[Check]:
    """Whether a connection to the receiver of webhooks can be had, its certificate with it; nothing where there is none."""
    if settings.webhook_out_url is None:
        return []
    parts = urlsplit(settings.webhook_out_url)
    is_tls = parts.scheme == "https"
    host, port = parts.hostname or "", parts.port or (443 if is_tls else 80)
    name, where = "webhook out", f"{host}:{port}"
    try:
        connecting = asyncio.open_connection(host, port, ssl=tls() if is_tls else None)
        _, writer = await asyncio.wait_for(connecting, PATIENCE)
    except ssl.SSLCertVerificationError as e:
        remedy = "give the receiver a certificate that is trusted and names this host"
        return [Check(name=name, status="fail", detail=f"the certificate of {where} is not good: {e.verify_message}", remedy=remedy)]
    except (OSError, TimeoutError, ValueError) as e:
        detail = f"no connection to {where} ({_reason(e)})"
        remedy = "start the receiver, or correct FEDTIDE_WEBHOOK_OUT_URL; what it is owed is kept meanwhile"
        return [Check(name=name, status="fail", detail=detail, remedy=remedy)]
    writer.close()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
    return [Check(name=name, status="ok", detail=f"{where} takes connections" + (", its certificate is good" if is_tls else ""))]


def _reason(error: Exception) -> str:
    """In the system's words; asyncio's name the address once more."""
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, OSError) and error.errno is not None and error.errno in errno.errorcode:
        return os.strerror(error.errno)
    return str(getattr(error, "strerror", None) or error)
