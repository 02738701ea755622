from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from bot.environment import Doubt, doubts, nearest, written
from bot.errors import SettingsError
from bot.settings import SECRETS, doubts_now, load_settings, variables

KNOWN = {*variables(), *(f"{name}_FILE" for name in SECRETS)}
NOWHERE = Path("no-such-folder/.env")
TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz_-01234"


def found(env: dict[str, str], written: dict[str, str | None] | None = None) -> list[tuple[str, str]]:
    return [(doubt.text, doubt.remedy) for doubt in doubts(env, written or {}, KNOWN, NOWHERE)]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("FEDTIDE_ADMIN_CHAT_ID", "FEDTIDE_ADMIN_CHAT_IDS"),
        ("FEDTIDE_ALOWED_CHAT_IDS", "FEDTIDE_ALLOWED_CHAT_IDS"),
        ("FEDTIDE_LANGUAGE", "FEDTIDE_LANG"),
        ("fedtide_lang", "FEDTIDE_LANG"),
        ("FEDTIDE_DATABASE", "FEDTIDE_DATABASE_URL"),
        ("TELEGRAM_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_BOT_TOKENFILE", "TELEGRAM_BOT_TOKEN_FILE"),
        ("FEDTIDE_SEND_RATES", "FEDTIDE_SEND_RATE"),
        ("FEDTIDE_BOT_TOKEN", "TELEGRAM_BOT_TOKEN"),
        ("TELEGRAM_DATABASE_URL", "FEDTIDE_DATABASE_URL"),
    ],
)
def test_a_mistyped_name_is_named_with_what_was_meant(name: str, meant: str) -> None:
    expected = [(f"{name} is no setting and is not read", f"write {meant}")]
    assert found({name: "x"}) == expected
    assert found({}, {name: "x"}) == expected


def test_a_name_like_none_of_ours_is_to_be_removed() -> None:
    assert found({"FEDTIDE_QQQ": "1"}) == [("FEDTIDE_QQQ is no setting and is not read", "remove it; docs/reference.md lists the settings")]


def test_in_the_file_a_name_may_have_lost_its_beginning() -> None:
    assert found({}, {"FEDTDIE_LANG": "en"}) == [("FEDTDIE_LANG is no setting and is not read", "write FEDTIDE_LANG")]
    assert found({"FEDTDIE_LANG": "en"}) == []  # the environment is full of other programs' names
    assert found({}, {"POSTGRES_PASSWORD": "x", "TZ": "UTC"}) == []


def test_what_is_right_raises_no_doubt() -> None:
    assert found(dict.fromkeys(KNOWN, "x")) == []


@pytest.mark.parametrize("name", ["HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_named_as_not_obeyed(name: str) -> None:
    [(text, remedy)] = found({name: "http://[::1:3128"})  # unreadable, and still no fault: nobody reads it
    assert text == f"{name} is not obeyed"
    assert "FEDTIDE_HTTP_PROXY" in remedy and "FEDTIDE_TELEGRAM_PROXY" in remedy
    assert found({name: ""}) == []


def test_nearest_needs_some_likeness() -> None:
    assert nearest("FEDTIDE_LANGS", ["FEDTIDE_LANG", "TELEGRAM_API_URL"]) == "FEDTIDE_LANG"
    assert nearest("SOMETHING", ["FEDTIDE_LANG"]) is None


@pytest.mark.parametrize(
    "name",
    [
        "FEDTIDE_ALLOWED_CHATS_ID",
        "FEDTIDE_ALLOWED_CHAT",
        "FEDTIDE_ADMIN_CHAT_ID",
        "fedtide_allowed_chat_ids",
        "ALLOWED_CHAT_IDS",
        "TELEGRAM_ALLOWED_CHAT_IDS",
        "TELEGRAM_ADMIN_CHAT_ID",
        "FEDITDE_ALLOWED_CHAT_IDS",
        "FEDTIDE-ADMIN-CHAT-IDS",
    ],
)
def test_a_mistyped_limit_stops_the_start(name: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is no setting; write FEDTIDE_A(LLOWED|DMIN)_CHAT_IDS"):
        load_settings({name: "11"})
    load_settings({name: "11", "FEDTIDE_ALLOWED_CHAT_IDS": "11", "FEDTIDE_ADMIN_CHAT_IDS": "11"})  # said right as well: a doubt, no fault


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (f'"{TOKEN}"', "quotation mark"),
        (f"'{TOKEN}'", "quotation mark"),
        (f"“{TOKEN}”", "quotation mark"),
        (f" {TOKEN}", "blank or a line break"),
        (f"{TOKEN}\n", "blank or a line break"),
        (f"{TOKEN}\u00a0", "blank or a line break"),
        (f"\ufeff{TOKEN}", "byte order mark"),
        (TOKEN[1:].replace(":", ""), "is not a bot token"),
    ],
)
def test_what_stands_around_a_token_is_named_and_the_token_is_not(value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said) as caught:
        load_settings({"TELEGRAM_BOT_TOKEN": value})
    assert TOKEN[5:20] not in str(caught.value)


def test_a_token_file_may_end_in_a_line_break_and_not_begin_with_a_mark(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\r\n", encoding="utf-8")
    token = load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(file)}).telegram_bot_token
    assert token is not None
    assert token.get_secret_value() == TOKEN
    file.write_text(f"\ufeff{TOKEN}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN: has an invisible mark"):
        load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(file)})


def test_the_file_of_settings_is_read_with_its_mark_and_its_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    file = tmp_path / ".env"
    file.write_text("\ufeffFEDTIDE_LANG=zh-Hans\n", encoding="utf-8")
    os.chmod(file, 0o600)
    assert load_settings().lang == "zh-Hans"
    assert doubts_now() == []
    os.chmod(file, 0o644)
    if sys.platform != "win32":
        assert doubts_now() == [Doubt(".env can be read by others on this machine", "chmod 600 .env")]


