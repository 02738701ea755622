"""The environment as frozen settings: every bad variable is named at once, and no secret shows in a repr or an error.

Variables come from the environment and, below it, from a `.env` file in the working directory. An empty value counts as unset.
`TELEGRAM_BOT_TOKEN_FILE` names a file that holds the token, as container platforms hand secrets over, and so for every secret.
"""

from __future__ import annotations

import base64
import binascii
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import SplitResult, unquote, urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from bot import __version__
from bot.environment import Doubt, Written, doubts, nearest, written
from bot.errors import SettingsError
from bot.languages import LANGUAGES, SOURCE

ENV_FILE = Path(".env")
SECRETS = ("TELEGRAM_BOT_TOKEN", "FEDTIDE_FRED_API_KEY", "FEDTIDE_WEBHOOK_SECRET", "FEDTIDE_WEBHOOK_OUT_SECRET")
"""Variables that `NAME_FILE` may stand in for."""
LIMITS = ("FEDTIDE_ALLOWED_CHAT_IDS", "FEDTIDE_ADMIN_CHAT_IDS")
"""Who is served, and who may operate: a mistyped name here opens what was meant to be closed."""
_HIDDEN = re.compile(r"_(TOKEN|KEY|SECRET|URL|PROXY)$")
"""Variables whose value an error must not repeat: they are, or may hold, a secret."""
_TOKEN = re.compile(r"[0-9]+:[A-Za-z0-9_-]+")
_QUOTES = "'\"`\u201c\u201d\u2018\u2019\u00ab\u00bb\u300c\u300d"
WEBHOOK_PATH = "/telegram"
_SOURCE_ID = re.compile(r"[a-z]+\.[a-z_]+")
_HOST = re.compile(r"[\w.:%-]+")
"""A name in any script, or an IP address: what a blank or a bracket in it was meant to be is not guessed."""
LARGEST_ID = 1 << 52
"""No chat of Telegram's has a larger number."""
SHORT = 16
"""Characters of a secret below which it can be guessed."""
KEY_MARK = "whsec_"
"""Before a key for signatures in base64, as Standard Webhooks writes it."""
GOOD_KEY = 24
"""Bytes that a key for signatures should have, says Standard Webhooks."""
FREE_RATE = 30.0
"""Messages a second that Telegram sends for nothing; those above are charged, and refused where paid broadcast is off."""
_PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


def _bare(text: str) -> str:
    """A secret without anything around it. Raises ValueError that names what is there and not the secret."""
    if text != text.strip("\ufeff\u200b\u2060"):
        raise ValueError("has an invisible mark (a byte order mark) around it: write it without")
    if text != text.strip():
        raise ValueError("has a blank or a line break around it: write it without")
    if text != text.strip(_QUOTES):
        raise ValueError("has a quotation mark around it: write it without")
    return text


def _token(value: SecretStr) -> SecretStr:
    _bare(value.get_secret_value())
    if not _TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("is not a bot token; BotFather gives one of the form 123456789:AA...")
    return value


def _fred_key(value: SecretStr) -> SecretStr:
    _bare(value.get_secret_value())
    if not re.fullmatch(r"[0-9a-z]{32}", value.get_secret_value()):
        raise ValueError("is not a FRED API key, which has 32 small letters and digits")
    return value


def _is_url(parts: SplitResult, schemes: tuple[str, ...]) -> bool:
    """Whether it has one of the schemes, a host, and a port that is one. Raises ValueError for a port out of range."""
    return parts.scheme in schemes and bool(_HOST.fullmatch(parts.hostname or "")) and (parts.port is None or parts.port > 0)


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if not _is_url(parts, ("http", "https")):
        raise ValueError("must be an http or https URL, e.g. https://mirror.example")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be a plain URL, without user name, query or fragment")
    return value.rstrip("/")


