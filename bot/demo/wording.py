"""The Fed's standing formulas for a decision, the balance sheet, the votes and the directive, with figures filled in; nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.demo.tables import AdministeredRates, Dissent, MinutesRelease, Statement

_BALANCE_SHEET = {
    "reducing": (
        "The Committee will continue reducing its holdings of Treasury securities and agency debt and agency mortgage-backed securities."
    ),
    "conclude": "The Committee decided to conclude the reduction of its aggregate securities holdings on {day}.",
    "reserve purchases": (
        "The Committee will initiate purchases of shorter-term Treasury securities as needed to maintain an ample supply of reserves."
    ),
}
_BOARD = "The Board of Governors of the Federal Reserve System voted"
_FRACTIONS = {0.25: "1/4", 0.5: "1/2", 0.75: "3/4"}
_RANGE_HYPHEN = "\u2011"
"""What the Fed's own pages put inside the upper bound of a range."""


def statement(decided: Statement) -> list[str]:
    """The paragraphs of a statement: decision, balance sheet, votes."""
    day = f"{decided.balance_sheet_on:%B} {decided.balance_sheet_on.day}" if decided.balance_sheet_on else ""
    step, target = _points(decided.change_pct), _range(decided.target_lower_pct, decided.target_upper_pct)
    return [
        f"The Committee decided to {decided.decision} the target range for the federal funds rate by {step} to {target} percent.",
        _BALANCE_SHEET[decided.balance_sheet].format(day=day),
        " ".join([_for(decided.voting_for), _against(decided.voting_against)]),
    ]


def note(carried_out: AdministeredRates, of: Statement) -> list[str]:
    """The points of an implementation note: rate on reserves, directive, primary credit rate."""
    effective = _long(carried_out.effective_on)
    reserves, primary = f"{carried_out.iorb_pct:.2f}", f"{carried_out.primary_credit_pct:.2f}"
    return [
        f"{_BOARD} to lower the interest rate paid on reserve balances to {reserves} percent, effective {effective}.",
        f'"Effective {effective}, the Federal Open Market Committee directs the Desk to:',
        *_directive(carried_out, of),
        f"{_BOARD} to approve a {_points(of.change_pct)} decrease in the primary credit rate to {primary} percent, effective {effective}.",
    ]


def minutes(release: MinutesRelease) -> list[str]:
    """What the page says that announces minutes, in words of this project."""
    return [f"Minutes of the Committee's meeting of {meeting_days(release)} are released."]


def meeting_days(release: MinutesRelease) -> str:
    """`October 28–29, 2025`, as the titles of minutes have it."""
    began, ended = release.meeting_began, release.meeting_ended
    return f"{began:%B} {began.day}\u2013{ended.day}, {ended.year}"


def _directive(carried_out: AdministeredRates, of: Statement) -> Iterable[str]:
    yield (
        "Undertake open market operations as necessary to maintain the federal funds rate in a target range of "
        f"{_range(of.target_lower_pct, of.target_upper_pct)} percent."
    )
    at = "with a minimum bid rate of" if carried_out.srf_method == "Multiple Price" else "at a rate of"
    limit = carried_out.srf_limit_usd
    capped = f" and with an aggregate operation limit of {_billions(limit)}" if limit else ""
    yield f"Conduct standing overnight repurchase agreement operations {at} {carried_out.srf_pct:.2f} percent{capped}."
    yield (
        f"Conduct standing overnight reverse repurchase agreement operations at an offering rate of {carried_out.on_rrp_pct:.2f} percent "
        f"and with a per-counterparty limit of {_billions(carried_out.on_rrp_limit_usd)} per day."
    )
    if carried_out.buys_bills:
        yield (
            "Increase the System Open Market Account holdings of securities through purchases of Treasury bills "
            "to maintain an ample level of reserves."
        )
    if carried_out.runoff_treasury_cap_usd_month and carried_out.runoff_mbs_cap_usd_month:
        yield (
            "Roll over at auction the amount of principal payments from the Federal Reserve's holdings of Treasury securities maturing in "
            f"each calendar month that exceeds a cap of {_billions(carried_out.runoff_treasury_cap_usd_month)} per month."
        )
        yield (
            "Reinvest the amount of principal payments from the Federal Reserve's holdings of agency securities received in each calendar "
            f"month that exceeds a cap of {_billions(carried_out.runoff_mbs_cap_usd_month)} per month into Treasury securities."
        )


def _for(names: Iterable[str]) -> str:
    *others, last = names
    return f"Voting for the monetary policy action were {'; '.join(others)}; and {last}."


def _against(dissents: tuple[Dissent, ...]) -> str:
    """Those who preferred the same are named together."""
    views: dict[str, list[str]] = {}
    for dissent in dissents:
        views.setdefault(_preferred(dissent), []).append(dissent.name)
    clauses = [f"{' and '.join(names)}, who preferred {view} at this meeting" for view, names in views.items()]
    return f"Voting against this action {'was' if len(dissents) == 1 else 'were'} {'; and '.join(clauses)}."


def _preferred(dissent: Dissent) -> str:
    if dissent.by_pct is None:
        return "no change to the target range for the federal funds rate"
    return f"to {dissent.preferred} the target range for the federal funds rate by {_points(dissent.by_pct)}"


def _points(size_pct: float) -> str:
    return f"{_FRACTIONS[size_pct]} percentage point"


def _range(lower_pct: float, upper_pct: float) -> str:
    return f"{_mixed(lower_pct, '-')} to {_mixed(upper_pct, _RANGE_HYPHEN)}"


def _mixed(rate_pct: float, hyphen: str) -> str:
    """3.75 as `3-3/4`, 4.0 as `4`."""
    whole, part = divmod(rate_pct, 1)
    return f"{whole:.0f}{hyphen}{_FRACTIONS[part]}" if part else f"{whole:.0f}"


def _billions(amount_usd: int) -> str:
    return f"${amount_usd / 1_000_000_000:g} billion"


def _long(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
