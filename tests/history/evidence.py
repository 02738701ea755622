"""The results in docs/evidence.md and docs/model-card.md and the figures that ship, as `fedtide evidence` gives them over the archive.

`python -m tests.history.evidence` loads the archive beside the project into a store of its own and writes the tables between the marks;
a test holds all of them current wherever the archive is.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scipy import stats

from bot.evidence.stored_claims import measured_claims
from bot.evidence.track_record import rules_json
from bot.jobs.archive import open_archive
from bot.jobs.pieces import load
from bot.jobs.study import assessed, opened, past_of, studied
from bot.render.evidence.claims import claim_json
from bot.settings import Settings, load_settings
from bot.sources import sources
from bot.store import open_store
from rules import measured
from rules.claims import Claim, written
from rules.document import load_rulebook
from rules.like import MINIMUM
from rules.model import Statistics

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "evidence.md"
MODEL_CARD = ROOT / "docs" / "model-card.md"
STATISTICS, CLAIMS = ROOT / "rules" / "measured.toml", ROOT / "rules" / "claims.toml"
HISTORY = ROOT.parent / "shared" / "history"
BEGIN, END = "<!-- tables: make evidence -->", "<!-- end of tables -->"
HORIZONS = {1: "1 h", 4: "4 h", 24: "24 h", 72: "72 h", 168: "7 d", 720: "30 d"}


def settings_of(folder: Path) -> Settings:
    """Settings of a store in a folder."""
    return load_settings({"FEDTIDE_DATABASE_URL": f"sqlite:///{folder / 'evidence.db'}"})


def fill(settings: Settings, archive: Path, source_ids: Sequence[str] = ()) -> None:
    """Load an archive into a clean store, as `fedtide backfill --archive` does."""

    def now() -> datetime:
        return datetime(2026, 9, 1, tzinfo=UTC)

    store = open_store(settings.database_url)

    async def run() -> None:
        async for loaded in load(open_archive(archive, sources(source_ids), None, now().date()).pieces, store, now):
            assert loaded.error is None, loaded

    asyncio.run(run())
    store.close()


def tables(study: Mapping[str, Any], rules: Iterable[Mapping[str, Any]], claims: Mapping[str, Any]) -> str:
    """All tables, in Markdown."""
    cells = study["groups"]
    found = [cell for cell in cells if any(cell[q] is not None and cell[q] < 0.05 for q in ("q_value", "q_value_size"))]
    tested = sum(cell["p_value"] is not None for cell in cells)
    parts = [
        f"Data to {study['as_of'][:10]}, {len(study['events'])} events with prices, {len(cells)} cells, of which {tested} were tested.\n",
        "### FOMC decisions since 2019\n",
        *_table(FOMC_HEAD, fomc_rows(cells)),
        "\n### After a large first hour\n",
        first_hour_line(study["first_hours"]),
        "\n### What survives the correction for multiple testing (q < 0.05), both assets, all horizons\n",
        *_table(FOUND_HEAD, map(_found_row, found)),
        "\n### Kinds, regimes and scores, BTC after 24 h\n",
        *_table(GROUP_HEAD, (_group_row(cell) for cell in cells if _is_shown(cell))),
        "\n### Rules, BTC at the rule's own horizon\n",
        "Rules that never fired in these years are left out.\n",
        *_table(RULE_HEAD, (_rule_row(row) for row in rules if row["n"])),
        "\n### The article's claims\n",
        *_table(CLAIM_HEAD, claim_rows(claims)),
        "\nEach with its variants:\n",
        *variant_lines(claims),
    ]
    return "\n".join(parts)


FOMC_HEAD = ("group", "asset", "horizon", "n", "median %", "mean % (95 %)", "up", "ordinary up", "move × (95 %)", "q way", "q size")
FOUND_HEAD = ("group", "asset", "horizon", "n", "median %", "move × (95 %)", "q way", "q size")
GROUP_HEAD = ("group", "n", "median %", "up", "ordinary up", "move × (95 %)", "q way", "q size")
RULE_HEAD = ("rule", "claims", "hours", "n", "median %", "excess %", "move × (95 %)", "verdict")
CLAIM_HEAD = ("id", "claimed", "measured", "at", "verdict", "because")


def fomc_rows(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, ...]]:
    """A row a group, asset and horizon; groups that are too few once."""
    for cell in cells:
        if not cell["group"].startswith("fomc:"):
            continue
        head = (cell["group"], cell["asset"], HORIZONS[cell["horizon_hours"]], str(cell["n"]))
        if not cell["too_few"]:
            low, high = cell["ci95_mean_pct"]
            mean = f"{cell['mean_pct']:.2f} ({low:.2f} to {high:.2f})"
            yield (*head, _two(cell["median_pct"]), mean, _share(cell["share_up"]), _share(cell["baseline"]["share_up"]), _ratio(cell),
                   _two(cell["q_value"]), _two(cell["q_value_size"]))  # fmt: skip
        elif (cell["asset"], cell["horizon_hours"]) == ("BTC", 24):
            yield (*head, "too few", *[""] * 6)


def first_hour_line(found: Mapping[str, Any]) -> str:
    """What followed decisions whose first hour was twice an ordinary one and more."""
    if not found["n"]:
        return "No decision had one."
    few = f" Fewer than {MINIMUM}: too few to say anything." if found["n"] < MINIMUM else ""
    share = f"{found['same_way']:.0%} ({found['same_low']:.0%} to {found['same_high']:.0%})"
    size = f"{found['n']} decisions; the 23 hours after moved {found['ratio_abs']:.2f} times as far as ordinary ones"
    return f"{size}; {share} went on the same way.{few}"


def claim_rows(claims: Mapping[str, Any]) -> Iterator[tuple[str, ...]]:
    """A row a claim."""
    for claim in claims["claims"]:
        measured = "unknown" if claim["measured"] is None else f"{claim['measured']:g} {claim['unit']}"
        yield claim["id"], claim["claimed"], measured, claim["at"], f"**{claim['verdict']}**", claim["why"]


def variant_lines(claims: Mapping[str, Any]) -> Iterator[str]:
    """A line a claim: method, series, and every variant with its value and date."""
    for claim in claims["claims"]:
        variants = "; ".join(_variant(variant) for variant in claim["sensitivity"])
        yield f"- `{claim['id']}`: {claim['method']}. Series: {', '.join(claim['series'])}. Variants: {variants}."


def _variant(variant: Mapping[str, Any]) -> str:
    value = "unknown" if variant["value"] is None else f"{variant['value']:g}"
    return f"{variant['variant']} {value}" + (f" ({variant['at']})" if variant["at"] else "")


def record_tables(found: Mapping[str, Any]) -> str:
    """The tables of the model card, of a walk-forward record."""
    rows = [("own", found), *((HORIZONS[row["horizon_hours"]], row) for row in found["by_horizon"])]
    size = found["size"]
    low, high = size["ci95"]
    rank = f"{size['rank_correlation']:.2f}"
    return "\n".join(
        [
            f"{found['events']} events, {found['judged']} of them with a direction that could be judged.\n",
            "### Direction\n",
            *_table(RECORD_HEAD, ((name, *_record_row(row)) for name, row in rows)),
            "\n### Reliability, at the events' own horizons\n",
            *_table(RELIABILITY_HEAD, map(_reliability_row, found["reliability"])),
            "\n### Size\n",
            f"Rank correlation of impact with the move over its ordinary size: {rank} ({low:.2f} to {high:.2f}), {size['n']} events.\n",
            *_table(SIZE_HEAD, ((f"{row['from']} to {row['to']}", str(row["n"]), _two(row["ratio_median"])) for row in size["by_impact"])),
        ]
    )


DECISION_HEAD = ("decision", "surprise, bp", "direction", "from", "BTC after 24 h, %", "right")


def decision_tables(events: Iterable[Mapping[str, Any]]) -> str:
    """Of the decisions whose expectation is known, those with a named direction, one by one, and how many were right after 24 hours."""
    known = [event for event in events if event["surprise_bp"] is not None and "fomc:decision" in event["groups"]]
    named = [event for event in known if event["named"]]
    alone = [event for event in named if event["pushes"] == ["rate-path"]]
    return "\n".join(
        [
            "### FOMC decisions of which it is known what was priced in\n",
            f"{len(known)} decisions; a direction was named after {len(named)}, after {len(alone)} from rates alone.",
            f"After 1 hour {_hits(named, 1)} had gone that way, after 24 hours {_hits(named)}; of those from rates alone {_hits(alone)}.\n",
            *_table(DECISION_HEAD, map(_decision_row, named)),
        ]
    )


def _went(event: Mapping[str, Any], hours: int = 24) -> bool | None:
    move = event["returns_pct"]["BTC"].get(str(hours))
    return None if move is None else (move > 0) == (event["direction"] > 0)


def _hits(events: Sequence[Mapping[str, Any]], hours: int = 24) -> str:
    went = [right for event in events if (right := _went(event, hours)) is not None]
    if not went:
        return "none"
    interval = stats.binomtest(sum(went), len(went)).proportion_ci(0.95, "wilson")
    return f"{sum(went)} of {len(went)} ({interval.low:.0%} to {interval.high:.0%})"


def _decision_row(event: Mapping[str, Any]) -> tuple[str, ...]:
    move, right = event["returns_pct"]["BTC"].get("24"), _went(event)
    said = "" if right is None else "yes" if right else "no"
    pushes = ", ".join(event["pushes"])
    return event["window_start"][:10], f"{event['surprise_bp']:+.1f}", f"{event['direction']:+d}", pushes, _two(move), said


RECORD_HEAD = ("horizon", "judged", "right way (95 %)", "by the base rate", "rose", "Brier", "Brier of the base rate", "Brier of always up")
RELIABILITY_HEAD = ("claimed chance of a rise", "n", "mean claim", "rose (95 %)")
SIZE_HEAD = ("impact", "n", "median of move over ordinary size")


def _record_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = row["ci95"]
    return (str(row["judged"]), f"{row['hit_rate']:.0%} ({low:.0%} to {high:.0%})", _share(row["base_rate"]), _share(row["always_up"]),
            _three(row["brier"]), _three(row["brier_base_rate"]), _three(row["brier_always_up"]))  # fmt: skip


def _reliability_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = row["ci95"]
    return f"{row['from']:.2f} to {row['to']:.2f}", str(row["n"]), _two(row["claimed"]), f"{row['rose']:.0%} ({low:.0%} to {high:.0%})"


def _is_shown(cell: Mapping[str, Any]) -> bool:
    kinds = ("kind:", "regime:", "impact:", "direction:")
    return cell["asset"] == "BTC" and cell["horizon_hours"] == 24 and cell["group"].startswith(kinds)


def _group_row(cell: Mapping[str, Any]) -> tuple[str, ...]:
    if cell["too_few"]:
        return (cell["group"], str(cell["n"]), "too few", *[""] * 5)
    return (cell["group"], str(cell["n"]), _two(cell["median_pct"]), _share(cell["share_up"]), _share(cell["baseline"]["share_up"]),
            _ratio(cell), _two(cell["q_value"]), _two(cell["q_value_size"]))  # fmt: skip


def _found_row(cell: Mapping[str, Any]) -> tuple[str, ...]:
    return (cell["group"], cell["asset"], HORIZONS[cell["horizon_hours"]], str(cell["n"]), _two(cell["median_pct"]), _ratio(cell),
            _three(cell["q_value"]), _three(cell["q_value_size"]))  # fmt: skip


def _rule_row(row: Mapping[str, Any]) -> tuple[str, ...]:
    if row["label"] == "too few":
        return (row["rule"], row["direction"], str(row["horizon_hours"]), str(row["n"]), "", "", "", "too few")
    low, high = row["ci95_ratio_abs"]
    head = (row["rule"], row["direction"], str(row["horizon_hours"]), str(row["n"]))
    return (*head, _two(row["median_pct"]), _two(row["excess_median_pct"]),
            f"{row['ratio_abs']:.2f} ({low:.2f} to {high:.2f})", row["label"])  # fmt: skip


def _ratio(cell: Mapping[str, Any]) -> str:
    if cell["ratio_abs"] is None:
        return "no baseline"
    low, high = cell["ci95_ratio_abs"]
    return f"{cell['ratio_abs']:.2f} ({low:.2f} to {high:.2f})"


def _two(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _three(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.0%}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def with_tables(document: str, new: str) -> str:
    """The document with other tables between its marks."""
    before, rest = document.split(BEGIN)
    return f"{before}{BEGIN}\n{new}\n{END}{rest.split(END)[1]}"


def documents(
    study: Mapping[str, Any], rules: Iterable[Mapping[str, Any]], statistics: Statistics, claims: Sequence[Claim]
) -> dict[Path, str]:
    """Everything that is written from a study, as it should read: the tables in their documents, and the figures that ship."""
    ledger = {"claims": [claim_json(claim) for claim in claims]}
    return {
        DOCUMENT: with_tables(DOCUMENT.read_text(encoding="utf-8"), tables(study, rules, ledger)),
        MODEL_CARD: with_tables(
            MODEL_CARD.read_text(encoding="utf-8"), f"{record_tables(study['walk_forward'])}\n\n{decision_tables(study['events'])}"
        ),
        STATISTICS: _comments(STATISTICS) + measured.written(statistics),
        CLAIMS: _comments(CLAIMS) + written(claims),
    }


def _comments(path: Path) -> str:
    """The head of a file that ships."""
    return "".join(line for line in path.read_text(encoding="utf-8").splitlines(keepends=True) if line.startswith("#"))


def main() -> None:
    """Study the archive in a store of its own, and write the tables and the figures that ship."""
    rulebook = load_rulebook()

    def told(position: int, of: int, name: str) -> None:
        print(f"\r{name} {position}/{of}   ", end="", file=sys.stderr)  # noqa: T201 - progress

    with tempfile.TemporaryDirectory() as folder:
        settings = settings_of(Path(folder))
        fill(settings, HISTORY)
        with opened(settings) as store:
            past, claims = past_of(store), measured_claims(store)
    study, statistics = studied(past, assessed(past, rulebook, told), rulebook, told)
    assert statistics is not None
    for path, text in documents(study, rules_json(rulebook, study["groups"]), statistics, claims).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
