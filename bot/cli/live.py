"""The commands that ask publishers: run, poll, doctor."""

from __future__ import annotations

import sys

import click

from bot.cli.inputs import settings_now, settings_to_run
from bot.cli.output import print_json, print_table
from bot.errors import SettingsError
from bot.jobs.check import Check, unusable


@click.command()
@click.option("--console", is_flag=True, help="No Telegram: alerts go to the terminal.")
def run(console: bool) -> None:
    """The bot: watches all enabled sources, answers chats, delivers."""
    settings = settings_to_run()
    if settings.telegram_bot_token is None and not console:
        raise SettingsError("TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather, or use fedtide run --console")
    import asyncio

    from bot import app  # after the settings: what is wrong with them is said at once
    from bot.running.memory import keep_little

    keep_little()
    asyncio.run(app.run_console(settings, click.echo) if console else app.run_telegram(settings))


@click.command()
@click.argument("source_ids", nargs=-1, metavar="[SOURCE]...")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def poll(source_ids: tuple[str, ...], as_json: bool) -> None:
    """One poll of each source now, through the pipeline. Exit 1 when one of them failed.

    A row that could not be read is set aside, counted and named; the others go on.
    """
    settings = settings_now()
    import asyncio

    from bot import app

    results = asyncio.run(app.poll_once(settings, source_ids))
    if as_json:
        names = ("source", "outcome", "events", "new", "set_aside", "seconds", "error")
        print_json([{name: getattr(result, name) for name in names} for result in results])
    else:
        rows = [
            (r.source, r.outcome, f"{r.events} events", f"{r.new} new", f"{r.set_aside} set aside", f"{r.seconds:.2f} s", r.error or "")
            for r in results
        ]
        print_table(("source", "outcome", "read", "new", "not read", "took", "error"), rows)
    if any(result.outcome == "error" for result in results):
        sys.exit(1)


@click.command()
@click.option("--offline", is_flag=True, help="Ask nobody: settings, rules and database alone.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def doctor(offline: bool, as_json: bool) -> None:
    """Whether everything that a run needs is there, and what to do about what is not.

    Settings, rules, database, clock, each publisher's pages, Telegram. Stores and sends nothing. Exit 1 when something failed.
    """
    checks = _findings(offline)
    sick = any(check.status == "fail" for check in checks)
    if as_json:
        names = ("name", "status", "detail", "remedy")
        print_json({"ok": not sick, "checks": [{name: getattr(check, name) for name in names} for check in checks]})
    else:
        for check in checks:
            click.echo(f"{check.status:<5} {check.name}: {check.detail}" + (f"\n      {check.remedy}" if check.remedy else ""))
    if sick:
        sys.exit(1)


def _findings(offline: bool) -> list[Check]:
    try:
        settings = settings_now()
    except SettingsError as e:
        return [unusable(e)]
    import asyncio

    from bot.jobs.doctor import examine

    try:
        return asyncio.run(examine(settings, offline=offline))
    except SettingsError as e:
        return [unusable(e)]
