"""Questions as people type them, and where each leads: a table by eye, in two languages. Some lead nowhere, some to two."""

from __future__ import annotations

import pytest

from bot.chat.presses import LOOKUPS
from bot.chat.typed.questions import Question, Unsure, read_question
from bot.kinds import ALERT_KINDS

ENGLISH = {
    "calendar": (
        "next FOMC?", "when is the next fed meeting", "When are the minutes?", "when is the next auction", "upcoming auctions", "calendar",
        "what's next?", "this week's fed events", "schedule of meetings", "when does the balance sheet come out",
        "next release?", "when is the next FOMC and the CPI", "what time is the FOMC", "treasury auctions",
    ),
    "priced": (
        "what's priced in", "what is priced in for october", "rate cut odds?", "odds of a cut in december", "will the fed cut?",
        "is the fed going to hike", "probability of a hike", "market pricing", "what does the market expect", "when will the fed cut",
    ),
    "balance": (
        "how big is the balance sheet", "balance sheet", "What's the balance sheet at?", "total assets?", "net liquidity now",
        "fed balance sheet size", "how much does the fed hold", "bank reserves", "TGA balance", "treasury cash",
    ),
    "rates": (
        "SOFR", "what is sofr today", "overnight rates", "fed funds rate", "current fed rate", "what is the interest rate now",
        "interest on reserves", "IORB?", "target range", "funding stress?",
    ),
    "repo": ("repo", "standing repo", "SRF usage", "reverse repo", "rrp?", "ON RRP today", "how much is in the reverse repo facility"),
    "dots": ("dot plot", "dots", "where are the dots", "latest projections", "SEP medians"),
    "cycle": (
        "is the fed cutting", "rate cycle", "is QT over?", "are we in an easing cycle", "how many cuts so far", "QE?",
        "did the fed cut", "has the Fed already cut?",
        "when did the fed last cut?",
    ),
    "correlation": (
        "bitcoin correlation", "is btc correlated with stocks", "does bitcoin move with the s&p", "did btc decouple",
        "what is the correlation",
    ),
    "history:fomc_statement": (
        "last fomc decisions", "how did bitcoin react to the last fomc", "history of cuts", "btc after the last fomc",
        "what did the fed do last time", "what did the fed decide?",
    ),
    "history:minutes": ("past minutes",),
    "history:treasury_auction": ("previous auctions",),
    "term:qt": ("what is QT", "what does QT mean?"),
    "term:net-liquidity": ("what is net liquidity?",),
    "term:on-rrp": ("explain reverse repo",),
    "term:basis-point": ("what's a basis point",),
    "term:hawkish": ("define hawkish", "hawkish"),
    "term:dots": ("dot plot meaning",),
    "term:beige-book": ("beige book",),
    "?priced calendar": ("how do chances stand before the next meeting",),
    "?balance correlation": ("correlation of bitcoin and the balance sheet",),
    "?history priced": ("odds at the last meeting",),
    "?balance": ("balnce sheet",),
    "?correlation": ("corelation?",),
    "": (
        "hello", "thanks", "btc price", "will bitcoin go up", "what is the weather", "buy now?", "ok", "lol", "when lambo", "how are you",
        "who are you", "ecb meeting", "next boj decision", "next week", "to the moon", "what is love", "tell me a joke", "price of gold",
        "my github repo is broken", "I read the last book",
        "when does powell speak", "when is the next CPI release?", "next jobs report data", "GDP data when", "inflation data when",
        "when is PCE released", "halving when",
        "", "?!", "/balance", "x" * 5000, "next fomc " * 40,
    ),
}  # fmt: skip
CHINESE = {
    "calendar": (
        "下次议息会议什么时候", "下次FOMC？", "下次会议纪要什么时候公布", "下一次决议几号", "拍卖日程", "日程", "日历", "本周有什么安排",
        "近期有哪些数据", "这周有什么", "下个月有什么", "下週有什麼", "什么时候公布",
        "议息会议北京时间几点", "几点公布", "美国国债拍卖", "美國公債標售",
        "资产负债表什么时候公布", "离下次议息还有多少天", "还有多久开会",
    ),
    "priced": (
        "现在市场怎么定价", "降息概率", "12月降息概率多大", "会降息吗？", "美联储会不会加息", "市场预期", "降息预期", "还会降息吗",
        "什么时候降息",
        "大家押注什么",
    ),
    "balance": (
        "美联储资产负债表多大", "总资产多少", "净流动性", "净流动性现在多少", "准备金还有多少", "TGA余额", "财政部账户还有多少钱",
        "基础货币",
        "美联储持有多少美债",
        "缩表进度", "缩了多少表",
    ),
    "rates": ("SOFR多少", "隔夜利率", "现在利率多少", "联邦基金利率", "美联储利率", "准备金余额利率", "目标区间", "资金面紧吗"),
    "repo": ("回购", "常备回购", "SRF用量", "逆回购余额", "隔夜逆回购"),
    "dots": ("点阵图", "最新点阵图", "利率中值", "经济预测"),
    "cycle": ("现在是降息周期吗", "加息周期", "还在缩表吗", "缩表结束了吗", "开始扩表了吗", "在放水吗", "量化宽松", "降息了几次", "缩表",
        "现在是加息还是降息", "降了多少",
    ),
    "correlation": ("比特币和美股相关性", "相关系数", "和标普脱钩了吗", "BTC与美股联动"),
    "history:fomc_statement": ("最近几次决议后比特币表现", "上次议息会议后币价反应", "历次降息", "FOMC历史"),
    "history:minutes": ("上次会议纪要",),
    "history:treasury_auction": ("以往拍卖",),
    "term:qt": ("缩表是什么", "什么是QT", "缩表是什么意思？"),
    "term:net-liquidity": ("净流动性是什么",),
    "term:dots": ("点阵图是什么",),
    "term:on-rrp": ("逆回购是什么意思",),
    "term:srf": ("什么是常备回购便利",),
    "term:hawkish": ("鹰派是什么意思",),
    "term:basis-point": ("解释一下基点",),
    "term:beige-book": ("褐皮书",),
    "?balance correlation": ("资产负债表和比特币的相关性",),
    "": (
        "你好", "谢谢", "比特币多少钱", "涨还是跌", "今天天气", "什么时候暴涨", "能买吗", "哈哈", "早上好", "中国央行降准了吗",
        "欧央行会议", "CPI什么时候公布", "非农什么时候公布", "下次通胀数据", "减半是什么时候",
        "人民银行逆回购",
        "币价", "帮我看看", "行情怎么样", "你是谁", "什么意思", "下次", "多少天", "历史", "好的", "？？",
    ),
}  # fmt: skip


