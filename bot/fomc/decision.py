"""What a statement decides on the federal funds rate: up, down or the same, by how much, and the target it names.

Forms by era: pressure on reserve positions and the discount rate shown through (1994 to 1996), an expected move of the funds rate
(1997 and 1998), a single target moved by basis points (1999 to 2008), a range (from December 2008), a view reaffirmed (2013 to 2015).

A form only finds a verb (or a noun) of moving or holding and its object; whether that was decided, rejected or only talked of is read by
`bot.fomc.standing`. A move that contradicts itself or another one, or has neither size nor target, is unknown: never a headline.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bot.fomc.governing import Standing
from bot.fomc.standing import simple, standing
from bot.fomc.text import NUMBER, mentions, percent, sentences


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision as worded. What the words don't say is None; a single target is a range of no width."""

    decision: str | None = None
    change_bp: int | None = None
    lower_pct: float | None = None
    upper_pct: float | None = None


@dataclass(frozen=True, slots=True)
class _Said:
    """One thing that a sentence says of the rate: which way, how it stands, of which object, and the words that hold its figures."""

    way: str
    standing: Standing
    thing: str
    own: str
    sentence: str


_RAISE = r"rais(?:e|es|ed|ing)|increas(?:e|es|ed|ing)|tighten(?:s|ed|ing)?|firm(?:ed|ing)?|ris(?:e|ing)|hik(?:e|ed|ing)|lift(?:ed|ing)?"
_LOWER = (
    r"lower(?:s|ed|ing)?|reduc(?:e|es|ed|ing|tion)|decreas(?:e|es|ed|ing)|cut(?:s|ting)?|eas(?:e|es|ed|ing)|declin(?:e|ed|ing)|fall(?:ing)?"
    r"|trim(?:med|ming)?"
)
_HOLD = r"maintain(?:s|ed|ing)?|keep(?:s|ing)?|kept|leav(?:e|es|ing)|left|hold(?:s|ing)?|held|retain(?:ed|ing)?"
_MOVE = rf"{_RAISE}|{_LOWER}"
_ALTER = r"set|establish|chang(?:e|ed|ing)|alter(?:ed|ing)?|adjust(?:ed|ing)?|mov(?:e|ed|ing)|modif(?:y|ied|ying)"
_THE = r"(?:(?:the|its|their|this|that|our|current|existing|intended|present|prevailing|overall|level|of|width) ){0,4}"
_OBJECT = (
    rf"{_THE}(?P<thing>target(?:s| range| rate| level)?\b|federal funds(?: rate| target)?\b(?!(?: rate)? (?:with)?in (?:a|the"
    rf"|its) (?:target )?range)|stance of (?:monetary )?policy|policy stance"
    r"|(?:monetary )?policy(?: rates?| setting)?\b(?! (?:of|tools|instruments|statement|framework|action|actions)\b)"
    r"|money market conditions"
    r"|(?:degree of )?pressure on (?:bank )?reserve|(?:short-term )?interest rates\b(?! paid| on))"
)
_STEMS = ("target", "federal funds", "stance", "money market conditions", "pressure on", "policy", "rates")
"""One of them is in every sentence that tells a decision."""
_TARGETS = ("target", "federal funds")
_NO_GAP = (
    "and|or|nor|but|to|not|discount|primary|credit|pace|size|amount|holdings|purchases?|caps?|securities|whether|that|which|when|if|rather"
    "|uncertainty|pressures|confidence|risks?|paid|offering|inflation|expectations?|for|forecasts?|projections?|estimates?"
    "|assessment|median"
    "|odds|probability|in|within|option|possibility|door|plans?|path|raising|lowering|increasing|reducing|cutting|increases|reductions"
)
_GAP = rf"(?:(?!(?:{_NO_GAP})\b)[\w/.%'-]+ ){{0,9}}?"
_VERBS = re.compile(rf"\b(?P<verb>{_MOVE}|{_HOLD}|{_ALTER})(?:, by [^,;]{{3,40}},)? {_GAP}{_OBJECT}", re.I)
_PASSIVES = re.compile(
    rf"\b{_OBJECT}(?: (?!(?:and|or|but|to|that|if|when)\b)[\w/-]+){{0,6}}? (?:was|were|is|are|be|been|being)(?: not| today| \w+ly"
    rf"| now){{0,2}}"
    rf" (?P<verb>raised|increased|lifted|lowered|reduced|cut|decreased|maintained|kept|left|held|changed|altered|adjusted)\b",
    re.I,
)
_SIZE = (
    rf"(?:(?:a |an |of |another )?(?:{NUMBER}|[\w-]+)[ -](?:of (?:a|one) )?(?:percentage|basis)[ -]points?,? |(?:quarter|half)[ -]point )?"
)
_NOUNS = re.compile(
    r"\b(?P<verb>approved|approves|adopted|decided|agreed|voted|made|took|implemented|announced|ordered|rejected)"
    r"(?P<how> (?:unanimously|today|in favor|against|down|on|upon|to|for|of)){0,3} (?P<no>no )?(?:(?:an|a|another|the|one|any|further) )?"
    rf"(?:(?:modest|small|large|slight|further|immediate|measured|additional) )*{_SIZE}"
    rf"(?P<noun>increase|rise|hike|reduction|decrease|cut|change|adjustment|firming|easing|tightening)"
    rf"(?: {_SIZE.rstrip('?')})? ?(?:of [\w/ -]{{1,40}}?points? )?(?:in|to|of) {_OBJECT}",
    re.I,
)
_NOUNS_FIRST = re.compile(
    rf"\b(?P<no>no )?(?:(?:an|a|another|the|this) )?(?:(?:modest|small|large|slight|further|measured|additional) )*{_SIZE}"
    rf"(?P<noun>increase|rise|hike|reduction|decrease|cut|firming|easing|tightening)(?: {_SIZE.rstrip('?')})?"
    rf" ?(?:of [\w/ -]{{1,40}}?points?)?(?P<of>,? (?:in|to|of) {_OBJECT}[\w ]{{0,30}}?)?(?P<figures>,? (?:from|to) "
    rf"(?:[^.;]|\.\d){{3,60}}?percent)?,?"
    r" (?:was|is|were) (?:(?:today|unanimously|\w+ly) )*(?P<verb>approved|adopted|agreed|made|ordered|appropriate|warranted|rejected)\b",
    re.I,
)
_YET_MOVES = re.compile(rf", (?:by |while |and )?(?:raising|lowering|increasing|reducing) {_THE}target\b", re.I)
_JUDGED = re.compile(r"\b(?P<verb>decided|agreed|judged|concluded|determined|voted)(?: today| unanimously)* that $", re.I)
_PRONOUN = re.compile(rf"\b({_MOVE}|{_HOLD}|leaving|keeping) it\b", re.I)
_ITSELF = re.compile(r"^It(?= (?:remains|stays|stands|continues|will remain|(?:was|is) (?:maintained|kept|left|held))\b)")
_RANGE_ITSELF = re.compile(r"\b[Tt]he range(?= (?:at|of|between|unchanged|steady|by|to)\b)")
_UP_TO_HERE = re.compile(rf"(?<!from )\b{NUMBER} to $")
_CONTRAST = re.compile(
    rf", (?:rather than|instead of|as opposed to)(?: to)?(?: by)? [^,;.]{{1,90}},|(?<=[a-z])(?<!decided)(?<!voted)(?<!agreed)(?<!debate)"
    rf", (?:and )?not (?:to )?(?:{_MOVE}|{_HOLD})\b[^,;.]{{0,90}},(?= {_THE}(?:target|federal))",
    re.I,
)
_FIRST_CONTRAST = re.compile(r"^(?:rather than|instead of|far from|without) [^,;.]{1,90}, ", re.I)
_POSTPONED = re.compile(
    rf"\b(?P<verb>wait(?:ed)?|await(?:ed)?|paused?|h[eo]ld off|stand pat|postponed?|delay(?:ed)?|defer(?:red)?|put off|refrain"
    rf"|forgo|skip(?:ped)?)\b[^.;]{{0,120}}?\b{_OBJECT}",
    re.I,
)
_STATIC = re.compile(
    rf"\b(?:{_OBJECT}(?: (?!(?:and|or|but|that|if|when|will|would|to|may|could)\b)[\w/-]+){{0,5}}?,? |which |it )"
    r"(?P<verb>remains?|stays?|stands?|remained|stayed)(?: today| still)?"
    rf" (?:unchanged|steady|the same|where it was|(?:at |in force at |between |in a range of )?(?={NUMBER}\b))",
    re.I,
)
_REAFFIRMED = (
    re.compile(rf"\b(?:decided|agreed|voted|judged)(?: today)? that {_OBJECT}[^.;]{{0,60}}? (?:should|would|will) (?:remain|stay)\b", re.I),
    re.compile(r"\breaffirmed its (?:view|expectation|judgment) that the [^.]{0,200}?\btarget range\b[^.]{0,300}?\bappropriate", re.I),
    re.compile(rf"\bmaintain the current {NUMBER} to {NUMBER} percent target range", re.I),
)
_UNCHANGED = (
    re.compile(
        rf"\b(?:no (?:further )?(?:change|adjustment)s?(?: today| now)? (?:in|to)|no action|did not (?:take action|act|change|alter"
        rf"|vote to))\b[^.;]{{0,80}}?{_OBJECT}",
        re.I,
    ),
    re.compile(rf"{_OBJECT}[^.;]{{0,60}}?\b(?:unchanged|was not changed|steady)\b", re.I),
)
_NOT_NOW = re.compile(
    r"\b(?:if|would|could|might|(?-i:may)|should|until|unless|whether|expects?|anticipates?|last|previous|earlier|prefer\w*|since"
    r"|when|ago)\b",
    re.I,
)
_LATER = re.compile(r"\b(?:next|coming|later|soon|future|eventually|gradually|in due course|over time|by the end|over the)\b", re.I)
_SHOWN_THROUGH = re.compile(r"\b(?:show(?:n)? through|reflected) (?:completely|fully)\b[^.]*\breserve markets", re.I)
_DISCOUNT_MOVE = re.compile(
    rf"\bapproved an? (increase|reduction|decrease) in the discount rate(?:[^.]{{0,60}}? from ({NUMBER}) percent to ({NUMBER}) percent)?",
    re.I,
)
_FUNDS_MOVE = re.compile(
    rf"\b(?P<verb>{_RAISE}|{_LOWER}) in the federal funds rate|\bfederal funds rate (?:is expected )?to (?P<expected>{_RAISE}|{_LOWER})",
    re.I,
)
_FOLLOWS_ACTION = re.compile(r"\b(?:expected|expecting|expects|reflected|associated|result)\b", re.I)
_ONLY_TALK = re.compile(
    r"\b(?:if|would|could|might|(?-i:may)|discuss\w*|consider\w*|not|whether|propos\w*|staff|markets?|participants?)\b", re.I
)
_AT = re.compile(r"\b(?:at|of|is|now|currently|remains?|remained|current|stands?|stays?|between|in) $")
_DECIMAL = r"\d{1,2}\.\d{1,2}"
_RANGE = re.compile(
    rf"(?:\bbetween )?({NUMBER})(?: percent)? (?:to|and) ({NUMBER}) percent\b|(?<![\d-])({_DECIMAL})"
    rf"(?: percent)? ?- ?({_DECIMAL}) percent\b"
)
_OTHER_RATES = re.compile(r"\b(?:inflation|unemployment|growth|discount|primary credit|reserve balances|offering)\b", re.I)
_SINGLE = re.compile(rf"\b(?:to|at|of)(?: (?:about|around|approximately))? ({NUMBER}) percent\b")
_BASIS_POINTS = re.compile(r"\b(\d{1,3})[ -]basis[ -]points?\b", re.I)
_POINTS = re.compile(rf"({NUMBER})(?:-| )(?:of (?:a|one) )?percentage[ -]points?\b", re.I)
_POINTS_IN_WORDS = re.compile(
    r"\b(?:(?:one|a)[ -]quarter|three[ -]quarters?|(?:one|a)[ -]half|half|one)(?: of)?(?: (?:a"
    r"|one))? percentage[ -]point|\b(?:quarter|half)[ -]point",
    re.I,
)
_IN_WORDS = {"three": 75, "quarter": 25, "half": 50, "one": 100}
WIDEST_PCT = 0.5
"""Of a target range; every one so far was a quarter wide. What is wider was misread, or is another range."""


