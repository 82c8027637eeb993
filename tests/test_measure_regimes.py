"""Regimes of free text: one corpus hit overturns a label, and a label that was looked for in vain falls."""

from __future__ import annotations

import polars as pl
from msgspec.structs import replace

from farfield.measure import MeasureOptions
from farfield.regimes import assign_regimes
from farfield.regimes.declared import documents_holding, overturned_labels
from farfield.results.profile import Recalled
from farfield.results.score_notices import LabelNotFound, LabelOverturned, NoSuchRegime
from measure_fixture import fit_one, make_items

DECLARED = [
    "interpolation",
    "recall",
    "recall",
    "composition-2",
    "nonsense",
    None,
    "Extrapolation ",
    "hyperpolation",
]
FOUND = [3, 0, 1, 0, 0, 2, None, 0]


def regimes(items: pl.DataFrame, tau: int = 1) -> list[str]:
    return assign_regimes(items, MeasureOptions(recall_threshold=tau))["regime"].to_list()


def test_the_corpus_overturns_labels() -> None:
    items = make_items([1] * 8, regime=DECLARED, recall_documents=FOUND)
    assert regimes(items) == [
        "recall", "unknown", "recall", "composition", "unknown", "recall", "extrapolation", "hyperpolation",
    ]  # fmt: skip
    assert regimes(items, tau=3)[:3] == ["recall", "unknown", "unknown"]


def test_without_a_corpus_labels_stand() -> None:
    items = make_items([1] * 8, regime=DECLARED)
    assert regimes(items) == [
        "interpolation", "recall", "recall", "composition", "unknown", "unknown", "extrapolation", "hyperpolation",
    ]  # fmt: skip


def test_assigning_twice_changes_nothing_and_keeps_what_was_declared() -> None:
    items = make_items([1] * 8, regime=DECLARED, recall_documents=FOUND)
    once = assign_regimes(items, MeasureOptions())
    assert assign_regimes(once, MeasureOptions()).equals(once)
    assert once["regime_declared"].to_list() == DECLARED


def test_what_was_overturned_is_told() -> None:
    items = assign_regimes(make_items([1] * 8, regime=DECLARED, recall_documents=FOUND), MeasureOptions())
    assert overturned_labels(items) == [
        LabelOverturned(1, nearly=0), LabelNotFound(1, unknown=1, in_part=False), NoSuchRegime(["nonsense"]),
    ]  # fmt: skip


def test_what_a_part_of_the_corpus_did_not_show_is_not_called_absent() -> None:
    lost = {"regime": ["recall"] * 3, "recall_documents": [0] * 3}
    whole = assign_regimes(make_items([1] * 3, **lost, recall_documents_high=[0.0] * 3), MeasureOptions())
    sampled = assign_regimes(make_items([1] * 3, **lost, recall_documents_high=[30.0] * 3), MeasureOptions())
    assert overturned_labels(whole) == [LabelNotFound(3, unknown=3, in_part=False)]
    assert overturned_labels(sampled) == [LabelNotFound(3, unknown=3, in_part=True)]
    ruled = sampled.with_columns(regime=pl.lit("interpolation"))
    assert overturned_labels(ruled) == [LabelNotFound(3, unknown=0, in_part=True)]
    mixed = sampled.with_columns(regime=pl.Series(["interpolation", "unknown", "unknown"]))
    assert overturned_labels(mixed) == [LabelNotFound(3, unknown=2, in_part=True)]


def test_near_duplicates_count_as_recall_unless_they_shall_not() -> None:
    items = make_items(
        [1] * 3, regime=["interpolation"] * 3, recall_documents=[1, 0, 0], near_documents=[1, 2, 0]
    )
    near = assign_regimes(items, MeasureOptions())
    assert near["regime"].to_list() == ["recall", "recall", "interpolation"]
    assert overturned_labels(near) == [LabelOverturned(2, nearly=1)]
    whole = assign_regimes(items, MeasureOptions(near_recall=False))
    assert whole["regime"].to_list() == ["recall", "interpolation", "interpolation"]
    assert overturned_labels(whole) == [LabelOverturned(1, nearly=0)]


def test_the_headline_is_the_sum_of_its_regimes() -> None:
    scores = [1, 0, 0.5, float("nan"), 0.25, 1, 0, 1, 0.75]
    labels = ["interpolation"] * 4 + ["extrapolation"] * 3 + ["nonsense"] * 2
    profile = fit_one(make_items(scores, far=range(9), regime=labels))
    parts = profile.regimes
    assert [part.regime for part in parts] == ["interpolation", "extrapolation", "unknown"]
    assert sum(part.items for part in parts) == profile.score.items == 8
    assert abs(sum(part.share * part.mean for part in parts) - profile.score.mean) < 1e-12
    bands = profile.rulers["column:far"].bands
    assert abs(sum(band.share * band.mean for band in bands) - profile.score.mean) < 1e-12


def test_recalled_counts_questions_and_not_rows() -> None:
    items = make_items(
        [1, 0, 1, 0], item_id=["a", "a", "b", "c"], epoch=[1, 2, 1, 1], recall_documents=[2, 2, 0, None]
    )
    found = Recalled(items=1, nearly=0, of=2, unseen_below=None)
    assert fit_one(items, rulers=()).recalled == found
    copied = items.with_columns(near_documents=pl.Series([3, 3, 1, None]))
    assert fit_one(copied, rulers=()).recalled == replace(found, nearly=1)
    assert fit_one(items.drop("recall_documents"), rulers=()).recalled is None


def test_after_a_sample_what_may_hold_an_item_counts_near_duplicates_too() -> None:
    items = make_items([1] * 3, recall_documents_high=[3.0, 0.0, None], near_documents_high=[0.0, 3.0, None])

    def most(**options: bool) -> list[float | None]:
        return (
            items.select(documents_holding(items, MeasureOptions(**options), "_high")).to_series().to_list()
        )

    assert most() == [3, 3, None]
    assert most(near_recall=False) == [3, 0, None]
