"""What minutes and speeches say on the balance sheet, reserves, run-off, repos and the Treasury market, and who says it. Pure.

A passage is one sentence. In minutes the section tells who speaks, and the sentence itself where it names staff or participants.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.fomc.glossary import BALANCE_SHEET, Phrase, glossary
from bot.fomc.text import mentions, plain, sentences

STAFF, PARTICIPANTS, COMMITTEE, SPEAKER = "staff", "participants", "committee", "speaker"
MOST = 80
"""Passages that are kept of one document; the minutes that had most had fewer than that."""
LONGEST = 700
"""Characters of a passage; what is longer is a list or a table."""
_STEMS = (
    *("balance sheet", "reserve", "soma", "holdings", "runoff", "run-off", "repo", "repurchase", "treasury market", "redemption"),
    *("reinvest", "asset purchase", "purchases of", "purchase of", "quantitative", "market account", "general account"),
)
"""One of them is in every passage."""
_ON_BALANCE_SHEET = re.compile(
    r"\b(?:Federal Reserve's|System's|central bank) balance sheets?\b"
    r"|\bthe (?:size|composition|level) (?:(?:and|or) \w+ )?of the balance sheet\b"
    r"|\bbalance[- ]sheet (?:runoff|run-off|reduction|normalization|polic\w+|plans?|composition|size|tools?|strategy|unwind)\b"
    r"|\b(?:reduc|shrink|expand|normaliz|grow)\w* (?:in |of )?(?:the|its|our) balance sheet\b"
    r"|\bSOMA\b|\bSystem Open Market Account\b|\b(?:securities|its|our|Federal Reserve's) holdings\b"
    r"|\bholdings of (?:Treasury|agency|securities)"
    r"|\brun-?off\b|\bquantitative (?:tightening|easing)\b|\bredemption caps?\b|\breinvest(?:ing|ment|ments)? (?:of |policy\b|polic\w+)?"
    r"|\breserve (?:balances|management|scarcity|demand|conditions|levels?|supply)\b|\b(?:bank|ample|abundant|scarce|excess) reserves\b"
    r"|\b(?:level|supply|quantity|amount|demand|stock)s? (?:of|for) (?:bank |ample )?reserves\b"
    r"|\breserves (?:were|are|remain\w*|to|had|would|fell|rose)\b"
    r"|\brepos?\b|\brepurchase agreement|\bstanding (?:repo|overnight)\b|\bTreasury (?:securities )?market\b"
    r"|\b(?:large-scale |net )?asset purchases?\b|\bpurchases? of (?:Treasury|agency|longer-term|shorter-term)\b"
    r"|\bTreasury General Account\b",
    re.I,
)
_ELSEWHERE = re.compile(
    r"\b(?:oil|petroleum|foreign exchange|foreign-exchange|currency|international|gold|loan[- ]loss|capital) reserves?\b"
    r"|\breserves? of (?:foreign|oil|gold)\b|\b(?:household|corporate|business|consumer|bank)s?'? balance sheets?\b|\breserve requirement",
    re.I,
)
"""Other reserves and other balance sheets."""
_SECTION = re.compile(
    r"^(?P<title>Developments in Financial Markets[^.]{0,80}?Operations"
    r"|Developments in Financial Markets and the Federal Reserve's Balance Sheet"
    r"|Staff Review of the (?:Economic|Financial) Situation|Staff Economic Outlook"
    r"|Participants' (?:Views|Discussion) (?:on|of) [A-Z][\w ]{0,80}?(?:Outlook|Developments|Policy)"
    r"|Committee Policy Actions?|(?:Balance Sheet|Monetary Policy) Normalization|Standing Repurchase Facility|Money Market Developments"
    r"|(?:Longer?-[Rr]un )?Monetary Policy Implementation(?: Frameworks?)?|System Open Market Account Reinvestment Policy"
    r"|Discussion of [A-Z][\w' -]{0,80}|Review of [A-Z][\w', -]{0,80})(?=$|\s+[A-Z\"(])"
)
_STAFF_SECTIONS = ("developments in financial", "staff")
_SPEAKERS = (
    (re.compile(r"(?<!market )\bparticipants?\b", re.I), PARTICIPANTS),
    (re.compile(r"\b(?:the|all|some|several|most|many|few|other) members\b", re.I), COMMITTEE),
    (re.compile(r"\bmembers\b (?:\w+ )?(?:agreed|judged|noted|voted|decided)", re.I), COMMITTEE),
    (re.compile(r"\bthe Committee (?:decided|agreed|voted|directed)\b", re.I), COMMITTEE),
    (re.compile(r"\b(?:staff|manager|deputy manager|Desk|briefings?|presentations?)\b", re.I), STAFF),
)
_OPENING = 90
"""Characters in which a sentence says who speaks."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence on the balance sheet and who says it: staff, participants, committee, speaker."""

    by: str
    words: str

    def __str__(self) -> str:
        return f"{self.by}: {self.words}"