def read_decision(body: Sequence[str], on: date) -> Decision:
    """Read the decision from a statement's sentences, those on votes and preferences left out before."""
    body = _read_plainly(body, on)
    on_policy = [sentence for sentence in body if mentions(sentence, _STEMS)]
    said = [one for sentence in on_policy for one in _said(sentence, on)]
    decided = [one for one in said if _is_decided(one)]
    rejected = [one for one in said if one.standing is Standing.REJECTED]
    if decided:
        if _conflict(decided, rejected):
            return Decision(None, None, *_in_force_bounds(on_policy))
        return _completed(next((one for one in decided if one.thing.startswith(_TARGETS)), decided[0]), body)
    moved = next(
        (bounds for one in said if one.way == "move" and one.standing is Standing.DECIDED and (bounds := _target(one.own))[1]), None
    )
    if moved:
        return Decision(None, None, *moved)
    if rejected and not any(one.way == "hold" for one in rejected):
        return Decision("hold", 0, *_kept_bounds(rejected[0].sentence, on_policy))
    if rejected:
        return Decision()
    for sentence in on_policy:
        if _is_unchanged(sentence):
            return Decision("hold", 0, *_kept_bounds(sentence, on_policy))
    return _reserve_markets(body) or Decision(None, None, *_in_force_bounds(on_policy))


