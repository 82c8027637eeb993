"""The state of the kernel: what is asked of the documents, a batch of them, room to work in, and what was counted.

These tuples travel through all that is compiled. They stand apart from the functions that read and write them, so that
the walk can call the searches and the searches can name the walk's tally. What is made once from the items is only
read; the tally and the room are written by one process each.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.copies.containment import Copies, make_marks, window_room
from farfield.kernel.copies.facts import TRIES, Records
from farfield.kernel.copies.regions import RegionTally, make_region_tally
from farfield.kernel.machine.lanes import LANES
from farfield.kernel.machine.vectors import WIDTH
from farfield.kernel.spans.exposure import Exposure, ExposureTally, make_exposure_tally
from farfield.kernel.spans.index import NONE, SuffixTree
from farfield.kernel.spans.nodes import WINDOW, Nodes, make_nodes
from farfield.kernel.words.boundaries import SPARE
from farfield.kernel.words.composing import FoldRoom, make_fold_room
from farfield.kernel.words.split import BLOCK, LISTED
from farfield.kernel.words.vocabulary import Vocabulary
from farfield.records import Unit

KEPT = 3  # nearest documents kept for each text
# Words between two looks at the room left in the log. A word begins one walk at most, a walk adds one entry at most:
# what a segment can add is known beforehand and no walk has to look. Half of the log stays empty: probes are short.
SEGMENT = 1 << 16
TOGETHER = 64  # walks that are taken side by side: enough that the memory always has some of them to look for
FIRST_LOG = 1 << 16  # entries; a power of two, as a slot is found by a mask, and so is every size it grows to
WORDS_SEEN, LOG_USED, CHANGED = 0, 1, 2  # places in the totals of a Tally
FOUND = 1  # in those of a CopyTally; CHANGED is the same there


class Recall(NamedTuple):
    """Which questions, met whole in a document, ask for a look at their target.

    `shortest`: words of the shortest question. `on_path`: for each node, of the shortest question that ends at
    it or above it (a large number where none does). `asked`: for each node, the lowest at it or above it where a
    question ends (the root where none does). `first_pair`: for each node, the first pair whose question
    ends there; `next_pair` chains them. `targets`, `target_sizes`: where a pair's target stands in the tree's words.
    `copies`, `exposure`: the same for near duplicates of the question, and for its key.
    """

    shortest: int
    on_path: NDArray[np.int32]
    asked: NDArray[np.int32]
    first_pair: NDArray[np.int32]
    next_pair: NDArray[np.int32]
    targets: NDArray[np.int64]
    target_sizes: NDArray[np.int64]
    copies: Copies
    exposure: Exposure


class CopyTally(NamedTuple):
    """What the search counts. All arrays are written by the kernel.

    `marked`: see make_marks. `tries`: of each text, see TRIES. `held_in`: documents that hold a near duplicate of each
    text; `both_in`: of a pair's question with its target beside it. `found`: the texts of which this document holds a
    near duplicate.
    `longest`, `stands_at`: for each word of a text the longest run from there on that stands in a place, and where.
    `windows`: KEPT of each text, see WINDOW; `changed`: those replaced in this batch.
    `places`, `hashes`: room for what of a window is looked at closely.
    `totals`: nothing, texts found in this document, changed windows. `bounds`: what regions hold at most.
    """

    marked: NDArray[np.uint64]
    tries: Records
    held_in: NDArray[np.int64]
    both_in: NDArray[np.int64]
    found: NDArray[np.int32]
    longest: NDArray[np.int32]
    stands_at: NDArray[np.int32]
    windows: Records
    changed: NDArray[np.int32]
    places: NDArray[np.int32]
    hashes: NDArray[np.int32]
    totals: NDArray[np.int64]
    bounds: RegionTally

    @property
    def nearest(self) -> Records:
        """Where passages are kept."""
        return self.windows


class Tally(NamedTuple):
    """What a scan counts. All arrays are written by the kernel.

    `words`: words that the items lack, LANES times, then each of theirs. `pairs`: of each pair, by its slot.
    `nodes`: of each node, see NODE. `log_*`: walks that end inside an edge, by (node, length).
    `recalled`, `recalled_in`: documents that hold a pair's question and target, and the last one looked at.
    `changed`: the nodes whose passage was replaced in this batch.
    `totals`: words seen, entries in the log, changed nodes. `copies`, `exposure`: see there.
    """

    words: NDArray[np.int64]
    pairs: NDArray[np.int64]
    nodes: Nodes
    log_keys: NDArray[np.int64]
    log_counts: NDArray[np.int64]
    recalled: NDArray[np.int64]
    recalled_in: NDArray[np.int64]
    changed: NDArray[np.int32]
    totals: NDArray[np.int64]
    copies: CopyTally
    exposure: ExposureTally

    @property
    def nearest(self) -> Records:
        """Where passages are kept."""
        return self.nodes


class Batch(NamedTuple):
    """Documents laid end to end: `text` (UTF-8, padded), document i at [begins[i], begins[i + 1]), its rank and number.
    Those ranked after `last_rank` are not of the sample and left out.
    `octets`: the text as eight bytes from every place; `letters`: the same of the vocabulary's."""

    text: NDArray[np.uint8]
    octets: NDArray[np.uint64]
    letters: NDArray[np.uint64]
    begins: NDArray[np.int64]
    order: NDArray[np.uint64]
    first_document: int
    last_rank: np.uint64


