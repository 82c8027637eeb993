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
from farfield.kernel.copies.facts import Records
from farfield.kernel.copies.regions import PATIENCE, SPARED, SPENT, blocks_of, count_asked, open_region, owe
from farfield.kernel.machine import Integer, borrowing, compiled, inlined
from farfield.kernel.machine.vectors import fetch
from farfield.kernel.spans.index import NONE
from farfield.kernel.state import CHANGED, FOUND, KEPT, CopyTally, Work

IN_LINE = 16  # words of 32 bits that memory hands over together
FETCHED = 16  # of a text: what lies behind is asked for by the machine itself, as it is read in order


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
def look_around(
    count: Integer,
    first: Integer,
    size: Integer,
    document: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    work: Work,
) -> None:
    """Open windows where walks have ended that are listed as `openers`, each at its node and with its length.

    First it asks for all that is known of their texts, a step at a time, as walks side by side do.
    """
    runs, texts, room = copies.runs, copies.texts, work.together
    for k in range(count):
        fetch(runs, np.int64(work.slots[room.openers[k]]) * 2)
    for k in range(count):
        fetch(texts, np.int64(runs[np.uint64(work.slots[room.openers[k]]), 0]))
    for k in range(count):
        node = np.uint64(work.slots[room.openers[k]])
        for place in range(runs[node, 0], runs[node, 0] + runs[node, 1]):
            text = np.int64(texts[place])
            for line in range(2):
                fetch(copies.facts, text + line)
                fetch(tally.tries, text + line)
    for k in range(count):
        _fetch_texts(room.openers[k], first, document, copies, tally, words, work)
    for k in range(count):
        walk = room.openers[k]
        _look_for_copies(
            np.int64(work.slots[walk]), np.int64(room.lengths[walk - first]), np.int64(work.walks[walk]), size,
            document, copies, tally, words, work.ids,
        )  # fmt: skip


