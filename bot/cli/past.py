"""The commands about the past: backfill and replay."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.cli.inputs import rulebook_now, settings_now
from bot.cli.output import plain_text, print_json, print_table


@click.command()
@click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="From which day on; 2019-01-01, or all that an archive has."
)
@click.option("--source", "source_ids", multiple=True, metavar="ID", help="Only this source; may be given several times.")
@click.option(
    "--archive", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="Files in place of publishers."
)
def backfill(since: datetime | None, source_ids: tuple[str, ...], archive: Path | None) -> None:
    """Load history into the store: from the publishers, or from a folder of files in their formats.

    Twice is the same as once; a run that was broken off is taken up where it ended. Exit 1 when something could not be loaded.
    """
    import asyncio

    from bot.jobs import backfill

    settings = settings_now()
    day = since.date() if since else None
    with click.progressbar(length=1, label="backfill", file=sys.stderr, item_show_func=str, show_pos=True) as bar:

        def report(position: int, of: int, name: str) -> None:
            bar.length = of
            bar.update(position - bar.pos, name)

        done = asyncio.run(backfill.backfill(settings, source_ids, day, archive, report))
    print_table(("source", "parts", "read", "new", "loaded before", "failed"), done.rows())
    if done.left_alone:
        click.echo(f"left alone, no source takes them: {', '.join(path.name for path in done.left_alone)}", err=True)
    for line in done.set_aside:
        click.echo(line, err=True)
    for error in done.errors:
        click.echo(f"error: {error}", err=True)
    if done.errors:
        sys.exit(1)


@click.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="From which day (UTC) on; all that is stored without it.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Up to and with which day (UTC).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an event, one a line.")
def replay(since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Assess the stored events again by today's rulebook, each seeing only what was known then. Sends nothing."""
    from datetime import timedelta

    from bot.codec import scored_json
    from bot.jobs.score import shorts_of, subject_of, texts_of
    from bot.jobs.study import replayed

    settings = settings_now()
    rulebook = rulebook_now(settings)
    first = since.replace(tzinfo=UTC) if since else None
    last = until.replace(tzinfo=UTC) + timedelta(days=1, microseconds=-1) if until else None
    for one in replayed(settings, rulebook, first, last):
        subject = subject_of(one.event, one.assessment, one.earlier, is_revision=one.is_revision)
        texts = texts_of(subject, rulebook)
        if as_json:
            shorts = shorts_of(subject, rulebook)
            print_json(scored_json(one.event, one.assessment, texts, shorts) | {"is_revision": one.is_revision}, indent=None)
        else:
            click.echo(plain_text(texts[settings.lang]) + "\n")
