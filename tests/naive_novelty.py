"""Naive twins of what `farfield novelty` counts: plain strings, one document at a time, no index."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from hashlib import blake2b
from itertools import combinations
from math import log


def folded(text: str) -> str:
    """Words of a text with a blank around each, as the README of the data has it; an accented letter is one."""
    words = re.findall("[a-z0-9\u00e0-\u024f]+", unicodedata.normalize("NFC", text).lower())
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


def nearest(
    documents: Sequence[tuple[str, int]], text: str, before: int, without: Sequence[int], most: int
) -> list[tuple[int, int, float]]:
    """Document, window and score of the passages nearest to a text, best first, by BM25 as its formula reads; of equals
    the earlier document, of one day by a hash of its words.

    `documents`: their texts and days.
    """
    words = [folded(one).split() for one, _ in documents]
    count, asked = len(words), set(folded(text).split())
    length = min(400.0, sum(map(len, words)) / count)
    held = {word: sum(word in one for one in words) for word in asked}
    weight = {word: log(1 + count / max(1, held[word])) for word in asked}
    total = sum(0.0 if held[word] > max(0.25 * count, 10) else weight[word] for word in asked)
    best = []
    for number, one in enumerate(words):
        begins = range(0, max(1, len(one) - 150), 150) if len(one) > 400 else [0]
        scores = []
        for window, begin in enumerate(begins):
            passage = one[begin : begin + 300] if len(one) > 400 else one
            norm = 1.2 * (0.25 + 0.75 * len(passage) / length)
            score = sum(
                weight[word] * passage.count(word) * 2.2 / (passage.count(word) + norm)
                for word in asked
                if held[word] <= max(0.25 * count, 10)
            )
            scores.append((-score / total if total else 0.0, window))
        score, window = min(scores)
        if score < 0 and documents[number][1] < before and number not in without:
            best.append((score, documents[number][1], hashed(one), number, window))
    return [(number, window, -score) for score, _, _, number, window in sorted(best)[:most]]


def hashed(words: Sequence[str]) -> int:
    """64 bits of words that no plural's s was dropped from."""
    return int.from_bytes(blake2b(" ".join(words).encode(), digest_size=8).digest(), "little", signed=True)
