"""The commands `fedtide rules …`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.inputs import rulebook_now, settings_now
from bot.cli.output import WIDTH, print_json, print_table, wrapped
from bot.errors import SettingsError

if TYPE_CHECKING:
    from rules.model import Rule


@click.group()
def rules() -> None:
    """The rulebook."""


@rules.command("list")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def rules_list(as_json: bool) -> None:
    """All rules, a line each."""
    from bot.render.rulebook import short_effect

    book = rulebook_now(settings_now())
    if as_json:
        print_json([_rule_json(rule) for rule in book.rules])
        return
    rows = [(rule.id, f"v{rule.version}", _short_kind(rule), rule.mechanism, short_effect(rule.effect)) for rule in book.rules]
    print_table(("rule", "", "asked of", "mechanism", "effect"), rows, width=WIDTH)


@rules.command("show")
@click.argument("rule_id", metavar="ID")
@click.option("--json", "as_json", is_flag=True, help="A JSON object, the document in it.")
def rules_show(rule_id: str, as_json: bool) -> None:
    """One rule, whole."""
    from bot.render.rulebook import described

    book = rulebook_now(settings_now())
    rule = book.rule(rule_id)
    if rule is None:
        from difflib import get_close_matches

        close = get_close_matches(rule_id, [known.id for known in book.rules], n=1)
        raise SettingsError(f"no rule {rule_id!r}" + (f"; did you mean {close[0]!r}?" if close else "; fedtide rules list names them all"))
    if as_json:
        print_json(_rule_json(rule) | {"document": Path(rule.path).read_text(encoding="utf-8")})
        return
    for name, text in described(rule, book):
        click.echo(wrapped(f"{name}:".ljust(13), text))


@rules.command("docs")
def rules_docs() -> None:
    """The rulebook as a document (Markdown): docs/rules.md is made by it."""
    from bot.render.rulebook import markdown

    click.echo(markdown(rulebook_now(settings_now())), nl=False)


@rules.command("check")
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
def rules_check(paths: tuple[Path, ...]) -> None:
    """Check rule documents: every fault of every file, with file and key. Without PATH, the whole rulebook."""
    from rules.document import check_documents

    if not paths:
        book = rulebook_now(settings_now())
        click.echo(f"{len(book.rules)} rules, no faults (rulebook {book.version}, {book.sha256[:12]})")
        return
    found, faults = check_documents(paths)
    for fault in faults:
        click.echo(f"error: {fault}", err=True)
    if faults:
        sys.exit(1)
    if not found:
        raise SettingsError(f"no rule document in {', '.join(map(str, paths))}; one is a file whose name ends in .toml")
    click.echo(f"{len(found)} rules, no faults")


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
