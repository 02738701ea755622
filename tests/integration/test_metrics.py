"""What Prometheus reads: every count by its cause, nothing that others wrote, names as documented, and rules that stand on them."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.delivery.heard import Heard
from bot.delivery.limiter import Limiter
from bot.delivery.outbox import drain
from bot.errors import DeliveryRefused, FloodWait, StoreUnavailable
from bot.model import Delivery, Silence, Subscription
from bot.polling.tally import PollResult
from bot.source import SetAside
from bot.store import Depth, Store
from bot.web.metrics import _text
from bot.web.site import Front, Site
from tests.builders.alerts import HOUR, MINUTE, NOON, alert, assessed, repo, statement
from tests.integration.web_site import NOW, a_site, served

ON_BOTH = True
SECOND = timedelta(seconds=1)
RULES, RULES_TEST = "deploy/prometheus/fedtide.rules.yml", "deploy/prometheus/fedtide.rules.test.yml"
PROMTOOL = shutil.which("promtool")

Values = dict[tuple[str, frozenset[tuple[str, str]]], float]


@pytest.fixture
def site(store: Store) -> Site:
    return a_site(store, now=lambda: NOON)


def values(site: Site) -> Values:
    """Every sample of a look, by its name and labels."""
    families = text_string_to_metric_families(_text(site).decode())
    return {(one.name, frozenset(one.labels.items())): one.value for family in families for one in family.samples}


def value(found: Values, name: str, **labels: str) -> float | None:
    return found.get((f"fedtide_{name}", frozenset(labels.items())))


def commit(store: Store, *events: Any, **of_alert: Any) -> None:
    for event in events:
        store.commit(event, assessed(), alert(event, **of_alert), NOON)


# --- what is counted as it happens


def test_polls_are_counted_by_source_and_outcome(site: Site) -> None:
    for outcome in ("ok", "ok", "error"):
        site.counted.polled(PollResult(source="fed.calendar", outcome=outcome, seconds=0.3))
    found = values(site)
    assert value(found, "polls_total", source="fed.calendar", outcome="ok") == 2
    assert value(found, "polls_total", source="fed.calendar", outcome="error") == 1
    assert value(found, "polls_total", source="nyfed.repo_operation", outcome="ok") == 0, "there before its first"
    assert value(found, "poll_duration_seconds_count") == 3
    assert value(found, "poll_duration_seconds_bucket", le="0.25") == 0
    assert value(found, "poll_duration_seconds_bucket", le="0.5") == 3


async def test_the_outbox_tells_how_each_delivery_ended_and_how_long_it_waited(store: Store, site: Site) -> None:
    for chat_id in (1, 2, 3):
        store.subscribe(Subscription(chat_id=chat_id))
    commit(store, repo())
    store.fan_out(NOON)

    async def send(delivery: Delivery) -> int:
        if delivery.chat_id == 2:
            raise DeliveryRefused("bot was blocked by the user", chat_id=2)
        if delivery.chat_id == 3:
            raise FloodWait("too many", chat_id=3, retry_at=NOON + HOUR)
        return 7

    await drain(store, send, Limiter(1000), now=lambda: NOON, heard=site.counted.heard("telegram"))
    found = values(site)
    ended = {
        outcome: value(found, "deliveries_total", channel="telegram", outcome=outcome)
        for outcome in ("sent", "refused", "deferred", "moved")
    }
    assert ended == {"sent": 1, "refused": 1, "deferred": 1, "moved": 0}
    assert value(found, "rate_wait_seconds_count", channel="telegram") == 3
    assert value(found, "flood_waits_total", channel="telegram", held="chat") == 1
    assert value(found, "flood_waits_total", channel="telegram", held="everybody") == 0


def test_who_counts_nothing_costs_nothing() -> None:
    heard = Heard()
    assert [heard.ended("sent"), heard.waited(1.0), heard.flooded(True)] == [None, None, None]


# --- what the database knows


def test_events_and_alerts_since_the_first_look_are_counted_once(store: Store, site: Site) -> None:
    commit(store, repo("RP before"))
    assert value(values(site), "events_total", kind="repo_operation") == 0, "what was there before the start"
    commit(store, repo("RP 1"), repo("RP 2"), statement())
    store.commit(repo("RP quiet"), assessed(), None, NOON)
    for _ in range(2):
        found = values(site)
        assert value(found, "events_total", kind="repo_operation") == 3
        assert value(found, "events_total", kind="fomc_statement") == 1
        assert value(found, "alerts_total", kind="repo_operation") == 2
        assert value(found, "alerts_total", kind="fomc_statement") == 1


def test_the_way_of_an_alert_is_measured_at_each_stage(store: Store, site: Site) -> None:
    store.subscribe(Subscription(chat_id=1))
    values(site)
    event = statement(published_at=NOON - 20 * SECOND, seen_at=NOON - 12 * SECOND)
    store.commit(event, assessed(), alert(event), NOON - 11 * SECOND)
    store.fan_out(NOON)
    [owed] = store.due(NOON)
    before = values(site)
    assert value(before, "alert_latency_seconds_sum", kind="fomc_statement", stage="seen") == 8
    assert value(before, "alert_latency_seconds_sum", kind="fomc_statement", stage="queued") == 9
    assert value(before, "alert_latency_seconds_count", kind="fomc_statement", stage="sent") == 0
    store.claim(owed.id, NOON, HOUR)
    store.mark_sent(owed.id, 5, NOON + 20 * SECOND)
    for _ in range(2):
        after = values(site)
        assert value(after, "alert_latency_seconds_sum", kind="fomc_statement", stage="sent") == 40
        assert value(after, "alert_latency_seconds_count", kind="fomc_statement", stage="sent") == 1
        assert value(after, "alert_latency_seconds_count", kind="fomc_statement", stage="seen") == 1


def test_what_tells_of_an_event_anew_is_an_alert_and_no_latency(store: Store, site: Site) -> None:
    values(site)
    commit(store, repo())
    commit(store, repo(accepted_usd=31_000_000_000), is_revision=True)
    found = values(site)
    assert value(found, "alerts_total", kind="repo_operation") == 2
    assert value(found, "alert_latency_seconds_count", kind="repo_operation", stage="seen") == 1


def test_of_several_processes_one_counts_what_all_can_see(store: Store) -> None:
    first, second = a_site(store), a_site(store, leads=lambda: False)
    values(first), values(second)
    commit(store, repo())
    assert value(values(first), "events_total", kind="repo_operation") == 1
    found = values(second)
    assert (value(found, "events_total", kind="repo_operation"), value(found, "leader")) == (0, 0)


def test_the_outbox_is_told_by_its_depth_and_its_oldest(store: Store, site: Site) -> None:
    assert store.depth() == Depth(owed={}, held=0, fanning_out=0)
    site.counted.heard("telegram")
    for chat_id in (1, 2):
        store.subscribe(Subscription(chat_id=chat_id))
    first, second = repo("RP 1"), repo("RP 2")
    store.commit(first, assessed(), alert(first), NOON - 5 * MINUTE)
    store.commit(second, assessed(), alert(second), NOON - 2 * MINUTE)

    def told() -> list[float | None]:
        found, by = values(site), {"channel": "telegram"}
        return [value(found, "outbox_owed", **by), value(found, "outbox_oldest_age_seconds", **by), value(found, "fan_outs_open")]

    assert told() == [0, 0, 2]
    store.fan_out(NOON)
    assert told() == [4, 300, 0]
    for owed in store.due(NOON):  # the first alert's
        store.claim(owed.id, NOON, HOUR)
        store.mark_sent(owed.id, 5, NOON)
    assert told() == [2, 120, 0]
    assert value(values(site), "outbox_held") == 0


def test_sources_are_told_by_when_and_by_what_is_wrong(store: Store, site: Site) -> None:
    store.record_poll("fed.calendar", "ok", NOON - HOUR, new=1)
    store.record_poll("fed.calendar", "error", NOON, error="HTTP 500")
    rows = [SetAside(key=key, why="row", source_id="fed.calendar", url="https://x.example", is_newest=False) for key in "ab"]
    store.keep_set_aside("fed.calendar", {"https://x.example"}, rows, NOON)
    found = values(site)
    assert value(found, "source_last_success_timestamp_seconds", source="fed.calendar") == (NOON - HOUR).timestamp()
    assert value(found, "source_last_new_timestamp_seconds", source="fed.calendar") == (NOON - HOUR).timestamp()
    assert value(found, "source_last_success_timestamp_seconds", source="nyfed.repo_operation") is None, "never is no time at all"
    assert value(found, "source_failures", source="fed.calendar") == 1
    assert value(found, "source_rows_set_aside", source="fed.calendar") == 2
    assert value(found, "source_rows_set_aside", source="nyfed.repo_operation") == 0
    assert value(found, "source_poll_interval_seconds", source="nyfed.repo_operation") == 900
    assert value(found, "source_overdue_after_seconds", source="nyfed.repo_operation") == 5 * 86400


def test_the_program_says_what_it_is(store: Store) -> None:
    site = a_site(store, silences={Silence.TOO_OLD: 3})
    found = values(site)
    [build] = [labels for name, labels in found if name == "fedtide_build_info"]
    assert {name for name, _ in build} == {"version", "python"}
    assert value(found, "rulebook_info", version=site.rules.now.version, sha256=site.rules.now.sha256) == 1
    assert value(found, "silences_total", reason="too_old") == 3
    assert value(found, "silences_total", reason="impact") == 0
    assert (value(found, "leader"), value(found, "database_up")) == (1, 1)


def test_a_database_in_trouble_is_told_of_and_takes_nothing_else_away(store: Store, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise StoreUnavailable("database: locked")

    site.counted.polled(PollResult(source="fed.calendar", outcome="ok"))
    monkeypatch.setattr(store, "source_states", away)
    found = values(site)
    assert value(found, "database_up") == 0
    assert value(found, "polls_total", source="fed.calendar", outcome="ok") == 1
    assert value(found, "outbox_held") is None


# --- the page


async def test_it_is_text_as_prometheus_reads_it_and_made_once_a_second(
    caplog: pytest.LogCaptureFixture, store: Store, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    front = Front()
    looks = 0
    depth = store.depth

    def counted() -> Depth:
        nonlocal looks
        looks += 1
        return depth()

    monkeypatch.setattr(store, "depth", counted)
    monkeypatch.setattr("bot.web.counted.KEPT", 3600.0)
    async with served(caplog, front) as root_url, aiohttp.ClientSession() as client:
        async with client.get(f"{root_url}/metrics") as answer:
            assert answer.status == 503, "not before the database is open"
        with front.shows(site):
            for accept in ("text/plain", "application/openmetrics-text; version=nonsense", "*/*", "text/*;q=nan"):
                async with client.get(f"{root_url}/metrics", headers={"Accept": accept}) as answer:
                    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/plain; version=0.0.4; charset=utf-8")
                    assert "fedtide_outbox_held 0.0\n" in await answer.text()
    assert looks == 1


def test_nothing_that_others_wrote_is_in_it(store: Store, site: Site) -> None:
    values(site)
    store.subscribe(Subscription(chat_id=987654321))
    event = repo('RP "evil"\n} 1\nfedtide_fake 1')
    store.commit(event, assessed(), alert(event), NOON)
    store.record_poll("fed.calendar", "error", NOON, error="told-by-the-publisher")
    text = _text(site).decode()
    assert value(values(site), "alerts_total", kind="repo_operation") == 1
    assert [word for word in ("evil", "fake", "987654321", "told-by-the-publisher", "desk.example") if word in text] == []


def test_how_many_series_there_are_does_not_depend_on_what_happens(store: Store, site: Site) -> None:
    site.counted.heard("telegram")
    before = values(site)
    for chat_id in range(1, 20):
        store.subscribe(Subscription(chat_id=chat_id))
    commit(store, *(repo(f"RP {number}") for number in range(20)), statement())
    store.fan_out(NOON)
    assert set(values(site)) == set(before)
    assert len(before) < 1200


# --- what holds them together


@pytest.fixture
def names(site: Site) -> set[str]:
    """The names of all metrics, as they are documented."""
    heard = site.counted.heard("telegram")
    heard.ended("sent")
    for source in site.sources:
        site.store.record_poll(source.id, "ok", NOW, new=1)
    return set(re.findall(r"^# TYPE (\S+) ", _text(site).decode(), re.MULTILINE))


def test_every_metric_is_documented_and_no_other(root: Path, names: set[str]) -> None:
    rows = re.findall(r"^\| `(fedtide_\w+)` \| (\w+) \|", (root / "docs/reference.md").read_text(encoding="utf-8"), re.MULTILINE)
    linux = {name for name, _ in rows if name.startswith("fedtide_process_")}
    assert {name for name, _ in rows} - names <= linux
    assert names <= {name for name, _ in rows}
    assert len(rows) == len(dict(rows)) == 30


def test_documented_types_and_labels_are_those_exposed(root: Path, site: Site) -> None:
    site.counted.heard("telegram")
    for source in site.sources:
        site.store.record_poll(source.id, "ok", NOW, new=1)
    table = re.findall(r"^\| `(fedtide_\w+)` \| (\w+) \|([^|]*)\|", (root / "docs/reference.md").read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: (kind, set(re.findall(r"`(\w+)`", labels))) for name, kind, labels in table}
    for family in text_string_to_metric_families(_text(site).decode()):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        assert told[name] == (family.type, labels), name


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed (make alerts-check installs it)")
def test_promtool_finds_nothing_to_say_about_them(site: Site) -> None:
    site.counted.heard("telegram")
    assert PROMTOOL is not None
    linted = subprocess.run([PROMTOOL, "check", "metrics"], input=_text(site), capture_output=True, check=False)
    assert (linted.returncode, linted.stdout, linted.stderr) == (0, b"", b"")


def rules(root: Path) -> Iterator[dict[str, Any]]:
    document = yaml.safe_load((root / RULES).read_text(encoding="utf-8"))
    assert list(document) == ["groups"]
    for group in document["groups"]:
        assert set(group) == {"name", "rules"}
        yield from group["rules"]


def test_the_rules_stand_on_metrics_that_are_there(root: Path, names: set[str]) -> None:
    for rule in rules(root):
        asked = set(re.findall(r"\bfedtide_\w+", rule["expr"]))
        base = {re.sub(r"_(bucket|sum|count)$", "", name) if name not in names else name for name in asked}
        assert base <= names, rule["alert"]
        assert asked or rule["alert"] == "FedtideDown"


def test_every_rule_says_how_bad_it_is_and_what_to_do(root: Path) -> None:
    found = list(rules(root))
    assert len({rule["alert"] for rule in found}) == len(found) == 13
    for rule in found:
        assert set(rule) - {"for"} == {"alert", "expr", "labels", "annotations"}
        assert rule["labels"]["severity"] in ("page", "ticket")
        assert set(rule["annotations"]) == {"summary", "action"}


def test_every_rule_has_a_case_in_which_it_fires(root: Path) -> None:
    cases = yaml.safe_load((root / RULES_TEST).read_text(encoding="utf-8"))
    fired = {one["alertname"] for test in cases["tests"] for one in test["alert_rule_test"] if one["exp_alerts"]}
    assert fired == {rule["alert"] for rule in rules(root)}


@pytest.mark.skipif(PROMTOOL is None, reason="promtool is not installed (make alerts-check installs it)")
def test_the_rules_fire_when_they_should(root: Path) -> None:
    assert PROMTOOL is not None
    for words in (("check", "rules", RULES), ("test", "rules", RULES_TEST)):
        told = subprocess.run([PROMTOOL, *words], cwd=root, capture_output=True, text=True, check=False)
        assert told.returncode == 0, told.stdout + told.stderr
