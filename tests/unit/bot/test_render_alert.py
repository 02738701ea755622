"""The message as a whole: order, direction named or not, honesty, revisions, times, and the full reasoning."""

import dataclasses
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot import codec, render
from bot.i18n import texts
from bot.model import Subject
from bot.render import clock, reasons, verdict
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
STRAIN, CASH = "funding-stress", "repo-injection"


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
    {name: Mechanism(name, f"{title} & Co", "") for name, title in ((STRAIN, "Strain"), (CASH, "Cash"))},
    (rule("heavy-use", STRAIN), rule("lighter-use", STRAIN), rule("more-cash", CASH), rule("louder", STRAIN)),
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


DOWN, UP = signal("heavy-use", STRAIN, "down", 0.42), signal("more-cash", CASH, "up", 0.14)
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


def sent(event: Event = EVENT, lang: str = "en") -> str:
    return render.alert(Subject(event=event, assessment=TWO_SIDED), BOOK, lang)


def shown(event: Event = EVENT, assessment: Assessment = TWO_SIDED, lang: str = "en", **more: Any) -> list[str]:
    return visible(render.alert(Subject(event=event, assessment=assessment, **more), BOOK, lang)).splitlines()


def test_line_1_is_the_news_and_line_2_the_verdict() -> None:
    assert shown()[:2] == ["Fed's SRF lends $30bn", "Size: notable (36/100) · theory ▽ stress · data: too few"]
    assert shown(lang="zh-Hans")[:2] == ["【美联储SRF投放300亿美元】", "级别：值得关注（36/100）｜理论偏空▽：资金紧｜同类样本不足"]


def test_a_message_ends_with_clock_publisher_and_that_it_is_no_advice() -> None:
    assert shown()[-1] == "31 Oct 13:45 ET · New York Fed · not advice"
    assert shown(lang="zh-Hans")[-1] == "北京时间11月1日01:45｜纽约联储｜不构成投资建议"


@pytest.mark.parametrize(("impact", "lines"), [(0, 3), (19, 3), (20, 7), (49, 7), (50, 7)])
def test_length_follows_size(impact: int, lines: int) -> None:
    assert len(shown(dataclasses.replace(EVENT, rate_pct=4.0), dataclasses.replace(TWO_SIDED, impact=impact, direction=0))) == lines


def test_an_ordinary_message_says_its_verdict_only_where_there_is_one() -> None:
    event = dataclasses.replace(EVENT, previous_day_accepted_usd=29 * BN, day_change_usd=BN)
    quiet = dataclasses.replace(TWO_SIDED, impact=1, direction=0)
    assert shown(event, quiet)[1] == "$29bn → $30bn."
    assert shown(event, dataclasses.replace(quiet, impact=2))[1] == "Size: ordinary (2/100) · $29bn → $30bn."
    assert shown(event, dataclasses.replace(quiet, impact=12, direction=-11))[1] == (
        "Size: ordinary (12/100) · theory ▽ stress · data: too few"
    )
    assert shown(EVENT, quiet, "zh-Hans")[1] == "无异常。"


@pytest.mark.parametrize(
    ("direction", "confidence", "said"),
    [
        (10, 0.05, "theory △ repo cash"),
        (-10, 0.05, "theory ▽ stress"),
        (9, 0.9, "theory ◇ no clear direction"),
        (50, 0.04, "theory ◇ no clear direction"),
        (0, 0.0, "theory ◇ no clear direction"),
    ],
)
def test_a_direction_is_named_only_where_it_is_large_and_backed(direction: int, confidence: float, said: str) -> None:
    assessment = dataclasses.replace(TWO_SIDED, impact=60, direction=direction, confidence=confidence)
    assert verdict.theory(EVENT, assessment, EN) == said


def test_a_mechanism_without_a_word_of_its_own_says_which_way_and_for_how_long() -> None:
    looser = signal("heavy-use", "forward-guidance", "up", 1.0, horizon_hours=72)
    assessment = dataclasses.replace(TWO_SIDED, impact=56, direction=56, signals=(looser,))
    assert verdict.theory(EVENT, assessment, EN) == "theory △ up for days"
    assert verdict.theory(EVENT, assessment, ZH) == "理论偏多△（时效数日）"
    short = dataclasses.replace(assessment, direction=-56, signals=(dataclasses.replace(looser, direction="down", horizon_hours=4),))
    assert verdict.theory(EVENT, short, EN) == "theory ▽ down for hours"
    either = dataclasses.replace(assessment, direction=0, signals=(dataclasses.replace(looser, direction="either"),))
    assert verdict.theory(EVENT, either, EN) == "theory ◇ no clear direction"


