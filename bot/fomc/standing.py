"""How a verb phrase stands in its sentence: decided, planned, continued, rejected, past or open. Pure.

"decided to lower", "decided not to lower", "has not decided whether to lower", "would be prepared to lower", "lowered in June" and "the
timing of the initial lowering" share their words and say six things. So a pattern may only find the verb. What governs it is read by
`bot.fomc.governing`; here, conditions and dates around it are.
"""

from __future__ import annotations

import re
from datetime import date

from bot.fomc.governing import Standing, governed, is_past
from bot.fomc.text import MONTH, MONTHS

LONGEST = 4_000
"""Characters of a sentence that are read: the longest of a statement has some 500, and reading one costs the square of its length."""
_REACH = 400
"""Characters before and after a verb that are looked at: a sentence is shorter."""
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|providing|as long as|so long as|in the event|in case|assuming|conditional(?:ly)? (?:up)?on"
    r"|contingent (?:up)?on"
    r"|subject to (?:the outlook|further|incoming|its assessment|review|approval|conditions|economic|market)|depending (?:up)?on"
    r"|as soon as|once|when|whenever|only after|not before"
    r"|pending)\b"
    r"|\bshould (?:the|it|its|their|this|that|these|such|any|economic|inflation|employment|labor|market|conditions|incoming|progress|risks"
    r"|growth|unemployment|prices|pressures|data)\b",
    re.I,
)
_CONDITION_FIRST = re.compile(
    r"(?:(?:but|and|however|moreover|in addition|in particular|accordingly),? )?"
    r"(?:if|unless|should|were|had|provided|assuming|once|when|whenever|as soon as|in the event|in case|as long as|so long as"
    r"|depending|subject to|contingent|conditional|until|only if|suppose)\b",
    re.I,
)
_NEXT_CLAUSE = re.compile(
    r",? (?:and|but) (?=(?:the committee|it|the federal|the board|its|will|expects?|anticipates?|is|has|judges?|continues?|reaffirmed|in|at"
    r"|would|currently|intends?|that|to)\b)|, (?:which|while|although|though|whereas|because|given|since)\b",
    re.I,
)
_ELSEWHEN = re.compile(
    rf"\b(?:at|during|since|after|following|from) (?:its|the|their|our) (?:last|previous|prior|preceding|earlier|most recent)\b"
    r"|\b(?:last|previous|prior|past|preceding) (?:meetings?|months?|years?|weeks?|quarters?|spring|summer|fall|autumn|winter"
    rf"|{MONTH}|(?:\w+ )?(?:meetings|months|years|quarters))\b(?!'s)"
    r"|\bearlier (?:this|in|meetings?)\b|\bago\b|\bpreviously\b|\balready\b|\bso far\b|\bto date\b|\bin recent\b|\bhistorically\b"
    rf"|\bsince (?:{MONTH}|early|late|mid|last|then|\d{{4}})|\bover the (?:past|last|course)\b"
    rf"|\b(?:in|on|at its|at the|of) (?:early |mid-|late )?(?P<month>{MONTH})\b(?: (?P<day>\d{{1,2}})\b(?!\d|-\d\d?%))?(?:-\d{{1,2}})?"
    r"(?: (?P<year>\d{4}))?|\bin (?P<alone>(?:19|20)\d\d)\b",
    re.I,
)
_FIRST_ADVERBIAL = re.compile(
    rf"(?:^|[,:] )(?:(?:but|and|so) )?(?P<when>(?:at (?:its|the) [\w -]{{0,40}}?meetings?(?: (?:on|of|in|held on|ending) [\w -]{{3,25}})?"
    rf"|(?:in|on) (?:early |mid-|late )?{MONTH}[\w -]{{0,20}}"
    r"|in \d{4}|last \w+|earlier[\w ]{0,25}|previously|[\w ]{1,60} ago|from [\w ]{3,40}|(?:over|in|during) the (?:past|last"
    r"|previous) [\w ]{1,30}"
    r"|since [\w ]{1,40}|historically|in the past)(?: \d{4})?),? (?=(?:the |it\b|we\b|policymakers|fomc))",
    re.I,
)
_LASTED = re.compile(r"\bfor (?!the (?:coming|next))(?:[\w-]+ ){0,4}(?:years?|months|quarters|decades?)\b", re.I)
_VAGUE = re.compile(r"\b(?:soon|eventually|in due course|at some point|over time|at an? (?:coming|future|later|upcoming) meeting)\b", re.I)
_AIM = re.compile(r",? (?:in order|so as) to\b.*")
_RELATIVE = re.compile(r", (?:which|who|having|after|following|in light|in view|given|because|as|since)\b[^,;]{1,160},")
_REPORTED = re.compile(
    r"\b(?:not|never|nor|without)\b[^.;]{0,40}\b(?:mean|indicat|impl|suggest|signal|say|said|signif|believ)\w*[^.;]{0,40}\bthat\b", re.I
)
_AT_THIS_MEETING = re.compile(
    r",? (?:at|during) (?:this|its|today's) (?:regular |scheduled |two-day |regularly scheduled )?meeting(?: today)?\b(?! (?:on|of"
    r"|in|held|ending)\b)",
    re.I,
)
_VOTE = (
    r"(?:by|in|on|with) (?:a |an )?(?:[\w-]+ ){0,3}(?:vote|consent|dissents?)(?: of \d+ ?(?:-|to) ?\d+)?\b|(?:by"
    r"|with) \d+ votes (?:to|against) \d+\b"
)
_BY_VOTE = re.compile(rf", (?:{_VOTE}),| (?:{_VOTE})|,(?: {_VOTE})", re.I)
_PARENTHESES = re.compile(r" ?\([^()]*\)")
_BUT_NOT = re.compile(r", (?:but|and) not (?:to |yet )?[\w -]{2,40},")
_DATE_COMMA = re.compile(rf"({MONTH} \d{{1,2}}), (\d{{4}}),?")
_AT_ONCE = re.compile(r", effective (?:immediately|today|tomorrow),")
_PROGRAMME = re.compile(r"\bprogramme\b")
_SQUEEZED = re.compile(r"\b(can|do|does|did|is|are|was|were|has|have|had|would|could|should)(?:n't|not)\b", re.I)


