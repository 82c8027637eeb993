"""Rulers: how far an item stands from the training data, one table of them.

A ruler turns columns of the items into one column `ruler_<name>`, always a distance: larger is farther. To
add one, add an entry to RULERS, or bring it in a package by an entry point of the group `farfield.rulers`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from farfield.measure.columns import numeric_column
from farfield.measure.cutoffs import cutoffs_of, parse_date
from farfield.options.measuring import MeasureOptions
from farfield.records import FarfieldError
from farfield.registry import Registry, near_names
from farfield.results import rulers as results

COLUMN_PREFIX = "column:"
AT_MOST, BY_SAMPLE = "at most", "by the sample"


@dataclass(frozen=True, slots=True)
class Ruler:
    """A ruler, and how to speak of it. `measure` gives the distances, null where an item has none.

    `of_text`: whether it measures a field of the item. `in_sample`: what a distance is where only a sample of the
    corpus was searched: more corpus can only shorten those that count spans. None where it asks nothing of a corpus.
    """

    title: str
    unit: str
    near: str
    far: str
    measure: Callable[[pl.DataFrame, MeasureOptions], pl.Series]
    of_text: bool = False
    in_sample: str | None = None

    @property
    def of_corpus(self) -> bool:
        """Whether it measures what a scan of the corpus adds to the items."""
        return self.in_sample is not None


def _pieces(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    return 100 * _scanned(items, options, "pieces") / _words(items, options)


def _bits(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    return _scanned(items, options, "bits")


def _match(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    return 1 - _scanned(items, options, "match") / _words(items, options)


def _coverage(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    return 1 - _scanned(items, options, "coverage_8")


def _containment(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    return 1 - _scanned(items, options, "containment")


def _exposure(items: pl.DataFrame, _: MeasureOptions) -> pl.Series:
    """Decades below the item that most documents are about: log10((c_ref + 1) / (c + 1))."""
    if "exposure_documents" not in items.columns:
        raise _needs_corpus("exposure_documents")
    documents = items["exposure_documents"].cast(pl.Float64)
    most = documents.fill_null(0).max()
    return ((pl.Series([most], dtype=pl.Float64) + 1) / (documents + 1)).log10()


def _semantic(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    return _scanned(items, options, "semantic")


def _time(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    """Days from the cutoff of the item's subject to the item's date."""
    cutoffs = cutoffs_of(items, options.cutoff)
    dates = items["date"] if "date" in items.columns else pl.Series("date", [None] * items.height, pl.String)
    if dates.null_count() == len(dates):
        raise _no_dates(items)
    days = {text: parse_date(text) for text in dates.drop_nulls().unique()}
    unread = sorted(text for text, day in days.items() if day is None)
    if unread:
        at = dates.index_of(unread[0])
        raise FarfieldError(
            f"the date {unread[0]!r} is not an ISO date ({len(unread)} such values)",
            where=f"item {items['item_id'][at]}" if at is not None else None,
            remedy="Write dates like 2023-09-30; `farfield drift` takes months and years as stretches of time.",
        )
    placed = {text: day.toordinal() for text, day in days.items() if day is not None}
    last = {subject: day.toordinal() for subject, day in cutoffs.items()}
    day = dates.replace_strict(placed, default=None, return_dtype=pl.Float64)
    return day - items["subject"].replace_strict(last, default=None, return_dtype=pl.Float64)


def _no_dates(items: pl.DataFrame) -> FarfieldError:
    """No item has a date; where readers met some that are none that is known, these are told."""
    unread = items["meta_date"].drop_nulls() if "meta_date" in items.columns else pl.Series([], dtype=pl.Null)
    if unread.is_empty():
        return FarfieldError(
            "the ruler time needs dates, and no item has one",
            remedy="Name the column that holds them: --map date=COL.",
        )
    return FarfieldError(
        f"the ruler time needs dates, and none can be read, as {unread[0]!r} ({len(unread):,} such items)",
        remedy="Write them like 2023-09-30: 03/04/2021 is March to one reader and April to another, and a number may "
        "count days or seconds.",
    )


RULERS: Registry[Ruler] = Registry(
    "ruler",
    {
    "pieces": Ruler(
        "pieces", "pieces per 100 words", "pasted from few pieces", "from many", _pieces, of_text=True,
        in_sample=AT_MOST,
    ),
    "bits": Ruler(
        "bits", "bits per word", "predictable from the corpus", "surprising to it", _bits, of_text=True,
        in_sample=BY_SAMPLE,
    ),
    "match": Ruler(
        "outside the longest match", "share of words", "one passage holds it", "no passage holds much of it", _match,
        of_text=True, in_sample=AT_MOST,
    ),
    "coverage": Ruler(
        "not covered by spans of 8 words", "share of words", "covered by long spans", "none of it covered", _coverage,
        of_text=True, in_sample=AT_MOST,
    ),
    "containment": Ruler(
        "not in the nearest passage", "weighted share of words", "a passage holds it, edits allowed",
        "no passage holds much of it", _containment, of_text=True, in_sample=AT_MOST,
    ),
    "exposure": Ruler(
        "decades below the most exposed", "decades of documents", "many documents hold question and answer key",
        "few do", _exposure, in_sample=BY_SAMPLE,
    ),
    "semantic": Ruler(
        "meaning apart from the nearest passage", "1 - cosine", "a passage says the same", "no passage found says it",
        _semantic, of_text=True, in_sample=AT_MOST,
    ),
    "time": Ruler("days after the cutoff", "days", "before the cutoff", "long after it", _time),
    },
    group="farfield.rulers",
    remedy=lambda name, names: near_names(name, [*names, "column:NAME"]),
)  # fmt: skip


def find_ruler(name: str) -> Ruler:
    """The ruler of that name; `column:-NAME` turns a column round whose larger values are nearer.

    Raises FarfieldError for one that there isn't.
    """
    column = name.removeprefix(COLUMN_PREFIX)
    if name.startswith(COLUMN_PREFIX + "-") and len(column) > 1:
        turned = column[1:]
        return Ruler(
            f"−{turned}", f"−{turned}", f"high {turned}", f"low {turned}",
            lambda items, _: -numeric_column(items, turned, f"ruler {name}"),
        )  # fmt: skip
    if name.startswith(COLUMN_PREFIX) and column:
        title = column.removeprefix("axis_")  # of a family's item
        return Ruler(
            title, title, f"low {title}", f"high {title}",
            lambda items, _: numeric_column(items, column, f"ruler {name}"),
        )  # fmt: skip
    return RULERS.get(name)


def check_ruler(name: str, options: MeasureOptions) -> None:
    """Raise FarfieldError for a ruler that there isn't, and for one that has no distances with these options."""
    find_ruler(name)
    if name == "containment" and options.field == "output":
        raise FarfieldError(
            "near duplicates are sought of questions and targets, not of outputs",
            remedy="Use --field question or --field target with the ruler containment.",
        )
    if name == "exposure" and options.unit == "byte":
        raise FarfieldError(
            "the ruler exposure looks for the rarest words of question and target, and there are none among bytes",
            remedy="Use --unit word with it.",
        )


