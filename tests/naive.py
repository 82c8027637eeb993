"""Naive twins of the fast paths: the definitions, written as plainly as they can be."""

from __future__ import annotations

import math
import re
from collections import Counter


def naive_words(text: str, unit: str = "word") -> list[str]:
    """The definition of a word, as methods.md gives it."""
    if unit == "byte":
        return [f"{byte:02x}" for byte in text.encode()]
    return [word.casefold() for word in re.findall(r"\w+", text)]


class NaiveCorpus:
    """Every span of every document in one dictionary: the brute force behind every count of the scan."""

    def __init__(self, documents: list[str], longest: int, unit: str = "word") -> None:
        self.unit = unit
        self.counts: Counter[tuple[str, ...]] = Counter()
        self.documents = [naive_words(document, unit) for document in documents]
        self.total = sum(map(len, self.documents))
        for words in self.documents:
            for start in range(len(words)):
                for end in range(start + 1, min(len(words), start + longest) + 1):
                    self.counts[tuple(words[start:end])] += 1

    def lengths(self, text: str) -> list[int]:
        words = naive_words(text, self.unit)
        return [
            max(
                (n for n in range(1, len(words) - at + 1) if self.counts[tuple(words[at : at + n])]),
                default=0,
            )
            for at in range(len(words))
        ]

    def span_counts(self, text: str) -> list[int]:
        words = naive_words(text, self.unit)
        return [self.counts[tuple(words[at : at + n])] if n else 0 for at, n in enumerate(self.lengths(text))]

    def surprisal(self, text: str) -> list[float]:
        """PPM, written as its definition: the longest context that occurs, then ever shorter ones."""
        words = naive_words(text, self.unit)
        bits = []
        for at, word in enumerate(words):
            price = 0.0
            for start in range(at + 1):
                context = tuple(words[start:at])
                seen = self.counts[context] if context else self.total
                if not seen:
                    continue
                follow = seen**0.8
                if together := self.counts[(*context, word)]:
                    price += math.log2((seen + follow) / together)
                    break
                price += math.log2((seen + follow) / follow)
            else:
                price += 17
            bits.append(price)
        return bits

    def pieces(self, text: str) -> int:
        """The least number of corpus spans (or single unknown words) that spell the text: by dynamic programming."""
        words = naive_words(text, self.unit)
        least = [0] + [len(words) + 1] * len(words)
        for end in range(1, len(words) + 1):
            for start in range(end):
                if end - start == 1 or self.counts[tuple(words[start:end])]:
                    least[end] = min(least[end], least[start] + 1)
        return least[-1]

    def coverage(self, text: str, span: int) -> float:
        lengths = self.lengths(text)
        covered = {at + k for at, n in enumerate(lengths) if n >= span for k in range(n)}
        return len(covered) / len(lengths)

    def recall(self, question: str, target: str) -> int:
        """Documents that hold the whole question, and the target outside the question's first occurrence."""
        asked, wanted = naive_words(question, self.unit), naive_words(target, self.unit)
        found = 0
        for words in self.documents:
            at = _find(words, asked)
            if at is not None:
                beside = _find(words[:at], wanted), _find(words[at + len(asked) :], wanted)
                found += beside != (None, None)
        return found


def _find(words: list[str], wanted: list[str]) -> int | None:
    places = range(len(words) - len(wanted) + 1)
    return next((at for at in places if words[at : at + len(wanted)] == wanted), None)
