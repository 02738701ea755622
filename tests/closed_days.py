"""`make closed-days` writes bot/calendars/closed_days.toml: when New York's money market is closed, by the holidays library."""

from __future__ import annotations

from pathlib import Path

from bot.calendars.newyork import closed_by_the_library

TABLE = Path(__file__).parents[1] / "bot" / "calendars" / "closed_days.toml"
YEARS = range(1990, 2061)
HEAD = "# On which days New York's money market is closed, by year: written by `make closed-days` from the holidays library.\n"


def written() -> str:
    """The table as a text."""
    days = ((year, ", ".join(day.isoformat() for day in sorted(closed_by_the_library(year)))) for year in YEARS)
    return HEAD + "".join(f"{year} = [{listed}]\n" for year, listed in days)


if __name__ == "__main__":
    TABLE.write_text(written(), encoding="utf-8")
