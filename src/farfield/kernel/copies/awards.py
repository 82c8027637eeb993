"""Whose copy a place is, where several texts are found in one document.

Of texts of one template each stands, for the most part, wherever one of them stands, and words in any order can't tell
them apart. Runs of words can: in its own copy a text stands in few long pieces, in a sibling's it breaks wherever the
two differ. So texts are judged by the pieces that a place is made of, and no word of a document is a copy of two.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from farfield.kernel.copies.containment import Copies
from farfield.kernel.copies.grams import find_gram, hash_gram, list_candidates
from farfield.kernel.machine import Integer, borrowing, compiled, inlined
from farfield.kernel.spans.index import NONE
from farfield.kernel.state import CopyTally

MILLION = 1_000_000  # shares are kept in millionths, so that equal is equal everywhere
WHOLE = 1 << 52  # added to the score of a text that stands there whole: more than any pieces
RIVALS = 16  # of the best texts that count already: they are measured again in another's place


@compiled
def award_places(
    role: Integer,
    found: NDArray[np.int32],
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> NDArray[np.int32]:
    """The texts of a role that count as copies, of those found in a document.

    They are judged by their scores (`_measure`), those that stand there whole first, and equal ones by what the better
    ones left. Each that counts takes the words of the document that its pieces are.
    """
    ranked: NDArray[np.int32] = found[copies.roles[found] == role]
    if len(ranked) < 2:
        return ranked
    begin, end = np.int64(tally.tries[ranked[0]].first), np.int64(0)
    for text in ranked:
        begin = min(begin, np.int64(tally.tries[text].first))
        end = max(end, np.int64(tally.tries[text].last))
    # Of each word of the document the turn in which it was taken, or 0.
    taken = np.zeros(end - begin, np.int32)
    for text in ranked:
        whole = WHOLE if tally.tries[text].score >= WHOLE else 0
        score = _measure(text, text, taken, begin, 1, copies, tally, words, ids)[1]
        tally.tries[text].score = whole + score
    scores = np.empty(len(ranked), np.int64)
    for k in range(len(ranked)):
        scores[k] = -tally.tries[ranked[k]].score
    ranked = ranked[np.argsort(scores, kind="mergesort")]
    winners = turn = better = 0
    before = np.int64(NONE)
    for text in ranked:
        if tally.tries[text].score != before:
            before, better, turn = tally.tries[text].score, winners, turn + 1
        if _is_copy(text, ranked[: min(better, RIVALS)], taken, begin, turn, copies, tally, words, ids):
            _take(text, taken, begin, turn, copies, tally)
            ranked[winners] = text
            winners += 1
    return ranked[:winners]


@borrowing
def _is_copy(
    text: Integer,
    rivals: NDArray[np.int32],
    taken: NDArray[np.int32],
    begin: Integer,
    turn: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> bool:
    """Whether a text stands there whole, or half of it in words that are left and no better one explains as well.

    A rival may stand there twice, and only its fullest place is known. The pieces of the text are left in the tally.
    """
    held, score = _measure(text, text, taken, begin, turn, copies, tally, words, ids)
    if tally.tries[text].score >= WHOLE:
        return True
    if held < copies.threshold:
        return False
    for rival in rivals:
        size, gram = np.int64(copies.facts[rival].size), np.int64(copies.facts[rival].gram)
        if (size - gram) * MILLION <= score:
            continue  # not even the whole of it would tell more
        if _measure(rival, text, taken, begin, turn, copies, tally, words, ids)[1] > score:
            return False
    if len(rivals):
        _measure(text, text, taken, begin, turn, copies, tally, words, ids)
    return True


@borrowing
def _measure(
    text: Integer,
    place_of: Integer,
    taken: NDArray[np.int32],
    begin: Integer,
    turn: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> tuple[float, int]:
    """The weighted share of a text that the free words of a place hold, and its score there.

    The text is cut from its front into the longest pieces that stand there (as Ziv and Merhav 1993 parse one sequence
    by another). Of each piece the words beyond a gram count, and their sum is worth its share of the text, squared: by
    the sum alone a long text would take the copies of a shorter one.
    """
    _find_pieces(text, place_of, taken, begin, turn, copies, tally, words, ids)
    facts = copies.facts[text]
    own, size, gram = facts.begin, np.int64(facts.size), np.int64(facts.gram)
    held = 0.0
    told: Integer = np.int64(0)
    upto: Integer = np.int64(0)
    next_piece: Integer = np.int64(0)
    for at in range(size):
        length: Integer = np.int64(tally.longest[at])
        for word in range(max(at, upto), at + length):
            held += float(copies.weights[own + word])
        upto = max(upto, at + length)
        if length and at >= next_piece:
            told += length - gram
            next_piece = at + length
    share = told * MILLION // max(np.int64(1), size - gram)
    return float(held / facts.total), share * share // MILLION * told


@inlined
def _find_pieces(
    text: Integer,
    place_of: Integer,
    taken: NDArray[np.int32],
    begin: Integer,
    turn: Integer,
    copies: Copies,
    tally: CopyTally,
    words: NDArray[np.int32],
    ids: NDArray[np.int32],
) -> None:
    """For each word of a text the longest run from there on that stands in free words of another's place, and where.

    Where a line comes again and again this is half of a scan, and with calls it takes twice as long.

    Runs shorter than a gram are 0. Of equally long ones the first. Each run is followed once, from its first word on.
    """
    facts = copies.facts[text]
    own, size, gram = facts.begin, np.int64(facts.size), np.int64(facts.gram)
    first, last = np.int64(tally.tries[place_of].first), np.int64(tally.tries[place_of].last)
    tally.longest[:size] = 0
    listed = list_candidates(
        ids, first, last, gram, copies.filters, facts.filter_begin, facts.filter_shift, tally.places
    )  # fmt: skip
    table_begin, mask = facts.table_begin, np.int64(facts.mask)
    for candidate in range(listed):
        place = np.int64(tally.places[candidate])
        hashed = hash_gram(ids, place, gram)
        if not _are_free(place, place + gram, taken, begin, turn):
            continue
        goes_on = place > first and _are_free(place - 1, place, taken, begin, turn)
        at = copies.table[find_gram(ids, place, hashed, gram, words, copies.table, table_begin, mask)]
        while at != NONE:
            if not (goes_on and at > own and words[at - 1] == ids[place - 1]):
                length = gram
                while (
                    at + length < own + size
                    and place + length < last
                    and words[at + length] == ids[place + length]
                    and _are_free(place + length, place + length + 1, taken, begin, turn)
                ):
                    length += 1
                _note_run(at - own, place, length, gram, tally)
            at = copies.following[at]


@inlined
def _note_run(at: Integer, place: Integer, length: Integer, gram: Integer, tally: CopyTally) -> None:
    """A run of a text from its word `at` on stands at a place, and with it each of its ends."""
    for less in range(length - gram + 1):
        left, known = length - less, tally.longest[at + less]
        if left > known or (left == known and place + less < tally.stands_at[at + less]):
            tally.longest[at + less], tally.stands_at[at + less] = left, place + less


@inlined
def _are_free(first: Integer, last: Integer, taken: NDArray[np.int32], begin: Integer, turn: Integer) -> bool:
    """Whether no text that was judged in an earlier turn took any of these words."""
    left = True
    for word in range(first - begin, last - begin):
        left &= taken[word] == 0 or taken[word] == turn
    return left


@borrowing
def _take(
    text: Integer, taken: NDArray[np.int32], begin: Integer, turn: Integer, copies: Copies, tally: CopyTally
) -> None:
    """Take the words of the pieces that were measured last."""
    at = 0
    while at < copies.facts[text].size:
        length = tally.longest[at]
        if length:
            place = tally.stands_at[at] - begin
            for word in range(place, place + length):  # not by a slice: see `move_bytes`
                taken[word] = turn
        at += max(1, length)
