"""Looking back at what is stored: the study, the claims and the record, put together from the store and kept for the next time.

A replay of years takes a minute, so what comes of it is kept beside the database under a hash of the data, the rulebook and the method's
version; other data, rules or code make it anew.
"""

from __future__ import annotations

import contextlib
import gc
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot import __version__
from bot.assessing.known import LOOP, MONTH, PREPARING
from bot.errors import StoreError
from bot.evidence import drawn
from bot.evidence import track_record as track
from bot.evidence.closes import Closes, closes_of
from bot.evidence.first_hour import after_large_first_hours
from bot.evidence.groups import Assessed
from bot.evidence.public import public_record
from bot.evidence.statistics import MINIMUM_EVENTS
from bot.evidence.stored_claims import measured_claims
from bot.evidence.study import steps_of, study, study_json
from bot.evidence.summary import statistics_of, walk_forward_of
from bot.jobs.kept import Kept, kept_in
from bot.jobs.replay import Replayed, replay
from bot.model import Dispute
from bot.render.evidence.claims import claim_json
from bot.rulebook import own_statistics
from bot.settings import Settings, database_file
from bot.source import Expectation, Price
from bot.sources import sources
from bot.store import Store, open_store, store_place
from rules.event import Event
from rules.measured import written
from rules.model import Rulebook, Statistics

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)
ASSETS = ("BTC", "ETH", "SP500", "CRYPTO")
RUN_UP = timedelta(days=800)
"""Events from so long before the first price are assessed too: ordinary windows look a year back, and measures need their past."""
METHOD = 3
"""Goes up with every change of method, so that nothing old is shown as new."""

Report = Callable[[int, int, str], None]
"""Hears how far long work has come, of how much, and what was done last."""


@dataclass(frozen=True)
class StudyData:
    """What is stored: publications as they became known, prices, what second publishers said otherwise, and what was priced in."""

    publications: list[tuple[datetime, Event]]
    prices: list[Price]
    disputes: Mapping[tuple[str, str], Sequence[Dispute]] = field(default_factory=dict)
    expectations: list[Expectation] = field(default_factory=list)

    @property
    def series(self) -> list[Closes]:
        """The closes of each asset."""
        return closes_of(self.prices)

    @property
    def as_of(self) -> datetime | None:
        """The last instant that is known of anything."""
        return max([*(price.at for price in self.prices[-1:]), *(at for at, _ in self.publications[-1:])], default=None)


@contextmanager
def opened(settings: Settings) -> Iterator[Store]:
    """The store, which must be there. Raises StoreError with the remedy."""
    if isinstance(path := store_place(settings.database_url), Path) and not path.exists():
        raise StoreError(f"database: {path} is not there, so there is no past to look at; run fedtide backfill first")
    with contextlib.closing(open_store(settings.database_url)) as store:
        yield store


def past_of(store: Store, until: datetime | None = None, *, is_for_study: bool = False) -> StudyData:
    """Everything that is stored, or what of it was known at an instant; for a study without what bears on nothing that it asks about."""
    prices = [price for asset in ASSETS for price in store.prices(asset, since=EARLIEST, before=until or LATEST)]
    since = _bearing_on(begin_of(prices)) if is_for_study else {}
    return StudyData(store.publications(until, since), prices, store.disputes(until), store.expectations_until(until))


def _bearing_on(begin: datetime) -> dict[str, datetime]:
    """Since when a source's events bear on those from `begin` on: as far back as any of it is measured; what announces policy, always."""
    first = begin - LOOP - MONTH if begin > EARLIEST else EARLIEST
    return {found.id: max(first - found.history_span, EARLIEST) for found in sources() if found.id not in PREPARING}


def assessed(past: StudyData, rulebook: Rulebook, report: Report, kept: Kept | None = None) -> list[Assessed]:
    """Every event that a study asks about, assessed as it would have been; revisions left out. What is `kept` is not worked out again."""
    found = []
    since = begin_of(past.prices)
    total = sum(event.published_at >= since for _, event in past.publications)
    for count, one in enumerate(_replay(past, rulebook, since, kept), 1):
        if not one.is_revision:
            found.append(Assessed(one.event, one.assessment))
        if count % 100 == 0:
            report(count, total, "replay")
    return found


def begin_of(prices: Sequence[Price]) -> datetime:
    """From when on a study asks about events: a while before the first price."""
    first = min((price.at for price in prices if price.asset in ("BTC", "ETH")), default=EARLIEST)
    return first - RUN_UP if first > EARLIEST + RUN_UP else EARLIEST


