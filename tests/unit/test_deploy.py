"""The image, the compose file and the unit agree with the program: settings, paths, users, times."""

from __future__ import annotations

import ctypes
import errno
import json
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from bot.cli import fedtide
from bot.running.parts import GRACE
from bot.settings import SECRETS, database_file, load_settings, variables
from bot.web.application import ROUTES

KNOWN = {*variables(), *(f"{name}_FILE" for name in SECRETS)}


@pytest.fixture(scope="module")
def image(root: Path) -> list[tuple[str, str]]:
    """The Dockerfile's instructions, in their order."""
    text = re.sub(r"\\\n\s*", " ", (root / "Dockerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]


@pytest.fixture(scope="module")
def unit(root: Path) -> dict[str, list[str]]:
    text = (root / "deploy" / "fedtide.service").read_text(encoding="utf-8")
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r"^(\w+)=(.*)$", text, re.MULTILINE):
        found.setdefault(name, []).append(value)
    return found


@pytest.fixture(scope="module")
def compose(root: Path) -> str:
    return (root / "compose.yaml").read_text(encoding="utf-8")


def of(image: list[tuple[str, str]], word: str) -> list[str]:
    return [rest for name, rest in image if name == word]


def set_here(text: str) -> dict[str, str]:
    """The program's variables that a text sets."""
    return {name: value for name, value in re.findall(r"\b((?:FEDTIDE|TELEGRAM)_\w+)[=:] ?(\S+)", text) if name in KNOWN}


# --- the image


def test_the_image_is_built_in_stages_from_tagged_slim_images(image: list[tuple[str, str]]) -> None:
    stages = of(image, "FROM")
    assert len(stages) == 2
    assert all(re.fullmatch(r"python:3\.\d+-slim-\w+( AS build)?", stage) for stage in stages)
    assert len({stage.removesuffix(" AS build") for stage in stages}) == 1


def test_the_image_runs_as_nobody_in_particular(image: list[tuple[str, str]]) -> None:
    assert of(image, "USER") == ["10001:10001"]
    words = [word for word, _ in image]
    assert words.index("USER") > max(at for at, word in enumerate(words) if word == "RUN")


def test_the_image_installs_what_is_locked_and_nothing_else(image: list[tuple[str, str]]) -> None:
    installs = [rest for rest in of(image, "RUN") if "pip install" in rest]
    assert len(installs) == 2
    assert all("--require-hashes" in one or "--no-deps --no-build-isolation" in one for one in installs)
    assert not [rest for rest in of(image, "RUN") if re.search(r"curl|wget|apt|sudo", rest)]
    assert of(image, "ADD") == []


def test_the_image_copies_what_is_there_and_the_builder_may_see(root: Path, image: list[tuple[str, str]]) -> None:
    seen = {line[1:] for line in (root / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    copied = {name for rest in of(image, "COPY") if "--from" not in rest for name in rest.split()[:-1]}
    assert copied == seen
    assert [name for name in copied if not (root / name).exists()] == []


def test_the_image_starts_and_looks_after_the_program_by_commands_that_it_has(image: list[tuple[str, str]]) -> None:
    assert of(image, "ENTRYPOINT") == ['["fedtide"]']
    assert of(image, "CMD") == ['["run"]']
    [health] = of(image, "HEALTHCHECK")
    assert "exec fedtide doctor --offline" in health
    assert "/healthz" in {route.path for route in ROUTES}
    assert {"run", "doctor"} <= set(fedtide.commands)
    assert of(image, "STOPSIGNAL") == ["SIGTERM"]


class Page(BaseHTTPRequestHandler):
    """Answers `/healthz` as the program does; at `/` of another server nothing is there."""

    def do_GET(self) -> None:
        self.send_response(self.server.status if self.path == "/healthz" else 404)  # type: ignore[attr-defined]
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.mark.skipif(sys.platform == "win32", reason="the image's shell")
@pytest.mark.parametrize(("status", "host", "code"), [(200, "", 0), (200, "127.0.0.1", 0), (503, "", 1), (None, "", 1)])
def test_the_images_health_is_what_healthz_says_where_it_serves(
    image: list[tuple[str, str]], tmp_path: Path, status: int | None, host: str, code: int
) -> None:
    command = of(image, "HEALTHCHECK")[0].partition("CMD ")[2]
    (tmp_path / "python").symlink_to(sys.executable)
    with HTTPServer(("127.0.0.1", 0), Page) as server:
        server.status = status  # type: ignore[attr-defined]
        port = server.server_port
        if status is None:
            server.server_close()
        else:
            threading.Thread(target=server.handle_request, daemon=True).start()
        env = {"PATH": f"{tmp_path}:/usr/bin:/bin", "FEDTIDE_HTTP_ADDRESS": f"{host}:{port}", "HTTP_PROXY": "http://127.0.0.1:1"}
        assert subprocess.run(["/bin/sh", "-c", command], env=env, capture_output=True, check=False).returncode == code


@pytest.mark.skipif(sys.platform == "win32", reason="the image's shell")
def test_the_images_health_is_what_the_doctor_says_where_nothing_is_served(image: list[tuple[str, str]], tmp_path: Path) -> None:
    command = of(image, "HEALTHCHECK")[0].partition("CMD ")[2]
    (tmp_path / "fedtide").write_text('#!/bin/sh\n[ "$*" = "doctor --offline" ] && exit 7\n', encoding="utf-8")
    (tmp_path / "fedtide").chmod(0o755)
    ran = subprocess.run(["/bin/sh", "-c", command], env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, check=False)
    assert ran.returncode == 7


def test_the_image_keeps_its_database_on_its_volume(image: list[tuple[str, str]]) -> None:
    settings = load_settings(set_here(" ".join(of(image, "ENV"))))
    assert database_file(settings.database_url) == Path("/data/fedtide.db")
    assert of(image, "VOLUME") == ['["/data"]']
    assert of(image, "WORKDIR")[-1] == "/data"


# --- compose


def test_compose_sets_only_what_is_a_setting(compose: str) -> None:
    named = set(re.findall(r"^\s+((?:FEDTIDE|TELEGRAM)_\w+):", compose, re.MULTILINE))
    assert named <= KNOWN
    assert "TELEGRAM_BOT_TOKEN_FILE" in named
    default = re.search(r"FEDTIDE_DATABASE_URL:-([^}]+)}", compose)
    assert default is not None
    assert database_file(load_settings({"FEDTIDE_DATABASE_URL": default[1]}).database_url) == Path("/data/fedtide.db")


@pytest.mark.parametrize(
    "line",
    [
        "    read_only: true", "    cap_drop: [ALL]", '    security_opt: ["no-new-privileges:true"]', "      - data:/data",
        "      - /tmp:size=64m,mode=1777", "    file: ./secrets/telegram_bot_token",
    ],
)  # fmt: skip
def test_compose_gives_no_more_than_is_needed(compose: str, line: str) -> None:
    assert line in compose.splitlines()


def test_no_secret_reaches_git_or_the_builder(root: Path) -> None:
    ignored = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert {".env", "/secrets/"} <= set(ignored)
    assert (root / ".dockerignore").read_text(encoding="utf-8").splitlines()[1] == "*"


def test_the_postgresql_profile_is_a_database_that_the_settings_take(root: Path, compose: str) -> None:
    profile = compose.partition("\n  database:\n")[2]
    assert profile.startswith("    profiles: [postgresql]\n")
    assert "        required: false" in compose.splitlines(), "without the profile the bot waits for nobody"
    [told] = re.findall(r"FEDTIDE_DATABASE_URL=(postgresql://[^`\s]+)", (root / "docs/operating.md").read_text(encoding="utf-8"))
    url = urlsplit(load_settings({"FEDTIDE_DATABASE_URL": told}).database_url)
    user, name = (re.findall(rf"{key}: (\S+)", profile)[0] for key in ("POSTGRES_USER", "POSTGRES_DB"))
    assert (url.username, url.hostname, url.path) == (user, "database", f"/{name}")


@pytest.mark.parametrize("name", ["compose.yaml", "deploy/fedtide.service"])
def test_there_is_time_to_stop(root: Path, name: str) -> None:
    seconds, *_ = re.findall(r"(?:stop_grace_period: |TimeoutStopSec=)(\d+)", (root / name).read_text(encoding="utf-8"))
    assert int(seconds) >= 2 * GRACE + 10


# --- the unit


def test_the_unit_sets_only_what_is_a_setting(unit: dict[str, list[str]]) -> None:
    given = " ".join(unit["Environment"])
    named = set(re.findall(r"\b((?:FEDTIDE|TELEGRAM)_\w+)=", given))
    assert named <= KNOWN
    database = set_here(given)["FEDTIDE_DATABASE_URL"]
    assert database_file(load_settings({"FEDTIDE_DATABASE_URL": database}).database_url) == Path("/var/lib/fedtide/fedtide.db")
    assert unit["StateDirectory"] == ["fedtide"]
    assert unit["ExecStart"] == ["/opt/fedtide/bin/fedtide run"]


def test_wrong_settings_are_not_tried_again(unit: dict[str, list[str]]) -> None:
    assert unit["Restart"] == ["on-failure"]
    assert unit["RestartPreventExitStatus"] == ["2"]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
def test_systemd_takes_the_unit_and_finds_it_well_kept(root: Path, tmp_path: Path) -> None:
    text = (root / "deploy" / "fedtide.service").read_text(encoding="utf-8")
    (copy := tmp_path / "fedtide.service").write_text(re.sub(r"^ExecStart=.*$", "ExecStart=/bin/true", text, flags=re.MULTILINE))
    verified = analyzed("verify", str(copy))
    assert (verified.returncode, verified.stdout + verified.stderr) == (0, "")
    exposure = re.search(r"exposure level for fedtide\.service: ([\d.]+)", analyzed("security", "--offline=true", str(copy)).stdout)
    assert exposure is not None
    assert float(exposure[1]) <= 2.0


FILTERED = """
import ctypes, json, os, sys
allowed, refuse = json.loads(sys.argv[1])
lib = ctypes.CDLL("libseccomp.so.2")
lib.seccomp_init.restype = ctypes.c_void_p
rules = ctypes.c_void_p(lib.seccomp_init(ctypes.c_uint32(refuse)))
for name in allowed:
    if (number := lib.seccomp_syscall_resolve_name(name.encode())) >= 0:
        lib.seccomp_rule_add(rules, ctypes.c_uint32(0x7FFF0000), number, 0)
assert lib.seccomp_load(rules) == 0
os.execv(sys.executable, [sys.executable, "-c", sys.argv[2]])
"""
"""Runs a piece of Python under a filter of system calls, as systemd would: what is not allowed is refused, or killed for."""
WORKING = """
from pathlib import Path
import numpy
from matplotlib.figure import Figure
from bot.store import open_store
from bot.worker import Worker
if __name__ == "__main__":
    worker = Worker()
    assert worker.call(numpy.matmul, numpy.ones((300, 300)), numpy.ones((300, 300)))[0][0] == 300
    worker.close()
    open_store(f"sqlite:///{PLACE}/fedtide.db").close()
    figure = Figure()
    figure.subplots().plot([1, 2])
    figure.savefig(f"{PLACE}/figure.png")
    print("worked")
"""


def has_seccomp() -> bool:
    try:
        ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return False
    return shutil.which("systemd-analyze") is not None


def calls_of(group: str) -> set[str]:
    """The system calls of one of systemd's groups."""
    lines = [line.strip() for line in analyzed("syscall-filter", group).stdout.splitlines()[1:]]
    named = [line for line in lines if line and not line.startswith("#")]
    return {call for name in named for call in (calls_of(name) if name.startswith("@") else {name})}


@pytest.mark.skipif(not has_seccomp(), reason="systemd or libseccomp is not installed")
def test_the_program_and_its_second_process_work_under_the_units_filter(root: Path, unit: dict[str, list[str]], tmp_path: Path) -> None:
    allowed, refused = calls_of("@default"), set[str]()
    for words in unit["SystemCallFilter"]:
        calls = {call for group in words.lstrip("~").split() for call in calls_of(group)}
        (refused if words.startswith("~") else allowed).update(calls)
    refuse = 0x00050000 | errno.EPERM if unit.get("SystemCallErrorNumber") == ["EPERM"] else 0x80000000  # else it is killed
    code = WORKING.replace("{PLACE}", str(tmp_path))
    sent = json.dumps([sorted(allowed - (refused - calls_of("@default"))), refuse])
    ended = subprocess.run([sys.executable, "-c", FILTERED, sent, code], cwd=root, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "worked\n"), ended.stderr


def analyzed(*words: str) -> subprocess.CompletedProcess[Any]:
    return subprocess.run(["systemd-analyze", "--no-pager", *words], capture_output=True, text=True, check=False)
