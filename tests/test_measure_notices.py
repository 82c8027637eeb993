"""Signs of silent scoring failures: told with counts where they are, silent where they are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.measure import MeasureOptions, fit_profile
from farfield.measure.graders import holds_phrase
from farfield.results import ruler_notices as by
from farfield.results import score_notices as of
from farfield.results.codes import Notice
from farfield.results.notices import AnyNotice
from measure_fixture import fit_one, make_items
from test_cli import run, write_lines

HALF = np.arange(40) % 2
Kind = TypeVar("Kind", bound=Notice)


def notices_of(scores: Any = HALF, rulers: tuple[str, ...] = (), **columns: Any) -> list[AnyNotice]:
    options = {name: columns.pop(name) for name in ("cluster", "difficulty") if name in columns}
    return fit_one(make_items(scores, **columns), rulers=rulers, **options).notices


def the_one(notices: list[AnyNotice], kind: type[Kind]) -> Kind:
    """The only notice of this code."""
    (found,) = [notice for notice in notices if isinstance(notice, kind)]
    return found


def test_sound_results_raise_no_alarm() -> None:
    texts = {
        "target": [f"answer {i}" for i in range(40)],
        "output": [f"I think it is {i * 7}" for i in range(40)],
    }
    assert notices_of(**texts, far=np.arange(40) % 13, rulers=("column:far",)) == []


def test_items_without_a_score_are_counted() -> None:
    assert of.Unscored(10, 30) in notices_of([1, 0, np.nan] * 10)


def test_no_scores_at_all_are_survived() -> None:
    profile = fit_one(make_items([np.nan] * 20, np.arange(20)))
    null = dict.fromkeys(("mean", "low", "high", "note", "reason", "clusters", "why"))
    assert profile.score.plain() == {**null, "items": 0, "unscored": 20}
    assert profile.rulers["column:far"].bands == profile.regimes == []


def test_few_items_and_equal_scores() -> None:
    assert of.FewScored(3, fewest=10) in notices_of([1, 0, 1])
    assert of.SameScore(12, 1.0) in notices_of(np.ones(12))


def test_few_clusters() -> None:
    found = notices_of(cluster="template", template=np.arange(40) // 4)
    assert of.ScarceClusters(10, enough=30, column="template", pooled=False) in found
    alone = notices_of(cluster="template", template=np.arange(40) // 20)
    assert of.TooFewClusters(2, 40, fewest=5, column="template", pooled=False) in alone


def test_empty_outputs() -> None:
    some = notices_of(output=[""] * 3 + ["text"] + [f"text {i}" for i in range(36)])
    assert of.EmptyOutputs(empty=3, outputs=40, right=1) in some
    assert of.AllOutputsEmpty(40) in notices_of(np.zeros(40))
    empty = of.EmptyOutputs | of.AllOutputsEmpty
    assert not [one for one in notices_of() if isinstance(one, empty)]  # the log keeps no outputs


def test_one_answer_for_everything() -> None:
    output = ["  I cannot help with that. "] * 39 + ["4"]
    told = notices_of(output=output, target=[str(i % 9) for i in range(40)])
    assert of.OneAnswer(given=39, outputs=40, answer="I cannot help with that.") in told
    asked = notices_of(output=["yes"] * 40, target=["yes"] * 40)
    assert not [one for one in asked if isinstance(one, of.OneAnswer)]


@pytest.mark.parametrize(
    ("right", "notice"),
    [
        (50, of.ExactlyChance(0.25, 200, 0.25)),
        (55, of.LikeChance(0.275, 200, 0.25)),
        (25, of.BelowChance(0.125, 200, 0.25, far_below=True)),
    ],
)
def test_scores_at_and_below_chance(right: int, notice: AnyNotice) -> None:
    assert notice in notices_of(np.arange(200) < right, chance=[0.25] * 200)


@pytest.mark.parametrize(("right", "shifted"), [(0, True), (25, True), (29, True), (30, False), (36, False)])
def test_far_below_chance_the_key_may_be_shifted(right: int, shifted: bool) -> None:
    """From 60 % of a guess on it may be bad luck of the subject; below, a wrong key is to be thought of."""
    told = the_one(notices_of(np.arange(200) < right, chance=[0.25] * 200), of.BelowChance)
    assert (told.guess, told.far_below) == (0.25, shifted)


def test_a_shifted_key_is_told_in_the_run_of_a_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four choices, answers that follow the key but for one in ten, and a key that is one place off."""
    monkeypatch.chdir(tmp_path)
    said = [at % 4 if at % 10 else (at + 1) % 4 for at in range(200)]
    write_lines(
        Path("log.jsonl"),
        [
            {"item_id": f"i{at}", "subject": "m", "d": at % 37, "score": float(answer == (at + 1) % 4)}
            for at, answer in enumerate(said)
        ],
    )
    code = run("profile", "log.jsonl", "--ruler", "column:d", "--chance", "0.25", monkeypatch=monkeypatch)
    assert code == 0
    out = capsys.readouterr().out.replace("\u202f", " ")
    assert "The score, 10.0 % on 200 items, lies below chance (25.0 %)" in out
    assert "the key may be shifted by one" in out
    profile = json.loads(Path("farfield-out/profile.json").read_text())["profiles"][0]
    assert profile["score"]["mean"] == pytest.approx(0.1)
    assert [text for text in profile["warnings"] if "shifted by one" in text]
    (notice,) = [one for one in profile["notices"] if one["code"] == "below_chance"]
    assert (notice["items"], notice["guess"], notice["far_below"]) == (200, 0.25, True)
    assert notice["score"] == pytest.approx(0.1)
    assert "the key may be shifted by one" in Path("farfield-out/report.html").read_text()


