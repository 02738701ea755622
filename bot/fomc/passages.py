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
    r"|\b(?:reduc|shrink|expand|normaliz|grow)\w* (?:in |of )?(?:the|its|our) (?:securities portfolio|balance sheet)\b"
    r"|\b(?:size|composition|growth|reduction|expansion) (?:and \w+ )?of (?:our|the Federal Reserve's|the Fed's) balance sheet\b"
    r"|\bSOMA\b|\bSystem Open Market Account\b|\b(?:securities|its|our|Federal Reserve's) holdings\b"
    r"|\bholdings of (?:Treasury|agency|securities)"
    r"|\brun-?off\b|\bquantitative (?:tightening|easing)\b|\bredemption caps?\b|\breinvest(?:ing|ment|ments)? (?:of |policy\b|polic\w+)?"
    r"|\breserve (?:balances|management|scarcity|demand|conditions|levels?|supply)\b|\b(?:bank|ample|abundant|scarce|excess) reserves\b"
    r"|\b(?:level|supply|quantity|amount|demand|stock)s? (?:of|for) (?:bank |ample )?reserves\b"
    r"|\breserves (?:were|are|remain\w*|to|had|would|fell|rose)\b"
    r"|\bstanding (?:repo|overnight)\b|\b(?:overnight )?reverse (?:repo|repurchase)|\bON RRP\b|\bTreasury (?:securities )?market\b"
    r"|\b(?:large-scale |net )?asset purchases?\b|\bpurchases? of (?:Treasury|agency|longer-term|shorter-term)\b"
    r"|\bTreasury General Account\b",
    re.I,
)
_REPO = re.compile(r"\brepos?\b|\brepurchase agreement", re.I)
_OPERATED = re.compile(
    r"\b(?:Desk|FOMC|Federal Open Market Committee|Open Market (?:Trading )?Desk|standing|open market operations?"
    r"|money market rates?|reserves|SOMA)\b"
    r"|\b(?:Federal Reserve|Fed|Committee|central bank|our|we)\b[^.;]{0,80}\b(?:operations?|conduct\w*|offer\w*|facilit\w+|lend\w*"
    r"|intervene\w*)\b"
    r"|\b(?:operations?|facilit\w+)\b[^.;]{0,60}\b(?:Federal Reserve|Fed|central bank)\b",
    re.I,
)
"""What tells the Fed's own repos from those between others."""
_PARTY = (
    r"(?:household|corporate|business|consumer|bank|banking|firm|compan\w+|dealer|lender|insurer|fund|investor|institution"
    r"|sector|borrower|farm|GSIB|their)"
)
_ELSEWHERE = re.compile(
    r"\b(?:oil|petroleum|foreign[- ]exchange|foreign|currency|international|gold|loan[- ]loss|loss|capital|litigation|insurance"
    r"|tax|strategic|natural gas"
    r"|energy|mineral|cash|official|rainy day) reserves?\b|\breserves? (?:of (?:foreign|oil|gold)|the right|judgment|currenc\w+"
    r"|requirement)|\breserve requirement"
    rf"|\b{_PARTY}s?'?s? balance[- ]sheets?\b|\bbalance sheets? of (?:the |its |their )?(?:\w+ )?{_PARTY}s?\b"
    r"|\b(?:Community|American Recovery and|Neighborhood|Dividend) Reinvestment\b|\breinvest\w* (?:of )?(?:(?:their|its|the|these|those) )?"
    r"(?:profits?|earnings|dividends?|in (?:the|our|their|local) (?:communit|business|neighbo|econom)\w*)"
    r"|\b(?:deposit|loan|liquidity|prepayment|customer|funding|water|storm|election|outflow) run-?offs?\b|\brun-?off (?:rates?"
    r"|of (?:deposits|loans|funding|wholesale)"
    r"|elections?)"
    r"|\b(?:foreign|private|household|bank|fund|investor|dealer|China|Chinese|Japan|Japanese|official"
    r"|insurer)\w*(?:'s?)? (?:\w+ )?(?:holdings|purchases) of (?:U\.S\. )?\w+"
    r"|\b(?:stablecoins?|coins?|issuers?|tokens?)\b[^.;]{0,60}\breserves?\b|\breserves? (?:backing|behind|that back)\b"
    r"|\b(?:insurers|investors|households|funds|firms|companies|dealers|lenders|banks)\b(?! reserves)[^.;]{0,40}\bsecurities holdings\b"
    r"|\b(?:holdings|purchases) of (?:U\.S\. )?(?:Treasury|agency|longer-term|shorter-term)[\w -]{0,40}? by (?:foreign|hedge"
    r"|private|banks|investors|households|funds)"
    r"|\b(?:ECB|European Central Bank|Bank of (?:England|Japan|Canada|Mexico|Korea)|Reserve Bank of (?:Australia|New Zealand)|Riksbank"
    r"|Swiss National Bank|People's Bank of China|Eurosystem|(?:foreign|other) central banks?)\b[^.;]{0,80}\b(?:asset purchases?"
    r"|quantitative (?:easing|tightening)|balance sheets?|purchases of|run-?off)|\bReserve Bank Operations\b"
    r"|\b(?:Deputy )?Managers?(?: pro tem)?(?: of|,) (?:the )?System Open Market Account(?: \(SOMA\))?",
    re.I,
)
"""Other reserves, other balance sheets, other run-off, and what others hold or buy."""
_OFFICE = re.compile(
    r"(?:,|;|^) ?(?:\w+ ){0,3}(?:Manager|Director|Secretary|Economist|Advis[eo]r|Counsel|Officer|Analyst"
    r"|President|Chief|Assistant)s?\b"
)
_PROSE = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|could|should|may|might|do|does|did|[a-z]{2,}ed|said|saw"
    r"|rose|fell|began|noted)\b"
)
_ATTENDED = re.compile(r"(?:\d{1,2}[.)]? ?)?(?:Attended|Present (?:for|through|during)|Joined|Participated in)\b")
_SECTION = re.compile(
    r"^(?P<title>Developments in Financial Markets[^.]{0,80}?Operations"
    r"|Developments in Financial Markets and the Federal Reserve's Balance Sheet"
    r"|Staff Review of the (?:Economic|Financial) Situation|Staff Economic Outlook"
    r"|Participants' Views(?=$)|Participants' (?:Views|Discussion) (?:on|of) [A-Z][\w ]{0,80}?(?:Outlook|Developments|Policy)"
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


def section_of(paragraph: str) -> str | None:
    """The section of minutes that a plain paragraph begins with its heading."""
    heading = _SECTION.match(paragraph)
    return heading["title"] if heading else None


def in_speech(paragraphs: Iterable[str]) -> tuple[Passage, ...]:
    """The passages of a speech, in order."""
    found = (sentence for paragraph in paragraphs for sentence in sentences(plain(paragraph)) if _is_on_the_feds(sentence))
    return tuple(Passage(SPEAKER, sentence) for sentence in found)[:MOST]


def _is_on_the_feds(sentence: str) -> bool:
    """Whether a speech's sentence is on the Fed's own doings: a repo between others is none, which speeches on banks are full of."""
    if not is_passage(sentence):
        return False
    own = _ELSEWHERE.sub("", sentence)
    return _ON_BALANCE_SHEET.search(own) is not None or _OPERATED.search(own) is not None


def is_passage(sentence: str) -> bool:
    """Whether a sentence is on the Fed's balance sheet, bank reserves, repos or the Treasury market."""
    if len(sentence) > LONGEST or not mentions(sentence, _STEMS):
        return False
    own = _ELSEWHERE.sub("", sentence)
    return bool(_ON_BALANCE_SHEET.search(own) or _REPO.search(own)) and not is_roll(sentence)


def is_roll(sentence: str) -> bool:
    """Whether words are an entry of a list of those present: names and offices without a verb, or a footnote on who was there when."""
    return _ATTENDED.match(sentence) is not None or (_OFFICE.search(sentence) is not None and not _PROSE.search(sentence))


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
