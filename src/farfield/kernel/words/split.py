"""Documents → words, compiled: exactly the words of `split_words`, by tables read off the running Python."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.machine import Integer, borrowing, inlined
from farfield.kernel.machine.lanes import (
    LANES,
    Lanes,
    differing,
    exceeding,
    gather,
    gather_ends,
    gather_two,
    marks,
    put,
    take,
    take_octets,
    take_small,
)
from farfield.kernel.machine.set_bits import list_places
from farfield.kernel.machine.vectors import WIDTH, count_bits, lowest_bit
from farfield.kernel.words.boundaries import SPECIAL_FROM, find_boundaries
from farfield.kernel.words.characters import NONE, CharacterTables
from farfield.kernel.words.composing import NOTHING, FoldRoom, changes, fold_word
from farfield.kernel.words.remembering import is_remembered, number_remembered, remember, slot_of_word
from farfield.kernel.words.vocabulary import (
    ALL_BITS,
    ID_BITS,
    SHOWN,
    SHOWN_AT_BOTH_ENDS,
    STEP_BITS,
    Vocabulary,
    bucket_of,
    find_word,
    key_of,
    mix_key,
    same_word,
    slot_of,
    small_octet,
)

# Words; two arrays of as many numbers are 8 KiB: they stay in the nearest cache between two passes.
BLOCK = 512
LISTED = BLOCK + WIDTH  # words of a block that need a second look, and what may be written behind the last
UNKNOWN = np.int32(-1)
EIGHT = (1 << LANES) - 1
LOWER, HALF = np.uint64(0xFFFFFFFF), np.uint64(32)


@borrowing
def split_document(
    text: NDArray[np.uint8],
    text_octets: NDArray[np.uint64],
    begin: Integer,
    end: Integer,
    tables: CharacterTables,
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
    ids: NDArray[np.int32],
    boundaries: NDArray[np.int32],
    special: NDArray[np.int32],
    block: NDArray[np.uint64],
    listed: NDArray[np.int32],
    sought: NDArray[np.uint64],
    folding: FoldRoom,
) -> Integer:
    """Split text[begin:end] (UTF-8, padded) into words; return how many.

    Writes for each word its id in the vocabulary (UNKNOWN: none of the items' words), one UNKNOWN behind the last,
    and its bytes [start, end), counted from `begin`, in turn into `boundaries`. `ids` and `special` (room for the words
    that must be folded) need `places_needed` places, `boundaries` twice that, `block` 2 * BLOCK, `listed` 2 * LISTED,
    `sought` a bit for each place: it is set for words that are marked as sought, and for some others.
    """
    size, any_special = find_boundaries(text, begin, end, tables.kind, boundaries, special)
    for place in range(2 * size, 2 * (size + -size % LANES)):
        boundaries[place] = place & 1
    for first in range(0, size, BLOCK):
        stop = min(size, first + BLOCK)
        _find_slots(text, begin, first, stop, boundaries, vocabulary.steps, vocabulary.shift, block)
        cut, astray = _look_up(first, stop, boundaries, vocabulary.slots, ids, block, listed, sought)
        _compare_ends(
            text, text_octets, begin, boundaries, vocabulary, letter_octets, ids, listed, cut, sought
        )
        for k in range(LISTED, LISTED + astray):
            _look_closer(listed[k], text_octets, begin, boundaries, vocabulary, letter_octets, ids, sought)
    if any_special:
        _look_at_special(
            text, text_octets, begin, size, boundaries, tables, vocabulary, letter_octets,
            ids, special, sought, folding,
        )  # fmt: skip
    ids[size] = UNKNOWN
    return size


@borrowing
def _find_slots(
    text: NDArray[np.uint8],
    begin: Integer,
    first: Integer,
    stop: Integer,
    boundaries: NDArray[np.int32],
    steps: NDArray[np.uint16],
    shift: int,
    block: NDArray[np.uint64],
) -> None:
    """Write the key of each of the words [first, stop) to `block`, and behind all keys where its slot begins."""
    for word in range(first, stop, LANES):
        first_bytes, last_bytes = gather_ends(text, begin, boundaries, 2 * word)
        both = take_octets(boundaries, 2 * word)
        key = _key_of_each((both >> HALF) - (both & LOWER), first_bytes, last_bytes)
        mixed = mix_key(key)
        step = gather(steps, bucket_of(mixed, shift)) & STEP_BITS
        put(block, word - first, key)
        put(block, word - first + BLOCK, slot_of(mixed, step, shift))


@borrowing
def _look_up(
    first: Integer,
    stop: Integer,
    boundaries: NDArray[np.int32],
    slots: NDArray[np.uint64],
    ids: NDArray[np.int32],
    block: NDArray[np.uint64],
    listed: NDArray[np.int32],
    sought: NDArray[np.uint64],
) -> tuple[Integer, Integer]:
    """Look each of the words [first, stop) up in its first slot, and mark those sought. List those longer than a key
    tells, and from LISTED on those that stood behind theirs, if anywhere. How many each are.

    Free of branches: which words the items hold cannot be foretold, and a branch mistaken costs more than all of it.
    Apart from `_find_slots`, so that no look into the table waits for the reckoning where to look.
    """
    cut, astray = 0, LISTED
    for part in range(first, stop, WIDTH):
        are_cut, passed_by, are_sought = np.uint64(0), np.uint64(0), np.uint64(0)
        for word in range(part, min(part + WIDTH, stop), LANES):
            both = take_octets(boundaries, 2 * word)
            held, named = gather_two(slots, block, word - first + BLOCK)
            length = both - (both << HALF)  # in the upper half, as the end is, and the beginning in the lower
            differs = held ^ take(block, word - first)
            differs = differing(differs | ((named ^ length) >> HALF), np.uint64(0))
            put(ids, word, (named & ID_BITS) | differs)
            is_cut = exceeding(length, np.uint64(SHOWN << 32) | LOWER) & ~differs
            are_cut |= marks(is_cut) << np.uint64(word - part)
            passed_by |= marks(differs & (named << np.uint64(32))) << np.uint64(word - part)  # the bit PASSED
            is_sought = ~differs & (named << np.uint64(33))  # the bit SOUGHT
            are_sought |= marks(is_sought) << np.uint64(word - part)
        sought[part // WIDTH] = are_sought
        list_places(listed, cut, part, are_cut)
        cut += count_bits(are_cut)
        if passed_by:
            list_places(listed, astray, part, passed_by)
            astray += count_bits(passed_by)
    return cut, astray - LISTED


@borrowing
def _compare_ends(
    text: NDArray[np.uint8],
    text_octets: NDArray[np.uint64],
    begin: Integer,
    boundaries: NDArray[np.int32],
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
    ids: NDArray[np.int32],
    listed: NDArray[np.int32],
    count: Integer,
    sought: NDArray[np.uint64],
) -> None:
    """Look closer at those of the first `count` words listed that do not end as those whose keys they have, or are too
    long for that to tell."""
    for place in range(count, count + -count % LANES):
        listed[place] = listed[count - 1]
    for at in range(0, count, LANES):
        words = take_small(listed, at)
        both = gather(
            boundaries, words << np.uint64(1)
        )  # where it begins, and in the upper half where it ends
        end, start = both >> HALF, both & LOWER
        last = gather(text, end + np.uint64(begin - 8))
        known = gather(vocabulary.offsets, gather(ids, words) & LOWER) + (end - start)
        known_last = gather(vocabulary.letters, known - np.uint64(8))
        differs = differing(small_octet(last), small_octet(known_last))
        left = marks(differs | exceeding(end - start, np.uint64(SHOWN_AT_BOTH_ENDS)))
        left &= (np.uint64(1) << np.uint64(min(LANES, count - at))) - np.uint64(1)
        while left:
            word = listed[at + lowest_bit(left)]
            _look_closer(word, text_octets, begin, boundaries, vocabulary, letter_octets, ids, sought)
            left &= left - np.uint64(1)


@borrowing
def _look_closer(
    word: Integer,
    text: NDArray[np.uint64],
    begin: Integer,
    boundaries: NDArray[np.int32],
    vocabulary: Vocabulary,
    letters: NDArray[np.uint64],
    ids: NDArray[np.int32],
    sought: NDArray[np.uint64],
) -> None:
    """Find a word by all its bytes, unless it is the one that was found. It may be one sought."""
    sought[word // WIDTH] |= np.uint64(1) << np.uint64(word % WIDTH)
    start, length = begin + boundaries[2 * word], boundaries[2 * word + 1] - boundaries[2 * word]
    found = ids[word]  # the first of those that have its key and length
    if found < 0 or not same_word(text, start, letters, vocabulary.offsets[found], length):
        ids[word] = find_word(text, start, length, vocabulary, letters)


@borrowing
def _key_of_each(length: Lanes, first: Lanes, last: Lanes) -> Lanes:
    """`word_key` of eight words of so many bytes, whose first and last eight these are."""
    is_long = exceeding(length, np.uint64(8))
    missing = (np.uint64(8) - length) & ~is_long
    return key_of(small_octet(first) & (ALL_BITS >> (missing << np.uint64(3))), small_octet(last) & is_long)


@borrowing
def _look_at_special(
    text: NDArray[np.uint8],
    text_octets: NDArray[np.uint64],
    begin: Integer,
    size: Integer,
    boundaries: NDArray[np.int32],
    tables: CharacterTables,
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
    ids: NDArray[np.int32],
    special: NDArray[np.int32],
    sought: NDArray[np.uint64],
    folding: FoldRoom,
) -> None:
    """Compose, fold and look up those words that `find_boundaries` marked and that are not what they should be."""
    for group in range((size + LANES - 1) // LANES):
        left = np.uint64(special[group] >> SPECIAL_FROM) & np.uint64(EIGHT)
        while left:
            word = LANES * group + lowest_bit(left)
            left &= left - np.uint64(1)
            if word >= size:
                break
            start, length = begin + boundaries[2 * word], boundaries[2 * word + 1] - boundaries[2 * word]
            slot = slot_of_word(text_octets, start, length)
            if is_remembered(folding.remembered, slot, text, start, length):
                ids[word] = number_remembered(folding.remembered, slot)
            else:
                ids[word] = _compose_and_find(
                    text, start, start + length, ids[word], tables, vocabulary, letter_octets, folding
                )
                remember(folding.remembered, slot, text, start, length, ids[word])
            sought[word // WIDTH] |= np.uint64(ids[word] >= 0) << np.uint64(word % WIDTH)


@inlined
def _compose_and_find(
    text: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    found: Integer,
    tables: CharacterTables,
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
    folding: FoldRoom,
) -> Integer:
    """The number of the word text[start:end] in the vocabulary; `found`: that of the word as it stands."""
    how = changes(text, start, end, tables)
    if how == NOTHING:
        return np.int32(found)
    length = fold_word(text, start, end, how, tables, folding)
    if length == NONE:
        return UNKNOWN
    return np.int32(find_word(folding.octets, 0, length, vocabulary, letter_octets))


@borrowing
def split_bytes(
    text: NDArray[np.uint8],
    begin: Integer,
    end: int,
    byte_ids: NDArray[np.int32],
    ids: NDArray[np.int32],
    boundaries: NDArray[np.int32],
) -> int:
    """The bytes of a document as its words, for unit "byte": `byte_ids` [256] gives the number of each.

    Writes `ids` and, in pairs, `boundaries`; returns how many there are.
    """
    for at in range(end - begin):
        ids[at] = byte_ids[text[begin + at]]
        boundaries[2 * at], boundaries[2 * at + 1] = at, at + 1
    ids[end - begin] = UNKNOWN
    return int(end - begin)
