"""Partial evidence: what a part of the corpus says. Parts merge in any order to the same whole.

Where in `passage_text` a passage lies depends on the order; what it says does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.corpus.account import MOST_REJECTED, add_up
from farfield.corpus_records import ReadAs
from farfield.kernel.copies.search import nearest_windows
from farfield.kernel.spans.windows import squeeze
from farfield.records import InputFile, Rejected

PASSAGE_ORDER = ["node", "length", "order", "source", "place"]
"""Nearest first: of a node's passages the longest, then the first by the rank of its document's id, by file, in it."""


@dataclass(frozen=True)
class Partial:
    """A commutative monoid: counts add, of two passages of a node the nearer stays.

    `words`, `pairs`, `nodes`, `recalled`: as in the kernel's Tally. `log_keys` sorted, with `log_counts`.
    `passages`: one row for each node that any walk ended in: node, length (words), order, document, source, place (of
    the document in its file), start (characters), and where it stands in `passage_text` with what is around it: see
    SCHEMA of windows.py.
    `copy_highest`, `copy_documents`, `both_documents`: as `highest`, `held_in` and `both_in` of CopyTally; `exposed`:
    as `documents` of ExposureTally. `windows`: near duplicates as passages are, each with a text of its own (`window`),
    with `text` for `node` and the containment in millionths as `length`. `rejected`: the first MOST_REJECTED, by file
    and line, of `rejected_count`. They are about `rejected_bytes`; the `textless` files among them hold no text.
    `read_as`: what files were taken for. `read_documents`, `read_bytes`: all, drawn for the sample or not; bytes as
    records are written.
    `inputs`: the files read whole; `found_in`: those read in ranges of which one held a document.
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
    passage_text: NDArray[np.uint8]
    copy_highest: NDArray[np.int32]
    copy_documents: NDArray[np.int64]
    both_documents: NDArray[np.int64]
    exposed: NDArray[np.int64]
    windows: pl.DataFrame
    rejected: Sequence[Rejected] = ()
    rejected_count: int = 0
    inputs: Sequence[InputFile] = ()
    found_in: Sequence[str] = ()
    rejected_bytes: int = 0
    textless: int = 0
    read_documents: int = 0
    read_bytes: int = 0
    read_as: Sequence[ReadAs] = ()


def merge(parts: Sequence[Partial]) -> Partial:
    """The evidence of all parts together (at least one)."""
    keys = np.concatenate([part.log_keys for part in parts])
    counts = np.concatenate([part.log_counts for part in parts])
    log_keys, places = np.unique(keys, return_inverse=True)
    log_counts = np.zeros(len(log_keys), np.int64)
    np.add.at(log_counts, places, counts)
    passages, passage_text = _merge_passages(parts)
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
        passages=passages,
        passage_text=passage_text,
        copy_highest=np.max([part.copy_highest for part in parts], axis=0),
        copy_documents=np.sum([part.copy_documents for part in parts], axis=0),
        both_documents=np.sum([part.both_documents for part in parts], axis=0),
        exposed=np.sum([part.exposed for part in parts], axis=0),
        windows=nearest_windows(pl.concat([part.windows for part in parts])),
        rejected=sorted(
            (record for part in parts for record in part.rejected),
            key=lambda record: (record.source, record.line or 0, record.reason, record.record),
        )[:MOST_REJECTED],
        rejected_count=sum(part.rejected_count for part in parts),
        inputs=sorted((file for part in parts for file in part.inputs), key=lambda file: file.path),
        found_in=sorted({path for part in parts for path in part.found_in}),
        rejected_bytes=sum(part.rejected_bytes for part in parts),
        read_documents=sum(part.read_documents for part in parts),
        read_bytes=sum(part.read_bytes for part in parts),
        textless=sum(part.textless for part in parts),
        read_as=add_up(one for part in parts for one in part.read_as),
    )


def _merge_passages(parts: Sequence[Partial]) -> tuple[pl.DataFrame, NDArray[np.uint8]]:
    begins = np.cumsum([0, *(len(part.passage_text) for part in parts)]).tolist()
    moved = [
        part.passages.with_columns(pl.col("at") + begin) for part, begin in zip(parts, begins, strict=False)
    ]
    nearest = nearest_of_each(pl.concat(moved))
    sizes = nearest.select(pl.sum_horizontal("before", "size", "after")).to_series().to_numpy()
    whole = np.concatenate([part.passage_text for part in parts])
    text, places = squeeze(whole, nearest["at"].to_numpy(), sizes)
    return nearest.with_columns(at=pl.Series(places, dtype=pl.Int64)), text


def nearest_of_each(passages: pl.DataFrame) -> pl.DataFrame:
    """One passage for each node, by PASSAGE_ORDER."""
    ordered = passages.sort(PASSAGE_ORDER, descending=[False, True, False, False, False])
    return ordered.unique("node", keep="first", maintain_order=True)