class WalkRoom(NamedTuple):
    """Of TOGETHER walks side by side: how far each is, with all bits turned where it may go on; which are alive; where
    in the table of children each of those looks, then what it found there; and by which tag (see steps). `openers`:
    those that open windows where they ended."""

    lengths: NDArray[np.int32]
    alive: NDArray[np.int32]
    children: NDArray[np.int32]
    tags: NDArray[np.int32]
    openers: NDArray[np.int32]


class Work(NamedTuple):
    """Room for the words of one document, reused: their ids, the bytes where they begin and end (`boundaries` in turn;
    `starts` and `ends` are views of it), and places: of words to look at again, then where a walk can begin, with the
    slots of the pairs there. `sought`: a bit for each word, `block`, `listed`: for some of them, `folding`: for one."""

    ids: NDArray[np.int32]
    boundaries: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    walks: NDArray[np.int32]
    slots: NDArray[np.int32]
    together: WalkRoom
    block: NDArray[np.uint64]
    listed: NDArray[np.int32]
    sought: NDArray[np.uint64]
    folding: FoldRoom


def make_tally(tree: SuffixTree, vocabulary_size: int, recall: Recall) -> Tally:
    """An empty tally for a tree, a vocabulary and what is looked for whole: all counts 0, no passage kept."""
    pairs = len(recall.targets)
    return Tally(
        words=np.zeros(LANES + vocabulary_size, np.int64),
        pairs=np.zeros(len(tree.pair_keys), np.int64),
        nodes=make_nodes(tree, recall.on_path, recall.copies.opens_at),
        log_keys=np.full(FIRST_LOG, NONE, np.int64),
        log_counts=np.zeros(FIRST_LOG, np.int64),
        recalled=np.zeros(pairs, np.int64),
        recalled_in=np.full(pairs, NONE, np.int64),
        changed=np.zeros(len(tree.parent), np.int32),
        totals=np.zeros(3, np.int64),
        copies=make_copy_tally(recall.copies),
        exposure=make_exposure_tally(recall.exposure),
    )


def make_copy_tally(copies: Copies) -> CopyTally:
    """An empty tally for these copies: nothing marked, counted or kept yet."""
    texts, pairs = len(copies.facts), len(copies.target)
    windows = np.zeros(texts * KEPT, WINDOW)
    windows["document"] = NONE
    tries = np.zeros(texts, TRIES)
    for field in ("tried_in", "found_in", "asked_in"):
        tries[field] = NONE
    return CopyTally(
        marked=make_marks(copies),
        tries=tries,
        held_in=np.zeros(texts, np.int64),
        both_in=np.zeros(pairs, np.int64),
        found=np.zeros(texts, np.int32),
        longest=np.zeros(copies.facts["size"].max(initial=0), np.int32),
        stands_at=np.zeros(copies.facts["size"].max(initial=0), np.int32),
        windows=windows,
        changed=np.zeros(len(windows), np.int32),
        places=np.empty(window_room(copies), np.int32),
        hashes=np.empty(window_room(copies), np.int32),
        totals=np.zeros(3, np.int64),
        bounds=make_region_tally(copies.regions),
    )


def places_needed(size: int, unit: Unit) -> int:
    """How many words a document of `size` bytes can hold, and those behind them that are looked up with the last."""
    return size + 1 if unit == "byte" else size // 2 + 2 + LANES


def make_walk_room() -> WalkRoom:
    """Room for TOGETHER walks."""
    return WalkRoom(*(np.empty(TOGETHER, np.int32) for _ in WalkRoom._fields))


def make_work(places: int, vocabulary: Vocabulary) -> Work:
    """Room to work in for documents of up to so many words (`places`), used anew for each."""
    ids, walks = np.empty(places, np.int32), np.empty(places + SPARE, np.int32)
    boundaries = np.empty(2 * places + SPARE, np.int32)
    slots = np.empty(min(places, SEGMENT), np.int32)
    return Work(
        ids,
        boundaries,
        boundaries[: 2 * places : 2],
        boundaries[1 : 2 * places : 2],
        walks,
        slots,
        make_walk_room(),
        np.empty(2 * BLOCK, np.uint64),
        np.empty(2 * LISTED, np.int32),
        np.empty(places // WIDTH + 1, np.uint64),
        make_fold_room(int(np.diff(vocabulary.offsets).max(initial=0))),
    )
