"""`python -m rules.lock` writes the lock of the catalog anew, and refuses to overwrite a hash whose version did not rise."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from rules.document import check_documents
from rules.model import Rule


def lock_text(rules: Iterable[Rule]) -> str:
    """The lock of these rules."""
    rows = [f"{rule.id} {rule.version} {rule.sha256}" for rule in sorted(rules, key=lambda rule: rule.id)]
    return "\n".join(["# id, version, hash: written by python -m rules.lock", *rows, ""])


def main() -> None:
    """Write the lock of the catalog beside it, or say which rules need a new version."""
    folder = Path(__file__).parent
    rules, faults = check_documents([folder / "catalog"])
    faults = [fault for fault in faults if "python -m rules.lock" not in fault.message]
    for fault in faults:
        sys.stderr.write(f"error: {fault}\n")
    if faults:
        sys.exit(1)
    (folder / "catalog.lock").write_text(lock_text(rules), encoding="utf-8")


if __name__ == "__main__":
    main()
