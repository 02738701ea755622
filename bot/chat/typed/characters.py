"""One form of what phones and input methods write in several: full-width signs and digits, curly quotes, long dashes. Pure."""

from __future__ import annotations

import unicodedata

from rules.spellings import simplified

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣ー~〜∼", "-"),
        **dict.fromkeys("“”„‟«»", '"'),
        **dict.fromkeys("‘’‚‛", "'"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", ""),
    }
)


def plain(text: str) -> str:
    """The text in the signs of a plain keyboard, Chinese in simplified characters: `２３：００` is `23:00`, `縮表` is `缩表`."""
    return simplified(unicodedata.normalize("NFKC", text).translate(_ALIKE))
