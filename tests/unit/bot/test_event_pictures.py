"""The pictures of one event: prices around it against ordinary days, a statement's changes as a card, an operation in its own year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from bot.evidence.closes import Closes
from bot.evidence.of_event import of_event
from bot.evidence.pictures import HOURS, shape_around
from bot.fomc.diff import Change, Piece
from bot.fomc.glossary import glossary
from bot.languages import LANGUAGES
from bot.render import behind, typeset
from bot.render.evidence import event_pictures
from bot.render.evidence.captions import LIMIT, caption
from bot.render.evidence.of_event import After, Around, Ranked, Wording
from bot.render.html import telegram_length, visible
from bot.source import Price
from bot.store import Store, open_store
from rules.event import RepoOperation
from rules.model import Assessment
from tests.golden.scenes import SCENES

MOMENT = datetime(2025, 10, 29, 18, tzinfo=UTC)
"""14:00 in New York: on the same clock in winter it is 19:00 UTC."""
START = datetime(2024, 9, 1, tzinfo=UTC)
NOTHING = Assessment(impact=0, direction=0, confidence=0.0, horizon_hours=None, regime=None)
BN = 10**9


def flat(asset: str = "BTC", hours: int = 24 * 430, until: datetime = MOMENT + timedelta(hours=5)) -> Closes:
    """Hourly closes of 100 before the moment, from it on 1 more each hour."""
    at = np.arange(hours, dtype=np.int64) * 3600 + round(START.timestamp())
    close = np.where(at > MOMENT.timestamp(), 100.0 + (at - MOMENT.timestamp()) / 3600, 100.0)
    kept = at <= until.timestamp()
    return Closes(asset, "hourly", at[kept], close[kept])


def test_the_hours_after_it_and_only_those_that_are_known() -> None:
    shape = shape_around(MOMENT, [], flat())
    assert shape is not None
    by_hour = dict(zip(HOURS, shape.returns, strict=True))
    assert [by_hour[hour] for hour in (-24, 0, 1, 5)] == [0.0, 0.0, pytest.approx(1.0), pytest.approx(5.0)]
    assert math.isnan(by_hour[6])
    assert (shape.is_known(5), shape.is_known(24)) == (True, False)
    assert set(shape.low) == set(shape.high) == {0.0}  # nothing moved on ordinary days


def test_ordinary_days_are_those_without_the_like() -> None:
    others = [MOMENT - timedelta(weeks=2 * i) for i in range(1, 27)]
    at = flat().at
    spikes = np.full(len(at), 100.0)
    for other in others:  # the like move prices, as the event does: they are no ordinary days
        spikes[(at > other.timestamp()) & (at <= (other + timedelta(hours=80)).timestamp())] = 300.0
    closes = Closes("BTC", "hourly", at, spikes)
    without, with_them = shape_around(MOMENT, others, closes), shape_around(MOMENT, [], closes)
    assert without is not None
    assert with_them is not None
    assert max(without.high) == 0.0
    assert with_them.high[HOURS.index(3)] == 200.0
    daily = [MOMENT - timedelta(days=i) for i in range(1, 366)]  # what comes daily leaves no other days: they all count
    every = shape_around(MOMENT, daily, closes)
    assert every is not None
    assert every.high == with_them.high


def test_too_little_is_no_shape() -> None:
    assert shape_around(MOMENT, [], flat(until=MOMENT - timedelta(days=3))) is None
    young = flat()
    assert shape_around(MOMENT, [], Closes("BTC", "hourly", young.at[-24 * 20 :], young.close[-24 * 20 :])) is None


@pytest.fixture
def store(tmp_path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path.as_posix()}/pictures.db")
    yield opened
    opened.close()


def operation(day: date, bn: float, hour: int = 17) -> RepoOperation:
    return RepoOperation(
        source="nyfed.repo_operation", key=f"{day} {hour}", title="Repo", url="https://www.newyorkfed.org/",
        published_at=datetime(day.year, day.month, day.day, hour, 45, tzinfo=UTC), operation_on=day, facility="standing",
        accepted_usd=round(bn * BN), is_small_value=False, calendar="ordinary",
    )  # fmt: skip


def kept(store: Store, event) -> int:
    return store.commit(event, NOTHING, None, event.published_at)


def test_an_operation_stands_in_the_year_up_to_it(store: Store) -> None:
    store.backfill("nyfed.repo_operation", [operation(date(2025, 10, day), day) for day in range(1, 25)], MOMENT)
    of_morning = kept(store, operation(date(2025, 10, 27), 10, 13))
    of_day = kept(store, operation(date(2025, 10, 27), 11.5))
    kept(store, operation(date(2025, 10, 28), 99))
    whole, morning = of_event(store, "operation", of_day, "en"), of_event(store, "operation", of_morning, "en")
    assert whole is not None
    assert morning is not None
    assert whole.facts == Ranked("Fed's SRF lends $11.5bn", date(2025, 10, 1), 25, 3)  # 22, 23 and 24 bn are more than 21.5
    assert morning.facts == Ranked("Fed's SRF lends $10bn", date(2025, 10, 1), 25, 14)  # what came later that day is not known yet
    assert of_event(store, "operation", 999, "en") is None
    assert of_event(store, "wording", of_day, "en") is None


def test_a_statements_card_and_the_prices_around_it(store: Store) -> None:
    event_id = kept(store, SCENES["fomc-2025-10-29"].event)
    card = of_event(store, "wording", event_id, "zh-Hans")
    assert card is not None
    assert (card.facts.count, card.facts.shown) == (3, 3)
    assert of_event(store, "around", event_id, "en") is None
    for asset in ("BTC", "ETH"):
        closes = flat(asset)
        found = zip(closes.at.tolist(), closes.close.tolist(), strict=True)
        hourly = [
            Price(asset=asset, at=datetime.fromtimestamp(at, UTC), close=close, exchange="coinbase", published_at=MOMENT)
            for at, close in found
        ]
        store.add_prices(hourly, MOMENT)
    drawn = of_event(store, "around", event_id, "en")
    assert drawn is not None
    assert [(one.asset, one.hours, round(one.return_pct, 6)) for one in drawn.facts.after] == [("BTC", 1, 1.0), ("ETH", 1, 1.0)]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "facts",
    [
        Around("Fed cuts 25bp", tuple(After(asset, hours, -0.42, -1.0, 1.25) for hours in (1, 24, 72) for asset in ("BTC", "ETH"))),
        Around("Fed cuts 25bp", ()),
        Wording("Fed cuts 25bp", 9, 7),
        Ranked("Fed's SRF lends $50.35bn", date(2024, 10, 31), 250, 3),
        Ranked("Fed's SRF lends $50.35bn", date(2024, 10, 31), 250, 0),
    ],
)
def test_captions_fit(facts: Around | Wording | Ranked, lang: str) -> None:
    assert telegram_length(caption(facts, lang)) < LIMIT
    assert len(visible(caption(facts, lang)).splitlines()) in (3, 9, 4)


def test_captions_say_what_is_seen() -> None:
    assert visible(caption(Around("Fed cuts 25bp", (After("BTC", 1, -0.42, -1.0, 1.25),)), "en")).splitlines()[2] == (
        "BTC after 1 hour: −0.4% (ordinary: −1.0% to +1.2%)"
    )
    assert visible(caption(Wording("Fed cuts 25bp", 9, 8), "en")).splitlines()[1] == (
        "Against the statement before: struck through is gone, underlined is new. 1 smaller change is not on it."
    )
    assert visible(caption(Ranked("", date(2024, 10, 31), 250, 3), "en")).splitlines()[-2] == (
        "3 of its 250 operation days since 31 Oct 2024 took up more"
    )


def change(words: int, kind: str = "added") -> Change:
    return Change(pieces=(Piece(kind, "employment " * words),), weight=1.0)


def test_a_card_holds_what_fits_and_the_first_always() -> None:
    assert event_pictures.shown_of([change(3)] * 5, "en") == 5
    assert event_pictures.shown_of([change(40)] * 9, "en") == 2
    assert event_pictures.shown_of([change(400), change(1)], "en") >= 1


def test_lines_are_no_wider_than_the_card_and_lose_no_letter() -> None:
    text = "Recent indicators suggest that 经济活动以温和速度扩张，失业率仍低。" * 8 + "x" * 300
    lines = typeset.broken([typeset.Run(text)])
    assert max(sum(typeset.width_of(run.text) for run in line) for line in lines) <= typeset.WIDTH
    assert "".join(run.text for line in lines for run in line).replace(" ", "") == text.replace(" ", "")
    assert not any(line[0].text[0] in " ，。" for line in lines)


def test_what_the_font_lacks_is_left_out() -> None:
    assert typeset.drawable("a\U0001f4a9b \u0e01缩") == "ab 缩"


def test_every_facility_has_its_picture_and_an_exercise_has_none(store: Store) -> None:
    others = [replace(operation(date(2025, 10, day), day), facility="other") for day in (1, 2)]
    store.backfill("nyfed.repo_operation", others[:1], MOMENT)
    assert of_event(store, "operation", kept(store, others[1]), "en") is not None
    exercise = replace(others[1], key="exercise", is_small_value=True)
    assert "chart" in behind.buttons(others[1], NOTHING)
    assert "chart" not in behind.buttons(exercise, NOTHING)
    assert of_event(store, "operation", kept(store, exercise), "en") is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_term_that_a_card_explains_can_be_drawn(lang: str) -> None:
    told = [f"{phrase.words} {phrase.glosses.get(lang, '')}" for phrase in glossary().phrases.values()]
    assert len(told) > 30
    assert [text for text in told if typeset.drawable(text) != text] == []
