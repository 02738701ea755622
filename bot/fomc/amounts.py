"""The dollar amounts of a sentence on purchases, each with what it is: bought, bought before, a step, a cap, a sum, reinvested. Pure.

"$20 billion per month rather than $30 billion per month", "by $20 billion for Treasury securities and $10 billion for agency securities",
"reinvest $15 billion", "bringing the total to $1.25 trillion": one sentence may hold all of them. What an amount is follows from the words
right before it, then from those right after it, then from the nearest word of buying, capping or reinvesting to its left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.fomc.text import DOLLARS, dollars

BOUGHT, BEFORE, STEP, CAP, SUM, REINVESTED, OTHER = "bought", "before", "step", "cap", "sum", "reinvested", "other"
TREASURY, AGENCY = "treasury", "agency"


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount in whole dollars: what it is, whether a month's, of which kind of asset (treasury, agency, or empty), and where it ends."""

    usd: int
    role: str
    monthly: bool
    asset: str
    end: int


_AMOUNT = re.compile(rf"(?<!\w){DOLLARS}")
_A_MONTH = r"(?:per|a|each|every) month\b"
_MONTHLY_AFTER = re.compile(rf"(?: (?:of|in|for|worth of) (?:(?!\b(?:by|to|and|from)\b)[\w-]+ ){{1,7}}?)? ?{_A_MONTH}| monthly\b", re.I)
_MONTHLY_BEFORE = re.compile(r"\b(?:monthly (?:\w+ )?(?:pace|amount|rate|purchases?|schedule)|each month)\b[^$.;]{0,60}$", re.I)
_MONTHLY_PERIOD = re.compile(r"\b(?:for|during|over|in) (?:the|each|its) (?:\w+ ){0,2}monthly (?:\w+ ){0,2}(?:period|schedule)\b", re.I)
_OTHER_UNIT = re.compile(
    r"(?: (?:of|in) [\w-]+(?: [\w-]+)?)? (?:per|a|each|every) (?:counterparty|operation|day|week|quarter|year|bid)\b", re.I
)
_ABOUT = (
    r"(?: (?:at least|up to|about|approximately|around|roughly|some|a total of|an additional|additional|a further|further|another|the))*"
)
_FORMER = re.compile(
    rf"\b(?:rather than|instead of|(?:down |up )?from|compared with|previously|against|than|current (?:pace|level|amount|rate) of)"
    rf"(?: at)?(?: a)?(?: (?:monthly )?(?:pace|rate) of)?{_ABOUT} $",
    re.I,
)
_BY = re.compile(rf"\bby{_ABOUT} $", re.I)
_SUMMED = re.compile(
    r"\bbringing\b|\bto (?:a |its |their )?total\b|\btaken together\b|\btogether\b|\bboth\b|\bcombined\b|\bfor a total\b|\baltogether\b",
    re.I,
)
_SUM_AFTER = re.compile(rf"(?: {_A_MONTH})?(?:,| of purchases,?)? (?:representing|of which|consisting|comprising|made up)\b", re.I)
_REINVESTED_AFTER = re.compile(
    rf"(?: {_A_MONTH})?,? (?:(?:in|of|for|associated with|from|through|as) )?(?:(?!(?:and|or|besides?|plus|alongside|beyond"
    rf"|excluding|apart|not)\b)[\w-]+ ){{0,3}}?(?:reinvest|principal)",
    re.I,
)
_REDEEMED_AFTER = re.compile(
    rf"(?: {_A_MONTH})?,? (?:(?:in|of|for|a month|being|are|is|will be|to be|allowed to|of maturing|Treasury|agency|principal|securities)"
    r" ){0,3}(?:redeem|redemption|run off|roll off|mature\b)",
    re.I,
)
"""What leaves the holdings."""
_BOUGHT_AFTER = re.compile(
    rf"(?: {_A_MONTH})?,? (?:(?:in|of|for|associated with|from|as) )?(?:(?!(?:and|or|besides?|plus|alongside|beyond|excluding|apart"
    rf"|not)\b)[\w-]+ ){{0,5}}?(?:purchas|RMPs?\b|reserve management)",
    re.I,
)
_ADDED_AFTER = re.compile(rf"(?: {_A_MONTH})? (?:will |would )?(?:adds?|expands?|increases?|is added) ", re.I)
_PART = re.compile(
    rf"^(?: {_A_MONTH})?,? (?:of which|representing|consisting|comprising)|^ (?:will |would )?(?:is "
    rf"|are )?reinvest[^$]{{0,60}}\band $",
    re.I,
)
_KEYS = re.compile(
    r"(?P<reinvested>\breinvest\w*(?: (?:purchas\w+))?|\broll(?:ing|ed|s)?[ -]?over\b|\brollovers?\b)"
    r"|(?P<cap>\bcaps?\b|\bredemptions?\b|\bmaximum\b|\bceiling\b|\blimit\b|\bin excess of\b|\bexceed\w*)"
    r"|(?P<other>\bcounterpart\w+|\brepurchase\b|\brepos?\b|\boffering\b|\bsell(?:ing|s)?\b|\bsales?\b|\bexercises?\b|\bloans?\b"
    r"|\bfacilit\w+|\bswap\b)"
    r"|(?P<bought>\bpurchas\w+|\bbuy(?:ing|s)?\b|\bbought\b|\bholdings\b|\bacquir\w+|\bRMPs?\b|\btransactions\b|\bpace\b)",
    re.I,
)
_PACE_CHANGED = re.compile(
    r"\b(?P<verb>reduc|slow|lower|cut|decreas|taper|moderat|trim|increas|rais|lift|accelerat|doubl|expand"
    r"|step|halv)\w*(?: (?!holdings\b)[\w-]+){0,5}?"
    r" (?:pace|purchases?|transactions)\b[^$;]{0,80}$",
    re.I,
)
_DOWN = ("reduc", "slow", "lower", "cut", "decreas", "taper", "moderat", "trim", "halv")
_ASSET = re.compile(r"\b(?:(?P<treasury>Treasur(?:y|ies)|bills?)|(?P<agency>agency|mortgage|MBS))\b", re.I)
_ASSET_AFTER = re.compile(
    rf"(?: {_A_MONTH})?,? (?:of|in|for|worth of) (?:[\w-]+ ){{0,3}}?(?:(?P<treasury>Treasur(?:y|ies)|bills?)|(?P<agency>agency"
    rf"|mortgage|MBS))\b",
    re.I,
)
_COORDINATED = re.compile(rf"(?: {_A_MONTH})?(?:,? (?:for|of|in) [\w -]{{1,60}}?)?,? and(?: by)?{_ABOUT} $", re.I)


