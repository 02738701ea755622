"""The checker of Chinese texts finds what it is for, and lets good Chinese pass."""

from __future__ import annotations

import pytest

from tests import chinese

HALF, SPACE, IDENTIFIER, WORD = "half-width punctuation beside Chinese", "a space beside Chinese", "an identifier", "a word that misleads"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("美联储降息,如期", HALF),
        ("投票10比2:米兰主张降更多", HALF),
        ("准备金余额利率(IORB)", HALF),
        ("影响 {impact}", SPACE),
        ("共 12 条", SPACE),
        ("{count} 条提醒", SPACE),
        ("常备 回购", SPACE),
        ("下次 FOMC决议", "a space between a name and Chinese"),
        ("FOMC 声明", "a space between a name and Chinese"),
        ("每次 fomc_statement 都发", IDENTIFIER),
        ("降息 — 如期", "a dash between Chinese"),
        ("4周期短期美债", WORD),
        ("普通日常备回购投放流动性", WORD),
        ("降息25个基点", WORD),
        ("中长期国债拍卖", WORD),
        ("准备金利率（IORB）", WORD),
        ("置信度0.20", WORD),
    ],
)
def test_a_fault_is_named(text: str, name: str) -> None:
    assert name in chinese.faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "【美联储12月1日停止缩表，如期降息25基点至3.75%–4.00%】",
        "级别：少见（{impact}/100）｜理论偏多△（时效数日）｜同类仅8次，样本不足",
        "前一日62亿→503.5亿美元（上午203.5亿，下午300亿），利率4.00%",
        "我不认识 {word}。您是想用 /{near} 吗？",
        "例如 <code>/threshold 方向 10</code> 或 <code>/watch 常备回购 &gt;= 200亿</code>",
        "SOFR 4.22%，高出IORB 32基点",
        "级别{impact} = 100 S / (1 + S)",
        "缴税日、国债交割日：SRF投放流动性",
    ],
)
def test_good_chinese_passes(text: str) -> None:
    assert chinese.faults(text) == []


def test_amounts_of_a_message_have_one_precision() -> None:
    assert chinese.PRECISE.findall("62亿→503.5亿美元，总资产6.58万亿美元") == []
    assert chinese.PRECISE.findall("77.26亿，6.587万亿") == ["77.26亿", "6.587万亿"]


def test_every_catalog_and_every_golden_message_is_read() -> None:
    assert {where.partition("/")[0] for where, _ in chinese.texts()} >= {"alerts", "chat", "demo", "kinds", "rules", "bot"}
    assert len(list(chinese.messages())) > 20
