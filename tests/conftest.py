"""What all tests share: the recorded bodies where they are at hand, no network but loopback, no settings of the person who runs them."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"

LONGEST = (
    "tests/simulation/",
    "tests/chaos/",
    "tests/integration/test_run.py",
    "tests/integration/test_backfill.py",
    "tests/integration/test_kills.py",
    "tests/contract/test_evidence_archive.py",
    "tests/integration/test_token.py",
    "tests/integration/test_chat_walks.py",
    "tests/integration/test_timed.py",
    "tests/integration/test_cli.py",
    "tests/properties/test_wanted.py",
    "tests/contract/test_bounds.py",
    "tests/integration/test_demo.py",
    "tests/properties/test_asleep.py",
    "tests/integration/test_receipts.py",
    "tests/bench/",
    "tests/properties/test_parse_balance_sheet.py",
    "tests/unit/bot/test_evidence_study.py",
    "tests/unit/bot/test_render_pictures.py",
)
"""These begin first, the longest of all at the head, so that two workers come to their end together."""

hypothesis.settings.register_profile("house", deadline=None, derandomize=True, database=None, max_examples=60)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, in this order; the others in the order that they have, which is random."""
    items.sort(key=lambda item: next((n for n, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST)))


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of recorded bodies beside the project; tests that need it skip where it is absent."""
    if not (SHARED / "fixtures").is_dir():
        pytest.skip("recorded bodies (../shared) are not here")
    return SHARED


@pytest.fixture(autouse=True)
def no_settings_of_the_person(monkeypatch: pytest.MonkeyPatch) -> None:
    """A token or address in the environment of whoever runs the tests must not reach them."""
    for name in os.environ:
        if name.startswith(("FEDTIDE_", "TELEGRAM_")) or name.lower() in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def loopback_only() -> Iterator[None]:
    """Connections to any address but this machine's own fail, so that no test depends on a network."""
    connect, connect_ex = socket.socket.connect, socket.socket.connect_ex
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", lambda self, address: connect(self, _here(self, address)))
        patch.setattr(socket.socket, "connect_ex", lambda self, address: connect_ex(self, _here(self, address)))
        yield


def _here(sock: socket.socket, address: Any) -> Any:
    if sock.family not in (socket.AF_INET, socket.AF_INET6) or address[0] == "localhost":
        return address
    try:
        if ipaddress.ip_address(address[0]).is_loopback:
            return address
    except ValueError:
        pass
    raise PermissionError(f"tests connect to loopback only, not to {address[0]}")
