"""The compiled splitter against the one definition of a word, wherever documents and characters meet its blocks."""

from __future__ import annotations

import random
import re
import time
from itertools import accumulate, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.kernel.state import make_work, places_needed
from farfield.kernel.words.boundaries import SPARE, find_boundaries
from farfield.kernel.words.characters import character_tables
from farfield.kernel.words.split import split_document
from farfield.kernel.words.vocabulary import (
    PADDING,
    SILVER,
    build_vocabulary,
    mark_sought,
    octets,
    small_octet,
    word_key,
)
from farfield.text.words import split_words, word_spans

MARKS = [
    *"aZ_9 -@[`{\n\r\x7f\0",
    *"éİßÉ…日本コー゛กำที่ខ្မက္Каस्ि가각각",
    *"\u0301\u0323\u0345\u0338\u3099\u05b4\u20dd\u0f73",
    *"\u00ad\u200b\u200d\ufeff\u0640\ufe0f\u1160",
    *"🙂𝔘\u2126\uf900\ufa6c\U0002f800\U000e0100\U0001d165",
]


def lay(documents: list[str]) -> tuple[np.ndarray, list[int]]:
    encoded = [document.encode() for document in documents]
    begins = np.cumsum([0, *map(len, encoded)]).tolist()
    return np.frombuffer(b"".join(encoded) + bytes(PADDING), np.uint8), begins


def compiled_borders(documents: list[str]) -> list[list[tuple[int, int]]]:
    text, begins = lay(documents)
    kind, found = character_tables().kind, []
    for begin, end in pairwise(begins):
        boundaries = np.empty(end - begin + 2 + SPARE, np.int32)
        words, _ = find_boundaries(text, begin, end, kind, boundaries, np.empty(0, np.int32))
        found.append(
            list(
                zip(boundaries[: 2 * words : 2].tolist(), boundaries[1 : 2 * words : 2].tolist(), strict=True)
            )
        )
    return found


def python_borders(document: str) -> list[tuple[int, int]]:
    at = [0, *accumulate(len(character.encode()) for character in document)]
    return [(at[start], at[end]) for start, end in word_spans(document)]


@settings(deadline=None, max_examples=300)
@given(st.lists(st.text(st.sampled_from(MARKS), max_size=150), min_size=1, max_size=4))
def test_borders_are_pythons(documents) -> None:
    assert compiled_borders(documents) == [python_borders(document) for document in documents]


@pytest.mark.parametrize(
    "mark", ["é", "…", "日", "日\u3099", "\u0301", "\u00ad\n", "\u200d", "🙂", "𝔘", "a", " "]
)
@pytest.mark.parametrize("after", ["", "b", " ", "…", "日", "\u0301"])
def test_borders_at_the_edges_of_blocks(mark, after) -> None:
    """Each kind of character at every place around the edges of a block, inside and at the end of a document."""
    documents = ["x" * lead + mark + after for lead in range(58, 68)]
    documents += [" " * lead + mark + after for lead in range(122, 132)]
    documents += [" " * lead + "日本" + mark + after for lead in range(116, 126)]
    assert compiled_borders(documents) == [python_borders(document) for document in documents]


def test_every_character_is_pythons() -> None:
    everything = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    documents = [
        "".join(f"{c}x-" for c in everything[at : at + 4096]) for at in range(0, len(everything), 4096)
    ]
    for document, found in zip(documents, compiled_borders(documents), strict=True):
        assert found == python_borders(document)


def compiled_words(documents: list[str], known: list[str]) -> list[list[str | None]]:
    """The words found, every third of the known being sought: all of these must have their bit."""
    is_sought = np.arange(len(known)) % 3 == 0
    vocabulary = mark_sought(build_vocabulary(known), is_sought)
    text, begins = lay(documents)
    work = make_work(places_needed(len(text), "word"), vocabulary)
    found = []
    for begin, end in pairwise(begins):
        size = split_document(
            text, octets(text), begin, end, character_tables(), vocabulary, octets(vocabulary.letters),
            work.ids, work.boundaries, work.walks, work.block, work.listed, work.sought, work.folding,
        )  # fmt: skip
        found.append([known[number] if number >= 0 else None for number in work.ids[:size].tolist()])
        assert work.ids[size] == -1
        numbers, marked = work.ids[:size], marked_places(work.sought, size)
        held = numbers >= 0
        assert marked[held][is_sought[numbers[held]]].all()
    return found


def marked_places(bits, size: int):
    return np.unpackbits(bits.view(np.uint8), bitorder="little")[:size].astype(bool)


def expected_words(documents: list[str], known: list[str]) -> list[list[str | None]]:
    held = set(known)
    return [[word if word in held else None for word in split_words(document)] for document in documents]


@settings(deadline=None, max_examples=120)
@given(st.lists(st.text(st.sampled_from(MARKS), max_size=120), min_size=1, max_size=3), st.integers(1, 4))
def test_words_are_found_exactly(documents, every) -> None:
    known = sorted({word for document in documents for word in split_words(document)})[::every]
    assert compiled_words(documents, known) == expected_words(documents, known)


