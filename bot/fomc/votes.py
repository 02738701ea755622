"""Who voted for a statement, who against, and what each dissenter preferred.

Two forms: the list (`Voting for the monetary policy action were A; B; and C. Voting against was D, who preferred ...`, from March
2002) and the count (`approved the following statement for release by a 12 - 0 vote`, from June 2026). Before 2002 neither is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.fomc.text import mentions, sentences


@dataclass(frozen=True, slots=True)
class Votes:
    """Counts, None where the statement gives none; `dissents` hold `Name: preference`."""

    votes_for: int | None = None
    votes_against: int | None = None
    dissents: tuple[str, ...] = ()


_WORD = r"(?:[A-Z]\.|[A-Z][\w'-]+)"
_NAME = rf"{_WORD}(?: {_WORD})+(?:, [JS]r\.)?"
_NAMES = rf"{_NAME}(?:(?:, and |, | and ){_NAME})*"
_OFFICE = re.compile(r"\b(?:Chair|Chairman|Chairwoman|Chairperson|President|Governor|Alternate|Tempore)\b")
_COUNT = re.compile(r"\b(\d{1,2}) ?(?:-|to) ?(\d{1,2}) vote\b|\bvote of (\d{1,2}) ?(?:-|to) ?(\d{1,2})\b", re.I)
_FOR = re.compile(r"\bVoting (?:for|in favor of)\b(?! the discount| approval of the discount)[^:.;]{0,60}?\b(?:was|were)\b:? ?", re.I)
_AGAINST = re.compile(r"\b(?:Voting against|Voted against|Dissenting|Opposed)\b[^:.;]{0,60}?(?:\b(?:was|were)\b:?|:) ?", re.I)
_AGAINST_STEMS = ("voting against", "voted against", "voted no", "dissent", "opposed")
_WHO = re.compile(rf"(?P<names>{_NAMES}),? (?:(?:both|each|all|neither) of whom|who) ")
_DISSENTED = re.compile(rf"(?P<names>{_NAMES})(?<!Committee),? (?i:dissented|voted against|voted no)\b")
_ON_VOTES = re.compile(
    r"^(?:Voting (?:for|against|in favor)|Voted against|Dissenting|Absent and not voting|Absent was|Absent were)\b"
    r"|\bvoted as an? alternate|\bdissent|(?<!Committee )(?<!FOMC )\bvoted against\b|\bprefer(?:s|red|ring)\b|\bwho did not support\b",
    re.I,
)
_STEMS = ("vot", "dissent", "prefer", "absent", "did not support")
"""One of them is in every sentence on votes."""
_CHOICE = re.compile(
    r"\bprefer(?:s|red|ring)(?: instead)?(?: at this meeting)?,?(?: to)? "
    r"(?:(?P<verb>lower|reduce|decrease|cut|raise|increase|maintain|leave|keep|hold)\w*"
    r"|(?P<none>no change)|an? (?:[\w/-]+ ){0,4}?(?P<noun>increase|reduction|decrease|cut))\b(?P<rest>.{0,80})",
    re.I,
)
_BACKED = re.compile(r"\b(?:support|favor)(?:s|ed|ing)? (?:an? )?(?P<verb>rais|increas|lower|reduc|decreas|cut)\w*(?P<rest>.{0,80})", re.I)
_PREFERENCES = {"lower": "lower", "reduc": "lower", "decre": "lower", "cut": "lower", "raise": "raise", "rais": "raise", "incre": "raise"}
_VIEW = re.compile(
    r"\b(?:would have |also |had )?(?:prefer|believ|object|oppos|support|favor|judg|felt|did not|was concerned|saw|expect|thought)\w*\b.*",
    re.I,
)


def without_votes(text: str) -> list[str]:
    """The sentences of a plain text that are not on votes or anyone's preference: a dissent is never read as the decision."""
    kept = []
    for paragraph in text.split("\n\n"):
        voting = False
        for sentence in sentences(paragraph):
            if re.match(r"Voting (?:for|against)\b", sentence, re.I):
                voting = True
            elif re.match(r"In (?:a )?(?:related|conjunction|addition|connection)\b|The (?:Committee|Federal)\b", sentence):
                voting = False
            if not voting and not (mentions(sentence, _STEMS) and _ON_VOTES.search(sentence)):
                kept.append(sentence)
    return kept


