"""The sentences of a release that say most, in its own words: what a reader would underline. Pure, no language model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.fomc.text import MONTH, plain, sentences

MOST = 3
LONGEST = 320
"""Characters of a sentence worth quoting on a phone."""
_ACTS = re.compile(
    r"\b(?:approv|announc|adopt|propos|finaliz|request(?:s|ed|ing)? (?:public )?comment|order|terminat|prohibit|assess|fin(?:e|ed|es|ing)\b"
    r"|penalt|extend|establish|reduc|increas|lower|rais|vot|appoint|denied|deny|requir|releas|invit|withdr|rescind|repeal|revis|clarif)\w*",
    re.I,
)
_FIGURE = re.compile(r"\$\d|\b\d+(?:\.\d+)?(?:-\d/\d)? (?:percent|basis points|billion|million|days)\b", re.I)
_DATED = re.compile(
    r"\b(?:effective|comments? (?:are|is|will be)[\w ]* due|deadline|no later than|takes? effect|within \d+ days|through|until|by)\b"
    rf"[^.]{{0,40}}?(?:\b{MONTH} \d|\d+ days)",
    re.I,
)
_EMPTY = re.compile(
    r"\b(?:for (?:media|press) inquiries|additional information|more information|(?:is|are) (?:available|attached)|can be found"
    r"|click|website|see also|statement by|attachments?)\b",
    re.I,
)


def key_sentences(paragraphs: Sequence[str]) -> tuple[str, ...]:
    """At most three sentences after the first paragraph that act, give a figure or a date, in their order; plain text."""
    rest = [sentence for paragraph in paragraphs[1:12] for sentence in sentences(plain(paragraph))]
    worth = [(_worth(sentence, index), -index, sentence) for index, sentence in enumerate(rest)]
    best = sorted((found for found in worth if found[0] > 0), reverse=True)[:MOST]
    return tuple(sentence for _, _, sentence in sorted(best, key=lambda found: -found[1]))


def _worth(sentence: str, index: int) -> float:
    if not 40 <= len(sentence) <= LONGEST or _EMPTY.search(sentence):
        return 0.0
    said = 2.0 * bool(_FIGURE.search(sentence)) + 2.0 * bool(_DATED.search(sentence)) + bool(_ACTS.search(sentence))
    return said / (1 + index / 10) if said else 0.0
