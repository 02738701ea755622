from __future__ import annotations

import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.settings import Settings, load_settings

HALF = "AAabcdefghijklmnopqrstuvwxyz_-01234"
TOKEN = f"123456789:{HALF}"
LOG = logging.getLogger("bot.probe")


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    """Give back the process's logging as it was."""
    root = logging.getLogger()
    level, hooks = root.level, (sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in logs._QUIET}
    yield
    root.setLevel(level)
    for handler in ours():
        root.removeHandler(handler)
    sys.excepthook, threading.excepthook = hooks
    for name, old in levels.items():
        logging.getLogger(name).setLevel(old)
    logging.captureWarnings(False)


def ours() -> list[logging.Handler]:
    return [handler for handler in logging.getLogger().handlers if isinstance(handler, logs._Handler)]


def settings(**variables: str) -> Settings:
    return load_settings({"TELEGRAM_BOT_TOKEN": TOKEN, **variables})


def started(**variables: str) -> io.StringIO:
    stream = io.StringIO()
    logs.setup(settings(**variables), stream)
    return stream


def test_a_text_line_holds_time_level_message_logger_and_values() -> None:
    stream = started()
    LOG.warning("poll failed", extra={"source": "fed.press_release", "tries": 3})
    line = stream.getvalue()
    assert line.count("\n") == 1
    time, _, rest = line.partition(" ")
    assert time.endswith("Z")
    assert "warning" in rest
    assert "poll failed" in rest
    assert "bot.probe" in rest
    assert "source=fed.press_release" in rest
    assert "tries=3" in rest


def test_a_json_line_is_one_object() -> None:
    stream = started(FEDTIDE_LOG_FORMAT="json")
    LOG.info("缩表 %d", 1, extra={"source": "fed.press_release"})
    entry = json.loads(stream.getvalue())
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {"event": "缩表 1", "level": "info", "logger": "bot.probe", "source": "fed.press_release"}
    assert "缩表" in stream.getvalue()


def test_a_json_traceback_stays_on_its_line() -> None:
    stream = started(FEDTIDE_LOG_FORMAT="json")
    try:
        raise ValueError("torn")
    except ValueError:
        LOG.exception("read failed")
    assert stream.getvalue().count("\n") == 1
    assert json.loads(stream.getvalue())["exception"].endswith("ValueError: torn")


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("level", ["debug", "info", "warning", "error"])
def test_the_token_is_masked_wherever_it_is_put(form: str, level: str) -> None:
    stream = started(FEDTIDE_LOG_FORMAT=form, FEDTIDE_LOG_LEVEL=level)
    try:
        raise ValueError(f"https://api.example/bot{TOKEN}/sendMessage")
    except ValueError as e:
        LOG.error("token %s", TOKEN, exc_info=e, extra={"url": f"/bot{TOKEN}/x", "quoted": TOKEN.replace(":", "%3A"), "half": HALF})
        LOG.error("keys", extra={"nested": {"token": TOKEN, "list": [HALF]}})
    written = stream.getvalue()
    assert "sendMessage" in written
    assert HALF not in written
    assert written.count(logs.MASK) >= 7


def test_someone_elses_token_and_a_proxy_password_are_masked() -> None:
    stream = started(FEDTIDE_TELEGRAM_PROXY="socks5://me:pa%40ss-word@proxy.example:1080")
    LOG.error("no way through socks5://me:pa%40ss-word@proxy.example, not 987654321:BBabcdefghijklmnopqrstuvwxyz_-01234 either")
    assert "pa%40ss" not in stream.getvalue()
    assert "BBabc" not in stream.getvalue()


def test_a_line_that_cannot_be_rendered_leaks_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    stream = started()
    [handler] = ours()
    handler.handle(logging.LogRecord("bot.probe", logging.ERROR, "probe.py", 7, "a number %d", (TOKEN,), None))
    assert stream.getvalue() == ""
    written = capsys.readouterr().err
    assert written.startswith("a log record of bot.probe could not be written (probe.py:7)")
    assert HALF not in written


def test_urls_that_httpx_logs_are_left_out_even_at_debug() -> None:
    stream = started(FEDTIDE_LOG_LEVEL="debug")
    logging.getLogger("httpx").info("HTTP Request: POST https://api.example/")
    logging.getLogger("httpcore.connection").debug("connect_tcp.started")
    LOG.debug("kept")
    assert "kept" in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


def test_the_level_is_kept() -> None:
    stream = started(FEDTIDE_LOG_LEVEL="error")
    LOG.warning("not shown")
    logging.getLogger("httpx").warning("not shown either")
    assert stream.getvalue() == ""


def test_setting_up_again_replaces_the_handler() -> None:
    first, second = started(), started()
    LOG.info("once")
    assert first.getvalue() == ""
    assert second.getvalue().count("once") == 1


