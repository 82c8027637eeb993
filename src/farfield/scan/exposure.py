"""Exposure: documents that hold the key of a question and the key of its answer together.

The key of a text is its rarest words: those that the fewest questions and targets of the items hold, of equally rare
ones the longest, then the first. The question's key is taken from words that its target lacks. Counting documents
in which both are mentioned follows Razeghi et al. (2022) and Kandpal et al. (2023), who link terms and entities.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.compiled import Integer, compiled
from farfield.records import Unit
from farfield.scan.index import NONE, Index

KEY_WORDS = 2


class Exposure(NamedTuple):
    """What is looked for. `keys`: for each pair the words of both keys, the rarest first, padded with NONE.

    `first_pair`: for each word, the first pair whose rarest word it is; `next_pair` chains them.
    """

    keys: NDArray[np.int32]
    first_pair: NDArray[np.int32]
    next_pair: NDArray[np.int32]


class ExposureTally(NamedTuple):
    """`documents`: that hold both keys of each pair. `seen`: the last document that held each word. `met`: room."""

    documents: NDArray[np.int64]
    seen: NDArray[np.int64]
    met: NDArray[np.int32]


def build_exposure(
    index: Index, pairs: Sequence[tuple[int, int]], roles: NDArray[np.int8], unit: Unit
) -> Exposure:
    """`pairs`: numbers of a question's and a target's text. `roles`: of each text, see find_roles.

    With unit "byte" there are no words and no keys.
    """
    texts = {
        int(text): index.tree.words[index.begins[text] : index.begins[text] + index.sizes[text]].tolist()
        for text in np.flatnonzero(roles)
    }
    holding: Counter[int] = Counter()
    for words in texts.values():
        holding.update(set(words))
    letters = np.diff(index.vocabulary.offsets).tolist()
    keys = np.full((len(pairs), 2 * KEY_WORDS), NONE, np.int32)
    for number, (question, target) in enumerate(pairs if unit == "word" else ()):
        answer = rarest(texts[target], holding, letters)
        rest = set(texts[target])
        asked = rarest([word for word in texts[question] if word not in rest], holding, letters)
        both = sorted({*asked, *answer}, key=lambda word: (holding[word], word)) if asked else []
        keys[number, : len(both)] = both
    return Exposure(keys, *_chain(keys[:, 0], len(index.tree.first_child)))


def rarest(words: Sequence[int], holding: Counter[int], letters: Sequence[int]) -> list[int]:
    """The key among the words of a text."""
    first = {word: at for at, word in reversed(list(enumerate(words)))}
    return sorted(first, key=lambda word: (holding[word], -letters[word], first[word]))[:KEY_WORDS]


def _chain(
    rarest_words: NDArray[np.int32], vocabulary_size: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    first, following = np.full(vocabulary_size, NONE, np.int32), np.full(len(rarest_words), NONE, np.int32)
    for pair, word in enumerate(rarest_words.tolist()):
        if word != NONE:
            following[pair] = first[word]
            first[word] = pair
    return first, following


def make_exposure_tally(exposure: Exposure) -> ExposureTally:
    words = len(exposure.first_pair)
    return ExposureTally(
        np.zeros(len(exposure.keys), np.int64), np.full(words, NONE, np.int64), np.zeros(words, np.int32)
    )


@compiled
def count_exposure(
    ids: NDArray[np.int32], size: Integer, document: Integer, exposure: Exposure, tally: ExposureTally
) -> None:
    """Count a document of `size` words for every pair whose keys it holds."""
    seen, met, first_pair = tally.seen, tally.met, exposure.first_pair
    count = 0
    for at in range(size):
        word = ids[at]
        if word >= 0 and seen[word] != document:
            seen[word] = document
            met[count] = word
            count += first_pair[word] != NONE
    for k in range(count):
        pair = first_pair[met[k]]
        while pair != NONE:
            held = True
            for word in exposure.keys[pair]:
                held = held and (word == NONE or seen[word] == document)
            tally.documents[pair] += held
            pair = exposure.next_pair[pair]
