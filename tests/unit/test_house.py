"""The house holds together: packaging, locks, documentation and import rules say the same thing."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
import zipfile
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import click
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import bot
from bot.chat.answers.commands import COMMANDS
from bot.cli import fedtide
from bot.environment import written
from bot.settings import SECRETS, Settings, load_settings, variables
from bot.web.application import ROUTES

LOCKS = ("run.txt", "dev.txt")
EVERY_LOCK = (*LOCKS, "audit.txt")
ASSIGNMENT = re.compile(r"^(?:# )?([A-Z][A-Z_]+)=(.*)$", re.MULTILINE)


@pytest.fixture(scope="module")
def project(root: Path) -> dict[str, Any]:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


def locked(root: Path, name: str) -> list[Requirement]:
    """The requirements of a lock, without their hashes."""
    lines = (root / "requirements" / name).read_text(encoding="utf-8").splitlines()
    return [Requirement(line.rstrip("\\ ")) for line in lines if re.match(r"[A-Za-z0-9]", line)]


def direct(project: dict[str, Any], *groups: str) -> set[str]:
    lines = [*project["project"]["dependencies"], *(line for group in groups for line in project["dependency-groups"][group])]
    return {canonicalize_name(Requirement(line).name) for line in lines}


def tracked(root: Path) -> list[Path]:
    """The committed files, and those about to be."""
    if not (root / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root, capture_output=True, check=True, text=True
    )
    return [path for name in listed.stdout.split("\0") if name and (path := root / name).is_file()]


# --- packaging


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    """The wheel as the build backend makes it, without a build environment of its own."""
    folder = tmp_path_factory.mktemp("wheel")
    build = f"from hatchling.build import build_wheel; build_wheel({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=root, check=True, capture_output=True)
    [path] = folder.glob("*.whl")
    return zipfile.Path(path)


def test_the_wheel_holds_both_packages_with_their_data_and_no_tests(root: Path, wheel: zipfile.Path) -> None:
    names = {name for name in wheel.root.namelist() if ".dist-info/" not in name}
    assert {name.partition("/")[0] for name in names} == {"bot", "rules"}
    kept = {str(path.relative_to(root)) for path in tracked(root)}
    assert {name for name in kept if name.startswith(("bot/", "rules/"))} <= names
    assert "bot/settings.py" in names
    assert any(name.endswith(".toml") for name in names)
    assert any(name.endswith(".po") for name in names)


def test_the_installed_wheel_runs_the_demo_from_another_folder(wheel: zipfile.Path, tmp_path: Path) -> None:
    wheel.root.extractall(tmp_path / "installed")
    (elsewhere := tmp_path / "elsewhere").mkdir()
    begin = f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); import bot; print(bot.__file__)"
    program = f"{begin}; sys.argv[1:] = ['demo', '--json']"
    made = subprocess.run(
        [sys.executable, "-c", f"{program}; from bot.cli import main; main()"], cwd=elsewhere, capture_output=True, text=True, check=True
    )
    first, _, told = made.stdout.partition("\n")
    assert first == str(tmp_path / "installed" / "bot" / "__init__.py")
    assert told.count('"text"') >= 15
    assert list(elsewhere.iterdir()) == []


def test_the_installed_wheel_has_what_pages_and_pictures_need(root: Path, wheel: zipfile.Path, tmp_path: Path) -> None:
    wheel.root.extractall(tmp_path / "installed")
    (elsewhere := tmp_path / "elsewhere").mkdir()
    begin = f"import sys, runpy; sys.path.insert(0, {str(tmp_path / 'installed')!r})"
    program = f"{begin}; runpy.run_path({str(root / 'tests/wheel_needs.py')!r}, run_name='__main__')"
    made = subprocess.run([sys.executable, "-I", "-W", "error", "-c", program], cwd=elsewhere, capture_output=True, text=True, check=False)
    assert made.stderr == ""
    assert made.stdout == f"{tmp_path / 'installed' / 'bot'}: migrations, page and feeds in 3 languages, FedtideSans-Regular.otf\n"


def test_the_wheel_says_what_it_is(wheel: zipfile.Path) -> None:
    files = {name.partition(".dist-info/")[2]: name for name in wheel.root.namelist() if ".dist-info/" in name}
    metadata = HeaderParser().parsestr(wheel.root.read(files["METADATA"]).decode())
    assert (metadata["Name"], metadata["Version"]) == ("fedtide", bot.__version__)
    assert (metadata["Requires-Python"], metadata["License-Expression"]) == (">=3.11", "MIT")
    assert wheel.root.read(files["licenses/LICENSE"]).startswith(b"MIT License")
    assert "fedtide = bot.cli:main" in wheel.root.read(files["entry_points.txt"]).decode()


def test_no_locked_dependency_owns_our_names(root: Path) -> None:
    here = {canonicalize_name(r.name) for r in locked(root, "dev.txt") if r.marker is None or r.marker.evaluate()}
    installed = {canonicalize_name(d.metadata["Name"]) for d in importlib.metadata.distributions()}
    assert here <= installed, "the lock is not installed, so nothing can be said: run make setup"
    owners = importlib.metadata.packages_distributions()
    assert {name: sorted(set(owners.get(name, [])) - {"fedtide"}) for name in ("bot", "rules")} == {"bot": [], "rules": []}


# --- locks


@pytest.mark.parametrize("name", EVERY_LOCK)
def test_a_lock_names_no_index_and_no_host(root: Path, name: str) -> None:
    text = (root / "requirements" / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert re.findall(r"^\s*(?:-i|-f|--(?!hash=))\S*", text, re.MULTILINE) == []


@pytest.mark.parametrize("name", EVERY_LOCK)
def test_a_lock_pins_everything_with_hashes(root: Path, name: str) -> None:
    text = (root / "requirements" / name).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked(root, name)) > 20
    assert [entry.split()[0] for entry in entries if not re.search(r"==\S+.*--hash=sha256:[0-9a-f]{64}", entry, re.DOTALL)] == []


def test_the_run_lock_holds_what_the_project_and_its_build_need(root: Path, project: dict[str, Any]) -> None:
    names = {canonicalize_name(r.name) for r in locked(root, "run.txt")}
    assert direct(project, "build") <= names
    assert {Requirement(line).name for line in project["build-system"]["requires"]} <= names
    assert not names & {"pytest", "mypy", "ruff"}


def test_the_dev_lock_is_the_run_lock_and_the_tools(root: Path, project: dict[str, Any]) -> None:
    run, dev = ({str(r) for r in locked(root, name)} for name in LOCKS)
    assert run <= dev
    assert direct(project, "dev") <= {canonicalize_name(Requirement(line).name) for line in dev}


@pytest.mark.parametrize("name", LOCKS)
def test_locked_versions_are_those_that_the_project_asks_for(root: Path, project: dict[str, Any], name: str) -> None:
    wanted = {canonicalize_name(r.name): r.specifier for r in map(Requirement, project["project"]["dependencies"])}
    pins = [(canonicalize_name(r.name), next(iter(r.specifier)).version) for r in locked(root, name)]
    assert [(dep, version) for dep, version in pins if dep in wanted and not wanted[dep].contains(version)] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_pins_each_extra_that_is_asked_for(root: Path, name: str) -> None:
    asked = extras_asked("fedtide", frozenset()) | {
        want for r in in_force(root, name) for want in extras_asked(r.name, frozenset(r.extras))
    }
    pinned = {(canonicalize_name(r.name), extra) for r in in_force(root, name) for extra in r.extras}
    assert ("httpx", "socks") in asked
    assert sorted(asked - pinned) == [], "pip refuses such a lock as soon as a newer release is out: run make lock"


def test_what_asks_for_an_extra_is_seen_where_it_stands() -> None:
    assert extras_asked("pytest-cov", frozenset()) == {("coverage", "toml")}
    assert extras_asked("python-telegram-bot", frozenset()) == set()
    assert extras_asked("python-telegram-bot", frozenset({"socks"})) == {("httpx", "socks")}


def in_force(root: Path, name: str) -> list[Requirement]:
    """What a lock pins on this Python and platform."""
    return [r for r in locked(root, name) if r.marker is None or r.marker.evaluate()]


def extras_asked(package: str, extras: frozenset[str]) -> set[tuple[str, str]]:
    """Which extras of others an installed package asks for, itself taken with these extras."""
    wanted = map(Requirement, importlib.metadata.requires(package) or [])
    here = [r for r in wanted if r.marker is None or any(r.marker.evaluate({"extra": extra}) for extra in extras | {""})]
    return {(canonicalize_name(r.name), extra) for r in here for extra in r.extras}


@pytest.mark.parametrize(
    ("name", "series"),
    [
        ("python-telegram-bot", "22."),
        ("apscheduler", "3.11."),
        ("feedparser", "6."),
        ("httpx", "0.28."),
        ("pandas", "3."),
        ("sqlalchemy", "2.1."),
    ],
)
def test_the_lock_keeps_the_series_that_the_code_is_written_for(root: Path, name: str, series: str) -> None:
    [version] = {next(iter(r.specifier)).version for r in locked(root, "run.txt") if r.name == name}
    assert version.startswith(series)


# --- documentation


def test_every_direct_dependency_is_accounted_for(root: Path, project: dict[str, Any]) -> None:
    rows = re.findall(r"^\| ([a-z0-9-]+) \|(.*)\|$", (root / "docs/dependencies.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: [cell.strip() for cell in rest.split("|")] for name, rest in rows if name != "package"}
    assert set(told) == direct(project, "build", "dev", "audit")
    assert [name for name, cells in told.items() if len(cells) != 4 or not all(cells)] == []


def test_the_env_example_and_the_settings_agree(root: Path) -> None:
    written = dict(ASSIGNMENT.findall((root / ".env.example").read_text(encoding="utf-8")))
    assert set(written) == set(variables()) | {f"{name}_FILE" for name in SECRETS}
    by_name = {str(info.validation_alias): info.default for info in Settings.model_fields.values()}
    told = {name: value for name, value in written.items() if value and name in by_name}
    example = {"FEDTIDE_SOURCES", "FEDTIDE_USER_AGENT", "FEDTIDE_HTTP_ADDRESS", "FEDTIDE_HTTP_URL"}
    assert {name: value for name, value in told.items() if name not in example and load_value(name, value) != by_name[name]} == {}


def load_value(name: str, value: str) -> Any:
    """A variable as the settings read it."""
    settings = load_settings({name: value})
    return next(getattr(settings, field) for field, info in Settings.model_fields.items() if info.validation_alias == name)


def test_the_env_example_can_be_used_as_it_is(root: Path) -> None:
    said = written(root / ".env.example")
    assert said.faults == []
    assert load_settings({name: value or "" for name, value in said.values.items()}) == load_settings({})


def test_the_reference_documents_every_setting_with_its_default(root: Path) -> None:
    readme = (root / "docs/reference.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([A-Z][A-Z_]+)` \| ([^|]+) \|", readme, re.MULTILINE))
    assert set(rows) == set(variables()) | {f"{name}_FILE" for name in SECRETS}
    defaults = {name: text.strip("` ") for name, text in rows.items() if text.startswith("`") and "<version>" not in text}
    by_name = {str(info.validation_alias): info.default for info in Settings.model_fields.values()}
    assert {name: text for name, text in defaults.items() if load_value(name, text) != by_name[name]} == {}


def test_the_reference_documents_every_command_with_its_options(root: Path) -> None:
    readme = (root / "docs/reference.md").read_text(encoding="utf-8")
    rows = {line.split()[0]: line for line in re.findall(r"^\| `fedtide ([a-z][^`]+)` \|", readme, re.MULTILINE)}
    assert set(rows) == set(fedtide.commands)
    told = {name: set(re.findall(r"--[a-z-]+", line)) for name, line in rows.items()}
    assert told == {name: options(command) for name, command in fedtide.commands.items()}
    for name, command in fedtide.commands.items():
        parts = set(command.commands) if isinstance(command, click.Group) else set()
        assert parts <= set(re.findall(r"[a-z]+", rows[name]))


def options(command: click.Command) -> set[str]:
    """The long options of a command itself."""
    return {option for parameter in command.params for option in parameter.opts if option.startswith("--")} - {"--help"}


def test_the_reference_documents_every_command_of_the_chat(root: Path) -> None:
    reference, _, _ = (root / "docs/reference.md").read_text(encoding="utf-8").partition("## Over HTTP")
    rows = re.findall(r"^\| (`/[^|]+) \|", reference, re.MULTILINE)
    told = {name for row in rows for name in re.findall(r"`/([a-z]+)`", row)}
    assert told == {command.name for command in COMMANDS}


def test_the_reference_documents_every_path(root: Path) -> None:
    over_http = (root / "docs/reference.md").read_text(encoding="utf-8").partition("## Over HTTP")[2]
    told = re.findall(r"^\| `(/[^`]*)` \|", over_http, re.MULTILINE)
    assert sorted(told) == sorted(route.path for route in ROUTES)


def test_the_changelog_tells_of_this_version(root: Path) -> None:
    changelog = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{bot.__version__}]" in changelog
    assert "### Not yet" in changelog


def test_links_between_documents_lead_somewhere(root: Path) -> None:
    documents = [path for path in tracked(root) if path.suffix == ".md"]
    links = [(path, link) for path in documents for link in re.findall(r"\]\((?!https?:)([^)#]+)[^)]*\)", path.read_text(encoding="utf-8"))]
    assert len(links) >= 5
    assert [f"{path.name}: {link}" for path, link in links if not (path.parent / link).exists()] == []


# --- the code


def test_rules_import_the_standard_library_only(root: Path) -> None:
    allowed = sys.stdlib_module_names | {"rules"}
    found = {}
    for path in sorted((root / "rules").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = (
                [a.name for a in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            for name in names:
                if name.partition(".")[0] not in allowed:
                    found[f"{path.relative_to(root)}:{node.lineno}"] = name
    assert found == {}


def test_no_committed_file_names_a_machine_or_an_index(root: Path) -> None:
    forbidden = re.compile(
        "|".join(["/wo" + "rk/", "/tmp/" + "venv", "/ro" + "ot/", "py" + r"pi\.org", "python" + "hosted", "index" + "-url ?="])
    )
    texts = {path: path.read_text(encoding="utf-8", errors="replace") for path in tracked(root)}
    assert {str(path.relative_to(root)): found[0] for path, text in texts.items() if (found := forbidden.findall(text))} == {}


def test_the_ci_script_runs_the_same_as_a_person(root: Path) -> None:
    script = root / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert "make test" in script.read_text(encoding="utf-8")
