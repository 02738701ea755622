"""A store that the recorded stretch has filled, and a server that shows it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.demo.local_chat import LocalChat
from bot.demo.play import FIRST_LOOK, Clock, Stage
from bot.demo.publisher import Publisher
from bot.demo.tables import figures
from bot.evidence.public import public_record
from bot.jobs.archive import archive_pieces
from bot.rulebook import InForce, rulebook_of
from bot.settings import Settings
from bot.sources import sources
from bot.store import Store, open_store
from bot.web.application import make_application
from bot.web.site import Front, Site
from rules.document import load_rulebook

PAGE_AT = datetime(2026, 1, 9, 15, 0, tzinfo=UTC)
"""Two days after the last publication of the stretch."""
