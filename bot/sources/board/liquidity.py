"""Which measure for liquidity a release of the Board announces, by its title, else by its text. Pure.

Sources: the Board's releases of 2007 to 2023. What renews, prices, explains or asks for comment announces no measure, and neither do
rules on banks, but for the leverage ratio and the discount window, which the Board eases by rules too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_NOT_NEW = re.compile(
    r"\b(?:extends?|extension|renew\w*|pricing|terms? sheets?|frequently asked|FAQs?|reports?|transaction[- ]specific|updates?|clarif\w+"
    r"|information|guidance|proposals?|proposes?|proposed|(?:requests?|invites?|seeks?) (?:public )?comments?|comment on|minutes"
    r"|(?:will|to) cease|closing|closure|wind[- ]?down)\b",
    re.I,
)
_FACILITY = re.compile(
    r"\b(?:establish\w*|creat\w*|launch\w*|introduc\w*|expan\w*|broaden\w*)\b.*"
    r"\b(?:facility|facilities|lending program|funding program|liquidity program|program of support)\b"
    r"|\b(?:establish\w*|announc\w*)\b.*\bstanding (?:repo|repurchase)\b",
    re.I,
)
_FUNDING = re.compile(r"\bmake available additional funding to eligible depository institutions\b", re.I)
_SWAPS = re.compile(
    r"\bswap (?:lines?|arrangements?|facilit\w+)\b"
    r"|\bprovision of (?:U\.?S\.? )?dollar liquidity\b|\bdollar liquidity (?:swap )?arrangements\b",
    re.I,
)
_PACKAGE = re.compile(
    r"\bextensive new measures\b|\bup to \$ ?[\d.,]+ (?:tr|b)illion\b|\bactions? to support the flow of credit\b"
    r"|\b(?:measures|steps|actions) to (?:support|enhance|strengthen|bolster) [^.]{0,40}\bliquidity\b",
    re.I,
)
_LEVERAGE = re.compile(r"\bsupplementary leverage ratio\b|\bSLR\b")
_WINDOW = re.compile(r"\bdiscount[- ]window\b|\bprimary credit (?:rate|program)\b", re.I)
_BY_RULE = frozenset({"bcreg"})
"""Stems of addresses under which rules come out."""
_NO_MEASURES = frozenset({"enforcement", "orders"})


def measure_of(title: str, paragraphs: Sequence[str], stem: str) -> str | None:
    """The category of a release that announces a measure for liquidity; None for all others.

    `paragraphs`, none where the page was not read, are asked only under a `monetary` address, where nothing but policy comes out: the
    first one for a facility, all for the words of March 2023. `stem` is what the address begins with: monetary, bcreg, orders, ...
    """
    if stem in _NO_MEASURES or _NOT_NEW.search(title):
        return None
    if stem in _BY_RULE:
        return _first(title, (("leverage_ratio", _LEVERAGE), ("discount_window", _WINDOW)))
    forms: tuple[tuple[str, re.Pattern[str]], ...]
    forms = (("swap_lines", _SWAPS), ("liquidity", _PACKAGE), ("lending_facility", _FACILITY), ("lending_facility", _FUNDING))
    found = _first(title, (*forms, ("leverage_ratio", _LEVERAGE), ("discount_window", _WINDOW)))
    if found or stem != "monetary":
        return found
    return _first("".join(paragraphs[:1]), forms[2:3]) or _first("\n".join(paragraphs), forms[3:])


def _first(text: str, forms: tuple[tuple[str, re.Pattern[str]], ...]) -> str | None:
    return next((name for name, form in forms if form.search(text)), None)
