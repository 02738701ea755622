"""What is wrong with a watch that somebody typed, in the reader's language. `rules.watch` says it in English; here are the sentences."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.chat.typed.changes import Wrong, listed, shown
from bot.chat.typed.market_words import NOT_PRICES, asks_for_prices
from bot.i18n import N_
from bot.languages import LANGUAGES, typed_by
from bot.render.html import escape
from rules.errors import WatchError
from rules.watch_words import CHOICES, PHRASES, TERMS, Term, folded

SENTENCES = (
    (
        r"unknown field (?P<what>.+); did you mean (?P<near>.+)\?",
        N_("I don't know the field {what}. Did you mean <code>{near}</code>? For example <code>standing repo &gt;= 20bn</code>"),
    ),
    (
        r"unknown field (?P<what>.+); .+",
        N_("I don't know the field {what}. Try for example <code>standing repo &gt;= 20bn</code> or <code>SOFR - IORB &gt;= 10bp</code>"),
    ),
    (
        r"(?P<what>.+) compares nothing; .+",
        N_("I read comparisons, not sentences. Try <code>standing repo &gt;= 20bn</code> or <code>decision = cut</code>. More: /watch"),
    ),
    (
        r"(?P<what>.+) lacks its field; .+",
        N_("{what} has no field. Write field, comparison and value: <code>standing repo &gt;= 20bn</code>"),
    ),
    (
        r"(?P<what>.+) lacks its value; .+",
        N_("{what} has no value. Write field, comparison and value: <code>standing repo &gt;= 20bn</code>"),
    ),
    (r"(?P<what>.+) is no number; .+", N_("{what} is no number. Write for example 20bn, 200亿, 10bp or 25%.")),
    (
        r"(?P<what>.+) is an amount without its unit; write (?P<number>.+)bn, .+",
        N_("{what} lacks its unit. Write {number}bn, {number}m or {number}亿."),
    ),
    (
        r"(?P<what>.+) has a unit that does not fit here; write a plain number",
        N_("{what} has a unit that doesn't fit here. Write the number alone."),
    ),
    (
        r"(?P<what>.+) has a unit that does not fit here; write (?P<near>.+)",
        N_("{what} has a unit that doesn't fit here. Write it like this: {near}"),
    ),
    (r"(?P<field>.+) runs from (?P<low>-?\d+) to (?P<high>\d+).+", N_("{field} runs from {low} to {high}.")),
    (r"(?P<field>.+) is never (?P<said>.+); one of .+", N_("{field} is never {said}. It is one of: {choices}")),
    (r"(?P<field>.+) is a day; .+", N_("{field} is a day. Write it as 2025-12-31.")),
    (r"(?P<what>.+), is compared by >= alone|a size, (?P<size>.+), is compared by >= alone", N_("A size in bars, |…|, takes &gt;= alone.")),
    (r"a watch joins its comparisons by `and`.+", N_("A watch joins comparisons by “and”. For “or” make two watches.")),
    (r"a watch has at most (?P<most>\d+) comparisons.+", N_("A watch has at most {most} comparisons. Make two of it.")),
    (r"a watch has at most (?P<most>\d+) characters.+", N_("A watch has at most {most} characters.")),
    (r"no publication carries all of these.+", N_("No publication carries all of these. Watch them one by one.")),
    (r"(?P<field>.+?): operator .+ wants a number.+", N_("{field} is compared by = alone.")),
    (r"(?P<field>.+) (?:is free text and )?cannot be watched", N_("{field} can't be watched.")),
)
OTHER = N_("I can't read this watch: {reason}. One that I can read: <code>standing repo &gt;= 20bn</code>")


def fault(error: WatchError, text: str = "") -> Wrong:
    """The sentence for a fault of a watch that was typed like this."""
    message = str(error)
    if asks_for_prices(text) and re.match(r"unknown field|.+ compares nothing|.+ lacks its", message, re.DOTALL):
        return Wrong(NOT_PRICES)
    for pattern, sentence in SENTENCES:
        if (found := re.fullmatch(pattern, message, re.DOTALL)) and not _is_far(found):
            groups = {name: value.strip("'\"") for name, value in found.groupdict().items() if value is not None}
            values = {name: _named(value) if name in ("near", "field") else shown(value) for name, value in groups.items()}
            return Wrong(sentence, {**values, "choices": _choices(groups.get("field", ""))})
    return Wrong(OTHER, {"reason": escape(message)})


def _is_far(found: re.Match[str]) -> bool:
    """Whether the field that comes nearest has no name that people use."""
    near = found.groupdict().get("near") or ""
    return near.startswith("'") and _term_of(near.strip("'")) is None


def _term_of(name: str) -> Term | None:
    """What people call a field, or a phrase of theirs; None where they have no word for it."""
    bare = name.removeprefix("context.")
    return TERMS.get(folded(name)) or next((term for term in TERMS.values() if term.field.removeprefix("context.") == bare), None)


def _named(name: str) -> Callable[[str], str]:
    """A field or a phrase as a reader of a language calls it; as it stands where they have no word for it."""
    term = _term_of(name)
    phrases = [PHRASES[phrase] for phrase, meant in TERMS.items() if meant == term]

    def called(lang: str) -> str:
        said = next(iter(typed_by(lang, [name] if name in phrases else []) or typed_by(lang, phrases)), name)
        return escape(said if LANGUAGES[lang].script == "Latn" else said.replace(", ", "、").replace(" or ", "或"))

    return called


def _choices(field: str) -> Callable[[str], str]:
    """The values of a field as a reader of a language writes them."""
    choices = CHOICES.get(field.removeprefix("context."), {})

    def called(lang: str) -> str:
        return escape(listed(lang, [next(iter(typed_by(lang, forms)), choice) for choice, forms in choices.items()]))

    return called