def study_of(settings: Settings, rulebook: Rulebook, report: Report) -> dict[str, Any]:
    """The contract's `evidence study` object, with `rules` and `walk_forward` beside it; its summary becomes what alerts show."""
    file = database_file(settings.database_url)
    kept = file and file.with_name(file.name + ".study.json")
    with _uncollected(), opened(settings) as store:
        key = _key(store.fingerprint(), rulebook)
        if kept is not None and (known := _kept(kept, key)) is not None:
            return known
        past = past_of(store, is_for_study=True)
        with kept_in(file and file.with_name(file.name + ".replay")) as replayed_before:
            events = assessed(past, rulebook, report, replayed_before)
        result, statistics = studied(past, events, rulebook, report)
    if statistics is not None and (own := own_statistics(settings)) is not None:
        own.write_text(written(statistics), encoding="utf-8")
    if kept is not None:
        _keep(kept, key, result)
    return result


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without a look for cycles, of which a study makes none: among millions of objects that stay they took a fifth of its time."""
    is_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if is_on:
            gc.enable()


def studied(past: StudyData, events: Sequence[Assessed], rulebook: Rulebook, report: Report) -> tuple[dict[str, Any], Statistics | None]:
    """The study of these events as JSON, and what alerts show of it; no statistics without hourly prices of BTC."""
    series = past.series
    total, done = steps_of(series), 0

    def step(name: str) -> None:
        nonlocal done
        done += 1
        report(done, total, name)

    found = study(events, series, step=step)
    walk_forward = _renamed(track.judge(events, series))
    names = {"version": rulebook.version, "sha256": rulebook.sha256}
    result = study_json(found, minimum=MINIMUM_EVENTS, as_of=past.as_of, rulebook=names) | {"walk_forward": walk_forward}
    statistics = statistics_of(found, series, rulebook)
    if statistics is None:
        return result, None
    first_hours = after_large_first_hours(events, series)
    result["first_hours"] = None if first_hours is None else asdict(first_hours)
    return result, replace(statistics, walk_forward=walk_forward_of(walk_forward), first_hours=first_hours)


def pictures_of(settings: Settings, study_found: Mapping[str, Any]) -> dict[str, bytes]:
    """The pictures that can be drawn of what is stored, as PNG by file name."""
    with opened(settings) as store:
        past = past_of(store)
    btc = next((closes for closes in past.series if (closes.asset, closes.resolution) == ("BTC", "hourly")), None)
    moments = [datetime.fromisoformat(event["window_start"]) for event in study_found["events"] if "fomc:decision" in event["groups"]]
    last = past.as_of
    found = (
        drawn.fomc_decisions(moments, btc),
        drawn.reliability(study_found["walk_forward"]["reliability"], last.date()) if last else None,
        drawn.balance_sheet((event for _, event in past.publications), btc),
    )
    return {f"{picture.name}.png": picture.png for picture in found if picture is not None}


def rules_of(settings: Settings, rulebook: Rulebook, report: Report) -> list[dict[str, Any]]:
    """What was measured of each rule at its own horizon, and what follows from it."""
    found = study_of(settings, rulebook, report)
    return track.rules_json(rulebook, found["groups"])


def record_of(settings: Settings, rulebook: Rulebook) -> Mapping[str, Any]:
    """The contract's `evidence record` object: what `/record` tells in a chat."""
    with opened(settings) as store:
        return public_record(store, rulebook.statistics)


def claims_of(settings: Settings) -> dict[str, Any]:
    """The contract's `evidence claims` object."""
    with opened(settings) as store:
        return {"claims": [claim_json(claim) for claim in measured_claims(store)]}


def _renamed(judged: dict[str, Any]) -> dict[str, Any]:
    """A replay has events where the record of the bot has alerts."""
    return {"events": judged["alerts"]} | {name: value for name, value in judged.items() if name != "alerts"}


def replayed(settings: Settings, rulebook: Rulebook, since: datetime | None, until: datetime | None) -> Iterator[Replayed]:
    """The stored events from `since` to `until` assessed by today's rulebook, each seeing only what was known then."""
    with opened(settings) as store:
        past = past_of(store, until)
    yield from _replay(past, rulebook, since)


def _replay(past: StudyData, rulebook: Rulebook, since: datetime | None, kept: Kept | None = None) -> Iterator[Replayed]:
    return replay(past.publications, past.prices, rulebook, since=since, disputes=past.disputes, expectations=past.expectations, kept=kept)


def _key(data: str, rulebook: Rulebook) -> str:
    """A hash of all that a study depends on, given that of its data."""
    return hashlib.sha256(f"{__version__} {METHOD} {rulebook.sha256} {data}".encode()).hexdigest()


def _kept(path: Path, key: str) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found["result"] if isinstance(found, dict) and found.get("key") == key else None


def _keep(path: Path, key: str, result: dict[str, Any]) -> None:
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(json.dumps({"key": key, "result": result}), encoding="utf-8")
    fresh.replace(path)


def record_words(found: Mapping[str, Any]) -> list[str]:
    """The record in a few lines."""
    judged = f"judged {found['judged']}, not over yet {found['open']}"
    lines = [f"Alerts so far: {found['alerts']}, with a direction {found['named']}, of these {judged}"]
    lines += _hit_words(found, "alerts")
    past = found["walk_forward"]
    if past is None:
        return [*lines, "Information, not advice."]
    lines.append(f"The rules replayed over {past['since']} to {past['as_of']}: {past['events']} events, judged {past['judged']}")
    lines += _hit_words(past, "events")
    size = past["size"]
    if size["rank_correlation"] is not None:
        low, high = size["ci95"]
        rank = f"{size['rank_correlation']:.2f} ({low:.2f}..{high:.2f})"
        lines.append(f"  larger impacts, larger moves: rank correlation {rank}, {size['n']} events")
    lines.append("The rules were written by people who knew this past, so the replay flatters them: docs/model-card.md.")
    lines.append("Information, not advice.")
    return lines


def _hit_words(found: Mapping[str, Any], what: str) -> list[str]:
    if found["hit_rate"] is None:
        return [f"  nothing can be said yet: no {what} whose direction was named and whose window is over"]
    low, high = found["ci95"]
    hits, base, rose = (f"{found[name]:.0%}" for name in ("hit_rate", "base_rate", "always_up"))
    own, theirs, up = (f"{found[name]:.3f}" for name in ("brier", "brier_base_rate", "brier_always_up"))
    return [
        f"  right way: {hits} ({low:.0%}..{high:.0%}); by the base rate {base}; rose at all {rose}",
        f"  Brier score {own}; base rate {theirs}; always up {up} (less is better)",
    ]