def like(ups: int, n: int, low: float, high: float) -> Measured:
    return Measured(n, 1.2, ups / n, "rule:heavy-use", "BTC", 24, -0.2, 0.9, 1.5, "2019-01-01", "2026-08-22", low, high)


@pytest.mark.parametrize(
    ("measured", "like_n", "arrow", "said"),
    [
        (None, 5, "▽", "data: too few (5)"),
        (None, None, "▽", "data: too few"),
        (like(12, 20, 0.39, 0.78), 20, "▽", "data: no edge (20 like it: BTC higher after 24 hours in 12)"),
        (like(10, 40, 0.14, 0.40), 40, "▼", "data agree (40 like it: BTC higher after 24 hours in 10)"),
        (like(30, 40, 0.60, 0.86), 40, "▽", "data go the other way (40 like it: BTC higher after 24 hours in 30)"),
    ],
)
def test_only_what_the_data_of_like_events_bear_out_has_a_filled_arrow(
    measured: Measured | None, like_n: int | None, arrow: str, said: str
) -> None:
    assessment = dataclasses.replace(TWO_SIDED, measured=measured, like_n=like_n)
    assert shown(assessment=assessment)[1] == f"Size: notable (36/100) · theory {arrow} stress · {said}"


def test_where_no_direction_is_named_the_data_say_how_far_prices_moved() -> None:
    size = dataclasses.replace(TWO_SIDED, direction=0, measured=like(20, 40, 0.3, 0.6), like_n=40)
    assert verdict.data(size, EN) == "data: not told apart from an ordinary day (1.2×, 0.9–1.5)"
    assert verdict.data(size, ZH) == "数据：波幅与平时无显著差异（1.2倍，0.9–1.5）"
    assert verdict.data(dataclasses.replace(size, measured=None, like_n=None), EN) == ""


def test_no_signed_number_stands_beside_a_direction() -> None:
    text = "\n".join(shown())
    assert "−18" not in text
    assert "crypto" not in text


def test_what_is_not_known_stands_in_why_alone() -> None:
    assert "correlation" not in "\n".join(shown())
    assert "Not known: BTC–S&P 500 correlation, 60 days" in visible(render.why(EVENT, TWO_SIDED, BOOK, "en"))


def test_what_a_second_publisher_contradicts_is_said_at_once() -> None:
    disputed = dataclasses.replace(TWO_SIDED, missing=("accepted_usd", "context.correlation_60d"))
    assert "⚠️ A second publisher gives another figure: Accepted. Shown is the first one's." in shown(assessment=disputed)
    assert "⚠️另一发布方的数字不同：中标额。此处采用首家数字。" in shown(assessment=disputed, lang="zh-Hans")
    ordinary = dataclasses.replace(disputed, impact=3)
    assert shown(assessment=ordinary)[1].startswith("⚠️")
    assert not any("second publisher" in line for line in shown())


def test_a_statement_of_which_only_the_title_is_known_is_not_called_ordinary() -> None:
    event = FomcStatement(source="fed.press_release", key="k", title="t", url="", published_at=AT)
    assessment = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime="neutral", missing=FomcStatement.CORE)
    assert shown(event, assessment) == [
        "FOMC statement published",
        "Not scored: only its title is known",
        "31 Oct 13:45 ET · fed.\u2060press_release · not advice",
    ]


def test_what_was_measured_stands_beside_what_is_claimed() -> None:
    assert reasons.basis(TWO_SIDED, BOOK, EN) == "Basis: mechanism, untested."
    assert reasons.basis(TWO_SIDED, BOOK, ZH) == "依据：机制推演，尚无数据验证。"
    assert reasons.basis(dataclasses.replace(TWO_SIDED, signals=()), BOOK, EN) == ""
    mixed = dataclasses.replace(TWO_SIDED, signals=(DOWN, dataclasses.replace(UP, evidence="study", contradicted=True)))
    assert reasons.basis(mixed, BOOK, EN) == "Basis: our own event study, mechanism, untested. Data so far point the other way."


