"""The doctor against loopback publishers and a loopback Bot API: it names exactly what is broken."""

from __future__ import annotations

import json
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import fedtide
from bot.jobs.check import Check
from bot.jobs.doctor import examine
from bot.settings import Settings, load_settings
from bot.store import Store, open_store
from bot.web.site import Front
from tests.contract.operation_body import BILLION, page, repo
from tests.integration.web_site import NOW, a_site, served
from tests.loopback.publisher import Answer, Publisher
from tests.loopback.receiver import Receiver
from tests.loopback.telegram import BotApi

REPOS = "/api/rp/repo/all/results/lastTwoWeeks.json"
CASH = "/services/api/fiscal_service/v1/accounting/dts/operating_cash_balance"
KRAKEN = "/0/public/OHLC?pair={}&interval=60"
COINBASE = "/products/{}/candles?granularity=3600"
JSON = "application/json"
SOURCES = "nyfed.repo_operation,treasury.cash_balance,market.crypto,market.equity"
ADMIN = 11
HOUR = int(datetime(2026, 9, 16, 12, tzinfo=UTC).timestamp())


@pytest.fixture
def publisher() -> Iterator[Publisher]:
    balance = {
        "record_date": "2026-09-15",
        "account_type": "Treasury General Account (TGA) Closing Balance",
        "open_today_bal": "800000",
        "close_today_bal": "null",
    }
    candles = [[HOUR + 3600, 1, 9, 2, 6.5, 0.1], [HOUR, 1, 9, 2, 5.5, 0.1]]
    rows = [[row[0], "2", "9", "1", str(row[4]), "2", "1", 3] for row in candles[::-1]]
    with Publisher() as publisher:
        publisher.publish(REPOS, page(repo("RP 091626 2", "2026-09-16", 2 * BILLION)).body, content_type=JSON)
        publisher.publish(CASH, json.dumps({"data": [balance]}).encode(), content_type=JSON)
        for product in ("BTC-USD", "ETH-USD"):
            publisher.publish(COINBASE.format(product), json.dumps(candles).encode(), content_type=JSON)
        for pair, name in (("XBTUSD", "XXBTZUSD"), ("ETHUSD", "XETHZUSD")):
            body = {"error": [], "result": {name: rows, "last": HOUR}}
            publisher.publish(KRAKEN.format(pair), json.dumps(body).encode(), content_type=JSON)
        publisher.publish("/graph/fredgraph.csv", b"observation_date,SP500\n2026-09-15,6800.1\n", content_type="text/csv")
        yield publisher


@pytest.fixture
async def api() -> AsyncIterator[BotApi]:
    async with BotApi() as api:
        api.private(ADMIN)
        yield api


class House:
    def __init__(self, publisher: Publisher, api: BotApi, folder: Path) -> None:
        self.publisher, self.api, self.folder = publisher, api, folder

    @property
    def database(self) -> Path:
        return self.folder / "fedtide.db"

    def settings(self, **changed: str) -> Settings:
        names = ("FED", "NYFED", "FRED", "FRED_API", "FISCALDATA", "TREASURYDIRECT", "COINBASE", "KRAKEN")
        return load_settings(
            {f"FEDTIDE_{name}_URL": self.publisher.url for name in names}
            | {
                "FEDTIDE_DATABASE_URL": f"sqlite:///{self.database}",
                "FEDTIDE_SOURCES": SOURCES,
                "FEDTIDE_USER_AGENT": "fedtide/test (+ops@example.org)",
                "FEDTIDE_ADMIN_CHAT_IDS": str(ADMIN),
                "TELEGRAM_BOT_TOKEN": self.api.token,
                "TELEGRAM_API_URL": self.api.url,
            }
            | changed
        )

    async def checks(self, *, offline: bool = False, **changed: str) -> dict[str, Check]:
        found = await examine(self.settings(**changed), offline=offline)
        for check in found:
            assert (check.remedy is None) == (check.status == "ok"), check
            assert self.api.token not in f"{check}"
        return {check.name: check for check in found}

    async def wrong(self, **changed: str) -> dict[str, str]:
        """What is not well, by name."""
        return {name: check.status for name, check in (await self.checks(**changed)).items() if check.status != "ok"}