def test_a_file_of_settings_in_another_encoding_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_bytes("FEDTIDE_USER_AGENT=é".encode("latin-1"))
    with pytest.raises(SettingsError, match=r"\.env cannot be read \(it is not UTF-8 text\)"):
        load_settings()


@pytest.mark.parametrize(
    ("rate", "paid", "is_said"), [("30", "", False), ("31", "", True), ("1000", "false", True), ("1000", "true", False)]
)
def test_a_rate_that_is_not_free_is_doubtful_until_it_is_paid_for(
    rate: str, paid: str, is_said: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FEDTIDE_SEND_RATE", rate)
    monkeypatch.setenv("FEDTIDE_PAID_BROADCAST", paid)
    assert load_settings().send_rate == float(rate)
    said = [doubt.text for doubt in doubts_now() if "FEDTIDE_SEND_RATE" in doubt.text]
    assert bool(said) is is_said
    assert all("0.1 Star" in text for text in said)


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("FEDTIDE_ALLOWED_CHAT_IDS: 5", 2),
        ("FEDTIDE_ALLOWED_CHAT_IDS 5", 2),
        ("FEDTIDE_ALLOWED_CHAT_IDS", 2),
        ('FEDTIDE_ALLOWED_CHAT_IDS="5', 2),
        ("FEDTIDE_ALLOWED_CHAT_IDS='5'x", 2),
        ("- FEDTIDE_ALLOWED_CHAT_IDS=5", 2),
        ("set FEDTIDE_ALLOWED_CHAT_IDS=5", 2),
        ("\n\n  # who\n=5", 5),
    ],
)
def test_a_line_that_says_nothing_stops_the_start(line: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text(f"FEDTIDE_LANG=fr\n{line}\nFEDTIDE_LOG_LEVEL=error\n", encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings()
    said = f".env: line {number} cannot be read; write NAME=value, a quotation mark at both ends or at none; "
    assert str(caught.value).startswith(f"settings: {said}FEDTIDE_LANG: input should be 'en'")


def test_a_name_with_two_values_stops_the_start_and_one_said_twice_does_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / ".env"
    file.write_text("FEDTIDE_ALLOWED_CHAT_IDS=5\nFEDTIDE_LANG=en\nFEDTIDE_ALLOWED_CHAT_IDS=\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^settings: \.env: FEDTIDE_ALLOWED_CHAT_IDS is set twice, to different values; keep one"):
        load_settings()
    again = "FEDTIDE_ALLOWED_CHAT_IDS=5\n# FEDTIDE_ALLOWED_CHAT_IDS=\nexport FEDTIDE_ALLOWED_CHAT_IDS = '5' # me\n"
    file.write_text(again, encoding="utf-8")
    assert load_settings().allowed_chat_ids == {5}


def test_a_folder_of_that_name_is_no_file_of_settings(tmp_path: Path) -> None:
    (tmp_path / ".env").mkdir()
    assert written(tmp_path / ".env").values == {}


@pytest.mark.parametrize("name", ["FEDTIDE_ALLOWED_CHAT_IDS", "FEDTIDE_ADMIN_CHAT_IDS", "FEDTIDE_SOURCES"])
@pytest.mark.parametrize("value", [",", " ", ", ,\t"])
def test_a_list_in_which_nothing_is_stands_for_nobody_and_not_for_all(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"^settings: {name}: lists nothing: name something, or leave the setting out"):
        load_settings({name: value})


@pytest.mark.parametrize("value", ["0", "-0", "4503599627370497", "-4503599627370497", "9" * 30, "5,0", "9" * 5000])
def test_a_number_that_no_chat_has_is_named(value: str) -> None:
    with pytest.raises(SettingsError, match=r"^settings: FEDTIDE_ALLOWED_CHAT_IDS: must list chat ids as Telegram has them, from 1 to 45"):
        load_settings({"FEDTIDE_ALLOWED_CHAT_IDS": value})


def test_ids_as_telegram_has_them_are_taken() -> None:
    assert load_settings({"FEDTIDE_ALLOWED_CHAT_IDS": "1 -1001234567890,4503599627370496"}).allowed_chat_ids == {
        1,
        -1001234567890,
        4503599627370496,
    }


@pytest.mark.parametrize(
    ("name", "value", "is_said"),
    [
        ("FEDTIDE_WEBHOOK_SECRET", "abc", True),
        ("FEDTIDE_WEBHOOK_SECRET", "0123456789abcdef", False),
        ("FEDTIDE_WEBHOOK_OUT_SECRET", "whsec_AAAA", True),
        ("FEDTIDE_WEBHOOK_OUT_SECRET", "0123456789abcdef short", True),
        ("FEDTIDE_WEBHOOK_OUT_SECRET", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", False),
    ],
)
def test_a_secret_that_can_be_guessed_is_doubtful_and_not_shown(
    name: str, value: str, is_said: bool, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text(f"{value}\n", encoding="utf-8")
    monkeypatch.setenv(f"{name}_FILE", "secret")
    said = [doubt for doubt in doubts_now() if "guessed" in doubt.text]
    shown = Doubt(f"{name} has less than 16 characters and can be guessed", "take what `openssl rand -hex 32` gives")
    assert said == ([shown] if is_said else [])


def test_a_folder_of_rules_without_any_is_doubtful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FEDTIDE_RULES_DIR", str(tmp_path))
    empty = Doubt("FEDTIDE_RULES_DIR holds no rule document", "put files there whose names end in .toml, or leave the setting out")
    assert empty in doubts_now()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "rule.toml").touch()
    assert empty not in doubts_now()
