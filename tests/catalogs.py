"""The texts that catalogs must hold, domain by domain, by gettext's own kind of extraction."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file

DOMAINS = {"alerts": "bot/render", "chat": "bot/chat", "demo": "bot/demo", "kinds": "bot/kinds.py", "rules": "rules"}
KEYWORDS = {"t": None, "n": (1, 2), "N_": None, "NN_": (1, 2)}
Msgid = str | tuple[str, ...]


def extracted(root: Path, domain: str) -> set[Msgid]:
    """The texts that a domain names: in code, or, of the rulebook, in its documents."""
    if domain == "rules":
        return set(rulebook_texts(root))
    return {msgid for path in modules(root, domain) for _, msgid, _, _ in extract_from_file("python", path, keywords=KEYWORDS)}


def modules(root: Path, domain: str) -> list[Path]:
    """The modules whose texts a domain holds."""
    place = root / DOMAINS[domain]
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def rulebook_texts(root: Path) -> Iterator[str]:
    """Titles and explanations of mechanisms, titles and rationales of rules, as they stand in the documents."""
    for mechanism in tomllib.loads((root / "rules/mechanisms.toml").read_text(encoding="utf-8"))["mechanism"].values():
        yield from (mechanism["title"], mechanism["explanation"])
    for path in sorted((root / "rules/catalog").rglob("*.toml")):
        rule = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        yield from (rule["title"], rule["rationale"])
