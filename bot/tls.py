"""Whose certificates are trusted, by every client of ours."""

from __future__ import annotations

import functools
import ssl

import httpx


@functools.cache
def tls() -> ssl.SSLContext:
    """Read once for all clients: it takes longer than a request."""
    return httpx.create_ssl_context()
