"""People as readers know them: surnames, in the form that is usual in the reader's language, and their offices.

The offices come from the documents, the forms of a language from its entry in bot.languages.
"""

from __future__ import annotations

from bot.i18n import N_, Texts

OFFICES = (
    ("Vice Chair for Supervision", N_("Vice Chair for Supervision {name}")),
    ("Vice Chair", N_("Vice Chair {name}")),
    ("Chair Pro Tempore", N_("Chair {name}")),
    ("Chairman", N_("Chair {name}")),
    ("Chair", N_("Chair {name}")),
    ("Governor", N_("Governor {name}")),
)
"""The longer ones first."""
_SUFFIXES = ("Jr.", "Sr.", "II", "III", "IV")


def surname(name: str, tx: Texts) -> str:
    """`Stephen I. Miran` as `Miran`, `米兰`."""
    parts = [part for part in name.replace(",", " ").split() if part not in _SUFFIXES]
    last = parts[-1] if parts else name
    return tx.language.names.get(last, last)


def speaker(text: str, tx: Texts) -> str:
    """A speaker as a document names them, office and surname: `Governor Waller`, `美联储理事沃勒`."""
    office = next((told for title, told in OFFICES if text.startswith(title + " ")), None)
    return tx.t(office, name=surname(text, tx)) if office else surname(text, tx)
