"""What is announced of purchases that add to the holdings: a start, another pace, an end, what for. Of the Committee and of the Desk. Pure.

Only an announcement is one: what goes on, was announced before, is expected, considered or has a condition is none. Reinvested principal
adds nothing.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.fomc.amounts import BEFORE, BOUGHT, amounts_in
from bot.fomc.standing import Standing, simple, standing
from bot.fomc.text import DOLLARS, MONTH, day_named, mentions

RESERVES, QE = "reserve_management", "qe"
START, PACE, END = "purchases_start", "purchases_pace", "purchases_end"


@dataclass(frozen=True, slots=True)
class Act:
    """An announced act and the simple sentence that announces it."""

    action: str
    sentence: str


DECIDED = (Standing.DECIDED,)
ANNOUNCED = (Standing.DECIDED, Standing.PLANNED)
_OWN = r"(?:(?:the|its|these|this|those|all|any|net|new|additional|further|outright|large-scale|monthly|open market|its own) ){0,3}"
_ASSETS = (
    r"(?:(?:longer-term|shorter-term|U\.S\.|Treasury|Treasuries|bills?|coupon|securities|agency|mortgage-backed|MBS|debt"
    r"|asset|assets|bond|reserve management|RMP|net|and|residential|commercial) ?-?){0,8}"
)
_PURCHASES = rf"{_OWN}{_ASSETS}[ -]?(?:purchas(?:e|es|ing)\b|RMPs\b)"
BEGIN = r"(?:initiat|begin|start|commenc|resum|launch|restart|beg[au]n|establish)\w*"
END_OF = r"(?:conclud|end|stop|ceas|halt|terminat|discontinu|suspend|finish|phas|wind)\w*(?: out| down| up)?"
_RESIZE = r"(?P<verb>(?:reduc|slow|tap|moderat|lower|cut|increas|rais|expand|accelerat|doubl|step|trim)\w*)(?: up| down)?"
_HELD = r"(?:securities|Treasur|agency|mortgage|SOMA|balance sheet|portfolio|holdings|bills)"
_SOMA = r"(?:its |the (?:Federal Reserve's |System Open Market Account |SOMA )?)(?:portfolio|holdings)(?: of securities)?"
_FORMS: dict[str, tuple[tuple[re.Pattern[str], tuple[Standing, ...]], ...]] = {
    END: (
        (re.compile(rf"\b(?P<verb>{END_OF})(?: \w+ly)? {_PURCHASES}(?! (?:of repo|operations? with))", re.I), ANNOUNCED),
        (re.compile(rf"\b(?P<verb>{END_OF}) (?:the|its|this|these) {_OWN}{_ASSETS}(?:[\w-]+ )?(?:purchase )?program\b", re.I), ANNOUNCED),
        (
            re.compile(
                r"\b(?P<verb>bring(?:s|ing)?|brought) (?:them|it|(?:its|these|the|those) [^.;,]{0,60}?purchases"
                r"|this program) to (?:an end|a close)",
                re.I,
            ),
            ANNOUNCED,
        ),
        (
            re.compile(
                r"\b(?:purchases|RMPs|program)\b[^.;$]{0,60}? (?:will|are to|is to) (?:\w+ly )?(?P<verb>end|conclude|cease"
                r"|stop|finish)\b",
                re.I,
            ),
            ANNOUNCED,
        ),
        (re.compile(rf"\b(?P<verb>complete|completes|completed) {_PURCHASES}", re.I), DECIDED),
        (
            re.compile(
                rf"\b(?P<verb>complete|completes|completed) (?:the|its|this"
                rf"|these) (?:{DOLLARS}[^.;]{{0,40}} )?[^.;$]{{0,40}}purchases?(?: program)?\b",
                re.I,
            ),
            DECIDED,
        ),
    ),
    PACE: (
        (
            re.compile(
                rf"\b{_RESIZE} (?:the|its) (?:monthly )?(?:pace|size|amount|rate) (?:of"
                rf"|at which) (?:it )?{_PURCHASES}",
                re.I,
            ),
            DECIDED,
        ),
        (
            re.compile(
                rf"\b{_RESIZE} (?:the|its) (?:monthly )?(?:pace|size|amount) of (?:these |its |the )?(?:transactions"
                rf"|{_ASSETS} ?buying)",
                re.I,
            ),
            ANNOUNCED,
        ),
        (re.compile(rf"\b{_RESIZE} (?:the )?{_PURCHASES}[^.;]{{0,60}}? (?:by|to|from) [^.;]{{0,30}}\$[^.;]{{1,40}}month", re.I), ANNOUNCED),
        (re.compile(rf"\bgradually {_RESIZE} the pace of {_PURCHASES}", re.I), ANNOUNCED),
        (
            re.compile(
                r"\b(?P<verb>make) an? (?:[\w-]+ ){0,3}(?:reduction|increase"
                r"|cut) in the (?:monthly )?pace of (?:its )?(?:asset )?purchas",
                re.I,
            ),
            DECIDED,
        ),
        (re.compile(r"\b(?P<verb>increase) the size of the Federal Reserve's balance sheet further by purchasing\b", re.I), DECIDED),
        (re.compile(r"\bCommittee also will (?P<verb>purchase) [^.]{0,200}\bat a pace of \$", re.I), ANNOUNCED),
        (re.compile(r"\b(?P<verb>include) purchases of\b", re.I), (Standing.PLANNED,)),
    ),
    START: (
        (
            re.compile(
                rf"\b(?P<verb>{BEGIN})(?: implementing| conducting| making| to make| to conduct)? (?:an? )?(?:(?:new|temporary"
                rf"|further|second|open-ended|modest) )*"
                rf"(?:program (?:of|to|for) )?(?:reserve management )?{_PURCHASES}",
                re.I,
            ),
            ANNOUNCED,
        ),
        (re.compile(rf"\b(?P<verb>{BEGIN})(?: to)? (?:purchasing|purchase|buying|buy)\b", re.I), ANNOUNCED),
        (re.compile(rf"\b(?P<verb>expand|increase|add to|grow) (?:its|the Federal Reserve's) holdings of {_HELD}", re.I), DECIDED),
        (
            re.compile(
                r"\b(?P<verb>expand|increase|grow) (?:its|the Federal Reserve's"
                r"|the System Open Market Account) holdings by purchasing\b",
                re.I,
            ),
            DECIDED,
        ),
        (re.compile(r"\b(?P<verb>purchase|buy)\b(?! [^.;]{0,80}\bas previously\b)", re.I), DECIDED),
        (re.compile(r"\b(?P<verb>increase) policy accommodation by purchasing\b", re.I), DECIDED),
        (
            re.compile(
                r"\b(?P<verb>purchase|buy) Treasury (?:bills"
                r"|securities)\b(?![^.]{0,200}\bas previously\b)(?![^.]{0,200}\bequal amount\b)",
                re.I,
            ),
            (Standing.PLANNED,),
        ),
        (
            re.compile(
                rf"\b(?P<verb>increase) {_SOMA} of {_HELD}[^.$;]{{0,120}}\bby (?:at least |up to |about "
                rf"|an additional )*\$",
                re.I,
            ),
            ANNOUNCED,
        ),
    ),
}
_STEMS = ("purchas", "transactions", "holdings", "buy", "asset", "rmp", "program", "bring")
REPEATED = re.compile(
    r"^(?:As|Like) (?:previously |already |was )?announced|\b(?:as|which were|which was|that was|already) (?:previously |earlier "
    r"|already )?announced\b"
    r"|\bpreviously announced\b|\bin the process of\b|\bequal amount\b",
    re.I,
)
_ONLY_TALK = re.compile(
    r"\b(?:if|unless|could|might|(?-i:may)|prepared|ready|discuss\w*|consider\w*|whether|expects? to|should the|no longer|not)\b"
    r"|\bwould(?! continue)\b",
    re.I,
)
_REINVESTS = re.compile(r"\breinvest|\broll(?:s|ed|ing)?[ -]?over", re.I)
_REPLACES = re.compile(
    r"\b(?:replac\w+|in place of|instead of|rather than|supersed\w+|supplant\w+|(?:end|conclud|suspend|discontinu|stop"
    r"|ceas)\w*)\b[^.;]{0,60}"
    r"\b(?:reserve management purchases?|RMPs?)|\b(?:reserve management purchases?|RMPs?)\b[^.;]{0,60}\b(?:are|is"
    r"|will be) (?:replaced|superseded|suspended|discontinued)",
    re.I,
)
_FOR_RESERVES = re.compile(
    r"\breserve management\b|\bRMPs?\b|\bample\b[^.]{0,60}\breserves?\b|\b(?:supply|level) of reserves\b|\breserve balances at or above\b"
    r"|\breserves?\b[^.]{0,40}\bample\b",
    re.I,
)
_FOR_MARKETS = re.compile(
    r"\bsupport\w*\b[^.;]{0,60}\b(?:markets?|functioning|recovery|lending|flow of credit|economy)\b|\bmarket functioning\b"
    r"|\bsmooth functioning\b|\baccommodat\w+\b"
    r"|\bfinancial conditions\b|\blonger-term (?:interest )?rates\b|\bdownward pressure\b|\bstimul\w+\b|\bpace of economic recovery\b",
    re.I,
)
_END_OF_MONTH = re.compile(rf"\bend of (?:(?P<month>{MONTH})(?:,? (?P<year>\d{{4}}))?|(?P<this>(?:the|this) month))\b")
_ON_DAY = re.compile(
    rf"\b(?:on|in|by|beginning in|starting in|beginning on|starting on|effective) (?:early |mid-|late )?{MONTH}\b[^.;]{{0,20}}", re.I
)
_BEGINNING = re.compile(rf"(?:Beginning|Starting|Effective)\b(?: in| on)? [^.]{{0,60}}?(?:{MONTH}|\bmonth\b)[^.,]{{0,20}}")


def acts_in(body: Sequence[str], on: date) -> list[Act]:
    """The acts on purchases that the sentences of a text of the New York day `on` announce, in their order."""
    return [act for sentence in body if mentions(sentence, _STEMS) for act in _acts(simple(sentence, on), on)]


def _acts(sentence: str, on: date) -> Iterator[Act]:
    if REPEATED.search(sentence):
        return
    for action, forms in _FORMS.items():
        if any(stands(sentence, form, allowed, on) for form, allowed in forms) and not _only_reinvests(action, sentence):
            yield Act(action, sentence)
    if _is_replaced_pace(sentence):
        yield Act(PACE, sentence)


def stands(sentence: str, form: re.Pattern[str], allowed: Sequence[Standing], on: date) -> bool:
    """Whether a form is in a simple sentence and stands as it must."""
    return any(standing(sentence, found.start("verb"), found.end(), on) in allowed for found in form.finditer(sentence))


def _only_reinvests(action: str, sentence: str) -> bool:
    """Whether a sentence that begins purchases is on principal that is paid back alone."""
    if action == END or not _REINVESTS.search(sentence):
        return False
    return not any(amount.role == BOUGHT for amount in amounts_in(sentence))


def _is_replaced_pace(sentence: str) -> bool:
    """`will add to its holdings at a pace of $20 billion per month rather than $30 billion per month`."""
    if not re.search(r"\bwill (?:add to|increase|purchase|buy)\b", sentence) or _ONLY_TALK.search(sentence):
        return False
    roles = [amount.role for amount in amounts_in(sentence) if amount.monthly]
    return BEFORE in roles and BOUGHT in roles


def stated(body: Sequence[str], on: date) -> list[str]:
    """The simple sentences whose amounts are in force or announced: not those that only consider, expect or have a condition."""
    simpler = (simple(sentence, on) for sentence in body if "$" in sentence)
    return [sentence for sentence in simpler if not _ONLY_TALK.search(sentence)]


def without_replaced(acts: Sequence[Act]) -> list[Act]:
    """The acts without the end of purchases that others take the place of: the programme goes on as another one."""
    replaced = any(act.action == START for act in acts) and any(_REPLACES.search(act.sentence) for act in acts)
    return [act for act in acts if not (replaced and act.action == END and _REPLACES.search(act.sentence))]


def contradict(acts: Sequence[Act], paces: Sequence[str], on: date) -> bool:
    """Whether an end stands beside a start, or beside a pace that goes on after it: an end at a later day has a pace until then."""
    ends = [act.sentence for act in acts if act.action == END]
    others = [act for act in acts if act.action != END and act.sentence not in ends]
    if not ends:
        return False
    later = any(is_later(sentence) for sentence in ends)
    if any(act.action == START for act in others):
        return True
    goes_on = [s for s in paces if s not in ends and any(a.monthly and a.role == BOUGHT and a.usd for a in amounts_in(s))]
    return bool(goes_on) and not later


def is_later(sentence: str) -> bool:
    """Whether an end is put at a named later time."""
    return bool(
        re.search(
            rf"\bbringing\b|\b(?:in|by|on|at|until) (?:the )?(?:early |mid-|late |end of )?(?:{MONTH}|the month|next month)\b", sentence
        )
    )


def purpose_of(said: Sequence[str], body: Sequence[str], *, ends: bool = False) -> str:
    """reserve_management or qe: by the sentences that announce, else by those on purchases; what replaces reserve management is qe."""
    if not ends and any(_REPLACES.search(sentence) for sentence in (*said, *body)):
        return QE
    for text in (" ".join(said), " ".join(sentence for sentence in body if re.search(r"\b(?:purchas|RMPs?\b)", sentence))):
        if re.search(r"\breserve management\b|\bRMPs?\b", text):
            return RESERVES
        if _FOR_MARKETS.search(text) or _FOR_RESERVES.search(text):
            return QE if _FOR_MARKETS.search(text) else RESERVES
    return QE


def day_of(action: str, said: str, body: Sequence[str], on: date) -> date | None:
    """The day named with an act: its month's last one where it says so, else the one in the next sentence that begins `Beginning in`."""
    if (ends := _END_OF_MONTH.search(said)) and action == END:
        day = on if ends["this"] else day_named(f"{ends['month']} {ends['year'] or ''}".strip(), on)
        return day.replace(day=monthrange(day.year, day.month)[1]) if day else None
    starts = _ON_DAY.search(said) or next((found for sentence in body if (found := _BEGINNING.match(sentence))), None)
    return day_named(starts[0], on) if starts else None
