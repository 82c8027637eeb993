"""What counts as copied from a corpus, and that nothing is."""

from __future__ import annotations

from farfield.records import Unit
from farfield.words import phrases

COPIED_WORDS = 8
"""A stretch of so many words is a copy by itself; shorter ones are everybody's phrases."""
QUARTER = 4
"""So is a shorter one that is a quarter of its text."""
BYTES_PER_WORD = 8
"""What a word's length is to a match that is counted in bytes."""


def none_copied(longest: int, unit: Unit, searched: str) -> str:
    """That nothing of the items is copied. `searched`: what was, as a noun; `longest`: match of any of their texts."""
    counted = "byte" if unit == "byte" else "word"
    stretch = f"{COPIED_WORDS * BYTES_PER_WORD} bytes" if unit == "byte" else "eight words"
    told = (
        f"The longest that does has {phrases.count(longest, counted)}."
        if longest
        else f"Not one {counted} of them does."
    )
    return (
        f"Nothing here is copied: no stretch of {stretch}, or of a quarter of its text, of any question, target or "
        f"output stands in {searched}. {told}"
    )
