"""What answers at once loads nothing heavy: seen from outside, by what is loaded when the command has ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {"numpy", "pandas", "telegram"}
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
COMMAND = """
import sys
from bot.cli import main
try:
    main()
except SystemExit as e:
    code = e.code or 0
else:
    code = 0
print("LOADED", code, *sorted({HEAVY} & set(sys.modules)))
"""


def loaded(folder: Path, *words: str, **env: str) -> tuple[int, set[str]]:
    """How `fedtide WORDS` ends, in a folder and an environment of its own, and what heavy things it has loaded."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FEDTIDE_", "TELEGRAM_"))}
    path = os.pathsep.join(place or os.getcwd() for place in sys.path)
    command = [sys.executable, "-c", COMMAND.replace("{HEAVY}", repr(HEAVY)), *words]
    done = subprocess.run(command, env=kept | {"PYTHONPATH": path} | env, cwd=folder, capture_output=True, text=True, check=True)
    mark, code, *names = done.stdout.splitlines()[-1].split()
    assert mark == "LOADED", done.stdout
    return int(code), set(names)


@pytest.mark.parametrize(
    ("words", "env", "code"),
    [
        (("--help",), {}, 0),
        (("evidence", "--help"), {}, 0),
        (("run",), {}, 2),
        (("run",), {"TELEGRAM_BOT_TOKEN": TOKEN, "FEDTIDE_SEND_RATE": "many"}, 2),
        (("poll",), {"FEDTIDE_SEND_RATE": "many"}, 2),
        (("doctor", "--offline"), {}, 0),
        (("doctor", "--offline"), {"TELEGRAM_BOT_TOKEN": TOKEN}, 0),
        (("doctor", "--offline"), {"FEDTIDE_SEND_RATE": "many"}, 1),
    ],
)
def test_what_answers_at_once_loads_nothing_heavy(tmp_path: Path, words: tuple[str, ...], env: dict[str, str], code: int) -> None:
    assert loaded(tmp_path, *words, **env) == (code, set())


def test_what_is_heavy_would_be_seen(tmp_path: Path) -> None:
    assert "telegram" in loaded(tmp_path, "poll", "no.such_source")[1]
    assert "numpy" in loaded(tmp_path, "evidence", "record")[1]
