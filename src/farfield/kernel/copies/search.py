"""The search for near duplicates while a document streams by: windows opened, measured, counted and kept."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.kernel.copies.awards import MILLION, WHOLE, award_places
from farfield.kernel.copies.containment import (
    QUESTION,
    TARGET,
    Copies,
    contain,
    count_span_in,
    hold_at_most,
)
from farfield.kernel.copies.regions import PATIENCE, SPENT, blocks_of, count_asked, open_region
from farfield.kernel.machine import Integer, borrowing, compiled
from farfield.kernel.spans.index import NONE
from farfield.kernel.state import CHANGED, FOUND, KEPT, CopyTally, Work

WINDOW_ORDER = ["text", "length", "order", "source", "place"]
"""Of a text's windows the fullest first, then as passages are ordered. A document has one."""


def name_texts(windows: pl.DataFrame) -> pl.DataFrame:
    """Windows by the slots they were kept in, as windows of their texts."""
    return windows.with_columns(pl.col("node") // KEPT).rename({"node": "text"})


def nearest_windows(windows: pl.DataFrame) -> pl.DataFrame:
    """At most KEPT windows of each text, by WINDOW_ORDER: the same however the corpus was cut."""
    ordered = windows.sort(WINDOW_ORDER, descending=[False, True, False, False, False])
    return ordered.group_by("text", maintain_order=True).head(KEPT)


@borrowing
def look_for_copies(
    node: Integer,
    length: Integer,
    at: Integer,
    size: Integer,
    document: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> None:
    """A span of `length` words that few texts share begins at word `at`: how much of each stands around it?

    The window reaches a text and a quarter to both sides, so that it holds a copy wherever in it the span stands.
    After half a text the next span opens another window.
    """
    for place in range(copies.first[node], copies.first[node] + copies.places[node]):
        text = copies.texts[place]
        if length < copies.seeds[text] or (tally.tried_in[text] == document and at < tally.tried_upto[text]):
            continue
        tally.tried_in[text] = document
        tally.tried_upto[text] = at + copies.sizes[text] // 2 + 1
        reach = copies.reach[text]
        begin, end = max(0, at - reach), min(size, at + reach)
        if not _may_add(text, begin, end, size, document, copies, tally, words, ids):
            continue
        least = min(copies.threshold, (tally.highest[text] + 0.5) / MILLION)
        held, count, first, last = contain(
            copies, text, words, ids, begin, end, least,
            tally.marked, tally.places, tally.hashes,
        )  # fmt: skip
        share = np.int64(held * MILLION + 0.5)
        tally.highest[text] = max(np.int64(tally.highest[text]), share)
        if held < copies.threshold:
            continue
        if tally.found_in[text] != document:
            tally.found_in[text] = document
            tally.found_share[text] = tally.found_score[text] = 0
            tally.found[tally.totals[FOUND]] = text
            tally.totals[FOUND] += 1
        whole = share == MILLION and count_span_in(copies, text, words, ids, begin, end, tally.places) > 0
        score = share * share // MILLION * count + (WHOLE if whole else 0)
        if (share, score) > (tally.found_share[text], tally.found_score[text]):
            tally.found_share[text], tally.found_score[text] = share, score
            tally.found_first[text], tally.found_last[text] = first, last


@borrowing
def _may_add(
    text: Integer,
    begin: Integer,
    end: Integer,
    size: Integer,
    document: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> bool:
    """Whether a window could hold more of a text than is known of this document and of the others.

    Exact: `hold_at_most` adds up the weights of more words in the same order, so that no rounding makes it less.
    """
    found = tally.found_in[text] == document
    if found and tally.found_score[text] >= WHOLE:
        return False
    regions, bounds = copies.regions, tally.bounds
    slot = open_region(regions.kind[text], document, begin, end, size, regions, bounds, ids)
    if slot == NONE:
        return True
    asked = count_asked(text, document, slot, bounds)
    if asked == SPENT:
        return False
    if asked == PATIENCE and not _may_hold_more(text, found, slot, ~np.uint64(0), copies, tally, words):
        bounds.asked[text] = SPENT
        return False
    blocks = blocks_of(slot, begin, end, regions, bounds)
    return _may_hold_more(text, found, slot, blocks, copies, tally, words)


@borrowing
def _may_hold_more(
    text: Integer,
    found: bool,
    slot: Integer,
    blocks: np.uint64,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
) -> bool:
    """Whether blocks of a region may hold more of a text than is known. `found`: it was, in this document."""
    held, count = hold_at_most(copies, text, words, slot, blocks, tally.bounds, tally.marked)
    share = np.int64(held * MILLION + 0.5)
    if held < copies.threshold:
        return bool(share > tally.highest[text])
    if not found or share == MILLION:
        return True
    score = share * share // MILLION * count
    before = np.int64(tally.found_share[text])
    return bool(share > before or (share == before and score > tally.found_score[text]))


@compiled
def settle_copies(
    size: Integer,
    document: Integer,
    order: np.uint64,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    work: Work,
) -> None:
    """A document has ended: count and keep the near duplicates found in it."""
    count = tally.totals[FOUND]
    tally.totals[FOUND] = 0
    found = tally.found[:count]
    for text in found:
        start, end = work.starts[tally.found_first[text]], work.ends[tally.found_last[text] - 1]
        _keep_window(text, tally.found_share[text], order, document, start, end, tally)
    for role in (QUESTION, TARGET):
        for text in award_places(role, found, copies, tally, words, work.ids):
            first, last = tally.found_first[text], tally.found_last[text]
            tally.held_in[text] += 1
            _look_for_answers(text, first, last, size, copies, tally, words, work.ids)


@borrowing
def _look_for_answers(
    question: Integer,
    first: Integer,
    last: Integer,
    size: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> None:
    """For every pair of the question: does its target stand where the question was found or beside it?"""
    pair = copies.first_pair[question]
    while pair != NONE:
        target = copies.target[pair]
        beside = copies.beside + copies.sizes[target]
        start, stop = max(0, first - beside), min(size, last + beside)
        if copies.by_span[pair]:
            found = count_span_in(copies, target, words, ids, start, stop, tally.places)
            tally.both_in[pair] += found > copies.asked[pair]
        else:
            held = contain(
                copies, target, words, ids, start, stop, copies.threshold,
                tally.marked, tally.places, tally.hashes,
            )[0]  # fmt: skip
            tally.both_in[pair] += held >= copies.threshold
        pair = copies.next_pair[pair]


@borrowing
def _keep_window(
    text: Integer,
    share: Integer,
    order: np.uint64,
    document: Integer,
    start: Integer,
    end: Integer,
    tally: CopyTally,
) -> None:
    """Keep the nearest window of each of the nearest documents; ties by the document's rank, then the first met."""
    last = NONE
    for slot in range(text * KEPT, text * KEPT + KEPT):
        if tally.best_document[slot] == document:
            last = slot
            break
        if last == NONE or _is_nearer(
            tally.best_length[last], tally.best_order[last], tally.best_document[last], slot, tally
        ):
            last = slot
    if not _is_nearer(share, order, document, last, tally):
        return
    tally.best_length[last] = share
    tally.best_order[last] = order
    tally.best_document[last] = document
    tally.best_start[last] = start
    tally.best_end[last] = end
    if not tally.is_changed[last]:
        tally.is_changed[last] = True
        tally.changed[tally.totals[CHANGED]] = last
        tally.totals[CHANGED] += 1


@borrowing
def _is_nearer(share: Integer, order: np.uint64, document: Integer, slot: Integer, tally: CopyTally) -> bool:
    """Whether a window comes before the one kept in a slot."""
    if share != tally.best_length[slot]:
        return bool(share > tally.best_length[slot])
    if order != tally.best_order[slot]:
        return bool(order < tally.best_order[slot])
    return bool(document < tally.best_document[slot])
