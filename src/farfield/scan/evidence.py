"""The scan itself: items and a corpus in, evidence out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa

from farfield.read.documents import find_corpus
from farfield.records import (
    EVIDENCE_SCHEMA,
    FIELDS,
    PASSAGE_SCHEMA,
    CorpusSummary,
    Evidence,
    FarfieldError,
    Field,
    Items,
)
from farfield.scan.engines import file_size, scan_files
from farfield.scan.index import Index, build_index
from farfield.scan.matches import Matches, TextStatistics, describe_texts, match_texts, sum_up
from farfield.scan.options import ScanOptions
from farfield.scan.partial import Partial
from farfield.scan.passages import PassageFinder, maximal_places
from farfield.scan.recall import build_recall
from farfield.scan.words import word_spans
from farfield.storage import hash_text

Progress = Callable[[int, int], None]


def scan(
    items: Items | pl.DataFrame,
    corpus: str | Sequence[str],
    options: ScanOptions | None = None,
    progress: Progress | None = None,
) -> Evidence:
    """Meet every document of a corpus with the items, once, and count all their spans exactly.

    `items`: what `read_items` returned, or its table. `corpus`: files, folders, globs or URLs.
    `progress` is called with the bytes read so far and the bytes there are (of the files as they are).
    Raises FarfieldError for a corpus that cannot be read or that holds no words.
    """
    options = options or ScanOptions()
    table = items.table if isinstance(items, Items) else items
    files = find_corpus([corpus] if isinstance(corpus, str) else corpus)
    texts = distinct_texts(table)
    index = build_index(texts, options.unit)
    number = {text: at for at, text in enumerate(texts)}
    pairs = [(number[q], number[t]) for q, t in _distinct_pairs(table)]
    pairs = [(q, t) for q, t in pairs if index.sizes[q] and index.sizes[t]]
    recall = build_recall(index, pairs)
    partial = scan_files(files, index, recall, options, _meter(files, progress))
    if partial.total_words == 0:
        raise FarfieldError(
            f"the corpus holds no words in {partial.documents} documents of {len(files)} files",
            where=", ".join([corpus] if isinstance(corpus, str) else corpus),
            remedy="Check the path and --text-field.",
        )
    return _make_evidence(table, texts, index, pairs, partial, options, len(files))


def distinct_texts(table: pl.DataFrame) -> list[str]:
    """Every text of the items, once, sorted."""
    columns = [table[field] for field in FIELDS]
    return (
        pl.concat([column.cast(pl.String).alias("text") for column in columns])
        .drop_nulls()
        .unique()
        .sort()
        .to_list()
    )


def _distinct_pairs(table: pl.DataFrame) -> list[tuple[str, str]]:
    return table.select("question", "target").drop_nulls().unique().sort("question", "target").rows()


def _meter(files: Sequence[str], progress: Progress | None) -> Callable[[int], None]:
    if progress is None:
        return lambda _: None
    total, done = sum(map(file_size, files)), 0

    def advance(size: int) -> None:
        nonlocal done
        done += size
        progress(done, total)

    return advance


def _make_evidence(
    table: pl.DataFrame,
    texts: Sequence[str],
    index: Index,
    pairs: Sequence[tuple[int, int]],
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
        },
        schema={"question": pl.String, "target": pl.String, "recall_documents": pl.Int64},
    )
    described = _add_columns(table, texts, index, describe_texts(index, matches))
    return Evidence(
        items=described.join(recalled, on=["question", "target"], how="left", maintain_order="left"),
        passages=_list_passages(table, texts, index, matches, partial.passages, options),
        texts=_raw_evidence(texts, index, matches),
        corpus=CorpusSummary(
            documents=partial.documents,
            words=partial.total_words,
            bytes=partial.bytes,
            rejected=len(partial.rejected),
            files=files,
        ),
        rejected=partial.rejected,
        inputs=partial.inputs,
    )


def _add_columns(
    table: pl.DataFrame, texts: Sequence[str], index: Index, statistics: TextStatistics
) -> pl.DataFrame:
    """The columns of FIELD_COLUMNS for each field; all but `f_words` are null where a text holds no word."""
    base = pl.DataFrame({"text": texts, "words": index.sizes, **statistics._asdict()})
    measures = [pl.when(pl.col("words") > 0).then(pl.col(name)).alias(name) for name in statistics._fields]
    base = base.with_columns(measures)
    for field in FIELDS:
        named = base.rename({name: f"{field}_{name}" for name in base.columns if name != "text"})
        table = table.join(named.rename({"text": field}), on=field, how="left", maintain_order="left")
    return table


def _raw_evidence(texts: Sequence[str], index: Index, matches: Matches) -> pl.DataFrame:
    real = index.tree.words < len(index.tree.first_child)
    offsets = pa.array(np.r_[0, np.cumsum(index.sizes)], pa.int64())

    def lists(values: Any) -> pl.Series:
        array = pa.LargeListArray.from_arrays(offsets, pa.array(values[real]))
        return pl.Series(pl.from_arrow(array))

    columns = {
        "text_hash": pl.Series([hash_text(text) for text in texts], dtype=pl.String),
        "lengths": lists(matches.lengths),
        "counts": lists(matches.counts),
        "surprisal": lists(matches.surprisal),
    }
    return pl.DataFrame(columns, schema=EVIDENCE_SCHEMA)


def _list_passages(
    table: pl.DataFrame,
    texts: Sequence[str],
    index: Index,
    matches: Matches,
    kept: pl.DataFrame,
    options: ScanOptions,
) -> pl.DataFrame:
    """The passages of each item, ranked: first those of the ruler's field, then the others; longest first."""
    finder = PassageFinder(index, kept, options.unit)
    number = {text: at for at, text in enumerate(texts)}
    fields = [options.field, *(field for field in FIELDS if field != options.field)]
    owners = pl.concat([_owners(table, field, place) for place, field in enumerate(fields)])
    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    rows = []
    for owner in owners.sort("item_place", "field_place", "row").iter_rows(named=True):
        most = options.passages if owner["field"] == "question" else max(1, options.passages // 3)
        key = (owner["text"], most)
        if key not in found:
            found[key] = _passages_of(
                number[owner["text"]], owner["text"], index, matches, finder, most, options
            )
        rows += [{**owner, **passage} for passage in found[key]]
    ranked = pl.DataFrame(rows, schema={**PASSAGE_SCHEMA, "item_place": pl.Int64}, infer_schema_length=None)
    rank = pl.int_range(1, pl.len() + 1).over("item_place", mapping_strategy="group_to_rows")
    return ranked.with_columns(rank=rank).select(list(PASSAGE_SCHEMA))


def _owners(table: pl.DataFrame, field: Field, place: int) -> pl.DataFrame:
    """Whose text a field holds: the item's for question and target, the answer's for output."""
    keys = ["task", "item_id"]
    numbered = table.with_row_index("row").with_columns(
        item_place=pl.col("row").first().over(keys).cast(pl.Int64), row=pl.col("row").cast(pl.Int64)
    )
    if field != "output":
        numbered = numbered.unique(keys, keep="first", maintain_order=True).with_columns(
            subject=pl.lit(None, pl.String), epoch=pl.lit(None, pl.Int64)
        )
    return numbered.filter(pl.col(field).is_not_null()).select(
        "item_id", "task", "subject", "epoch", "item_place", "row",
        text=pl.col(field), field=pl.lit(field), field_place=pl.lit(place),
    )  # fmt: skip


def _passages_of(
    number: int,
    text: str,
    index: Index,
    matches: Matches,
    finder: PassageFinder,
    most: int,
    options: ScanOptions,
) -> list[dict[str, Any]]:
    spans = word_spans(text, options.unit)
    return [
        {
            **finder.find(place),
            "words": place.words,
            "count": place.count,
            "item_start": spans[place.first][0],
            "item_end": spans[place.first + place.words - 1][1],
        }
        for place in maximal_places(matches, int(index.begins[number]), int(index.sizes[number]), most)
    ]
