"""Questions typed in words: which look-up answers them, by plain word matching. Pure.

Each look-up has words that only a question about it has (`question_words`). What they match is counted by length, a word within a longer
one belonging to the longer; where two look-ups are meant, or a word is only nearly one, nobody guesses: both are offered.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from bot import terms
from bot.chat.typed.characters import plain
from bot.chat.typed.question_words import ANY_SUBJECT, CALENDAR_ALONE, DEFINES, KINDS, MISSPELT, NOT_OURS, OF_DATA, OTHERS, SUBJECTS, WORDS

TERM = "term"
LONGEST = 200
"""Characters of a question; what is longer is a text."""
CLOSE = 0.84
"""How alike a misspelt word must be, of 1."""
_PREFERRED = ("calendar", "correlation", "priced", "dots", "history", "cycle", "repo", "rates", "balance")
"""Of two that are equally near, which is offered first."""
_AROUND = " ?!.。？！…,，;；:：\"'"
_LATIN = re.compile(r"(?<=[a-z0-9])(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff])(?=[a-z])")
_MEANING = re.compile(r"^meaning of | meaning$")


@dataclass(frozen=True, slots=True)
class Question:
    """A look-up by its command; `of` is what it is about: a kind, or the id of a term."""

    name: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Unsure:
    """What may be meant: one or two look-ups, the nearer first."""

    near: tuple[Question, ...]


def read_question(text: str) -> Question | Unsure | None:
    """What somebody asks; None for what is no question that a look-up answers."""
    folded = " ".join(plain(text).casefold().split()).strip(_AROUND)
    said = _LATIN.sub(" ", folded)
    if not said or len(said) > LONGEST or NOT_OURS.search(said):
        return None
    if said.startswith("/"):  # a command; one behind a full-width stroke reaches no command of Telegram's
        return Question(said[1:]) if said[1:] in WORDS and said[1:] != "history" and not text.lstrip().startswith("/") else None
    if DEFINES.fullmatch(said) and not OF_DATA.search(said) and (found := terms.find(_MEANING.sub("", folded))) is not None:
        return Question(TERM, found.id)
    names = _meant(said)
    if len(names) == 1:
        return Question(names[0], _kind_in(said) or "" if names[0] == "history" else "")
    if names:
        return Unsure(tuple(Question(name, _kind_in(said) or "" if name == "history" else "") for name in names[:2]))
    if (found := terms.find(folded)) is not None:
        return Question(TERM, found.id)
    return _nearly(said)


def _meant(said: str) -> list[str]:
    """The look-ups that a question's words are of, the nearest first."""
    if CALENDAR_ALONE.fullmatch(said):
        return ["calendar"]
    spans = [(found.span(), name) for name, pattern in WORDS.items() for found in pattern.finditer(said)]
    own = [(span, name) for span, name in spans if not any(_within(span, other) for other, another in spans if another != name)]
    lengths: dict[str, int] = {}
    for (start, end), name in own:
        lengths[name] = lengths.get(name, 0) + end - start
    return _decided(lengths, said)


def _decided(lengths: dict[str, int], said: str) -> list[str]:
    """Where words of several look-ups stand together, a time or a past that is asked for takes what it is asked of along."""
    if "calendar" in lengths:
        if not SUBJECTS.search(said) and (OTHERS.search(said) or not ANY_SUBJECT.search(said)):
            del lengths["calendar"]
        elif not {"priced", "history", "correlation"} & lengths.keys():
            return ["calendar"]
    if "history" in lengths:
        if _kind_in(said) is None:
            del lengths["history"]
        elif not {"priced", "correlation", "calendar"} & lengths.keys():
            return ["history"]
    return sorted(lengths, key=lambda name: (-lengths[name], _PREFERRED.index(name)))


def _within(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a match lies within a longer one."""
    return other[0] <= span[0] and span[1] <= other[1] and other[1] - other[0] > span[1] - span[0]


def _kind_in(said: str) -> str | None:
    """The kind of publication that a question names."""
    return next((kind for pattern, kind in KINDS if pattern.search(said)), None)


def _nearly(said: str) -> Unsure | None:
    """Look-ups whose word somebody nearly wrote."""
    near = [match for word in re.findall(r"[a-z]{6,}", said) for match in get_close_matches(word, MISSPELT, n=1, cutoff=CLOSE)]
    names = tuple(dict.fromkeys(MISSPELT[word] for word in near))[:2]
    return Unsure(tuple(map(Question, names))) if names else None
