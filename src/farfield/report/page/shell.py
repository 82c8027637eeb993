"""What every page is made with: its style, its content policy, its assets."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from farfield.report.page.markup import tag, write
from farfield.words.accents import style_rules


def asset(name: str) -> str:
    """The text of a file in `report/page/assets`."""
    return (files("farfield.report.page") / "assets" / name).read_text(encoding="utf-8")


def page_style() -> str:
    """The style of every page, with the accents of `words/accents.py`."""
    return asset("page.css").replace("/* palette */", style_rules())


def escaped(text: str) -> str:
    """A text as it may stand in a page's title."""
    return write(tag("title", text)).removeprefix("<title>").removesuffix("</title>")


def content_policy(style: str, script: str | None = None) -> str:
    """Nothing from anywhere, but this page's own style and script, known by their hashes."""
    scripts = "'none'" if script is None else f"'{_hash(script)}'"
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src {scripts}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