def _receiver(value: str) -> str:
    parts = urlsplit(value)
    if not _is_url(parts, ("http", "https")):
        raise ValueError("must be an http or https URL, e.g. https://program.example/hooks/fedtide")
    if parts.username or parts.password or parts.fragment:
        raise ValueError("must be a URL without user name and fragment: what is sent is signed instead")
    return value


def signing_keys(secrets: str) -> tuple[bytes, ...]:
    """The keys that secrets, separated by blanks, stand for; what is sent is signed with each. Raises ValueError for one that is none.

    After `whsec_` comes the key in base64, as Standard Webhooks writes it. Another text is the key itself; where that happens to be
    base64 of 24 bytes or more it is both, for the receivers' libraries decode a secret with and without the prefix alike.
    """
    keys: list[bytes] = []
    for secret in secrets.split():
        is_marked = secret.startswith(KEY_MARK)
        if not is_marked:
            keys.append(secret.encode())
        text = secret.removeprefix(KEY_MARK)
        try:
            key = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if is_marked and not key:
            raise ValueError(f"must have base64 after {KEY_MARK}, or be a text without it; openssl rand -base64 32 makes a good one")
        if is_marked or len(key) >= GOOD_KEY:
            keys.append(key)
    return tuple(keys)


def _signing_secret(value: SecretStr) -> SecretStr:
    signing_keys(_bare(value.get_secret_value()))
    return value


def _origin(value: str) -> str:
    url = _base_url(value)
    if urlsplit(url).path:
        raise ValueError("must be an origin without a path, e.g. https://mirror.example:8443")
    return url


def _proxy(value: str) -> str:
    parts = urlsplit(value)
    if not _is_url(parts, _PROXY_SCHEMES):
        raise ValueError("must be a proxy URL such as http://localhost:8080 or socks5://localhost:1080")
    return value


def database_file(url: str) -> Path | None:
    """The file that a database URL names; None where it names none. What is kept beside the database is named after it."""
    found = re.fullmatch(r"sqlite(?:\+\w+)?:///([^?]+)(?:\?.*)?", url)
    return Path(unquote(found[1])) if found and found[1] != ":memory:" else None


def is_server(url: str) -> bool:
    """Whether a database URL names a PostgreSQL database: `postgresql://` with the database's name."""
    parts = urlsplit(url)
    return parts.scheme in ("postgresql", "postgres", "postgresql+psycopg") and len(parts.path) > 1


LOOSE_AT = "has an @ too many: in a name or password it is written as %40, a colon as %3A, a slash as %2F"


def has_loose_at(url: str) -> bool:
    """Whether a server's URL has an @ that is not its own: libraries would take a part of the password for the host, and name it."""
    return is_server(url) and url.partition("?")[0].count("@") > 1


_ADDRESS = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+(?:%\w+)?)\]|(?P<host>[A-Za-z0-9._-]*)):(?P<port>[0-9]{1,5})")


def host_and_port(address: str) -> tuple[str, int]:
    """The two parts of `host:port`, `[::1]:8080` or `:8080` (every interface: an empty host). Raises ValueError for what is none."""
    found = _ADDRESS.fullmatch(address)
    if found is None or int(found["port"]) > 65535:
        raise ValueError("must be an address to listen at, host:port without anything else, e.g. 127.0.0.1:8080, [::1]:8080 or :8080")
    return found["v6"] or found["host"] or "", int(found["port"])


def _address(value: str) -> str:
    host_and_port(value)
    return value


def _webhook_secret(value: SecretStr) -> SecretStr:
    _bare(value.get_secret_value())
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", value.get_secret_value()):
        raise ValueError("must be 1 to 256 of the letters A-Z and a-z, digits, _ and -; `openssl rand -hex 32` makes one")
    return value


