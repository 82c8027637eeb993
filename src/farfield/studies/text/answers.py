"""What a model of any kind says of the words: each token of a word in turn, behind what truly stands before it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes, Floats, Rows
from farfield.studies.text.asking import Asked


class Tokens(NamedTuple):
    """The tokens of all words: the word of each, its window, its place in it, and the token itself, all (m,)."""

    word: Codes
    window: Codes
    place: Codes
    token: Codes


class Said(NamedTuple):
    """Of each token whether it is the likeliest, and the bits that it costs, NaN where no chances are told."""

    hit: Rows
    bits: Floats


class Answers(NamedTuple):
    """Of each word whether all of its tokens are right, and its bits."""

    right: Rows
    bits: Floats


def tokens_of(asked: Asked) -> Tokens:
    """The tokens of the words, word by word."""
    word = np.repeat(np.arange(len(asked.start)), asked.length)
    begins = np.cumsum(asked.length) - asked.length
    place = asked.start[word] + np.arange(len(word)) - begins[word]
    window = asked.window[word]
    return Tokens(word, window, place, asked.windows[window, place])


def answers_of(said: Said, tokens: Tokens, words: int) -> Answers:
    """Of words from their tokens."""
    wrong = np.bincount(tokens.word, ~said.hit, minlength=words)
    bits = np.bincount(tokens.word, said.bits, minlength=words)
    return Answers(wrong == 0, np.asarray(bits, np.float64))
