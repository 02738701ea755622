"""The command `fedtide`. Results go to standard output, everything else to standard error; an error is one line.

Heavy imports stand inside the commands, so that `fedtide --help` answers at once.
Exit: 0 done; 1 the work failed; 2 wrong use or wrong settings.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import __version__
from bot.errors import BotError, SettingsError, SourceError
from bot.model import LANGUAGES
from rules.errors import RulesError

if TYPE_CHECKING:
    from bot.settings import Settings
    from rules.model import Rule, Rulebook


_WIDTH = 100
"""Columns of a terminal that tables and texts fit."""


class Instant(click.ParamType[datetime]):
    """An ISO instant with its offset, e.g. 2025-10-31T17:45:00Z."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no instant; write it as 2025-10-31T17:45:00Z", param, ctx)
        if found.tzinfo is None:
            self.fail(f"{value!r} has no offset; write it as {value}Z for UTC", param, ctx)
        return found.astimezone(UTC)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="fedtide")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def fedtide(debug: bool) -> None:
    """Tell crypto people what the US Federal Reserve just did, what it should mean, and how sure that is.

    Information, not advice.
    """


@fedtide.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--source", "source_id", required=True, metavar="ID", help="Which source the bodies are of, e.g. nyfed.repo_operation.")
@click.option("--url", default="", metavar="U", help="The address the first body came from.")
@click.option("--published-at", type=Instant(), metavar="T", help="When it was published, where the body does not say.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an event, one a line.")
def score(files: tuple[Path, ...], source_id: str, url: str, published_at: datetime | None, as_json: bool) -> None:
    """Parse publisher's bodies from disk and assess them. Stores and sends nothing."""
    from bot.app import stored_past
    from bot.record import scored_json
    from bot.score import score as score_bodies
    from bot.source import Page
    from bot.sources import source

    settings = _settings()
    pages = [Page(url=url if url and index == 0 else path.name, body=path.read_bytes()) for index, path in enumerate(files)]
    rulebook = _rulebook(settings)
    with stored_past(settings) as past:
        for scored in score_bodies(source(source_id), pages, rulebook, past=past, published_at=published_at):
            if as_json:
                _print_json(scored_json(scored.event, scored.assessment, scored.texts), indent=None)
            else:
                click.echo(_plain(scored.texts[settings.lang]) + "\n")


