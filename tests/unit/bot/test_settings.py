from __future__ import annotations

import traceback
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.errors import SettingsError
from bot.model import LANGUAGES
from bot.settings import Settings, host_and_port, load_settings, signing_keys, variables

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz_-01234"
FRED_KEY = "0123456789abcdef0123456789abcdef"
WEBHOOK_SECRET = "s3cret_-of-the-webhook"


def test_nothing_set_gives_the_documented_defaults() -> None:
    settings = load_settings({})
    assert settings.telegram_bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite:///data/fedtide.db"
    assert settings.origins == {
        "fed": "https://www.federalreserve.gov",
        "nyfed": "https://markets.newyorkfed.org",
        "nyfed_www": "https://www.newyorkfed.org",
        "fred": "https://fred.stlouisfed.org",
        "fred_api": "https://api.stlouisfed.org",
        "fiscaldata": "https://api.fiscaldata.treasury.gov",
        "treasurydirect": "https://www.treasurydirect.gov",
        "coinbase": "https://api.exchange.coinbase.com",
        "kraken": "https://api.kraken.com",
        "deribit": "https://www.deribit.com",
        "kalshi": "https://api.elections.kalshi.com",
        "polymarket": "https://gamma-api.polymarket.com",
    }
    assert (settings.http_proxy, settings.telegram_proxy, settings.rules_dir, settings.fred_api_key) == (None, None, None, None)
    assert settings.user_agent == "fedtide/0.1.0 (+no contact set)"
    assert (settings.admin_chat_ids, settings.allowed_chat_ids) == (frozenset(), frozenset())
    assert (settings.lang, settings.sources, settings.send_rate) == ("en", (), 25.0)
    assert (settings.log_level, settings.log_format) == ("info", "text")


def test_every_variable_is_read(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
            "FEDTIDE_DATABASE_URL": "sqlite:////var/lib/fedtide.db",
            "FEDTIDE_FED_URL": "http://127.0.0.1:1",
            "FEDTIDE_NYFED_URL": "http://127.0.0.1:2/",
            "FEDTIDE_FRED_URL": "http://127.0.0.1:3",
            "FEDTIDE_FRED_API_URL": "http://127.0.0.1:4",
            "FEDTIDE_FRED_API_KEY": FRED_KEY,
            "FEDTIDE_FISCALDATA_URL": "http://127.0.0.1:5",
            "FEDTIDE_TREASURYDIRECT_URL": "http://127.0.0.1:8",
            "FEDTIDE_COINBASE_URL": "http://127.0.0.1:6",
            "FEDTIDE_KRAKEN_URL": "http://127.0.0.1:7",
            "FEDTIDE_DERIBIT_URL": "http://127.0.0.1:9",
            "FEDTIDE_KALSHI_URL": "http://127.0.0.1:10",
            "FEDTIDE_POLYMARKET_URL": "http://127.0.0.1:11",
            "FEDTIDE_HTTP_PROXY": "http://proxy.example:3128",
            "FEDTIDE_TELEGRAM_PROXY": "socks5://u:p@proxy.example:1080",
            "FEDTIDE_USER_AGENT": "mirror/2 (+ops@example.org)",
            "FEDTIDE_ADMIN_CHAT_IDS": "11, -1002",
            "FEDTIDE_ALLOWED_CHAT_IDS": "11 12",
            "FEDTIDE_LANG": "zh-Hans",
            "FEDTIDE_SOURCES": "fed.press_release,nyfed.repo_operation",
            "FEDTIDE_RULES_DIR": str(tmp_path),
            "FEDTIDE_SEND_RATE": "0.5",
            "FEDTIDE_PAID_BROADCAST": "true",
            "FEDTIDE_WEBHOOK_OUT_URL": "https://program.example/hooks?of=fed",
            "FEDTIDE_WEBHOOK_OUT_SECRET": "whsec_AAEC",
            "FEDTIDE_HTTP_ADDRESS": "127.0.0.1:8080",
            "FEDTIDE_HTTP_URL": "https://fedtide.example/page/",
            "FEDTIDE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "FEDTIDE_WEBHOOK_URL": "https://bot.example/hook/telegram",
            "FEDTIDE_RETENTION_DAYS": "365",
            "FEDTIDE_LOG_LEVEL": "DEBUG",
            "FEDTIDE_LOG_FORMAT": "json",
            "SOMETHING_ELSE": "is not ours",
        }
    )
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert (settings.http_address, settings.retention_days) == ("127.0.0.1:8080", 365)
    assert settings.http_url == "https://fedtide.example/page"
    assert settings.webhook_url == "https://bot.example/hook/telegram"
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() == WEBHOOK_SECRET
    assert settings.database_url == "sqlite:////var/lib/fedtide.db"
    assert {name: settings.origins[name] for name in ("fed", "nyfed", "fred")} == {
        "fed": "http://127.0.0.1:1",
        "nyfed": "http://127.0.0.1:2",
        "fred": "http://127.0.0.1:3",
    }
    assert (settings.origins["fred_api"], settings.origins["fiscaldata"]) == ("http://127.0.0.1:4", "http://127.0.0.1:5")
    assert settings.fred_api_key is not None
    assert settings.fred_api_key.get_secret_value() == FRED_KEY
    assert (settings.origins["coinbase"], settings.origins["kraken"]) == ("http://127.0.0.1:6", "http://127.0.0.1:7")
    assert (settings.http_proxy, settings.telegram_proxy) == ("http://proxy.example:3128", "socks5://u:p@proxy.example:1080")
    assert settings.user_agent == "mirror/2 (+ops@example.org)"
    assert (settings.admin_chat_ids, settings.allowed_chat_ids) == ({11, -1002}, {11, 12})
    assert (settings.lang, settings.sources) == ("zh-Hans", ("fed.press_release", "nyfed.repo_operation"))
    assert (settings.rules_dir, settings.send_rate) == (tmp_path, 0.5)
    assert (settings.log_level, settings.log_format) == ("debug", "json")
    assert (settings.paid_broadcast, settings.webhook_out_url) == (True, "https://program.example/hooks?of=fed")
    assert settings.webhook_out_secret is not None
    assert signing_keys(settings.webhook_out_secret.get_secret_value()) == (b"\x00\x01\x02",)


