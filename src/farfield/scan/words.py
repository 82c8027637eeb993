"""What a word is: exactly Python's `[w.casefold() for w in re.findall(r"\\w+", text)]`, in every script.

Items are split by Python itself. Documents are split by a compiled splitter over UTF-8 bytes, driven by tables
read off the running Python, so that both agree on every code point of its Unicode version.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from farfield.records import Unit
from farfield.scan.compiled import Integer, compiled

WORD = re.compile(r"\w+")
PACKED = 7  # bytes; a folded word up to this length is its own key, a longer one is hashed and verified
PADDING = 8  # zero bytes behind every text, so that eight bytes can be loaded anywhere in it
HASHED = np.uint64(1 << 63)  # set in the key of every hashed word and of no packed one
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
LOW_BITS = np.uint64(0x7F7F7F7F7F7F7F7F)
HIGH_BITS = np.uint64(0x8080808080808080)
TO_A = np.uint64(0x3F3F3F3F3F3F3F3F)  # added to a byte, sets its high bit from "A" on
BEYOND_Z = np.uint64(0x2525252525252525)  # the same beyond "Z"

Octet: TypeAlias = Any
"""Eight bytes as one np.uint64."""


def split_words(text: str, unit: Unit = "word") -> list[str]:
    """The words of a text, case-folded; with unit "byte", one Latin-1 character for each UTF-8 byte."""
    if unit == "byte":
        return list(text.encode("utf-8", "surrogatepass").decode("latin-1"))
    return [word.casefold() for word in WORD.findall(text)]


def word_spans(text: str, unit: Unit = "word") -> list[tuple[int, int]]:
    """Where each word of `split_words` stands, in characters [start, end)."""
    if unit == "word":
        return [match.span() for match in WORD.finditer(text)]
    widths = [len(char.encode("utf-8", "surrogatepass")) for char in text]
    return [(at, at + 1) for at, width in enumerate(widths) for _ in range(width)]


class CharacterTables(NamedTuple):
    """What the splitter knows of characters.

    `in_word`: for each byte, whether it may stand in a word (every byte above 127 may).
    `kind`: for each code point, 0 separator, 1 word character that folds to itself, 2 one that changes.
    `fold_row`: for each code point below its length, the row of `fold_bytes` (0: unchanged).
    `fold_bytes`, `fold_size`: the folded character in UTF-8, and its size in bytes.
    """

    in_word: NDArray[np.uint8]
    kind: NDArray[np.uint8]
    fold_row: NDArray[np.uint16]
    fold_bytes: NDArray[np.uint8]
    fold_size: NDArray[np.int64]


@lru_cache(maxsize=1)
def character_tables() -> CharacterTables:
    """Read the tables off the running Python's own `re` and `str.casefold`."""
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    kind = np.zeros(sys.maxunicode + 1, np.uint8)
    for match in WORD.finditer(every):
        kind[match.start() : match.end()] = 1
    folds = [(ord(c), c.casefold()) for m in WORD.finditer(every) for c in m.group() if c.casefold() != c]
    fold_row = np.zeros(max(code for code, _ in folds) + 1, np.uint16)
    fold_bytes = np.zeros((len(folds) + 1, max(len(f.encode()) for _, f in folds)), np.uint8)
    fold_size = np.zeros(len(folds) + 1, np.int64)
    for row, (code, folded) in enumerate(folds, start=1):
        kind[code], fold_row[code] = 2, row
        encoded = folded.encode()
        fold_bytes[row, : len(encoded)] = np.frombuffer(encoded, np.uint8)
        fold_size[row] = len(encoded)
    in_word = np.ones(256, np.uint8)
    in_word[:128] = kind[:128] > 0
    return CharacterTables(in_word, kind, fold_row, fold_bytes, fold_size)


class Vocabulary(NamedTuple):
    """The words of the items, as an open-addressing table from key to id, and their bytes to verify long ones.

    `keys` (uint64) and `ids` (int32) have a power-of-two length; key 0 marks a free slot.
    Word i is `letters[offsets[i]:offsets[i + 1]]`, folded UTF-8.
    """

    keys: NDArray[np.uint64]
    ids: NDArray[np.int32]
    letters: NDArray[np.uint8]
    offsets: NDArray[np.int64]


def build_vocabulary(words: list[str], unit: Unit = "word") -> Vocabulary:
    """The table of distinct, folded, non-empty words of `split_words`; a word's id is its place in the list."""
    encoded = [word.encode("latin-1" if unit == "byte" else "utf-8") for word in words]
    offsets = np.zeros(len(words) + 1, np.int64)
    offsets[1:] = np.cumsum([len(word) for word in encoded])
    letters = np.frombuffer(b"".join(encoded) + bytes(PADDING), np.uint8)
    size = 1 << max(4, int(4 * len(words) - 1).bit_length())
    keys, ids = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    _fill(keys, ids, octets(letters), offsets)
    return Vocabulary(keys, ids, letters, offsets)


def octets(text: NDArray[np.uint8]) -> NDArray[np.uint64]:
    """A view of a padded text as eight bytes (little-endian) from every place; nothing is copied."""
    return np.ndarray(len(text) - PADDING + 1, np.dtype("<u8"), buffer=text.data, strides=(1,))


