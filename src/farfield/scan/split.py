"""Documents → words, compiled: exactly the words of `words.split_words`, by tables read off the running Python."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.scan.characters import CharacterTables, decode
from farfield.scan.compiled import Integer, compiled
from farfield.scan.vocabulary import (
    HIGH_BITS,
    PACKED,
    Octet,
    Vocabulary,
    hashed_key,
    key_of,
    probe,
    same_ascii_word,
    same_word,
    slot_of,
)


@compiled
def split_document(
    text: NDArray[np.uint8],
    text_octets: NDArray[np.uint64],
    begin: Integer,
    end: Integer,
    tables: CharacterTables,
    vocabulary: Vocabulary,
    letter_octets: NDArray[np.uint64],
    ids: NDArray[np.int32],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    borders: NDArray[np.int32],
) -> Integer:
    """Split text[begin:end] (UTF-8, padded) into words; return how many.

    Writes for each word its id in the vocabulary (-1: none of the items' words) and its bytes [start, end), counted
    from `begin`. The first three arrays need `places_needed` places, `borders` twice that.
    """
    # Local names for the arrays: a field read inside the loop would cost a reference count each time.
    keys, words, offsets = vocabulary.keys, vocabulary.ids, vocabulary.offsets
    size = len(keys)
    count = 0
    runs, all_ascii = find_runs(text, begin, end, tables.in_word, borders)
    for run in range(runs):
        start, stop = begin + borders[2 * run], begin + borders[2 * run + 1]
        if not all_ascii and not is_ascii(text_octets, start, stop - start):
            count = _split_run(text, start, stop, begin, tables, vocabulary, ids, starts, ends, count)
            continue
        length = stop - start
        key = key_of(text_octets, start, length)
        slot = probe(keys, key, slot_of(key, size))
        while length > PACKED and slot >= 0:  # a hash is not a proof
            letter = offsets[words[slot]]
            if offsets[words[slot] + 1] - letter == length and same_ascii_word(
                text_octets, start, letter_octets, letter, length
            ):
                break
            slot = probe(keys, key, (slot + 1) & (size - 1))
        ids[count] = words[slot] if slot >= 0 else -1
        starts[count] = start - begin
        ends[count] = stop - begin
        count += 1
    return count


@compiled
def find_runs(
    text: NDArray[np.uint8],
    begin: Integer,
    end: Integer,
    in_word: NDArray[np.uint8],
    borders: NDArray[np.int32],
) -> tuple[Integer, bool]:
    """Where runs of bytes that may stand in words begin and end, in turn, from `begin`.

    Returns how many runs, and whether all bytes are ASCII. Free of branches: every place is written down, and the
    next one overwrites it unless it is a border.
    """
    count: Integer = 0
    before: Integer = 0
    seen: Integer = np.uint8(0)
    for at in range(begin, end):
        seen |= text[at]
        inside = np.int64(in_word[text[at]])
        borders[count] = at - begin
        count += inside ^ before
        before = inside
    if before:
        borders[count] = end - begin
        count += 1
    return count // 2, bool(seen < 0x80)


@compiled
def is_ascii(text: NDArray[np.uint64], start: Integer, length: Integer) -> bool:
    """Whether none of `length` >= 1 bytes of octets(text) is above 127."""
    seen: Octet = np.uint64(0)
    at = start
    while at + 8 <= start + length:
        seen |= text[at]
        at += 8
    rest = start + length - at
    seen |= text[at] & ((np.uint64(1) << np.uint64(8 * rest)) - np.uint64(1))
    return bool(seen & HIGH_BITS == 0)


@compiled
def _split_run(
    text: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    begin: Integer,
    tables: CharacterTables,
    vocabulary: Vocabulary,
    ids: NDArray[np.int32],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
    count: Integer,
) -> Integer:
    """The words of a run that is not all ASCII, character by character; returns the new count."""
    at = start
    while at < end:
        first_byte, length = at, 0
        first, last = np.uint64(0), np.uint64(0)
        while at < end:
            code, width = decode(text, at, end)
            if tables.kind[code] == 0:
                break
            row = tables.fold_row[code] if tables.kind[code] == 2 else 0
            for k in range(tables.fold_size[row] if row else width):
                byte = np.uint64(tables.fold_bytes[row, k] if row else text[at + k])
                if length < 8:
                    first |= byte << np.uint64(8 * length)
                last = (last >> np.uint64(8)) | (byte << np.uint64(56))
                length += 1
            at += width
        if length > 0:
            key = hashed_key(first, last, length) if length > PACKED else first
            ids[count] = _find_characters(text, first_byte, at, key, length, tables, vocabulary)
            starts[count], ends[count] = first_byte - begin, at - begin
            count += 1
        if at < end:
            at += decode(text, at, end)[1]
    return count


@compiled
def _find_characters(
    text: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    key: Octet,
    length: Integer,
    tables: CharacterTables,
    vocabulary: Vocabulary,
) -> Integer:
    """The id of a word by the key of its folded bytes; -1 where the vocabulary lacks it."""
    keys, words, offsets = vocabulary.keys, vocabulary.ids, vocabulary.offsets
    slot = probe(keys, key, slot_of(key, len(keys)))
    while length > PACKED and slot >= 0:
        letter, stop = offsets[words[slot]], offsets[words[slot] + 1]
        if same_word(text, start, end, tables, vocabulary.letters, letter, stop):
            break
        slot = probe(keys, key, (slot + 1) & (len(keys) - 1))
    return words[slot] if slot >= 0 else np.int32(-1)


@compiled
def split_bytes(
    text: NDArray[np.uint8],
    begin: Integer,
    end: int,
    byte_ids: NDArray[np.int32],
    ids: NDArray[np.int32],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
) -> int:
    """The same for unit "byte": every byte is a word, `byte_ids` gives its id. Needs end - begin places."""
    for at in range(begin, end):
        ids[at - begin] = byte_ids[text[at]]
        starts[at - begin] = at - begin
        ends[at - begin] = at - begin + 1
    return int(end - begin)
