"""Sentences: plain, with n and interval, and never more certain than the interval."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl
import pytest
from msgspec.structs import replace

from farfield import fit_profile
from farfield.corpus_records import CorpusSummary
from farfield.measure import MeasureOptions
from farfield.results import SubjectProfile
from farfield.words.answer import describe, describe_subject
from farfield.words.numbers import covariates, significant
from measure_fixture import COLUMN, make_items


def sentences(items: pl.DataFrame, corpus: CorpusSummary | None = None, **options: Any) -> list[str]:
    profile = fit_profile(items, MeasureOptions(rulers=(COLUMN,), **options), corpus)
    return [text.replace("\u202f", " ") for text in describe_subject(profile, profile.profiles[0])]


def simulated(fall: float, n: int = 1500, step: float = 0.0) -> pl.DataFrame:
    generator = np.random.default_rng(0)
    far, steps = generator.uniform(0, 10, n), generator.integers(1, 8, n)
    right = generator.random(n) < np.clip(0.8 - fall * far / 10 - step * (steps - 4), 0, 1)
    return make_items(right, far, steps=steps, recall_documents=[0] * n)


def test_a_clear_gap_is_told_with_its_interval() -> None:
    told = " ".join(sentences(simulated(0.6, step=0.05), CorpusSummary(10, 10, 10), difficulty="steps"))
    assert told.startswith("subject scores ")
    assert " on 1,500 items of task." in told
    assert "At equal steps the farthest third scores " in told
    assert " points lower [" in told
    assert "Its score falls to half its near-field value at " in told
    assert "One standard deviation of distance (2.9 far) costs about as much as " in told
    assert told.endswith("None of 1,500 questions stands with its answer in the corpus.")
    assert "no difference" not in told


def test_an_unclear_gap_says_what_would_have_shown() -> None:
    told = " ".join(sentences(simulated(0.0)))
    assert "Without any adjustment there is no difference between the two to be distinguished, [" in told
    assert "points would have shown (80 % power)." in told
    assert "never falls to half" in told
    assert "costs about as much" not in told
    assert "clearly falls with distance" not in told


def with_adjusted_slope(one: SubjectProfile, value: float, low: float, high: float) -> SubjectProfile:
    measured = one.rulers[COLUMN]
    adjusted = replace(measured.slope.adjusted, log_odds_per_sd=value, low=low, high=high)
    return replace(one, rulers={COLUMN: replace(measured, slope=replace(measured.slope, adjusted=adjusted))})


def test_a_trend_that_the_thirds_miss_is_not_hidden() -> None:
    profile = fit_profile(simulated(0.0, step=0.05), MeasureOptions(rulers=(COLUMN,), difficulty="steps"))
    told = " ".join(describe_subject(profile, with_adjusted_slope(profile.profiles[0], -0.14, -0.26, -0.02)))
    assert "no difference between the two" in told
    assert "Over all its items, which tell more than two thirds of them, the score clearly falls with" in told
    assert "costs about as much" not in told  # the slope is not clear enough for a ratio


def test_a_rise_is_called_higher() -> None:
    told = " ".join(sentences(simulated(-0.2).with_columns(far=pl.col("far"))))
    assert " points higher [" in told


def test_a_searched_sample_is_named() -> None:
    items = simulated(0.3).with_columns(
        recall_documents=pl.when(pl.col("item_id") == "item-3").then(2).otherwise(0)
    )
    told = sentences(items, CorpusSummary(10, 10, 10, searched_fraction=0.1))[-1]
    assert (
        told == "1 of 1,500 questions stands with its answer in the 10.0 % of the corpus that was searched."
    )


def test_what_could_not_be_measured_is_said() -> None:
    assert sentences(make_items([np.nan] * 3, [1, 2, 3])) == [
        "subject has no score on task: none of its 3 items holds one."
    ]
    few = " ".join(sentences(make_items([1, 0, 1], [1, 2, 3])))
    assert "No reach can be given: fewer than 10 items." in few


def test_a_paragraph_for_each_subject_and_task_in_order() -> None:
    items = pl.concat([
        make_items(np.arange(20) % 3 == 0, np.arange(20), subject=subject, task=task)
        for subject, task in [("a", "x"), ("b", "y"), ("b", "x")]
    ])  # fmt: skip
    told = describe(fit_profile(items, MeasureOptions(rulers=(COLUMN,))))
    assert [text.split(" scores")[0] for text in told] == ["a", "b", "b"]
    assert [("of x" in text, "of y" in text) for text in told] == [
        (True, False),
        (True, False),
        (False, True),
    ]


def test_of_several_tasks_each_names_its_questions() -> None:
    items = pl.concat([
        make_items(np.arange(20) % 3 == 0, np.arange(20), task=task, recall_documents=found, question=questions)
        for task, found, questions in [
            ("x", 0, [f"x {n}?" for n in range(20)]),
            ("y", [1, 1] + [0] * 18, [f"y {n}?" for n in range(20)]),
        ]
    ])  # fmt: skip
    x, y = describe(fit_profile(items, MeasureOptions(rulers=(COLUMN,)), CorpusSummary(10, 10, 10)))
    assert x.endswith("None of 20 questions of x stands with its answer in the corpus.")
    assert y.endswith("2 of 20 questions of y stand with their answers in the corpus.")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (31.24, "31.2"),
        (1250.4, "1,250"),
        (0.03124, "0.0312"),
        (-4.0, "−4"),
        (100.0, "100"),
        (0.999999, "1"),
    ],
)
def test_significant_digits(value: float, text: str) -> None:
    assert significant(value) == text


def test_covariates_read_as_words() -> None:
    assert covariates([]) == ""
    assert covariates(["log_words"]) == "length"
    assert covariates(["log_words", "solution_steps", "grade"]) == "length, solution steps and grade"
    assert covariates(["nuisance_answer_length", "subjects"]) == (
        "declared answer length and scores of the other subjects"
    )


def test_a_subject_is_told_along_the_first_ruler_that_its_items_have() -> None:
    lengths = [*range(1, 21)]
    items = pl.concat([
        make_items([1, 0] * 10, subject="one", digits=[None] * 20, length=lengths),
        make_items([1, 0] * 10, subject="other", digits=lengths, length=lengths),
        make_items([1, 0] * 10, subject="none", digits=[None] * 20, length=[None] * 20),
    ], how="vertical_relaxed")  # fmt: skip
    profile = fit_profile(items, MeasureOptions(rulers=("column:digits", "column:length")))
    one, other, none = profile.profiles
    assert (one.main_ruler, other.main_ruler) == ("column:length", "column:digits")
    assert one.main is one.rulers["column:length"]
    assert none.main_ruler == "column:digits"  # no item has a distance: the first of all, which says so
    assert "In the nearest third (up to 7 length, " in " ".join(describe_subject(profile, one))
    bare = fit_profile(items, MeasureOptions(rulers=())).profiles[0]
    assert bare.main_ruler is None
    assert bare.main is None
