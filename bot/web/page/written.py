"""The page as HTML: template and style are files beside this one, so that whoever writes pages finds pages."""

from __future__ import annotations

import base64
import functools
import hashlib
from importlib import resources

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.i18n import texts
from bot.web.page.markup import whole
from bot.web.page.words import View

TEMPLATES = resources.files("bot.web.page") / "templates"


def written(page: View) -> str:
    """The whole document. What is no markup of ours is escaped."""
    tx = texts("web", page.lang)
    return _environment().get_template("page.html.j2").render(page=page, style=Markup(style()), t=tx.t, n=tx.n)


@functools.cache
def style() -> str:
    """The style sheet, inside the page: it asks for nothing else."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@functools.cache
def policy() -> str:
    """The Content-Security-Policy: this style sheet, the empty icon, and nothing else, from nowhere."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


@functools.cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(str(TEMPLATES)), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["whole"] = whole
    return made