def leads(text: str) -> str:
    found = read_question(text)
    if found is None:
        return ""
    if isinstance(found, Unsure):
        return "?" + " ".join(one.name for one in found.near)
    return f"{found.name}:{found.of}" if found.of else found.name


@pytest.mark.parametrize("table", [ENGLISH, CHINESE], ids=["en", "zh"])
def test_where_each_question_leads(table: dict[str, tuple[str, ...]]) -> None:
    assert sum(map(len, table.values())) >= 80
    assert {text: leads(text) for texts in table.values() for text in texts} == {
        text: there for there, texts in table.items() for text in texts
    }


def test_every_look_up_can_be_asked_for_in_both_languages() -> None:
    for table in (ENGLISH, CHINESE):
        assert {there.partition(":")[0] for there in table if there[:1] not in ("", "?")} == {*LOOKUPS, "term"}


@pytest.mark.parametrize("text", ["ｎｅｘｔ　ＦＯＭＣ？", "NEXT FOMC", "  next   fomc !!", "next\u200b fomc", "“next fomc”"])
def test_what_input_methods_write_is_the_same_question(text: str) -> None:
    assert leads(text) == "calendar"


def test_a_question_names_only_kinds_that_there_are() -> None:
    for table in (ENGLISH, CHINESE):
        for text in (text for texts in table.values() for text in texts):
            found = read_question(text)
            if isinstance(found, Question) and found.name == "history":
                assert found.of in ALERT_KINDS


def test_a_command_behind_a_full_width_stroke_is_its_look_up() -> None:
    assert [leads(text) for text in ("／balance", "／calendar", "/balance", "／nothing", "／history")] == [
        "balance",
        "calendar",
        "",
        "",
        "",
    ]
