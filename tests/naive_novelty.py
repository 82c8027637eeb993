"""Naive twins of what `farfield novelty` counts: plain strings, one document at a time, no index."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations


def folded(text: str) -> str:
    """Words of a text with a blank around each, as the README of the data defines them."""
    words = re.findall("[a-z0-9]+", text.lower())
    kept = [
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
        for word in words
    ]
    return f" {' '.join(kept)} "


def holds(document: str, concept: str) -> bool:
    return folded(concept) in folded(document) and bool(folded(concept).strip())


def count(documents: Sequence[str], concepts: Sequence[str]) -> int:
    """Documents that hold all of the concepts."""
    return sum(all(holds(document, concept) for concept in concepts) for document in documents)


def kind(documents: Sequence[str], concepts: Sequence[str], tau: int) -> str:
    """The kind by the rule, straight from its words."""
    for order, name in ((1, "new primitive"), (2, "composition-2"), (3, "composition-3")):
        if any(count(documents, some) < tau for some in combinations(concepts, order)):
            return name
    return "interpolation"
