"""Say how many mutants the tests killed, list those that survived, and hold the share above its floor.

Run by `make mutants` after mutmut, on the results that it left in `mutants/`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

FLOOR = 85.0
SURVIVED = 0
"""The exit status of tests that noticed nothing; 33 means that no test reaches the mutant, which is no better."""
UNREACHED = 33
FOLDER = Path("mutants")


def living(path: Path) -> tuple[list[str], int]:
    """The mutants of one module that no test killed, and how many mutants it has."""
    codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
    unrun = [name for name, code in codes.items() if code is None]
    if unrun:
        raise SystemExit(f"error: {len(unrun)} mutants of {path.stem} were not run: run `make mutants` to its end")
    return [name for name, code in codes.items() if code in (SURVIVED, UNREACHED)], len(codes)


def change(name: str) -> str:
    """What a mutant changed, its removed and added lines."""
    shown = subprocess.run([Path(sys.executable).with_name("mutmut"), "show", name], capture_output=True, text=True, check=False).stdout
    lines = [line for line in shown.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return "\n".join(f"    {line[0]} {line[1:].strip()}" for line in lines)


def main() -> int:
    """Exit status 1 where a module is below the floor."""
    results = {path.relative_to(FOLDER).with_suffix(""): living(path) for path in sorted(FOLDER.rglob("*.meta"))}
    for name in (name for survivors, _ in results.values() for name in survivors):
        sys.stdout.write(f"survived: {name}\n{change(name)}\n")
    shares = {module: 100.0 * (total - len(survivors)) / total for module, (survivors, total) in results.items() if total}
    for module, share in shares.items():
        sys.stdout.write(f"{module}: {share:.1f} % of {results[module][1]} mutants killed\n")
    return 0 if shares and min(shares.values()) >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
