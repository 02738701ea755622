"""What the documents for people say is so: counts, examples, commands, the operators' words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.chat.operating.pages import PAGES
from bot.cli import fedtide
from rules.document import load_mechanisms, load_rulebook, read
from tests.hostile.corpus import LINKS, MARKUP, ODD, PRESSES, RULE_CHANGES, RULE_FILES, TEXTS

MEMBERS = ("Miniflux", "Alertmanager", "freqtrade", "ntfy", "RSS-to-Telegram-Bot", "fedtide")


def text_of(root: Path, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def test_the_threat_model_counts_what_is_there(root: Path) -> None:
    told = [int(number) for number in re.findall(r"\*\*([\d,]+)\*\*", text_of(root, "docs/security.md"))]
    assert told == [len(TEXTS), len(TEXTS), len(LINKS), len(PRESSES), len(RULE_CHANGES), len(RULE_FILES)]
    assert len(LINKS) + len(MARKUP) + len(ODD) + len(PRESSES) + len(RULE_CHANGES) + len(RULE_FILES) >= 330
    assert len(set(TEXTS)) == len(TEXTS)
    assert len(set(PRESSES)) == len(PRESSES)


def test_each_threat_names_a_test_that_is_there(root: Path) -> None:
    threats = text_of(root, "docs/security.md").partition("## Threats")[2]
    rows = re.findall(r"^\| (?:publishers|readers|groups|anybody|Telegram|operators|rule files|the host) \|.*$", threats, re.MULTILINE)
    assert len(rows) >= 18
    for row in rows:
        named = re.findall(r"`(tests/[\w./]+)`", row)
        assert named, row
        assert [name for name in named if not (root / name).exists()] == []


def test_the_tutorials_rule_is_a_rule(root: Path, tmp_path: Path) -> None:
    [body] = re.findall(r"^```toml\n(.*?)^```$", text_of(root, "docs/rules-tutorial.md"), re.M | re.S)
    (file := tmp_path / "heavy-standing-repos.toml").write_text(body, encoding="utf-8")
    rule, faults = read(file, load_mechanisms()[1])
    assert faults == []
    assert rule is not None


def test_rules_that_the_documents_show_are_there(root: Path) -> None:
    named = re.findall(r"rules show ([a-z][a-z-]+)", text_of(root, "docs/rules-tutorial.md"))
    assert named
    assert set(named) <= {rule.id for rule in load_rulebook().rules}


def test_operating_tells_of_every_page_of_admin(root: Path) -> None:
    told = text_of(root, "docs/operating.md")
    words = [label.split(" ", 1)[1] for page, label in PAGES.items() if page != "main"]
    assert [word for word in words if f"*{word}*" not in told] == []
    assert all(f"`/admin {word} " in told for word in ("broadcast", "ban", "unban"))
    [head] = re.findall(r"^\| \| (Miniflux.*) \|$", told, re.M)
    assert tuple(head.split(" | ")) == MEMBERS


FOR_PEOPLE = (
    "README.md", "README.zh-Hans.md", "docs/first-hour.md", "docs/operating.md", "docs/rules-tutorial.md", "docs/faq.md",
)  # fmt: skip


@pytest.mark.parametrize("name", FOR_PEOPLE)
def test_commands_that_the_documents_name_are_there(root: Path, name: str) -> None:
    named = set(re.findall(r"(?<![\w/.-])(?:\.venv/bin/)?fedtide ([a-z]+)\b", text_of(root, name)))
    commands = {word for word in named if word in fedtide.commands}
    code = set(re.findall(r"`(?:\.venv/bin/)?fedtide ([a-z]+)", text_of(root, name)))
    assert code <= set(fedtide.commands)
    assert commands or name.startswith("README")
    targets = set(re.findall(r"^([a-z/-]+):", text_of(root, "Makefile"), re.M))
    assert set(re.findall(r"`make ([a-z/-]+)", text_of(root, name))) <= targets


def test_the_index_leads_to_every_document(root: Path) -> None:
    index = text_of(root, "docs/README.md")
    documents = {path.name for path in (root / "docs").glob("*.md")} - {"README.md"}
    assert [name for name in sorted(documents) if f"]({name})" not in index] == []


def test_the_readme_is_short_enough_to_read(root: Path) -> None:
    assert len(text_of(root, "README.md").split()) < 900
    assert text_of(root, "README.md").count("<img ") == 2