def read_votes(text: str) -> Votes:
    """Read counts and dissents from a statement's plain text."""
    dissents = tuple(f"{name}: {preference}" for name, preference in _dissents(text)) if mentions(text, _AGAINST_STEMS) else ()
    counted = _COUNT.search(text) if mentions(text, (" vote",)) else None
    if counted:
        for_, against = (int(n) for n in counted.groups() if n is not None)
        return Votes(for_, against, dissents)
    listed = _FOR.search(text)
    if listed is None:
        return Votes(None, len(dissents) or None, dissents)
    names = _listed(_first_sentence(text[listed.end() :]))
    return Votes(len(names) or None, len(dissents), dissents)


def _first_sentence(text: str) -> str:
    return next(iter(sentences(text)), "")


def _listed(passage: str) -> list[str]:
    """The names of `A, Chair; B, Vice Chair; C; and D.`, the offices left out."""
    parts = re.split(r"[;,] and |; | and |, (?![JS]r\b)", passage)
    return [part for part in parts if re.match(_NAME, part) and not _OFFICE.search(part)]


def _dissents(text: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for start in _AGAINST.finditer(text):
        found += _with_views(text[start.end() :])
    if not found and (told := _DISSENTED.search(text)):
        view = _first_sentence(text[told.start() :])
        found += [(name, preference_of(view)) for name in _split(told["names"])]
    return found


def _with_views(passage: str) -> list[tuple[str, str]]:
    """`A and B, who X; and C, who Y.`, or the names alone with the views in sentences of their own."""
    if re.match(rf"{_NAMES},? (?:(?:both|each|all|neither) of whom|who) ", passage) is None:
        return _with_later_views(passage)
    heads = list(_WHO.finditer(passage))
    found: list[tuple[str, str]] = []
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        clause = _first_sentence(passage[head.end() : after.start() if after else len(passage)])
        view = re.sub(r"[\s;,.]*(?:\band)?[\s;,.]*$", "", clause)
        found += [(name, preference_of(view)) for name in _split(head["names"])]
        if clause.endswith("."):
            break
    return found


def _with_later_views(passage: str) -> list[tuple[str, str]]:
    named = re.match(_NAMES, passage)
    if named is None:
        return []
    later = sentences(passage[named.end() :].lstrip(" .\n"))[:4]
    found: list[tuple[str, str]] = []
    for name in _split(named[0]):
        surname = re.sub(r", [JS]r\.$", "", name).split()[-1]
        own = next((s for s in later if re.search(rf"\b{re.escape(surname)}\b|^(?:Both|Each|All|They)\b", s)), "")
        view = _VIEW.search(own.partition(surname)[2] or own)
        found.append((name, preference_of(view[0].rstrip(" .") if view else "not said")))
    return found


def _split(names: str) -> list[str]:
    return re.findall(_NAME, re.sub(r"\b(?:President|Governor|Chair|Vice Chair) ", "", names))


def preference_of(view: str) -> str:
    """lower, raise or maintain where the view is on the target; else the view in its own words."""
    if (choice := _CHOICE.search(view)) and re.search(r"target|federal funds|\brange\b|\brate\b", choice["rest"] or view):
        word = (choice["verb"] or choice["noun"] or "").lower()
        return next((kind for stem, kind in _PREFERENCES.items() if word.startswith(stem)), "maintain")
    if (backed := _BACKED.search(view)) and re.search(r"target|federal funds", backed["rest"]):
        return next(kind for stem, kind in _PREFERENCES.items() if backed["verb"].lower().startswith(stem))
    return view
