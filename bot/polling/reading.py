"""Reading pages away from the event loop: whatever a page costs, chats are answered and a stop is heard meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from bot.errors import ParseError

LONGEST_SECONDS = 20.0
"""A year's longest page takes a tenth of a second. The thread of one that takes longer cannot be stopped; nobody waits for it any more."""

P = ParamSpec("P")
T = TypeVar("T")


async def read_apart(source_id: str, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """What `read` gives, from a thread. Raises ParseError when it takes too long or its page nests too deep, and what `read` raises."""
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await asyncio.to_thread(read, *args, **kwargs)
    except TimeoutError:
        raise ParseError(f"reading it took more than {LONGEST_SECONDS:.0f} s and was given up", source_id=source_id) from None
    except RecursionError:
        raise ParseError("it nests too deep to be read", source_id=source_id) from None
