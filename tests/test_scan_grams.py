"""What a text's bitmap lets pass of a document: all of its grams, in order, and few strangers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from farfield.kernel.copies.facts import FACTS
from farfield.kernel.copies.grams import find_gram, hash_gram, list_candidates, make_filters, make_tables
from farfield.kernel.machine.lanes import LANES
from farfield.kernel.spans.index import NONE

GRAMS = (2, 3, 6, 8)
FEW = 3  # words that are drawn again and again, so that grams of the text stand in the document


def tables_of(text: list[int], gram: int) -> tuple[NDArray[np.int32], NDArray[np.void], NDArray[np.uint64]]:
    """The words of one text, its facts and its bitmap."""
    words, facts = np.array(text, np.int32), np.zeros(1, FACTS)
    facts["size"], facts["gram"] = len(text), gram
    return words, facts, make_filters(words, facts)


def candidates(
    ids: NDArray[np.int32],
    start: int,
    end: int,
    gram: int,
    facts: NDArray[np.void],
    filters: NDArray[np.uint64],
) -> list[int]:
    places = np.empty(len(ids) + LANES, np.int32)
    shift = np.int64(facts["filter_shift"][0])
    count = list_candidates(ids, start, end, gram, filters, facts["filter_begin"][0], shift, places)
    return list(map(int, places[: int(count)]))


@pytest.mark.parametrize("gram", GRAMS)
@settings(deadline=None, max_examples=50)
@given(data=st.data())
def test_every_gram_of_the_text_passes_in_its_order(gram: int, data: st.DataObject) -> None:
    word = st.integers(0, FEW - 1)
    text = data.draw(st.lists(word, min_size=gram, max_size=30))
    document = data.draw(st.lists(st.integers(NONE, FEW - 1), max_size=70))
    start = data.draw(st.integers(0, len(document)))
    end = data.draw(st.integers(start, len(document)))
    words, facts, filters = tables_of(text, gram)
    ids = np.array(document, np.int32)
    listed = candidates(ids, start, end, gram, facts, filters)
    grams = {tuple(text[at : at + gram]) for at in range(len(text) - gram + 1)}
    held = [at for at in range(start, end - gram + 1) if tuple(document[at : at + gram]) in grams]
    assert listed == sorted(set(listed))
    assert set(held) <= set(listed) <= set(range(start, end - gram + 1))
    assert all(min(document[at : at + gram]) >= 0 for at in listed)
    table, _ = make_tables(words, facts)
    mask = int(facts["mask"][0])
    found = [
        at
        for at in listed
        if table[find_gram(ids, at, hash_gram(ids, at, gram), gram, words, table, 0, mask)] != NONE
    ]
    assert found == held


@pytest.mark.parametrize("gram", GRAMS)
def test_few_strange_grams_pass(gram: int) -> None:
    rng = np.random.default_rng(gram)
    _, facts, filters = tables_of(rng.integers(0, 1 << 20, 200).tolist(), gram)
    ids = rng.integers(0, 1 << 20, 20_000).astype(np.int32)
    assert len(candidates(ids, 0, len(ids), gram, facts, filters)) < 0.03 * len(ids)