def test_an_empty_value_counts_as_unset() -> None:
    settings = load_settings(dict.fromkeys((*variables(), "TELEGRAM_BOT_TOKEN_FILE"), ""))
    assert settings == load_settings({})


@pytest.mark.parametrize(
    ("nyfed", "pages"),
    [
        (None, "https://www.newyorkfed.org"),
        ("https://markets.newyorkfed.org", "https://www.newyorkfed.org"),
        ("http://127.0.0.1:2", "http://127.0.0.1:2"),
    ],
)
def test_a_mirror_of_the_new_york_fed_stands_for_both_its_hosts(nyfed: str | None, pages: str) -> None:
    origins = load_settings({"FEDTIDE_NYFED_URL": nyfed} if nyfed else {}).origins
    assert (origins["nyfed"], origins["nyfed_www"]) == (nyfed or "https://markets.newyorkfed.org", pages)


def test_every_bad_variable_is_named_at_once_on_one_line() -> None:
    bad = {
        "TELEGRAM_BOT_TOKEN": "hunter2",
        "TELEGRAM_API_URL": "api.telegram.org",
        "FEDTIDE_DATABASE_URL": "mysql://user:hunter2@db.example/x",
        "FEDTIDE_FED_URL": "https://mirror.example/fed",
        "FEDTIDE_NYFED_URL": "ftp://mirror.example",
        "FEDTIDE_FRED_URL": "http://user:hunter2@mirror.example",
        "FEDTIDE_FRED_API_URL": "https://api.stlouisfed.org/?api_key=hunter2",
        "FEDTIDE_FRED_API_KEY": "hunter2",
        "FEDTIDE_FISCALDATA_URL": "treasury",
        "FEDTIDE_TREASURYDIRECT_URL": "https://www.treasurydirect.gov/TA_WS",
        "FEDTIDE_COINBASE_URL": "https://",
        "FEDTIDE_KRAKEN_URL": "https://mirror.example/0/public",
        "FEDTIDE_DERIBIT_URL": "https://mirror.example/api/v2",
        "FEDTIDE_KALSHI_URL": "https://mirror.example/trade-api/v2",
        "FEDTIDE_POLYMARKET_URL": "gamma",
        "FEDTIDE_HTTP_PROXY": "proxy:hunter2",
        "FEDTIDE_TELEGRAM_PROXY": "http://u:hunter2@proxy.example:99999",
        "FEDTIDE_USER_AGENT": "two\nlines",
        "FEDTIDE_ADMIN_CHAT_IDS": "11, @me",
        "FEDTIDE_ALLOWED_CHAT_IDS": "1.5",
        "FEDTIDE_LANG": "fr",
        "FEDTIDE_SOURCES": "repos",
        "FEDTIDE_RULES_DIR": "/nowhere/at/all",
        "FEDTIDE_SEND_RATE": "0",
        "FEDTIDE_PAID_BROADCAST": "perhaps",
        "FEDTIDE_WEBHOOK_OUT_URL": "https://me:hunter2@program.example/",
        "FEDTIDE_WEBHOOK_OUT_SECRET": "whsec_hunter2!",
        "FEDTIDE_HTTP_ADDRESS": "http://127.0.0.1:8080",
        "FEDTIDE_HTTP_URL": "fedtide.example",
        "FEDTIDE_WEBHOOK_SECRET": "hunter2 and more",
        "FEDTIDE_WEBHOOK_URL": "http://user:hunter2@bot.example",
        "FEDTIDE_RETENTION_DAYS": "29",
        "FEDTIDE_LOG_LEVEL": "loud",
        "FEDTIDE_LOG_FORMAT": "xml",
    }
    assert set(bad) == set(variables())
    with pytest.raises(SettingsError) as caught:
        load_settings(bad)
    message = str(caught.value)
    assert [name for name in bad if f"{name}: " not in message] == []
    assert "\n" not in message
    assert "hunter2" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("FEDTIDE_LANG", "fr", "input should be 'en' or 'zh-Hans' or 'zh-Hant', not 'fr'"),
        ("FEDTIDE_DATABASE_URL", "sqlite://", "must name an SQLite file"),
        ("FEDTIDE_DATABASE_URL", "sqlite:///:memory:", "must name an SQLite file"),
        ("FEDTIDE_DATABASE_URL", "postgresql://u:p@ss@host/x", "has an @ too many: in a name or password it is written as %40"),
        ("FEDTIDE_DATABASE_URL", "postgresql://u:p@ss:1/x@host/x", "has an @ too many"),
        ("FEDTIDE_SEND_RATE", "1001", "less than or equal to 1000, not '1001'"),
        ("FEDTIDE_SEND_RATE", "nan", "not 'nan'"),
        ("FEDTIDE_SEND_RATE", "many", "valid number"),
        ("FEDTIDE_SOURCES", "fed.press_release, H41", "H41 is none"),
        ("FEDTIDE_PAID_BROADCAST", "perhaps", "valid boolean"),
        ("FEDTIDE_FED_URL", "https://mirror.example?x=1", "without user name, query or fragment"),
        ("FEDTIDE_FED_URL", "https://mirror .example", "must be an http or https URL"),
        ("FEDTIDE_FED_URL", "https://<mirror>", "must be an http or https URL"),
        ("FEDTIDE_HTTP_PROXY", "socks5://my proxy:1080", "must be a proxy URL"),
        ("TELEGRAM_API_URL", "http://local\u00a0host:8081", "must be an http or https URL"),
        ("FEDTIDE_ADMIN_CHAT_IDS", "1,b", "chat ids"),
        ("FEDTIDE_FRED_API_KEY", FRED_KEY.upper(), "is not a FRED API key, which has 32 small letters and digits"),
        ("FEDTIDE_FRED_API_KEY", FRED_KEY[1:], "is not a FRED API key"),
    ],
)
def test_a_fault_says_what_would_be_right(name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"^settings: {name}: ") as caught:
        load_settings({name: value})
    assert says in str(caught.value)


