"""The house grows as its documents say: a made-up kind and a made-up language, each in a copy of the project."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.catalogs import start_catalogs

BLOCK = re.compile(r"^\*\*`(?P<path>[^`]+)`\*\*(?P<new>, new)?[^\n]*\n\n```\w+\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
TABLE_ENDS = {
    "rules/event/fields.py": "    )\n}\nKINDS",
    "bot/kinds.py": "    )\n}\nALERT_KINDS",
    "bot/render/stories/renderers.py": "}\n",
    "bot/render/words.py": "    # FOMC statement\n",
}
"""Before what a line of a table goes."""
ENTRY = """
    "eo": Language(
        locale="eo", name="Esperanto", short_name="Esperanto", invitation="Esperanto: /lang eo", words=("eo", "esperanto"), app_code="eo"
    ),
"""


@pytest.fixture
def copy(root: Path, tmp_path: Path) -> Path:
    """A copy of what a change touches."""
    unwanted = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("bot", "rules", "tests"):
        shutil.copytree(root / name, tmp_path / name, ignore=unwanted)
    shutil.copy(root / "pyproject.toml", tmp_path)
    return tmp_path


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=copy, capture_output=True, text=True, check=False)


def answer(copy: Path, script: str) -> Any:
    """What a script of the copy prints, as JSON."""
    done = run(copy, "-c", script)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def add(copy: Path, path: str, text: str) -> None:
    """Put a block's imports on top of a module, and its other lines at the end of its table."""
    lines = [line for line in text.splitlines() if line]
    imports = "".join(f"{line}\n" for line in lines if line.startswith("from "))
    rows = "".join(f"{line}\n" for line in lines if not line.startswith("from "))
    before, end, after = (copy / path).read_text(encoding="utf-8").rpartition(TABLE_ENDS[path])
    assert end, f"{path} has no table that ends so any more"
    whole = before + rows + end + after
    (copy / path).write_text(whole.replace("annotations\n", f"annotations\n{imports}", 1), encoding="utf-8")


def test_a_new_kind_by_the_walk_of_the_contributing_guide(root: Path, copy: Path) -> None:
    walk = (root / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## A new kind of event")[2].partition("\n## ")[0]
    steps = list(BLOCK.finditer(walk))
    assert len([step for step in steps if step["path"].endswith(".py")]) <= 6
    missing: list[str] = []
    for step in steps:
        if step["new"]:
            (copy / step["path"]).parent.mkdir(exist_ok=True)
            (copy / step["path"]).write_text(step["text"], encoding="utf-8")
        else:
            add(copy, step["path"], step["text"])
        if step["path"] in ("rules/event/fields.py", "bot/kinds.py"):
            missing.append(run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/bot/test_kinds.py").stdout)
    assert ["without a row in bot/kinds.py" in said for said in missing] == [True, False]
    assert all("'discount_window'" in said and "without a renderer" in said for said in missing)

    assert run(copy, "-m", "rules.lock").returncode == 0
    assert "no faults" in run(copy, "-m", "bot", "rules", "check").stdout
    tests = ("tests/unit/bot/test_kinds.py", "tests/unit/bot/test_render_words.py")
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "kinds or discount_window", *tests)
    assert done.returncode == 0, done.stdout
    told = answer(
        copy,
        """
import json
from datetime import UTC, date, datetime, timedelta
from bot import kinds, render
from bot.chat.typed.changes import read_kind
from bot.model import Subject
from bot.polling.compose import compose
from rules.document import load_rulebook
from rules.engine import assess
from rules.event import Context
from rules.event.discount_window import DiscountWindow
at = datetime(2026, 11, 5, 21, 30, tzinfo=UTC)
event = DiscountWindow(source="fed.made_up", key="w", title="", url="https://www.federalreserve.gov/x", published_at=at,
                       as_of=date(2026, 11, 4), lent_usd=70_000_000_000, lent_change_1w_usd=60_000_000_000)
assessment = assess(event, Context(), load_rulebook())
text = render.alert(Subject(event=event, assessment=assessment), load_rulebook(), "en")
alert = compose(event, assessment, {"en": text}, now=at + timedelta(hours=11))
print(json.dumps([[s.rule for s in assessment.signals], text.splitlines()[0], alert.kind, read_kind(["window"]),
                  kinds.counted("discount_window", 2, "en")]))
""",
    )
    assert told == [
        ["discount-window-rush"],
        "<b>Banks owe the discount window $70bn</b>",
        "discount_window",
        "discount_window",
        "2 weeks of the discount window",
    ]


def test_a_new_language_is_an_entry_and_its_catalogs(copy: Path) -> None:
    table = copy / "bot/languages.py"
    text = table.read_text(encoding="utf-8")
    assert text.endswith("    ),\n}\n")
    table.write_text(text.removesuffix("}\n") + ENTRY + "}\n", encoding="utf-8")
    start_catalogs(copy, "eo", lambda source: re.sub(r"^(\s*)", r"\1eo ", source, count=1))
    done = run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/unit/test_i18n.py")
    assert done.returncode == 0, done.stdout
    told = answer(
        copy,
        """
import json
from bot import kinds, render
from bot.chat.answers.example import shipped
from bot.chat.menu import _menu
from bot.chat.answers.commands import COMMANDS
from bot.chat.typed.changes import guess_language, kinds_typed, read_language
from bot.i18n import texts
from bot.model import LANGUAGES, Subject
from bot.settings import load_settings
from rules.document import load_rulebook
event, assessment = shipped()
lines = render.alert(Subject(event=event, assessment=assessment), load_rulebook(), "eo").splitlines()
chosen = load_settings({"FEDTIDE_LANG": "eo"}).lang, guess_language("eo-XX", "en"), read_language(["Esperanto"])
print(json.dumps([LANGUAGES, lines[0][:6], *chosen,
                  kinds.counted("minutes", 2, "eo"), _menu("eo", COMMANDS)[0].description[:3], kinds_typed("eo")[:15]]))
""",
    )
    assert told == [["en", "zh-Hans", "zh-Hant", "eo"], "<b>eo ", "eo", "eo", "eo", "eo 2 sets of minutes", "eo ", "fomc, h41, minu"]
