"""Spans of a corpus by plain dictionaries: what the hand check on GSM8K counts pieces by, apart from the scan."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

from farfield.storage import open_input


def read_lines(path: Path) -> list[dict[str, Any]]:
    with open_input(str(path)) as stream:
        return [json.loads(line) for line in stream.read().decode().split("\n") if line]


class PlainCorpus:
    """Spans of a corpus by plain dictionaries: where each run of three words stands, and all runs of two and one."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = [plain_words(text) for text in texts]
        self.known: set[tuple[str, ...]] = set()
        self.places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            self.known.update((word,) for word in text)
            self.known.update(pairwise(text))
            for at, three in enumerate(zip(text, text[1:], text[2:], strict=False)):
                self.places[three].append((number, at))

    def longest(self, words: list[str]) -> int:
        """Words of the longest span of the corpus that these words begin with."""
        if len(words) < 3 or tuple(words[:3]) not in self.places:
            return next((n for n in (2, 1) if len(words) >= n and tuple(words[:n]) in self.known), 0)
        length, places = 3, self.places[tuple(words[:3])]
        while places and length < len(words):
            places = [
                (t, at) for t, at in places if self.texts[t][at + length : at + length + 1] == [words[length]]
            ]
            length += bool(places)
        return length

    def pieces(self, text: str) -> tuple[int, int]:
        words, at, count = plain_words(text), 0, 0
        while at < len(words):
            at, count = at + max(1, self.longest(words[at:])), count + 1
        return count, len(words)


def plain_words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]
