"""Implementation notes of every era, made for these tests."""

from __future__ import annotations

from datetime import date

import pytest

from bot.fomc import read_note

BILLION = 1_000_000_000

MODERN_NOTE = """The Board of Governors voted to lower the interest rate paid on reserve balances to 3.65 percent, effective May 8, 2031.

"Effective May 9, 2031, the Federal Open Market Committee directs the Desk to:

Undertake open market operations as necessary to maintain the federal funds rate in a target range of 3-1/2 to 3\u20113/4 percent.

Conduct standing overnight repurchase agreement operations {srf}.

Conduct standing overnight reverse repurchase agreement operations at an offering rate of 3.5 percent and with a per\u2011counterparty
limit of $160 billion per day.

{holdings}

In a related action, the Board voted to approve a 1/4 percentage point decrease in the primary credit rate to 3.75 percent,
effective May 8, 2031."""


def test_a_note_of_the_standing_repo_years() -> None:
    said = read_note(MODERN_NOTE.format(srf="at a rate of 3.75 percent", holdings="Roll over at auction all principal payments."))
    assert (said.iorb_pct, said.on_rrp_pct, said.on_rrp_limit_usd) == (3.65, 3.5, 160 * BILLION)
    assert (said.srf_pct, said.srf_limit_usd, said.primary_credit_pct) == (3.75, None, 3.75)
    assert (said.effective_on, said.purchases_directed) == (date(2031, 5, 9), False)
    assert (said.runoff_treasury_cap_usd_month, said.runoff_mbs_cap_usd_month) == (None, None)


def test_a_minimum_bid_rate_and_an_aggregate_limit() -> None:
    srf = "with a minimum bid rate of 4.0 percent and with an aggregate operation limit of $500 billion"
    said = read_note(MODERN_NOTE.format(srf=srf, holdings=""))
    assert (said.srf_pct, said.srf_limit_usd) == (4.0, 500 * BILLION)


@pytest.mark.parametrize(
    ("text", "on_rrp", "srf"),
    [
        ("The per-counterparty limit for the operations will be increased to $160 billion.", 160, None),
        ("The per-counterparty limit will be increased from $80 billion to $160 billion per day.", 160, None),
        ("The per-counterparty limit was lowered from $160 billion to $80 billion.", 80, None),
        ("The aggregate operation limit will be raised from $500 billion to $700 billion.", None, 700),
        ("The per-counterparty limit can be temporarily increased at the discretion of the Chair.", None, None),
        ("Staff spoke of lifting the per-counterparty limit; usage fell to $160 billion.", None, None),
    ],
)
def test_a_limit_that_is_changed_is_the_new_one(text: str, on_rrp: int | None, srf: int | None) -> None:
    said, billion = read_note(text), {None: None, 80: 80 * BILLION, 160: 160 * BILLION, 700: 700 * BILLION}
    assert (said.on_rrp_limit_usd, said.srf_limit_usd) == (billion[on_rrp], billion[srf])


@pytest.mark.parametrize(
    ("holdings", "directed"),
    [
        ("Increase the System Open Market Account holdings of securities through purchases of Treasury bills.", True),
        ("When appropriate, increase the System Open Market Account holdings of securities.", True),
        ("The Committee directs the Desk to purchase Treasury bills at least into the second quarter.", True),
        ("Reinvest all principal payments from holdings of agency securities into Treasury bills.", False),
        ("Engage in dollar roll and coupon swap transactions.", False),
    ],
)
def test_whether_the_desk_is_to_buy(holdings: str, directed: bool) -> None:
    assert read_note(MODERN_NOTE.format(srf="at a rate of 4 percent", holdings=holdings)).purchases_directed is directed


def test_caps_of_a_note_are_the_last_named() -> None:
    text = """The Committee directs the Desk to roll over the principal payments from holdings of Treasury securities maturing during June
that exceeds $18 billion, and to reinvest in agency securities the principal payments from agency debt received during June that exceeds
$12 billion. Effective in July, the Committee directs the Desk to roll over payments from Treasury securities that exceeds a cap of
$24 billion per month, and to reinvest payments from agency securities that exceeds a cap of $17.5 billion per month."""
    said = read_note(text)
    assert (said.runoff_treasury_cap_usd_month, said.runoff_mbs_cap_usd_month) == (24 * BILLION, 17_500_000_000)


def test_a_note_of_2016() -> None:
    text = """The Board left unchanged the interest rate paid on required and
excess reserve balances at 0.50 percent.

"Effective May 8, 2031, the Federal Open Market Committee directs the
Desk to maintain the federal funds rate in a target range of 1/4 to 1/2 percent, including overnight reverse repurchase operations (and
reverse repurchase operations with maturities of more than one day) at an offering rate of 0.25 percent, in amounts limited only by a
per-counterparty limit of $30 billion per day.

The Board took no action to change the discount rate (the primary credit rate), which remains at 1.00 percent."""
    said = read_note(text)
    assert (said.iorb_pct, said.on_rrp_pct, said.on_rrp_limit_usd, said.srf_pct) == (0.5, 0.25, 30 * BILLION, None)
    assert (said.primary_credit_pct, said.effective_on, said.purchases_directed) == (1.0, date(2031, 5, 8), False)


def test_what_a_note_does_not_say_is_unknown() -> None:
    said = read_note("Nothing of the kind. Effective February 30, 2031, the Committee directs nobody.")
    assert (said.iorb_pct, said.effective_on, said.purchases_directed) == (None, None, None)
