"""profile.json and run.json of the report's fixture, as a run writes them."""

from __future__ import annotations

from typing import Any

import polars as pl

from farfield.measure import MeasureOptions, add_rulers, assign_regimes, fit_profile
from farfield.records import CorpusSummary, Profile

SUMMARY = CorpusSummary(documents=6, words=96, bytes=612, searched_fraction=0.5, files=1, rejected=1)


def options_of(*, corpus: bool) -> MeasureOptions:
    rulers = ("pieces", "column:steps") if corpus else ("column:steps",)
    # Eight questions repeat, and are taken for different ones here; near and far ones share no length to hold equal.
    return MeasureOptions(
        rulers=rulers, difficulty="steps", cluster="item_id", length=False, bands=5, draws=50
    )


def measured(items: pl.DataFrame, *, corpus: bool) -> pl.DataFrame:
    options = options_of(corpus=corpus)
    return assign_regimes(add_rulers(items, options), options)


def profile_of(items: pl.DataFrame, *, corpus: bool) -> Profile:
    return fit_profile(items, options_of(corpus=corpus), SUMMARY if corpus else None)


def run_of(*, corpus: bool) -> dict[str, Any]:
    files = [{"path": "train.jsonl.zst", "bytes": 612, "sha256": None}]
    return {
        "schema": "farfield.run/1", "command": "farfield profile outcomes.jsonl --corpus train.jsonl.zst",
        "created": "2026-01-02T03:04:05Z", "seconds": 0.4, "seed": 0,
        "versions": {"farfield": "0.1.0", "python": "3.11.7", "numpy": "2.0.0"},
        "options": {
            "read": {"map": {}}, "scan": {"unit": "word"} if corpus else None,
            "measure": {"bands": 5, "confidence": 0.95, "cluster": None},
        },
        "inputs": {
            "evals": [{"path": "outcomes.jsonl", "bytes": 1234, "sha256": "ab" * 32}],
            "corpus": files if corpus else [],
        },
        "rejected": {"evals": 1, "corpus": 0}, "warnings": ["1 of 9 lines could not be read"],
    }  # fmt: skip
