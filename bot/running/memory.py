"""How the C library keeps what this program gives back."""

from __future__ import annotations

import ctypes
import sys

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h


def one_arena() -> None:
    """One heap for all threads, before there are any: glibc keeps one for each of them, a tenth more memory. Elsewhere nothing."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "gnu_get_libc_version"):
        libc.mallopt(_ARENA_MAX, 1)