def sets_target(text: str, on: date) -> bool:
    """Whether a plain text of the New York day `on` sets a target range without saying which way: `decided to establish`, `to set`."""
    body = _read_plainly(sentences(text), on)
    said = (one for sentence in body if mentions(sentence, _STEMS) for one in _said(sentence, on))
    return any(one.way == "move" and one.standing is Standing.DECIDED and _target(one.own)[1] is not None for one in said)


def decided_ways(body: Sequence[str], on: date) -> list[str]:
    """Each act on the rate that the sentences of any text of the Committee say was decided on the New York day `on`: raise, lower, hold."""
    said = (one for sentence in _read_plainly(body, on) if mentions(sentence, _STEMS) for one in _said(sentence, on))
    return [one.way for one in said if _is_decided(one)]


def _read_plainly(body: Sequence[str], on: date) -> list[str]:
    return [_asserted(sentence) for sentence in _without_pronouns([simple(sentence, on) for sentence in body])]


def _without_pronouns(body: Sequence[str]) -> Iterator[str]:
    """The sentences with `maintain it` as `maintain the target range`, where the target was named just before."""
    before = ""
    for sentence in body:
        named = re.search(r"\btarget(?: range)?\b", before) or re.search(r"\btarget(?: range)?\b", sentence)
        if named:
            sentence = _ITSELF.sub(f"The {named[0]}", _PRONOUN.sub(rf"\1 the {named[0]}", sentence))
            sentence = _RANGE_ITSELF.sub("the target range", sentence)
        yield sentence
        before = sentence


