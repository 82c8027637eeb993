"""Sentences with code in them, and names that may break where their parts meet."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag

_CODE = re.compile(r"`([^`\n]+)`")


def prose(text: str) -> list[Element | str]:
    """A sentence in which backticks mark code, as a page shows it: "see `--map`" becomes text and a code element."""
    parts = _CODE.split(text)
    return [tag("code", part) if number % 2 else part for number, part in enumerate(parts) if part]


def breakable(text: str) -> list[Element | str]:
    """A text whose long names may break after an underscore, a slash or a point, and never within a word."""
    parts = re.split(r"(?<=[_/.])(?=\w)", text)
    return [one for part in parts for one in (part, tag("wbr"))][:-1]