@fedtide.command()
@click.option("--lang", type=click.Choice(LANGUAGES), help="The language of the messages; FEDTIDE_LANG without it.")
@click.option("--speed", type=click.FloatRange(min=0, min_open=True), metavar="N", help="N recorded hours a second, else no waiting.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="A folder for charts; the bot draws none yet.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an event, one a line, those without a message too.")
def demo(lang: str | None, speed: float | None, out: Path | None, as_json: bool) -> None:
    """Replay an eventful stretch of Fed history offline: no network, no token.

    The figures are as published, the pages rebuilt from them; they go through the very same pipeline to a chat on this terminal.
    """
    import asyncio

    from bot import logs
    from bot.demo.play import play

    settings = _settings()
    if settings.log_level == "info":
        logs.setup(settings.model_copy(update={"log_level": "warning"}))  # what a person watches is the chat
    asyncio.run(play(lang=lang or settings.lang, echo=click.echo, speed=speed, as_json=as_json, out=out, rulebook=_rulebook(settings)))


@fedtide.command()
@click.option("--console", is_flag=True, help="No Telegram: alerts go to the terminal.")
def run(console: bool) -> None:
    """The bot: watches all enabled sources, answers chats, delivers."""
    import asyncio

    from bot import app

    settings = _settings()
    if console:
        asyncio.run(app.run_console(settings, click.echo))
        return
    if settings.telegram_bot_token is None:
        raise SettingsError("TELEGRAM_BOT_TOKEN is not set: get a token from @BotFather, or use fedtide run --console")
    asyncio.run(app.run_telegram(settings))


@fedtide.command()
@click.argument("source_ids", nargs=-1, metavar="[SOURCE]...")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def poll(source_ids: tuple[str, ...], as_json: bool) -> None:
    """One poll of each source now, through the pipeline. Exit 1 when one of them failed."""
    import asyncio

    from bot import app

    results = asyncio.run(app.poll_once(_settings(), source_ids))
    if as_json:
        names = ("source", "outcome", "events", "new", "seconds", "error")
        _print_json([{name: getattr(result, name) for name in names} for result in results])
    else:
        rows = [(r.source, r.outcome, f"{r.events} events", f"{r.new} new", f"{r.seconds:.2f} s", r.error or "") for r in results]
        _print_table(("source", "outcome", "read", "new", "took", "error"), rows)
    if any(result.outcome == "error" for result in results):
        sys.exit(1)


@fedtide.command()
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

    from bot import past

    settings = _settings()
    day = since.date() if since else None
    with click.progressbar(length=1, label="backfill", file=sys.stderr, item_show_func=str, show_pos=True) as bar:

        def told(position: int, of: int, name: str) -> None:
            bar.length = of
            bar.update(position - bar.pos, name)

        done = asyncio.run(past.backfill(settings, source_ids, day, archive, told))
    _print_table(("source", "parts", "read", "new", "loaded before", "failed"), done.rows())
    if done.left_alone:
        click.echo(f"left alone, no source takes them: {', '.join(path.name for path in done.left_alone)}", err=True)
    for error in done.errors:
        click.echo(f"error: {error}", err=True)
    if done.errors:
        sys.exit(1)


@fedtide.command()
@click.option("--offline", is_flag=True, help="Ask nobody: settings, rules and database alone.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object.")
def doctor(offline: bool, as_json: bool) -> None:
    """Whether everything that a run needs is there, and what to do about what is not.

    Settings, rules, database, clock, each publisher's pages, Telegram. Stores and sends nothing. Exit 1 when something failed.
    """
    import asyncio

    from bot import doctor as examination

    try:
        checks = asyncio.run(examination.examine(_settings(), offline=offline))
    except SettingsError as e:
        checks = [examination.unusable(e)]
    sick = any(check.status == "fail" for check in checks)
    if as_json:
        names = ("name", "status", "detail", "remedy")
        _print_json({"ok": not sick, "checks": [{name: getattr(check, name) for name in names} for check in checks]})
    else:
        for check in checks:
            click.echo(f"{check.status:<5} {check.name}: {check.detail}" + (f"\n      {check.remedy}" if check.remedy else ""))
    if sick:
        sys.exit(1)


@fedtide.command()
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="From which day (UTC) on; all that is stored without it.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="Up to and with which day (UTC).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object an event, one a line.")
def replay(since: datetime | None, until: datetime | None, as_json: bool) -> None:
    """Assess the stored events again by today's rulebook, each seeing only what was known then. Sends nothing."""
    from datetime import timedelta

    from bot.record import scored_json
    from bot.retrospect import replayed
    from bot.score import texts_of

    settings = _settings()
    rulebook = _rulebook(settings)
    first = since.replace(tzinfo=UTC) if since else None
    last = until.replace(tzinfo=UTC) + timedelta(days=1, microseconds=-1) if until else None
    for one in replayed(settings, rulebook, first, last):
        texts = texts_of(one.event, one.assessment, rulebook, one.earlier, is_revision=one.is_revision)
        if as_json:
            _print_json(scored_json(one.event, one.assessment, texts) | {"is_revision": one.is_revision}, indent=None)
        else:
            click.echo(_plain(texts[settings.lang]) + "\n")


@fedtide.group()
def evidence() -> None:
    """What prices did after such events, the source article's claims against data, and the bot's own record."""


@evidence.command("study")
@click.option("--json", "as_json", is_flag=True, help="A JSON object: groups, and every event with the prices used.")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="A folder for pictures and study.json.")
def evidence_study(as_json: bool, out: Path | None) -> None:
    """Returns of BTC and ETH after every group of events, against ordinary windows. Takes a minute or two the first time."""
    from bot.retrospect import pictures_of, study_of

    settings = _settings()
    with _progress("study") as told:
        found = study_of(settings, _rulebook(settings), told)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        for name, png in pictures_of(settings, found).items():
            (out / name).write_bytes(png)
        (out / "study.json").write_text(json.dumps(found, ensure_ascii=False, indent=1), encoding="utf-8")
    if as_json:
        _print_json(found, indent=None)
        return
    shown = [cell for cell in found["groups"] if cell["asset"] == "BTC" and cell["horizon_hours"] == 24]
    _print_table(
        ("BTC after 24 h", "n", "median %", "up", "move ×", "95 %", "q size", "q way"),
        [(cell["group"], str(cell["n"]), *_cell_words(cell)) for cell in shown],
    )
    click.echo("Every horizon and ETH: --json. Method: docs/evidence.md. Information, not advice.")


