"""Signs of silent scoring failures: told with counts where they are, silent where they are not."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from farfield.measure import MeasureOptions, fit_profile
from farfield.measure.graders import holds_phrase
from measure_fixture import fit_one, make_items
from test_cli import run, write_lines

HALF = np.arange(40) % 2


def warnings_of(scores: Any = HALF, rulers: tuple[str, ...] = (), **columns: Any) -> list[str]:
    options = {name: columns.pop(name) for name in ("cluster", "difficulty") if name in columns}
    return fit_one(make_items(scores, **columns), rulers=rulers, **options).warnings


def the_one(warnings: list[str], start: str) -> str:
    found = [warning for warning in warnings if warning.startswith(start)]
    assert len(found) == 1, warnings
    return found[0]


def test_sound_results_raise_no_alarm() -> None:
    texts = {
        "target": [f"answer {i}" for i in range(40)],
        "output": [f"I think it is {i * 7}" for i in range(40)],
    }
    assert warnings_of(**texts, far=np.arange(40) % 13, rulers=("column:far",)) == []


def test_items_without_a_score_are_counted() -> None:
    assert the_one(warnings_of([1, 0, np.nan] * 10), "10 of 30 items hold no score")


def test_no_scores_at_all_are_survived() -> None:
    profile = fit_one(make_items([np.nan] * 20, np.arange(20)))
    null = dict.fromkeys(("mean", "low", "high", "note", "reason", "clusters"))
    assert profile.score.plain() == {**null, "items": 0, "unscored": 20}
    assert profile.rulers["column:far"].bands == profile.regimes == []


def test_few_items_and_equal_scores() -> None:
    assert the_one(warnings_of([1, 0, 1]), "Only 3 items scored")
    assert "the same score (1)" in the_one(warnings_of(np.ones(12)), "All 12 scored items")


def test_few_clusters() -> None:
    assert the_one(
        warnings_of(cluster="template", template=np.arange(40) // 4), "Only 10 clusters of template"
    )


def test_empty_outputs() -> None:
    some = warnings_of(output=[""] * 3 + ["text"] + [f"text {i}" for i in range(36)])
    assert (
        the_one(some, "3 of 40 outputs are empty")
        == "3 of 40 outputs are empty, and 1 of them score above 0."
    )
    assert the_one(warnings_of(np.zeros(40)), "All 40 outputs are empty and score 0")
    assert not any("empty" in warning for warning in warnings_of())  # the log keeps no outputs


def test_one_answer_for_everything() -> None:
    output = ["  I cannot help with that. "] * 39 + ["4"]
    told = the_one(
        warnings_of(output=output, target=[str(i % 9) for i in range(40)]), "39 of 40 outputs are the same"
    )
    assert "'I cannot help with that.'" in told
    assert not any("same text" in w for w in warnings_of(output=["yes"] * 40, target=["yes"] * 40))


@pytest.mark.parametrize(
    ("right", "start"),
    [
        (50, "The score, 25.0\u202f% on 200 items, is exactly chance"),
        (55, "The score, 27.5"),
        (25, "The score, 12.5"),
    ],
)
def test_scores_at_and_below_chance(right: int, start: str) -> None:
    scores = np.arange(200) < right
    told = the_one(warnings_of(scores, chance=[0.25] * 200), start)
    assert {50: "exactly chance", 55: "cannot be told from chance", 25: "below chance"}[right] in told


@pytest.mark.parametrize(("right", "shifted"), [(0, True), (25, True), (29, True), (30, False), (36, False)])
def test_far_below_chance_the_key_may_be_shifted(right: int, shifted: bool) -> None:
    """From 60 % of a guess on it may be bad luck of the subject; below, a wrong key is to be thought of."""
    told = the_one(warnings_of(np.arange(200) < right, chance=[0.25] * 200), "The score, ")
    assert "lies below chance (25.0\u202f%): a systematic error" in told
    assert (
        told.endswith("the key may be shifted by one, or right and wrong may have changed places.") is shifted
    )


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
    assert "the key may be shifted by one" in Path("farfield-out/report.html").read_text()


def test_clearly_above_chance_is_no_warning() -> None:
    assert warnings_of(np.arange(200) < 120, chance=[0.25] * 200) == []


def test_targets_in_outputs_marked_wrong() -> None:
    target = [f"{100 + 7 * i}" for i in range(40)]
    output = [f"So, the answer is: {t}." if i % 4 else "no idea" for i, t in enumerate(target)]
    told = the_one(warnings_of(np.zeros(40), output=output, target=target), "30 of 40 items that score 0 (75")
    assert "by chance 0 would" in told
    assert "item-1, item-2, item-3" in told


def test_targets_that_stand_in_every_output_are_chance() -> None:
    output = [f"Between yes and no I choose number {i}" for i in range(40)]
    assert warnings_of(output=output, target=["yes", "no"] * 20) == []
    assert warnings_of(output=[f"{i} a b c" for i in range(40)], target=["a"] * 39 + ["b"]) == []


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
    told = the_one(warnings_of(choice_logprobs=choices), "The best choices of 4 of 39 items are tied")
    assert "choice_logprobs" in told
    assert warnings_of(input_logprob=np.zeros(40)) == []


def test_items_without_a_distance_and_a_score_that_wavers() -> None:
    far = np.where(np.arange(400) % 4, np.arange(400.0), np.nan)
    scores = (np.arange(400) // 100) % 2
    told = warnings_of(scores, far=far, rulers=("column:far",))
    assert the_one(told, "100 of 400 items have no distance by column:far")
    assert the_one(told, "The score does not fall steadily with distance by column:far")


def test_a_guess_that_gets_harder_with_distance_is_told() -> None:
    choices = np.repeat([2, 3, 5], 100)
    scores = np.random.default_rng(0).random(300) < 0.7
    told = the_one(
        warnings_of(scores, far=choices, chance=1 / choices, rulers=("column:far",)), "By column:far a guess"
    )
    assert "50\u202f% in the nearest third and 20\u202f%" in told


def test_items_of_another_family_do_not_lack_its_axis() -> None:
    distances = [None] * 12 + list(range(12))
    subjects = ["one"] * 12 + ["other"] * 12
    items = make_items([1, 0] * 12, subject=subjects, axis_digits=distances, far=distances)
    options = MeasureOptions(rulers=("column:axis_digits", "column:far"))
    told = fit_profile(items, options).profiles[0].warnings
    lacking = [sentence for sentence in told if "have no distance by" in sentence]
    assert lacking == ["12 of 12 items have no distance by column:far and are left out of it."]
