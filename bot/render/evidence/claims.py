"""The source article's claims beside the data, in the reader's words: the list of all, and one with its method, series and variants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.i18n import N_, Texts, texts
from bot.render import amounts, words
from bot.render.evidence.claim_words import VARIANTS, WORDINGS
from bot.render.evidence.measured import signed_pct
from bot.render.html import bold, escape
from rules.claims import CLAIMED, Claim, Variant, Verdict

MARKS: Mapping[Verdict, str] = {"holds": "✅", "partly": "🟡", "fails": "❌", "unknown": "❔"}
VERDICTS: Mapping[Verdict, str] = {"holds": N_("holds"), "partly": N_("holds in part"), "fails": N_("fails"), "unknown": N_("unknown")}


def claims_list(claims: Sequence[Claim], lang: str) -> str:
    """All claims in a line each: verdict, what is claimed, what was measured."""
    tx = texts("alerts", lang)
    lines = [f"{MARKS[claim.verdict]} {_list_line(claim, tx)}" for claim in claims]
    key = " · ".join(f"{MARKS[verdict]} {tx.t(word)}" for verdict, word in VERDICTS.items() if verdict != "unknown")
    head = tx.t("What the article claims, beside what the data say")
    return "\n".join([bold(head), *lines, "", key, _origin(claims, tx), tx.t("Information, not advice.")])


def _list_line(claim: Claim, tx: Texts) -> str:
    title, found = escape(tx.t(WORDINGS[claim.id].title)), bold(figure(claim.measured, claim.id, tx))
    if claim.id == "tightening-end" and claim.measured == 0:
        return tx.t("{title}: {text}", title=title, text=found)
    return tx.t("{claim}: measured {figure}", claim=title, figure=found)


def claim_text(claim: Claim, lang: str) -> str:
    """One claim: what is claimed and measured, the verdict and why, method, series, and how the figure depends on the method."""
    tx, said = texts("alerts", lang), WORDINGS[claim.id]
    rows = (
        (tx.t("Claimed"), tx.t(said.claimed)),
        (tx.t("Measured"), _dated(figure(claim.measured, claim.id, tx), claim.at if claim.measured is not None else "", tx)),
        (tx.t("Because"), why(claim, tx)),
        (tx.t("How it is measured"), tx.t(said.method)),
        (tx.t("Measured from"), words.listed((tx.t(name) for name in said.series), tx)),
    )
    head = tx.t("{mark} {title}: {verdict}", mark=MARKS[claim.verdict], title=tx.t(said.short), verdict=tx.t(VERDICTS[claim.verdict]))
    lines = [bold(head), *(tx.t("{title}: {text}", title=bold(name), text=escape(text)) for name, text in rows)]
    if claim.variants:
        asked = "\n".join(_variant_line(variant, claim.id, tx) for variant in claim.variants)
        lines += ["", bold(tx.t("Measured in other ways")), f"<blockquote expandable>{escape(asked)}</blockquote>"]
    return "\n".join([*lines, "", _origin([claim], tx), tx.t("Information, not advice.")])


def short_title(claim: str, tx: Texts) -> str:
    """A claim in the few words of a button."""
    return tx.t(WORDINGS[claim].short)


def _variant_line(variant: Variant, claim: str, tx: Texts) -> str:
    mark = MARKS["holds"] if variant.meets else "·"
    line = tx.t("{title}: {text}", title=variant_name(variant, tx), text=figure(variant.value, claim, tx))
    return f"{mark} {_dated(line, '' if variant.at in line else variant.at, tx)}"


def _dated(text: str, at: str, tx: Texts) -> str:
    """A text with a day, or an instant as a clock shows it, behind it."""
    return tx.t("{figure} ({day})", figure=text, day=at.replace("T", " ").replace(":00Z", " UTC")) if at else text


def variant_name(variant: Variant, tx: Texts) -> str:
    """How a variant asks."""
    return tx.t(VARIANTS[variant.name], about=variant.about, at=variant.at)


def why(claim: Claim, tx: Texts, *, with_figures: bool = False) -> str:
    """Why the verdict is what it is, in a sentence without its full stop; `with_figures` those of the variants that meet it."""
    met = _met_by(claim, tx, with_figures=with_figures)
    neither = tx.t("neither the stated method nor a variant meets it")
    meets = claim.verdict == "holds"
    match claim.id:
        case "correlation-60d" if meets:
            return tx.t("reached by the stated method")
        case "market-cap-drop" if claim.measured is not None and claim.measured > 0:
            rose = tx.t("the value rose from January to the last month at hand")
            return words.chained([rose, met or tx.t("no variant fell by as much")], tx)
        case "purchase-pace":
            began = tx.t(
                "nothing was bought in 2025Q1, when holdings fell; the programme of December 2025 began at about $40bn of bills a month"
            )
            return words.chained([began, met], tx)
        case "repo-size" if claim.measured is not None:
            return met or tx.t("no day of 2025 is within a tenth of it")
        case "balance-sheet-2023" if claim.measured is not None:
            return tx.t("about so much, a little less, and lower at the end") if claim.verdict != "fails" else tx.t("not lower at the end")
        case "tightening-end":
            return _end_of_tightening(claim, tx)
        case _ if claim.measured is None and not met:
            return tx.t("the series is not at hand")
        case _:
            return met or (tx.t("the stated method meets it") if meets else neither)


def _end_of_tightening(claim: Claim, tx: Texts) -> str:
    if claim.measured != 0:
        return tx.t("the ledger has no such end")
    if claim.verdict == "holds":
        return tx.t("run-off ended that day, as announced on 29 October")
    return tx.t(
        "run-off ended that day, as announced on 29 October; the cuts were not delayed until then: two of the year's three came before"
    )


def _met_by(claim: Claim, tx: Texts, *, with_figures: bool) -> str:
    """Which variants meet the figure; nothing where none does."""
    met = [variant for variant in claim.variants if variant.meets and variant.value is not None]
    if not met or claim.id in ("balance-sheet-2023", "tightening-end"):
        return ""
    figures = (f" ({v.value:.2f}{', ' + v.at if v.at else ''})" if with_figures else "" for v in met)
    said = (variant_name(v, tx) + values for v, values in zip(met, figures, strict=True))
    return tx.t("met by a variant: {variants}", variants=words.chained(said, tx))


def figure(value: float | None, claim: str, tx: Texts) -> str:
    """A claim's figure in its unit: `0.57`, `−1.9%`, `$40bn a month`, `8.51万亿美元`."""
    if value is None:
        return tx.t("unknown")
    match WORDINGS[claim].unit:
        case "correlation":
            return f"{value:.2f}"
        case "percent":
            return signed_pct(value)
        case "billion USD a month":
            return tx.t("{amount} a month", amount=amounts.usd(round(value * 10**9), tx.lang, digits=3))
        case "billion USD":
            return amounts.usd(round(value * 10**9), tx.lang, digits=3)
        case "trillion USD":
            return amounts.usd(round(value * 10**12), tx.lang, digits=3)
        case _:
            return _days(round(value), tx)