def passage_of(text: str) -> Passage:
    """The passage that its own text form, `staff: ...`, stands for."""
    by, _, words = text.partition(": ")
    return Passage(by, words)


def in_minutes(paragraphs: Iterable[str]) -> tuple[Passage, ...]:
    """The passages of minutes, in order; participants and staff told apart."""
    section = ""
    found: list[Passage] = []
    for paragraph in paragraphs:
        paragraph = plain(paragraph)
        if heading := _SECTION.match(paragraph):
            section = heading["title"]
            paragraph = paragraph[heading.end() :].strip()
        usual = _by(section)
        found += [Passage(_speaker(sentence, usual), sentence) for sentence in sentences(paragraph) if is_passage(sentence)]
    return tuple(found[:MOST])


def in_speech(paragraphs: Iterable[str]) -> tuple[Passage, ...]:
    """The passages of a speech, in order."""
    found = (sentence for paragraph in paragraphs for sentence in sentences(plain(paragraph)) if is_passage(sentence))
    return tuple(Passage(SPEAKER, sentence) for sentence in found)[:MOST]


def is_passage(sentence: str) -> bool:
    """Whether a sentence is on the Fed's balance sheet, bank reserves, repos or the Treasury market."""
    if len(sentence) > LONGEST or not mentions(sentence, _STEMS):
        return False
    return bool(_ON_BALANCE_SHEET.search(_ELSEWHERE.sub("", sentence)))


def phrases_in(passages: Iterable[Passage]) -> list[Phrase]:
    """The known balance-sheet phrases of passages, each once, in order of first use."""
    return phrases_of(passage.words for passage in passages)


def phrases_of(texts: Iterable[str]) -> list[Phrase]:
    """The known balance-sheet phrases of plain texts, each once, in order of first use."""
    found = (f.phrase for text in texts for f in glossary().find(text))
    return list(dict.fromkeys(phrase for phrase in found if phrase.topic == BALANCE_SHEET))


def telling(passages: Sequence[Passage], new: Iterable[str] = (), most: int = 3) -> list[Passage]:
    """The passages that say most: new phrases first, then many phrases, participants and members before staff; in document order."""
    fresh = frozenset(new)

    def worth(passage: Passage) -> tuple[int, int, int]:
        phrases = [phrase.words for phrase in phrases_in([passage])]
        return sum(words in fresh for words in phrases), passage.by != STAFF, len(phrases)

    best = sorted(range(len(passages)), key=lambda index: worth(passages[index]), reverse=True)[:most]
    return [passages[index] for index in sorted(best)]


def _by(section: str) -> str:
    section = section.lower()
    if section.startswith(_STAFF_SECTIONS):
        return STAFF
    return COMMITTEE if section.startswith("committee") else PARTICIPANTS


def _speaker(sentence: str, usual: str) -> str:
    opening = sentence[:_OPENING]
    found = [(match.start(), by) for form, by in _SPEAKERS if (match := form.search(opening))]
    return min(found)[1] if found else usual
