"""Items and an infini-gram index → evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import polars as pl

from farfield.corpus_records import Backend, CorpusSummary
from farfield.kernel.spans.matches import describe_lengths
from farfield.options.scanning import ScanOptions
from farfield.records import FIELDS, Evidence, FarfieldError, InputFile, without_secrets
from farfield.scan.infinigram.address import Address, parse_address
from farfield.scan.infinigram.client import RemoteIndex
from farfield.scan.infinigram.engine import LocalIndex
from farfield.scan.infinigram.index import SpanIndex
from farfield.scan.infinigram.notices import index_notices
from farfield.scan.infinigram.recall import Recalled
from farfield.scan.infinigram.survey import Pair, Survey
from farfield.scan.tables import (
    FoundPassage,
    TextPassages,
    add_text_columns,
    distinct_pairs,
    distinct_texts,
    list_passages,
    most_passages,
    passage_table,
)
from farfield.schemas import COPY_COLUMNS, EVIDENCE_SCHEMA, RECALL_COLUMNS
from farfield.storage import hash_text
from farfield.text.scripts import share_without_spaces

Progress = Callable[[int, int], None]


def scan_infinigram(
    table: pl.DataFrame, source: str, options: ScanOptions, progress: Progress | None = None
) -> Evidence:
    """The evidence of `scan`, counted by an infini-gram index in raw text (docs/scan.md tells what differs).

    `source`: "infinigram:..." as the command line takes it. `progress` is called with the texts measured so far and
    those there are. Raises FarfieldError where the index cannot be opened, or a server stops answering.
    """
    if options.sample < 1:
        raise FarfieldError(
            "an infini-gram index is searched whole", where=source, remedy="Leave --sample away."
        )
    address = parse_address(source)
    index: SpanIndex = RemoteIndex(address, options.infinigram) if address.url else LocalIndex(address)
    try:
        index.check_unit(options.unit)
        return _gather(table, address, index, options, progress or (lambda *_: None))
    finally:
        index.close()


def _gather(
    table: pl.DataFrame, address: Address, index: SpanIndex, options: ScanOptions, progress: Progress
) -> Evidence:
    size = index.size()
    survey = Survey(index, distinct_texts(table), options.unit)
    survey.measure(progress)
    recalled = survey.recall(distinct_pairs(table), options.infinigram.occurrences)
    passages, refused = survey.passages(_most_passages(table, options), without_secrets(address.source))
    backend = Backend(
        name="infini-gram",
        index=address.index,
        address=address.url or str(address.folder),
        tokens=size.tokens,
        counts=sum(len(found.counts) for found in survey.longest.values()),
        approximate=sum(sum(found.approximate) for found in survey.longest.values()),
        limited=sum(found.limited for found in survey.longest.values()),
    )
    fraction = options.searched_fraction
    return Evidence(
        items=_add_recall(_add_measures(table, survey), recalled, fraction),
        passages=list_passages(table, options, list(passages), _passages_of_texts(passages)),
        texts=_raw_evidence(survey),
        corpus=CorpusSummary(size.documents, None, size.bytes, fraction, backend=backend),
        inputs=[InputFile(address.source)],
        notices=list(
            index_notices(
                backend,
                sum(found.lower for found in recalled.values()),
                refused,
                0.0 if size.bytes is not None else share_without_spaces(survey.texts),
            )
        ),
    )


def _most_passages(table: pl.DataFrame, options: ScanOptions) -> dict[str, int]:
    """For each text the most that any of its fields keeps."""
    fields = sorted(FIELDS, key=lambda field: most_passages(field, options))
    return {text: most_passages(field, options) for field in fields for text in table[field].drop_nulls()}


def _passages_of_texts(passages: Mapping[str, Sequence[FoundPassage]]) -> TextPassages:
    begins = np.cumsum([0, *map(len, passages.values())], dtype=np.int64)
    return TextPassages(begins, passage_table([one for found in passages.values() for one in found]))


def _add_measures(table: pl.DataFrame, survey: Survey) -> pl.DataFrame:
    sizes = np.array([len(text.words) for text in survey.texts.values()], np.int64)
    lengths = np.array([length for found in survey.longest.values() for length in found.lengths], np.int32)
    statistics = describe_lengths(np.cumsum(sizes) - sizes, sizes, lengths)
    measured = pl.DataFrame({"words": sizes, **statistics._asdict()}).fill_nan(
        None
    )  # bits: nobody tells them
    return add_text_columns(table, list(survey.texts), measured)


def _add_recall(table: pl.DataFrame, recalled: Mapping[Pair, Recalled], fraction: float) -> pl.DataFrame:
    """RECALL_COLUMNS, and COPY_COLUMNS empty: an index of spans knows no edited copies."""
    found = list(recalled.values())
    columns = {
        "question": [question for question, _ in recalled],
        "target": [target for _, target in recalled],
        "recall_documents": [one.documents for one in found],
        "recall_documents_high": [one.highest(fraction) for one in found],
    }
    schema = {"question": pl.String(), "target": pl.String(), **RECALL_COLUMNS}
    joined = table.join(
        pl.DataFrame(columns, schema=schema), on=["question", "target"], how="left", maintain_order="left"
    )
    return joined.with_columns(pl.lit(None, kind).alias(name) for name, kind in COPY_COLUMNS.items())


def _raw_evidence(survey: Survey) -> pl.DataFrame:
    longest = list(survey.longest.values())
    columns = {
        "text_hash": [hash_text(text) for text in survey.texts],
        "lengths": [found.lengths for found in longest],
        "counts": [found.counts for found in longest],
        "surprisal": [None] * len(longest),
        "approximate": [found.approximate if any(found.approximate) else None for found in longest],
    }
    return pl.DataFrame(columns, schema=EVIDENCE_SCHEMA)
