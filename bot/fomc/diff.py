"""What a statement says otherwise than the one before it: aligned by sentence, then by word, the most important change first. Pure."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from bot.fomc.glossary import Phrase, glossary
from bot.fomc.text import NUMBER, plain
from bot.fomc.votes import without_votes

Kind = Literal["same", "removed", "added"]
ALIKE = 0.5
"""Share of common words from which two sentences are one sentence reworded, else one is gone and one is new."""
SHORT_INSIDE_LONG = 0.6
"""How alike a sentence is to a longer one that has all of its words."""
MOST_PAIRED = 100
"""Sentences of a text that are looked through for one reworded: three times what a statement has."""
LONGEST_COMPARED = 300
"""Words of a sentence that are compared one by one; what is longer is no sentence."""
KEPT = 4
"""Words of what is unchanged that are kept beside a change; the rest is folded to an ellipsis."""
FOLD = "…"
_PREAMBLE = re.compile(r"^.{0,120}\bapproved the following statement\b[^:]*:\s*", re.I)
_RANGE = re.compile(rf"(?<=\d)(?: percent)? to (?={NUMBER} percent\b)")
_LINKS = frozenset(("a", "an", "and", "at", "be", "been", "has", "have", "in", "is", "its", "of", "on", "or", "that", "the", "to", "with"))
"""Words that alone, unchanged between two changes, only make them hard to read."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words. Unchanged ones are folded where they are many."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One sentence reworded, gone or new: its pieces, how much it matters, and the known phrases that it is about."""

    pieces: tuple[Piece, ...]
    weight: float
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True)
class _Run:
    kind: Kind
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence's words as published, and what they are compared by."""

    words: tuple[str, ...]
    keys: tuple[str, ...]

    @property
    def folded(self) -> str:
        """What two sentences that say the same share."""
        return " ".join(self.keys).strip()

    def bag(self) -> Counter[str]:
        """How often each word is used; marks that stand alone don't count."""
        return Counter(key for key in self.keys if key)


@functools.lru_cache(maxsize=16)
def changes(before: str, after: str) -> tuple[Change, ...]:
    """The changes of wording from one statement's text to the next one's, the most important first, else in the order of the text.

    Votes, and sentences alike but for letter case and typography, are left out. A sentence that only moved is no change.
    """
    old, new = _sentences(before), _sentences(after)
    gone, fresh = _without(old, new), _without(new, old)
    pairs = _paired(gone, fresh)
    of_new = {j: i for i, j in pairs}
    found = [_reworded(gone[of_new[j]], fresh[j]) if j in of_new else _whole("added", fresh[j]) for j in range(len(fresh))]
    paired = {i for i, _ in pairs}
    found += [_whole("removed", gone[i]) for i in range(len(gone)) if i not in paired]
    return tuple(sorted(found, key=lambda change: -change.weight))


def _sentences(text: str) -> list[_Sentence]:
    kept = (_PREAMBLE.sub("", sentence) for sentence in without_votes(plain(text)))
    return [sentence for sentence in map(_sentence, kept) if sentence.folded]


def _sentence(text: str) -> _Sentence:
    words = tuple(_words(text))
    return _Sentence(words, tuple(_key(word) for word in words))


def _without(sentences: Sequence[_Sentence], others: Sequence[_Sentence]) -> list[_Sentence]:
    """The sentences that the other text doesn't have, each as often as it is missing there."""
    left = Counter(sentence.folded for sentence in others)
    kept = []
    for sentence in sentences:
        left[sentence.folded] -= 1
        if left[sentence.folded] < 0:
            kept.append(sentence)
    return kept


def _words(sentence: str) -> list[str]:
    """The words; a target range is one of them, so that it changes as a whole."""
    return [word.replace("\u00a0", " ") for word in _RANGE.sub("\u00a0to\u00a0", sentence).split(" ") if word]


def _key(word: str) -> str:
    """A word without its letter case and the marks around it."""
    return word.casefold().strip(".,;:()\"'")


