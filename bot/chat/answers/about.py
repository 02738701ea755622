"""What `/about` tells: the version, whose data the bot reads, and what these publishers ask to be said. docs/sources.md has the terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot import __version__
from bot.i18n import N_, Texts

ATTRIBUTIONS: Mapping[str, Collection[str]] = {
    N_("<b>Federal Reserve Board</b>: statements, minutes, speeches, balance sheet, calendar"): (
        "fed.press_release",
        "fed.balance_sheet",
        "fed.speech",
        "fed.calendar",
    ),
    N_("<b>Federal Reserve Bank of New York</b>: operations, schedules and reference rates, subject to its Terms of Use"): (
        "nyfed.repo_operation",
        "nyfed.reverse_repo_operation",
        "nyfed.treasury_operation",
        "nyfed.agency_operation",
        "nyfed.desk_statement",
        "nyfed.reference_rate",
    ),
    N_("<b>FRED, Federal Reserve Bank of St. Louis</b>: yields, and a second look at what the others publish"): (
        "fred.series",
        "fed.balance_sheet",
        "market.equity",
    ),
    N_("<b>US Department of the Treasury</b>: cash balance and auctions"): ("treasury.cash_balance", "treasury.auction"),
    N_("<b>Coinbase, Kraken</b>: prices of bitcoin and ether, for returns and correlations only"): ("market.crypto",),
    N_("<b>Deribit</b>: implied volatility and open interest of options, for comparison only"): ("market.options",),
    N_("<b>Kalshi, Polymarket</b>: what is priced in for the next FOMC decisions, to compute surprises with"): ("market.expectation",),
    N_("<b>S&amp;P Dow Jones Indices</b>, through FRED: closes of the S&amp;P 500, for correlations only"): ("market.equity",),
}
"""What is said of a publisher, and for which sources."""
FRED_NOTICE = "This product uses the FRED® API but is not endorsed or certified by the Federal Reserve Bank of St. Louis."
"""In the words that the API's terms ask for, so it is not translated."""


def about_text(tx: Texts, *, source_ids: Collection[str], rulebook: str, with_key: bool) -> str:
    """The message, Telegram HTML: the publishers of these sources alone; `with_key` when FRED's API is asked."""
    lines = [tx.t(said) for said, sources in ATTRIBUTIONS.items() if set(sources) & set(source_ids)]
    blocks = [
        tx.t(
            "<b>About</b>\nfedtide {version}, rulebook {rulebook}. It reads what the Federal Reserve and the Treasury publish, scores it "
            "by documented mechanisms, and shows beside it what was measured. Information, not advice.",
            version=__version__,
            rulebook=rulebook,
        ),
        "\n".join([tx.t("<b>Whose data</b>"), *(f"• {line}" for line in lines)]),
        tx.t("None of them sponsors, endorses or has checked this bot. Each alert links to its publication."),
    ]
    return "\n\n".join([*blocks, FRED_NOTICE] if with_key else blocks)
