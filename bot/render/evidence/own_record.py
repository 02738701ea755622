"""The bot's public record in the reader's language: Telegram HTML, pure. What a reader wants first comes first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bot.i18n import Texts, texts
from bot.render import amounts
from bot.render.html import bold, escape, italic
from rules.like import MINIMUM

WEAK = 0.2
"""A rank correlation below this is called weak."""
BINS = 2
"""Groups of claimed chances that are told: the largest."""


def own_record(found: Mapping[str, Any], lang: str) -> str:
    """All alerts and how they did; where these are too few, how the rules did over history comes to the fore.

    `found` is the contract's `evidence record` object, with the replay as `walk_forward`.
    """
    tx = texts("alerts", lang)
    return "\n\n".join([*record_blocks(found, tx), italic(tx.t("Information, not advice. Single alerts: /receipts"))])


def record_blocks(found: Mapping[str, Any], tx: Texts) -> list[str]:
    """The same without its last line, a block a title."""
    blocks = [_block(tx.t("My record"), [_count(found, tx), *_judgement(found, tx)])]
    past = found["walk_forward"]
    if past is not None and past["judged"] >= MINIMUM:
        span = {"since": _day(past["since"], tx), "until": _day(past["as_of"], tx)}
        title = tx.t("The rules replayed over history, {since} to {until}", **span)
        blocks.append(_block(title, [*_figures(past, tx), _flattery(tx)]))
    return blocks


def _flattery(tx: Texts) -> str:
    return tx.t(
        "They were written by people who knew these years, which flatters them; events of one day share a move, so the range should be "
        "wider."
    )


def _block(title: str, lines: list[str]) -> str:
    return "\n".join([bold(title), *(escape(line) for line in lines if line)])


def _count(found: Mapping[str, Any], tx: Texts) -> str:
    """Every alert, by what became of it."""
    if not found["alerts"]:
        return tx.t("No alert has been made yet.")
    unpriced = found["named"] - found["judged"] - found["open"]
    text = tx.t(
        "Alerts since {day}: {alerts}, all of them counted. Judged: {judged}, not over yet: {open}, without a direction: {unnamed}.",
        day=_day(found["since"], tx),
        alerts=found["alerts"],
        judged=found["judged"],
        open=found["open"],
        unnamed=found["alerts"] - found["named"],
    )
    return tx.t("{text} Without a price: {count}.", text=text, count=unpriced) if unpriced else text


def _judgement(found: Mapping[str, Any], tx: Texts) -> list[str]:
    if found["judged"] >= MINIMUM:
        return _figures(found, tx)
    return [tx.t("Too few to judge ({judged}; needs {needed}).", judged=found["judged"], needed=MINIMUM)]


def _figures(found: Mapping[str, Any], tx: Texts) -> list[str]:
    low, high = (_share(end) for end in found["ci95"])
    hits = tx.t(
        "Right direction {hits} of {count} times (95%: {low} to {high}); the base rate {base}, “always up” {up}.",
        hits=_share(found["hit_rate"]),
        count=found["judged"],
        low=low,
        high=high,
        base=_share(found["base_rate"]),
        up=_share(found["always_up"]),
    )
    brier = tx.t(
        "Brier score {own}; base rate {base}, “always up” {up}. Less is better.",
        own=_score(found["brier"]),
        base=_score(found["brier_base_rate"]),
        up=_score(found["brier_always_up"]),
    )
    return [hits, _verdict(found, tx), brier, _calibration(found, tx), _size(found["size"], tx)]


def _verdict(found: Mapping[str, Any], tx: Texts) -> str:
    low, high = found["ci95"]
    if low > found["base_rate"]:
        return tx.t("By this count that is above the base rate, before costs.")
    if high < found["base_rate"]:
        return tx.t("That is worse than the base rate.")
    return tx.t("That is no better than the base rate, as far as can be said.")


def _calibration(found: Mapping[str, Any], tx: Texts) -> str:
    """What was claimed and what came, of the largest groups of claims."""
    largest = sorted(found["reliability"], key=lambda one: -one["n"])[:BINS]
    text = ""
    for one in sorted(largest, key=lambda one: float(one["claimed"])):
        values = {"claimed": _share(one["claimed"]), "rose": _share(one["rose"]), "count": one["n"]}
        said = tx.t("of {count} given a chance of {claimed} to rise, {rose} rose", **values)
        text = tx.t("{first}; {second}", first=text, second=said) if text else said
    return tx.t("Calibration: {text}.", text=text) if text else ""


def _size(size: Mapping[str, Any], tx: Texts) -> str:
    if size["rank_correlation"] is None:
        return ""
    low, high = size["ci95"]
    figures = tx.t(
        "rank correlation {rank}, {low} to {high}, {count} events",
        rank=_correlation(size["rank_correlation"]),
        low=_correlation(low),
        high=_correlation(high),
        count=size["n"],
    )
    if low <= 0:
        return tx.t("Size: that larger impacts come with larger moves is not to be seen ({figures}).", figures=figures)
    if size["rank_correlation"] < WEAK:
        return tx.t("Size: larger impacts came with larger moves, weakly ({figures}).", figures=figures)
    return tx.t("Size: larger impacts came with larger moves ({figures}).", figures=figures)


def _day(iso: str, tx: Texts) -> str:
    found = datetime.fromisoformat(iso).date() if "T" in iso else date.fromisoformat(iso)
    return amounts.day(found, tx.lang)


def _share(value: float) -> str:
    return f"{value * 100:.0f}%"


def _score(value: float) -> str:
    return f"{value:.3f}"


def _correlation(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")
