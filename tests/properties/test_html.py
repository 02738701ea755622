"""Whatever a publisher writes, a message is HTML that Telegram takes, and within its limit."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot import render
from bot.model import LANGUAGES, Subject
from bot.render import amounts, html
from rules.event import EVENT_CLASSES, Event, field_table
from rules.model import Amplifier, Assessment, Fact, Measured, Mechanism, Rulebook, Signal
from tests.golden.test_messages import visible_lines
from tests.loopback.telegram_html import plain_text, utf16_length

WORDS = st.text(max_size=60) | st.text(alphabet="<>&\"'/ab \n\u202e\ud800📉缩", max_size=9000)
USD = st.none() | st.integers(-(10**13), 10**13)
PCT = st.none() | st.floats(-1, 25, allow_nan=False).map(lambda x: round(x, 2))
MOMENTS = st.datetimes(datetime(1994, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
KINDS = tuple(EVENT_CLASSES.values())
RULEBOOK = Rulebook("1", "f" * 64, {"m0": Mechanism("m0", "A <title> & more", "")}, ())


def filled(kind: type[Event], values: Any) -> Event:
    """An event of a kind with drawn values, by the unit that its fields' names carry."""
    chosen: dict[str, Any] = {}
    specs = field_table(kind.KIND)
    for f in dataclasses.fields(kind):
        strategy = strategy_of(f.name)
        is_always_known = f.name in specs and not specs[f.name].optional
        chosen[f.name] = values(strategy.filter(lambda value: value is not None) if is_always_known else strategy)
    return kind(**chosen)


PLAIN = frozenset(
    ("source", "key", "title", "url", "text", "previous_text", "summary", "note", "method", "category", "facility", "calendar", "series")
) | frozenset(
    (
        "security_type",
        "security_term",
        "cusip",
        "stage",
        "operation_type",
        "rate_type",
        "measures_what",
        "speaker",
        "venue",
        "projections_url",
        "press_conference_url",
    )
)
WORDED = ("decision", "balance_sheet_action", "purchase_purpose", "action_direction")
CHOSEN = st.sampled_from([None, "lower", "raise", "hold", "runoff_end", "purchases_start", "none", "reserve_management", "qe"])
LISTED = st.lists(WORDS, max_size=3).map(tuple)
NAMED: dict[str, st.SearchStrategy[Any]] = {
    **dict.fromkeys(("published_at", "seen_at", "closes_at"), MOMENTS),
    **dict.fromkeys(PLAIN, WORDS),
    **dict.fromkeys(("dissents", "key_sentences", "new_phrases", "dots", "expectation_venues", "settlement_auctions"), LISTED),
    **dict.fromkeys(WORDED, CHOSEN | WORDS),
    **dict.fromkeys(("tone", "tone_change"), st.none() | st.floats(-2, 2)),
    **dict.fromkeys(("action_is_new", "purchases_directed", "new_balance_sheet_phrase"), st.booleans()),
    "passages": st.none() | LISTED,
}


def strategy_of(name: str) -> st.SearchStrategy[Any]:
    """By the field's own name, else by the unit that the name carries."""
    if name in NAMED:
        return NAMED[name]
    if name.endswith(("_on", "as_of", "purchases_from")):
        return st.dates(date(1994, 1, 1), date(2040, 1, 1))
    if name.startswith("is_"):
        return st.booleans()
    if "_usd" in name:
        return USD if not name.startswith("accepted") else st.integers(0, 10**13)
    if name.endswith(("_pct", "_bp")) or "_z" in name:
        return PCT
    return st.none() | (st.floats(0, 1) if "percentile" in name else st.integers(0, 500))


