"""What a word is: exactly Python's `[w.casefold() for w in re.findall(r"\\w+", text)]`, in every script.

Items are split by Python itself. Documents are split by a compiled splitter over UTF-8 bytes, driven by tables
read off the running Python, so that both agree on every code point of its Unicode version.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.records import Unit
from farfield.scan.compiled import Integer, compiled

WORD = re.compile(r"\w+")
PACKED = 7  # bytes; a folded word up to this length is its own key, a longer one is hashed and verified
HASHED = np.uint64(1 << 63)  # set in the key of every hashed word and of no packed one
BASIS = np.uint64(0x9E3779B97F4A7C15)
PRIME = np.uint64(0x100000001B3)
SLOW = 255  # in CharacterTables.ascii: not ASCII, decode it


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

    `ascii`: for each byte, its folded byte, 0 for a separator, SLOW for a byte above 127.
    `kind`: for each code point, 0 separator, 1 word character that folds to itself, 2 one that changes.
    `fold_row`: for each code point below its length, the row of `fold_bytes` (0: unchanged).
    `fold_bytes`, `fold_size`: the folded character in UTF-8, and its size in bytes.
    """

    ascii: NDArray[np.uint8]
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
    ascii_table = np.full(256, SLOW, np.uint8)
    for code in range(128):
        ascii_table[code] = ord(chr(code).casefold()) if kind[code] else 0
    return CharacterTables(ascii_table, kind, fold_row, fold_bytes, fold_size)


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
    letters = np.frombuffer(b"".join(encoded) or b"\0", np.uint8)
    size = 1 << max(4, int(4 * len(words) - 1).bit_length())
    keys, ids = np.zeros(size, np.uint64), np.zeros(size, np.int32)
    _fill(keys, ids, letters, offsets)
    return Vocabulary(keys, ids, letters, offsets)


@compiled
def slot_of(key: np.uint64, size: int) -> Integer:
    """The first slot to try for a key in a table of power-of-two size."""
    mixed = (key ^ (key >> np.uint64(29))) * BASIS
    return np.int64(mixed >> np.uint64(32)) & (size - 1)


@compiled
def add_byte(key: np.uint64, length: Integer, byte: Integer) -> np.uint64:
    """The key of a word grown by one byte: packed up to PACKED bytes, then an FNV-style hash."""
    if length < PACKED:
        return (key << np.uint64(8)) | np.uint64(byte)
    return ((key ^ np.uint64(byte)) * PRIME) | HASHED


@compiled
def _fill(
    keys: NDArray[np.uint64], ids: NDArray[np.int32], letters: NDArray[np.uint8], offsets: NDArray[np.int64]
) -> None:
    for word in range(len(offsets) - 1):
        key = np.uint64(0)
        for at in range(offsets[word], offsets[word + 1]):
            key = add_byte(key, at - offsets[word], letters[at])
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
    letters: NDArray[np.uint8],
    letter: Integer,
    stop: Integer,
    folds: NDArray[np.uint8],
    tables: CharacterTables,
) -> bool:
    """Whether the text's word [start, end), folded, has exactly the letters [letter, stop)."""
    at = start
    while at < end and letter < stop and folds[text[at]] == letters[letter] and text[at] < 0x80:
        at += 1
        letter += 1
    if at == end or text[at] < 0x80:
        return bool(at == end and letter == stop)
    return _same_characters(text, at, end, letters, letter, stop, tables)


@compiled
def _same_characters(
    text: NDArray[np.uint8],
    at: Integer,
    end: Integer,
    letters: NDArray[np.uint8],
    letter: Integer,
    stop: Integer,
    tables: CharacterTables,
) -> bool:
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
def probe(keys: NDArray[np.uint64], key: np.uint64, slot: Integer) -> Integer:
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
    begin: Integer,
    end: int,
    tables: CharacterTables,
    vocabulary: Vocabulary,
    ids: NDArray[np.int32],
    starts: NDArray[np.int32],
    ends: NDArray[np.int32],
) -> int:
    """Split text[begin:end] (UTF-8) into words; return how many.

    Writes for each word its id in the vocabulary (-1: none of the items' words) and its bytes [start, end),
    counted from `begin`. The three arrays need (end - begin) // 2 + 1 places.
    """
    # Local names for the arrays: a field read inside the loop would cost a reference count each time.
    folds, kind, fold_row = tables.ascii, tables.kind, tables.fold_row
    fold_bytes, fold_size = tables.fold_bytes, tables.fold_size
    keys, words, letters, offsets = vocabulary.keys, vocabulary.ids, vocabulary.letters, vocabulary.offsets
    size = len(keys)
    count = 0
    at = begin
    while at < end:
        start, key, length = at, np.uint64(0), 0
        while at < end:
            folded = folds[text[at]]
            if folded == 0:
                break
            if folded != SLOW:
                key = add_byte(key, length, folded)
                length += 1
                at += 1
                continue
            code, width = decode(text, at, end)
            if kind[code] == 0:
                break
            row = fold_row[code] if kind[code] == 2 else 0
            for k in range(fold_size[row] if row else width):
                key = add_byte(key, length, fold_bytes[row, k] if row else text[at + k])
                length += 1
            at += width
        if length > 0:
            slot = probe(keys, key, slot_of(key, size))
            while length > PACKED and slot >= 0:  # a hash is not a proof
                begins, stop = offsets[words[slot]], offsets[words[slot] + 1]
                if same_word(text, start, at, letters, begins, stop, folds, tables):
                    break
                slot = probe(keys, key, (slot + 1) & (size - 1))
            ids[count] = words[slot] if slot >= 0 else -1
            starts[count] = start - begin
            ends[count] = at - begin
            count += 1
        if at < end:  # step over the separator that ended the word
            at += 1 if text[at] < 0x80 else decode(text, at, end)[1]
    return count


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