@evidence.command("rules")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def evidence_rules(as_json: bool) -> None:
    """What was measured of each rule, BTC at the rule's own horizon."""
    from bot.retrospect import rules_of

    settings = _settings()
    with _progress("study") as told:
        rows = rules_of(settings, _rulebook(settings), told)
    if as_json:
        _print_json(rows)
        return
    _print_table(
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
    from bot.retrospect import claims_of

    found = claims_of(_settings())
    if as_json:
        _print_json(found)
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
    from bot.retrospect import record_of, record_words

    settings = _settings()
    found = record_of(settings, _rulebook(settings))
    if as_json:
        _print_json(found)
    else:
        click.echo("\n".join(record_words(found)))


@contextmanager
def _progress(label: str) -> Iterator[Callable[[int, int, str], None]]:
    """A bar on standard error for long work: told how far it has come, of how much, and what was done last."""
    with click.progressbar(length=1, label=label, file=sys.stderr, item_show_func=str) as bar:

        def told(position: int, of: int, name: str) -> None:
            if bar.length != of:
                bar.length, bar.pos = of, 0
            bar.update(position - bar.pos, name)

        yield told


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


@fedtide.group()
def rules() -> None:
    """The rulebook."""


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def rules_list(as_json: bool) -> None:
    """All rules, a line each."""
    from bot.render.rulebook import short_effect

    book = _rulebook(_settings())
    if as_json:
        _print_json([_rule_json(rule) for rule in book.rules])
        return
    rows = [(rule.id, f"v{rule.version}", _short_kind(rule), rule.mechanism, short_effect(rule.effect)) for rule in book.rules]
    _print_table(("rule", "", "asked of", "mechanism", "effect"), rows, width=_WIDTH)


@rules.command("show")
@click.argument("rule_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="A JSON object, the document in it.")
def rules_show(rule_id: str, as_json: bool) -> None:
    """One rule, whole."""
    from bot.render.rulebook import described

    book = _rulebook(_settings())
    rule = book.rule(rule_id)
    if rule is None:
        from difflib import get_close_matches

        close = get_close_matches(rule_id, [known.id for known in book.rules], n=1)
        raise SettingsError(f"no rule {rule_id!r}" + (f"; did you mean {close[0]!r}?" if close else "; fedtide rules list names them all"))
    if as_json:
        _print_json(_rule_json(rule) | {"document": Path(rule.path).read_text(encoding="utf-8")})
        return
    for name, text in described(rule, book):
        click.echo(_wrapped(f"{name}:".ljust(13), text))


@rules.command("docs")
def rules_docs() -> None:
    """The rulebook as a document (Markdown): docs/rules.md is made by it."""
    from bot.render.rulebook import markdown

    click.echo(markdown(_rulebook(_settings())), nl=False)


@rules.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def rules_check(paths: tuple[Path, ...]) -> None:
    """Check rule documents: every fault of every file, with file and key. Without PATH, the whole rulebook."""
    from rules.document import check_documents

    if not paths:
        book = _rulebook(_settings())
        click.echo(f"{len(book.rules)} rules, no faults (rulebook {book.version}, {book.sha256[:12]})")
        return
    found, faults = check_documents(paths)
    for fault in faults:
        click.echo(f"error: {fault}", err=True)
    if faults:
        sys.exit(1)
    click.echo(f"{len(found)} rules, no faults")


def _settings() -> Settings:
    from bot import logs
    from bot.settings import load_settings

    settings = load_settings()
    logs.setup(settings)
    return settings


def _rulebook(settings: Settings) -> Rulebook:
    from bot.rulebook import rulebook_of

    return rulebook_of(settings)


def _rule_json(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "version": rule.version,
        "status": rule.status,
        "title": rule.title,
        "event": rule.kind,
        "mechanism": rule.mechanism,
        "direction": rule.effect.direction or "amplifies",
        "evidence": rule.evidence.level,
        "sha256": rule.sha256,
    }


def _short_kind(rule: Rule) -> str:
    return rule.kind.removesuffix("_operation")


def _wrapped(margin: str, text: str) -> str:
    """A text beside its name, in the width of a terminal; addresses stay whole."""
    import textwrap

    lines = textwrap.wrap(text, _WIDTH - len(margin), break_long_words=False, break_on_hyphens=False)
    return "\n".join((" " * len(margin) if index else margin) + line for index, line in enumerate(lines))


def _print_json(value: Any, *, indent: int | None = 2) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def _print_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, width: int | None = None) -> None:
    """Columns side by side; with a `width`, the widest ones but the first are shortened until a line fits."""
    table = [head, *rows]
    widths = [max(len(row[column]) for row in table) for column in range(len(head))]
    while width and sum(widths) + 2 * (len(widths) - 1) > width and max(widths[1:]) > 1:
        widths[1 + widths[1:].index(max(widths[1:]))] -= 1
    for row in table:
        cells = (cell if len(cell) <= size else cell[: size - 1] + "…" for cell, size in zip(row, widths, strict=True))
        click.echo("  ".join(cell.ljust(size) for cell, size in zip(cells, widths, strict=True)).rstrip())


def _plain(message: str) -> str:
    """A Telegram HTML message as a terminal shows it."""
    from bot.render.html import plain

    return plain(message)


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
