"""The commands that ask nobody: score and demo."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from bot.cli.inputs import Instant, rulebook_now, settings_now
from bot.cli.output import plain_text, print_json
from bot.model import LANGUAGES


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "source_id", required=True, metavar="ID", help="Which source the bodies are of, e.g. nyfed.repo_operation.")
@click.option("--url", default="", metavar="U", help="The address the first body came from.")
@click.option("--published-at", type=Instant(), metavar="T", help="When it was published, where the body does not say.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an event, one a line.")
def score(files: tuple[Path, ...], source_id: str, url: str, published_at: datetime | None, as_json: bool) -> None:
    """Parse publisher's bodies from disk and assess them. Stores and sends nothing.

    A row of a list that can't be read is named on standard error; the others are assessed.
    """
    from bot.app import stored_past
    from bot.codec import scored_json
    from bot.jobs.score import score as score_bodies
    from bot.source import Page
    from bot.sources import source

    settings = settings_now()
    pages = [Page(url=url if url and index == 0 else path.name, body=path.read_bytes()) for index, path in enumerate(files)]
    rulebook = rulebook_now(settings)
    with stored_past(settings) as past:
        found = score_bodies(source(source_id), pages, rulebook, past=past, published_at=published_at)
        for row in found.set_aside:
            click.echo(f"set aside: {row}", err=True)
        for scored in found:
            if as_json:
                print_json(scored_json(scored.event, scored.assessment, scored.texts, scored.shorts), indent=None)
            else:
                click.echo(plain_text(scored.texts[settings.lang]) + "\n")


@click.command()
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language of the messages; FEDTIDE_LANG without it.")
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), metavar="N", help="N recorded hours a second, else no waiting.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="A folder for charts.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an event, one a line, those without a message too.")
def demo(lang: str | None, speed: float | None, out: Path | None, as_json: bool) -> None:
    """Replay an eventful stretch of Fed history offline: no network, no token.

    The figures are as published, the pages rebuilt from them; they go through the very same pipeline to a chat on this terminal.
    """
    import asyncio

    from bot import logs
    from bot.demo.play import play

    settings = settings_now()
    if settings.log_level == "info":
        logs.setup(settings.model_copy(update={"log_level": "warning"}))  # what a person watches is the chat
    asyncio.run(play(lang=lang or settings.lang, echo=click.echo, speed=speed, as_json=as_json, out=out, rulebook=rulebook_now(settings)))