def simple(sentence: str, on: date) -> str:
    """A plain sentence without what stands between a subject and its verb: votes, parentheses; the day `on` and this meeting as `today`."""
    sentence = sentence[:LONGEST]
    sentence = _SQUEEZED.sub(r"\1 not", _PARENTHESES.sub("", sentence).replace("won't", "will not"))
    sentence = _AT_ONCE.sub("", _PROGRAMME.sub("program", sentence))
    sentence = _DATE_COMMA.sub(r"\1 \2", sentence)
    own = rf"{MONTHS[on.month - 1].capitalize()} {on.day}"
    sentence = re.sub(rf"\b(?:[Oo]n|[Ee]ffective) {own}(?: {on.year})?\b,?", "today", sentence)
    sentence = re.sub(rf"\bat (?:its|the) {MONTHS[on.month - 1]}[\w -]{{0,12}}meeting\b", "today", sentence, flags=re.I)
    sentence = _BUT_NOT.sub("", sentence)
    return _BY_VOTE.sub("", _AT_THIS_MEETING.sub(" today", f" {sentence}")).strip()


def standing(sentence: str, start: int, end: int, on: date, *, dated: bool = False) -> Standing:
    """How the verb at `start` to `end` of a simple sentence of the New York day `on` stands.

    `end` is the end of the verb phrase that is asked for, its object included; what follows it may make it conditional or past.
    `dated`: a month that follows is when it was done, as of a rate, not when it begins, as of purchases.
    """
    before = sentence[max(0, start - _REACH) : start].rpartition(";")[2]
    after = sentence[end : end + _REACH].partition(";")[0]
    verb = re.split(r"[^\w'-]", sentence[start:end], maxsplit=1)[0].lower()
    found = governed(before, verb)
    if found in (Standing.OPEN, Standing.PAST):
        return found
    if _REPORTED.search(before):
        return Standing.OPEN
    now = "today" in before.lower()[-200:] or "today" in sentence[start:end].lower()
    own = _own(after)
    if not now and (_is_elsewhen(before, own, on, found, dated or is_past(verb)) or (is_past(verb) and _LASTED.search(own))):
        return Standing.PAST
    if found is Standing.PLANNED and _VAGUE.search(_AIM.sub("", own)):
        return Standing.OPEN
    if found is not Standing.REJECTED and (_CONDITION_FIRST.match(before.strip(' "')) or _CONDITION.search(own)):
        return Standing.OPEN
    return found


def _own(after: str) -> str:
    """What follows a verb phrase, up to the next clause."""
    cut = _NEXT_CLAUSE.search(after)
    return after[: cut.start()] if cut else after


def _is_elsewhen(before: str, own: str, on: date, found: Standing, dated: bool) -> bool:
    """Whether the deciding is put at another time: before the subject, between decision and act, or in what follows closely."""
    opening = before.strip(' "')
    if (first := _FIRST_ADVERBIAL.search(opening)) and found is not Standing.PLANNED and _names_another_time(first["when"], on):
        return True
    subject = max((m.end() for m in re.finditer(r"\b(?:committee|fomc|reserve|board|it|we)\b", before, re.I)), default=0)
    between = _RELATIVE.sub("", before[subject:]) if subject else ""
    if found is not Standing.PLANNED and len(between) < 120 and _names_another_time(between, on):
        return True
    follows = re.split(r", (?!at |in |on |during |last |earlier |previously)", own, maxsplit=1)[0]
    past = _ELSEWHEN.search(follows)
    if past is None or found is Standing.PLANNED:
        return False
    if past["month"] is None and past["alone"] is None:
        return True
    return dated and not follows[: past.start()].endswith("effective ") and _names_another_time(follows, on)


def _names_another_time(words: str, on: date) -> bool:
    found = _ELSEWHEN.search(words)
    if found is None:
        return False
    if found["month"] is None:
        return found["alone"] is None or int(found["alone"]) != on.year
    return MONTHS.index(found["month"].lower()) + 1 != on.month or (found["year"] is not None and int(found["year"]) != on.year)
