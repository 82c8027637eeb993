"""profile.json and run.json of the report's fixture, as a run writes them."""

from __future__ import annotations

import polars as pl

from farfield.corpus_records import CorpusSummary
from farfield.measure import MeasureOptions, add_rulers, fit_profile
from farfield.records import SCHEMA_ITEMS, InputFile
from farfield.regimes import assign_regimes
from farfield.results import Profile, RunRecord
from farfield.results.run_record import RunInputs, RunOptions, RunRejected

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


def run_of(*, corpus: bool) -> RunRecord:
    return RunRecord(
        tables={"items": SCHEMA_ITEMS},
        command="farfield profile outcomes.jsonl --corpus train.jsonl.zst",
        created="2026-01-02T03:04:05Z",
        seconds=0.4,
        seed=0,
        versions={"farfield": "0.1.0", "python": "3.11.7", "numpy": "2.0.0"},
        options=RunOptions(
            read={"map": {}},
            scan={"unit": "word"} if corpus else None,
            measure={"bands": 5, "confidence": 0.95, "cluster": None},
            support=None,
        ),
        inputs=RunInputs(
            evals=[InputFile("outcomes.jsonl", 1234, "ab" * 32)],
            corpus=[InputFile("train.jsonl.zst", 612)] if corpus else [],
        ),
        where=None,
        columns=[],
        corpus=SUMMARY if corpus else None,
        resumed=None,
        rejected=RunRejected(evals=1, corpus=0),
        warnings=["1 of 9 lines could not be read"],
    )