@compiled
def slot_of(key: Octet, size: int) -> Integer:
    """The first slot to try for a key in a table of power-of-two size."""
    mixed = (key ^ (key >> np.uint64(29))) * GOLDEN
    return np.int64(mixed >> np.uint64(32)) & (size - 1)


@compiled
def fold_octet(octet: Octet) -> Octet:
    """Eight bytes with the letters A to Z in lower case, all at once."""
    low = octet & LOW_BITS
    capital = (low + TO_A) & ~(low + BEYOND_Z) & ~octet & HIGH_BITS
    return octet | (capital >> np.uint64(2))


@compiled
def mix(value: Octet, octet: Octet) -> Octet:
    """A hash grown by eight bytes."""
    mixed = (value ^ octet) * GOLDEN
    return mixed ^ (mixed >> np.uint64(32))


@compiled
def hashed_key(first: Octet, last: Octet, length: Integer) -> Octet:
    """The key of a word of eight folded bytes or more: of its length, its first and its last eight bytes.

    What stands between does not enter, and need not: hashed words are verified.
    """
    return mix(mix(np.uint64(length), first), last) | HASHED


@compiled
def key_of(text: NDArray[np.uint64], start: Integer, length: Integer) -> Octet:
    """The key of a word of octets(text), A to Z folded: its bytes themselves up to PACKED, else a hash of them."""
    if length > PACKED:
        return hashed_key(fold_octet(text[start]), fold_octet(text[start + length - 8]), length)
    return fold_octet(text[start] & ((np.uint64(1) << np.uint64(8 * length)) - np.uint64(1)))


@compiled
def _fill(
    keys: NDArray[np.uint64], ids: NDArray[np.int32], letters: NDArray[np.uint64], offsets: NDArray[np.int64]
) -> None:
    for word in range(len(offsets) - 1):
        key = key_of(letters, offsets[word], offsets[word + 1] - offsets[word])
        slot = slot_of(key, len(keys))
        while keys[slot] != 0:
            slot = (slot + 1) & (len(keys) - 1)
        keys[slot] = key
        ids[slot] = word


@compiled
def decode(text: NDArray[np.uint8], at: Integer, end: int) -> tuple[Integer, Integer]:
    """The code point at a byte offset of valid UTF-8, and how many bytes it takes."""
    lead = np.int64(text[at])
    if lead < 0x80:
        return lead, 1
    if lead < 0xE0 and at + 1 < end:
        return ((lead & 0x1F) << 6) | (np.int64(text[at + 1]) & 0x3F), 2
    if lead < 0xF0 and at + 2 < end:
        middle = (np.int64(text[at + 1]) & 0x3F) << 6
        return ((lead & 0x0F) << 12) | middle | (np.int64(text[at + 2]) & 0x3F), 3
    if at + 3 < end:
        high = (np.int64(text[at + 1]) & 0x3F) << 12
        middle = (np.int64(text[at + 2]) & 0x3F) << 6
        return ((lead & 0x07) << 18) | high | middle | (np.int64(text[at + 3]) & 0x3F), 4
    return np.int64(0), 1


@compiled
def same_word(
    text: NDArray[np.uint8],
    start: Integer,
    end: Integer,
    tables: CharacterTables,
    letters: NDArray[np.uint8],
    letter: Integer,
    stop: Integer,
) -> bool:
    """Whether the text's word [start, end), folded, has exactly the letters [letter, stop)."""
    at = start
    while at < end:
        code, width = decode(text, at, end)
        row = tables.fold_row[code] if tables.kind[code] == 2 else 0
        size = tables.fold_size[row] if row else width
        if letter + size > stop:
            return False
        for k in range(size):
            if letters[letter + k] != (tables.fold_bytes[row, k] if row else text[at + k]):
                return False
        letter += size
        at += width
    return bool(letter == stop)


@compiled
def same_ascii_word(
    text: NDArray[np.uint64], start: Integer, letters: NDArray[np.uint64], letter: Integer, length: Integer
) -> bool:
    """The same for octets of a word of ASCII and letters of the same length, more than seven."""
    at = 0
    while at + 8 <= length:
        if fold_octet(text[start + at]) != letters[letter + at]:
            return False
        at += 8
    last = length - 8
    return bool(fold_octet(text[start + last]) == letters[letter + last])


@compiled
def probe(keys: NDArray[np.uint64], key: Octet, slot: Integer) -> Integer:
    """The next slot from `slot` on that holds the key, or -1."""
    mask = len(keys) - 1
    while keys[slot] != key:
        if keys[slot] == 0:
            return -1
        slot = (slot + 1) & mask
    return slot


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


def byte_numbers(vocabulary: Vocabulary) -> NDArray[np.int32]:
    """For unit "byte": the id of each of the 256 bytes, -1 where the items lack it."""
    numbers = np.full(256, -1, np.int32)
    numbers[vocabulary.letters[: len(vocabulary.offsets) - 1]] = np.arange(len(vocabulary.offsets) - 1)
    return numbers