@pytest.mark.parametrize(
    ("regime", "context", "said"),
    [
        (None, {}, ""),
        ("pivot", {}, "Now: QT winding down"),
        ("neutral", {}, "Now: QT has ended, no purchases yet"),
        ("neutral", {"purchases_from": date(2025, 12, 12)}, "Now: QT has ended; purchases begin 12 Dec"),
        ("expansion", {"purchase_purpose": "qe"}, "Now: the Fed buys bonds"),
        ("expansion", {"purchase_purpose": "reserve_management"}, "Now: the Fed buys bills to keep reserves ample (not QE)"),
    ],
)
def test_what_the_balance_sheet_is_doing(regime: str | None, context: dict[str, Any], said: str) -> None:
    assert reasons.regime(dataclasses.replace(TWO_SIDED, regime=regime, context=context), EN) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, ""), (-1, ""), (60, ""), (61, "read 61 s later · "), (119, "read 119 s later · "), (5400, "read 90 min later · ")],
)
def test_latency_is_told_where_it_is_over_a_minute(seconds: int | None, said: str) -> None:
    event = dataclasses.replace(EVENT, seen_at=None if seconds is None else AT + timedelta(seconds=seconds))
    assert shown(event)[-1] == f"31 Oct 13:45 ET · {said}New York Fed · not advice"


def test_instants_are_tagged_for_the_readers_own_clock() -> None:
    assert '<tg-time unix="1761932700" format="dt">31 Oct 13:45 ET</tg-time>' in render.alert(
        Subject(event=EVENT, assessment=TWO_SIDED), BOOK, "en"
    )
    assert '<tg-time unix="1761932700" format="dt">北京时间11月1日01:45</tg-time>' in render.alert(
        Subject(event=EVENT, assessment=TWO_SIDED), BOOK, "zh-Hans"
    )
    assert '<tg-time unix="1762174800" format="wt">Mon 08:00 ET</tg-time>' in render.alert(
        Subject(event=EVENT, assessment=TWO_SIDED), BOOK, "en"
    )


def test_the_fallback_goes_by_the_chats_own_clock() -> None:
    text = sent()
    assert "31 Oct 18:45 Berlin time" in clock.on_the_clock_of(text, "Europe/Berlin", "en")
    assert "<tg-time" not in clock.without_tags(text)
    assert "31 Oct 13:45 ET" in clock.without_tags(text)
    assert "10月31日14:45" in clock.on_the_clock_of(sent(lang="zh-Hans"), "America/Sao_Paulo", "zh-Hans")


@pytest.mark.parametrize(
    ("url", "link"),
    [
        ("https://www.federalreserve.gov/x.htm", '<a href="https://www.federalreserve.gov/x.htm">Federal Reserve</a>'),
        ("https://markets.newyorkfed.org/x", '<a href="https://markets.newyorkfed.org/x">New York Fed</a>'),
        ("http://127.0.0.1:8080/x", '<a href="http://127.0.0.1:8080/x">127.\u20600.0.1</a>'),
        ("https://evilfederalreserve.gov/", '<a href="https://evilfederalreserve.gov/">evilfederalreserve.\u2060gov</a>'),
        ("body.json", "nyfed.\u2060repo_operation"),
    ],
)
def test_the_publisher_is_named_and_linked(url: str, link: str) -> None:
    assert f" · {link} · " in sent(dataclasses.replace(EVENT, url=url)).splitlines()[-1]


def test_a_revision_says_what_changed() -> None:
    revised = dataclasses.replace(EVENT, accepted_usd=31 * BN, rate_pct=4.0, note="a word", day_accepted_usd=31 * BN)
    lines = shown(revised, is_correction=True, earlier_version=EVENT)
    assert lines[0] == "Revised: Fed's SRF lends $31bn"
    assert lines[3] == "Changed: accepted $30bn → $31bn; rate unknown → 4.00%"
    chinese = shown(revised, lang="zh-Hans", is_correction=True, earlier_version=EVENT)
    assert (chinese[0], chinese[3]) == ("【更正：美联储SRF投放310亿美元】", "更正之处：中标额300亿美元→310亿美元；利率未知→4.00%")
    ordinary = shown(revised, dataclasses.replace(TWO_SIDED, impact=3), is_correction=True, earlier_version=EVENT)
    assert ordinary[1] == "Changed: accepted $30bn → $31bn; rate unknown → 4.00%"


def test_a_reworded_text_is_not_set_out_in_full() -> None:
    before = PressRelease(source="s", key="k", title="A title", url="", published_at=AT, category="orders", summary="First.")
    after = dataclasses.replace(before, category="enforcement", summary="Second.")
    assert "Changed: category approvals and orders → enforcement; first paragraph reworded" in shown(
        after, is_correction=True, earlier_version=before
    )


def test_a_correction_whose_earlier_version_is_unknown_names_no_changes() -> None:
    for more in ({}, {"earlier_version": EVENT}):
        assert not any(line.startswith("Changed") for line in shown(is_correction=True, **more))


