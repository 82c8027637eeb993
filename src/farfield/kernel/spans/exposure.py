"""Exposure: documents that hold the key of a question and the key of its answer together.

The key of a text is its rarest words: those that the fewest questions and targets of the items hold, of equally rare
ones the longest, then the first. The question's key is taken from words that its target lacks. Counting documents
in which both are mentioned follows Razeghi et al. (2022) and Kandpal et al. (2023), who link terms and entities.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.machine.set_bits import list_places
from farfield.kernel.machine.vectors import WIDTH, count_bits
from farfield.kernel.spans.index import NONE, Index
from farfield.kernel.words.vocabulary import ALL_BITS
from farfield.records import Unit

KEY_WORDS = 2


class Exposure(NamedTuple):
    """What is looked for. `keys`: for each pair the words of both keys, the rarest first, padded with NONE.

    `first_pair`: for each word, the first pair whose rarest word it is; `next_pair` chains them. `in_key`: of each
    word, behind those that the items lack (False), whether any key has it. Most of a document's words are in none, and
    this byte is all that is read of them: the larger tables leave the cache to others.
    """

    keys: NDArray[np.int32]
    in_key: NDArray[np.bool_]
    first_pair: NDArray[np.int32]
    next_pair: NDArray[np.int32]


class ExposureTally(NamedTuple):
    """`documents`: that hold both keys of each pair. `seen`: the last document that held each word, behind one for
    those that the items lack."""

    documents: NDArray[np.int64]
    seen: NDArray[np.int64]


def build_exposure(
    index: Index, pairs: Sequence[tuple[int, int]], roles: NDArray[np.int8], unit: Unit
) -> Exposure:
    """`pairs`: numbers of a question's and a target's text. `roles`: of each text, see find_roles.

    With unit "byte" there are no words and no keys.
    """
    vocabulary = len(index.tree.first_child)
    keys = np.full((len(pairs), 2 * KEY_WORDS), NONE, np.int32)
    if unit == "word":
        sought = np.flatnonzero(roles)
        holding = _count_holding(index.tree.words, index.begins[sought], index.sizes[sought], vocabulary)
        rank = _rank(holding, np.diff(index.vocabulary.offsets))
        numbers = np.array(pairs, np.int64).reshape(-1, 2)
        _choose_keys(index.tree.words, index.begins, index.sizes, numbers, rank, holding, keys)
    first_pair, next_pair = _chain(keys[:, 0], vocabulary)
    in_key = np.zeros(vocabulary + 1, np.bool_)
    in_key[keys[keys != NONE] + 1] = True
    return Exposure(keys, in_key, first_pair, next_pair)


@compiled
def _count_holding(
    words: NDArray[np.int32], begins: NDArray[np.int64], sizes: NDArray[np.int64], vocabulary_size: int
) -> NDArray[np.int64]:
    """How many of the texts hold each word."""
    holding, seen = np.zeros(vocabulary_size, np.int64), np.full(vocabulary_size, NONE, np.int64)
    for text in range(len(begins)):
        for word in words[begins[text] : begins[text] + sizes[text]]:
            holding[word] += seen[word] != text
            seen[word] = text
    return holding


def _rank(holding: NDArray[np.int64], letters: NDArray[np.int64]) -> NDArray[np.int64]:
    """Words by how few texts hold them, then by how long they are; equal ones have the same rank."""
    order = np.lexsort((-letters, holding))
    differs = (np.diff(holding[order]) != 0) | (np.diff(letters[order]) != 0)
    rank = np.zeros(len(holding), np.int64)
    rank[order[1:]] = np.cumsum(differs)
    return rank


@compiled
def _choose_keys(
    words: NDArray[np.int32],
    begins: NDArray[np.int64],
    sizes: NDArray[np.int64],
    pairs: NDArray[np.int64],
    rank: NDArray[np.int64],
    holding: NDArray[np.int64],
    keys: NDArray[np.int32],
) -> None:
    """Both keys of each pair, sorted by how many texts hold a word, then by its number; none without a question's."""
    in_target = np.full(len(rank), NONE, np.int64)
    for number in range(len(pairs)):
        question, target = pairs[number]
        answer = words[begins[target] : begins[target] + sizes[target]]
        in_target[answer] = number
        count = _add_rarest(
            words[begins[question] : begins[question] + sizes[question]],
            rank,
            in_target,
            number,
            keys[number],
            0,
        )
        if count == 0:
            continue
        count = _add_rarest(answer, rank, in_target, NONE, keys[number], count)
        _sort_key(keys[number], count, holding)


@borrowing
def _sort_key(key: NDArray[np.int32], count: Integer, holding: NDArray[np.int64]) -> None:
    """Put the first `count` words of a key in order: by how many texts hold one, then by its number."""
    for at in range(1, count):
        word, place = key[at], at
        while place > 0:
            before = key[place - 1]
            if holding[before] < holding[word] or (holding[before] == holding[word] and before <= word):
                break
            key[place] = before
            place -= 1
        key[place] = word


@borrowing
def _add_rarest(
    text: NDArray[np.int32],
    rank: NDArray[np.int64],
    left_out: NDArray[np.int64],
    mark: Integer,
    key: NDArray[np.int32],
    count: Integer,
) -> Integer:
    """Write the KEY_WORDS rarest words of a text, but for those `left_out` as `mark`, behind `count` others."""
    for _ in range(KEY_WORDS):
        best: Integer = NONE
        for word in text:
            held = mark != NONE and left_out[word] == mark
            for at in range(count):
                held = held or key[at] == word
            if not held and (best == NONE or rank[word] < rank[best]):
                best = word
        if best != NONE:
            key[count] = best
            count += 1
    return count


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
    """An empty tally for these keys: no document holds one yet."""
    return ExposureTally(
        np.zeros(len(exposure.keys), np.int64), np.full(len(exposure.in_key), NONE, np.int64)
    )


@borrowing
def count_exposure(
    ids: NDArray[np.int32],
    sought: NDArray[np.uint64],
    size: Integer,
    document: Integer,
    exposure: Exposure,
    tally: ExposureTally,
    room: NDArray[np.int32],
) -> None:
    """Count a document of `size` words for every pair whose keys it holds. `sought`: a bit for each of them, set for
    all that any key has. `room`: for as many words.

    Each word of a key is looked at once, where the document has it first; which those are cannot be foretold, so that
    they are listed free of branches.
    """
    seen, first_pair, in_key = tally.seen, exposure.first_pair, exposure.in_key
    listed = _list_bits(sought, size, room)
    count = np.uint64(0)
    for k in range(np.uint64(listed)):
        word = ids[room[k]]
        place = np.uint64(np.int64(word) + 1)
        is_first = np.uint64((seen[place] != document) & in_key[place])
        seen[place] = document
        room[count] = word
        count += is_first
    for k in range(count):
        pair = first_pair[room[k]]
        while pair != NONE:
            held = True
            for word in exposure.keys[pair]:
                held = held and (word == NONE or seen[np.int64(word) + 1] == document)
            tally.documents[pair] += held
            pair = exposure.next_pair[pair]


@borrowing
def _list_bits(bits: NDArray[np.uint64], size: Integer, out: NDArray[np.int32]) -> Integer:
    """List which of the first `size` bits are set; how many are."""
    count: Integer = 0
    for part in range((size + WIDTH - 1) // WIDTH):
        left = np.uint64(min(WIDTH, size - part * WIDTH))
        mask = bits[part] & (ALL_BITS >> (np.uint64(WIDTH) - left))
        list_places(out, count, part * WIDTH, mask)
        count += count_bits(mask)
    return count
