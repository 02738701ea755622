"""What governs a verb: the words before it, read from right to left, one by one. Pure.

"decided to lower", "decided not to lower", "has not decided whether to lower", "would be prepared to lower": the verb's own auxiliary or
`to` leads to the deciding verb, that to its auxiliary and its subject. What no rule knows is open: an unreadable sentence is no decision.
"""

from __future__ import annotations

import re
from enum import StrEnum
from itertools import pairwise


class Standing(StrEnum):
    """What a sentence says of an act."""

    DECIDED = "decided"
    """It was decided or done now: `decided to lower`, `today lowered`."""
    PLANNED = "planned"
    """It is announced: `will lower`, `intends to`."""
    CONTINUED = "continued"
    """It goes on: `is maintaining`, `decided to continue reducing`."""
    REJECTED = "rejected"
    """It was decided against or put off: `decided not to`, `against`, `to wait before`."""
    PAST = "past"
    """It was done at another time."""
    OPEN = "open"
    """Considered, expected, conditional, another's wish, or not understood."""


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TOKEN = re.compile(r"[\w$%./'-]+|[,:;\"]")
_ADVERBS = _set(
    "today also now again further instead therefore thus then hence so accordingly still once both nonetheless"
    " nevertheless however and/or each immediately promptly"
)
_HEDGES = _set(
    "likely probably possibly perhaps eventually ultimately presumably conditionally tentatively provisionally soon nearly almost barely"
)
_DECIDING = _set(
    "decided decides decide voted votes agreed agrees chose chosen chooses elected resolved opted determined moved acted elects"
)
_ADOPTING = _set("approved approves adopted adopts made makes took takes implemented announced announces ordered rejected")
"""Deciding verbs whose object is a noun: `approved an increase`."""
_DIRECTING = _set("directed directs directing instructed instructs authorized authorizes ordered asked requested")
_DIRECTED = _set("desk york agent bank it")
_PLANNING = _set("intends intend plans plan scheduled set going")
_DECLINING = _set("declined refused failed hesitated forbore omitted neglected")
_POSTPONING = _set(
    "wait await awaited waited waiting postpone postponed postponing delay delayed delaying defer deferred deferring"
    " pause paused pausing refrain refrained refraining abstain abstained forgo forwent forgoing avoid avoided skip"
    " skipped hold held resist resisted reject rejected rule ruled stop stopped stopping shun"
)
_REASONS = _set("need reason case grounds cause necessary appropriate warranted right")
_CONTINUING = _set("continue continues continued continuing keep kept keeping")
_BEGINNING = _set("begin begins began beginning start starts started starting commence commenced resume resumed proceed")
_MODALS = _set("would could might may should can must ought shall")
_WITHIN = _set("if when whenever after before since until unless whether had were should assuming suppose supposing lest till once")
"""Words that make the clause of a subject another one's condition or time."""
_OTHERS = _set(
    "some several few other others another staff participant participants president governor dissenters dissenter"
    " analysts economists investors markets observers critics england japan canada ecb european minority colleague"
    " colleagues two three four five six"
)
_BEFORE_WHICH = _set("during in by at for of with from on under")
_SUBJECTS = _set("committee fomc reserve board desk it we members policymakers fed majority which purchases")
_TELLING = _set("announced announces said says stated states reported confirmed")
_PAST_FORMS = _set("cut kept left held began bought sold made took set put began chose froze brought stood")


def governed(before: str, verb: str) -> Standing:
    """How a verb stands by the words of its clause before it."""
    return _Reader(before, verb).read()


def is_past(verb: str) -> bool:
    """Whether a verb's form may be a past one."""
    return verb.endswith("ed") or verb in _PAST_FORMS


