"""The tables of a run as typed rows: what the page reads of each answer and of each passage.

Rows are made of their places in the row, not of its names, as a page is made of tens of thousands of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import polars as pl

from farfield.records import FIELDS
from farfield.results.item_rows import ItemCounts, ItemRow, ItemText, PassageRow
from farfield.schemas import ITEM_SCHEMA, SCAN_COLUMNS

MOST_METADATA = 12
NO_METADATA = re.compile(r"ruler_|axes_hash$|(regime|composition_order|extrapolation)_\d")
"""Columns that stand elsewhere in the page, or say the same at another threshold."""
OF_FAMILIES = re.compile(r"(twin|axes_off_default)$|(nuisance|support_distance)_")
"""Columns of families that tables of the page are made of: of one item they say what its axes say."""
AXIS = "axis_"

OWN = ("task", "item_id", "subject", "epoch", "score", "regime")
MEASURES = ("words", "pieces", "match")
TEXTS = tuple(column for field in FIELDS for column in (field, *(f"{field}_{one}" for one in MEASURES)))


def item_rows(items: pl.DataFrame, rulers: Sequence[str]) -> Iterator[ItemRow]:
    """Each row of a table of items, with its distances by these rulers. Columns that the scan adds may be lacking."""
    shown = metadata_columns(items.columns)
    parts = (OWN, TEXTS, ItemCounts.__struct_fields__, [f"ruler_{name}" for name in rulers], list(shown))
    ends = [sum(map(len, parts[: number + 1])) for number in range(len(parts))]
    asked = [
        pl.col(name) if name in items.columns or name in ITEM_SCHEMA else pl.lit(None)
        for part in parts
        for name in part
    ]
    table = items.select(column.alias(str(number)) for number, column in enumerate(asked))
    for row in table.iter_rows():
        own, texts, counts, distances, told = (
            row[start:end] for start, end in zip([0, *ends], ends, strict=False)
        )
        task, item_id, subject, epoch, score, regime = own
        question, target, output = (ItemText(*texts[at : at + 4]) for at in (0, 4, 8))
        yield ItemRow(
            task, item_id, subject, epoch, score, regime, question, target, output,
            ItemCounts(*counts), distances, metadata_of(shown.values(), told),
        )  # fmt: skip


def passage_rows(passages: pl.DataFrame) -> Iterator[PassageRow]:
    """Each row of a table of passages."""
    return (PassageRow(*row) for row in passages.select(PassageRow.__struct_fields__).iter_rows())


def metadata_columns(columns: Sequence[str]) -> dict[str, str]:
    """Columns the user's log brought along, and the name that each is shown by.

    They are neither the item's own, nor a ruler, nor of the scan. Of a family's items `axis_NAME` is shown as NAME, in
    place of a column of that name.
    """
    own = [c for c in columns if c not in SCAN_COLUMNS and c not in ITEM_SCHEMA and not NO_METADATA.match(c)]
    own = ["date", *own] if "date" in columns else own
    if "family" not in columns:
        return {name: name for name in own}
    axes = {name.removeprefix(AXIS) for name in own if name.startswith(AXIS)}
    return {name: name.removeprefix(AXIS) for name in own if name not in axes and not OF_FAMILIES.match(name)}


def metadata_of(names: Iterable[str], values: Iterable[object]) -> Mapping[str, object]:
    """What the log says of one item: the first MOST_METADATA values that are there, by the names to show."""
    told = ((name, value) for name, value in zip(names, values, strict=True) if value is not None)
    return dict(islice(told, MOST_METADATA))
