"""What a page leaves out, and where it is."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.words.phrases import count


def left_out(number: int, noun: str, plural: str | None = None) -> Element:
    """What a page leaves out, and where it is."""
    return tag("p", f"and {count(number, noun, plural)} more, in profile.json", class_="note-text")
