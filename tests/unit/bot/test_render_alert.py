"""The message as a whole: order, direction named or not, honesty, revisions, times, and the full reasoning."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot import codec, render
from bot.i18n import texts
from bot.model import Subject
from bot.render import reasons
from bot.render.html import visible
from rules.event import Event, FomcStatement, PressRelease, RepoOperation
from rules.model import (
    Amplifier,
    Assessment,
    Condition,
    Effect,
    EvidenceNote,
    Fact,
    Measured,
    Mechanism,
    Rule,
    Rulebook,
    Signal,
)

EN, ZH = texts("alerts", "en"), texts("alerts", "zh-Hans")
AT = datetime(2025, 10, 31, 17, 45, tzinfo=UTC)
BN = 1_000_000_000


def rule(name: str, mechanism: str) -> Rule:
    return Rule(
        id=name,
        version=2,
        status="stable",
        title=f"Title of {name}",
        kind="repo_operation",
        mechanism=mechanism,
        rationale=f"Because of {name}.",
        translations={"title_zh": f"{name}之题", "rationale_zh": f"{name}之故。"},
        references=(),
        false_positives=(),
        condition=Condition(),
        effect=Effect(direction="down", strength=0.4),
        evidence=EvidenceNote("judgement", "claimed", "not yet"),
        examples=(),
        sha256="",
        path="",
    )


BOOK = Rulebook(
    "7",
    "f" * 64,
    {name: Mechanism(name, f"{name.title()} & Co", "") for name in ("strain", "cash")},
    (rule("heavy-use", "strain"), rule("lighter-use", "strain"), rule("more-cash", "cash"), rule("louder", "strain")),
)
EVENT = RepoOperation(
    source="nyfed.repo_operation",
    key="RP 1",
    title="Repo operation",
    url="https://www.newyorkfed.org/markets/repo",
    published_at=AT,
    seen_at=AT + timedelta(seconds=21),
    operation_on=date(2025, 10, 31),
    facility="standing",
    accepted_usd=30 * BN,
    is_small_value=False,
    calendar="ordinary",
)


def signal(name: str, mechanism: str, direction: Any, strength: float, **more: Any) -> Signal:
    facts = (Fact("day_accepted_usd", 30 * BN, "above", 5 * BN), Fact("facility", "standing", "is", "standing"))
    values: dict[str, Any] = {"counted": True, "evidence": "judgement", "horizon_hours": 24, "facts": facts} | more
    return Signal(rule=name, version=2, mechanism=mechanism, direction=direction, strength=strength, **values)


DOWN, UP = signal("heavy-use", "strain", "down", 0.42), signal("more-cash", "cash", "up", 0.14)
TWO_SIDED = Assessment(
    impact=36,
    direction=-18,
    confidence=0.1,
    horizon_hours=24,
    regime="pivot",
    signals=(UP, DOWN),
    missing=("context.correlation_60d",),
    rulebook_version="7",
    rulebook_sha256="f" * 64,
    context={"regime_before": "pivot"},
)


def shown(event: Event = EVENT, assessment: Assessment = TWO_SIDED, lang: str = "en", **more: Any) -> list[str]:
    return visible(render.alert(Subject(event=event, assessment=assessment, **more), BOOK, lang)).splitlines()


def test_the_first_lines_say_what_happened_and_how_large_it_is() -> None:
    assert shown()[:2] == ["Standing repo (SRF): $30bn lent", "Impact 36/100, notable · crypto ▼ −18, confidence very weak"]
    assert shown(lang="zh-Hans")[:2] == ["常备回购便利（SRF）：借出300亿美元", "影响 36/100（值得关注） · 加密货币 ▼ −18，置信度很低"]


def test_the_parts_come_in_the_order_of_their_weight() -> None:
    text = "\n".join(shown())
    parts = [
        "Standing repo",
        "Impact",
        "This operation",
        "Direction:",
        "Why",
        "The theory:",
        "Rests on:",
        "Not known:",
        "Source:",
        "Information,",
    ]
    assert sorted(parts, key=text.index) == parts


def test_the_strongest_mechanism_comes_first_and_a_fact_is_said_once() -> None:
    lines = shown()
    start = lines.index("Why")
    assert lines[start : start + 6] == [
        "Why",
        "▼ Strain & Co: Title of heavy-use",
        "Day's total: $30bn (rule: > $5bn)",
        "▲ Cash & Co: Title of more-cash",
        "The same figure also pushes the other way, less strongly",
        "",
    ]
    assert "The theory: Because of heavy-use." in lines
    assert "理论依据：heavy-use之故。" in shown(lang="zh-Hans")


def test_a_signal_that_does_not_count_is_left_to_the_full_reasoning() -> None:
    weaker = signal("lighter-use", "strain", "down", 0.2, counted=False)
    assessment = dataclasses.replace(TWO_SIDED, signals=(DOWN, weaker, UP))
    assert "lighter-use" not in "\n".join(shown(assessment=assessment))
    text = visible(render.why(EVENT, assessment, BOOK, "en"))
    assert "Fired, not counted (a stronger one of the same mechanism counts)\n▼ Title of lighter-use 0.20" in text


def test_more_signals_than_a_phone_holds_are_counted() -> None:
    many = tuple(signal(f"rule-{n}", f"mechanism-{n}", "up", 0.5 - n / 100) for n in range(6))
    lines = shown(assessment=dataclasses.replace(TWO_SIDED, signals=many))
    assert "2 more: /why" in lines
    assert "▲ mechanism-3: rule-3" in lines
    assert "▲ mechanism-4: rule-4" not in lines


@pytest.mark.parametrize(
    ("direction", "confidence", "named"),
    [(10, 0.05, True), (-10, 0.05, True), (9, 0.9, False), (-9, 0.9, False), (50, 0.04, False), (0, 0.0, False), (50, 0.5, True)],
)
def test_a_direction_is_named_only_where_it_is_large_and_backed(direction: int, confidence: float, named: bool) -> None:
    assessment = dataclasses.replace(TWO_SIDED, impact=60, direction=direction, confidence=confidence)
    assert reasons.names_direction(assessment) is named
    text = "\n".join(shown(assessment=assessment))
    assert ("▲ +" in text.split("\n")[1] or "▼ −" in text.split("\n")[1]) is named
    assert ("no clear direction for crypto" in text) is not named
    assert ("none named" in text) is not named


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"signals": (signal("heavy-use", "strain", "either", 0.9),), "direction": 0}, "none named: such news moves prices either way."),
        ({"direction": 9}, "none named: the pushes are small or cancel."),
        ({"direction": 40, "confidence": 0.01}, "none named: the evidence is too thin."),
        ({"signals": (), "direction": 0}, "none. By the documented mechanisms, nothing that is known here moves prices."),
        (
            {"signals": (), "direction": 0, "missing": ()},
            "none. By the documented mechanisms, nothing here moves prices.",
        ),
        (
            {"direction": 52, "confidence": 0.4, "horizon_hours": 72},
            "crypto up for about 3 days, confidence 0.40 of 1.",
        ),
    ],
)
def test_the_direction_in_words(changes: dict[str, Any], said: str) -> None:
    assert reasons.direction(dataclasses.replace(TWO_SIDED, impact=19, **changes), EN) == said


def test_a_large_impact_without_direction_warns_of_a_swing() -> None:
    assessment = dataclasses.replace(TWO_SIDED, impact=20, direction=0, horizon_hours=4)
    assert reasons.direction(assessment, EN).endswith(" A larger swing is possible within about 4 hours.")


def test_what_a_second_publisher_contradicts_is_known_and_not_sure() -> None:
    disputed = dataclasses.replace(TWO_SIDED, missing=("accepted_usd", "context.correlation_60d"))
    text = "\n".join(shown(assessment=disputed))
    assert "⚠️ A second publisher gives another figure: Accepted. Shown is the first one's; confidence is halved." in text
    assert "Not known: How closely BTC follows US stocks" in text
    assert text.startswith("Standing repo (SRF): $30bn lent\nImpact 36/100")
    assert "⚠️ 另一发布方的数字不同：中标额。以先发布的为准，置信度减半。" in "\n".join(shown(assessment=disputed, lang="zh-Hans"))
    assert "second publisher" not in "\n".join(shown())


def test_a_statement_of_which_only_the_title_is_known_is_not_called_ordinary() -> None:
    event = FomcStatement(source="fed.press_release", key="k", title="t", url="", published_at=AT)
    assessment = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime="neutral", missing=FomcStatement.CORE)
    lines = shown(event, assessment)
    assert lines[:4] == [
        "FOMC statement published",
        "Not scored: only its title is known, not what it says",
        "",
        "• Balance-sheet regime: neutral (neither run-off nor purchases)",
    ]
    assert not any(line.startswith("Direction") for line in lines)


def test_a_release_that_fires_nothing_says_nothing_of_the_regime() -> None:
    event = PressRelease(source="s", key="k", title="A title", url="", published_at=AT)
    assert any(line.startswith("• Balance-sheet regime") for line in shown(event))
    assert not any(line.startswith("• Balance-sheet regime") for line in shown(event, dataclasses.replace(TWO_SIDED, signals=())))


def test_an_ordinary_event_is_told_without_theory() -> None:
    assert "The theory" not in "\n".join(shown(assessment=dataclasses.replace(TWO_SIDED, impact=19)))
    assert "The theory" in "\n".join(shown(assessment=dataclasses.replace(TWO_SIDED, impact=20)))


def test_what_was_measured_stands_beside_what_is_claimed() -> None:
    assert reasons.honesty(TWO_SIDED, BOOK, EN) == "Rests on: judgement. Measured: too few comparable events (needs 20)."
    assert reasons.honesty(TWO_SIDED, BOOK, ZH) == "证据：主观判断。实测：可比事件太少（需20次）。"
    assert reasons.honesty(dataclasses.replace(TWO_SIDED, signals=()), BOOK, EN) == ""
    mixed = dataclasses.replace(TWO_SIDED, signals=(DOWN, dataclasses.replace(UP, evidence="study", contradicted=True)))
    said = reasons.honesty(mixed, BOOK, EN)
    assert said.startswith("Rests on: our own event study, judgement. Data so far point the other way. Measured")
    with_figures = dataclasses.replace(TWO_SIDED, measured=Measured(20, 2.0, 0.6))
    assert reasons.honesty(with_figures, BOOK, EN).endswith("up 60% of the time. More often the other way than claimed.")


@pytest.mark.parametrize(
    ("regime", "context", "said"),
    [
        (None, {}, ""),
        ("neutral", {}, "Balance-sheet regime: neutral (neither run-off nor purchases)"),
        ("neutral", {"regime_before": "pivot"}, "Balance-sheet regime: neutral (neither run-off nor purchases); before: pivot"),
        ("neutral", {"regime_before": "neutral"}, "Balance-sheet regime: neutral (neither run-off nor purchases)"),
        ("neutral", {"purchases_from": date(2025, 12, 12)}, "Balance-sheet regime: neutral until purchases begin on 12 Dec 2025"),
        ("expansion", {"purchase_purpose": "qe"}, "Balance-sheet regime: expansion (asset purchases in force)"),
        (
            "expansion",
            {"purchase_purpose": "reserve_management"},
            "Balance-sheet regime: expansion (bill purchases for reserve management, not QE)",
        ),
    ],
)
def test_the_regime_and_its_change(regime: str | None, context: dict[str, Any], said: str) -> None:
    assert reasons.regime(dataclasses.replace(TWO_SIDED, regime=regime, context=context), EN) == said


def test_a_statement_that_starts_purchases_is_not_told_that_there_are_none() -> None:
    event = FomcStatement(source="s", key="k", title="t", url="", published_at=AT, balance_sheet_action="purchases_start")
    lines = shown(event, dataclasses.replace(TWO_SIDED, regime="neutral", context={}))
    assert "• Balance-sheet regime: neutral until the purchases begin" in lines


@pytest.mark.parametrize("impact", [0, 1])
def test_reasons_too_small_to_matter_are_folded(impact: int) -> None:
    text = "\n".join(shown(assessment=dataclasses.replace(TWO_SIDED, impact=impact, direction=0)))
    assert f"Impact {impact}/100, ordinary\n" in text
    assert "Direction: none. What fired is too small to matter." in text
    assert "Why" not in text
    assert "Rests on" not in text


def test_a_fact_that_repeats_the_regime_or_the_rule_s_title_is_left_out() -> None:
    facts = (Fact("context.regime", "pivot", "is", "pivot"), Fact("new_balance_sheet_phrase", True, "is", True))
    lines = shown(assessment=dataclasses.replace(TWO_SIDED, signals=(dataclasses.replace(DOWN, facts=facts),)))
    start = lines.index("▼ Strain & Co: Title of heavy-use")
    assert lines[start + 1] == ""


def test_a_further_signal_the_same_way_says_that_its_figure_stands_above() -> None:
    more = dataclasses.replace(UP, direction="down")
    assert "On the same figure as above" in shown(assessment=dataclasses.replace(TWO_SIDED, signals=(DOWN, more)))


def test_times_are_given_on_every_clock_that_matters() -> None:
    assert shown()[-4:-2] == ["Source: New York Fed", "Published 31 Oct 2025 13:45:00 New York, 17:45:00 UTC, seen 21 s later"]
    assert shown(lang="zh-Hans")[-3] == "发布：2025年10月31日 13:45:00（纽约），17:45:00（UTC），11月1日 01:45:00（北京），21秒后获取"


@pytest.mark.parametrize(("seconds", "said"), [(0, "0 s"), (119, "119 s"), (120, "2 min"), (3599, "59 min")])
def test_what_was_seen_soon_has_the_delay(seconds: int, said: str) -> None:
    event = dataclasses.replace(EVENT, seen_at=EVENT.published_at + timedelta(seconds=seconds))
    assert shown(event)[-3].endswith(f" UTC, seen {said} later")


def test_what_was_seen_before_it_was_to_come_out_has_the_time() -> None:
    assert "Seen 13:44:59 New York, 17:44:59 UTC" in shown(dataclasses.replace(EVENT, seen_at=EVENT.published_at - timedelta(seconds=1)))


def test_a_clock_on_another_day_has_its_date() -> None:
    late = dataclasses.replace(EVENT, seen_at=AT + timedelta(hours=11))
    assert "Seen 1 Nov 00:45:00 New York, 1 Nov 04:45:00 UTC" in shown(late)


def test_what_was_not_seen_by_the_bot_has_no_time_of_it() -> None:
    assert not any("seen" in line.lower() for line in shown(dataclasses.replace(EVENT, seen_at=None)))


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://www.federalreserve.gov/x.htm", '<a href="https://www.federalreserve.gov/x.htm">Source: Federal Reserve</a>'),
        ("https://markets.newyorkfed.org/x", '<a href="https://markets.newyorkfed.org/x">Source: New York Fed</a>'),
        ("http://127.0.0.1:8080/x", '<a href="http://127.0.0.1:8080/x">Source: 127.0.0.1</a>'),
        ("https://evilfederalreserve.gov/", '<a href="https://evilfederalreserve.gov/">Source: evilfederalreserve.gov</a>'),
        ("body.json", "Source: nyfed.repo_operation"),
    ],
)
def test_the_source_is_named_and_linked(url: str, line: str) -> None:
    assert line in render.alert(Subject(event=dataclasses.replace(EVENT, url=url), assessment=TWO_SIDED), BOOK, "en").splitlines()


def test_a_revision_says_what_changed() -> None:
    revised = dataclasses.replace(EVENT, accepted_usd=31 * BN, rate_pct=4.0, note="a word", day_accepted_usd=31 * BN)
    lines = shown(revised, is_correction=True, earlier_version=EVENT)
    assert lines[0] == "Revised: Standing repo (SRF): $31bn lent"
    start = lines.index("What changed")
    assert lines[start : start + 4] == ["What changed", "• Accepted: $30bn → $31bn", "• Rate: unknown → 4.00%", ""]


def test_a_reworded_text_is_not_set_out_in_full() -> None:
    before = PressRelease(source="s", key="k", title="A title", url="", published_at=AT, category="orders", summary="First.")
    after = dataclasses.replace(before, category="enforcement", summary="Second.")
    lines = shown(after, is_correction=True, earlier_version=before)
    assert "• Category: approvals and orders → enforcement" in lines
    assert "• First paragraph: reworded" in lines


def test_a_correction_without_differences_names_none() -> None:
    assert "What changed" not in shown(is_correction=True)
    assert "What changed" not in shown(is_correction=True, earlier_version=EVENT)


def test_published_words_cannot_make_markup() -> None:
    event = PressRelease(
        source="s", key="k", title="<b>&amp;</b> 5 < 6", url='https://x.org/"><i>', published_at=AT, summary="</blockquote><a>"
    )
    text = render.alert(Subject(event=event, assessment=TWO_SIDED), BOOK, "en")
    assert "<b>Fed, press release: &lt;b&gt;&amp;amp;&lt;/b&gt; 5 &lt; 6</b>" in text
    assert "<blockquote expandable>&lt;/blockquote&gt;&lt;a&gt;</blockquote>" in text
    assert 'href="https://x.org/&quot;&gt;&lt;i&gt;"' in text


def test_the_repeat_note_fits_its_reserve() -> None:
    assert render.repeat_note("en") == "<i>Sent once more because no answer came to the first try: you may have this already.</i>"
    assert render.telegram_length(render.repeat_note("zh-Hans")) < 190


def test_the_full_reasoning_lets_a_reader_do_the_sum_again() -> None:
    amplified = dataclasses.replace(TWO_SIDED, impact=40, direction=-22, amplifiers=(Amplifier("louder", 1.2, ("strain",)),))
    text = visible(render.why(EVENT, amplified, BOOK, "en"))
    assert "Impact 40 = 100 S / (1 + S)\nS = 0.50 + 0.14 = 0.64: the sizes of the mechanisms, added up" in text
    assert "Direction −22 = 100 D / (1 + S)\nD = −0.50 + 0.14 = −0.36: pushes up less pushes down" in text
    assert "Confidence 0.10: very weak\nEvidence 0.20 × agreement 0.50 × inputs known 1.00" in text
    assert "▼ Strain & Co size 0.42 × 1.20 = 0.50\nTitle of heavy-use (rule heavy-use v2; judgement)" in text
    assert "Amplifiers\nTitle of louder ×1.20" in text
    assert "Rulebook 7 (ffffffffffff)" in text


def test_the_full_reasoning_of_size_alone_and_of_nothing() -> None:
    size = dataclasses.replace(TWO_SIDED, direction=0, confidence=0.0, signals=(signal("heavy-use", "strain", "either", 0.9),))
    text = visible(render.why(EVENT, size, BOOK, "en"))
    assert "S = 0.90: the sizes of the mechanisms, added up" in text
    assert "Direction 0: what fired says how large, not which way." in text
    assert "Evidence" not in text
    nothing = visible(render.why(EVENT, dataclasses.replace(TWO_SIDED, impact=0, direction=0, confidence=0.0, signals=()), BOOK, "zh-Hans"))
    assert "没有规则触发：S = 0，影响与方向均为0。" in nothing


def test_a_stored_assessment_reads_back_to_the_same_reasoning() -> None:
    assessment = dataclasses.replace(
        TWO_SIDED,
        signals=(UP, dataclasses.replace(DOWN, contradicted=True)),
        amplifiers=(Amplifier("louder", 1.2, ("strain",)),),
        measured=Measured(34, 1.62, 0.41),
        context={"regime_since": date(2025, 10, 29), "regime_before": "tightening", "correlation_60d": 0.5},
    )
    row = codec.scored_json(EVENT, assessment, {})
    assert codec.assessment_from(row["assessment"]) == assessment
    assert codec.event_from(row["event"]) == EVENT
    for lang in ("en", "zh-Hans"):
        assert render.why(*codec.scored_from(row), BOOK, lang) == render.why(EVENT, assessment, BOOK, lang)
