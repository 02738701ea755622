"""Numbers, dates and clock times as a reader of each language writes them. Exact: integers and decimals, no float rounding of dollars."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_HALF_UP, Decimal

from babel.dates import format_date

from bot.i18n import Texts
from bot.languages import LANGUAGES

MINUS = "\N{MINUS SIGN}"


def usd(amount: int, lang: str, digits: int = 4) -> str:
    """Dollars to so many significant digits: `$50.35bn`, `503.5亿美元`."""
    rounded = _significant(Decimal(abs(amount)), digits)
    scales = LANGUAGES[lang].dollars
    size, pattern = next(((s, p) for s, p in scales if rounded >= s), scales[-1])
    return pattern.format(sign=_minus(amount), number=_plain(rounded / size))


def usd_change(amount: int, lang: str) -> str:
    """A change in dollars with its sign, to three significant digits: `+$44.2bn`, `−$275m`."""
    return ("+" if amount > 0 else "") + usd(amount, lang, digits=3)


def usd_column(amount: int, lang: str) -> str:
    """A change in billions with one decimal (in 亿 in Chinese) unless it is tiny, so that a column of changes reads alike."""
    language = LANGUAGES[lang]
    size, pattern = language.column
    if not 50_000_000 <= abs(amount) < 10**12:
        return usd_change(amount, lang)
    number = Decimal(abs(amount)) / size
    is_whole = language.column_whole_from is not None and number >= language.column_whole_from
    places = Decimal(1) if is_whole else Decimal("0.1")
    return pattern.format(sign="+" if amount > 0 else MINUS, number=_plain(number.quantize(places, ROUND_HALF_UP)))


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
    return tx.t("{number} bp", number=number(abs(value)))


def bp_change(value: float, tx: Texts) -> str:
    """Basis points with their sign."""
    return f"{'+' if value > 0 else _minus(value)}{bp(value, tx)}"


def number(value: float) -> str:
    """A plain number with at most two decimals."""
    return _minus(value) + _plain(Decimal(str(abs(value))).quantize(Decimal("0.01"), ROUND_HALF_UP))


def signed(value: float) -> str:
    """A number with its sign; 0 has none."""
    return ("+" if value > 0 else "") + number(value)


def share(value: float) -> str:
    """A share of 0..1 in per cent, rounded down, so that only all of it is 100%."""
    return _plain(Decimal(int(Decimal(str(value)) * 1000)) / 10) + "%"


def day(value: date, lang: str) -> str:
    """A date: `29 Oct 2025`, `2025年10月29日`."""
    return format_date(value, LANGUAGES[lang].day, locale=LANGUAGES[lang].locale)


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
