"""Work for the worker process: found there by its name, as the bot's own is."""

from __future__ import annotations

import ctypes
import os
import sys
import time
from pathlib import Path


class Odd(Exception):
    """An error that pickles and cannot be made anew."""

    def __init__(self, one: int, two: int) -> None:
        super().__init__("odd")


def doubled(number: int) -> int:
    return 2 * number


def process_id() -> int:
    return os.getpid()


def loaded(name: str) -> bool:
    __import__(name)
    return name in sys.modules


def prints(text: str) -> str:
    print(text)  # noqa: T201 - what a library may do
    os.write(1, text.encode())
    return text


def fails(text: str) -> None:
    raise ValueError(text)


def fails_oddly() -> None:
    raise Odd(1, 2)


def dies() -> None:
    os._exit(3)


def crashes() -> None:
    ctypes.string_at(0)


def sleeps(note: Path) -> None:
    note.write_text(str(os.getpid()))
    time.sleep(60)


def spins(note: Path) -> None:
    """Holds the interpreter's lock, as a parser may."""
    note.write_text(str(os.getpid()))
    ctypes.PyDLL(None).sleep(60)


def takes(number: int) -> int:
    return len(bytearray(number))


def gives(number: int) -> bytes:
    return bytes(number)


def talks_past_us() -> None:
    """Writes to every pipe that it has what is no answer."""
    for handle in range(3, 20):
        try:
            os.write(handle, b"\0\0\0\0\0\0\0\5worse")
        except OSError:
            continue