@st.composite
def scenes(draw: Any) -> tuple[Event, Assessment]:
    event = filled(draw(st.sampled_from(KINDS)), draw)
    facts = st.builds(
        Fact,
        field=st.sampled_from(["change_bp", "day_accepted_usd", "reserves_change_1w_z", "calendar"]),
        value=st.integers(-(10**12), 10**12) | WORDS,
        operator=st.sampled_from(["is", "above", "at_least", "one_of"]),
        operand=st.integers(-(10**12), 10**12),
    )
    signals = st.builds(
        Signal,
        rule=WORDS,
        version=st.integers(1, 9),
        mechanism=st.sampled_from([f"m{n}" for n in range(9)]),
        direction=st.sampled_from(["up", "down", "either"]),
        strength=st.floats(0.01, 1),
        counted=st.booleans(),
        evidence=st.sampled_from(["study", "literature", "judgement"]),
        horizon_hours=st.integers(1, 200),
        facts=st.lists(facts, max_size=4).map(tuple),
    )
    assessment = Assessment(
        impact=draw(st.integers(0, 100)),
        direction=draw(st.integers(-100, 100)),
        confidence=draw(st.floats(0, 1)),
        horizon_hours=draw(st.none() | st.integers(1, 200)),
        regime=draw(st.sampled_from([None, "pivot", "expansion", "of tomorrow"])),
        signals=tuple(draw(st.lists(signals, max_size=12))),
        amplifiers=tuple(draw(st.lists(st.builds(Amplifier, WORDS, st.floats(0.5, 1.5), st.just(())), max_size=3))),
        measured=draw(st.none() | st.builds(Measured, st.integers(20, 500), st.floats(0, 9), st.floats(0, 1))),
        missing=tuple(draw(st.lists(WORDS, max_size=5))),
        context=draw(st.fixed_dictionaries({}, optional={"regime_before": WORDS, "purchase_purpose": WORDS})),
    )
    return event, assessment


@given(scene=scenes(), lang=st.sampled_from(LANGUAGES), is_revision=st.booleans())
def test_every_message_is_taken_by_telegram(scene: tuple[Event, Assessment], lang: str, is_revision: bool) -> None:
    event, assessment = scene
    for text in (
        render.alert(Subject(event=event, assessment=assessment, is_correction=is_revision, earlier_version=event), RULEBOOK, lang),
        render.why(event, assessment, RULEBOOK, lang),
    ):
        plain = plain_text(text)  # raises where Telegram would refuse
        assert 0 < utf16_length(plain) <= 4096 - 200
        assert text.encode("utf-8")
        assert render.telegram_length(text) == utf16_length(plain)


@given(scene=scenes(), lang=st.sampled_from(LANGUAGES), is_revision=st.booleans())
def test_length_follows_size_whatever_is_published(scene: tuple[Event, Assessment], lang: str, is_revision: bool) -> None:
    event, assessment = scene
    subject = Subject(event=event, assessment=assessment, is_correction=is_revision, earlier_version=event)
    most = 14 if event.KIND == "fomc_statement" or assessment.impact >= 50 else 10 if assessment.impact >= 20 else 3
    assert visible_lines(render.alert(subject, RULEBOOK, lang)) <= most
    assert render.short(subject, RULEBOOK, lang).count("\n") <= 2


@given(parts=st.lists(st.tuples(WORDS, st.integers(0, 9)), max_size=12), limit=st.integers(50, 4000))
def test_shortening_keeps_the_html_whole_and_the_order(parts: list[tuple[str, int]], limit: int) -> None:
    blocks = [html.Block(html.bold(text), rank) for text, rank in parts]
    text = html.fit(blocks, limit)
    plain_text(text)
    must = [block.text for block in blocks if block.rank == 0]
    assert all(block in text for block in must)
    assert html.telegram_length(text) <= max(limit, html.telegram_length("\n\n".join(must)))


@given(text=WORDS, limit=st.integers(2, 300))
def test_shortened_text_is_within_its_limit_and_a_beginning(text: str, limit: int) -> None:
    short = html.shorten(text, limit)
    assert len(short) <= limit
    whole = " ".join(html.clean(text).split())
    assert whole.startswith(short.removesuffix("…"))


@given(amount=st.integers(-(10**14), 10**14), lang=st.sampled_from(LANGUAGES))
def test_an_amount_reads_back_to_four_digits_or_in_chinese_to_half_a_step(amount: int, lang: str) -> None:
    text = amounts.usd(amount, lang).replace(amounts.MINUS, "-").replace("$", "")
    scale = {"tn": 10**12, "bn": 10**9, "m": 10**6, "万亿美元": 10**12, "亿美元": 10**8, "万美元": 10**4, "美元": 1}
    scale |= {"兆美元": 10**12, "億美元": 10**8, "萬美元": 10**4}
    unit = next((u for u in sorted(scale, key=len, reverse=True) if text.endswith(u)), "")
    read = float(text.removesuffix(unit)) * scale.get(unit, 1)
    steps = {"万亿美元": 10**10, "亿美元": 10**7, "万美元": 10**4, "兆美元": 10**10, "億美元": 10**7, "萬美元": 10**4}
    assert abs(read - amount) <= max(abs(amount) * 0.0005 + 1e-6, steps.get(unit, 0) / 2)
