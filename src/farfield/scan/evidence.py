"""The scan itself: items and a corpus in, evidence out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from numpy.typing import NDArray

from farfield.corpus.documents import find_corpus_files
from farfield.corpus_notices import RejectedCut
from farfield.corpus_records import CorpusSummary
from farfield.kernel.columns import column_of
from farfield.kernel.copies.containment import find_roles
from farfield.kernel.recall import build_recall
from farfield.kernel.spans.index import Index, build_index
from farfield.kernel.spans.matches import Matches, describe_texts, match_texts, sum_up
from farfield.kernel.state import Recall
from farfield.options.scanning import ScanOptions
from farfield.records import Evidence, FarfieldError, InputFile, Items
from farfield.scan.checkpoints import Checkpoints, scan_key
from farfield.scan.copy_passages import CopyFinder, add_copy_columns, rank_together
from farfield.scan.doubts import (
    find_doubts,
    lost_share,
    reasons,
    refuse_empty_fields,
    refuse_its_content,
    refuse_mostly_lost,
    refuse_the_log,
)
from farfield.scan.engines import Progress, scan_files
from farfield.scan.infinigram.address import is_infinigram
from farfield.scan.partial import Partial
from farfield.scan.passages import describe_places, find_places, place_in_texts
from farfield.scan.room import refuse_what_does_not_fit
from farfield.scan.sampling import highest_count
from farfield.scan.semantic import EmbeddingModel, rank_by_meaning
from farfield.scan.tables import add_text_columns, distinct_pairs, distinct_texts, list_passages
from farfield.schemas import EVIDENCE_SCHEMA, RECALL_COLUMNS
from farfield.standby import SCANS, further_processes, standing_by
from farfield.storage import hash_text
from farfield.text.nouns import number_of


def scan(
    items: Items | pl.DataFrame,
    corpus: str | Sequence[str],
    options: ScanOptions | None = None,
    progress: Progress | None = None,
    checkpoints: Path | None = None,
) -> Evidence:
    """Meet every document of a corpus with the items, once, and count all their spans exactly.

    `items`: what `read_items` returned, or its table. `corpus`: files, folders, globs or URLs,
    or one infini-gram index (docs/scan.md).
    `progress` is called with the bytes read so far and the bytes there are (of the files as they are).
    `checkpoints`: a folder for what is finished of a large corpus; a scan that was stopped goes on from there.
    Raises FarfieldError for a corpus that cannot be read or that holds no words, and where passages are to be ranked
    by meaning and the model for that is not installed: before anything is read.
    """
    options = options or ScanOptions()
    table = items.table if isinstance(items, Items) else items
    sources = [corpus] if isinstance(corpus, str) else list(corpus)
    model = EmbeddingModel() if options.semantic else None
    if is_infinigram(sources):
        from farfield.scan.infinigram.evidence import scan_infinigram  # with all that asks a server

        evidence = scan_infinigram(table, sources[0], options, progress)
    else:
        logs = items.inputs if isinstance(items, Items) else ()
        evidence = _scan_documents(table, sources, options, progress, checkpoints, logs)
    return rank_by_meaning(evidence, options.field, model) if model else evidence


def _scan_documents(
    table: pl.DataFrame,
    sources: Sequence[str],
    options: ScanOptions,
    progress: Progress | None,
    checkpoints: Path | None,
    logs: Sequence[InputFile],
) -> Evidence:
    files, beside = find_corpus_files(sources)
    refuse_the_log(files, logs)
    texts = distinct_texts(table)
    refuse_what_does_not_fit(texts, options.unit)
    further = 0 if options.ray else further_processes(files, options.workers)
    with standing_by(further, SCANS):
        index = build_index(texts, options.unit)
        number = {text: at for at, text in enumerate(texts)}
        pairs = [(number[q], number[t]) for q, t in distinct_pairs(table)]
        pairs = [(q, t) for q, t in pairs if index.sizes[q] and index.sizes[t]]
        recall = build_recall(index, pairs, find_roles(table, texts), options.unit, options.near)
        kept = Checkpoints(checkpoints, scan_key(texts, pairs, options, __name__)) if checkpoints else None
        partial, resumed = scan_files(files, index, recall, options, progress, kept)
    refuse_its_content(partial.inputs, logs)
    refuse_mostly_lost(partial, sources)
    refuse_empty_fields(partial.read_as)
    if partial.total_words == 0:
        raise _nothing_searched(partial, sources, options)
    evidence = _make_evidence(table, texts, index, pairs, recall, partial, options, len(files))
    told = replace(evidence.corpus, beside=beside, doubted=find_doubts(partial, evidence.items, options.unit))
    return replace(evidence, corpus=told, resumed=resumed)


def _nothing_searched(partial: Partial, sources: Sequence[str], options: ScanOptions) -> FarfieldError:
    where = ", ".join(sources)
    if options.sample < 1 and not partial.documents:
        return FarfieldError(
            f"a sample of {options.sample:g} drew no document", where=where, remedy="Draw more with --sample."
        )
    why = f": {reasons(partial.rejected)}" if partial.rejected else ""
    return FarfieldError(
        f"the corpus holds no words in {number_of(partial.documents, 'document')} of "
        f"{number_of(len(partial.inputs), 'file')}{why}",
        where=where,
        remedy="Check the path and --text-field." if not why else "Name files that hold text.",
    )


def _make_evidence(
    table: pl.DataFrame,
    texts: Sequence[str],
    index: Index,
    pairs: Sequence[tuple[int, int]],
    recall: Recall,
    partial: Partial,
    options: ScanOptions,
    files: int,
) -> Evidence:
    counts = sum_up(
        index.tree, partial.total_words, partial.words, partial.pairs, partial.nodes,
        partial.log_keys, partial.log_counts,
    )  # fmt: skip
    matches = match_texts(index, counts)
    recalled = pl.DataFrame(
        {
            "question": [texts[question] for question, _ in pairs],
            "target": [texts[target] for _, target in pairs],
            "recall_documents": partial.recalled,
            "recall_documents_high": highest_count(partial.recalled, options.searched_fraction),
        },
        schema={"question": pl.String(), "target": pl.String(), **RECALL_COLUMNS},
    )
    measured = pl.DataFrame({"words": index.sizes, **describe_texts(index, matches, counts)._asdict()})
    described = add_text_columns(table, texts, measured)
    described = add_copy_columns(described, texts, index, recall, partial, pairs, options.searched_fraction)
    copies = CopyFinder(index, recall.copies, partial, options.unit)
    spans = _find_spans(texts, index, matches, copies, partial, options)
    nearest = rank_together(spans, copies.find(texts), len(texts))
    return Evidence(
        items=described.join(recalled, on=["question", "target"], how="left", maintain_order="left"),
        passages=list_passages(table, options, texts, nearest),
        texts=_raw_evidence(texts, index, matches),
        corpus=_summary(partial, options, files),
        rejected=partial.rejected,
        inputs=partial.inputs,
        notices=_left_out(partial),
    )


def _summary(partial: Partial, options: ScanOptions, files: int) -> CorpusSummary:
    return CorpusSummary(
        documents=partial.documents,
        words=partial.total_words,
        bytes=partial.bytes,
        searched_fraction=options.searched_fraction,
        rejected=partial.rejected_count,
        files=files,
        rejected_bytes=partial.rejected_bytes,
        rejected_share=lost_share(partial),
        textless=partial.textless,
        read_as=partial.read_as,
    )


def _left_out(partial: Partial) -> list[RejectedCut]:
    kept, count = len(partial.rejected), partial.rejected_count
    return [] if kept == count else [RejectedCut(count, kept)]


def _raw_evidence(texts: Sequence[str], index: Index, matches: Matches) -> pl.DataFrame:
    real = index.tree.words < len(index.tree.first_child)
    offsets = _arrow(np.r_[0, np.cumsum(index.sizes)])

    def lists(values: Any) -> pl.Series:
        array = pa.LargeListArray.from_arrays(offsets, _arrow(values[real]))
        return column_of(array)

    columns = {
        "text_hash": pl.Series([hash_text(text) for text in texts], dtype=pl.String),
        "lengths": lists(matches.lengths),
        "counts": lists(matches.counts),
        "surprisal": lists(matches.surprisal),
        "approximate": pl.Series([None] * len(texts), dtype=pl.List(pl.Boolean)),
    }
    return pl.DataFrame(columns, schema=EVIDENCE_SCHEMA)


def _arrow(values: NDArray[Any]) -> pa.Array:
    """Not by pa.array, which loads pandas to see whether these are its own."""
    buffers = [None, pa.py_buffer(values)]
    return pa.Array.from_buffers(pa.from_numpy_dtype(values.dtype), len(values), buffers)


def _find_spans(
    texts: Sequence[str],
    index: Index,
    matches: Matches,
    copies: CopyFinder,
    partial: Partial,
    options: ScanOptions,
) -> pl.DataFrame:
    """The nearest passages of each text that hold a span of it; `number`: of the text."""
    places = find_places(index, matches, partial.passages, options.passages)
    columns = {
        "number": np.repeat(np.arange(len(texts)), np.diff(places.begins)),
        **describe_places(places, partial.passages, partial.passage_text, options.unit),
        **place_in_texts(texts, places, options.unit),
        "containment": copies.shares(places),
    }
    return pl.DataFrame(columns).with_columns(kind=pl.lit("span"))
