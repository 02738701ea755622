"""What a statement newly does about the balance sheet: run-off started, slowed, ended; purchases started, resized, ended.

Only the announcement of a change is an action: "will continue", "as previously announced", "is prepared to", "expects to" are not.
An exchange of maturities (2011, 2012) changes neither the size of the holdings nor its path, so it is `none`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.fomc.text import DOLLARS, MONTH, day_named, dollars, mentions


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceSheetInstruction:
    """The action and the figures that the statement gives; `purchase_pace_usd_month` also where a pace is merely continued."""

    action: str = "none"
    effective_on: date | None = None
    purpose: str | None = None
    pace_usd_month: int | None = None
    total_usd: int | None = None
    treasury_cap_usd_month: int | None = None
    mbs_cap_usd_month: int | None = None


_HOLDINGS = r"(?:securities|Treasury|agency|SOMA|balance sheet|portfolio|holdings)"
_ASSETS = r"(?:asset|securities|Treasury(?: bill| securities)?|bill|net asset|bond|net|agency[\w -]*)"
_DECIDES = r"\b(?:will|(?:decided|agreed|voted)(?: today)? to|intends to)(?: further)?"
_DECIDED = r"\b(?:decided|agreed|voted)(?: today)? to"
_BEGIN = r"(?:initiate|begin|start|commence|resume)"
_END = r"(?:conclude|end|stop|cease|halt|terminate|discontinue)"
_PURCHASES = rf"(?:its |these |the )?(?:{_ASSETS} )?(?:purchas|transactions|asset)"
_RESIZE = r"(?:reduc|slow|tap|moderat|lower|cut|increas|rais|expand|accelerat|doubl|step)\w*(?: up)?"
_FORMS = {
    "runoff_end": (
        rf"{_DECIDES} {_END} (?:the |its )?(?:reduction|reducing|decline|runoff|run-off)\b[^.]*{_HOLDINGS}",
        rf"{_DECIDES} (?:keep|hold) (?:constant|steady)\b[^.]*{_HOLDINGS}[^.]*\breinvest",
    ),
    "runoff_slower": (
        rf"{_DECIDES} (?:slow|reduce|moderate|decrease) the (?:pace of (?:the )?)?(?:decline|reduction|runoff|run-off)\b",
        rf"{_DECIDES} (?:lower|reduce|decrease) the (?:monthly )?(?:redemption )?caps?\b",
    ),
    "runoff_start": (
        rf"{_DECIDES} {_BEGIN}(?: implementing)? (?:the|its|a) (?:balance sheet )?normalization program",
        rf"{_DECIDES} {_BEGIN} (?:reducing|to reduce|the reduction|the runoff|allowing)\b(?! the (?:monthly )?pace)[^.]*{_HOLDINGS}",
    ),
    "purchases_end": (
        rf"{_DECIDES} {_END}\b[^.]{{0,40}}\b{_ASSETS}[ -]?purchas",
        r"\bpurchases, bringing them to an end\b",
    ),
    "purchases_pace": (
        rf"{_DECIDED}(?: {_BEGIN})?(?: \w+ly)? {_RESIZE} (?:the|its) (?:monthly )?(?:pace|size|amount) of {_PURCHASES}",
        rf"{_DECIDED} make a (?:\w+ ){{0,3}}(?:reduction|increase) in the pace of (?:its )?(?:asset )?purchas",
        r"\b(?:Committee|Federal Reserve) will gradually (?:slow|reduce|increase) the pace of (?:its|these|the) (?:purchas|transactions)",
        rf"{_DECIDED} increase the size of the Federal Reserve's balance sheet further by purchasing\b",
        r"\bCommittee also will purchase [^.]*\bat a pace of \$",
        r"\bwill include purchases of\b",
    ),
    "purchases_start": (
        rf"{_DECIDES} {_BEGIN}(?: a program of| a program to)? purchas",
        rf"{_DECIDED} (?:expand|increase|add to) (?:its|the Federal Reserve's) holdings of {_HOLDINGS}",
        rf"{_DECIDED} (?:purchase|buy)\b|{_DECIDED} increase policy accommodation by purchasing\b",
        r"\bwill (?:purchase|buy) Treasury (?:bills|securities)\b(?![^.]*\bas previously\b)",
        rf"\bwill increase (?:its|the System Open Market Account) holdings of {_HOLDINGS}[^.$]*\bby (?:at least |up to |about )?\$",
    ),
}
_ACTIONS = {action: tuple(re.compile(form, re.I) for form in forms) for action, forms in _FORMS.items()}
_ORDER = ("runoff_slower", "runoff_end", "runoff_start", "purchases_end", "purchases_pace", "purchases_start")
_NOT_NEW = re.compile(
    r"^(?:As (?:previously )?announced|Last \w+|If |Should )"
    r"|\b(?:is|are|be|remains?|stands?) (?:prepared|ready) to\b"
    r"|\b(?:expects?|anticipates?|continues?) to (?:begin|purchase|start)\b"
    r"|\bwill (?:likely|continue)(?: to)? (?:reduc|increas|purchas|slow)\w*"
    r"|\bmay\b[^.]*\bwarranted\b",
    re.I,
)
"""What repeats, only considers or only expects: no announcement, but for purchases that are brought to an end."""
_STEMS = (
    *("purchas", "transactions", "holdings", "securities", "treasury", "agency", "soma", "portfolio", "runoff", "run-off", "reduc"),
    *("cap", "normalization", "balance sheet", "decline", "buy", "asset", "bill"),
)
"""One of them is in every sentence that a form below matches."""
_RESERVES = re.compile(
    r"\bample\b[^.]*\breserves?\b|\b(?:supply|level) of reserves\b|\breserve balances at or above\b|\breserve management\b", re.I
)
_BUYS = re.compile(r"\b(?:purchas(?:e|es|ing)|buy|increase its holdings|its holdings of)\b", re.I)
_ON_DAY = re.compile(rf"\b(?:on|in|beginning in|starting in|effective) (?:early |mid-|late )?{MONTH}\b[^.;]*", re.I)
_BEGINNING = re.compile(rf"(?:Beginning|Starting|Effective)\b(?: in| on)? [^.]*?(?:{MONTH}|\bmonth\b)[^.,]*")
_MONTHLY = re.compile(rf"{DOLLARS} (?:per|a) month", re.I)
_AMOUNT = re.compile(DOLLARS)
_CAP = re.compile(r"\bcaps?\b", re.I)
_RUNNING = re.compile(r"\bequal amount\b|\bin the process of\b|\bwill purchase a total of\b|\bgradually slow\b|\breinvest", re.I)


def read_balance_sheet(body: Sequence[str], on: date) -> BalanceSheetInstruction:
    """Read the instruction from the sentences of a statement of the New York day `on`, those on votes left out before."""
    found = [(action, sentence) for sentence in body if mentions(sentence, _STEMS) for action in _actions_of(sentence)]
    action = next((action for action in _ORDER if any(action == a for a, _ in found)), "none")
    said = next((sentence for a, sentence in found if a == action), "")
    amounts = [sentence for sentence in body if "$" in sentence]
    pace = 0 if action == "purchases_end" and "conclude" in said else _pace(amounts)
    buying = action.startswith("purchases") or bool(pace)
    treasury_cap, mbs_cap = (0, 0) if action == "runoff_end" and "reduction" in said else _caps(amounts)
    return BalanceSheetInstruction(
        action=action,
        effective_on=_effective_on(action, said, body, on),
        purpose=("reserve_management" if _RESERVES.search(" ".join(_around(body, said))) else "qe") if buying else None,
        pace_usd_month=pace,
        total_usd=_total(amounts) if action in ("purchases_start", "purchases_pace") else None,
        treasury_cap_usd_month=treasury_cap,
        mbs_cap_usd_month=mbs_cap,
    )


def _actions_of(sentence: str) -> list[str]:
    if _NOT_NEW.search(sentence):
        return [action for action in _matching(sentence) if action == "purchases_end"]
    return _matching(sentence)


def _matching(sentence: str) -> list[str]:
    return [action for action, forms in _ACTIONS.items() if any(form.search(sentence) for form in forms)]


def _around(body: Sequence[str], said: str) -> Sequence[str]:
    """The sentence that announces, or all of them where a pace is only continued."""
    return [said] if said else body


def _effective_on(action: str, said: str, body: Sequence[str], on: date) -> date | None:
    """The day named with the action, or in the next sentence that begins `Beginning in ...`."""
    if action == "none":
        return None
    starts = _ON_DAY.search(said) or next((found for sentence in body if (found := _BEGINNING.match(sentence))), None)
    return day_named(starts[0], on) if starts else None


def _pace(body: Sequence[str]) -> int | None:
    """The monthly purchases, the first figure of each kind of asset added up: `rather than` and redemption caps left out."""
    paces: dict[str, int] = {}
    for sentence in body:
        if _CAP.search(sentence) or "reinvest" in sentence:
            continue
        start = 0
        for found in _MONTHLY.finditer(sentence):
            before = sentence[start : found.start()]
            start = found.end()
            if not re.search(r"\b(?:rather than|from|by)\s+$", before) or re.search(r"\bincrease[^$]*\bby $", before):
                paces.setdefault(_asset(before), dollars(found["amount"], found["scale"]))
    return sum(paces.values()) if paces else None


def _asset(words: str) -> str:
    """The kind of asset named last before an amount."""
    return max((("treasury", words.rfind("Treasury")), ("agency", words.rfind("agency")), ("", -1)), key=lambda kind: kind[1])[0]


def _total(body: Sequence[str]) -> int | None:
    """The announced amounts that are not monthly, added up; running totals (`to a total of`) and exchanges left out."""
    total = 0
    for sentence in body:
        if _BUYS.search(sentence) and not any(form.search(sentence) for form in (_NOT_NEW, _CAP, _RUNNING)):
            total += sum(dollars(f["amount"], f["scale"]) for f in _AMOUNT.finditer(sentence) if _is_once(sentence, f.start(), f.end()))
    return total or None


def _is_once(sentence: str, start: int, end: int) -> bool:
    """Whether an amount is bought once: neither a month's nor a running total."""
    before, after = sentence[:start], sentence[end:]
    return not re.search(r"\btotal\b[^$]{0,60}$|\bpace\b[^.]{0,120}$", before) and not re.match(r" (?:per|a|each) month", after)


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
