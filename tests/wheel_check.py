"""Install the wheel and the lock into an empty environment, and run it from another folder as whoever installs it would.

Run by `make wheel-check`, outside of the tests: it asks the package index. Prints what was seen; exit status 1 where something fails.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RUNS = (("--help",), ("rules", "check"), ("demo",), ("demo", "--lang", "zh-Hans"), ("doctor", "--offline"))


def installed(folder: Path) -> Path:
    """A new environment's folder of programs, with the locked dependencies and the wheel. Raises CalledProcessError."""
    venv.create(folder / "environment", with_pip=True)
    programs = folder / "environment" / ("Scripts" if sys.platform == "win32" else "bin")
    pip = [str(programs / "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "install", "--require-hashes", "-r", "requirements/run.txt"], cwd=ROOT, check=True)
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(folder), "."], cwd=ROOT, check=True)
    [wheel] = folder.glob("*.whl")
    subprocess.run([*pip, "install", "--no-deps", "--no-index", str(wheel)], cwd=folder, check=True)
    return programs


def main() -> int:
    """Exit status 0 where the program ran each time."""
    with tempfile.TemporaryDirectory() as name:
        programs, began = installed(Path(name)), time.monotonic()
        sys.stdout.write("the wheel and the lock are installed in an empty environment\n")
        (elsewhere := Path(name) / "elsewhere").mkdir()
        for words in RUNS:
            made = subprocess.run([str(programs / "fedtide"), *words], cwd=elsewhere, capture_output=True, text=True, check=False)
            last = (made.stdout.strip().splitlines() or [""])[-1]
            sys.stdout.write(f"fedtide {' '.join(words)}: {made.returncode}, {time.monotonic() - began:.0f} s, {last[:100]}\n")
            if made.returncode:
                sys.stdout.write(made.stderr[-2000:])
                return 1
        needs = [str(programs / "python"), "-I", "-W", "error", str(ROOT / "tests" / "wheel_needs.py")]
        return subprocess.run(needs, cwd=elsewhere, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