def test_lines_go_to_standard_error_as_it_is_then(monkeypatch: pytest.MonkeyPatch) -> None:
    logs.setup(settings())
    later = io.StringIO()
    monkeypatch.setattr(sys, "stderr", later)
    LOG.info("here")
    assert "here" in later.getvalue()


def test_warnings_become_log_lines() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        stream = started()
        warnings.warn("old ways", stacklevel=1)
        logging.captureWarnings(False)
    assert "old ways" in stream.getvalue()


def test_an_uncaught_error_is_logged_masked() -> None:
    stream = started()
    try:
        raise RuntimeError(TOKEN)
    except RuntimeError as e:
        sys.excepthook(type(e), e, e.__traceback__)
    assert "stopped by an error nobody caught" in stream.getvalue()
    assert "RuntimeError" in stream.getvalue()
    assert HALF not in stream.getvalue()


def test_an_uncaught_error_of_a_thread_is_logged_masked() -> None:
    stream = started()

    def fail() -> None:
        raise RuntimeError(TOKEN)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    assert "RuntimeError" in stream.getvalue()
    assert HALF not in stream.getvalue()


def test_an_interrupt_by_the_person_is_not_an_error() -> None:
    stream = started()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert stream.getvalue() == ""


def test_a_publishers_key_is_a_secret_too() -> None:
    key = "0123456789abcdef0123456789abcdef"
    settings = load_settings({"FEDTIDE_FRED_API_KEY": key})
    assert logs.secrets_of(settings) == (key,)
    assert logs.redactor(logs.secrets_of(settings))(f"GET /fred/series?api_key={key}&x=1") == "GET /fred/series?api_key=***&x=1"


def test_a_toy_tokens_half_is_not_taken_for_a_secret_word() -> None:
    assert logs.secrets_of(load_settings({"TELEGRAM_BOT_TOKEN": "1:chat"})) == ("1:chat",)


@pytest.mark.parametrize(
    ("secret", "line", "shown"),
    [
        ("a", "a bad day at the Bank", "a bad day at the Bank"),
        ("12", "512 of 12 rows", "512 of 12 rows"),
        ("repo", "nyfed.repo_operation: repo, repos, repo-1, 'repo'", "nyfed.repo_operation: ***, repos, repo-1, '***'"),
        ("s3cr-et", "url?key=s3cr-et&x, s3cr-etx", "url?key=***&x, s3cr-etx"),
        ("s3cr-et8", "xs3cr-et8x", "x***x"),
    ],
)
def test_a_short_secret_masks_no_ordinary_words(secret: str, line: str, shown: str) -> None:
    of = {"FEDTIDE_HTTP_ADDRESS": ":0", "FEDTIDE_WEBHOOK_URL": "https://bot.example", "FEDTIDE_WEBHOOK_SECRET": secret}
    assert logs.redactor(logs.secrets_of(load_settings(of)))(line) == shown


def test_each_of_several_secrets_is_masked_and_keys_without_their_mark_too() -> None:
    url = {
        "FEDTIDE_WEBHOOK_OUT_URL": "https://program.example",
        "FEDTIDE_WEBHOOK_OUT_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw old-secret",
    }
    redact = logs.redactor(logs.secrets_of(load_settings(url)))
    assert redact("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw, old-secret, whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw") == "***, ***, ***"


def test_the_databases_password_is_masked_as_it_is_written_and_as_it_is() -> None:
    redact = logs.redactor(logs.secrets_of(load_settings({"FEDTIDE_DATABASE_URL": "postgresql://bot:pa%40ss-word@host/fedtide"})))
    assert redact("postgresql://bot:pa%40ss-word@host/fedtide pa@ss-word") == "postgresql://bot:***@host/fedtide ***"
    same = logs.redactor(logs.secrets_of(load_settings({"FEDTIDE_DATABASE_URL": "postgresql://fedtide:fedtide@host/fedtide"})))
    assert same("fedtide doctor") == "fedtide doctor"


def test_without_secrets_text_stays_as_it_is() -> None:
    assert logs.secrets_of(load_settings({})) == ()
    assert logs.redactor(())("RP 103125 3 at 2025-10-31T17:45:00Z") == "RP 103125 3 at 2025-10-31T17:45:00Z"


@given(before=st.text(max_size=40), after=st.text(max_size=40))
def test_the_token_is_masked_in_any_surroundings(before: str, after: str) -> None:
    assert HALF not in logs.redactor((TOKEN, HALF))(f"{before}{TOKEN}{after}{HALF}")


def test_the_latest_troubles_are_kept_for_operators_without_secrets() -> None:
    settings = load_settings({"TELEGRAM_BOT_TOKEN": TOKEN})
    logs.setup(settings, io.StringIO())
    for number in range(logs.KEPT + 5):
        logging.getLogger("bot.x").warning("trouble %d with %s\nand more", number, TOKEN)
    logging.getLogger("bot.x").info("all is well")
    kept = logs.troubles()
    assert len(kept) == logs.KEPT
    assert "trouble 24 with ***" in kept[-1]
    assert "and more" not in "".join(kept)
