"""Say how many mutants the tests killed, list those that survived in docs/mutants.md, and hold the share above its floor.

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
REPORT = Path("docs/mutants.md")


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


def report(results: dict[Path, tuple[list[str], int]]) -> str:
    """The results as a Markdown document."""
    lines = ["# Mutants", "", "What the tests of the engine, the conditions and the outbox do not notice; written by `make mutants`.", ""]
    lines += ["| module | mutants | killed |", "|---|---|---|"]
    lines += [f"| `{module}` | {total} | {share(survivors, total):.1f} % |" for module, (survivors, total) in results.items()]
    for module, (survivors, _) in results.items():
        lines += ["", f"## Survivors in `{module}`", ""]
        lines += [f"{name.rpartition('.')[2]}\n\n{change(name)}\n" for name in survivors]
    return "\n".join(lines).rstrip() + "\n"


def share(survivors: list[str], total: int) -> float:
    """Percent killed."""
    return 100.0 * (total - len(survivors)) / total


def main() -> int:
    """Exit status 1 where a module is below the floor."""
    results = {path.relative_to(FOLDER).with_suffix(""): living(path) for path in sorted(FOLDER.rglob("*.meta"))}
    results = {module: (survivors, total) for module, (survivors, total) in results.items() if total}
    REPORT.write_text(report(results), encoding="utf-8")
    for module, (survivors, total) in results.items():
        sys.stdout.write(f"{module}: {share(survivors, total):.1f} % of {total} mutants killed, survivors in {REPORT}\n")
    return 0 if results and min(share(*result) for result in results.values()) >= FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
