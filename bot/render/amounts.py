"""Numbers, dates and clock times as a reader of each language writes them. Exact: integers and decimals, no float rounding of dollars."""

from __future__ import annotations

import functools
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date

from bot.i18n import Texts
from bot.languages import LANGUAGES

MINUS = "\N{MINUS SIGN}"


def usd(amount: int, lang: str, digits: int = 4, *, bare: bool = False) -> str:
    """Dollars, in English to so many significant digits: `$50.35bn`, `503.5亿美元`; `bare` without the unit, said in the message before."""
    rounded = _significant(Decimal(abs(amount)), digits)
    language = LANGUAGES[lang]
    size, pattern, places = next((scale for scale in language.dollars if rounded >= scale[0]), language.dollars[-1])
    value = rounded / size if places is None else (Decimal(abs(amount)) / size).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return pattern.format(sign=_minus(amount), number=_plain(value)) + ("" if bare else LANGUAGES[lang].dollar_unit)


def usd_change(amount: int, lang: str, *, bare: bool = False) -> str:
    """A change in dollars with its sign, to three significant digits: `+$44.2bn`, `−$275m`."""
    return ("+" if amount > 0 else "") + usd(amount, lang, digits=3, bare=bare)


def usd_column(amount: int, lang: str, *, bare: bool = False, signed: bool = True) -> str:
    """A change in billions with one decimal (in whole 亿 in Chinese) unless it is tiny: one precision in a message of many."""
    size, pattern, places = LANGUAGES[lang].column
    if not 50_000_000 <= abs(amount) < 10**12:
        return usd_change(amount, lang, bare=bare) if signed else usd(abs(amount), lang, digits=3, bare=bare)
    number = (Decimal(abs(amount)) / size).quantize(Decimal(1).scaleb(-(places or 0)), ROUND_HALF_UP)
    sign = ("+" if amount > 0 else MINUS) if signed else ""
    return pattern.format(sign=sign, number=number) + ("" if bare else LANGUAGES[lang].dollar_unit)


def usd_total(amount: int, lang: str, *, bare: bool = False) -> str:
    """A balance sheet's total: `$6.580tn`, `6.58万亿美元`; `bare` without the unit, said in the line before."""
    decimals, (size, pattern, _) = LANGUAGES[lang].total_decimals, LANGUAGES[lang].dollars[0]
    if decimals is None or abs(amount) < size:
        return usd(amount, lang, bare=bare)
    number = (Decimal(abs(amount)) / size).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return pattern.format(sign=_minus(amount), number=number) + ("" if bare else LANGUAGES[lang].dollar_unit)


def part(amount: int, lang: str) -> str:
    """A part of a sum that stands beside it: `20.35`, `203.5亿`."""
    decimals = LANGUAGES[lang].part_decimals
    return usd(amount, lang, bare=True) if decimals is None else f"{amount / 10**9:.{decimals}f}"


def pct(value: float) -> str:
    """A rate or share in per cent with two decimals."""
    return f"{_minus(value)}{abs(value):.2f}%"


def quoted_pct(value: float) -> str:
    """A rate with three decimals, as auctions quote it."""
    return f"{_minus(value)}{abs(value):.3f}%"


def tenths_pct(value: float) -> str:
    """A share in per cent with one decimal."""
    return f"{_minus(value)}{Decimal(str(abs(value))).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"


def pct_range(lower: float, upper: float, tx: Texts) -> str:
    """A target range, or the single rate where both ends are the same."""
    if lower == upper:
        return pct(upper)
    return tx.t("{lower}–{upper}%", lower=f"{lower:.2f}", upper=f"{upper:.2f}")


def bp(value: float, tx: Texts) -> str:
    """Basis points without a sign."""
    return tx.t("{number}bp", number=number(abs(value)))


def bp_change(value: float, tx: Texts) -> str:
    """Basis points with their sign."""
    return f"{'+' if value > 0 else _minus(value)}{bp(value, tx)}"


def number(value: float) -> str:
    """A plain number with at most two decimals."""
    return _minus(value) + _plain(Decimal(str(abs(value))).quantize(Decimal("0.01"), ROUND_HALF_UP))


def signed(value: float) -> str:
    """A number with its sign; 0 has none."""
    return ("+" if value > 0 else "") + number(value)


MOST_SWINGS = 10.0
"""Where the measures of usual swings are capped."""


def times(value: float, tx: Texts) -> str:
    """How many times as large, without a sign: `2.8×`."""
    return tx.t("{ratio}×", ratio=f"{abs(value):.1f}")


def swings(z: float, tx: Texts) -> str:
    """How many usual swings, without a sign: `2.8×`; from where the measure is capped on, that it is at least so many."""
    return tx.t("over {ratio}×", ratio=f"{MOST_SWINGS:.0f}") if abs(z) >= MOST_SWINGS else times(z, tx)


def share(value: float) -> str:
    """A share of 0..1 in per cent, rounded down, so that only all of it is 100%."""
    return _plain(Decimal(int(Decimal(str(value)) * 1000)) / 10) + "%"


@functools.lru_cache(maxsize=4096)
def day(value: date, lang: str) -> str:
    """A date: `29 Oct 2025`, `2025年10月29日`."""
    return format_date(value, LANGUAGES[lang].day, locale=LANGUAGES[lang].locale)


@functools.lru_cache(maxsize=4096)
def short_day(value: date, lang: str) -> str:
    """A date without its year: `29 Oct`, `10月29日`."""
    return format_date(value, LANGUAGES[lang].short_day, locale=LANGUAGES[lang].locale)


def clock(at: datetime, zone: tzinfo = UTC) -> str:
    """The time of day in a zone to the second: `14:00:07`."""
    return f"{at.astimezone(zone):%H:%M:%S}"


def _significant(value: Decimal, digits: int) -> Decimal:
    """The value rounded half up to so many significant digits."""
    return value.quantize(Decimal(1).scaleb(value.adjusted() - digits + 1), ROUND_HALF_UP) if value else value


def _plain(value: Decimal) -> str:
    """No exponent and no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _minus(value: float) -> str:
    return MINUS if value < 0 else ""
