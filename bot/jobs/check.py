"""One finding of `fedtide doctor`. Light, so that what is wrong with the settings is said before anything else is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.errors import BotError

Status = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One finding; `remedy` says what to do about it, None where nothing is to be done."""

    name: str
    status: Status
    detail: str
    remedy: str | None = None


def unusable(error: BotError) -> Check:
    """The finding when not even the settings can be read."""
    return Check(
        name="settings", status="fail", detail=str(error), remedy="correct the variables that are named, in .env or the environment"
    )
