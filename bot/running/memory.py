"""How the C library keeps what this program gives back. Elsewhere than on glibc nothing is done."""

from __future__ import annotations

import asyncio
import ctypes
import sys
from typing import Any

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # M_ARENA_MAX and M_MMAP_THRESHOLD of glibc's malloc.h
_LARGE = 128 * 1024
"""Bytes: its own threshold at first, which it raises to the largest page that was ever freed, and keeps what is smaller."""
FIRST, AGAIN = 60.0, 900.0
"""Seconds until what the start took is given back, and from one time to the next."""


def keep_little() -> None:
    """One heap for all threads, before there are any, and large pages beside it: a heap for each thread takes a tenth more memory."""
    if (libc := _glibc()) is not None:
        libc.mallopt(_ARENA_MAX, 1)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE)


async def give_back(first: float = FIRST, again: float = AGAIN) -> None:
    """Give the system, now and then, what lies free between what is used. It takes a millisecond."""
    libc, wait = _glibc(), first
    while libc is not None:
        await asyncio.sleep(wait)
        libc.malloc_trim(0)
        wait = again


def _glibc() -> Any:
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "gnu_get_libc_version"):
        return libc
    return None