def amounts_in(sentence: str) -> list[Amount]:
    """The amounts of a plain sentence, in its order."""
    found = list(_AMOUNT.finditer(sentence))
    ends = [0, *(match.end() for match in found)]
    starts = [*(match.start() for match in found), len(sentence)]
    amounts: list[Amount] = []
    for index, match in enumerate(found):
        between, before = sentence[ends[index] : match.start()], sentence[max(0, match.start() - 300) : match.start()]
        after = sentence[match.end() : min(starts[index + 1], match.end() + 120)]
        role = _role(between, before, after, amounts)
        monthly = bool(_MONTHLY_AFTER.match(after) or _MONTHLY_BEFORE.search(before) or _MONTHLY_PERIOD.search(sentence, match.end()))
        if not monthly and amounts and (_PART.search(between) or (role == amounts[-1].role and _COORDINATED.search(between))):
            monthly = amounts[-1].monthly
        amounts.append(Amount(dollars(match["amount"], match["scale"]), role, monthly, _asset(before, after), match.end()))
    return _respectively(sentence, amounts) if amounts and "respectively" in sentence else amounts


def _respectively(sentence: str, amounts: list[Amount]) -> list[Amount]:
    """The amounts with the assets that were named before them, in their order."""
    named = list(dict.fromkeys(str(found.lastgroup) for found in _ASSET.finditer(sentence[: sentence.index("$")])))
    if len(named) != len(amounts):
        return amounts
    return [replace(amount, asset=asset) for amount, asset in zip(amounts, named, strict=True)]


