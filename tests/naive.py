"""Naive twins of the fast paths: the definitions, written as plainly as they can be."""

from __future__ import annotations

import math
import unicodedata
from collections import Counter

import numpy as np
import regex

SCRIPT_WITHOUT_SPACES = regex.compile(
    r"\p{Han}|\p{Hiragana}|\p{Katakana}|\p{Thai}|\p{Lao}|\p{Khmer}|\p{Myanmar}"
    r"|[\u3006\u3031-\u3035\u303C\u30FC\uFF70\uFF9E\uFF9F\u3192-\u3195\u3220-\u3229\u3280-\u3289]"
    r"|[\U0001D360-\U0001D371]"  # Common, and used with these scripts alone
)


def naive_words(text: str, unit: str = "word") -> list[str]:
    """The definition of a word, as docs/scan.md gives it, character by character."""
    if unit == "byte":
        return [f"{byte:02x}" for byte in text.encode()]
    text = text.replace("\u00ad\r\n", "").replace("\u00ad\n", "")
    shown = [char for char in text if not regex.match(r"\p{Default_Ignorable_Code_Point}|\u0640", char)]
    words: list[str] = []
    goes_on = follows_single = False
    for char in unicodedata.normalize("NFC", "".join(shown)):
        if unicodedata.category(char) in ("Mn", "Mc"):
            if goes_on:
                words[-1] += char
            continue
        if not (char.isalnum() or char == "_"):
            goes_on = False
            continue
        single = SCRIPT_WITHOUT_SPACES.match(char) is not None
        if goes_on and not single and not follows_single:
            words[-1] += char
        else:
            words.append(char)
        goes_on, follows_single = True, single
    return [word.casefold() for word in words]


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

    def unigram(self, text: str) -> list[float]:
        """Bits of each word by its own frequency: the same model with the empty context alone."""
        follow = self.total**0.8
        return [
            math.log2((self.total + follow) / self.counts[(word,)])
            if self.counts[(word,)]
            else math.log2((self.total + follow) / follow) + 17
            for word in naive_words(text, self.unit)
        ]

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


def transformer_logits(model, tokens, roles, columns):
    """The lab's transformer in plain numpy, one query at a time: [length, digits]."""
    weights = [np.asarray(table, np.float64) for table in (model.token, model.role, model.column)]
    x = sum(table[ids] for table, ids in zip(weights, (tokens, roles, columns), strict=True))
    for block in model.blocks:
        x = x + _attend(block.attention, _rms_norm(block.attention_norm, x))
        wide = _rms_norm(block.network_norm, x) @ np.asarray(block.widen.weight).T + np.asarray(
            block.widen.bias
        )
        gelu = wide / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (wide + 0.044715 * wide**3)))
        x = x + gelu @ np.asarray(block.narrow.weight).T + np.asarray(block.narrow.bias)
    return _rms_norm(model.norm, x) @ np.asarray(model.head.weight).T + np.asarray(model.head.bias)


def _rms_norm(norm, x):
    return x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + 1e-5) * np.asarray(norm.weight)


def _attend(attention, x):
    length, width = x.shape
    mixed = np.zeros_like(x)
    query, key, value = np.split(x @ np.asarray(attention.mix.weight).T, 3, axis=-1)
    for head in np.split(np.arange(width), width // 16):
        for place in range(length):
            scores = key[: place + 1, head] @ query[place, head] / np.sqrt(len(head))
            shares = np.exp(scores - scores.max())
            mixed[place, head] = shares / shares.sum() @ value[: place + 1, head]
    return mixed @ np.asarray(attention.out.weight).T
