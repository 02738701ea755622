"""docs/rule-firings.md: what the shipped rules said of the years past, from the tables of figures beside the project.

`python -m tests.history.firings` writes it; a test holds it current wherever those tables are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bot.audience.wanted import is_silent, wanted
from bot.calendars.newyork import NEW_YORK
from bot.model import Subscription
from bot.polling.compose import compose
from rules.document import load_rulebook
from rules.event import Event
from rules.model import Assessment, Rulebook
from tests.history.announcements import announced
from tests.history.past import scored

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "rule-firings.md"
HISTORY = ROOT.parent / "shared" / "history"
FIRST, LAST = date(2025, 1, 1), date(2026, 7, 31)
"""The months whose messages are counted."""
MONTHS = 19
COMMAND = "`make rules/firings`"

HEAD = f"""# What the rules said of the years past

Written by {COMMAND} from an archive of published figures, through `fedtide backfill --archive` and `fedtide replay`'s own code: each event
was measured and scored seeing only what had been published before it. The numbers change only with the rules, the measures or the archive.

What the archive lacks was stood in for. Statements without their text come from the table of meetings and the policy ledger. Reserves
are week averages, securities the sum of Treasuries and mortgage securities, repos and reverse repos a day's total; repos before
2021-07 are all terms together. Figures are as later revised. Yields begin in 2014, bitcoin's hourly prices, and with them the
correlation with equities, in 2019. There are no purchase operations, no daily Treasury cash, no speeches, no options, and not
the minutes of every meeting.
"""


@dataclass(slots=True)
class Firings:
    """How often a rule fired and counted, and the largest of it."""

    years: Counter[int] = field(default_factory=Counter)
    counted: int = 0
    messages: int = 0
    largest: tuple[float, date, int] = (0.0, date.min, 0)
    """Strength, day and the event's impact."""


@dataclass(slots=True)
class Month:
    """What a new chat would have got in a month."""

    loud: int = 0
    silent: int = 0
    rang: list[str] = field(default_factory=list)
    """What rang: kind and day, those of the table of announcements with a star."""
    scored: list[str] = field(default_factory=list)
    """Those that are there for their score: kind, day, impact and direction."""


def tally(history: Iterable[tuple[Event, Assessment]]) -> tuple[dict[str, Firings], dict[str, Month]]:
    """What each rule did, and what each month would have brought to a chat with the default settings."""
    rules: dict[str, Firings] = {}
    months: dict[str, Month] = {}
    for event, assessment in history:
        day = event.published_at.astimezone(NEW_YORK).date()
        is_message = FIRST <= day <= LAST and _message(event, assessment, day, months)
        fired = {signal.rule: (signal.strength, signal.counted) for signal in assessment.signals}
        fired |= {amplifier.rule: (amplifier.factor, True) for amplifier in assessment.amplifiers if amplifier.factor != 1.0}
        for rule, (strength, counted) in fired.items():
            found = rules.setdefault(rule, Firings())
            found.years[day.year] += 1
            found.counted += counted
            found.messages += counted and is_message
            found.largest = max(found.largest, (strength, day, assessment.impact), key=lambda largest: (largest[0], largest[2]))
    return rules, months


def _message(event: Event, assessment: Assessment, day: date, months: dict[str, Month], star: str = "") -> bool:
    """Whether a new chat would have got it; counts it."""
    month = months.setdefault(f"{day:%Y-%m}", Month())
    alert = compose(event, assessment, {}, now=event.published_at)
    chat = Subscription(chat_id=1)
    if alert is None or not wanted(chat, alert):
        return False
    if is_silent(chat, alert):
        month.silent += 1
    else:
        month.loud += 1
        month.rang.append(f"{event.KIND} {day:%d}{star}")
    if assessment.impact >= chat.impact:
        month.scored.append(f"{event.KIND} {day:%d} ({assessment.impact}, {assessment.direction:+d})")
    return True


def markdown(history: Iterable[tuple[Event, Assessment]], rulebook: Rulebook) -> str:
    """The document."""
    rules, months = tally(history)
    for event, assessment in announced(rulebook):
        day = event.published_at.astimezone(NEW_YORK).date()
        if FIRST <= day <= LAST:
            _message(event, assessment, day, months, "*")
    loud, silent = ([getattr(month, name) for month in months.values()] for name in ("loud", "silent"))
    lines = [
        HEAD,
        "## Rule by rule",
        "",
        "*Counted*: the strongest of its mechanism, which alone enters the score. *Messages a month*: those that a new chat would have",
        "got from 2025-01 to 2026-07 and in which the rule counted. *Largest*: strength (of an amplifier its factor), day, impact.",
        "",
        "| rule | fired, by year | counted | messages a month | largest |",
        "|---|---|---|---|---|",
        *(_row(rule.id, rules[rule.id]) for rule in rulebook.rules if rule.id in rules),
        "",
        "## Never fired, or never counted",
        "",
        *(f"- `{rule.id}`: {rule.quiet_because}." for rule in rulebook.rules if rule.quiet_because),
        "",
        "## Messages to a new chat, month by month",
        "",
        f"Loud: {_range(loud)}. Silent: {_range(silent)}; balance sheets and minutes always come, and always silently.",
        "What rings is what a decision, a measure for liquidity, a programme of the Desk or a new phrase of the Chair announces; those",
        "with a star stand in the table of announcements (`tests/history/announcements.toml`), by their dates and titles, because the",
        "archive has no releases, speeches or statements of the Desk. Of 2026 it has no speeches. The last column has what reached 20,",
        "with impact and direction.",
        "",
        "| month | loud | silent | what rang, day | by score, day |",
        "|---|---|---|---|---|",
        *(
            f"| {name} | {month.loud} | {month.silent} | {'; '.join(sorted(month.rang))} | {'; '.join(month.scored)} |"
            for name, month in sorted(months.items())
        ),
        "",
    ]
    return "\n".join(lines)


def _range(counts: list[int]) -> str:
    return f"{sum(counts) / MONTHS:.1f} a month, {min(counts)} to {max(counts)}"


def _row(rule_id: str, found: Firings) -> str:
    years = " ".join(f"{year}: {times}," for year, times in sorted(found.years.items())).rstrip(",")
    strength, day, impact = found.largest
    cells = (
        f"`{rule_id}`",
        years,
        f"{found.counted} of {found.years.total()}",
        f"{found.messages / MONTHS:.2f}",
        f"{strength:.2f}, {day}, {impact}",
    )
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Write the document."""
    rulebook = load_rulebook()
    DOCUMENT.write_text(markdown(scored(HISTORY, rulebook), rulebook), encoding="utf-8")


if __name__ == "__main__":
    main()
