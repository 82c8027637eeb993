"""Real outcomes: the hand check on GSM8K, and column rulers on data that others have published."""

from __future__ import annotations

import gzip
import json
import re
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from farfield.corpus.documents import CorpusOptions
from farfield.logs import ReadOptions, read_items
from farfield.measure import MeasureOptions, describe, fit_profile
from farfield.results import Profile
from farfield.scan import ScanOptions, scan
from farfield.storage import open_input
from measure_fixture import make_items


def read_lines(path: Path) -> list[dict[str, Any]]:
    with open_input(str(path)) as stream:
        return [json.loads(line) for line in stream.read().decode().split("\n") if line]


TAKEN = ("item_id", "subject", "question", "target", "output", "steps")


class PlainCorpus:
    """Spans of a corpus by plain dictionaries: where each run of three words stands, and all runs of two and one."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = [plain_words(text) for text in texts]
        self.known: set[tuple[str, ...]] = set()
        self.places: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for number, text in enumerate(self.texts):
            self.known.update((word,) for word in text)
            self.known.update(pairwise(text))
            for at, three in enumerate(zip(text, text[1:], text[2:], strict=False)):
                self.places[three].append((number, at))

    def longest(self, words: list[str]) -> int:
        """Words of the longest span of the corpus that these words begin with."""
        if len(words) < 3 or tuple(words[:3]) not in self.places:
            return next((n for n in (2, 1) if len(words) >= n and tuple(words[:n]) in self.known), 0)
        length, places = 3, self.places[tuple(words[:3])]
        while places and length < len(words):
            places = [
                (t, at) for t, at in places if self.texts[t][at + length : at + length + 1] == [words[length]]
            ]
            length += bool(places)
        return length

    def pieces(self, text: str) -> tuple[int, int]:
        words, at, count = plain_words(text), 0, 0
        while at < len(words):
            at, count = at + max(1, self.longest(words[at:])), count + 1
        return count, len(words)


def plain_words(text: str) -> list[str]:
    return [word.casefold() for word in re.findall(r"\w+", text)]


@pytest.fixture(scope="module")
def gsm8k(shared_data: Path) -> Profile:
    corpus = PlainCorpus([row["question"] for row in read_lines(shared_data / "gsm8k" / "train.jsonl.zst")])
    rows = read_lines(shared_data / "gsm8k" / "outcomes.jsonl.zst")
    found = {question: corpus.pieces(question) for question in {row["question"] for row in rows}}
    items = make_items(
        [row["correct"] for row in rows], task="gsm8k", **{name: [row[name] for row in rows] for name in TAKEN},
        question_pieces=[found[row["question"]][0] for row in rows],
        question_words=[found[row["question"]][1] for row in rows],
    )  # fmt: skip
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
    warned = {one.subject: one.warnings for one in gsm8k.profiles if one.warnings}
    assert list(warned) == ["6b_verification"]
    assert ["A logistic curve does not describe" in warning for warning in warned["6b_verification"]] == [
        True
    ]
    reaches = {one.subject: one.rulers["pieces"].reach for one in gsm8k.profiles}
    assert reaches["175b_verification"].censored
    assert 45 < reaches["6b_finetuning"].low < reaches["6b_finetuning"].distance < 75
    assert all(reach.high is None for reach in reaches.values())
    first = describe(gsm8k)[0]
    assert "At equal length and steps the farthest third scores 9 points lower [4, 14]." in first


def read_embers(folder: Path) -> pl.DataFrame:
    rows = gzip.decompress((folder / "embers" / "items.jsonl.gz").read_bytes())
    return pl.read_ndjson(rows, infer_schema_length=None)


def test_embers_rot13_falls_with_the_improbability_of_the_output(shared_data: Path) -> None:
    decoding = [f"rot13dec_{probability}prob" for probability in ("high", "medium", "low")]
    rows = read_embers(shared_data).filter(pl.col("stimulus").is_in(decoding))
    items = make_items(
        rows["correct"], subject=rows["model"], task="rot13", target=rows["target"], output=rows["output"],
        item_id=rows["stimulus"] + rows["index"].cast(pl.String), improbable=-rows["target_logprob_gpt2"],
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
    shared_data: Path,
    model: str,
    task: str,
    covariates: tuple[str, ...],
    slope: float,
    error: float,
    deviance: float,
) -> None:
    names = {
        "score": "correct",
        "subject": "model",
        "question": "input",
        "task": "stimulus",
        "item_id": "index",
    }
    read = read_items(str(shared_data / "embers" / "items.jsonl.gz"), ReadOptions(map=names)).table
    rows = read.filter(
        (pl.col("subject") == model) & pl.col("task").str.contains(f"^{task}_(high|medium|low)prob$")
    )
    # Theirs hold characters and tokens equal, and not our count of words.
    items = rows.with_columns(item_id=rows["task"] + rows["item_id"], task=pl.lit(task))
    options = MeasureOptions(rulers=("column:target_logprob_gpt2",), covariates=covariates, length=False)
    (found,) = fit_profile(items, options).profiles
    adjusted = found.rulers["column:target_logprob_gpt2"].slope.adjusted
    assert adjusted.items == 300
    assert adjusted.log_odds_per_sd == pytest.approx(slope, abs=5e-5)
    assert adjusted.model_error == pytest.approx(error, abs=5e-5)
    assert adjusted.deviance == pytest.approx(deviance, abs=5e-3)
    assert adjusted.error == pytest.approx(error, rel=0.3)


def test_embers_rot13_scores_are_those_published(shared_data: Path) -> None:
    names = {
        "score": "correct",
        "subject": "model",
        "question": "input",
        "task": "stimulus",
        "item_id": "index",
    }
    read = read_items(str(shared_data / "embers" / "items.jsonl.gz"), ReadOptions(map=names)).table
    rows = read.filter((pl.col("subject") == "gpt-4-0613") & pl.col("task").str.starts_with("rot13dec_"))
    scores = {one.task: one.score.mean for one in fit_profile(rows, MeasureOptions(rulers=())).profiles}
    assert (scores["rot13dec_highprob"], scores["rot13dec_lowprob"]) == pytest.approx((0.51, 0.13))


def test_bbh_accuracies_are_the_fifty_four_published(shared_data: Path) -> None:
    folder = shared_data / "bbh_codex"
    names = {"score": "correct", "subject": "mode"}
    items = read_items(str(folder / "items.jsonl.gz"), ReadOptions(map=names)).table
    found = fit_profile(items, MeasureOptions(rulers=())).profiles
    scores = {(one.subject, one.task): 100 * one.score.mean for one in found}
    published = pl.read_csv(folder / "summary.csv")
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
        if one.score.mean < 0.05 and any("hold their target in the output" in w for w in one.warnings)
    ]
    assert warned


def test_bbh_guessing_among_more_objects_is_not_decay(shared_data: Path) -> None:
    rows = pl.read_ndjson(gzip.decompress((shared_data / "bbh_codex" / "items.jsonl.gz").read_bytes()))
    size = (
        pl.col("task")
        .str.extract("(three|five|seven)_objects")
        .replace_strict({"three": 3, "five": 5, "seven": 7})
    )
    rows = rows.with_columns(size=size, task=pl.col("task").str.replace("_(three|five|seven)_objects", ""))
    rows = rows.drop_nulls("size")
    items = make_items(
        rows["correct"], subject=rows["mode"], task=rows["task"], question=rows["question"], target=rows["target"],
        item_id=rows["task"] + rows["size"].cast(pl.String) + rows["index"].cast(pl.String), size=rows["size"],
        chance=1 / rows["size"],
    )  # fmt: skip
    found = fit_profile(items, MeasureOptions(rulers=("column:size",)))
    rulers = {(one.task, one.subject): one.rulers["column:size"] for one in found.profiles}
    deduction, tracking = rulers["logical_deduction", "cot"], rulers["tracking_shuffled_objects", "direct"]
    assert [round(band.mean, 3) for band in deduction.bands] == [0.876, 0.548, 0.388]
    assert 4.5 < deduction.reach.distance < 7
    assert "cannot be told from the floor" in tracking.reach.note
    assert rulers["tracking_shuffled_objects", "cot"].reach.censored


def test_weirdml_half_success_horizons_are_those_published(shared_data: Path, tmp_path: Path) -> None:
    # Theirs: each run meets each estimate of its task's human hours and passes or fails that estimate's threshold; a
    # logistic curve from 1 to 0 along the logarithm of hours, all rows alike.
    folder = shared_data / "weirdml_horizons"
    hours = pl.read_csv(folder / "estimates.csv").rename({"model": "estimator"}).filter(pl.col("hours") > 0)
    published = pl.read_csv(folder / "published_vs_recomputed.csv")
    runs = pl.read_ndjson(folder / "runs.jsonl").filter(pl.col("model").is_in(published["model"].implode()))
    rows = runs.join(hours, on="task").with_row_index("row").rename({"task": "template", "score": "reached"})
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
