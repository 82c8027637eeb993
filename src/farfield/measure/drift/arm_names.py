"""What arms are called: those without a reminder, and text that says nothing."""

from __future__ import annotations

import re

BARE = "none"
"""Begins the name of an arm without a reminder."""
_ALSO_BARE = frozenset(
    {
        "baseline",
        "base",
        "bare",
        "plain",
        "vanilla",
        "unreminded",
        "closed book",
        "zero context",
        "question only",
        "without",
        "no",
        "false",
        "off",
        "0",
    }
)
_WITHOUT = re.compile(
    r"(?:no|without|w o)(?: an?| any)? (?:reminder|context|date|hint|system prompt|information|facts?)"
)
IRRELEVANT = ("irrelevant", "irrelevant-text", "irrelevant text", "irrelevant_text", "filler")
"""What an arm of text that says nothing of the facts is called."""


def is_bare(arm: str) -> bool:
    """Whether an arm's name says that there was no reminder: `none`, `none+form`, `baseline`, `no context`."""
    if arm.startswith(BARE):
        return True
    plain = re.sub(r"[\W_]+", " ", arm).strip().casefold()
    return plain in _ALSO_BARE or _WITHOUT.fullmatch(plain) is not None
