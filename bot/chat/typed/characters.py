"""One form of what phones and input methods write in several: full-width signs and digits, curly quotes, long dashes. Pure."""

from __future__ import annotations

import unicodedata

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣ー~〜∼", "-"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)


def plain(text: str) -> str:
    """The text in the signs of a plain keyboard: `２３：００～７：００` is `23:00-7:00`. Letters and Chinese stay as they are."""
    return unicodedata.normalize("NFKC", text).translate(_ALIKE)
