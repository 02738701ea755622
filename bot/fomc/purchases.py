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
from bot.fomc.governing import Standing
from bot.fomc.standing import simple, standing
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
_OWN = (
    r"(?:(?:the|its|these|this|those|all|any|current|existing|remaining|ongoing|net|new|additional|further|outright|large-scale"
    r"|monthly|open market|its own) ){0,3}"
)
_ASSETS = (
    r"(?:(?:longer-term|shorter-term|U\.S\.|Treasury|Treasuries|bills?|coupon|securities|agency|mortgage-backed|MBS|debt"
    r"|asset|assets|bond|reserve management|RMP|net|and|residential|commercial) ?-?){0,8}"
)
_PURCHASES = rf"{_OWN}{_ASSETS}[ -]?(?:purchas(?:e|es|ing)\b|RMPs\b)"
BEGIN = r"(?:initiat|begin|start|commenc|resum|launch|restart|beg[au]n|establish)\w*"
END_OF = r"(?:conclud|end|stop|ceas|halt|terminat|discontinu|suspend|finish|phas|wind)\w*(?: out| down| up)?"
_RESIZE = r"(?P<verb>(?:reduc|slow|tap|moderat|lower|cut|increas|rais|lift|expand|accelerat|doubl|step|trim|halv)\w*)(?: up| down)?"
_THOSE = r"(?:its|these|the|those) [^.;,]{0,60}?purchases|this program"
_PROGRAM = r"(?:(?:temporary|further|second|open-ended) )*(?:program (?:of|to|for) )?(?:reserve management )?"
_HELD = r"(?:securities|Treasur|agency|mortgage|SOMA|balance sheet|portfolio|holdings|bills)"
_SOMA = r"(?:its |the (?:Federal Reserve's |System Open Market Account |SOMA )?)?(?:portfolio|holdings)(?: of securities)?"
_BUY, _MONTHLY = "buys", "buys monthly"
"""By so much a month it is a pace, as a whole a start."""
_FORMS = tuple(
    (action, allowed, re.compile(form, re.I))
    for action, allowed, form in (
        (END, ANNOUNCED, rf"\b(?P<verb>{END_OF})(?: \w+ly)? {_PURCHASES}(?! (?:of repo|operations? with))"),
        (END, ANNOUNCED, rf"\b(?P<verb>{END_OF}) (?:the|its|this|these) {_OWN}{_ASSETS}(?:[\w-]+ )?(?:purchase )?program\b"),
        (END, ANNOUNCED, rf"\b(?P<verb>bring(?:s|ing)?|brought) (?:them|it|{_THOSE}) to (?:an end|a close)"),
        (
            END,
            ANNOUNCED,
            (
                r"\b(?:purchases|RMPs|program)\b[^.;]{0,120}? (?:will|are to|is to) (?:\w+ly )?(?P<verb>end|conclude"
                r"|cease|stop|finish)\b"
            ),
        ),
        (END, ANNOUNCED, r"\bpurchases\b[^.;]{0,60}?\band (?P<verb>complete|conclude|end|finish|stop) (?:them|it)\b"),
        (
            END,
            ANNOUNCED,
            rf"\b(?P<verb>{END_OF}) (?:increasing|expanding|adding to) (?:the size of )?(?:the|its) (?:{_HELD}|Federal Reserve's)",
        ),
        (END, ANNOUNCED, r"\b(?:purchases|program)\b[^.;]{0,120}? will be (?P<verb>completed|concluded|ended|discontinued)\b"),
        (END, DECIDED, rf"\b(?P<verb>complet(?:e|es|ed)) {_PURCHASES}"),
        (
            END,
            DECIDED,
            (
                rf"\b(?P<verb>complet(?:e|es|ed)) (?:the|its|this|these) (?:current "
                rf"|remaining )?(?:{DOLLARS} )?[^.;$]{{0,50}}?purchases?(?: program)?\b"
            ),
        ),
        (PACE, DECIDED, rf"\b{_RESIZE} (?:the|its) (?:monthly )?(?:pace|size|amount|rate) (?:of|at which) (?:it )?{_PURCHASES}"),
        (PACE, ANNOUNCED, rf"\b{_RESIZE} (?:the|its) (?:monthly )?(?:pace|size|amount) of (?:these |its |the )?transactions"),
        (PACE, ANNOUNCED, rf"\b{_RESIZE} (?:the )?{_PURCHASES}[^.;]{{0,60}}? (?:by|to|from) [^.;]{{0,30}}\$[^.;]{{1,40}}month"),
        (
            PACE,
            (Standing.CONTINUED,),
            (
                rf"\bis (?P<verb>(?:reduc|slow|lower|increas|rais)ing) the "
                rf"(?:monthly )?pace of {_PURCHASES} to [^.;]{{0,20}}\$"
            ),
        ),
        (PACE, ANNOUNCED, rf"\bgradually {_RESIZE} the pace of {_PURCHASES}"),
        (
            PACE,
            DECIDED,
            (
                r"\b(?P<verb>make) an? (?:[\w-]+ ){0,3}(?:reduction|increase"
                r"|cut) in the (?:monthly )?pace of (?:its )?(?:asset )?purchas"
            ),
        ),
        (PACE, DECIDED, r"\b(?P<verb>increase) the size of the Federal Reserve's balance sheet further by purchasing\b"),
        (PACE, ANNOUNCED, r"\bCommittee also will (?P<verb>purchase) [^.]{0,200}\bat a pace of \$"),
        (PACE, (Standing.PLANNED,), r"\b(?P<verb>include) purchases of\b"),
        (
            START,
            ANNOUNCED,
            (
                rf"\b(?P<verb>{BEGIN}) (?:(?:implementing|conducting|making|to make|to conduct|an?|new"
                rf"|modest) )*{_PROGRAM}{_PURCHASES}"
            ),
        ),
        (START, ANNOUNCED, r"(?<!such )\b(?:purchases|RMPs)\b[^.;]{0,120}? (?:will|are to) (?P<verb>start|begin|commence)\b"),
        (START, ANNOUNCED, rf"\b(?P<verb>{BEGIN})(?: to)? (?:purchasing|purchase|buying|buy)\b"),
        (
            START,
            DECIDED,
            (
                rf"\b(?P<verb>expand|increase|add to|grow) (?:its"
                rf"|the Federal Reserve's) holdings of {_HELD}(?![^.$;]{{0,120}}\bby [\w ]{{0,20}}\$)"
            ),
        ),
        (
            START,
            DECIDED,
            (
                r"\b(?P<verb>expand|increase|grow) (?:its|the Federal Reserve's"
                r"|the System Open Market Account) holdings by purchasing\b"
            ),
        ),
        (
            _BUY,
            DECIDED,
            (
                r"\b(?P<verb>purchase|buy) (?=\$|up to|at least|an? (?:additional|further)|additional|further|about"
                r"|longer|shorter|Treasury|agency|bills)"
            ),
        ),
        (_BUY, DECIDED, r"\b(?P<verb>make) (?:(?:additional|further|outright) )*purchases (?:of|total+ing) [^.;$]{0,60}\$"),
        (
            _MONTHLY,
            ANNOUNCED,
            (
                rf"\b(?P<verb>purchase|buy|conduct|make) (?:purchases (?:of |total+ing ))?(?=(?:up to |about |at least "
                rf"|approximately )*{DOLLARS})"
            ),
        ),
        (START, DECIDED, r"\b(?P<verb>increase) policy accommodation by purchasing\b"),
        (START, (Standing.PLANNED,), r"\b(?P<verb>purchase|buy) Treasury (?:bills|securities)\b"),
    )
)
"""What is done with purchases, how it must stand to be an announcement, and the words for it."""
_ASIDE = re.compile(
    rf"(?<=\w), (?:over (?:the )?[^,;$]{{3,40}}|(?:on|in|beginning|starting|effective)(?: on| in)? (?:early |mid-"
    rf"|late )?{MONTH}[^,;$]{{0,12}}),(?= )"
)
"""A date between a verb and its object."""
_BY_THE_WEEK = re.compile(r"\$[^.;$]{1,60}\b(?:per|a|each|every) (?:week|quarter)\b")
_BYGONE = re.compile(rf"\b[Oo]ver the (?:past|last)\b|\bfrom {MONTH}(?: \d{{4}})? (?:to|through|until) {MONTH} \d{{4}}")
_FIRST_PACE = re.compile(r"\b(?:begin|start)(?:ning)? (?:an? |to |purchas|buying)|\b(?:commenc|initia|resum)\w*|\ba further\b", re.I)
_INCREASE = re.compile(
    rf"\b(?P<verb>increase|expand)(?: over [\w ]{{3,20}}?)? {_SOMA} of {_HELD}[^.$;]{{0,120}}\bby (?:(?:at least|up to|about"
    rf"|an additional|approximately) )*\$",
    re.I,
)
"""By so much a month it is a pace, by so much in all a start."""
_STEMS = ("purchas", "transactions", "holdings", "buy", "asset", "rmp", "soma", "program", "bring")
REPEATED = re.compile(
    r"^(?:As|Like) (?:previously |already |was )?announced|\b(?:as|which were|which was|that was|already) (?:previously |earlier "
    r"|already )?announced\b"
    r"|\bpreviously announced\b|\bin the process of\b|\bequal amount\b",
    re.I,
)
_ONLY_TALK = re.compile(
    r"\b(?:if|unless|could|might|(?-i:may)|prepared|ready|discuss\w*|consider\w*|whether|expects? to|should the|no longer|not)\b"
    r"|\bwould(?! (?:continue|result in|amount to|bring)\b)",
    re.I,
)
_REINVESTS = re.compile(r"\breinvest|\broll(?:s|ed|ing)?[ -]?over", re.I)
_CONTINUES = re.compile(r"\bcontinu\w* (?:to )?(?:[\w-]+ ){0,4}(?:purchas|buy|add)", re.I)
_RMPS = r"\b(?:reserve management purchases?|RMPs?)\b"
_REPLACES = re.compile(
    rf"\b(?:replac\w+|in (?:the )?place of|tak\w+ the place of|instead of|rather than|supersed\w+|supplant\w+|no longer"
    rf"|(?:end|conclud|suspend|discontinu|stop|ceas)\w*|(?:shift|switch|mov|convert|transition)\w* from)\b[^.;]{{0,60}}{_RMPS}"
    rf"|{_RMPS}[^.;]{{0,60}}\b(?:(?:are|is|will be) (?:replaced|superseded|suspended|discontinued|no longer)|(?:will|do"
    rf"|does) not continue)",
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
_ELSEWHERE = "".join(rf"(?<!\b{verb} )" for verb in ("announced", "described", "issued", "released", "prevailed", "adopted"))
_ON_DAY = re.compile(
    rf"{_ELSEWHERE}\b(?:on|in|by|beginning in|starting in|beginning on|starting on|effective) (?:early |mid-|late )?{MONTH}\b[^.;]{{0,20}}",
    re.I,
)
_BEGINNING = re.compile(rf"(?:Beginning|Starting|Effective)\b(?: in| on)? [^.]{{0,60}}?(?:{MONTH}|\bmonth\b)[^.,]{{0,20}}")


def acts_in(body: Sequence[str], on: date) -> list[Act]:
    """The acts on purchases that the sentences of a text of the New York day `on` announce, in their order."""
    return [act for sentence in body if mentions(sentence, _STEMS) for act in _acts(simple(sentence, on), on)]


def _acts(sentence: str, on: date) -> Iterator[Act]:
    if REPEATED.search(sentence):
        return
    whole, sentence = sentence, _ASIDE.sub("", sentence)
    for action in (END, PACE, START):
        if any(stands(sentence, form, allowed, on) for act, allowed, form in _FORMS if act == action) and not (
            action != END and reinvests_only(sentence)
        ):
            yield Act(action, whole)
    if reinvests_only(sentence):
        return
    monthly = any(amount.monthly and amount.role == BOUGHT for amount in amounts_in(sentence))
    buys = (_BUY, _MONTHLY) if monthly or _BY_THE_WEEK.search(sentence) else (_BUY,)
    bought = any(stands(sentence, form, allowed, on) for act, allowed, form in _FORMS if act in buys)
    if bought or stands(sentence, _INCREASE, ANNOUNCED, on):
        yield Act(PACE if monthly and not _FIRST_PACE.search(sentence) else START, whole)
    if _is_replaced_pace(sentence):
        yield Act(PACE, whole)


def stands(sentence: str, form: re.Pattern[str], allowed: Sequence[Standing], on: date) -> bool:
    """Whether a form is in a simple sentence and stands as it must."""
    return any(standing(sentence, found.start("verb"), found.end(), on) in allowed for found in form.finditer(sentence))


def reinvests_only(sentence: str) -> bool:
    """Whether a sentence on purchases is on principal that is paid back, and names no amount that is bought beside it."""
    return _REINVESTS.search(sentence) is not None and not any(amount.role == BOUGHT for amount in amounts_in(sentence))


def _is_replaced_pace(sentence: str) -> bool:
    """`will add to its holdings at a pace of $20 billion per month rather than $30 billion per month`."""
    if not re.search(r"\bwill (?:add to|increase|purchase|buy)\b", sentence) or _ONLY_TALK.search(sentence):
        return False
    amounts = amounts_in(sentence)
    return any(one.role == BEFORE for one in amounts) and any(one.role == BOUGHT and one.monthly for one in amounts)


def stated(body: Sequence[str], on: date) -> list[str]:
    """The simple sentences whose amounts are in force or announced: not those that only consider, expect or have a condition."""
    simpler = (simple(sentence, on) for sentence in body if "$" in sentence)
    return [sentence for sentence in simpler if not (_ONLY_TALK.search(sentence) or _BYGONE.search(sentence))]


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
    goes_on = [
        s for s in paces if (s not in ends or _CONTINUES.search(s)) and any(a.monthly and a.role == BOUGHT and a.usd for a in amounts_in(s))
    ]
    return any(not later or (_CONTINUES.search(sentence) and "until" not in sentence) for sentence in goes_on)


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
