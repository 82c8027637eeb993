"""Text to tokens and back, as byte-level BPE (Sennrich et al. 2016) with the pieces that SmolLM2 splits at.

Each digit is a piece of its own; the rest is split as GPT-2 does. Texts are ASCII: what letters and digits are beyond
it takes tables that nothing here needs, and other texts are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

from farfield.lab.language.gguf_file import GgufFile
from farfield.records import FarfieldError

PIECES = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d| ?[A-Za-z]+| ?[^\sA-Za-z0-9]+|\s+(?!\S)|\s+")
DIGITS = re.compile(r"([0-9])")
MODEL, SPLIT = "gpt2", "smollm"


@dataclass(frozen=True)
class Vocabulary:
    """`numbers`: the number of each token; `ranks`: which pair of tokens is joined before which."""

    tokens: Sequence[str]
    numbers: Mapping[str, int]
    ranks: Mapping[tuple[str, str], int]
    special: Mapping[str, int]

    def encode(self, text: str) -> list[int]:
        """Its tokens by number; nothing in it is read as special. Raises FarfieldError beyond ASCII."""
        if not text.isascii():
            raise FarfieldError(f"{text!r} is not ASCII, and cannot be put in tokens here")
        pieces = (piece for part in DIGITS.split(text) for piece in _pieces(part))
        return [self.numbers[token] for piece in pieces for token in self._join(piece)]

    def decode(self, numbers: Sequence[int]) -> str:
        """The text of tokens; bytes that are no UTF-8 become U+FFFD."""
        said = "".join(self.tokens[number] for number in numbers)
        known = _bytes_by_sign()
        return bytes(known.get(sign, 63) for sign in said).decode(errors="replace")

    def _join(self, piece: str) -> list[str]:
        """A piece as tokens: of all neighbours the pair of the lowest rank is joined, until none is known."""
        parts = [_sign(byte) for byte in piece.encode()]
        while len(parts) > 1:
            pairs = list(pairwise(parts))
            best = min(pairs, key=lambda pair: self.ranks.get(pair, len(self.ranks)))
            if best not in self.ranks:
                break
            at = pairs.index(best)
            parts[at : at + 2] = ["".join(best)]
        return parts


def read_vocabulary(file: GgufFile) -> Vocabulary:
    """Raises FarfieldError where the file's texts are put in tokens in another way."""
    kind, split = (file.number(f"tokenizer.ggml.{name}") for name in ("model", "pre"))
    if (kind, split) != (MODEL, SPLIT):
        raise FarfieldError(
            f"puts texts in tokens as {kind}, {split}; known here is {MODEL}, {SPLIT}", where=str(file.path)
        )
    tokens = file.number("tokenizer.ggml.tokens")
    merges = [tuple(merge.split(" ")) for merge in file.number("tokenizer.ggml.merges")]
    kinds: Sequence[Any] = file.told.get("tokenizer.ggml.token_type", [])
    return Vocabulary(
        tokens,
        {token: number for number, token in enumerate(tokens)},
        {pair: rank for rank, pair in enumerate(merges) if len(pair) == 2},
        {tokens[number]: number for number, one in enumerate(kinds) if one == 3},
    )


def _pieces(text: str) -> list[str]:
    return [text] if DIGITS.fullmatch(text) else PIECES.findall(text)


@lru_cache
def _sign(byte: int) -> str:
    """The sign that stands for a byte: itself where it can be printed, else one beyond 255, as GPT-2 has them."""
    return next(sign for sign, known in _bytes_by_sign().items() if known == byte)


@lru_cache
def _bytes_by_sign() -> dict[str, int]:
    printed = [*range(33, 127), *range(161, 173), *range(174, 256)]
    rest = [byte for byte in range(256) if byte not in printed]
    return {chr(byte): byte for byte in printed} | {chr(256 + at): byte for at, byte in enumerate(rest)}
