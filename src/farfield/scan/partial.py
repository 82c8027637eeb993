"""Partial evidence: what a part of the corpus says. Parts merge in any order to the same whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.records import InputFile, Rejected

PASSAGE_ORDER = ["node", "length", "order", "source"]
"""Nearest first: of a node's passages the longest, then the first by the rank of its document's id, then by file."""


@dataclass(frozen=True)
class Partial:
    """A commutative monoid: counts add, of two passages of a node the nearer stays.

    `words`, `pairs`, `nodes`, `recalled`: as in the kernel's Tally. `log_keys` sorted, with `log_counts`.
    `passages`: one row for each node that any walk ended in: node, length (words), order, document, source, start
    (characters), window (the passage and what stands around it), before and size (bytes of the window).
    """

    documents: int
    total_words: int
    bytes: int
    words: NDArray[np.int64]
    pairs: NDArray[np.int64]
    nodes: NDArray[np.int64]
    recalled: NDArray[np.int64]
    log_keys: NDArray[np.int64]
    log_counts: NDArray[np.int64]
    passages: pl.DataFrame
    rejected: Sequence[Rejected] = ()
    inputs: Sequence[InputFile] = ()


def merge(parts: Sequence[Partial]) -> Partial:
    """The evidence of all parts together (at least one)."""
    keys = np.concatenate([part.log_keys for part in parts])
    counts = np.concatenate([part.log_counts for part in parts])
    log_keys, places = np.unique(keys, return_inverse=True)
    log_counts = np.zeros(len(log_keys), np.int64)
    np.add.at(log_counts, places, counts)
    return Partial(
        documents=sum(part.documents for part in parts),
        total_words=sum(part.total_words for part in parts),
        bytes=sum(part.bytes for part in parts),
        words=np.sum([part.words for part in parts], axis=0),
        pairs=np.sum([part.pairs for part in parts], axis=0),
        nodes=np.sum([part.nodes for part in parts], axis=0),
        recalled=np.sum([part.recalled for part in parts], axis=0),
        log_keys=log_keys,
        log_counts=log_counts,
        passages=nearest_of_each(pl.concat([part.passages for part in parts])),
        rejected=sorted(
            (record for part in parts for record in part.rejected),
            key=lambda record: (record.source, record.line or 0),
        ),
        inputs=sorted((file for part in parts for file in part.inputs), key=lambda file: file.path),
    )


def nearest_of_each(passages: pl.DataFrame) -> pl.DataFrame:
    """One passage for each node, by PASSAGE_ORDER."""
    ordered = passages.sort(PASSAGE_ORDER, descending=[False, True, False, False], maintain_order=True)
    return ordered.unique("node", keep="first", maintain_order=True)