def _days(days: int, tx: Texts) -> str:
    if days == 0:
        return tx.t("run-off ended that day")
    if days > 0:
        return tx.n("{count} day later", "{count} days later", days)
    return tx.n("{count} day before", "{count} days before", -days)


def _origin(claims: Sequence[Claim], tx: Texts) -> str:
    """Where the figures are from and up to when the data go."""
    own, shipped = ([c.as_of for c in claims if c.is_own is is_own and c.as_of] for is_own in (True, False))
    said = []
    if own:
        said.append(tx.t("Measured from this bot's own store, data to {day}.", day=_day(max(own), tx)))
    if shipped:
        said.append(tx.t("Figures that come with the program, data to {day}.", day=_day(max(shipped), tx)))
    return tx.language.sentence_space.join(said)


def _day(value: date, tx: Texts) -> str:
    return amounts.day(value, tx.lang)


def claim_json(claim: Claim) -> dict[str, Any]:
    """The contract's object of a claim, in English, figures with three decimals."""
    tx, said = texts("alerts", "en"), WORDINGS[claim.id]
    return {
        "id": claim.id,
        "claimed": said.claimed,
        "claimed_value": CLAIMED[claim.id],
        "measured": _rounded(claim.measured),
        "unit": said.unit,
        "at": claim.at,
        "method": said.method,
        "series": list(said.series),
        "verdict": claim.verdict,
        "why": why(claim, tx, with_figures=True),
        "sensitivity": [{"variant": variant_name(v, tx), "value": _rounded(v.value), "at": v.at} for v in claim.variants],
        "as_of": claim.as_of.isoformat() if claim.as_of else None,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
