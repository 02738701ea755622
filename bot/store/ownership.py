"""Files that are made for a database: their owner's alone, and where root makes them, the owner's of the place.

Root looks after a service's database (`sudo fedtide db restore …`); what it leaves there the service must be able to open.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def make(file: Path) -> None:
    """An empty file that is its owner's alone; one that is there already stays as it is. Raises OSError."""
    with suppress(FileExistsError):
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        give(file, file.parent)


def give(file: Path, like: Path) -> None:
    """Let a file that root has made belong to whom `like` belongs to, unless this is a root that may not. Raises OSError."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return
    owner, made = like.stat(), file.lstat()
    if (owner.st_uid, owner.st_gid) != (made.st_uid, made.st_gid):
        with suppress(PermissionError):  # in a container that gave the right up
            os.chown(file, owner.st_uid, owner.st_gid, follow_symlinks=False)
