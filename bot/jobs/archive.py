"""A folder of files in the publishers' formats as pieces of the past.

    fred_<SERIES>.csv                  `observation_date,value`: whatever source asks FRED for that series
    <asset>_<quote>_hourly.csv         `timestamp` (the start of the hour, UTC), open, high, low, close, volume
    <asset>_<quote>_daily.csv          `date` (UTC), the same; only where there are no hours of the asset
    <source id>/<any name>             a body as its publisher sent it, e.g. nyfed.repo_operation/2025.json
    fomc/, nyfed_srf_accepted.csv, ... tables that `bot/sources/archive_tables.py` knows
    fomc_expected.csv                  `date`, `expected_change_bp`: what was priced in before past decisions
    crypto_mcap_cmc_monthly.csv        `date`, `total_mcap_top200_usd`: the market value of all crypto, as asset CRYPTO

Other files are left alone and named. What an archive says never replaces what was loaded before: it knows less than the publishers.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from bot.calendars.newyork import at
from bot.errors import ContractError, ParseError
from bot.jobs.pieces import Found, Piece, read_past
from bot.source import Page, Price, Source, set_aside_of
from bot.sources.archive_tables import TABLES, Read
from bot.sources.markets import expectation_archive
from bot.sources.rows import digest, read_each

_PRICES = re.compile(r"(?P<asset>[a-z]+)_(?P<quote>usdt?)_(?P<span>hourly|daily)\.csv")
_SERIES = re.compile(r"[?&](?:series_)?id=([A-Z0-9]+)")
_ASSETS = {"btc": "BTC", "eth": "ETH"}
_CRYPTO = "market.crypto"
_VALUE = "crypto_mcap_cmc_monthly.csv"
_TOTAL_VALUE = "total_mcap_top200_usd"
_SPANS = {"hourly": ("timestamp", timedelta(hours=1)), "daily": ("date", timedelta(days=1))}


@dataclass(frozen=True, slots=True)
class Archive:
    """The pieces of a folder, and the files in it that none of these sources can take."""

    pieces: list[Piece]
    left_alone: list[Path]


def open_archive(folder: Path, sources: Sequence[Source], since: date | None, today: date) -> Archive:
    """What a folder holds for these sources from a day on; nothing of a file is read before its piece is."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith("."))
    pieces: list[Piece] = []
    taken: set[Path] = set()
    for source in sources:
        tables = list(_tables(folder, source))
        known = {path for table in tables for path in table.paths}
        series = (found for found in _series(folder, source, today) if not known.issuperset(found.paths))
        for found in (*tables, *series, *_bodies(folder, source), *_hours(files, source), *_expected(folder, source)):
            taken.update(found.paths)
            pieces.append(_piece(source, found, since))
    return Archive(pieces, [path for path in files if path not in taken])


@dataclass(frozen=True, slots=True)
class _Files:
    """Files that are read together, and how."""

    paths: tuple[Path, ...]
    read: Callable[[], Found]


def _piece(source: Source, files: _Files, since: date | None) -> Piece:
    async def read() -> Found:
        found = files.read()
        return found if since is None else _from(found, at(since, time()))

    name = files.paths[0].name + (f" and {len(files.paths) - 1} more" if len(files.paths) > 1 else "")
    return Piece(source_id=source.id, name=name, read=read, replace=False)


def _from(found: Found, since: datetime) -> Found:
    events = [event for event in found.events if event.published_at >= since]
    prices = [price for price in found.prices if price.published_at >= since]
    return replace(found, events=events, prices=prices, expectations=[one for one in found.expectations if one.at >= since])


def _tables(folder: Path, source: Source) -> Iterator[_Files]:
    """The tables that stand in for what the publisher has in another form; they go first, since they know more than one series does."""
    read, names = TABLES.get(source.id, (None, ()))
    there = tuple(path for name in names if (path := folder / name).is_file())
    if read and there:
        yield _Files(there, partial(_read_table, read, folder))


def _read_table(read: Read, folder: Path) -> Found:
    events = read(folder)
    return Found(events=events, set_aside=set_aside_of(events))


def _series(folder: Path, source: Source, today: date) -> Iterator[_Files]:
    """The files of the series that a source's past asks FRED for, those of one part together."""
    for part in source.past_since(today, today):
        names = [match[1] for past in part if (match := _SERIES.search(past.path))]
        there = {name: path for name in names if (path := folder / f"fred_{name}.csv").is_file()}
        if there:
            yield _Files(tuple(there.values()), partial(_read_series, source, there))


