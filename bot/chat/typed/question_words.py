"""The words by which a question is known to be about a look-up, English and Chinese. Regular expressions over folded text.

Latin words have spaces around them here, even where they stand between characters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


WORDS: Mapping[str, re.Pattern[str]] = {
    "balance": _any(
        r"\bbalance[- ]?sheet\b", r"\bh\.?4\.?1\b", r"\btotal assets\b", r"\bnet liquidity\b", r"\bwalcl\b", r"\btga\b",
        r"\btreasury(?:'s)? (?:general )?(?:account|cash)\b", r"\b(?:bank )?reserves?(?: balances?)?\b",
        r"\b(?:monetary base|base money)\b",
        r"\b(?:how much|what) does the fed (?:hold|own)\b", r"\bfed(?:'s)? (?:holdings|assets|bonds|portfolio)\b",
        r"\b(?:how big|how large) is the fed\b",
        r"资产负债表", r"总资产", r"净流动性", r"基础货币", r"准备金", r"持债", r"持有(?:多少|哪些)", r"财政部(?:一般)?账户",
        r"财政部的?现金",
        r"缩表(?:进度|规模|了?多少)", r"缩了多少", r"扩表(?:规模|了?多少)",
    ),
    "repo": _any(
        r"\b(?:standing |reverse |overnight )*repos?(?: facility| operations?)?\b", r"\bsrf\b", r"\b(?:on )?rrp\b",
        r"\bstanding facility\b",
        r"常备回购(?:便利)?", r"(?:隔夜)?逆回购", r"(?<!逆)回购",
    ),
    "rates": _any(
        r"\b(?:sofr|effr|obfr|tgcr|bgcr|iorb|ioer)\b", r"\bovernight rates?\b", r"\b(?:federal|fed)(?:'s)? funds?(?: rates?)?\b",
        r"\binterest on reserves\b", r"\b(?:policy|interest|current|fed|key) rates?\b(?! (?:cuts?|hikes?))",
        r"\bfed's rates?\b(?! (?:cuts?|hikes?))", r"\btarget range\b", r"\bfunding (?:stress|rates?|costs?)\b",
        r"隔夜(?:融资)?利率", r"联邦基金(?:目标)?利率", r"目标区间", r"准备金余额利率", r"(?:现在|目前|当前|美联储|基准|政策)的?利率",
        r"利率(?:是)?(?:多少|几|现在)", r"资金面", r"融资利率",
    ),
    "priced": _any(
        r"\bpric(?:ed|es|ing) ?in\b", r"\b(?:market )?pricing\b", r"\bodds\b", r"\bprobabilit(?:y|ies)\b", r"\bchances?\b",
        r"\b(?:market|traders|futures|investors)(?:'s)? (?:is |are )?(?:expect\w*|bet\w*|think\w*|pric\w*)\b",
        r"\b(?:rate |fed )?(?:cut|hike) (?:odds|bets|expectations|probability|chances?)\b", r"\bexpectations? (?:for|of)\b",
        r"\b(?:kalshi|polymarket|fedwatch)\b",
        r"\b(?:when )?(?:will|is|does|would) (?:the )?(?:fed|fomc|powell|warsh)(?: going to| likely to)?"
        r" (?:cut|hike|raise|lower|hold|pause)\b",
        r"定价", r"概率", r"几率", r"胜率", r"(?:降息|加息|市场)的?预期", r"押注",
        r"(?:会不会|会否|还会|是否|会|要|要不要)再?(?:降息|加息)",
        r"(?:降息|加息)的?可能", r"(?:什么时候|何时|几时|啥时候)(?:会|能|才)?再?(?:降息|加息)",
    ),
    "dots": _any(
        r"\bdot ?plots?\b", r"\bdots?\b", r"\b(?:economic )?projections?\b", r"\bsep\b", r"\bmedians?\b",
        r"点阵图", r"点图", r"利率预测", r"经济预测", r"(?:利率)?中值",
    ),
    "cycle": _any(
        r"\b(?:policy |rate |cutting |hiking |easing |tightening )?cycle\b", r"\bregime\b", r"\bpolicy stance\b",
        r"\b(?:is|are) (?:the )?fed (?:\w+ )?(?:cutting|hiking|easing|tightening|buying|printing)\b",
        r"\b(?:did|has|have) (?:the )?(?:fed|fomc) (?:\w+ )?(?:cut|hike|raise|lower|hold|pause|ease|tighten)(?:d|ed)?\b",
        r"\b(?:qt|qe|run-?off|quantitative (?:tightening|easing))\b", r"\bhow many (?:times|cuts|hikes|rate cuts|rate hikes)\b",
        r"周期", r"缩表", r"扩表", r"量化宽松", r"量化紧缩", r"放水", r"购债", r"(?:降息|加息)了?几次", r"几次(?:降息|加息)",
        r"(?:降|加)息?了多少", r"降息还是加息|加息还是降息",
        r"(?:还在|正在|开始|停止|结束)(?:降息|加息)",
    ),
    "correlation": _any(
        r"\bcorrelat\w*", r"\bdecoupl\w*", r"\b(?:moves?|moving|trades?|trading) (?:with|like|together)\b",
        r"相关性", r"相关系数", r"相关度", r"联动", r"脱钩", r"同涨同跌",
    ),
    "history": _any(
        r"\bhistory\b", r"\bwhat (?:did|has) (?:the )?(?:fed|fomc) (?:do|done|decided?|say|said)\b",
        r"\bafter (?:the )?(?:last|past|each|every)\b",
        r"\b(?:last|past|previous|recent) (?:\w+ )?(?:fomc|decisions?|meetings?|statements?|minutes|cuts?|hikes?|repos?|auctions?"
        r"|speech(?:es)?|releases?)\b",
        r"\bhow (?:did|has|does|do) (?:btc|bitcoin|crypto|it|prices?) (?:usually )?(?:react|do|move|perform|respond)\w*",
        r"历史", r"(?:上|最近|过去|前)(?:一|几|两|三|五|八|\d)?(?:次|期|场)", r"以往", r"历次",
        r"(?:之后|过后|后)(?:比特币|大饼|币价|市场)?的?(?:表现|反应|走势|怎么走)",
    ),
    "calendar": _any(
        r"\b(?:next|upcoming|coming|following)\b", r"\bwhen(?:'s| is| are| does| do| will)\b", r"\bwhen\b(?! (?:did|was|were|has|had))",
        r"\bwhat time\b",
        r"\b(?:calendar|agenda|schedule|dates?)\b", r"\b(?:what(?:'s| is) )?(?:this|next) (?:week|month)\b",
        r"\bwhat(?:'s| is) (?:coming|next|due|ahead)\b",
        r"下一?(?:次|期|场|个)", r"什么时候", r"何时", r"啥时候", r"几时", r"几号", r"几月", r"几点钟?",
        r"哪一?天", r"日程", r"日历", r"时间表",
        r"(?:本|这|下)(?:周|个?月)", r"(?:近期|接下来|未来)[有的]?(?:什么|哪些)?(?:安排|事件|公布|数据)", r"(?:还有)?多久", r"多少天",
    ),
}  # fmt: skip
"""By look-up; a match within another look-up's longer one is that one's."""

SUBJECTS = _any(
    r"\b(?:fomc|fed|meetings?|minutes|decisions?|statements?|auctions?|balance[- ]?sheet|h\.?4\.?1|projections?"
    r"|dots?|dot ?plots?|repos?|rates?|cuts?|hikes?|sep)\b",
    r"议息|会议|开会|决议|纪要|声明|拍卖|资产负债表|联储|点阵图|点图|降息|加息|购债计划|回购",
)
"""What a time can be asked of."""
ANY_SUBJECT = _any(r"\b(?:releases?|data|events?|schedule)\b", r"公布|数据|安排|日程|日历|时间表")
"""The same of whatever comes out, where nobody else's is named."""
OTHERS = _any(
    r"\b(?:cpi|ppi|pce|gdp|nfp|ism|pmi|non-?farm|payrolls?|jobs|jobless|unemployment|inflation|retail sales|earnings|etf|halving)\b",
    r"非农|就业|失业|通胀|通货膨胀|物价|零售|财报|减半",
)
"""What others publish: its dates are not known here."""
CALENDAR_ALONE = _any(
    r"calendar", r"agenda", r"日程表?", r"日历", r"时间表", r"what(?:'s| is) (?:next|coming(?: up)?|ahead)(?: this (?:week|month))?",
    r"(?:us )?(?:treasury )?(?:notes? |bonds? )?auctions?", r"美?(?:国|财政部)?(?:国债|美债|公债)?拍卖",
    r"(?:近期|[本这下](?:周|个?月))(?:都?有(?:什么|哪些))?(?:安排|公布|事件|数据)?",
)  # fmt: skip
"""What asks for the calendar by itself, where nothing else is said."""
DEFINES = _any(
    r"^(?:what(?:'s| is| are)(?! the\b)|whats(?! the\b)|explain|define|meaning of|what does)\b.*", r"^(?:什么是|什么叫|何谓|何为|解释).*",
    r".*(?:\bmeans?|\bmeaning|是什么(?:意思|东西)?|什么意思|是啥(?:意思)?|指什么|的意思|的定义|怎么理解)$",
)  # fmt: skip
"""A question for a term's meaning, whole."""
OF_DATA = _any(r"\bpriced? in\b", r"\bpricing in\b", r"现在|目前|当前|多少", r"\bnow\b", r"\btoday\b", r"\bcurrent(?:ly)?\b", r"\bat\b")
"""What asks for a figure, in whatever form."""
NOT_OURS = _any(
    r"\b(?:ecb|boe|boj|pboc|rba|snb|bank of (?:england|japan|canada)|europe|china|weather|github|gitlab)\b",
    r"中国央行|人民银行|欧洲央行|欧央行|日本央行|日银|英国央行|英央行|天气|降准",
)
"""Other central banks and other repos: nothing here answers for them."""
MISSPELT: Mapping[str, str] = {
    "balance": "balance", "liquidity": "balance", "reserves": "balance", "priced": "priced", "pricing": "priced",
    "probability": "priced", "projections": "dots", "correlation": "correlation", "correlated": "correlation", "calendar": "calendar",
    "schedule": "calendar", "meeting": "calendar",
}  # fmt: skip
"""Words that are often nearly written, and the look-up that they are of."""
KINDS: Sequence[tuple[re.Pattern[str], str]] = (
    (re.compile(r"\bminutes\b|纪要"), "minutes"),
    (
        re.compile(
            r"\bfomc\b|\bfed (?:do|done|decided?|say|said)\b|\bdecisions?\b"
            r"|\bmeetings?\b|\bcuts?\b|\bhikes?\b|\bstatements?\b|决议|议息|会议|声明|降息|加息"
        ),
        "fomc_statement",
    ),
    (re.compile(r"\bbalance[- ]?sheets?\b|\bh\.?4\.?1\b|资产负债表"), "balance_sheet"),
    (re.compile(r"\breverse repos?\b|\brrp\b|逆回购"), "reverse_repo_operation"),
    (re.compile(r"\brepos?\b|\bsrf\b|回购"), "repo_operation"),
    (re.compile(r"\bauctions?\b|拍卖"), "treasury_auction"),
    (re.compile(r"\bspeech(?:es)?\b|演讲|讲话"), "speech"),
    (re.compile(r"\bsofr\b|隔夜利率"), "reference_rate"),
    (re.compile(r"\btga\b|财政部的?现金"), "cash_balance"),
)
"""The kind of publication that a question for the past names."""
