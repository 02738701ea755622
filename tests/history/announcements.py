"""Announcements that the archive of figures lacks: `announcements.toml` as events, their facts as published and no wording of theirs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TABLE = Path(__file__).with_suffix(".toml")


def rows(kind: str) -> list[Mapping[str, Any]]:
    """The rows of a kind of announcement, in the order of the table."""
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))[kind]