def _webhook_url(value: str, info: ValidationInfo) -> str:
    """The address that Telegram is given; where only a host is named, the path at which it is served is added."""
    parts = urlsplit(value)
    if not _is_url(parts, ("https",)):
        raise ValueError("must be the https URL under which Telegram reaches this bot, e.g. https://bot.example.org/telegram")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must be a plain URL, without user name, query or fragment")
    for needed in ("http_address", "webhook_secret"):
        if needed in info.data and info.data[needed] is None:  # where it is wrong itself, that is said already
            raise ValueError(f"needs FEDTIDE_{needed.upper()} too")
    return value if parts.path.strip("/") else f"{value.rstrip('/')}{WEBHOOK_PATH}"


def _database_url(value: str) -> str:
    if database_file(value) is None and not is_server(value):
        raise ValueError(
            "must name an SQLite file, e.g. sqlite:///data/fedtide.db, or a PostgreSQL database, e.g. postgresql://user:word@host/fedtide"
        )
    if (
        is_server(value) and value.partition("?")[0].count("@") > 1
    ):  # the libraries would take a part of the password for the host, and name it
        raise ValueError("has an @ too many: in a name or password it is written as %40, a colon as %3A, a slash as %2F")
    return value


def _words(value: Any) -> Any:
    """The words of a list. Raises ValueError where there is none: an empty list would stand for all, and was not meant as that."""
    if not isinstance(value, str):
        return value
    words = tuple(word for word in re.split(r"[\s,]+", value) if word)
    if not words:
        raise ValueError("lists nothing: name something, or leave the setting out")
    return words


def _source_ids(value: tuple[str, ...]) -> tuple[str, ...]:
    bad = [word for word in value if not _SOURCE_ID.fullmatch(word)]
    if bad:
        raise ValueError(f"must list source ids such as nyfed.repo_operation, separated by commas; {', '.join(bad)} is none")
    return value


def _chat_ids(value: Any) -> Any:
    words = _words(value)
    if isinstance(value, str) and not all(re.fullmatch(r"-?[0-9]+", word) for word in words):
        raise ValueError("must list chat ids (whole numbers, negative for groups), separated by commas")
    if isinstance(value, str) and not all(len(word) <= 17 and 0 < abs(int(word)) <= LARGEST_ID for word in words):
        raise ValueError("must list chat ids as Telegram has them, from 1 to 4503599627370496, negative for groups")
    return words


def _folder(value: Path) -> Path:
    if not value.is_dir():
        raise ValueError("must be a folder that exists")
    return value


def _header(value: str) -> str:
    if not value.isascii() or not value.isprintable():
        raise ValueError("must be one line of plain ASCII, e.g. fedtide/1.0 (+mail@example.org)")
    return value


def _language(value: str) -> str:
    if value not in LANGUAGES:
        raise ValueError(f"input should be {' or '.join(map(repr, LANGUAGES))}")
    return value


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


NYFED_DATA, NYFED_PAGES = "https://markets.newyorkfed.org", "https://www.newyorkfed.org"
"""The New York Fed publishes its data and its pages at two hosts; one setting stands for both."""
Origin = Annotated[str, AfterValidator(_origin)]
ChatIds = Annotated[frozenset[int], NoDecode, BeforeValidator(_chat_ids)]


