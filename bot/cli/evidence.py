"""The commands `fedtide evidence …`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from bot.cli.inputs import rulebook_now, settings_now
from bot.cli.output import print_json, print_table, progress


@click.group()
def evidence() -> None:
    """What prices did after such events, the source article's claims against data, and the bot's own record."""


@evidence.command("study")
@click.option("--json", "as_json", is_flag=True, help="A JSON object: groups, and every event with the prices used.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="A folder for pictures and study.json.")
def evidence_study(as_json: bool, out: Path | None) -> None:
    """Returns of BTC and ETH after every group of events, against ordinary windows. Takes a minute or two the first time."""
    from bot.jobs.study import pictures_of, study_of

    settings = settings_now()
    with progress("study") as report:
        found = study_of(settings, rulebook_now(settings), report)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for name, png in pictures_of(settings, found).items():
            (out / name).write_bytes(png)
        (out / "study.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    if as_json:
        print_json(found, indent=None)
        return
    shown = [cell for cell in found["groups"] if cell["asset"] == "BTC" and cell["horizon_hours"] == 24]
    print_table(
        ("BTC after 24 h", "n", "median %", "up", "move ×", "95 %", "q size", "q way"),
        [(cell["group"], str(cell["n"]), *_cell_words(cell)) for cell in shown],
    )
    click.echo("Every horizon and ETH: --json. Method: docs/evidence.md. Information, not advice.")


@evidence.command("rules")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def evidence_rules(as_json: bool) -> None:
    """What was measured of each rule, BTC at the rule's own horizon."""
    from bot.jobs.study import rules_of

    settings = settings_now()
    with progress("study") as report:
        rows = rules_of(settings, rulebook_now(settings), report)
    if as_json:
        print_json(rows)
        return
    print_table(
        ("rule", "claims", "hours", "n", "median %", "move ×", "verdict"),
        [
            (row["rule"], row["direction"], str(row["horizon_hours"]), str(row["n"]), _figure(row["median_pct"]), _figure(row["ratio_abs"]),
             row["label"])
            for row in rows
        ],
    )  # fmt: skip


@evidence.command("claims")
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def evidence_claims(as_json: bool) -> None:
    """The figures of the source article beside what the data say."""
    from bot.jobs.study import claims_of

    found = claims_of(settings_now())
    if as_json:
        print_json(found)
        return
    for claim in found["claims"]:
        measured = "unknown" if claim["measured"] is None else f"{claim['measured']:g} {claim['unit']}"
        click.echo(f"{claim['id']}: {claim['verdict']}\n  claimed   {claim['claimed']}\n  measured  {measured} {claim['at']}".rstrip())
        click.echo(f"  method    {claim['method']}\n  because   {claim['why']}")
        for variant in claim["sensitivity"]:
            value = "unknown" if variant["value"] is None else f"{variant['value']:g}"
            click.echo(f"            {variant['variant']}: {value} {variant['at']}".rstrip())
        click.echo()


@evidence.command("record")
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def evidence_record(as_json: bool) -> None:
    """How the bot's alerts have done, all of them, and how a replay of the past has (`fedtide evidence study` replays your own)."""
    from bot.jobs.study import record_of, record_words

    settings = settings_now()
    found = record_of(settings, rulebook_now(settings))
    if as_json:
        print_json(found)
    else:
        click.echo("\n".join(record_words(found)))


def _cell_words(cell: dict[str, Any]) -> tuple[str, ...]:
    if cell["too_few"]:
        return "too few", "", "", "", "", ""
    interval = cell["ci95_ratio_abs"]
    return (
        _figure(cell["median_pct"]),
        f"{cell['share_up']:.0%}",
        _figure(cell["ratio_abs"]),
        f"{interval[0]:.2f}..{interval[1]:.2f}" if interval else "no baseline",
        _figure(cell["q_value_size"]),
        _figure(cell["q_value"]),
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