def test_few_words_are_marked_that_are_not_sought() -> None:
    """Words of ASCII of up to eight letters, each in its own slot, exactly: the marks cost little as they are few."""
    known = [f"w{number}" for number in range(700)]
    is_sought = np.arange(len(known)) % 7 == 0
    vocabulary = mark_sought(build_vocabulary(known), is_sought)
    text, begins = lay([" ".join(random.Random(1).choices([*known, "none", "x"], k=5000))])
    work = make_work(places_needed(len(text), "word"), vocabulary)
    size = split_document(
        text, octets(text), begins[0], begins[1], character_tables(), vocabulary, octets(vocabulary.letters),
        work.ids, work.boundaries, work.walks, work.block, work.listed, work.sought, work.folding,
    )  # fmt: skip
    numbers = work.ids[:size]
    assert ((numbers >= 0) & is_sought[numbers] == marked_places(work.sought, size)).all()


def test_large_vocabularies_are_exact() -> None:
    """Every length around the limits of the table, full tables, and words that are not in it."""
    rng = random.Random(4)
    words = sorted({"".join(rng.choices("abé", k=rng.randrange(1, 24))) for _ in range(40_000)})
    documents = [" ".join(words[at : at + 500]).upper() for at in range(0, len(words), 500)]
    for count in (1, 3, 15, 700, len(words)):
        known = rng.sample(words, count)
        assert compiled_words(documents, known) == expected_words(documents, known)


def test_words_of_one_hash_are_told_apart(monkeypatch) -> None:
    """Where no step suits, words are found by probing: with one trial for each bucket most are."""
    from farfield.kernel.words import vocabulary

    monkeypatch.setattr(vocabulary, "_choose_steps", lambda *_: None)
    words = [f"w{number}" for number in range(900)]
    documents = [" ".join(words), " ".join(f"{word}x" for word in words)]
    assert compiled_words(documents, words[::2]) == expected_words(documents, words[::2])


def test_every_character_folds_as_python_folds_it() -> None:
    """Alone, behind a letter, and before a mark that may compose with it."""
    everything = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    documents = [
        " ".join(f"{c} a{c} {c}\u0301" for c in everything[at : at + 4096])
        for at in range(0, len(everything), 4096)
    ]
    for document in documents:
        known = sorted(set(split_words(document)))
        assert compiled_words([document], known) == [split_words(document)]


@pytest.mark.parametrize("marks", ["\u0301\u0323", "\u0344\u0323", "\u0327\u0301", "\u093c\u094d\u0903"])
@pytest.mark.parametrize("count", [1, 15, 16, 17, 40, 400])
def test_long_runs_of_marks_are_exact(marks, count) -> None:
    document = f"a{marks * count}b A{marks[::-1] * count}"
    known = split_words(document)
    assert compiled_words([document], known[:1]) == expected_words([document], known[:1])
    assert compiled_words([document], known) == [known]


def test_words_longer_than_any_of_the_items_cost_no_room() -> None:
    document = "é " + "a" + "\u0301\u0323" * 100_000 + " é" + "É" * 100_000 + " ab\u0301"
    assert compiled_words([document], ["é", "ab́"]) == [["é", None, None, "ab́"]]


def test_identifiers_that_differ_in_the_middle_are_told_apart_quickly() -> None:
    """All have the first and the last eight letters, and the length: found one by one they took the square."""
    rng = random.Random(3)
    words = [f"variable_{number:07d}_original" for number in range(40_000)]
    documents = [" ".join(rng.choices(words, k=2_000)) for _ in range(40)]
    known = words[::2]
    start = time.process_time()
    assert compiled_words(documents, known) == expected_words(documents, known)
    assert time.process_time() - start < 10


def test_no_two_characters_of_words_become_the_same_when_made_small() -> None:
    """By which a word's key tells it from every other: of ASCII only a capital and its small letter may."""
    for one in range(256):
        for other in range(one + 1, 256):
            held = all(code > 127 or re.match(r"\w", chr(code)) for code in (one, other))
            same = small_octet(np.uint64(one)) == small_octet(np.uint64(other))
            assert not held or same == (chr(one).isascii() and chr(one).lower() == chr(other))


def words_of_one_key() -> tuple[str, str]:
    """Two words of sixteen letters that have the same key, though they begin and end otherwise."""
    rng, letters = np.random.default_rng(0), np.frombuffer(b"abcdefghijklmnopqrstuvwxyz0123456789", np.uint8)
    made_of = {int(one ^ other): (one, other) for one in letters for other in letters}
    lasts = rng.choice(letters, (1000, 8))
    mixed = lasts.view("<u8")[:, 0] * SILVER
    for at in range(1, len(lasts)):
        differs = (mixed[:at] ^ mixed[at])[:, None].view(np.uint8)
        for other in np.flatnonzero(np.isin(differs, [*made_of]).all(axis=1)).tolist():
            firsts = np.array([made_of[byte] for byte in differs[other].tolist()], np.uint8).T
            one, two = (
                bytes([*first, *lasts[last]]).decode()
                for first, last in zip(firsts, (at, other), strict=True)
            )
            return one, two
    raise AssertionError("none found")


def test_words_of_one_key_are_told_apart() -> None:
    one, two = words_of_one_key()
    laid, _ = lay([one + two])
    assert word_key(octets(laid), 0, 16) == word_key(octets(laid), 16, 32)
    for known in ([one], [two], [one, two], [two, one]):
        assert compiled_words([f"{one} {two.upper()}"], known) == expected_words([f"{one} {two}"], known)
