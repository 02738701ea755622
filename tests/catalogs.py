"""The texts that catalogs must hold, domain by domain, by gettext's own kind of extraction.

`python -m tests.catalogs eo` starts the catalogs of a language that has none.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import write_po

DOMAINS = {
    "alerts": "bot/render",
    "chat": "bot/chat",
    "demo": "bot/demo",
    "kinds": "bot/kinds.py",
    "rules": "rules",
    "terms": "bot/terms.toml",
    "web": "bot/web",
}
KEYWORDS = {"t": None, "n": (1, 2), "N_": None, "NN_": (1, 2)}
METHODS = {".py": "python", ".j2": "jinja2"}
"""How texts are found in a file, by its ending."""
Msgid = str | tuple[str, ...]


def extracted(root: Path, domain: str) -> set[Msgid]:
    """The texts that a domain names: in code, or, of the rulebook and the glossary, in their documents."""
    if domain in IN_DOCUMENTS:
        return set(IN_DOCUMENTS[domain](root))
    return {msgid for path in modules(root, domain) for _, msgid, _, _ in extract_from_file(METHODS[path.suffix], path, keywords=KEYWORDS)}


def modules(root: Path, domain: str) -> list[Path]:
    """The modules, and the templates, whose texts a domain holds."""
    place = root / DOMAINS[domain]
    return sorted(path for path in place.rglob("*") if path.suffix in METHODS) if place.is_dir() else [place]


def rulebook_texts(root: Path) -> Iterator[str]:
    """Titles and explanations of mechanisms, titles and rationales of rules, as they stand in the documents."""
    for mechanism in tomllib.loads((root / "rules/mechanisms.toml").read_text(encoding="utf-8"))["mechanism"].values():
        yield from (mechanism["title"], mechanism["explanation"])
    for path in sorted((root / "rules/catalog").rglob("*.toml")):
        rule = tomllib.loads(path.read_text(encoding="utf-8"))["rule"]
        yield from (rule["title"], rule["rationale"])


def term_texts(root: Path) -> Iterator[str]:
    """Topics, names and explanations of the glossary."""
    document = tomllib.loads((root / "bot/terms.toml").read_text(encoding="utf-8"))
    yield from document["topics"]
    for term in document["term"].values():
        yield from (term["name"], term["what"], term["why"])


IN_DOCUMENTS = {"rules": rulebook_texts, "terms": term_texts}


def start_catalogs(root: Path, locale: str, translate: Callable[[str], str] = lambda text: "") -> None:
    """Write a catalog of each domain, every text still to be translated. Raises FileExistsError where there is one already."""
    for domain in DOMAINS:
        catalog = Catalog(locale=locale)
        for msgid in sorted(extracted(root, domain), key=str):
            many = msgid if isinstance(msgid, tuple) else None
            catalog.add(msgid, tuple(translate(many[-1]) for _ in range(catalog.num_plurals)) if many else translate(str(msgid)))
        with (root / "bot/locale" / domain / f"{locale}.po").open("xb") as file:
            write_po(file, catalog, width=0, omit_header=False)


if __name__ == "__main__":
    start_catalogs(Path(__file__).parents[1], sys.argv[1])