class _Reader:
    """Reads the words before a verb from right to left."""

    def __init__(self, before: str, verb: str) -> None:
        self.words = _TOKEN.findall(re.sub(r"\bMay\b", "month", before).lower())
        self.verb = verb
        self.hedged = False
        self.now = False

    def read(self) -> Standing:
        end = len(self.words)
        found = self._deciding(end) if self.verb in _DECIDING | _ADOPTING else self._at(end, self.verb)
        return Standing.OPEN if self.hedged and found in (Standing.DECIDED, Standing.PLANNED) else found

    def _at(self, end: int, verb: str) -> Standing:
        """The standing of a verb whose words before end at `end`."""
        end, negated = self._skip(end)
        if end <= 0:
            return Standing.OPEN
        word = self.words[end - 1]
        if word == "to":
            found = self._infinitive(end - 1)
        elif word in _MODALS or word in ("will", "did", "does", "do", "has", "have", "had"):
            found = self._auxiliary(end - 1, word)
        elif word in ("is", "are", "was", "were", "be", "been", "being"):
            found = self._being(end - 1, word, verb)
        elif word in ("and", "or", "but", "nor", ","):
            found = self._coordinated(end - 1, word, verb)
        elif verb.endswith("ing"):
            found = self._gerund(end - 1, word)
        elif is_past(verb) and word in _SUBJECTS and self._is_the_feds(end - 1):
            found = self._finite(end)
        else:
            found = Standing.OPEN
        return _negated(found) if negated else found

    def _skip(self, end: int) -> tuple[int, bool]:
        """Over adverbs, asides between commas and negations to the left; whether there was one."""
        negated = False
        while end > 0:
            word = self.words[end - 1]
            if word in ("not", "never"):
                negated = not negated
                end -= 1
            elif word in ("neither", "either"):
                negated = negated or word == "neither"
                end -= 1
            elif word in _ADVERBS or re.fullmatch(r"\d+-\d+", word) or (word.endswith("ly") and len(word) > 4) or word in _HEDGES:
                self.hedged = self.hedged or word in _HEDGES
                self.now = self.now or word in ("today", "now")
                end -= 1
            elif word == "," and (opened := self._aside(end - 1)) is not None:
                end = opened
            else:
                break
        return end, negated

    def _aside(self, closing: int) -> int | None:
        """Where an aside begins whose closing comma is at `closing`; None where that comma closes none."""
        for index in range(closing - 1, max(-1, closing - 30), -1):
            if self.words[index] == ",":
                before = self.words[index - 1] if index else ""
                governs = _DECIDING | _SUBJECTS | _MODALS | {"will", "has", "have", "to", "not", "today", "desk"}
                return index if before in governs else None
        return None

    def _infinitive(self, to: int) -> Standing:
        """Of `... to` at `to`: by the word that governs it."""
        end, negated = self._skip(to)
        word = self.words[end - 1] if end else ""
        if word in _DECIDING:
            found = self._deciding(end - 1)
        elif word in _PLANNING:
            found = self._planning(end - 1)
        elif word in _DIRECTED and (directing := self._last(_DIRECTING, end - 1, 30)) is not None:
            found = self._deciding(directing)
        elif word in _DIRECTING:
            found = self._finite(end - 1)
        elif word in _DECLINING:
            found = _negated(self._deciding(end - 1))
        elif word in _REASONS and self._denied(end - 1):
            found = Standing.REJECTED
        elif word == "decision" and self._is_todays(end - 2):
            found = self._finite(end - 1)
        elif word in _CONTINUING | _BEGINNING:
            found = self._at(end - 1, word)
            found = _continued(found) if word in _CONTINUING else found
        elif word in ("and", "or", "but", "nor", ","):
            found = self._coordinated(end - 1, word, "to")
        else:
            found = Standing.OPEN
        return _negated(found) if negated else found

    def _planning(self, at: int) -> Standing:
        """Of `plans to` at `at`: denied by `does not plan`, open after another auxiliary."""
        end, negated = self._skip(at)
        word = self.words[end - 1] if end else ""
        if negated:
            return Standing.REJECTED if word in ("do", "does", "did", "is", "are") else Standing.OPEN
        if word in _MODALS or word in ("had", "did", "was", "were", "no", "a", "any", "the"):
            return Standing.OPEN
        return _planned(self._finite(at))

    def _is_todays(self, at: int) -> bool:
        """Whether the word before `decision`, at `at`, makes it this one: `today's`, or with `today` behind it an article or owner."""
        word = self.words[at] if at >= 0 else ""
        return word == "today's" or (self.now and word in ("the", "its", "this", "our", "committee's", "fomc's"))

    def _deciding(self, at: int) -> Standing:
        """Of a deciding verb at `at`: by its own auxiliary and subject."""
        end, negated = self._skip(at)
        word = self.words[end - 1] if end else ""
        if negated:
            return Standing.REJECTED if self._did(end) and self.words[at] not in ("decide", "decided", "determined") else Standing.OPEN
        if word == "had" or word in _MODALS or (word == "have" and end > 1 and self.words[end - 2] in _MODALS):
            return Standing.PAST if word == "had" else Standing.OPEN
        if word in ("did", "does", "do", "to"):
            return Standing.OPEN
        return self._finite(at)

    def _did(self, end: int) -> bool:
        return end > 0 and self.words[end - 1] in ("did", "has", "have")

    def _finite(self, at: int) -> Standing:
        """Of a finite verb at `at`: decided, unless its subject is another, or its clause another's condition, time or report."""
        lead = [self.words[index] for index in self._lead(at)]
        if set(lead) & (_WITHIN | _OTHERS) or any(pair[0] in _BEFORE_WHICH and pair[1] == "which" for pair in pairwise(lead)):
            return Standing.OPEN
        if "that" in lead:
            told, rest = lead[: lead.index("that")], lead[lead.index("that") + 1 :]
            again = rest[-1:] in (["and"], ["but"]) and set(told) & {"committee", "fomc"} and not set(rest) & _SUBJECTS
            if not again and not (set(told) & _TELLING or told[-1:] == ["result"]):
                return Standing.OPEN
        return Standing.DECIDED

    def _lead(self, at: int) -> list[int]:
        """Where the words of a verb's clause before it stand: back to a comma that closes no aside, without the asides."""
        found: list[int] = []
        first = at
        while first > 0:
            if self.words[first - 1] in (",", ":"):
                opened = self._aside(first - 1) if self.words[first - 1] == "," else None
                if opened is None:
                    break
                first = opened
            else:
                first -= 1
                found.insert(0, first)
        return found

    def _that(self, at: int) -> tuple[int | None, set[str], set[str]]:
        """Where the clause of a verb is made another verb's object, the words before that, and all of them."""
        lead = self._lead(at)
        that = next((index for index in lead if self.words[index] == "that"), None)
        before = {self.words[index] for index in lead if that is not None and index < that}
        return that, before, {self.words[index] for index in lead}

    def _is_the_feds(self, at: int) -> bool:
        """Whether a subject at `at` is the Fed: of `which`, the word before its comma."""
        if self.words[at] != "which":
            return True
        return at > 1 and self.words[at - 1] == "," and self.words[at - 2] in _SUBJECTS | {"rate", "range", "target", "securities"}

    def _auxiliary(self, at: int, word: str) -> Standing:
        end, negated = self._skip(at)
        lead = self._finite(at)
        if word == "will" and end and self.words[end - 1] in ("and", "but"):
            lead = Standing.OPEN if self._that(at)[2] & (_WITHIN | _OTHERS) else Standing.DECIDED
        if word in _MODALS or lead is Standing.OPEN:
            that, told, _ = self._that(at)
            agreed = that is not None and bool(told & _DECIDING) and word in ("would", "should")
            return self._deciding(that - 1) if agreed and that else self._embedded(at, word)
        if word == "will":
            return _negated(Standing.PLANNED) if negated else Standing.PLANNED
        if word in ("did", "does", "do"):
            return Standing.DECIDED if word == "did" else Standing.OPEN
        if word == "had":
            return Standing.PAST
        return Standing.DECIDED if self.now else Standing.PAST

    def _embedded(self, at: int, word: str) -> Standing:
        """`decided that it will ...` is planned; any other clause under another verb is open."""
        _, told, words = self._that(at)
        if word == "will" and told & (_DECIDING | _TELLING) and not words & (_WITHIN | _OTHERS | _MODALS):
            return Standing.PLANNED
        return Standing.OPEN

    def _being(self, at: int, word: str, verb: str) -> Standing:
        """`is lowering`, and `was lowered`, `will be lowered`, `has been lowered`."""
        if word in ("be", "been", "being"):
            end, negated = self._skip(at)
            helper = self.words[end - 1] if end else ""
            if helper == "will" or helper in _MODALS:
                found = self._auxiliary(end - 1, helper)
            elif helper in ("has", "have"):
                found = Standing.DECIDED if self.now else Standing.PAST
            elif helper == "had":
                found = Standing.PAST
            else:
                found = Standing.OPEN
            return _negated(found) if negated else found
        found = self._finite(at)
        if verb.endswith("ing"):
            return _continued(found) if word in ("is", "are") else Standing.PAST if found is Standing.DECIDED else found
        return found

    def _coordinated(self, at: int, word: str, verb: str) -> Standing:
        """Of a verb after `and`, `or`, `but`, `nor` or a comma: as the one before it, its negation only after `or` and `nor`."""
        governors = {"to", "will", "not", "against", *_MODALS, "did"}
        for index in range(at - 1, -1, -1):
            word_left = self.words[index]
            if word_left in (":", ";"):
                break
            if word_left in governors and (verb == "to" or not is_past(verb) or verb in ("cut", "set", "put")):
                found = self._gerund(index, word_left) if word_left == "against" else self._at(index + 1, "")
                if found is Standing.CONTINUED and verb == "to":
                    continue
                if found is Standing.REJECTED and word in ("and", "but", ","):
                    return self._unnegated(index)
                if verb.endswith("ing") and found is Standing.CONTINUED:
                    return Standing.DECIDED
                return _negated(found) if word == "nor" and found is not Standing.REJECTED else found
            if is_past(verb) and word_left in ("committee", "fomc", "reserve", "board"):
                found = self._finite(index + 1)
                return _negated(found) if word == "nor" else found
            if verb.endswith("ing") and word_left in _DECIDING:
                return self._deciding(index)
        return Standing.OPEN

    def _unnegated(self, at: int) -> Standing:
        """What `decided not to raise but to hold` says of `hold`."""
        kept = [w for w in self.words[: at + 1] if w not in ("not", "never", "neither")]
        reader = _Reader("", self.verb)
        reader.words = kept
        return reader._at(len(kept), "")

    def _gerund(self, at: int, word: str) -> Standing:
        """Of a form in -ing after the word at `at`."""
        end, negated = self._skip(at)
        left = self.words[end - 1] if end else ""
        if word == "against" and left in _DECIDING:
            found = _negated(self._deciding(end - 1))
        elif word in _POSTPONING:
            found = _negated(self._at(at, word))
        elif word in ("from", "off", "of", "on", "out", "before", "in") and (put_off := self._last(_POSTPONING, at, 14)) is not None:
            found = _negated(self._at(put_off, self.words[put_off]))
        elif word in ("for", "in", "of") and left in ("case", "need", "reason", "grounds", "argument", "basis", "point", "justification"):
            found = Standing.REJECTED if self._denied(end - 1) else Standing.OPEN
        elif word in _BEGINNING:
            found = self._at(at, word)
        elif word in _CONTINUING:
            found = _continued(self._at(at, word))
        elif word == "of" and left in ("favor", "favour") and (voted := self._last(_DECIDING, end - 1, 10)) is not None:
            found = self._deciding(voted)
        elif word == "by" or word == "while":
            found = self._main(at)
        else:
            found = Standing.OPEN
        return _negated(found) if negated else found

    def _main(self, at: int) -> Standing:
        """What the verb phrase before `by ...ing` is."""
        for index in range(at - 1, -1, -1):
            if self.words[index] in ("to", "will"):
                return self._at(index + 1, "")
            if self.words[index] in (":", ";"):
                break
        return Standing.OPEN

    def _denied(self, at: int) -> bool:
        """Whether a noun is denied by what was seen: `saw no need`, `did not see a case`, `found no reason`."""
        words = self.words[max(0, at - 8) : at]
        past = {"saw", "found", "was", "did", "identified", "judged", *_DECIDING} & set(words)
        return bool(past) and bool({"no", "not", "little", "insufficient"} & set(words)) and not set(words) & {"if", "whether", "some"}

    def _last(self, kind: frozenset[str], at: int, reach: int) -> int | None:
        """The nearest word of a kind to the left."""
        return next((index for index in range(at, max(-1, at - reach), -1) if self.words[index] in kind), None)


def _negated(found: Standing) -> Standing:
    if found in (Standing.DECIDED, Standing.PLANNED, Standing.CONTINUED):
        return Standing.REJECTED
    return Standing.DECIDED if found is Standing.REJECTED else found


def _planned(found: Standing) -> Standing:
    return Standing.PLANNED if found is Standing.DECIDED else found


def _continued(found: Standing) -> Standing:
    return Standing.CONTINUED if found in (Standing.DECIDED, Standing.PLANNED) else found
