"""The running program has loaded nothing that only its second process, a page over HTTP, a server's database or a migration needs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.integration.program import ANN, a_world, todays

HEAVY = {
    "numpy", "pandas", "scipy", "matplotlib",  # of the second process
    "aiohttp.web", "jinja2",  # of pages
    "psycopg", "sqlalchemy.dialects.postgresql",
    "alembic",  # the schema is up to date
    "holidays",  # the closed days are read off it
}  # fmt: skip
PROGRAM = """
import sys
from bot.cli import main
sys.argv = ["fedtide", "run"]
try:
    main()
finally:
    print("LOADED", *sorted(HEAVY & sys.modules.keys()), file=sys.stderr)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="stops programs by SIGTERM")
async def test_the_running_program_loads_nothing_heavy(tmp_path: Path) -> None:
    """After a poll, an alert, `/record` and `/claims`, which are worked out in the second process."""
    async with a_world(tmp_path) as world:
        world.subscribe()
        world.publish(todays(1, 40))
        program = world.execute([sys.executable, "-c", PROGRAM.replace("HEAVY", repr(HEAVY))])
        await world.alert()
        await world.connected(program)
        for asked in ("/record", "/claims"):
            world.api.say(ANN, asked)
            assert (await world.api.next_message(ANN, within=30)).text
        assert await program.stop() == 0
        assert program.err.splitlines()[-1] == "LOADED"
