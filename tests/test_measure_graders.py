"""Graders that miss right answers, in simulation and in published outcomes."""

from __future__ import annotations

import csv
import gzip
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from farfield.measure import MeasureOptions, fit_profile
from farfield.measure.graders import holds, plain
from farfield.report.page.markup import write
from farfield.report.sections.something_else import CHECKS
from farfield.results import SubjectProfile
from farfield.results.checks import Discordant
from farfield.results.reasons import Separated
from farfield.results.score_notices import TargetsInWrong
from measure_fixture import COLUMN, fit_one, kinds, make_items


@pytest.mark.parametrize(
    ("output", "target", "held"),
    [
        ("So, the answer is: 1707.8", "1707.8", True),
        ("It is **1,234**.", "1234", True),
        ("$12,345,678$", "12345678", True),
        ("\\boxed{42}", "42", True),
        ("The CAT sat", "the  cat", True),
        ("x = 1707.85", "1707.8", False),
        ("concatenate", "cat", False),
        ("1,2,3", "123", False),
        ("A", "a", False),
    ],
)
def test_targets_are_found_in_what_was_written(output: str, target: str, held: bool) -> None:
    assert holds(plain(output), plain(target)) is held


def test_a_grader_that_fails_far_away_fakes_a_collapse() -> None:
    """All answers are right, but far from the data the subject begins with a phrase that the grader rejects."""
    far = np.arange(200) / 200
    target = [f"{1000 + 7 * i}" for i in range(200)]
    right = np.arange(200) % 5 > 0
    output = [
        ("no idea" if not r else f"The answer is {t}." if f > 0.5 else t)
        for r, f, t in zip(right, far, target, strict=True)
    ]
    items = make_items(right & (far <= 0.5), far, target=target, output=output, question="add these")
    one = fit_one(items, draws=5)
    graders = one.graders
    assert graders.wrong_with_target == int((right & (far > 0.5)).sum())
    assert graders.by_chance == 0
    assert graders.right == graders.right_with_target
    score, ruler = graders.regraded.score, graders.regraded.rulers[COLUMN]
    assert score.before.mean == one.score.mean
    assert score.after.mean == pytest.approx(right.mean())
    assert ruler.before.gap.difference < -0.7
    assert ruler.after.gap.low < 0 < ruler.after.gap.high
    assert ruler.before.slope.high < 0
    assert ruler.after.slope.low < 0 < ruler.after.slope.high
    assert TargetsInWrong in kinds(one)


def test_targets_that_any_output_holds_are_no_sign() -> None:
    target = ["yes", "no"] * 30
    items = make_items(np.zeros(60), np.arange(60), target=target, output="yes or no, I cannot tell")
    graders = fit_one(items, draws=5).graders
    assert graders.wrong_with_target == 60
    assert graders.by_chance == 40  # two of three other places are the other target
    assert graders.regraded is None
    assert fit_one(make_items(np.zeros(5), np.arange(5)), draws=5).graders is None


@pytest.fixture(scope="module")
def embers(shared_data: Path) -> pl.DataFrame:
    """Linear functions: the common and the rare one, on the authors' inputs and on larger ones, as published."""
    with (shared_data / "embers" / "designs.csv").open() as stream:
        rows = [row for row in csv.DictReader(stream) if row["task"].startswith("linear")]
    design = {row["stimulus"]: (row["task"], float(row["condition"].startswith("rare"))) for row in rows}
    with gzip.open(shared_data / "embers" / "items.jsonl.gz", "rt") as stream:
        taken = [row for line in stream if (row := json.loads(line))["stimulus"] in design]
    tasks, rare = zip(*(design[row["stimulus"]] for row in taken), strict=True)
    return make_items(
        [row["correct"] for row in taken], rare, subject=[row["model"] for row in taken], task=list(tasks),
        item_id=[f"{row['stimulus']}/{row['index']}" for row in taken],
        question=[row["input"] for row in taken], target=[row["target"] for row in taken],
        output=[row["output"] for row in taken], pair=[str(row["index"]) for row in taken],
    )  # fmt: skip


def by_task(items: pl.DataFrame, subject: str) -> dict[str, SubjectProfile]:
    options = MeasureOptions(rulers=(COLUMN,), twins="pair", draws=5)
    found = fit_profile(items.filter(pl.col("subject").str.starts_with(subject)), options)
    return {one.task: one for one in found.profiles}


def test_the_linear_grader_of_llama_3_fakes_a_collapse(embers: pl.DataFrame) -> None:
    """Its published scores on larger inputs are 0 to 4 %; 63 to 65 % of the outputs hold the right number.

    In the inverse task plain containment (83 and 75 %) counts 909.6, rounded to 910, as 909; ours does not.
    """
    tasks = by_task(embers, "llama-3")
    llama = embers.filter(pl.col("subject").str.starts_with("llama-3"))
    plainly = llama.group_by("task", "far").agg(
        pl.col("output").str.contains(pl.col("target"), literal=True).mean().alias("held")
    )
    held = {(task, far): share for task, far, share in plainly.iter_rows()}
    for task, before, published, ours in (
        ("linear_ood_fwd", 0.02, (0.65, 0.63), (0.65, 0.63)),
        ("linear_ood_inverse", 0, (0.83, 0.75), (0.44, 0.70)),
    ):
        one = tasks[task]
        assert one.score.mean == pytest.approx(before, abs=0.005)
        assert (held[task, 0.0], held[task, 1.0]) == published
        regraded = one.graders.regraded
        gap = regraded.rulers[COLUMN].after.gap
        assert (gap.near, gap.far) == ours
        assert regraded.score.after.low > 0.45
        assert TargetsInWrong in kinds(one)
    gpt4 = by_task(embers, "gpt-4")["linear_ood_inverse"]
    assert gpt4.graders.regraded is None


def test_the_report_shows_how_regrading_moves_them(embers: pl.DataFrame) -> None:
    options = MeasureOptions(rulers=(COLUMN,), twins="pair", draws=5)
    llama = embers.filter(pl.col("subject").str.starts_with("llama-3") & (pl.col("task") == "linear_ood_fwd"))
    found = fit_profile(llama, options)
    page = "".join(write(part) for check in CHECKS for part in check(found.profiles, found.rulers))
    assert "<h3>The grader</h3>" in page
    assert "its twins differ in" in page
    told = page.split("The grader</h3>")[1]
    before, after = (f"<b>{share}\u202f%</b>" for share in ("2.0", "64.0"))
    assert told.index(before) < told.index(after)


def test_common_and_rare_functions_are_twins_by_design(embers: pl.DataFrame) -> None:
    """GPT-4 on 9/5 x + 32 against 7/5 x + 31: 33 % and 0 % of the same hundred inputs, as published."""
    twins = by_task(embers, "gpt-4")["linear_fwd"].twins
    assert (twins.pairs, twins.near, twins.far) == (100, 0.33, 0.0)
    assert twins.discordant == Discordant(near_only=33, far_only=0)
    assert twins.p == pytest.approx(2 * 0.5**33)
    assert twins.conditional_logit.far.why == Separated()
    assert not any(one.failed for one in twins.balance if one.covariate == "words")