WEBHOOK = {
    "FEDTIDE_HTTP_ADDRESS": "127.0.0.1:8080",
    "FEDTIDE_WEBHOOK_SECRET": WEBHOOK_SECRET,
    "FEDTIDE_WEBHOOK_URL": "https://bot.example/telegram",
}


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://bot.example", "https://bot.example/telegram"),
        ("https://bot.example/", "https://bot.example/telegram"),
        ("https://bot.example:8443", "https://bot.example:8443/telegram"),
        ("https://bot.example/telegram", "https://bot.example/telegram"),
        ("https://bot.example/fedtide/in", "https://bot.example/fedtide/in"),
    ],
)
def test_a_webhook_on_a_host_alone_is_at_the_path_that_is_served(url: str, told: str) -> None:
    assert load_settings(WEBHOOK | {"FEDTIDE_WEBHOOK_URL": url}).webhook_url == told


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"FEDTIDE_WEBHOOK_URL": "http://bot.example/telegram"}, "FEDTIDE_WEBHOOK_URL: must be the https URL under which Telegram reaches"),
        ({"FEDTIDE_WEBHOOK_URL": "bot.example"}, "FEDTIDE_WEBHOOK_URL: must be the https URL"),
        ({"FEDTIDE_WEBHOOK_URL": "https:///telegram"}, "FEDTIDE_WEBHOOK_URL: must be the https URL"),
        ({"FEDTIDE_WEBHOOK_URL": "https://bot.example:0/"}, "FEDTIDE_WEBHOOK_URL: must be the https URL"),
        ({"FEDTIDE_WEBHOOK_URL": "https://bot.example/?a=1"}, "FEDTIDE_WEBHOOK_URL: must be a plain URL"),
        ({"FEDTIDE_HTTP_ADDRESS": ""}, "FEDTIDE_WEBHOOK_URL: needs FEDTIDE_HTTP_ADDRESS too"),
        ({"FEDTIDE_WEBHOOK_SECRET": ""}, "FEDTIDE_WEBHOOK_URL: needs FEDTIDE_WEBHOOK_SECRET too"),
        ({"FEDTIDE_WEBHOOK_SECRET": "a b"}, "FEDTIDE_WEBHOOK_SECRET: must be 1 to 256 of the letters A-Z and a-z, digits, _ and -"),
        ({"FEDTIDE_WEBHOOK_SECRET": "x" * 257}, "FEDTIDE_WEBHOOK_SECRET: must be 1 to 256"),
        ({"FEDTIDE_WEBHOOK_SECRET": "gr\u00fcn"}, "FEDTIDE_WEBHOOK_SECRET: must be 1 to 256"),
        ({"FEDTIDE_HTTP_ADDRESS": "8080"}, "FEDTIDE_HTTP_ADDRESS: must be an address to listen at"),
    ],
)
def test_a_mistake_about_the_webhook_is_named_in_one_line_and_once(changed: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=r"^settings: ") as caught:
        load_settings(WEBHOOK | changed)
    assert says in str(caught.value)
    assert str(caught.value).count("FEDTIDE_") == says.count("FEDTIDE_")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("secret", ["x", "x" * 256, "aZ09_-"])
