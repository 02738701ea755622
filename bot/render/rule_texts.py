"""What the rulebook says in words, in the reader's language: from the catalog of rules, or an operator's own translation."""

from __future__ import annotations

from bot.i18n import texts
from rules.model import Mechanism, Rule


def title(rule: Rule, lang: str) -> str:
    """A rule's title."""
    return _own(rule, "title", lang) or _shipped(rule.title, lang)


def rationale(rule: Rule, lang: str) -> str:
    """Why a rule pushes that way."""
    return _own(rule, "rationale", lang) or _shipped(rule.rationale, lang)


def mechanism_title(mechanism: Mechanism, lang: str) -> str:
    """A mechanism's title."""
    return _shipped(mechanism.title, lang)


def _own(rule: Rule, name: str, lang: str) -> str:
    """What the document itself has in a language: `title_zh_Hans`, else `title_zh`."""
    tag = lang.replace("-", "_")
    return rule.translations.get(f"{name}_{tag}") or rule.translations.get(f"{name}_{tag.partition('_')[0]}", "")


def _shipped(text: str, lang: str) -> str:
    return texts("rules", lang).as_it_stands(text)
