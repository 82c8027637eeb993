"""How many of a kind a page shows at sight, and the line that says how many it leaves out, and where they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.words.accents import LINE_ACCENTS
from farfield.words.phrases import count

One = TypeVar("One")

MOST = len(LINE_ACCENTS)
"""Subjects, tasks or values at sight: as many as lines have colours of their own, and nobody compares more by eye."""


def at_sight(
    found: Sequence[One], noun: str, most: int = MOST, *, plural: str | None = None, of: str = "profile.json"
) -> tuple[Sequence[One], list[Element]]:
    """The first of them, and a line on the others, which stand in the file `of`; no line where there are none."""
    rest = len(found) - most
    return found[:most], [left_out(rest, noun, plural, of=of)] if rest > 0 else []


def left_out(number: int, noun: str, plural: str | None = None, *, of: str = "profile.json") -> Element:
    """That so many more stand in a file of the run."""
    return tag("p", f"and {count(number, noun, plural)} more, in {of}", class_="note-text")