def _asserted(sentence: str) -> str:
    """A sentence without what it is only set against: `rather than raise it, ...`."""
    return _FIRST_CONTRAST.sub("", _CONTRAST.sub("", sentence))


def _said(sentence: str, on: date) -> Iterator[_Said]:
    """What a sentence says of moves and holds, in its order, form by form."""
    for form in (_VERBS, _PASSIVES):
        for found in form.finditer(sentence):
            stands = standing(sentence, found.start("verb"), found.end(), on, dated=True)
            yield _Said(_way(found["verb"]), stands, found["thing"].lower(), _own_words(sentence, found.start()), sentence)
    for found in _NOUNS.finditer(sentence):
        stands = standing(sentence, found.start("verb"), found.end(), on, dated=True)
        how = (found["verb"] + (sentence[found.end("verb") : found.start("noun")])).lower()
        if (
            re.match(r"rejected|voted (?:\w+ )?(?:against|down)|decided (?:\w+ )?against|\w+ (?:\w+ )?no ", how)
            and stands is Standing.DECIDED
        ):
            stands = Standing.REJECTED
        yield _Said(_way(found["noun"]), stands, found["thing"].lower(), _own_words(sentence, found.start()), sentence)
    yield from _said_by_noun(sentence, on)
    for found in _POSTPONED.finditer(sentence):
        if standing(sentence, found.start("verb"), found.end(), on, dated=True) is Standing.DECIDED:
            yield _Said("move", Standing.REJECTED, found["thing"].lower(), "", sentence)


