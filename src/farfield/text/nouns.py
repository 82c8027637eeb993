"""A noun behind its number: one word for one thing, another for several."""

from __future__ import annotations


def number_of(how_many: int, noun: str, plural: str | None = None) -> str:
    """How many of what: 1 -> "1 item", 1319 -> "1,319 items"."""
    return f"{how_many:,} {noun if how_many == 1 else plural or noun + 's'}"
