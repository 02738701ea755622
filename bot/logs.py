"""Logging: the standard library's loggers, written by structlog as text or JSON to standard error, secrets taken out.

Modules log by `logging.getLogger(__name__)`. Every line, tracebacks included, passes through `redactor` after it is rendered, so
that no way of putting a secret into a log call gets round it.
"""

from __future__ import annotations

import contextlib
import logging
import re
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import TextIO
from urllib.parse import quote, unquote, urlsplit

import structlog
from pydantic import SecretStr
from structlog.typing import EventDict, Processor, WrappedLogger

from bot.settings import KEY_MARK, Settings

MASK = "***"
_HALF = 16
"""A real token's secret half has 35 characters; a toy one's is too short to be told from a word."""
_WORD = 8
"""A shorter secret is masked where it stands by itself, or every word that has these letters would be masked too."""
_LEAST = 4
"""A still shorter one hides nothing: everybody finds it by trying, and it may be any word."""
_TOKEN_LIKE = re.compile(r"\b\d{6,}(?::|%3A)[A-Za-z0-9_-]{30,}")
_URL_TOKEN = re.compile(r"/bot\d+(?::|%3A)[^/\s\"']+")
_QUIET = {
    "httpx": logging.WARNING,  # logs each URL at INFO, and the Bot API's URL holds the token
    "httpcore": logging.WARNING,
    "apscheduler": logging.WARNING,
    "sqlalchemy": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.INFO,
}


def _drop_rendered(logger: WrappedLogger, name: str, entry: EventDict) -> EventDict:
    """What another handler's formatter left on the record is not a value that the caller gave."""
    entry.pop("message", None)
    entry.pop("asctime", None)
    return entry


KEPT = 20
"""So many of the latest warnings and errors are remembered for the operators."""
_SHARED: list[Processor] = [
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.ExtraAdder(),
    _drop_rendered,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def secrets_of(settings: Settings) -> tuple[str, ...]:
    """Every text in the settings that must never be shown: each secret, a token's secret half, the passwords in addresses.

    Of several secrets in one setting each by itself, and a key without what marks it as one.
    """
    values = [word for _, value in settings if isinstance(value, SecretStr) for word in value.get_secret_value().split()]
    halves = [half for value in values if len(half := value.partition(":")[2]) >= _HALF]
    keys = [value.removeprefix(KEY_MARK) for value in values if value.startswith(KEY_MARK)]
    addresses = (settings.http_proxy, settings.telegram_proxy, settings.database_url)
    parts = [urlsplit(address) for address in addresses if address]
    passwords = [part.password for part in parts if part.password and part.password != part.username]
    return (*values, *halves, *keys, *passwords)


def redactor(secrets: Iterable[str]) -> Callable[[str], str]:
    """A function that masks the secrets, as they are and percent-encoded, and whatever looks like a bot token."""
    forms = {form for secret in secrets if len(secret) >= _LEAST for form in (secret, unquote(secret), quote(secret, safe=""))}
    longest_first = sorted(forms, key=len, reverse=True)
    known = re.compile("|".join(map(_pattern, longest_first))) if forms else None

    def redact(text: str) -> str:
        text = known.sub(MASK, text) if known else text
        return _TOKEN_LIKE.sub(MASK, _URL_TOKEN.sub(f"/bot{MASK}", text))

    return redact


def _pattern(form: str) -> str:
    return re.escape(form) if len(form) >= _WORD else rf"(?<![\w-]){re.escape(form)}(?![\w-])"


class _RedactingFormatter(structlog.stdlib.ProcessorFormatter):
    """Renders a record, then masks: the last thing that touches a line."""

    redact: Callable[[str], str]

    def format(self, record: logging.LogRecord) -> str:
        return self.redact(super().format(record))


class _Handler(logging.Handler):
    """Ours, so that a second set-up replaces it and leaves others' handlers alone. Without a stream: what standard error is then."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._stream = stream
        self.troubles: deque[str] = deque(maxlen=KEPT)

    def emit(self, record: logging.LogRecord) -> None:
        stream = self._stream or sys.stderr
        try:
            line = self.format(record)
            if record.levelno >= logging.WARNING:
                self.troubles.append(line.partition("\n")[0])
            stream.write(line + "\n")
            stream.flush()
        except Exception:  # noqa: BLE001  (a log line must never stop what it tells about)
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """The default prints the record's arguments as they are; they may hold a secret."""
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"a log record of {record.name} could not be written ({record.pathname}:{record.lineno})\n")


def setup(settings: Settings, stream: TextIO | None = None) -> None:
    """Send all logs, warnings and uncaught errors to `stream` (standard error) in the chosen format. May be called again."""
    handler = _Handler(stream)
    handler.setFormatter(_formatter(settings))
    root = logging.getLogger()
    for old in [h for h in root.handlers if isinstance(h, _Handler)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(settings.log_level.upper())
    for name, level in _QUIET.items():
        logging.getLogger(name).setLevel(max(level, root.level))
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda args: _log_uncaught(args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback)


def troubles() -> list[str]:
    """The first lines of the latest warnings and errors since the start, oldest first, secrets taken out as in the log."""
    return [line for handler in logging.getLogger().handlers if isinstance(handler, _Handler) for line in handler.troubles]


def _formatter(settings: Settings) -> _RedactingFormatter:
    render: list[Processor]
    if settings.log_format == "json":
        render = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False, default=str)]
    else:
        render = [structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0, exception_formatter=structlog.dev.plain_traceback)]
    formatter = _RedactingFormatter(
        foreign_pre_chain=_SHARED, processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render]
    )
    formatter.redact = redactor(secrets_of(settings))
    return formatter


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("bot").critical("stopped by an error nobody caught", exc_info=(kind, error, traceback))