def test_a_webhooks_secret_may_come_from_a_file(tmp_path: Path, secret: str) -> None:
    file = tmp_path / "secret"
    file.write_text(f"{secret}\n", encoding="utf-8")
    given = {name: value for name, value in WEBHOOK.items() if name != "FEDTIDE_WEBHOOK_SECRET"}
    settings = load_settings(given | {"FEDTIDE_WEBHOOK_SECRET_FILE": str(file)})
    assert settings.webhook_secret is not None
    assert settings.webhook_secret.get_secret_value() == secret


def test_the_token_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="utf-8")
    settings = load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(file)})
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN


def test_the_fred_key_may_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{FRED_KEY}\n", encoding="utf-8")
    settings = load_settings({"FEDTIDE_FRED_API_KEY_FILE": str(file)})
    assert settings.fred_api_key is not None
    assert settings.fred_api_key.get_secret_value() == FRED_KEY


def test_a_token_and_a_token_file_contradict(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not both"):
        load_settings({"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token")})


def test_an_unreadable_token_file_is_named_beside_the_other_faults() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"TELEGRAM_BOT_TOKEN_FILE": TOKEN, "FEDTIDE_LANG": "fr"})
    assert str(caught.value).startswith("settings: TELEGRAM_BOT_TOKEN_FILE: cannot be read (No such file or directory); FEDTIDE_LANG: ")
    assert TOKEN not in str(caught.value)