def _paired(gone: Sequence[_Sentence], fresh: Sequence[_Sentence]) -> list[tuple[int, int]]:
    """The pairs of sentences that are one reworded, the most alike first, each sentence in one pair."""
    bags = [s.bag() for s in gone[:MOST_PAIRED]], [s.bag() for s in fresh[:MOST_PAIRED]]
    alike = [(_likeness(a, b), i, j) for i, a in enumerate(bags[0]) for j, b in enumerate(bags[1])]
    pairs: list[tuple[int, int]] = []
    for likeness, i, j in sorted(alike, key=lambda found: (-found[0], abs(found[1] - found[2]))):
        if likeness < ALIKE:
            break
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def _likeness(a: Counter[str], b: Counter[str]) -> float:
    """Dice's measure; a short sentence that went into a long one whole also counts as alike."""
    total_a, total_b = a.total(), b.total()
    few, many = (a, b) if len(a) < len(b) else (b, a)
    common, shorter = sum(min(count, many[key]) for key, count in few.items() if key in many), min(total_a, total_b)
    inside = SHORT_INSIDE_LONG * common / shorter if shorter >= KEPT else 0.0
    return max(2 * common / (total_a + total_b), inside)


def _whole(kind: Kind, sentence: _Sentence) -> Change:
    return _change([_Run(kind, sentence.words)])


def _reworded(before: _Sentence, after: _Sentence) -> Change:
    old, new = before.words, after.words
    if max(len(old), len(new)) > LONGEST_COMPARED:
        return _change([_Run("removed", old), _Run("added", new)])
    matcher = SequenceMatcher(None, before.keys, after.keys, autojunk=False)
    runs: list[_Run] = []
    for kind, i, k, j, m in matcher.get_opcodes():
        if kind == "equal":
            runs.append(_Run("same", new[j:m]))
            continue
        runs += [_Run("removed", old[i:k]), _Run("added", new[j:m])]
    return _change(_joined([run for run in runs if run.words]))


def _joined(runs: Sequence[_Run]) -> list[_Run]:
    """The runs, changes that only a link word or two keep apart made one: what is gone first, then what is new."""
    joined: list[_Run] = []
    for index, run in enumerate(runs):
        is_link = run.kind == "same" and len(run.words) <= 2 and all(_key(word) in _LINKS for word in run.words)
        if is_link and 0 < index < len(runs) - 1:
            joined += [_Run("removed", run.words), _Run("added", run.words)]
        else:
            joined.append(run)
    return list(_grouped(joined))


def _grouped(runs: Sequence[_Run]) -> Iterator[_Run]:
    removed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    for run in [*runs, _Run("same", ())]:
        if run.kind == "removed":
            removed += run.words
        elif run.kind == "added":
            added += run.words
        else:
            yield from (r for r in (_Run("removed", removed), _Run("added", added), run) if r.words)
            removed = added = ()


def _change(runs: Sequence[_Run]) -> Change:
    found = [*_phrases(runs, "added"), *_phrases(runs, "removed")]
    phrases = dict.fromkeys(phrase for phrase, is_touched in found if is_touched)
    weigh = glossary().weight
    changed = sum(len(run.words) for run in runs if run.kind != "same")
    weight = max((weigh(phrase) / (1 if is_touched else 2) for phrase, is_touched in found), default=0.0)
    return Change(pieces=tuple(_pieces(runs)), weight=weight + min(changed, 20) / 100, phrases=tuple(phrases))


def _phrases(runs: Sequence[_Run], side: Kind) -> Iterator[tuple[Phrase, bool]]:
    """The known phrases of one side of a change, each with whether it touches a changed word."""
    if all(run.kind != side for run in runs):
        return
    words, spans = "", []
    for run in runs:
        if run.kind in ("same", side):
            text = " ".join(run.words)
            start = len(words) + (1 if words else 0)
            words = f"{words} {text}" if words else text
            if run.kind == side:
                spans.append((start, start + len(text)))
    for found in glossary().find(words):
        yield found.phrase, any(found.start < end and start < found.end for start, end in spans)


def _pieces(runs: Sequence[_Run]) -> Iterator[Piece]:
    for index, run in enumerate(runs):
        if run.kind != "same":
            yield Piece(run.kind, " ".join(run.words))
            continue
        head = run.words[:KEPT] if index > 0 else ()
        tail = run.words[-KEPT:] if index < len(runs) - 1 else ()
        if len(run.words) <= len(head) + len(tail) + 1:
            yield Piece("same", " ".join(run.words))
        else:
            yield Piece("same", " ".join([*head, FOLD, *tail]))