def _said_by_noun(sentence: str, on: date) -> Iterator[_Said]:
    """Moves told by a noun before its verb: `a reduction of ... was approved`; `decided that a reduction of ... was appropriate`."""
    for found in _NOUNS_FIRST.finditer(sentence):
        judged = _JUDGED.search(sentence[: found.start()])
        if judged is None and (found["thing"] is None or found["verb"].lower() in ("appropriate", "warranted")):
            continue
        verb = (judged or found).start("verb")
        stands = standing(sentence, verb, found.end(), on, dated=True)
        if stands is Standing.DECIDED and (found["no"] or found["verb"].lower() == "rejected"):
            stands = Standing.REJECTED
        thing = (found["thing"] or "target range").lower()
        own = _own_words(sentence, found.start())
        yield _Said(_way(found["noun"]), stands, thing, own if found["thing"] else f"target range {own}", sentence)


def _way(word: str) -> str:
    """raise, lower or hold; `move` of a change that has no direction."""
    word = word.lower()
    if re.fullmatch(_HOLD, word):
        return "hold"
    if re.fullmatch(rf"{_ALTER}|change|adjustment", word):
        return "move"
    return "raise" if re.fullmatch(rf"{_RAISE}|firming|tightening", word) else "lower"


def _own_words(sentence: str, start: int) -> str:
    """From an act on, up to what another one begins with."""
    return re.split(r";|,? and (?:the Board|the Committee|it )|, (?:following|after|having) ", sentence[start:], maxsplit=1)[0]


def _is_decided(one: _Said) -> bool:
    """Whether an act was decided now; a move needs the size or the target that it is known by, an announced one the target."""
    if one.way == "move" or one.standing not in (Standing.DECIDED, Standing.CONTINUED, Standing.PLANNED):
        return False
    if one.way == "hold":
        return one.standing is not Standing.PLANNED or not _LATER.search(one.own)
    if one.standing is Standing.PLANNED:
        return _target(one.own)[1] is not None and not _LATER.search(one.own)
    has_figures = _points(one.own) not in (None, 0) or _target(one.own)[1] is not None
    if one.thing.startswith(_TARGETS) or one.standing is Standing.CONTINUED:
        return has_figures
    return has_figures or one.thing.startswith(("degree", "pressure", "money"))


def _conflict(decided: Sequence[_Said], rejected: Sequence[_Said]) -> bool:
    """Whether what was decided contradicts itself: two ways, a range that moves the other way, or the same move rejected as a whole."""
    ways = {one.way for one in decided if one.thing.startswith(_TARGETS)} or {one.way for one in decided}
    against = any(one.way in ways and not _points(one.own) and _target(one.own)[1] is None for one in rejected)
    yet_moves = any(one.way == "hold" and _YET_MOVES.search(one.own) for one in decided)
    return len(ways) > 1 or against or yet_moves or any(_runs_the_other_way(one) for one in decided)


def _runs_the_other_way(one: _Said) -> bool:
    """Of `raised from A to B` with B below A."""
    old = [bounds for bounds, before in _all_bounds(one.own) if before.endswith("from ")]
    new = [bounds for bounds, before in _all_bounds(one.own) if not before.endswith("from ")]
    if one.way == "hold" or not old or not new:
        return False
    return (new[0] > old[0]) != (one.way == "raise") or new[0] == old[0]


def _is_unchanged(sentence: str) -> bool:
    """Whether the sentence says that the rate stays as it is, now."""
    if any(form.search(sentence) for form in _REAFFIRMED):
        return True
    for form in (*_UNCHANGED, _STATIC):
        if (found := form.search(sentence)) and not _NOT_NOW.search(sentence[max(0, found.start() - 80) : found.end()]):
            return True
    return False


def _completed(one: _Said, body: Sequence[str]) -> Decision:
    """The figures of the deciding words; the statements of 1994 to 1996 give them in the next sentences."""
    lower, upper = _target(one.own)
    change = 0 if one.way == "hold" else _signed(one.way, _points(one.own))
    if upper is None and one.way == "hold":
        lower, upper = _kept_bounds(one.sentence, body)
    if upper is None and change is None:
        for other in body:
            if _FUNDS_MOVE.search(other):
                lower, upper = _target(other)
                change = _signed(one.way, _points(other))
                break
    if upper is None and one.way != "hold":
        lower, upper = _in_force_bounds([sentence for sentence in body if sentence != one.sentence])
    return Decision(one.way, change, lower, upper)


