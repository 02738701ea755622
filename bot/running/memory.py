"""How the C library keeps what this program gives back."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX, _MMAP_THRESHOLD = -8, -3  # M_ARENA_MAX and M_MMAP_THRESHOLD of glibc's malloc.h
_LARGE = 128 * 1024
"""Bytes: its own threshold at first, which it raises to the largest page that was ever freed, and keeps what is smaller."""


def keep_little() -> None:
    """One heap for all threads, before there are any, and pages of publishers beside it. Elsewhere than on glibc nothing.

    It would keep a heap for each thread, a tenth more memory, and the room that the largest pages of the first minute took.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "gnu_get_libc_version"):
        libc.mallopt(_ARENA_MAX, 1)
        libc.mallopt(_MMAP_THRESHOLD, _LARGE)