def test_published_words_cannot_make_markup() -> None:
    event = PressRelease(
        source="s", key="k", title="<b>&amp;</b> 5 < 6", url='https://x.org/"><i>', published_at=AT, summary="</blockquote><a>"
    )
    text = sent(event)
    assert "<b>Fed: &lt;b&gt;&amp;amp;&lt;/b&gt; 5 &lt; 6</b>" in text
    assert "\n&lt;/blockquote&gt;&lt;a&gt;</blockquote>" in text
    assert 'href="https://x.org/&quot;&gt;&lt;i&gt;"' in text


def test_the_short_form_is_the_first_two_lines_and_what_a_reader_checks_next() -> None:
    event = dataclasses.replace(EVENT, rate_pct=4.0, previous_day_accepted_usd=6_200_000_000)
    lines = visible(render.short(Subject(event=event, assessment=TWO_SIDED), BOOK, "en")).splitlines()
    assert lines == [*shown(event)[:2], "$6.2bn → $30bn at 4.00%"]
    ordinary = dataclasses.replace(TWO_SIDED, impact=3)
    assert visible(render.short(Subject(event=event, assessment=ordinary), BOOK, "en")).splitlines() == shown(event, ordinary)[:2]


def test_a_signal_that_does_not_count_is_left_to_the_full_reasoning() -> None:
    weaker = signal("lighter-use", STRAIN, "down", 0.2, counted=False)
    text = visible(render.why(EVENT, dataclasses.replace(TWO_SIDED, signals=(DOWN, weaker, UP)), BOOK, "en"))
    assert "Fired, not counted (a stronger one of the same mechanism counts)\n▽ Title of lighter-use · 0.20" in text
    assert "Published 31 Oct 2025 13:45:00 ET · read 21 s later" in text


def test_the_repeat_note_fits_its_reserve() -> None:
    assert render.repeat_note("en") == "<i>Sent once more because no answer came to the first try: you may have this already.</i>"
    assert render.telegram_length(render.repeat_note("zh-Hans")) < 190


def test_the_full_reasoning_lets_a_reader_do_the_sum_again() -> None:
    amplified = dataclasses.replace(TWO_SIDED, impact=40, direction=-22, amplifiers=(Amplifier("louder", 1.2, (STRAIN,)),))
    text = visible(render.why(EVENT, amplified, BOOK, "en"))
    assert "Impact 40 = 100 S / (1 + S)\nS = 0.50 + 0.14 = 0.64: the sizes of the mechanisms, added up" in text
    assert "Direction −22 = 100 D / (1 + S)\nD = −0.50 + 0.14 = −0.36: pushes up less pushes down" in text
    assert "Confidence 0.10: very weak\nEvidence 0.20 × agreement 0.50 × inputs known 1.00" in text
    assert "▽ Strain & Co · size 0.42 × 1.20 = 0.50\nTitle of heavy-use (rule heavy-use v2; mechanism, untested)" in text
    assert "Amplifiers\nTitle of louder ×1.20" in text
    assert "Rulebook 7 (ffffffffffff)" in text


def test_the_full_reasoning_of_size_alone_and_of_nothing() -> None:
    size = dataclasses.replace(TWO_SIDED, direction=0, confidence=0.0, signals=(signal("heavy-use", STRAIN, "either", 0.9),))
    text = visible(render.why(EVENT, size, BOOK, "en"))
    assert "S = 0.90: the sizes of the mechanisms, added up" in text
    assert "Direction 0: what fired says how large, not which way." in text
    assert "Evidence" not in text
    nothing = visible(render.why(EVENT, dataclasses.replace(TWO_SIDED, impact=0, direction=0, confidence=0.0, signals=()), BOOK, "zh-Hans"))
    assert "没有规则触发：S = 0，级别与方向均为0。" in nothing


def test_a_stored_assessment_reads_back_to_the_same_reasoning() -> None:
    assessment = dataclasses.replace(
        TWO_SIDED,
        signals=(UP, dataclasses.replace(DOWN, contradicted=True)),
        amplifiers=(Amplifier("louder", 1.2, (STRAIN,)),),
        measured=Measured(34, 1.62, 0.41),
        context={"regime_since": date(2025, 10, 29), "regime_before": "tightening", "correlation_60d": 0.5},
    )
    row = codec.scored_json(EVENT, assessment, {}, {})
    assert codec.assessment_from(row["assessment"]) == assessment
    assert codec.event_from(row["event"]) == EVENT
    for lang in ("en", "zh-Hans"):
        assert render.why(*codec.scored_from(row), BOOK, lang) == render.why(EVENT, assessment, BOOK, lang)
