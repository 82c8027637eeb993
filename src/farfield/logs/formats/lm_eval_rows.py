"""Which row of a document counts, and which of its keys are metrics, in the samples of all versions of lm_eval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from farfield.logs.formats.lm_eval_settings import Setting
from farfield.logs.intake import Intake
from farfield.logs.rows import Row
from farfield.logs.values import as_list, to_text

KNOWN = frozenset(
    (
        "arguments",
        "doc",
        "doc_hash",
        "doc_id",
        "filter",
        "filtered_resps",
        "input",
        "input_media",
        "metrics",
        "prompt_hash",
        "resps",
        "sub_task",
        "target",
        "target_hash",
        "token_counts",
    )
)
"""The keys of a sample that are no metrics. Before version 0.4.7 nothing says which are."""


def choose_rows(rows: Sequence[Row], setting: Setting, path: str, intake: Intake) -> list[Row]:
    """One row of each document: that of the filter that the task's configuration names first, else the file's first.

    Before version 0.4.7 rows don't name their filter: those of a document stand in the order of the filters.
    """
    if any("filter" in row.record for row in rows):
        return _named(rows, setting, path, intake)
    seen: Counter[str] = Counter()
    places = []
    for row in rows:
        key = to_text(row.record.get("doc_id"))
        places.append(seen[key])
        seen[key] += 1
    most = max(seen.values(), default=1)
    if most > 1:
        _warn_unnamed(most, len(set(seen.values())) == 1, setting.filters, path, intake)
    return [row for row, place in zip(rows, places, strict=True) if place == 0]


def _named(rows: Sequence[Row], setting: Setting, path: str, intake: Intake) -> list[Row]:
    there = list(dict.fromkeys(_filter_name(row) for row in rows))
    chosen = next((name for name in setting.filters if name in there), there[0])
    if len(there) > 1:
        others = ", ".join(name for name in there if name != chosen)
        intake.warn(
            path,
            "scored_by_one_filter",
            f"every document stands once for each filter; scored by {chosen}, not {others}",
        )
    return [row for row in rows if _filter_name(row) == chosen]


def _filter_name(row: Row) -> str:
    return to_text(row.record.get("filter"))


def _warn_unnamed(most: int, even: bool, filters: Sequence[str], path: str, intake: Intake) -> None:
    told = "documents stand several times and no row names its filter (lm_eval before 0.4.7)"
    if even and len(filters) == most:
        intake.warn(
            path,
            "scored_by_first_filter",
            f"{told}: in the order of filter_list, scored by {filters[0]}, not {', '.join(filters[1:])}",
        )
    else:
        known = f"filter_list names {len(filters)}" if filters else "no filter_list tells which they are"
        intake.warn(
            path,
            "scored_by_first_row",
            f"{told}: up to {most} rows a document, and {known}. The first row of each counts: that of the first"
            " filter, if these are filters, and no other run's",
        )


def metrics_of(record: Mapping[str, Any], setting: Setting) -> dict[str, Any]:
    """The metrics of a sample by name: those that it lists, those of the task's configuration, else all other keys."""
    listed = [name for name in as_list(record.get("metrics")) if isinstance(name, str)]
    if not listed:
        listed = [name for name in setting.metrics if name in record]
    names = listed or [name for name in record if name not in KNOWN]
    return {name: record.get(name) for name in names}
