"""The command `fedtide`. Results go to standard output, everything else to standard error; an error is one line.

Heavy imports stand inside the commands, so that `fedtide --help` answers at once.
Exit: 0 done; 1 the work failed; 2 wrong use or wrong settings.
"""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from bot import __version__
from bot.cli import db, evidence, live, offline, past, rulebook, subscribers
from bot.errors import BotError, SettingsError, SourceError
from rules.errors import RulesError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="fedtide")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def fedtide(debug: bool) -> None:
    """Tell crypto people what the US Federal Reserve just did, what it should mean, and how sure that is.

    Information, not advice.
    """


for _command in (
    live.run,
    live.poll,
    live.doctor,
    offline.score,
    offline.demo,
    past.backfill,
    past.replay,
    evidence.evidence,
    db.db,
    subscribers.subscribers,
    rulebook.rules,
):
    fedtide.add_command(_command)


def main(args: list[str] | None = None) -> None:
    """Run the command; errors that the program knows become one line and an exit code."""
    words = sys.argv[1:] if args is None else args
    debug = "--debug" in words  # before or after the command's name
    _write_utf8()
    try:
        fedtide.main(args=[word for word in words if word != "--debug"], prog_name="fedtide", standalone_mode=False)
    except click.exceptions.Abort:
        _fail("stopped", 130)
    except click.ClickException as e:
        _wrong_use(e)
    except SettingsError as e:
        _fail(str(e), 2, e if debug else None)
    except SourceError as e:
        _fail(_named(e), 1, e if debug else None)
    except (BotError, RulesError, OSError) as e:
        _fail(str(e), 1, e if debug else None)
    except ExceptionGroup as group:
        for fault in group.exceptions:
            click.echo(f"error: {fault}", err=True)
        sys.exit(2)
    except Exception as e:  # noqa: BLE001 - the edge: nobody should have to read a traceback
        _fail(f"internal error, {type(e).__name__}: {e}; fedtide --debug shows where", 1, e if debug else None)


def _write_utf8() -> None:
    """Output is UTF-8 whatever the locale says: messages are in Chinese too, and programs read the JSON."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _wrong_use(error: click.ClickException) -> None:
    """Say what is wrong and where the right use is shown; no command at all shows it at once."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        sys.exit(2)
    ctx = error.ctx if isinstance(error, click.UsageError) else None
    _fail(error.format_message().rstrip(".") + (f"; see {ctx.command_path} --help" if ctx else ""), 2)


def _named(error: SourceError) -> str:
    where = " ".join(part for part in (error.source_id, error.url) if part)
    return f"{where}: {error}" if where else str(error)


def _fail(message: str, code: int, cause: Exception | None = None) -> None:
    if cause:
        sys.excepthook(type(cause), cause, cause.__traceback__)  # once logging is set up, one that masks secrets
    click.echo("error: " + " ".join(message.split()), err=True)
    sys.exit(code)