def test_clearly_above_chance_is_no_warning() -> None:
    assert notices_of(np.arange(200) < 120, chance=[0.25] * 200) == []


def test_targets_in_outputs_marked_wrong() -> None:
    target = [f"{100 + 7 * i}" for i in range(40)]
    output = [f"So, the answer is: {t}." if i % 4 else "no idea" for i, t in enumerate(target)]
    told = the_one(notices_of(np.zeros(40), output=output, target=target), of.TargetsInWrong)
    assert told == of.TargetsInWrong(30, 40, by_chance=0.0, examples=["item-1", "item-2", "item-3"])


def test_targets_that_stand_in_every_output_are_chance() -> None:
    output = [f"Between yes and no I choose number {i}" for i in range(40)]
    assert notices_of(output=output, target=["yes", "no"] * 20, chance=0.2) == []
    assert notices_of(output=[f"{i} a b c" for i in range(40)], target=["a"] * 39 + ["b"], chance=0.2) == []


@pytest.mark.parametrize(
    ("text", "phrase", "held"),
    [
        ("the answer is 18.", "18", True), ("it is 118", "18", False), ("it is 18.5", "18", False),
        ("it is 1,180", "180", False), ("12 18", "18", True), ("painting", "paint", False), ("(paint)", "paint", True),
        ("so (a) it is", "(a)", True), ("x(a)y", "(a)", True), ("118 and 18", "18", True), ("", "18", False),
    ],
)  # fmt: skip
def test_a_phrase_stands_by_itself(text: str, phrase: str, held: bool) -> None:
    assert holds_phrase(text, phrase) is held


@given(st.text(), st.text(min_size=2), st.text())
def test_a_phrase_between_spaces_is_always_found(before: str, phrase: str, after: str) -> None:
    assert holds_phrase(f"{before} {phrase} {after}", phrase)


def test_tied_choices() -> None:
    choices = ["[-1.5, -1.5, -2]"] * 4 + ["[-1, -2, -2]"] * 35 + ["broken"]
    assert of.TiedChoices(4, 39, "choice_logprobs") in notices_of(choice_logprobs=choices)
    assert notices_of(input_logprob=np.zeros(40)) == []


def test_items_without_a_distance_and_a_score_that_wavers() -> None:
    far = np.where(np.arange(400) % 4, np.arange(400.0), np.nan)
    scores = (np.arange(400) // 100) % 2
    told = notices_of(scores, far=far, rulers=("column:far",))
    assert by.NoDistance("column:far", 100, 400, 0.5) in told
    assert the_one(told, by.NotFalling).p < 0.01


def test_a_guess_that_gets_harder_with_distance_is_told() -> None:
    choices = np.repeat([2, 3, 5], 100)
    scores = np.random.default_rng(0).random(300) < 0.7
    told = the_one(
        notices_of(scores, far=choices, chance=1 / choices, rulers=("column:far",)), by.UnequalChance
    )
    assert (told.near, told.far) == pytest.approx((0.5, 0.2))


def test_items_of_another_family_do_not_lack_its_axis() -> None:
    distances = [None] * 12 + list(range(12))
    subjects = ["one"] * 12 + ["other"] * 12
    items = make_items([1, 0] * 12, subject=subjects, axis_digits=distances, far=distances)
    options = MeasureOptions(rulers=("column:axis_digits", "column:far"))
    told = fit_profile(items, options).profiles[0].notices
    assert [one for one in told if isinstance(one, by.NoDistance)] == [by.NoDistance("column:far", 12, 12)]