class Settings(BaseSettings):
    """What an operator can set. Made by `load_settings`; built directly it takes nothing from the environment."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", case_sensitive=True, populate_by_name=True, hide_input_in_errors=True)

    telegram_bot_token: Annotated[SecretStr, AfterValidator(_token)] | None = Field(None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_api_url: Annotated[str, AfterValidator(_base_url)] = Field("https://api.telegram.org", validation_alias="TELEGRAM_API_URL")
    database_url: Annotated[str, AfterValidator(_database_url)] = Field(
        "sqlite:///data/fedtide.db", validation_alias="FEDTIDE_DATABASE_URL", repr=False
    )
    fed_url: Origin = Field("https://www.federalreserve.gov", validation_alias="FEDTIDE_FED_URL")
    nyfed_url: Origin = Field(NYFED_DATA, validation_alias="FEDTIDE_NYFED_URL")
    """Where the New York Fed is asked: its data, and unless this is its own origin, its pages too."""
    fred_url: Origin = Field("https://fred.stlouisfed.org", validation_alias="FEDTIDE_FRED_URL")
    fred_api_url: Origin = Field("https://api.stlouisfed.org", validation_alias="FEDTIDE_FRED_API_URL")
    """Where FRED is asked in place of `fred_url` for daily series, when there is a key."""
    fred_api_key: Annotated[SecretStr, AfterValidator(_fred_key)] | None = Field(None, validation_alias="FEDTIDE_FRED_API_KEY")
    fiscaldata_url: Origin = Field("https://api.fiscaldata.treasury.gov", validation_alias="FEDTIDE_FISCALDATA_URL")
    treasurydirect_url: Origin = Field("https://www.treasurydirect.gov", validation_alias="FEDTIDE_TREASURYDIRECT_URL")
    coinbase_url: Origin = Field("https://api.exchange.coinbase.com", validation_alias="FEDTIDE_COINBASE_URL")
    kraken_url: Origin = Field("https://api.kraken.com", validation_alias="FEDTIDE_KRAKEN_URL")
    deribit_url: Origin = Field("https://www.deribit.com", validation_alias="FEDTIDE_DERIBIT_URL")
    kalshi_url: Origin = Field("https://api.elections.kalshi.com", validation_alias="FEDTIDE_KALSHI_URL")
    polymarket_url: Origin = Field("https://gamma-api.polymarket.com", validation_alias="FEDTIDE_POLYMARKET_URL")
    http_proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(None, validation_alias="FEDTIDE_HTTP_PROXY", repr=False)
    """For publishers."""
    telegram_proxy: Annotated[str, AfterValidator(_proxy)] | None = Field(None, validation_alias="FEDTIDE_TELEGRAM_PROXY", repr=False)
    """For the Bot API."""
    user_agent: Annotated[str, AfterValidator(_header)] = Field(
        f"fedtide/{__version__} (+no contact set)", validation_alias="FEDTIDE_USER_AGENT"
    )
    admin_chat_ids: ChatIds = Field(frozenset(), validation_alias="FEDTIDE_ADMIN_CHAT_IDS")
    """Operators: they get notices of trouble."""
    allowed_chat_ids: ChatIds = Field(frozenset(), validation_alias="FEDTIDE_ALLOWED_CHAT_IDS")
    """Closed mode: only these chats are answered. Empty: everyone."""
    lang: Annotated[str, AfterValidator(_language)] = Field(SOURCE, validation_alias="FEDTIDE_LANG")
    """The language where a reader's own is not known."""
    sources: Annotated[tuple[str, ...], NoDecode, BeforeValidator(_words), AfterValidator(_source_ids)] = Field(
        (), validation_alias="FEDTIDE_SOURCES"
    )
    """Sources to watch. Empty: all. Whether each exists is asked where the sources are known."""
    rules_dir: Annotated[Path, AfterValidator(_folder)] | None = Field(None, validation_alias="FEDTIDE_RULES_DIR")
    send_rate: float = Field(25.0, gt=0, le=1000, validation_alias="FEDTIDE_SEND_RATE")
    """Messages a second over all chats."""
    paid_broadcast: bool = Field(False, validation_alias="FEDTIDE_PAID_BROADCAST")
    """Telegram may charge the bot 0.1 Star for each message above 30 a second."""
    webhook_out_url: Annotated[str, AfterValidator(_receiver)] | None = Field(None, validation_alias="FEDTIDE_WEBHOOK_OUT_URL", repr=False)
    """Where scored events are sent to another program, signed by `webhook_out_secret`: both, or none."""
    webhook_out_secret: Annotated[SecretStr, AfterValidator(_signing_secret)] | None = Field(
        None, validation_alias="FEDTIDE_WEBHOOK_OUT_SECRET"
    )
    http_address: Annotated[str, AfterValidator(_address)] | None = Field(None, validation_alias="FEDTIDE_HTTP_ADDRESS")
    """`host:port` of health, metrics, feeds and the status page. None: nothing is served."""
    http_url: Annotated[str, AfterValidator(_base_url)] | None = Field(None, validation_alias="FEDTIDE_HTTP_URL")
    """Under which others reach what is served there: feeds name themselves by it."""
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] | None = Field(None, validation_alias="FEDTIDE_WEBHOOK_SECRET")
    webhook_url: Annotated[str, AfterValidator(_webhook_url)] | None = Field(None, validation_alias="FEDTIDE_WEBHOOK_URL")
    """Where Telegram brings updates to. None: it is asked for them."""
    retention_days: int = Field(180, ge=30, le=36500, validation_alias="FEDTIDE_RETENTION_DAYS")
    """Days after which the texts of messages, digests, and who was sent what are forgotten; figures stay."""
    log_level: Annotated[Literal["debug", "info", "warning", "error"], BeforeValidator(_lower)] = Field(
        "info", validation_alias="FEDTIDE_LOG_LEVEL"
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = Field("text", validation_alias="FEDTIDE_LOG_FORMAT")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Values are passed in, never picked up on the side: `load_settings` reads the environment."""
        return (init_settings,)

    @property
    def origins(self) -> dict[str, str]:
        """Where each publisher is asked: publisher -> origin without a trailing slash."""
        return {
            "fed": self.fed_url,
            "nyfed": self.nyfed_url,
            "nyfed_www": NYFED_PAGES if self.nyfed_url == NYFED_DATA else self.nyfed_url,
            "fred": self.fred_url,
            "fred_api": self.fred_api_url,
            "fiscaldata": self.fiscaldata_url,
            "treasurydirect": self.treasurydirect_url,
            "coinbase": self.coinbase_url,
            "kraken": self.kraken_url,
            "deribit": self.deribit_url,
            "kalshi": self.kalshi_url,
            "polymarket": self.polymarket_url,
        }

    def admits(self, chat_id: int) -> bool:
        """Whether a chat is served: everyone, or in closed mode those listed and the operators."""
        return not self.allowed_chat_ids or chat_id in self.allowed_chat_ids or chat_id in self.admin_chat_ids


def variables() -> tuple[str, ...]:
    """The names of all variables, `NAME_FILE` ones aside, in the order of the class."""
    return tuple(str(info.validation_alias) for info in Settings.model_fields.values())


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Settings from `env`; by default from `.env` and the process's environment, which wins.

    Raises SettingsError, one line that names every bad variable, what is wrong with it and what would be right.
    """
    said = _written() if env is None else Written({})
    given = _given(said, os.environ if env is None else env)
    values, faults = _read_secret_files(given)
    faults = [*said.faults, *faults, *_mistyped_limits(given), *_halves(given)]
    source = EnvSettingsSource(Settings)
    source.env_vars = values
    try:
        settings = Settings(**source())
    except ValidationError as e:
        faults += [_fault(error) for error in e.errors()]
        raise SettingsError(_message(faults)) from e
    if faults:
        raise SettingsError(_message(faults))
    return settings


def doubts_now() -> list[Doubt]:
    """What is doubtful around the settings: names that are none, proxies that are not obeyed, an `.env` that others can read."""
    known = {*variables(), *(f"{name}_FILE" for name in SECRETS)}
    said = _written()
    given = _given(said, os.environ)
    return [
        *doubts(os.environ, said.values, known, ENV_FILE),
        *_of_rate(given),
        *_of_rules(given),
        *_of_secrets(_read_secret_files(given)[0]),
    ]


def _of_rate(given: Mapping[str, str]) -> Iterator[Doubt]:
    """A rate that the platform does not give for nothing."""
    try:
        rate = float(given.get("FEDTIDE_SEND_RATE", 0))
    except ValueError:  # named as a fault
        return
    if rate > FREE_RATE and given.get("FEDTIDE_PAID_BROADCAST", "").lower() not in ("1", "true", "yes", "on", "t", "y"):
        told = "Telegram refuses what is above 30 messages a second unless it is paid for (0.1 Star a message)"
        yield Doubt(f"FEDTIDE_SEND_RATE is {rate:g}: {told}", "set FEDTIDE_SEND_RATE to 30 or less, or FEDTIDE_PAID_BROADCAST to true")


def _of_rules(given: Mapping[str, str]) -> Iterator[Doubt]:
    """A folder for rules of one's own that has none."""
    folder = given.get("FEDTIDE_RULES_DIR", "")
    if folder and Path(folder).is_dir() and not any(Path(folder).rglob("*.toml")):
        yield Doubt("FEDTIDE_RULES_DIR holds no rule document", "put files there whose names end in .toml, or leave the setting out")


def _of_secrets(given: Mapping[str, str]) -> Iterator[Doubt]:
    """Secrets of the operator's own making that somebody could find by trying."""
    for name in ("FEDTIDE_WEBHOOK_SECRET", "FEDTIDE_WEBHOOK_OUT_SECRET"):
        if any(len(word.removeprefix(KEY_MARK)) < SHORT for word in given.get(name, "").split()):
            yield Doubt(f"{name} has less than {SHORT} characters and can be guessed", "take what `openssl rand -hex 32` gives")


def _given(said: Written, env: Mapping[str, str]) -> dict[str, str]:
    """What is set: an empty value is as none, wherever it stands."""
    return {name: value for name, value in (*said.values.items(), *env.items()) if value}


def _written() -> Written:
    """What `.env` says."""
    try:
        return written(ENV_FILE)
    except (OSError, UnicodeDecodeError) as e:
        raise SettingsError(f"settings: {ENV_FILE} cannot be read ({getattr(e, 'strerror', None) or 'it is not UTF-8 text'})") from e


def _read_secret_files(values: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """`values` with each NAME_FILE replaced by the NAME that its file holds, and what was wrong with them."""
    faults: list[str] = []
    values = dict(values)
    for name in SECRETS:
        path = values.pop(f"{name}_FILE", None)
        if path is None:
            continue
        if name in values:
            faults.append(f"{name}_FILE: set it or {name}, not both")
            continue
        try:
            values[name] = Path(path).read_text(encoding="utf-8").rstrip("\r\n\t ")
        except (OSError, UnicodeDecodeError) as e:
            faults.append(f"{name}_FILE: cannot be read ({getattr(e, 'strerror', None) or 'not a text file'})")
    return values, faults


def _mistyped_limits(given: Mapping[str, str]) -> list[str]:
    """Names that were meant to say who is served: a start without them would serve everyone, so it is refused."""
    known = variables()
    meant = {name: nearest(name, known) for name in given if name not in known}
    return [f"{name} is no setting; write {limit}" for name, limit in meant.items() if limit in LIMITS and limit not in given]


def _halves(given: Mapping[str, str]) -> list[str]:
    """Of two settings that need each other, the one that is missing."""
    url, secret = "FEDTIDE_WEBHOOK_OUT_URL", "FEDTIDE_WEBHOOK_OUT_SECRET"
    has_secret = secret in given or f"{secret}_FILE" in given
    if (url in given) == has_secret:
        return []
    return [
        f"{url}: missing, {secret} says with what to sign and not where to send" if has_secret else f"{secret}: missing, {url} needs it"
    ]


def _fault(error: Any) -> str:
    name = str(error["loc"][0])
    cause = error.get("ctx", {}).get("error")
    text = str(cause or error["msg"][:1].lower() + error["msg"][1:])
    return f"{name}: {text}" if _HIDDEN.search(name) else f"{name}: {text}, not {error['input']!r}"


def _message(faults: list[str]) -> str:
    return "settings: " + "; ".join(faults)
