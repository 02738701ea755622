"""What a statement newly does about the balance sheet: run-off started, slowed, ended; purchases started, resized, ended.

Only the announcement of a change is an action: "will continue", "as previously announced", "is prepared to", "expects to" are not.
An exchange of maturities (2011, 2012) changes neither the size of the holdings nor its path, so it is `none`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.fomc.amounts import pace_change_in, pace_in, total_in
from bot.fomc.purchases import (
    ANNOUNCED,
    BEGIN,
    END,
    END_OF,
    PACE,
    REPEATED,
    START,
    Act,
    acts_in,
    contradict,
    day_of,
    is_later,
    purpose_of,
    stands,
    stated,
    without_replaced,
)
from bot.fomc.standing import simple
from bot.fomc.text import DOLLARS, dollars, mentions


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSheetInstruction:
    """The action and the figures that the statement gives; `purchase_pace_usd_month` also where a pace is merely continued."""

    action: str | None = "none"
    """None where the words contradict themselves."""
    effective_on: date | None = None
    purpose: str | None = None
    pace_usd_month: int | None = None
    pace_change_usd_month: int | None = None
    """Against the pace before, as the words themselves put it."""
    total_usd: int | None = None
    treasury_cap_usd_month: int | None = None
    mbs_cap_usd_month: int | None = None


_HOLDINGS = r"(?:securities|Treasury|agency|SOMA|balance sheet|portfolio|holdings)"
_RUNOFF = r"(?:reduction|reducing|decline|runoff|run-off|shrinking|unwinding|shrinkage)"
_SHEET = r"(?:the |its )?(?:balance[- ]sheet )?"
_FORMS = {
    "runoff_end": (
        rf"\b(?P<verb>{END_OF}) {_SHEET}{_RUNOFF}\b[^.;]{{0,80}}?{_HOLDINGS}",
        rf"\b(?P<verb>{END_OF}) (?:the |its )?(?:balance[- ]sheet (?:runoff|run-off|reduction|normalization)|(?:runoff|run-off) of)",
        rf"\b{_RUNOFF} (?:of|in) [^.;$]{{0,60}}?{_HOLDINGS}[^.;$]{{0,60}}? (?:will|is to|should|would) (?P<verb>end|conclude|cease|stop)\b",
        r"\b(?:runoff|run-off) (?:will|is to) (?P<verb>end|conclude|cease|stop)\b",
        rf"\b(?P<verb>keep|hold) (?:constant|steady)\b[^.;]{{0,120}}{_HOLDINGS}[^.;]{{0,200}}\breinvest",
    ),
    "runoff_slower": (
        (
            r"\b(?P<verb>slow|reduce|moderate|decrease) (?:further )?(?:the|its) (?:pace of (?:the "
            r"|its )?)?(?:balance[- ]sheet )?(?:decline|reduction|runoff|run-off)\b"
        ),
        r"\b(?P<verb>lower|reduce|decrease|cut) (?:the|its) (?:monthly )?(?:redemption )?caps?\b",
        r"\bcaps? on [^.;$]{0,60}? will be (?P<verb>lowered|reduced|decreased|cut)\b",
    ),
    "runoff_start": (
        rf"\b(?P<verb>{BEGIN})(?: implementing)? (?:the|its|a) (?:balance[- ]sheet )?normalization program",
        (
            rf"\b(?P<verb>{BEGIN}) (?:reducing|to reduce|the reduction|the runoff"
            rf"|allowing)\b(?! the (?:monthly )?pace)[^.;]{{0,120}}?{_HOLDINGS}"
        ),
        rf"\b(?P<verb>{BEGIN}) (?:the )?balance[- ]sheet (?:runoff|run-off|reduction|normalization)",
    ),
}
_RUNOFFS = {action: tuple(re.compile(form, re.I) for form in forms) for action, forms in _FORMS.items()}
_ORDER = ("runoff_slower", "runoff_end", "runoff_start", END, PACE, START)
_AT_ODDS = ({"runoff_start", "runoff_end"}, {"runoff_start", "runoff_slower"}, {"runoff_start", START})
"""Acts of which one statement announces one at most."""
_STEMS = (
    "holdings",
    "securities",
    "treasury",
    "agency",
    "soma",
    "portfolio",
    "runoff",
    "run-off",
    "reduc",
    "cap",
    "normalization",
    "decline",
)
_BUYS = re.compile(r"\b(?:purchas(?:e|es|ing)|buy|increase its holdings|its holdings of)\b", re.I)
_AMOUNT = re.compile(DOLLARS)
_CAP = re.compile(r"\bcaps?\b", re.I)
_RUNNING = re.compile(r"\bin the process of\b|\bgradually slow\b|\bequal amount\b|^As (?:previously )?announced", re.I)


def read_balance_sheet(body: Sequence[str], on: date) -> BalanceSheetInstruction:
    """Read the instruction from the sentences of a statement of the New York day `on`, those on votes left out before.

    Acts that contradict each other, and an end beside a pace that goes on, leave the action unknown.
    """
    acts = without_replaced([*runoffs_in(body, on), *acts_in(body, on)])
    amounts = stated(body, on)
    names = {act.action for act in acts}
    action = next((action for action in _ORDER if action in names), "none")
    said = next((act.sentence for act in acts if act.action == action), "")
    ended = action == END and not is_later(said)
    pace = 0 if ended and not contradict(acts, amounts, on) else pace_in(amounts)
    if contradict(acts, amounts, on) or any(pair <= names for pair in _AT_ODDS):
        return BalanceSheetInstruction(action=None, pace_usd_month=pace)
    buying = action.startswith("purchases") or bool(pace)
    treasury_cap, mbs_cap = (0, 0) if action == "runoff_end" and re.search(_RUNOFF, said, re.I) else _caps([s for s in body if "$" in s])
    return BalanceSheetInstruction(
        action=action,
        effective_on=None if action == "none" else day_of(action, said, body, on),
        purpose=purpose_of([said], body, ends=action == END) if buying else None,
        pace_usd_month=pace,
        pace_change_usd_month=pace_change_in(amounts) if action == PACE else None,
        total_usd=total_in(_bought_once(amounts)) if action in (START, PACE) else None,
        treasury_cap_usd_month=treasury_cap,
        mbs_cap_usd_month=mbs_cap,
    )


def runoffs_in(body: Sequence[str], on: date) -> Iterator[Act]:
    """The acts on run-off that the sentences of a text of the New York day `on` announce, in their order."""
    for sentence in body:
        if not mentions(sentence, _STEMS):
            continue
        simpler = simple(sentence, on)
        if REPEATED.search(simpler):
            continue
        for action, forms in _RUNOFFS.items():
            if any(stands(simpler, form, ANNOUNCED, on) for form in forms):
                yield Act(action, simpler)


def _bought_once(amounts: Sequence[str]) -> list[str]:
    """The sentences that name what is bought in all: not those on an exchange, or on what was announced before."""
    return [sentence for sentence in amounts if _BUYS.search(sentence) and not _RUNNING.search(sentence) and not _CAP.search(sentence)]


def _asset(words: str) -> str:
    """The kind of asset named last before an amount."""
    return max((("treasury", words.rfind("Treasury")), ("agency", words.rfind("agency")), ("", -1)), key=lambda kind: kind[1])[0]


def _caps(body: Sequence[str]) -> tuple[int | None, int | None]:
    """The monthly redemption caps on Treasuries and on agency securities, as they will be: of `from A to B`, B."""
    caps: dict[str, int] = {}
    for sentence in body:
        start = 0
        for found in _AMOUNT.finditer(sentence if _CAP.search(sentence) else ""):
            before = sentence[start : found.start()]
            kind = _asset(sentence[: found.start()])
            if kind and not re.search(r"\bfrom (?:the current level of )?$", before):
                caps[kind] = dollars(found["amount"], found["scale"])
            start = found.end()
    return caps.get("treasury"), caps.get("agency")