@pytest.fixture
def house(publisher: Publisher, api: BotApi, tmp_path: Path) -> House:
    return House(publisher, api, tmp_path)


async def test_all_is_well(house: House) -> None:
    checks = await house.checks()
    assert {name: check.status for name, check in checks.items()} == dict.fromkeys(
        ("settings", "rules", "database", "clock", *SOURCES.split(","), "telegram"), "ok"
    ) | {"clock": "warn"}
    assert checks["clock"].detail == "no publisher said what time it is"
    assert checks["nyfed.repo_operation"].detail == "1 events on 1 pages"
    assert checks["market.crypto"].detail == "4 prices on 4 pages"
    assert checks["telegram"].detail == f"the token is that of @{house.api.username}"
    assert not house.database.exists()
    assert house.api.calls("sendMessage") == []


async def test_a_row_that_cannot_be_read_is_a_warning(house: House) -> None:
    rows = (repo("RP 1", "2026-04-08", 0), repo("RP 2", "2026-04-07", 0, term=None))
    house.publisher.publish(REPOS, page(*rows).body, content_type=JSON)
    check = (await house.checks())["nyfed.repo_operation"]
    assert (check.status, check.detail.partition(" (")[0]) == ("warn", "1 events on 1 pages; 1 row set aside: operation 2")


async def test_exactly_the_broken_publishers_are_named(house: House) -> None:
    house.publisher.answer(REPOS, Answer(status=503))
    house.publisher.publish(CASH, b"<html>maintenance</html>")
    house.publisher.publish(KRAKEN.format("XBTUSD"), b'{"error": ["EService:Unavailable"]}', content_type=JSON)
    checks = await house.checks()
    broken = {name: check for name, check in checks.items() if check.status == "fail"}
    assert sorted(broken) == ["market.crypto", "nyfed.repo_operation", "treasury.cash_balance"]
    assert "HTTP 503" in broken["nyfed.repo_operation"].detail
    assert REPOS in broken["nyfed.repo_operation"].detail
    assert "EService:Unavailable" in broken["market.crypto"].detail
    assert KRAKEN.format("XBTUSD") in broken["market.crypto"].detail
    assert "form changed" in (broken["treasury.cash_balance"].remedy or "")


@pytest.mark.parametrize("name", ["COINBASE", "KRAKEN", "FISCALDATA", "NYFED", "FRED"])
async def test_a_publisher_that_cannot_be_reached_is_the_only_one_named(house: House, name: str) -> None:
    of = {"COINBASE": "market.crypto", "KRAKEN": "market.crypto", "FISCALDATA": "treasury.cash_balance", "FRED": "market.equity"}
    wrong = await house.wrong(**{f"FEDTIDE_{name}_URL": "http://127.0.0.1:9"})
    assert {name for name, status in wrong.items() if status == "fail"} == {of.get(name, "nyfed.repo_operation")}


async def test_a_publisher_that_refuses_us_has_another_remedy(house: House) -> None:
    house.publisher.answer("/graph/fredgraph.csv", Answer(status=403))
    [check] = [check for check in (await house.checks()).values() if check.status == "fail"]
    assert check.name == "market.equity"
    assert "refuses this address" in (check.remedy or "")


@pytest.mark.parametrize(
    ("off", "status", "words"),
    [(0, "ok", "within 30 s"), (40, "warn", "40 s behind the publishers' clocks"), (-3600, "warn", "3600 s ahead of")],
)
async def test_the_clock_is_held_against_the_publishers_dates(house: House, off: int, status: str, words: str) -> None:
    said = format_datetime(datetime.now(UTC) + timedelta(seconds=off), usegmt=True)
    for product in ("BTC-USD", "ETH-USD"):
        body = json.dumps([[HOUR, 1, 9, 2, 6.5, 0.1]]).encode()
        house.publisher.answer(COINBASE.format(product), Answer(body=body, content_type=JSON, headers={"Date": said}))
    clock = (await house.checks())["clock"]
    assert clock.status == status
    seconds = [int(word) for word in clock.detail.split() if word.isdigit()]
    assert abs(seconds[0] - (abs(off) or 30)) <= 5  # the machine may be slow
    assert words.split(maxsplit=2)[-1] in clock.detail


