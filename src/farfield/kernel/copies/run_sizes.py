"""How many words in a row tell of a text that it was copied, and how many that a copy may stand near.

Two and four of most scripts, more where a word is a character. Two characters of Chinese or two letters of Thai stand
side by side in any document of the same subject: counted by pairs, every fourth sentence of a Chinese manual, and every
second of a Khmer one, had a near duplicate in others. Four are two words: where items and corpus are Chinese, such
spans of theirs met nearly everywhere.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.spans.index import Index
from farfield.kernel.words.vocabulary import Vocabulary
from farfield.records import Unit
from farfield.text.characters import SINGLE, kinds

GRAM: dict[Unit, int] = {"word": 2, "byte": 8}
SEED: dict[Unit, int] = {"word": 4, "byte": 20}
CHARACTERS, LETTERS = 3, 6
"""Words of a gram of Han and kana; of Thai, Lao, Khmer and Myanmar, whose words have some five letters."""
GRAMS_OF_SEED = 2  # in scripts without spaces a seed is so many grams long, as it is in the others
LETTER_RANGES = ((0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x19FF), (0xA9E0, 0xAA7F), (0x116D0, 0x116E3))


def run_sizes(index: Index, unit: Unit) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each text the words of its grams and of its seeds: by what most of its words are, no more than it has.

    A gram is so many words that stand side by side in text and document, a seed so many that open a window.
    """
    grams, seeds = (np.full(len(index.sizes), size[unit], np.int64) for size in (GRAM, SEED))
    if unit == "byte":
        return grams, seeds
    is_character, is_letter = _kinds_of_words(index.vocabulary)
    if not (is_character.any() or is_letter.any()):
        return grams, seeds
    characters, letters = (_count(index, words) for words in (is_character, is_letter))
    without_spaces = 2 * (characters + letters) > index.sizes
    wanted = np.where(letters > characters, LETTERS, CHARACTERS)
    longer_grams = np.minimum(wanted, np.maximum(index.sizes, grams))
    longer_seeds = np.minimum(GRAMS_OF_SEED * wanted, np.maximum(index.sizes, seeds))
    return np.where(without_spaces, longer_grams, grams), np.where(without_spaces, longer_seeds, seeds)


def _count(index: Index, wanted: NDArray[np.bool_]) -> NDArray[np.int64]:
    """How many words of each text are of those wanted."""
    is_word = index.tree.words < len(wanted)  # not what ends a text
    held = is_word & wanted[np.where(is_word, index.tree.words, 0)]
    upto = np.r_[0, np.cumsum(held)]
    return np.asarray(upto[index.begins + index.sizes] - upto[index.begins], np.int64)


def _kinds_of_words(vocabulary: Vocabulary) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which words are a character of Han or kana, and which a letter of the other scripts without spaces."""
    letters, starts = vocabulary.letters, vocabulary.offsets[:-1]
    first, *rest = (letters[starts + at].astype(np.int64) for at in range(4))
    three = ((first & 0x0F) << 12) | ((rest[0] & 0x3F) << 6) | (rest[1] & 0x3F)
    four = ((first & 0x07) << 18) | ((rest[0] & 0x3F) << 12) | ((rest[1] & 0x3F) << 6) | (rest[2] & 0x3F)
    code = np.where(first >= 0xF0, four, np.where(first >= 0xE0, three, 0))
    single = kinds()[np.minimum(code, len(kinds()) - 1)] == SINGLE
    is_letter = np.logical_or.reduce([(code >= low) & (code <= high) for low, high in LETTER_RANGES])
    return single & ~is_letter, single & is_letter
