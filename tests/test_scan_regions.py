"""What regions tell of windows: never less than a window holds, and seldom more."""

from __future__ import annotations

import random

import numpy as np
import pytest

from farfield.kernel.copies.containment import build_copies, contain, hold_at_most, make_marks
from farfield.kernel.copies.regions import (
    BLOCKS,
    MOST_OWED,
    blocks_of,
    make_region_tally,
    make_regions,
    open_region,
    owe,
)
from farfield.kernel.machine.lanes import LANES
from farfield.kernel.spans.index import NONE, build_index

TEXTS, WORDS, DOCUMENT = 20, 60, 9_000


LATIN = [f"w{number}" for number in range(300)]
HAN = list(map(chr, range(0x4E00, 0x4E00 + 300)))


def draw_texts(letters: list[str], between: str) -> list[str]:
    rng = random.Random(3)
    sizes = [rng.choice((3, 30, 60, 900)) for _ in range(TEXTS)]
    return sorted({between.join(rng.choices(letters, k=size)) for size in sizes})


def draw_document(index, rng: np.random.Generator) -> np.ndarray:
    """Pieces of the texts between strange words and any of theirs."""
    pieces, size = [], 0
    while size < DOCUMENT:
        text = rng.integers(len(index.begins))
        at = index.begins[text] + rng.integers(index.sizes[text])
        pieces += [index.tree.words[at : min(at + 8, index.begins[text] + index.sizes[text])]]
        pieces += [np.array([-1], np.int32), rng.integers(0, 300, 5).astype(np.int32)]
        size += len(pieces[-3]) + 6
    return np.concatenate(pieces).astype(np.int32)


@pytest.mark.parametrize(("letters", "between"), [(LATIN, " "), (HAN, "")])
def test_a_region_bounds_what_its_windows_hold(letters: list[str], between: str) -> None:
    texts = draw_texts(letters, between)
    index = build_index(texts)
    copies = build_copies(index, [], np.ones(len(texts), np.int8), "word", 0.5)
    rng = np.random.default_rng(0)
    ids = draw_document(index, rng)
    tally, marked = make_region_tally(copies.regions), make_marks(copies)
    places, hashes = (np.empty(len(ids) + LANES, np.int32) for _ in range(2))
    told, excess = 0, 0.0
    for at in range(0, len(ids), 7):
        tally.owed[:] = 0  # as if all tables had spared what they cost
        text = int(rng.integers(len(texts)))
        reach = int(copies.facts["reach"][text])
        begin, end = max(0, at - reach), min(len(ids), at + reach)
        held, count, _, _ = contain(
            copies, text, index.tree.words, ids, begin, end, 0.0, marked, places, hashes
        )
        kind = copies.facts["kind"][text]
        slot = open_region(kind, 0, begin, end, len(ids), copies.regions, tally, ids)
        if slot == NONE:
            continue
        blocks = blocks_of(slot, begin, end, copies.regions, tally)
        most, words = hold_at_most(copies, text, index.tree.words, slot, blocks, tally, marked)
        assert most >= held
        assert words >= count
        assert not marked.any()
        told, excess = told + 1, excess + most - held
    assert told > DOCUMENT / 7 / 2
    assert excess < 0.05 * told  # what passes is seldom a stranger, and blocks go little beyond the window


def test_a_window_lies_in_one_of_two_regions() -> None:
    """However long a text is: of its region's blocks a window takes up half at most, and begins in the first half."""
    texts = draw_texts(LATIN, " ")
    copies = build_copies(build_index(texts), [], np.ones(len(texts), np.int8), "word", 0.5)
    block = copies.regions.block[copies.facts["kind"]]
    assert (2 * copies.facts["reach"] <= block * (BLOCKS // 2)).all()


def test_tables_that_spare_nothing_grow_rare_and_those_that_do_come_as_before() -> None:
    regions, _ = make_regions(np.array([200]), np.array([2]))
    tally, words = make_region_tally(regions), BLOCKS * int(regions.block[0])
    ids = np.zeros(words, np.int32)

    def windows_before_a_table(document: int) -> int:
        """In a document of one region, windows of a tenth of it each."""
        size = words // 10
        for asked in range(1000):
            if open_region(0, document, 0, size, words, regions, tally, ids) != NONE:
                return asked
        raise AssertionError("no table")

    asked = [windows_before_a_table(document) for document in range(30)]
    assert asked[0] == 11  # as many words as the region has, and one window more
    assert asked == sorted(asked)
    assert asked[1] > 2 * asked[0]
    assert asked[-1] == asked[-2] == 11 + 10 * MOST_OWED
    owe(0, -MOST_OWED * words, regions, tally)
    assert windows_before_a_table(30) == asked[0]
