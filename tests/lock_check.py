"""Install both locks into empty environments, with the oldest pip that Python 3.11 ships and with the newest; name yanked pins.

Run by `make lock-check`, outside of the tests: it asks the package index. Prints a line an installation; exit status 1 where one fails
or where a pinned release was yanked since.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

LOCKS = ("requirements/run.txt", "requirements/dev.txt")
PIPS = {"the oldest pip": "pip==22.3", "the newest pip": "--upgrade pip"}


def pip(python: Path, *words: str) -> str:
    """What pip says on standard output; its own words on standard error stay visible. Raises CalledProcessError."""
    call = [str(python), "-m", "pip", *words, "--quiet", "--disable-pip-version-check"]
    return subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True).stdout


def environment(folder: Path, wanted: str) -> Path:
    """The Python of a new environment with this pip."""
    venv.create(folder, with_pip=True)
    python = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    pip(python, "install", *wanted.split())
    return python


def yanked(python: Path, lock: str) -> list[str]:
    """The pins of a lock that their authors took back, as the index tells the newest pip."""
    report = pip(python, "install", "--dry-run", "--ignore-installed", "--report", "-", "--require-hashes", "-r", lock)
    found = json.loads(report)["install"]
    return [f"{one['metadata']['name']} {one['metadata']['version']}" for one in found if one.get("is_yanked")]


def main() -> int:
    """Exit status 0 where every installation went through and nothing was yanked."""
    status = 0
    with tempfile.TemporaryDirectory() as folder:
        for title, wanted in PIPS.items():
            for lock in LOCKS:
                try:
                    python = environment(Path(folder) / f"{title} {Path(lock).stem}".replace(" ", "-"), wanted)
                    pip(python, "install", "--require-hashes", "-r", lock)
                    taken_back = yanked(python, lock) if "newest" in title else []
                except subprocess.CalledProcessError as e:
                    sys.stdout.write(f"error: {lock} does not install with {title} ({e.returncode}); its words stand above\n")
                    status = 1
                    continue
                sys.stdout.write(f"{lock} installs with {title}\n")
                for pin in taken_back:
                    sys.stdout.write(f"error: {lock} pins {pin}, which was yanked: run make lock UPGRADE=--upgrade\n")
                    status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