def _signed(decision: str, points: int | None) -> int | None:
    return points if points is None or decision == "raise" else -points


def _reserve_markets(body: Sequence[str]) -> Decision | None:
    """A move of the funds rate told as expected, or as a change of the discount rate that is to show in reserve markets in full."""
    for sentence in body:
        found = _FUNDS_MOVE.search(sentence)
        if found and _FOLLOWS_ACTION.search(sentence) and not _ONLY_TALK.search(sentence):
            decision = _way(found["verb"] or found["expected"])
            if (points := _points(sentence)) is not None:
                return Decision(decision, _signed(decision, points), *_target(sentence))
    text = " ".join(body)
    moved = _DISCOUNT_MOVE.search(text)
    if moved is None or not _SHOWN_THROUGH.search(text):
        return None
    decision = "raise" if moved[1].lower() == "increase" else "lower"
    change = round(100 * (percent(moved[3]) - percent(moved[2]))) if moved[2] else None
    return Decision(decision, change)


def _kept_bounds(sentence: str, body: Sequence[str]) -> tuple[float | None, float | None]:
    """The target that stays: named as the one in force in the sentence itself, else in another one."""
    if (kept := _named_in_force(sentence)) is not None:
        return kept
    return _in_force_bounds([other for other in body if other != sentence])


def _in_force_bounds(body: Sequence[str]) -> tuple[float | None, float | None]:
    """A range that is only named: newly established (December 2008), in a directive, or said to be the one in force."""
    found = [bounds for sentence in body if re.search(r"\btarget range\b", sentence, re.I) and (bounds := _named_in_force(sentence))]
    return found[0] if found else (None, None)


def _named_in_force(sentence: str) -> tuple[float, float] | None:
    """The range after `at`, `of`, `remains`, `is`; not one that a move leads to or comes from."""
    if "range" in sentence:
        named = [(bounds, re.split(r"[;,]", before)[-1]) for bounds, before in _all_bounds(sentence) if _AT.search(before)]
        agreed = any(form.search(sentence) for form in _REAFFIRMED)
        stays = {bounds for bounds, before in named if agreed or not _NOT_NOW.search(before)}
        return next(iter(stays)) if len(stays) == 1 else None
    lower, upper = _target(sentence)
    return None if lower is None or upper is None else (lower, upper)


def _target(words: str) -> tuple[float | None, float | None]:
    """The range, else the single rate, that some words name for the federal funds rate; of a range that can't be read nothing."""
    if not re.search(r"target|federal funds", words, re.I):
        return None, None
    if "range" in words:
        named = [bounds for bounds, before in _all_bounds(words) if not before.endswith("from ")]
        return named[0] if named else (None, None)
    start = re.search(r"target|federal funds", words, re.I)
    near = words[start.start() :] if start else words
    found = _SINGLE.search(near)
    if found is None or _OTHER_RATES.search(near[: found.start()]):
        return None, None
    rate = percent(found[1])
    return (rate, rate) if rate <= 25 else (None, None)


def _all_bounds(words: str) -> list[tuple[tuple[float, float], str]]:
    """The ranges that can be target ranges, each with the words right before it."""
    found = []
    for match in _RANGE.finditer(words):
        lower, upper = percent(match[1] or match[3]), percent(match[2] or match[4])
        before = words[max(0, match.start() - 60) : match.start()]
        if _UP_TO_HERE.search(before):
            continue
        if 0 <= lower < upper <= min(25, lower + WIDEST_PCT) and not (lower * 8 % 1 or upper * 8 % 1) and not _OTHER_RATES.search(before):
            found.append(((lower, upper), before + ("between " if match[0].startswith("between") else "")))
    return found


def _points(words: str) -> int | None:
    """The stated size of a move in basis points, without its sign."""
    if found := _BASIS_POINTS.search(words):
        return int(found[1])
    if found := _POINTS.search(words):
        return round(100 * percent(found[1]))
    if found := _POINTS_IN_WORDS.search(words):
        return next(points for word, points in _IN_WORDS.items() if word in found[0].lower())
    return None