async def test_a_page_that_a_cache_held_is_no_sign_of_a_wrong_clock(house: House) -> None:
    said = format_datetime(datetime.now(UTC) - timedelta(hours=2), usegmt=True)
    aged = {"Date": said, "Age": "7200"}
    house.publisher.answer(REPOS, Answer(body=page().body, content_type=JSON, headers=aged))
    assert (await house.checks())["clock"].status == "ok"


async def test_a_wrong_token_fails_and_no_token_warns(house: House) -> None:
    wrong = await house.checks(TELEGRAM_BOT_TOKEN="1:wrong")
    assert wrong["telegram"].status == "fail"
    assert "BotFather" in (wrong["telegram"].remedy or "")
    none = await house.checks(TELEGRAM_BOT_TOKEN="")
    assert (none["telegram"].status, none["telegram"].detail) == ("warn", "no token")


async def test_telegram_out_of_reach(house: House) -> None:
    check = (await house.checks(TELEGRAM_API_URL="http://127.0.0.1:9"))["telegram"]
    assert check.status == "fail"
    assert "FEDTIDE_TELEGRAM_PROXY" in (check.remedy or "")


async def test_an_operator_whom_the_bot_cannot_reach(house: House) -> None:
    check = (await house.checks(FEDTIDE_ADMIN_CHAT_IDS=f"{ADMIN},999"))["telegram rights"]
    assert (check.status, "operator chat 999" in check.detail) == ("warn", True)


async def test_offline_asks_nobody(house: House) -> None:
    assert list(await house.checks(offline=True)) == ["settings", "rules", "database"]
    assert house.publisher.requests == []
    assert house.api.calls("getMe") == []


async def test_a_database_in_use_is_left_as_it_is(house: House) -> None:
    store = open_store(f"sqlite:///{house.database}")
    before = house.database.read_bytes()
    checks = await house.checks(offline=True)
    assert [checks[name].status for name in ("database", "migrations")] == ["ok", "ok"]
    assert house.database.read_bytes() == before
    store.close()


@pytest.mark.parametrize(
    ("revision", "status", "words"), [("9999", "fail", "written by a newer fedtide"), ("0001", "warn", "schema 0001, this fedtide has")]
)
async def test_a_schema_that_is_not_ours(house: House, revision: str, status: str, words: str) -> None:
    open_store(f"sqlite:///{house.database}").close()
    with sqlite3.connect(house.database) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    raw.close()
    check = (await house.checks(offline=True))["migrations"]
    assert (check.status, words in check.detail) == (status, True)


async def test_a_file_that_is_no_database(house: House) -> None:
    house.database.write_bytes(b"These are not the bytes of a database. " * 30)
    check = (await house.checks(offline=True))["database"]
    assert (check.status, "file is not a database" in check.detail) == ("fail", True)


async def test_a_place_where_no_database_can_be(house: House) -> None:
    (house.folder / "data").write_text("a file where the folder should be")
    check = (await house.checks(offline=True, FEDTIDE_DATABASE_URL=f"sqlite:///{house.folder / 'data' / 'deep' / 'fedtide.db'}"))[
        "database"
    ]
    assert (check.status, "cannot be made" in check.detail) == ("fail", True)


async def test_no_contact_and_a_broken_rule(house: House) -> None:
    (house.folder / "rules").mkdir()
    (house.folder / "rules" / "mine.toml").write_text("[rule]\n")
    checks = await house.checks(offline=True, FEDTIDE_USER_AGENT="", FEDTIDE_RULES_DIR=str(house.folder / "rules"))
    assert (checks["settings"].status, checks["rules"].status) == ("warn", "fail")
    assert "mine.toml" in checks["rules"].detail


