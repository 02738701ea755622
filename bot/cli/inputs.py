"""What a command is given: the settings, the rulebook, an instant that somebody typed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.settings import Settings
    from rules.model import Rulebook


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


def settings_now() -> Settings:
    """The settings of the environment; logging goes by them from here on."""
    from bot import logs
    from bot.settings import load_settings

    settings = load_settings()
    logs.setup(settings)
    return settings


def settings_to_run() -> Settings:
    """The settings of the environment for a program that will stay; what is doubtful around them is logged."""
    import logging

    from bot.settings import doubts_now

    settings = settings_now()
    for doubt in doubts_now():
        logging.getLogger("bot.settings").warning("%s: %s", doubt.text, doubt.remedy)
    return settings


def rulebook_now(settings: Settings) -> Rulebook:
    """The rulebook of this installation."""
    from bot.rulebook import rulebook_of

    return rulebook_of(settings)