def test_an_empty_token_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="TELEGRAM_BOT_TOKEN: is not a bot token"):
        load_settings({"TELEGRAM_BOT_TOKEN_FILE": str(tmp_path / "token")})


def test_secrets_do_not_show_in_a_repr() -> None:
    settings = load_settings(
        {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "FEDTIDE_FRED_API_KEY": FRED_KEY,
            "FEDTIDE_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "FEDTIDE_HTTP_PROXY": "http://u:hunter2@a",
            "FEDTIDE_TELEGRAM_PROXY": "socks5://u:hunter2@b",
        }
    )
    assert FRED_KEY not in f"{settings!r} {settings}"
    assert WEBHOOK_SECRET not in f"{settings!r} {settings}"
    assert TOKEN not in f"{settings!r} {settings}"
    assert TOKEN.partition(":")[2] not in f"{settings!r} {settings}"
    assert "hunter2" not in f"{settings!r} {settings}"


def test_settings_cannot_be_changed() -> None:
    settings = load_settings({})
    with pytest.raises(ValidationError, match="frozen"):
        settings.lang = "zh-Hans"  # type: ignore[misc]


def test_the_environment_wins_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("FEDTIDE_LANG=zh-Hans\nFEDTIDE_SEND_RATE=3\nFEDTIDE_LOG_LEVEL=error\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FEDTIDE_SEND_RATE", "7")
    monkeypatch.setenv("FEDTIDE_LOG_LEVEL", "")
    settings = load_settings()
    assert (settings.lang, settings.send_rate, settings.log_level) == ("zh-Hans", 7.0, "error")


def test_an_env_file_that_is_not_text_is_refused_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_bytes(b"\xff\xfe\x00FEDTIDE_LANG")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        load_settings()


def test_settings_built_directly_take_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FEDTIDE_LANG", "zh-Hans")
    assert Settings(send_rate=2).lang == "en"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_that_the_bot_has_can_be_set(lang: str) -> None:
    assert load_settings({"FEDTIDE_LANG": lang}).lang == lang


@pytest.mark.parametrize(
    ("address", "parts"),
    [
        ("127.0.0.1:8080", ("127.0.0.1", 8080)), ("localhost:0", ("localhost", 0)), (":8080", ("", 8080)), ("[::1]:8080", ("::1", 8080)),
        ("[::]:80", ("::", 80)), ("my-host.example:65535", ("my-host.example", 65535)),
    ],
)  # fmt: skip
def test_an_address_to_listen_at_has_a_host_and_a_port(address: str, parts: tuple[str, int]) -> None:
    assert host_and_port(address) == parts
    assert load_settings({"FEDTIDE_HTTP_ADDRESS": address}).http_address == address


@pytest.mark.parametrize(
    "address", ["8080", "localhost", "::1:8080", "[::1]", "host:", "host:65536", "host:99999999", "host:-1", "http://host:80",
                "host:80/", "ho st:80",
                "[host]:80", "host:８０", "user@host:80"],
)  # fmt: skip
def test_what_is_no_address_to_listen_at_is_named(address: str) -> None:
    with pytest.raises(SettingsError, match=r"^settings: FEDTIDE_HTTP_ADDRESS: must be an address to listen at, host:port"):
        load_settings({"FEDTIDE_HTTP_ADDRESS": address})


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"FEDTIDE_WEBHOOK_OUT_URL": "http://127.0.0.1:9/"}, "FEDTIDE_WEBHOOK_OUT_SECRET: missing"),
        ({"FEDTIDE_WEBHOOK_OUT_SECRET": "a-word"}, "FEDTIDE_WEBHOOK_OUT_URL: missing"),
        (
            {"FEDTIDE_WEBHOOK_OUT_URL": "program", "FEDTIDE_WEBHOOK_OUT_SECRET": "a-word"},
            "FEDTIDE_WEBHOOK_OUT_URL: must be an http or https",
        ),
        ({"FEDTIDE_WEBHOOK_OUT_URL": "http://h/", "FEDTIDE_WEBHOOK_OUT_SECRET": "whsec_?"}, "FEDTIDE_WEBHOOK_OUT_SECRET: must have base64"),
    ],
)
def test_a_receiver_needs_an_address_and_a_secret(given: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=f"^settings: {says}") as caught:
        load_settings(given)
    assert "a-word" not in str(caught.value)
