"""An implementation note: the administered rates and what the directive tells the Desk, from December 2015 on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.fomc.text import DOLLARS, MONTH, MONTHS, NUMBER, dollars, percent, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """The facts of a note, named as in `rules.event.ImplementationNote`; what it doesn't say is None."""

    iorb_pct: float | None = None
    on_rrp_pct: float | None = None
    on_rrp_limit_usd: int | None = None
    srf_pct: float | None = None
    srf_limit_usd: int | None = None
    primary_credit_pct: float | None = None
    effective_on: date | None = None
    purchases_directed: bool | None = None
    runoff_treasury_cap_usd_month: int | None = None
    runoff_mbs_cap_usd_month: int | None = None


_IORB = re.compile(rf"\binterest rates? paid on (?:required and excess )?reserve balances,?(?: \w+){{0,4}}? (?:at|to) ({NUMBER}) percent")
_ON_RRP = re.compile(rf"\breverse repurchase (?:agreement )?operations\b.*?\bat an offering rate of ({NUMBER}) percent", re.S)
_SET_TO = (
    r"(?: (?:will be|is|was|has been))?(?: (?:increased|raised|lifted|reduced|lowered|set))?(?: from \$[0-9.]+ [mb]illion)? (?:of|at|to)"
)
_ON_RRP_LIMIT = re.compile(rf"\bper-counterparty limit(?: (?:for|on|in) [^.;$]{{1,120}}?)?{_SET_TO} {DOLLARS}")
_SRF = re.compile(
    rf"(?<!reverse )\brepurchase agreement operations (?:with|at) an? (?:minimum bid |offering |fixed )?rate of ({NUMBER}) percent"
)
_SRF_LIMIT = re.compile(rf"\baggregate operation limit{_SET_TO} {DOLLARS}")
_PRIMARY = re.compile(
    rf"\bprimary credit rate\)?,?(?: which remains| at the existing level| remains| unchanged)?(?: at| to| of) ({NUMBER}) percent"
)
_DAY = rf"({MONTH}) (\d{{1,2}}), (\d{{4}})"
_DIRECTIVE_DAY = re.compile(rf"\bEffective {_DAY},? the (?:Federal Open Market )?Committee directs")
_IORB_DAY = re.compile(rf"\breserve balances\b[^;]*?\beffective {_DAY}")
_BUYS = re.compile(
    r"\bincrease (?:over coming months )?the System Open Market Account holdings of\b|\bpurchases? (?:of )?Treasury (?:bills|securities)\b",
    re.I,
)
_CAP = re.compile(rf"\b(?P<kind>Treasury|agency)\b(?:(?!\bTreasury\b|\bagency\b).)*?\bexceeds (?:a (?:monthly )?cap of )?{DOLLARS}", re.S)


def read_note(text: str) -> NoteFacts:
    """Read the facts of an implementation note's text."""
    text = plain(text).replace("\n\n", " ")
    is_directive = bool(re.search(r"\bdirects the Desk\b", text))
    caps = {found["kind"].lower(): dollars(found["amount"], found["scale"]) for found in _CAP.finditer(text)}
    return NoteFacts(
        iorb_pct=_rate(_IORB, text),
        on_rrp_pct=_rate(_ON_RRP, text),
        on_rrp_limit_usd=_amount(_ON_RRP_LIMIT, text),
        srf_pct=_rate(_SRF, text),
        srf_limit_usd=_amount(_SRF_LIMIT, text),
        primary_credit_pct=_rate(_PRIMARY, text),
        effective_on=_day(_DIRECTIVE_DAY, text) or _day(_IORB_DAY, text),
        purchases_directed=bool(_BUYS.search(text)) if is_directive else None,
        runoff_treasury_cap_usd_month=caps.get("treasury"),
        runoff_mbs_cap_usd_month=caps.get("agency"),
    )


def _rate(form: re.Pattern[str], text: str) -> float | None:
    found = form.search(text)
    return percent(found[1]) if found else None


def _amount(form: re.Pattern[str], text: str) -> int | None:
    found = form.search(text)
    return dollars(found["amount"], found["scale"]) if found else None


def _day(form: re.Pattern[str], text: str) -> date | None:
    found = form.search(text)
    if not found:
        return None
    try:
        return date(int(found[3]), MONTHS.index(found[1].lower()) + 1, int(found[2]))
    except ValueError:
        return None
