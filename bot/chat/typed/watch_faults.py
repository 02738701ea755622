"""What is wrong with a watch that somebody typed, in the reader's language. `rules.watch` says it in English; here are the sentences."""

from __future__ import annotations

import re

from bot.chat.typed.changes import Wrong, shown
from bot.i18n import N_
from bot.render.html import escape
from rules.errors import WatchError

_EXAMPLE = "standing repo &gt;= 20bn"
_SENTENCES = (
    (r"unknown field (?P<what>.+); did you mean (?P<near>.+)\?", N_("I don't know the field {what}. Did you mean <code>{near}</code>?")),
    (r"unknown field (?P<what>.+); for example (?P<near>.+)", N_("I don't know the field {what}. Fields are for example: {near}")),
    (r"(?P<what>.+) compares nothing; .+", N_("{what} compares nothing. Write a field, one of &gt;= &lt;= &gt; &lt; =, and a value.")),
    (r"(?P<what>.+) lacks its field; .+", N_("{what} has no field. Write a field, a comparison and a value.")),
    (r"(?P<what>.+) lacks its value; .+", N_("{what} has no value. Write a field, a comparison and a value.")),
    (r"(?P<what>.+) is no number; .+", N_("{what} is no number. Write for example 20bn, 200亿, 10bp or 25%.")),
    (r"(?P<what>.+) is an amount without its unit; write (?P<near>.+)", N_("{what} lacks its unit. Write {near}.")),
    (r"(?P<what>.+) has a unit that does not fit here; write (?P<near>.+)", N_("{what} has a unit that doesn't fit here. Write {near}.")),
    (r"(?P<what>.+) runs from (?P<low>-?\d+) to (?P<high>\d+).+", N_("{what} runs from {low} to {high}.")),
    (r"(?P<what>.+) is never (?P<said>.+); one of (?P<near>.+)", N_("{what} is never {said}. It is one of: {near}")),
    (r"(?P<what>.+) is a day; .+", N_("{what} is a day. Write it as 2025-12-31.")),
    (r"(?P<what>.+), is compared by >= alone|a size, (?P<size>.+), is compared by >= alone", N_("A size in bars, |…|, takes &gt;= alone.")),
    (r"a watch joins its comparisons by `and`.+", N_("A watch joins comparisons by “and”. For “or” make two watches.")),
    (r"a watch has at most (?P<most>\d+) comparisons.+", N_("A watch has at most {most} comparisons. Make two of it.")),
    (r"a watch has at most (?P<most>\d+) characters.+", N_("A watch has at most {most} characters.")),
    (r"no publication carries all of these.+", N_("No publication carries all of these. Watch them one by one.")),
    (r"(?P<what>.+?): operator .+ wants a number.+", N_("{what} is compared by = alone.")),
)
OTHER = N_("I can't read this watch: {reason}. One that I can read: <code>{example}</code>")


def fault(error: WatchError) -> Wrong:
    """The sentence for a fault."""
    message = str(error)
    for pattern, sentence in _SENTENCES:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            values = {name: shown(value.strip("'\"")) for name, value in found.groupdict().items() if value is not None}
            return Wrong(sentence, values | {name: escape(v.strip("'\"")) for name, v in found.groupdict().items() if name == "near" and v})
    return Wrong(OTHER, {"reason": escape(message), "example": _EXAMPLE})
