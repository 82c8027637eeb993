"""The tables of a scan, whatever searched the corpus: which texts the items hold, and where what was found goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.options.scanning import ScanOptions
from farfield.records import FIELDS, Field
from farfield.schemas import PASSAGE_SCHEMA


class FoundPassage(NamedTuple):
    """A passage of a text, whosever text that is: columns of PASSAGE_SCHEMA (its `count` is a tuple's method)."""

    document: str
    source: str
    start: int | None
    end: int | None
    text: str
    before: str
    after: str
    words: int
    occurrences: int
    item_start: int
    item_end: int
    kind: str
    containment: float | None = None


class TextPassages(NamedTuple):
    """The passages of texts, the nearest first: those of text i are rows [begins[i], begins[i + 1]) of `table`, which
    has the columns that FoundPassage names."""

    begins: NDArray[np.int64]
    table: pl.DataFrame


def passage_table(passages: Sequence[FoundPassage]) -> pl.DataFrame:
    """Passages as rows, with the columns of PASSAGE_SCHEMA that tell of them."""
    names = ["count" if name == "occurrences" else name for name in FoundPassage._fields]
    columns = zip(*passages, strict=True) if passages else [[]] * len(names)
    schema = {name: PASSAGE_SCHEMA[name] for name in names}
    return pl.DataFrame(dict(zip(names, columns, strict=True)), schema=schema)


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


def distinct_pairs(table: pl.DataFrame) -> list[tuple[str, str]]:
    """Every question with its target, once, sorted."""
    return table.select("question", "target").drop_nulls().unique().sort("question", "target").rows()


def add_text_columns(table: pl.DataFrame, texts: Sequence[str], measured: pl.DataFrame) -> pl.DataFrame:
    """The columns of FIELD_COLUMNS for each field; all but `f_words` are null where a text holds no word.

    `measured`: a row for each text, with the columns of FIELD_COLUMNS.
    """
    base = measured.with_columns(
        pl.when(pl.col("words") > 0).then(pl.col(name)).alias(name) for name in measured.columns if name != "words"
    ).with_columns(text=pl.Series(texts, dtype=pl.String))  # fmt: skip
    for field in FIELDS:
        named = base.rename({name: f"{field}_{name}" for name in base.columns if name != "text"})
        table = table.join(named.rename({"text": field}), on=field, how="left", maintain_order="left")
    return table


def most_passages(field: str, options: ScanOptions) -> int:
    """How many passages are kept for a text of that field."""
    return options.passages if field == "question" else max(1, options.passages // 3)


def list_passages(
    table: pl.DataFrame, options: ScanOptions, texts: Sequence[str], found: TextPassages
) -> pl.DataFrame:
    """The passages of each item, ranked: first those of the ruler's field, then the others; longest first.

    `found`: of each of the distinct `texts`, which hold all of the items'.
    """
    fields = [options.field, *(field for field in FIELDS if field != options.field)]
    owners = pl.concat([_owners(table, field, place) for place, field in enumerate(fields)])
    owners = owners.sort("item_place", "field_place", "row")
    numbers = pl.DataFrame(
        {"text": texts, "number": range(len(texts))}, {"text": pl.String, "number": pl.Int64}
    )
    number = owners.join(numbers, on="text", how="left", maintain_order="left")["number"].to_numpy()
    most = pl.Series([most_passages(field, options) for field in fields], dtype=pl.Int64)
    counts = np.minimum(most[owners["field_place"]].to_numpy(), np.diff(found.begins)[number])
    holders = np.repeat(np.arange(len(owners)), counts)
    place = np.arange(len(holders)) - np.repeat(np.cumsum(counts) - counts, counts)
    ranked = owners.drop("text")[holders].hstack(found.table[found.begins[number[holders]] + place])
    rank = pl.int_range(1, pl.len() + 1).over("item_place", mapping_strategy="group_to_rows")
    empty = pl.lit(None, PASSAGE_SCHEMA["semantic"])
    return ranked.with_columns(rank=rank, semantic=empty).select(list(PASSAGE_SCHEMA))


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
