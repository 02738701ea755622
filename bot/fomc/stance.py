"""Whether a sentence leans hawkish, dovish or neither: by a word list and patterns, each hit named. No model, nothing learned.

A concept (inflation, unemployment) and a word of rise or fall beside it in the same clause make a pair; pairs and phrases on policy are
added up with their signs, negation turns a sign round. It is a weak signal: `docs/fomc-reading.md` says how weak. The vocabulary and
where it comes from stand in `stance.toml`.
"""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

from bot.fomc.text import plain, sentences
from bot.fomc.votes import without_votes

Label = Literal["hawkish", "dovish", "neutral"]
_WORD = re.compile(r"[a-z0-9$%][a-z0-9$%'./-]*|[,;:]")
_CLAUSE_ENDS = frozenset((",", ";", ":", "but", "while", "although", "though", "whereas", "however", "despite"))
_NEGATION_REACH = 3
_LONGEST_CLAUSE = 200
"""Words; what is longer is a list."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Words that count, and which way: +1 hawkish, -1 dovish."""

    words: str
    sign: int


@dataclass(frozen=True, slots=True)
class Stance:
    """A sentence's stance, the sum behind it, and what made the sum."""

    label: Label
    score: float
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A phrase of the vocabulary in a clause: its first and last word, what it is, and its sign."""

    first: int
    last: int
    kind: str
    sign: int


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    """Phrases by their first stem: the stems, the kind and the sign of each, the longest first."""

    phrases: Mapping[str, Sequence[tuple[tuple[str, ...], str, int]]]
    longest_stem: int
    weights: Mapping[str, float]


def stance(sentence: str) -> Stance:
    """The stance of one sentence, given as published or plain."""
    hits = [hit for clause in _clauses(plain(sentence)) for hit in _hits(clause)]
    weights = _vocabulary().weights
    score = sum(hit.sign * weight for hit, weight in hits)
    label: Label = "neutral" if abs(score) < weights["threshold"] else "hawkish" if score > 0 else "dovish"
    return Stance(label, score, tuple(hit for hit, _ in hits))


@functools.lru_cache(maxsize=64)
def tone(text: str) -> float | None:
    """Of the sentences of a text, the hawkish share less the dovish one, -1..1; votes are left out. None for a text without sentences."""
    return _balance(without_votes(plain(text)))


def tone_of(paragraphs: Iterable[str]) -> float | None:
    """The tone of a document without a roll of votes."""
    return _balance([sentence for paragraph in paragraphs for sentence in sentences(plain(paragraph))])


def _balance(said: Sequence[str]) -> float | None:
    labels = [stance(sentence).label for sentence in said]
    return round((labels.count("hawkish") - labels.count("dovish")) / len(labels), 2) if labels else None


def _clauses(sentence: str) -> list[list[str]]:
    """The sentence's words in lower case, cut where another thought may begin."""
    clauses: list[list[str]] = [[]]
    for word in _WORD.findall(sentence.lower()):
        if word in _CLAUSE_ENDS:
            clauses.append([])
        elif stripped := word.strip(".'"):
            clauses[-1].append(stripped)
    return [clause[:_LONGEST_CLAUSE] for clause in clauses if clause]


def _hits(clause: Sequence[str]) -> list[tuple[Hit, float]]:
    """The phrases on policy, and the concepts paired with a direction each."""
    vocabulary = _vocabulary()
    found = _found(clause, vocabulary)
    negations = [f.last for f in found if f.kind == "negation"]

    def signed(first: int, last: int, sign: int, at: int) -> Hit:
        is_negated = any(0 < at - n <= _NEGATION_REACH for n in negations)
        return Hit(" ".join(clause[first : last + 1]), -sign if is_negated else sign)

    hits = [(signed(f.first, f.last, f.sign, f.first), vocabulary.weights["policy"]) for f in found if f.kind == "policy"]
    directions = [f for f in found if f.kind == "direction"]
    taken = set[int]()
    for concept in (f for f in found if f.kind == "concept"):
        free = [(_gap(concept, d), index) for index, d in enumerate(directions) if index not in taken]
        near = [pair for pair in free if pair[0] <= vocabulary.weights["window"]]
        if near:
            index = min(near)[1]
            taken.add(index)
            direction = directions[index]
            first, last = min(concept.first, direction.first), max(concept.last, direction.last)
            hits.append((signed(first, last, concept.sign * direction.sign, direction.first), vocabulary.weights["pair"]))
    return hits


def _gap(one: _Found, other: _Found) -> int:
    return max(one.first - other.last, other.first - one.last)


def _found(clause: Sequence[str], vocabulary: _Vocabulary) -> list[_Found]:
    """The phrases of the vocabulary, from left to right, the longest at each word."""
    found: list[_Found] = []
    index = 0
    while index < len(clause):
        phrase = next((p for p in _beginning(clause[index]) if _stands(p[0], clause, index)), None)
        if phrase is None:
            index += 1
            continue
        stems, kind, sign = phrase
        found.append(_Found(index, index + len(stems) - 1, kind, sign))
        index += len(stems)
    return found


@functools.lru_cache(maxsize=20_000)
def _beginning(word: str) -> list[tuple[tuple[str, ...], str, int]]:
    """The phrases whose first word may be this one, the longest first. Texts use few words many times."""
    vocabulary = _vocabulary()
    stems = [word, *(word[:length] + "*" for length in range(2, min(len(word), vocabulary.longest_stem) + 1))]
    if word.endswith("n't"):
        stems.append("n't")
    phrases = [phrase for stem in stems for phrase in vocabulary.phrases.get(stem, ())]
    return sorted(phrases, key=lambda phrase: -len(phrase[0]))


def _stands(stems: Sequence[str], clause: Sequence[str], index: int) -> bool:
    rest = clause[index + 1 : index + len(stems)]
    return len(rest) == len(stems) - 1 and all(_is(stem, word) for stem, word in zip(stems[1:], rest, strict=True))


def _is(stem: str, word: str) -> bool:
    return word.startswith(stem[:-1]) if stem.endswith("*") else word == stem


@functools.cache
def _vocabulary() -> _Vocabulary:
    data: dict[str, Any] = tomllib.loads((resources.files("bot.fomc") / "stance.toml").read_text(encoding="utf-8"))
    listed = [
        (data["policy"]["hawkish"], "policy", 1),
        (data["policy"]["dovish"], "policy", -1),
        (data["concepts"]["hawkish_up"], "concept", 1),
        (data["concepts"]["dovish_up"], "concept", -1),
        (data["directions"]["up"], "direction", 1),
        (data["directions"]["down"], "direction", -1),
        (data["negations"]["words"], "negation", 0),
    ]
    phrases: dict[str, list[tuple[tuple[str, ...], str, int]]] = {}
    for words, kind, sign in listed:
        for phrase in words:
            stems = tuple(phrase.split())
            phrases.setdefault(stems[0], []).append((stems, kind, sign))
    stems_of_first = [stem for stem in phrases if stem.endswith("*")]
    return _Vocabulary(phrases, max(len(stem) for stem in stems_of_first), data["weights"])