def _read_series(source: Source, files: dict[str, Path]) -> Found:
    pages = [Page(url=path.name, body=_as_published(name, path)) for name, path in files.items()]
    return read_past(source, pages)


def _as_published(series: str, path: Path) -> bytes:
    """The file under the header that FRED gives it."""
    head, _, rest = path.read_bytes().partition(b"\n")
    if head.strip().split(b",")[0].lower() not in (b"observation_date", b"date"):
        raise ParseError("the file is no CSV of observations", url=path.name)
    return f"observation_date,{series}\n".encode() + rest


def _bodies(folder: Path, source: Source) -> Iterator[_Files]:
    """Each body in the folder that is named after the source."""
    inner = folder / source.id
    for path in sorted(inner.iterdir()) if inner.is_dir() else ():
        if path.is_file() and not path.name.startswith("."):
            yield _Files((path,), partial(_read_body, source, path))


def _read_body(source: Source, path: Path) -> Found:
    return read_past(source, [Page(url=path.name, body=path.read_bytes())])


def _hours(files: Sequence[Path], source: Source) -> Iterator[_Files]:
    """The price files, if it is the source of prices: the hours of each asset, else its days."""
    if source.id != _CRYPTO:
        return
    yield from (_Files((path,), partial(_read_value, path)) for path in files if path.name == _VALUE)
    known = [(match, path) for path in files if (match := _PRICES.fullmatch(path.name)) and match["asset"] in _ASSETS]
    hourly = {match["asset"] for match, _ in known if match["span"] == "hourly"}
    for match, path in known:
        if match["span"] == "hourly" or match["asset"] not in hourly:
            yield _Files((path,), partial(_read_prices, path, _ASSETS[match["asset"]], match["quote"], match["span"]))


def _expected(folder: Path, source: Source) -> Iterator[_Files]:
    """What was priced in for past decisions."""
    path = folder / expectation_archive.NAME
    if source.expectations and path.is_file():
        yield _Files((path,), partial(_read_expected, path))


def _read_expected(path: Path) -> Found:
    found = expectation_archive.read_archive(path)
    return Found(expectations=found, set_aside=found.set_aside)


def _read_prices(path: Path, asset: str, quote: str, span: str) -> Found:
    """The closes of a file, each at the end of its hour or day. Raises ParseError and ContractError."""
    column, length = _SPANS[span]
    exchange = f"archive_{quote}_{span}"
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if not {column, "close"} <= set(rows.fieldnames or ()):
            raise ParseError(f"the file has no columns {column} and close", url=path.name)
        return _each(path, column, list(rows), lambda row: _price(path, asset, exchange, row[column], row["close"], length))


def _read_value(path: Path) -> Found:
    """Market values, each known at the end of its day. Raises ParseError and ContractError."""
    with path.open(newline="", encoding="utf-8") as file:
        rows = csv.DictReader(file)
        if not {"date", _TOTAL_VALUE} <= set(rows.fieldnames or ()):
            raise ParseError(f"the file has no columns date and {_TOTAL_VALUE}", url=path.name)
        day = timedelta(days=1)
        return _each(
            path, "date", list(rows), lambda row: _price(path, "CRYPTO", "archive_cmc_top200", row["date"], row[_TOTAL_VALUE], day)
        )


def _each(path: Path, column: str, rows: list[dict[str, str]], read: Callable[[dict[str, str]], Price]) -> Found:
    """A price a row; one that is none is set aside."""
    found = read_each(rows, read, source_id=_CRYPTO, url=path.name, key=lambda row: row.get(column) or digest(row))
    return Found(prices=found, set_aside=found.set_aside)


def _price(path: Path, asset: str, exchange: str, starts: str, close: str, length: timedelta) -> Price:
    try:
        started = datetime.fromisoformat(starts)
        usd = float(close)
    except (TypeError, ValueError):
        usd = 0.0
    if not 0 < usd < float("inf"):
        raise ContractError(f"a row is no price: {str(starts)[:40]!r}, {str(close)[:40]!r}", url=path.name)
    end = (started if started.tzinfo else started.replace(tzinfo=UTC)) + length
    return Price(asset=asset, exchange=exchange, at=end, close=usd, published_at=end)
