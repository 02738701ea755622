"""What a Chair's speech says on the course of rates: a short list of turns of phrase, each of which has moved markets or would. Pure.

New is one that no speech of a Chair in the 400 days before had (bot.fomc.measure): Jackson Hole of 2022 to 2025 each had one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_AHEAD = r"\b(?:may|could|will|would|appropriate to|time (?:has come )?(?:for policy )?to|ready to|prepared to|soon)\b[^.]{0,60}"
_ON = r"\b[^.]{0,40}\b(?:interest rates?|rates|policy|stance|target range|federal funds rate|restraint)\b"
_FORMS = {
    "easing ahead": rf"{_AHEAD}\b(?:lower|cut|reduc\w+|eas(?:e|ing)|dial\w* back){_ON}",
    "tightening ahead": rf"{_AHEAD}\b(?:rais\w+|increas\w+|tighten\w*|firm\w*){_ON}",
    "adjusting policy": rf"{_AHEAD}\b(?:adjust\w*|recalibrat\w+){_ON}|\btime has come for policy to adjust\b",
    "some pain": r"\bsome pain\b",
    "restrictive for some time": r"\brestrictive\b[^.]{0,60}\bfor (?:some time|longer|a while)\b",
    "proceed carefully": r"\bproceed\w* carefully\b",
    "act as appropriate": r"\bact as appropriate\b",
    "act forcefully": r"\b(?:act\w*|us\w+ our tools) (?:forcefully|aggressively|expeditiously)\b",
}
_PHRASES = {name: re.compile(form, re.I) for name, form in _FORMS.items()}


def policy_phrases(paragraphs: Iterable[str]) -> tuple[str, ...]:
    """The names of the phrases that stand in a text, in the order of the list."""
    text = "\n".join(paragraphs)
    return tuple(name for name, form in _PHRASES.items() if form.search(text))
