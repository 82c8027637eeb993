"""Real outcomes: the hand check on GSM8K, and column rulers on data that others have published."""

from __future__ import annotations

import gzip
from pathlib import Path

import polars as pl
import pytest

from farfield.logs import ReadOptions, read_items
from farfield.measure import MeasureOptions, fit_profile
from farfield.options.corpus import CorpusOptions
from farfield.results import Profile
from farfield.results.reasons import NearFloor
from farfield.results.ruler_notices import NoLogisticCurve
from farfield.results.score_notices import TargetsInWrong
from farfield.scan import ScanOptions, scan
from farfield.words.answer import describe
from farfield.words.lead import lead_parts
from farfield.words.telling import tell
from measure_fixture import kinds, make_items

TABLES = Path(__file__).parent / "data"
"""Numbers of published outcomes without their texts; `README.md` there tells their sources."""


def table(name: str) -> pl.DataFrame:
    return pl.read_csv(gzip.decompress((TABLES / f"{name}.csv.gz").read_bytes()), infer_schema_length=None)


@pytest.fixture(scope="module")
def gsm8k() -> Profile:
    rows = table("gsm8k")
    told = ("item_id", "subject", "steps", "question_pieces", "question_words")
    items = make_items(rows["correct"], task="gsm8k", **{name: rows[name] for name in told})
    return fit_profile(items, MeasureOptions(difficulty="steps"))


BY_HAND = {
    "6b_finetuning": (0.217, -0.27, 0.07), "6b_verification": (0.390, -0.14, 0.06),
    "175b_finetuning": (0.347, -0.14, 0.06), "175b_verification": (0.563, -0.12, 0.06),
}  # fmt: skip


def test_gsm8k_slopes_are_those_worked_by_hand(gsm8k: Profile) -> None:
    assert [one.subject for one in gsm8k.profiles] == list(BY_HAND)
    for one in gsm8k.profiles:
        mean, slope, error = BY_HAND[one.subject]
        found = one.rulers["pieces"].slope.adjusted
        assert one.score.mean == pytest.approx(mean, abs=5e-4)
        assert found.covariates == ["log_words", "steps"]
        assert found.log_odds_per_sd == pytest.approx(slope, abs=0.006)
        assert (found.high - found.low) / 2 / 1.96 == pytest.approx(error, abs=0.006)


def test_gsm8k_has_no_false_alarm_and_a_censored_reach(gsm8k: Profile) -> None:
    # 6b_verification solves .57, .51, .50 of the three nearest twentieths and .37 everywhere else: no logistic curve.
    assert {one.subject: kinds(one) for one in gsm8k.profiles if one.notices} == {
        "6b_verification": [NoLogisticCurve]
    }
    reaches = {one.subject: one.rulers["pieces"].reach for one in gsm8k.profiles}
    assert reaches["175b_verification"].censored
    assert 45 < reaches["6b_finetuning"].low < reaches["6b_finetuning"].distance < 75
    assert all(reach.high is None for reach in reaches.values())
    first = describe(tell(gsm8k))[0]
    assert "At equal length and steps the farthest third scores 9 points lower [4, 14]." in first


def test_the_lead_on_gsm8k_says_what_where_and_more(gsm8k: Profile) -> None:
    found = [part.replace("\u202f", " ") for part in lead_parts(gsm8k)]
    assert found[0].startswith(
        "Over all items, at equal length and steps, all four scores clearly fall with distance. Between the third of "
        "the questions worded least like the corpus and the third most like it the fall is clear for 6b_finetuning "
    )
    assert "that of the other three (3 to 5 points) these items are too few to confirm." in found[0]
    assert found[2].startswith("These four cannot tell whether more of the same would help"), found
    hidden = (
        "A hidden cause could explain this slope away only if it mattered about four times as much as steps."
    )
    assert hidden in describe(gsm8k)[0]
    assert len(" ".join(found).split()) <= 100


def test_embers_rot13_falls_with_the_improbability_of_the_output() -> None:
    rows = table("embers").filter(pl.col("stimulus").str.starts_with("rot13dec_"))
    items = make_items(
        rows["correct"], subject=rows["model"], task="rot13", improbable=-rows["target_logprob_gpt2"],
        item_id=rows["stimulus"] + rows["index"].cast(pl.String),
    )  # fmt: skip
    found = fit_profile(items, MeasureOptions(rulers=("column:improbable",)))
    rulers = {one.subject: one.rulers["column:improbable"] for one in found.profiles}
    gpt4 = rulers["gpt-4-0613"]
    assert gpt4.slope.crude.high < -0.8
    assert not gpt4.reach.censored
    assert 60 < gpt4.reach.low < gpt4.reach.distance < gpt4.reach.high < 130
    assert rulers["claude-3-opus-20240229"].reach.censored
    assert rulers["gemini-1.0-pro-001"].reach.distance is None


