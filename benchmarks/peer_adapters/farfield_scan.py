"""Farfield's detectors: whole questions with their targets, near duplicates, containment, coverage and match."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
from protocol import SHORTEST_ANSWER, Adapter, is_part

from farfield.scan import ScanOptions, scan

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)


def make_table(items: list[dict[str, str]]) -> pl.DataFrame:
    columns = {
        "item_id": [str(number) for number in range(len(items))],
        "question": [item["question"] for item in items],
        "target": [item["target"] for item in items],
    }
    empty = {name: pl.lit(None, pl.String) for name in ("subject", "output")}
    return pl.DataFrame(columns).with_columns(task=pl.lit("items"), epoch=pl.lit(None, pl.Int64), **empty)


def of_both(items: pl.DataFrame, column: str, per_word: bool = False) -> list[float]:
    """The larger value of the question and of a target that is long enough."""
    values = []
    for field in ("question", "target"):
        value = items[f"{field}_{column}"].cast(pl.Float64).fill_null(0)
        if per_word:
            value = value / items[f"{field}_words"].clip(1)
        values.append(value)
    long = pl.Series([len(re.findall(r"\w+", text)) >= SHORTEST_ANSWER for text in items["target"]])
    return pl.DataFrame({"q": values[0], "t": values[1] * long}).max_horizontal().to_list()


def main() -> None:
    adapter = Adapter()
    table = make_table(adapter.items)
    single = adapter.folder / "single.jsonl"
    single.write_text('{"text": "one word"}\n')
    scan(table, str(single))  # compiles
    with adapter.phase("build"):
        scan(table, str(single))
    with adapter.phase("scan"):
        items = scan(table, str(adapter.corpus)).items
    near = pl.Series([0.0] * len(table))
    for threshold in THRESHOLDS if is_part(adapter) else (ScanOptions().near,):
        found = scan(table, str(adapter.corpus), replace(ScanOptions(), near=threshold)).items
        near = near.set(pl.Series(of_both(found, "copies")) > 0, threshold)
    adapter.settings = {
        "recall": items["recall_documents"].fill_null(0).to_list(),
        "near duplicates": near.to_list(),
        "containment": of_both(items, "containment"),
        "coverage 8": of_both(items, "coverage_8"),
        "coverage 13": of_both(items, "coverage_13"),
        "match": of_both(items, "match", per_word=True),
    }
    adapter.finish()


if __name__ == "__main__":
    main()