def add_rulers(items: pl.DataFrame, options: MeasureOptions) -> pl.DataFrame:
    """The items with a column `ruler_<name>` (Float64, in the ruler's unit) for each ruler of the options.

    Larger is farther from the training data; null where an item has no such distance.
    Raises FarfieldError for an unknown ruler, or where what it needs is missing.
    """
    columns = []
    for name in dict.fromkeys(options.rulers):
        check_ruler(name, options)
        distances = find_ruler(name).measure(items, options).cast(pl.Float64)
        columns.append(distances.set(~distances.is_finite().fill_null(False), None).alias(f"ruler_{name}"))
    return items.with_columns(columns)


def describe_rulers(options: MeasureOptions, fraction: float = 1.0) -> dict[str, results.Ruler]:
    """The top-level `rulers` of profile.json: how to speak of each where a fraction of the corpus was searched."""
    found = {name: find_ruler(name) for name in dict.fromkeys(options.rulers)}
    return {
        name: results.Ruler(
            title=ruler.title,
            unit=_unit(ruler, options, fraction),
            bound=ruler.in_sample if fraction < 1 else None,
            field=options.field if ruler.of_text else None,
            near=ruler.near,
            far=ruler.far,
        )
        for name, ruler in found.items()
    }


def _unit(ruler: Ruler, options: MeasureOptions, fraction: float) -> str:
    counts_bytes = ruler.of_text and options.unit == "byte"
    unit = ruler.unit.replace("word", "byte") if counts_bytes else ruler.unit
    return unit if fraction >= 1 or ruler.in_sample is None else f"{unit}, {ruler.in_sample}"


def _needs_corpus(column: str) -> FarfieldError:
    return FarfieldError(
        f"this ruler needs a corpus: the items have no column {column!r}",
        remedy="Give --corpus, or a ruler that needs none: --ruler time or --ruler column:NAME.",
    )


def _scanned(items: pl.DataFrame, options: MeasureOptions, measure: str) -> pl.Series:
    name = f"{options.field}_{measure}"
    if name not in items.columns:
        raise _needs_corpus(name)
    return items[name].cast(pl.Float64)


def _words(items: pl.DataFrame, options: MeasureOptions) -> pl.Series:
    words = _scanned(items, options, "words")
    return words.set((words < 1).fill_null(False), None)
