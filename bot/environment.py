"""What stands in the environment and in `.env` beside the settings: names that nobody reads, proxies that nobody obeys, rights too wide.

A mistyped name is the dangerous one: with `FEDTIDE_ALOWED_CHAT_IDS` an operator believes in a closed mode that is not there.
"""

from __future__ import annotations

import difflib
import io
import os
import stat
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values
from dotenv.parser import Binding, parse_stream

PREFIXES = ("FEDTIDE_", "TELEGRAM_")
PROXIES = ("http_proxy", "https_proxy", "all_proxy")
LIKENESS = 0.8
"""From which on a name in `.env` without our prefix is taken for one of ours, mistyped."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a file of settings says, and what in it cannot be what was meant: one sentence each, no value in it."""

    values: Mapping[str, str | None]
    faults: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that is no fault of a setting and yet should be known: one line, and what to do about it."""

    text: str
    remedy: str


def written(file: Path) -> Written:
    """What a file of `NAME=value` lines says; nothing where there is no file. Raises OSError, UnicodeDecodeError.

    A line that says nothing is a fault, and so is a name with two values: what it was meant to close would stay open.
    """
    if not file.exists() or file.is_dir():
        return Written({})
    text = file.read_text(encoding="utf-8-sig")
    said = list(parse_stream(io.StringIO(text)))
    return Written(dotenv_values(stream=io.StringIO(text)), list(_faults(file, said)))


def _faults(file: Path, said: Iterable[Binding]) -> Iterator[str]:
    values: dict[str, str | None] = {}
    for one in said:
        if one.error or (one.key is not None and one.value is None):
            blank = one.original.string
            line = one.original.line + blank[: len(blank) - len(blank.lstrip())].count("\n")
            yield f"{file}: line {line} cannot be read; write NAME=value, a quotation mark at both ends or at none"
        elif one.key is not None and values.setdefault(one.key, one.value) != one.value:
            yield f"{file}: {one.key} is set twice, to different values; keep one line"


def doubts(env: Mapping[str, str], written: Mapping[str, str | None], known: Collection[str], file: Path) -> Iterator[Doubt]:
    """What is doubtful in the process's environment, in what is `written` in `.env`, and in the file's own rights."""
    yield from _unread(env, written, known)
    yield from _disobeyed({**written, **env})
    yield from _open_to_others(file)


def nearest(name: str, known: Collection[str]) -> str | None:
    """The known name that is most like this one, whatever its case; None where none comes near.

    A prefix that both have says nothing: what comes after it is compared.
    """
    name = name.upper()
    prefix = next((prefix for prefix in PREFIXES if name.startswith(prefix)), "")
    rests = {one.removeprefix(prefix): one for one in known if one.startswith(prefix)}
    rest = name.removeprefix(prefix)
    if found := difflib.get_close_matches(rest, rests, n=1, cutoff=0.6 if prefix else LIKENESS):
        return rests[found[0]]
    others = {one.partition("_")[2]: one for one in known if prefix and not one.startswith(prefix)}  # FEDTIDE_ for TELEGRAM_
    found = difflib.get_close_matches(rest, others, n=1, cutoff=LIKENESS)
    return others[found[0]] if found else None


def _unread(env: Mapping[str, str], written: Mapping[str, str | None], known: Collection[str]) -> Iterator[Doubt]:
    """Names that look like settings and are none, and what they were probably meant to be."""
    for name in sorted({*env, *written} - set(known)):
        ours = name.upper().startswith(PREFIXES)
        meant = nearest(name, known) if ours or name in written else None
        if ours or meant:
            remedy = f"write {meant}" if meant else "remove it; docs/reference.md lists the settings"
            yield Doubt(f"{name} is no setting and is not read", remedy)


def _disobeyed(env: Mapping[str, str | None]) -> Iterator[Doubt]:
    """The environment's proxies count neither for publishers nor for Telegram: two settings of ours name each way out."""
    for name in sorted(name for name, value in env.items() if value and name.lower() in PROXIES):
        yield Doubt(f"{name} is not obeyed", "set FEDTIDE_HTTP_PROXY for publishers and FEDTIDE_TELEGRAM_PROXY for Telegram, or neither")


def _open_to_others(file: Path) -> Iterator[Doubt]:
    """A file with a token in it that other people on this machine can read."""
    if sys.platform == "win32":
        return
    try:
        mode = os.stat(file).st_mode
    except OSError:
        return
    if mode & (stat.S_IRGRP | stat.S_IROTH | stat.S_IWGRP | stat.S_IWOTH):
        yield Doubt(f"{file} can be read by others on this machine", f"chmod 600 {file}")
