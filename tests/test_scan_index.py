"""The items' index against naive twins: words numbered by a dictionary, suffixes sorted as lists."""

from __future__ import annotations

import sys
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farfield.kernel.spans.suffixes import common_prefixes, order_by_depth, sort_suffixes
from farfield.kernel.words.numbering import number_words
from farfield.records import Unit
from farfield.text.words import split_words

TEXTS = st.lists(st.text(st.sampled_from("aAbB_1 .,\nßİŉﬁ\u0307\ud800Ωé\x00")), max_size=8)


@pytest.mark.parametrize("unit", ["word", "byte"])
@settings(deadline=None)
@given(TEXTS)
def test_words_are_numbered_as_a_dictionary_would(unit: Unit, texts: list[str]) -> None:
    numbers: dict[str, int] = {}
    split = [[numbers.setdefault(word, len(numbers)) for word in split_words(text, unit)] for text in texts]
    found = number_words(texts, unit)
    assert found.vocabulary == list(numbers)
    assert found.sizes.tolist() == [len(words) for words in split]
    closed = [[*words, len(numbers) + text] for text, words in enumerate(split)]
    assert found.words.tolist() == [number for words in closed for number in words]


def test_no_folded_word_holds_what_parts_words() -> None:
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    folded = {character for word in split_words(every) for character in word}
    assert not [character for character in folded if character.isascii() and not split_words(character)]


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 2), max_size=40), min_size=1, max_size=6), st.sampled_from([3, 10**6])
)
def test_suffixes_are_sorted_as_lists_are(texts: list[list[int]], terminator: int) -> None:
    words = [number for at, text in enumerate(texts) for number in [*text, terminator + at]]
    naive = sorted(range(len(words)), key=lambda start: words[start:])
    suffixes = sort_suffixes(np.array(words, np.int32))
    assert suffixes.tolist() == naive
    shared = common_prefixes(np.array(words, np.int32), suffixes).tolist()
    assert shared == [0, *(_shared(words[a:], words[b:]) for a, b in pairwise(naive))]


def _shared(one: list[int], other: list[int]) -> int:
    unlike = [at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]]
    return unlike[0] if unlike else min(len(one), len(other))


@settings(deadline=None)
@given(st.lists(st.integers(0, 5), min_size=1))
def test_nodes_are_ordered_by_depth_and_then_by_number(depths: list[int]) -> None:
    order, number = order_by_depth(np.array(depths, np.int32))
    assert order.tolist() == sorted(range(len(depths)), key=lambda node: (depths[node], node))
    assert number[order].tolist() == list(range(len(depths)))
