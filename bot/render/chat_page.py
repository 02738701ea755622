"""Messages as a page that looks like a chat on a phone: for docs/gallery and the demo. Pure; the page loads nothing from anywhere.

The page says of each message how many rows it takes at the phone's width (`data-rows`), once a browser has laid it out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

WIDTH = 390
"""A phone's, in CSS pixels."""
_TIME = re.compile(r"<(/?)tg-time[^>]*>")
_STYLE = f"""
body {{ margin: 0 auto; width: {WIDTH}px; background: #d5e2ee;
  font: 16px/21px -apple-system, "Noto Sans", "Noto Sans CJK SC", sans-serif; }}
h1 {{ margin: 0; padding: 12px 16px; background: #fff; font-size: 17px; }}
h2 {{ margin: 18px 16px 6px; color: #56708a; font-size: 13px; font-weight: normal; text-align: center; }}
.message {{ margin: 4px 10px 10px; }}
.bubble {{ padding: 7px 11px 8px; border-radius: 16px; background: #fff; white-space: pre-wrap; overflow-wrap: anywhere; }}
.bubble a {{ color: #168acd; text-decoration: none; }}
.bubble time {{ color: #168acd; }}
.bubble blockquote {{ margin: 2px 0; padding: 0 8px; border-left: 3px solid #168acd; border-radius: 4px; background: #eef6fc;
  overflow: hidden; max-height: 63px; }}
.rich {{ white-space: normal; }}
.rich h3 {{ margin: 2px 0 6px; font-size: 17px; line-height: 22px; }}
.rich h4 {{ margin: 8px 0 2px; font-size: 15px; }}
.rich p, .rich ul {{ margin: 4px 0; }}
.rich ul {{ padding-left: 20px; }}
.rich table {{ width: 100%; margin: 6px 0; border-collapse: collapse; font-size: 14px; line-height: 19px; }}
.rich td, .rich th {{ padding: 3px 6px; border: 1px solid #d5e2ee; text-align: left; font-weight: normal; }}
.rich th {{ background: #eef6fc; }}
.rich [align=right] {{ text-align: right; white-space: nowrap; }}
.rich details {{ margin: 6px 0; padding: 4px 8px; border-radius: 8px; background: #eef6fc; }}
.rich summary {{ color: #168acd; }}
.rich footer {{ margin-top: 6px; color: #56708a; font-size: 13px; line-height: 18px; }}
.mark {{ margin: 2px 12px 0; color: #56708a; font-size: 12px; line-height: 16px; text-align: right; }}
.buttons {{ display: flex; gap: 4px; margin-top: 4px; }}
.buttons span {{ flex: 1; padding: 6px 4px; border-radius: 10px; background: #8fb0cc; color: #fff; font-size: 14px; text-align: center; }}
"""
_COUNT = """
for (const bubble of document.querySelectorAll(".bubble")) {
  const style = getComputedStyle(bubble), inside = bubble.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
  bubble.parentElement.dataset.rows = Math.round(inside / parseFloat(style.lineHeight));
}
document.body.dataset.height = Math.ceil(document.body.getBoundingClientRect().height + 8);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message as a chat shows it: Telegram HTML, what stands above and below it, its buttons row by row."""

    text: str
    name: str = ""
    heading: str = ""
    mark: str = ""
    buttons: Sequence[Sequence[str]] = ()
    is_rich: bool = False
    """`text` is a rich message's HTML."""


def page(title: str, messages: Iterable[Shown], lang: str) -> str:
    """A whole HTML document."""
    shown = "\n".join(map(_message, messages))
    head = f'<meta charset="utf-8"><meta name="viewport" content="width={WIDTH}"><title>{html.escape(title)}</title><style>{_STYLE}</style>'
    body = f"<h1>{html.escape(title)}</h1>\n{shown}\n<script>{_COUNT}</script>"
    return f'<!doctype html>\n<html lang="{html.escape(lang)}"><head>{head}</head>\n<body>{body}</body></html>\n'


def _message(one: Shown) -> str:
    heading = f"<h2>{html.escape(one.heading)}</h2>\n" if one.heading else ""
    buttons = "".join(f'<div class="buttons">{"".join(f"<span>{html.escape(label)}</span>" for label in row)}</div>' for row in one.buttons)
    mark = f'<div class="mark">{html.escape(one.mark)}</div>' if one.mark else ""
    text = _TIME.sub(r"<\1time>", one.text) if one.is_rich else _laid_out(one.text)
    bubble = f'<div class="bubble{" rich" * one.is_rich}">{text}</div>'
    return f'{heading}<div class="message" data-name="{html.escape(one.name)}">{bubble}{buttons}{mark}</div>'


def _laid_out(text: str) -> str:
    """Telegram HTML as HTML: a line break before or after a quotation is the quotation's own edge."""
    text = _TIME.sub(r"<\1time>", text).replace("<blockquote expandable>", "<blockquote>")
    return re.sub(r"\n?(</?blockquote>)\n?", lambda found: found[1], text)
