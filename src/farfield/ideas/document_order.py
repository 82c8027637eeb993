"""The order of documents that goes by what they are, not by where they stand in which file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from farfield.arrays import Codes


def rank_documents(
    first: Codes, last: Codes, prints: Codes, names: Sequence[str], text: Callable[[int], str]
) -> Codes:
    """The place of each document, from 0: by its period, then by a hash of its words, and of the same words by name and
    text. So wherever two are as good, the earlier one comes first, in whatever order they were read.

    `first`, `last`, `prints`: by document; `text`: of one.
    """
    order = np.lexsort((prints, last, first))
    alike = np.ones(max(0, len(order) - 1), bool)
    for column in (first, last, prints):
        alike &= column[order[1:]] == column[order[:-1]]
    edges = np.flatnonzero(np.diff(np.r_[False, alike, False].astype(np.int8)))
    for begin, end in edges.reshape(-1, 2).tolist():
        order[begin : end + 1] = _by_name(order[begin : end + 1].tolist(), names, text)
    ranks = np.empty_like(order)
    ranks[order] = np.arange(len(order))
    return ranks


def _by_name(documents: Sequence[int], names: Sequence[str], text: Callable[[int], str]) -> list[int]:
    """Documents of the same date and words; texts are looked at where names are the same, too."""
    called = [names[one] for one in documents]
    if len(set(called)) < len(called):
        return sorted(documents, key=lambda one: (names[one], text(one)))
    return [one for _, one in sorted(zip(called, documents, strict=True))]
