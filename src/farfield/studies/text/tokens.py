"""Text as tokens: byte pairs joined by how often they stand together (Sennrich et al. 2016), learned from both halves.

Its own sixty lines and no library's: the rows of a study hang on every tie, which here are broken by the pair itself.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes

PIECE = re.compile(r"\n[ \t]*| ?\w+| ?[^\w\s]+|[ \t]+|\s")
"""What no token crosses: a new line with its indentation, a word with the blank before it, signs, blanks."""
WORD = re.compile(r" ?\w*[^\W\d_]\w*")
"""A piece that is asked for: a word with a letter in it."""
LEARNED_FROM = 3_000_000
"""Characters: more change few pairs of two thousand."""
INSIDE, PIECE_BEGINS, WORD_BEGINS = 0, 1, 2


class Encoded(NamedTuple):
    """Tokens, and what begins at each: a word, another piece, or nothing."""

    tokens: Codes
    begins: Codes


@dataclass
class Vocabulary:
    """Bytes, and what was joined of them: `pairs` in the order in which they are joined; `end` stands between files."""

    pairs: list[tuple[int, int]]

    def __post_init__(self) -> None:
        self.bytes = [bytes([one]) for one in range(256)]
        for left, right in self.pairs:
            self.bytes.append(self.bytes[left] + self.bytes[right])
        self.end = len(self.bytes)
        self.size = self.end + 1
        self._rank = {pair: 256 + at for at, pair in enumerate(self.pairs)}
        self._known: dict[str, tuple[list[int], list[int]]] = {}

    def encode(self, text: str) -> Encoded:
        """Tokens of a text, and where its pieces begin."""
        tokens: list[int] = []
        begins: list[int] = []
        for piece in PIECE.findall(text):
            found = self._known.get(piece)
            if found is None:
                found = self._known[piece] = self._encode_piece(piece)
            tokens += found[0]
            begins += found[1]
        return Encoded(np.array(tokens, np.int64), np.array(begins, np.int64))

    def token_of(self, text: str) -> int | None:
        """The token that a piece is by itself, None where it takes several."""
        found = self._encode_piece(text)[0]
        return found[0] if len(found) == 1 else None

    def _encode_piece(self, piece: str) -> tuple[list[int], list[int]]:
        parts = list(piece.encode())
        while len(parts) > 1:
            joined = min(self._rank.get(pair, self.end) for pair in pairwise(parts))
            if joined == self.end:
                break
            parts = _join(parts, self.pairs[joined - 256], joined)
        kind = WORD_BEGINS if WORD.fullmatch(piece) else PIECE_BEGINS
        return parts, [kind] + [INSIDE] * (len(parts) - 1)


def learn_vocabulary(texts: Iterable[str], tokens: int) -> Vocabulary:
    """As many tokens of the texts, 256 of them the bytes; of the first LEARNED_FROM characters."""
    counts: Counter[str] = Counter()
    read = 0
    for text in texts:
        counts.update(PIECE.findall(text))
        read += len(text)
        if read > LEARNED_FROM:
            break
    return Vocabulary(_learn_pairs(counts, tokens - 256))


def _learn_pairs(counts: Mapping[str, int], most: int) -> list[tuple[int, int]]:
    """The pairs to join, the most frequent first; of equals the one of the smaller tokens."""
    words = [list(piece.encode()) for piece in counts]
    often = list(counts.values())
    held: Counter[tuple[int, int]] = Counter()
    places: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for at, word in enumerate(words):
        for pair in pairwise(word):
            held[pair] += often[at]
            places[pair].add(at)
    waiting = [(-count, pair) for pair, count in held.items()]
    heapq.heapify(waiting)
    joined: list[tuple[int, int]] = []
    while waiting and len(joined) < most:
        count, pair = heapq.heappop(waiting)
        if -count != held[pair] or count == 0:
            continue
        changed: set[tuple[int, int]] = set()
        for at in places.pop(pair):
            before, after = words[at], _join(words[at], pair, 256 + len(joined))
            for one in pairwise(before):
                held[one] -= often[at]
            for one in pairwise(after):
                held[one] += often[at]
                places[one].add(at)
            changed.update(pairwise(before), pairwise(after))
            words[at] = after
        joined.append(pair)
        for one in changed:
            if held[one] > 0:
                heapq.heappush(waiting, (-held[one], one))
    return joined


def _join(parts: list[int], pair: tuple[int, int], token: int) -> list[int]:
    found: list[int] = []
    at = 0
    while at < len(parts):
        if at + 1 < len(parts) and (parts[at], parts[at + 1]) == pair:
            found.append(token)
            at += 2
        else:
            found.append(parts[at])
            at += 1
    return found
