"""What a page may cost. One that is large is tried in a process of its own first, which may be killed; no parser's rules are guessed at.

A parser of HTML holds the interpreter's lock, and hostile pages cost it the square of their size or more: 500 kB of nested `<div>` take
seconds, 370 kB of unclosed `<font>` in paragraphs all the memory there is. The Board's longest pages take ten milliseconds.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any, NoReturn

from selectolax.lexbor import LexborHTMLParser

SMALL_TAGS, SMALL_CHARS = 2000, 100_000
"""Pages up to here are harmless whatever stands in them: at worst a third of a second."""
TRIAL_SECONDS = 20
"""By the wall's clock, on a machine that is busy; by the processor's it is half a second."""
MOST_DIGITS = 30
_TRIAL = Path(__file__).with_name("page_trial.py")


def html_tree(text: str) -> LexborHTMLParser:
    """A page's tree. Raises ValueError, in a few words, when the page is larger or deeper than any page is."""
    if len(text) > SMALL_CHARS or text.count("<") > SMALL_TAGS:
        _try_out(text)
    return LexborHTMLParser(text)


def _try_out(text: str) -> None:
    """Raises ValueError when a process that reads the page comes to no good end."""
    body = text.encode("utf-8", errors="replace")
    try:
        done = subprocess.run([sys.executable, "-I", str(_TRIAL)], input=body, capture_output=True, timeout=TRIAL_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError("the page takes a parser too long") from None
    if done.returncode != 0:  # killed by the limits of its time or memory
        raise ValueError("the page costs a parser more than any page does")
    if (verdict := done.stdout.decode()) != "ok":
        raise ValueError(f"the page {verdict}")


def json_value(body: bytes, *, odd_numbers: bool = False) -> Any:
    """What a JSON body holds. Raises ValueError, in one line, when it is cut, nests too deep, or is no JSON.

    With `odd_numbers` NaN, Infinity and whole numbers longer than any figure become NaN: they are the fault of the row that has them.
    """
    constant, whole = (_not_a_number, _whole) if odd_numbers else (_no_constant, None)
    try:
        return json.loads(body.decode("utf-8-sig"), parse_constant=constant, parse_int=whole)
    except RecursionError:
        raise ValueError("it nests too deep") from None
    except ValueError as e:
        raise ValueError(str(e).partition("\n")[0]) from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _not_a_number(name: str) -> float:
    return math.nan


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= MOST_DIGITS else math.nan
