"""What people call what the bot does not watch: prices, coins, markets. Pure."""

from __future__ import annotations

import re

from bot.chat.typed.characters import plain
from bot.i18n import N_

NOT_PRICES = N_("I watch the Fed, not prices. Try <code>standing repo &gt;= 20bn</code>, or <code>decision = cut</code>. More: /watch")
_PRICED = re.compile(
    r"\b(?:btc|xbt|bitcoin|eth|ether|ethereum|sol|solana|xrp|doge|bnb|ada|ton|usdt|usdc|crypto|altcoins?|coins?|prices?|gold|oil|nasdaq"
    r"|spx|spy|stocks?|dxy|dollar index)\b"
    r"|比特币|以太|大饼|二饼|狗币|币价|价格|行情|币圈|黄金|原油|纳指|美股|标普|美元指数",
    re.IGNORECASE,
)


def asks_for_prices(text: str) -> bool:
    """Whether somebody means the market, which the bot does not watch."""
    return _PRICED.search(plain(text)) is not None