def _role(between: str, before: str, after: str, earlier: list[Amount]) -> str:
    """By the words right around an amount, else by the nearest word of buying, capping or reinvesting to its left."""
    last = earlier[-1].role if earlier else ""
    if _OTHER_UNIT.match(after):
        return OTHER
    if last not in ("", BEFORE) and re.fullmatch(r" (?:to|-) ", between):
        return last
    if _FORMER.search(between):
        return BEFORE
    if _REINVESTED_AFTER.match(after):
        return REINVESTED
    if _REDEEMED_AFTER.match(after):
        return CAP
    if _SUM_AFTER.match(after) or _SUMMED.search(between):
        return SUM
    if (last == STEP and _COORDINATED.search(between)) or _is_step(between, before, after):
        return STEP
    return BOUGHT if _ADDED_AFTER.match(after) else _nearest(before) or (BOUGHT if _BOUGHT_AFTER.match(after) else OTHER)


def _is_step(between: str, before: str, after: str) -> bool:
    """Whether a pace is changed by so much: `reduce its purchases by`, `increase the pace by`; not `increase its holdings by`."""
    changed = _PACE_CHANGED.search(before) if _BY.search(between) else None
    return changed is not None and ("pace" in changed[0] or changed["verb"].lower() in _DOWN or _MONTHLY_AFTER.match(after) is not None)


def _nearest(before: str) -> str:
    keys = list(_KEYS.finditer(before))
    if len(keys) > 1 and keys[-1][0].lower() == "pace":
        keys.pop()
    return str(keys[-1].lastgroup) if keys else ""


def _asset(before: str, after: str) -> str:
    """The kind of asset named right after an amount, else last before it."""
    named = _ASSET_AFTER.match(after)
    if named is None:
        named = next(reversed(list(_ASSET.finditer(before))), None)
    return str(named.lastgroup) if named else ""


def pace_in(sentences: Iterable[str]) -> int | None:
    """What is bought a month, the first figure of each kind of asset added up; of an unnamed kind, or as a sum, where no other is given."""
    paces: dict[str, int] = {}
    whole: list[int] = []
    for sentence in sentences:
        for amount in amounts_in(sentence):
            if amount.monthly and amount.role == BOUGHT:
                paces.setdefault(amount.asset, amount.usd)
            elif amount.monthly and amount.role == SUM:
                whole.append(amount.usd)
    if len(paces) > 1:
        paces.pop("", None)
    return sum(paces.values()) if paces else next(iter(whole), None)


def pace_change_in(sentences: Iterable[str]) -> int | None:
    """How the words put a new pace against the one before: `$20 billion rather than $30 billion`, `reduce the pace by $10 billion`.

    None where no figure before is given, or only for some of the assets.
    """
    stepped, replaced = 0, 0
    known = True
    for sentence in sentences:
        amounts = amounts_in(sentence)
        steps = [amount for amount in amounts if amount.role == STEP]
        if steps and (verb := _PACE_CHANGED.search(sentence[: sentence.index("$")])):
            stepped = stepped or sum(a.usd for a in steps) * (-1 if verb["verb"].lower() in _DOWN else 1)
        new = [a for a in amounts if a.role == BOUGHT and a.monthly]
        before = [a for a in amounts if a.role == BEFORE]
        if before and not steps:
            known = known and len(new) == len(before)
            replaced = replaced or sum(a.usd for a in new) - sum(a.usd for a in before)
    return stepped or (replaced if known and replaced else None) or None


def total_in(sentences: Iterable[str]) -> int | None:
    """What is bought in all, where an amount is not a month's."""
    return sum(a.usd for sentence in sentences for a in amounts_in(sentence) if a.role == BOUGHT and not a.monthly) or None