PUBLISHED_REGRESSIONS = [
    ("gpt-4-0613", "swap_next_base", ("input_nchars", "input_ntokens"), 3.5219, 0.4123, 245.89),
    ("gpt-3.5-turbo-0613", "swap_next_base", ("input_nchars", "input_ntokens"), 1.9801, 0.2885, 316.07),
    (
        "gpt-4-0613", "revdec", ("input_logprob_gpt2", "input_nchars", "input_ntokens", "target_ntokens"),
        2.2588, 0.3278, 193.97,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("model", "task", "covariates", "slope", "error", "deviance"), PUBLISHED_REGRESSIONS)
def test_embers_regressions_are_those_published(
    model: str, task: str, covariates: tuple[str, ...], slope: float, error: float, deviance: float
) -> None:
    rows = table("embers").filter((pl.col("model") == model) & pl.col("stimulus").str.starts_with(f"{task}_"))
    # Theirs hold characters and tokens equal, and not our count of words.
    items = make_items(
        rows["correct"], subject=model, task=task, item_id=rows["stimulus"] + rows["index"].cast(pl.String),
        **{name: rows[name] for name in ("target_logprob_gpt2", *covariates)},
    )  # fmt: skip
    options = MeasureOptions(rulers=("column:target_logprob_gpt2",), covariates=covariates, length=False)
    (found,) = fit_profile(items, options).profiles
    adjusted = found.rulers["column:target_logprob_gpt2"].slope.adjusted
    assert adjusted.items == 300
    assert adjusted.log_odds_per_sd == pytest.approx(slope, abs=5e-5)
    assert adjusted.model_error == pytest.approx(error, abs=5e-5)
    assert adjusted.deviance == pytest.approx(deviance, abs=5e-3)
    assert adjusted.error == pytest.approx(error, rel=0.3)


def test_embers_rot13_scores_are_those_published() -> None:
    rows = table("embers").filter(
        (pl.col("model") == "gpt-4-0613") & pl.col("stimulus").str.starts_with("rot13dec_")
    )
    items = make_items(rows["correct"], task=rows["stimulus"], item_id=rows["index"].cast(pl.String))
    scores = {one.task: one.score.mean for one in fit_profile(items, MeasureOptions(rulers=())).profiles}
    assert (scores["rot13dec_highprob"], scores["rot13dec_lowprob"]) == pytest.approx((0.51, 0.13))


def test_bbh_accuracies_are_the_fifty_four_published() -> None:
    rows = table("bbh")
    items = make_items(
        rows["correct"], subject=rows["mode"], task=rows["task"], item_id=rows["index"].cast(pl.String)
    )
    found = fit_profile(items, MeasureOptions(rulers=())).profiles
    scores = {(one.subject, one.task): 100 * one.score.mean for one in found}
    published = table("bbh_published")
    assert len(scores) == published.height == 54
    for row in published.iter_rows(named=True):
        assert scores[row["mode"], row["task"]] == pytest.approx(row["acc_published_eval_metrics"], abs=1e-6)


OVER_UNIGRAM = {
    "pieces": ((-0.33, -0.24, -0.33, -0.15), 0.01),
    "bits": ((-0.41, -0.34, -0.35, -0.34), 0.025),  # another model of the words, so a little apart
}


def test_gsm8k_rulers_say_more_than_word_frequency(shared_data: Path) -> None:
    folder = shared_data / "gsm8k"
    read = read_items(str(folder / "outcomes.jsonl.zst"), ReadOptions(map={"score": "correct"}))
    found = scan(read, str(folder / "train.jsonl.zst"), ScanOptions(corpus=CorpusOptions("question"))).items
    options = MeasureOptions(rulers=tuple(OVER_UNIGRAM), difficulty="steps", covariates=("question_unigram",))
    profiles = fit_profile(found, options).profiles
    for ruler, (by_hand, near) in OVER_UNIGRAM.items():
        slopes = [one.rulers[ruler].slope.adjusted.log_odds_per_sd for one in profiles]
        assert slopes == pytest.approx(by_hand, abs=near)
    for one in profiles:
        saved = one.rulers["pieces"].incremental
        assert set(saved.over) == {"log_words", "steps", "question_unigram"}
        assert saved.low < saved.log_loss_saved < 0.01


def read_embers(folder: Path) -> pl.DataFrame:
    rows = gzip.decompress((folder / "embers" / "items.jsonl.gz").read_bytes())
    return pl.read_ndjson(rows, infer_schema_length=None)


def test_embers_grader_that_rejects_right_answers_is_noticed(shared_data: Path) -> None:
    rows = read_embers(shared_data).filter(
        pl.col("stimulus").str.starts_with("conversion_ood") & pl.col("model").str.starts_with("llama")
    )
    items = make_items(
        rows["correct"], subject=rows["model"], task=rows["stimulus"], target=rows["target"].cast(pl.String),
        output=rows["output"], item_id=rows["index"].cast(pl.String),
    )  # fmt: skip
    warned = [
        one.task
        for one in fit_profile(items, MeasureOptions(rulers=())).profiles
        if one.score.mean < 0.05 and TargetsInWrong in kinds(one)
    ]
    assert warned


def test_bbh_guessing_among_more_objects_is_not_decay() -> None:
    rows = table("bbh")
    size = (
        pl.col("task")
        .str.extract("(three|five|seven)_objects")
        .replace_strict({"three": 3, "five": 5, "seven": 7})
    )
    rows = rows.with_columns(size=size, task=pl.col("task").str.replace("_(three|five|seven)_objects", ""))
    rows = rows.drop_nulls("size")
    items = make_items(
        rows["correct"], subject=rows["mode"], task=rows["task"],
        item_id=rows["task"] + rows["size"].cast(pl.String) + rows["index"].cast(pl.String), size=rows["size"],
        chance=1 / rows["size"],
    )  # fmt: skip
    found = fit_profile(items, MeasureOptions(rulers=("column:size",)))
    rulers = {(one.task, one.subject): one.rulers["column:size"] for one in found.profiles}
    deduction, tracking = rulers["logical_deduction", "cot"], rulers["tracking_shuffled_objects", "direct"]
    assert [round(band.mean, 3) for band in deduction.bands] == [0.876, 0.548, 0.388]
    assert 4.5 < deduction.reach.distance < 7
    assert isinstance(tracking.reach.why, NearFloor)
    assert rulers["tracking_shuffled_objects", "cot"].reach.censored


def test_weirdml_half_success_horizons_are_those_published(tmp_path: Path) -> None:
    # Theirs: each run meets each estimate of its task's human hours and passes or fails that estimate's threshold; a
    # logistic curve from 1 to 0 along the logarithm of hours, all rows alike.
    hours = table("weirdml_hours").rename({"model": "estimator"}).filter(pl.col("hours") > 0)
    published = table("weirdml_published")
    rows = (
        table("weirdml_runs")
        .join(hours, on="task")
        .with_row_index("row")
        .rename({"task": "template", "score": "reached"})
    )
    threshold = rows["threshold"].str.strip_chars("%").cast(pl.Float64) / 100
    rows = rows.with_columns(passed=(rows["reached"] >= threshold).cast(pl.Int8), task=pl.lit("weirdml"))
    rows.write_ndjson(tmp_path / "rows.jsonl")
    names = {"score": "passed", "subject": "model", "item_id": "row"}
    items = read_items(str(tmp_path / "rows.jsonl"), ReadOptions(map=names)).table
    options = MeasureOptions(rulers=("column:hours",), cluster="template", chance=0, ceiling=1)
    found = {one.subject: one for one in fit_profile(items, options).profiles}
    assert len(found) == published.height == 10
    for row in published.iter_rows(named=True):
        one = found[row["model"]]
        reach = one.rulers["column:hours"].reach
        assert one.score.items == row["n_data_pub"]
        assert one.score.mean * row["n_data_pub"] == pytest.approx(row["n_success_pub"])
        assert reach.distance == pytest.approx(row["x50_hours_mle"], rel=0.02)
        assert reach.distance == pytest.approx(row["x50_hours_pub_bootstrap_median"], rel=0.05)
        assert reach.low <= row["pub_q025"] * 2
        assert row["pub_q975"] <= 2 * reach.high