# --- the address where we are asked, and the program that is told


@pytest.fixture
def port() -> int:
    """One at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


async def test_a_free_address_and_none(house: House, port: int) -> None:
    check = (await house.checks(offline=True, FEDTIDE_HTTP_ADDRESS=f"127.0.0.1:{port}"))["http"]
    assert (check.status, check.detail) == ("ok", f"127.0.0.1:{port} is free")
    assert (await house.checks(offline=True, FEDTIDE_HTTP_ADDRESS=f":{port}"))["http"].detail == f":{port} is free"
    assert "http" not in await house.checks(offline=True)


@pytest.mark.parametrize("address", ["203.0.113.7:8080", "no-such-host.invalid:8080"])
async def test_an_address_that_is_not_this_machines(house: House, address: str) -> None:
    check = (await house.checks(offline=True, FEDTIDE_HTTP_ADDRESS=address))["http"]
    assert (check.status, check.detail.startswith(f"nothing can listen at {address} (")) == ("fail", True)


async def test_an_address_at_which_we_answer_already(house: House, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    front = Front()
    front.site = a_site(store)
    async with served(caplog, front) as url:
        address = url.removeprefix("http://")
        check = (await house.checks(offline=True, FEDTIDE_HTTP_ADDRESS=address))["http"]
        assert (check.status, check.detail) == ("warn", f"a fedtide answers at {address} and is not ready: sources")
        store.record_poll("nyfed.repo_operation", "ok", NOW)
        check = (await house.checks(offline=True, FEDTIDE_HTTP_ADDRESS=address))["http"]
        assert (check.status, check.detail) == ("ok", f"a fedtide answers at {address} and is ready")


async def test_an_address_that_another_program_has(house: House, api: BotApi) -> None:
    address = api.url.removeprefix("http://")
    check = (await house.checks(offline=True, FEDTIDE_HTTP_ADDRESS=address))["http"]
    assert (check.status, check.detail) == ("fail", f"{address} is taken by another program")


async def test_the_receiver_of_webhooks_is_reached_and_sent_nothing(house: House, port: int) -> None:
    async with Receiver() as program:
        told = {"FEDTIDE_WEBHOOK_OUT_URL": program.url, "FEDTIDE_WEBHOOK_OUT_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}
        check = (await house.checks(**told))["webhook out"]
        assert (check.status, "takes connections" in check.detail) == ("ok", True)
        assert (program.got, program.elsewhere) == ([], [])
        broken = program.url.replace("http://", "https://")
        assert (await house.checks(**told | {"FEDTIDE_WEBHOOK_OUT_URL": broken}))["webhook out"].status == "fail"
    check = (await house.checks(**told | {"FEDTIDE_WEBHOOK_OUT_URL": f"http://127.0.0.1:{port}/secret-path"}))["webhook out"]
    assert (check.status, check.detail) == ("fail", f"no connection to 127.0.0.1:{port} (Connection refused)")
    assert "webhook out" not in await house.checks(offline=True, **told)


# --- the command


def test_the_command_in_words_and_in_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(fedtide, ["doctor", "--offline"])
    assert said.exit_code == 0
    lines = said.stdout.splitlines()
    assert lines[0] == "warn  settings: requests name no contact"
    assert lines[1].startswith("      set FEDTIDE_USER_AGENT")
    assert "ok    database: not there yet; the first start makes it" in lines
    found = json.loads(CliRunner().invoke(fedtide, ["doctor", "--offline", "--json"]).stdout)
    assert found["ok"] is True
    assert found["checks"][2] == {"name": "database", "status": "ok", "detail": "not there yet; the first start makes it", "remedy": None}


def test_settings_that_cannot_be_read_are_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FEDTIDE_FED_URL", "nowhere")
    said = CliRunner().invoke(fedtide, ["doctor", "--json"])
    assert said.exit_code == 1
    found = json.loads(said.stdout)
    assert (found["ok"], [check["name"] for check in found["checks"]]) == (False, ["settings"])
    assert "FEDTIDE_FED_URL" in found["checks"][0]["detail"]