@inlined
def _fetch_texts(
    walk: Integer,
    first: Integer,
    document: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    work: Work,
) -> None:
    """Ask for the words and bitmaps of texts of which a window may be opened, the first FETCHED lines of memory."""
    node, length, at = np.uint64(work.slots[walk]), work.together.lengths[walk - first], work.walks[walk]
    for place in range(copies.runs[node, 0], copies.runs[node, 0] + copies.runs[node, 1]):
        text = np.uint64(copies.texts[place])
        facts, tries = copies.facts[text], tally.tries[text]
        if (
            length < facts.seed
            or (tries.tried_in == document and at < tries.tried_upto)
            or tries.asked == SPENT
        ):
            continue
        size: Integer = np.int64(facts.size)
        for line in range(0, min(size, FETCHED * IN_LINE), IN_LINE):
            fetch(words, facts.begin + line)
        for line in range(0, min(size // 4, FETCHED * IN_LINE // 2), IN_LINE // 2):
            fetch(copies.filters, facts.filter_begin + line)


@inlined
def _look_for_copies(
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
    for place in range(copies.runs[node, 0], copies.runs[node, 0] + copies.runs[node, 1]):
        text = np.int64(copies.texts[place])
        facts, tries = copies.facts[text], tally.tries[text]
        if length < facts.seed or (tries.tried_in == document and at < tries.tried_upto):
            continue
        tries.tried_in = document
        # No further than the document, as a number of 32 bits may have no room for it.
        tries.tried_upto = min(size, at + facts.size // 2 + 1)
        begin, end = max(0, at - facts.reach), min(size, at + facts.reach)
        if not _may_add(text, begin, end, size, document, copies, tally, words, ids):
            continue
        least = min(copies.threshold, (tries.highest + 0.5) / MILLION)
        held, count, first, last = contain(
            copies, text, words, ids, begin, end, least,
            tally.marked, tally.places, tally.hashes,
        )  # fmt: skip
        share = np.int64(held * MILLION + 0.5)
        tries.highest = max(np.int64(tries.highest), share)
        if held >= copies.threshold:
            _find(text, share, count, first, last, begin, end, document, copies, tally, words, ids)


@borrowing
def _find(
    text: Integer,
    share: Integer,
    count: Integer,
    first: Integer,
    last: Integer,
    begin: Integer,
    end: Integer,
    document: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> None:
    """A window holds a near duplicate: list its text, and keep the fullest place of this document."""
    tries = tally.tries[text]
    if tries.found_in != document:
        tries.found_in = document
        tries.share, tries.score = 0, 0
        tally.found[tally.totals[FOUND]] = text
        tally.totals[FOUND] += 1
    whole = share == MILLION and count_span_in(copies, text, words, ids, begin, end, tally.places) > 0
    score = share * share // MILLION * count + (WHOLE if whole else 0)
    if (share, score) > (tries.share, tries.score):
        tries.share, tries.score = share, score
        tries.first, tries.last = first, last


@inlined
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
    found = tally.tries[text].found_in == document
    if found and tally.tries[text].score >= WHOLE:
        return False
    facts, regions, bounds = copies.facts[text], copies.regions, tally.bounds
    kind: Integer = np.int64(facts.kind)
    slot = open_region(kind, document, begin, end, size, regions, bounds, ids)
    if slot == NONE:
        return True
    may = _ask_region(text, found, slot, begin, end, document, copies, tally, words)
    owe(kind, np.int64(facts.size) - (0 if may else SPARED * (end - begin)), regions, bounds)
    return may


@inlined
def _ask_region(
    text: Integer,
    found: bool,
    slot: Integer,
    begin: Integer,
    end: Integer,
    document: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
) -> bool:
    """Whether the table of a region lets a window hold more of a text than is known.

    `found`: it was, in this document.
    """
    asked = count_asked(text, document, slot, tally.bounds, tally.tries)
    if asked == SPENT:
        return False
    if asked == PATIENCE and not _may_hold_more(text, found, slot, ~np.uint64(0), copies, tally, words):
        tally.tries[text].asked = SPENT
        return False
    blocks = blocks_of(slot, begin, end, copies.regions, tally.bounds)
    return _may_hold_more(text, found, slot, blocks, copies, tally, words)


@inlined
def _may_hold_more(
    text: Integer,
    found: bool,
    slot: Integer,
    blocks: np.uint64,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
) -> bool:
    """Whether blocks of a region may hold more of a text than is known."""
    held, count = hold_at_most(copies, text, words, slot, blocks, tally.bounds, tally.marked)
    tries = tally.tries[text]
    share = np.int64(held * MILLION + 0.5)
    if held < copies.threshold:
        return bool(share > tries.highest)
    if not found or share == MILLION:
        return True
    score = share * share // MILLION * count
    before = np.int64(tries.share)
    return bool(share > before or (share == before and score > tries.score))


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
        tries = tally.tries[text]
        start, end = work.starts[tries.first], work.ends[tries.last - 1]
        _keep_window(text, np.int64(tries.share), order, document, start, end, tally)
    for role in (QUESTION, TARGET):
        for text in award_places(role, found, copies, tally, words, work.ids):
            first, last = np.int64(tally.tries[text].first), np.int64(tally.tries[text].last)
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
        beside = copies.beside + np.int64(copies.facts[target].size)
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
    windows, last = tally.windows, NONE
    for slot in range(text * KEPT, text * KEPT + KEPT):
        kept = windows[slot]
        if kept.document == document:
            last = slot
            break
        if last == NONE or _is_nearer(
            windows[last].length, windows[last].order, windows[last].document, kept
        ):
            last = slot
    record = windows[last]
    if not _is_nearer(share, order, document, record):
        return
    record.length, record.order, record.document = share, order, document
    record.start, record.end = start, end
    if not record.is_changed:
        record.is_changed = 1
        tally.changed[tally.totals[CHANGED]] = last
        tally.totals[CHANGED] += 1


@borrowing
def _is_nearer(share: Integer, order: np.uint64, document: Integer, kept: Records) -> bool:
    """Whether a window comes before one that is kept."""
    if share != kept.length:
        return bool(share > kept.length)
    if order != kept.order:
        return bool(order < kept.order)
    return bool(document < kept.document)
