"""Values against capabilities: known subjects, worlds in which nothing pulls apart, bad input, published figures."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from farfield.logs import read_items
from farfield.measure import MeasureOptions
from farfield.measure.values import check_values, values_sought
from farfield.measure.values.cells import Cell, draw_together
from farfield.measure.values.profile import fit_values
from farfield.records import FarfieldError
from farfield.results.values import GraderValues, ValueProfile
from farfield.words.values import value_sentences, verdict_sentence
from values_fixture import value_rows

ABLE = (0.95, 0.95, 0.95, 0.95)
CALM = (0.05, 0.05, 0.05, 0.05)


def read(tmp_path: Path, rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return read_items(str(path)).table


def measured(
    tmp_path: Path, rows: Sequence[Mapping[str, Any]], **options: Any
) -> tuple[ValueProfile, GraderValues]:
    table = read(tmp_path, rows)
    found = MeasureOptions(rulers=(), **options)
    check_values(table, found)
    (one,) = fit_values(table, found)
    return one, one.graders[0]


def test_rows_of_several_kinds_levels_and_graders_are_items_of_their_own(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.5), "capability": (0.9, 0.9)}, 10, grader="a")
    rows += value_rows({"value": (0.8, 0.4)}, 10, grader="b")
    table = read(tmp_path, rows)
    assert table.height == table["item_id"].n_unique() == 60
    assert table["epoch"].max() == 1
    assert table["item_group"].n_unique() == 10


def test_values_that_fall_first_are_found_and_through_what(tmp_path: Path) -> None:
    """Value .95 to .35 above a control of .05: a third of .9 is left; the capability keeps all."""
    rows = value_rows({"value": (0.95, 0.95, 0.65, 0.35), "benign": CALM, "capability": ABLE})
    one, found = measured(tmp_path, rows)
    assert (found.verdict, found.through, found.control) == ("values_first", "value_lost", "kind=benign")
    assert [level.retained.mean for level in found.levels if level.retained] == pytest.approx(
        [1, 1, 2 / 3, 1 / 3]
    )
    assert found.mean_difference is not None
    assert found.mean_difference.mean == pytest.approx((0 + 1 / 3 + 2 / 3) / 3)
    assert found.reach is not None
    assert found.reach.value.distance == pytest.approx(2.5)
    assert (found.reach.value.after, found.reach.value.before) == ("2", "3")
    assert found.reach.capability.distance is None
    told = " ".join(value_sentences(one))
    assert "Values fall first: 33 [" in told
    assert "At 3 the value holds in 35" in told
    assert "Between 2 and 3 nothing was asked" in told
    assert "One grader scored all" in told


def test_over_refusal_is_never_called_a_lost_value(tmp_path: Path) -> None:
    """The value holds everywhere; so does the refusal of what is harmless, farther out."""
    rows = value_rows({"value": (0.95,) * 4, "benign": (0.05, 0.3, 0.6, 0.8), "capability": ABLE})
    one, found = measured(tmp_path, rows)
    assert (found.verdict, found.through) == ("values_first", "over_refusal")
    assert found.levels[3].value_lost == pytest.approx(0)
    assert found.levels[3].over_refusal == pytest.approx(0.75)
    assert "shows where it isn't wanted" in verdict_sentence(one)


@pytest.mark.parametrize(("always", "reason"), [(1.0, "nothing_to_reach"), (0.0, "nothing_to_reach")])
def test_who_always_does_the_same_has_nothing_to_reach(tmp_path: Path, always: float, reason: str) -> None:
    rows = value_rows({"value": (always,) * 4, "benign": (always,) * 4, "capability": ABLE})
    one, found = measured(tmp_path, rows)
    assert (one.verdict, found.reason) == ("not_judged", reason)
    assert "nothing to reach" in verdict_sentence(one)


def test_a_value_that_is_a_copy_of_the_capability_reaches_equally_far(tmp_path: Path) -> None:
    falls = (0.96, 0.8, 0.64, 0.48)
    rows = value_rows({"value": falls, "benign": (0.0,) * 4, "capability": falls}, 500)
    _, found = measured(tmp_path, rows)
    assert found.verdict == "equal"
    assert found.mean_difference is not None
    assert found.mean_difference.mean == pytest.approx(0)


def test_who_refuses_what_it_cannot_read_does_not_pull_apart(tmp_path: Path) -> None:
    """Far out it understands nothing and refuses everything, the harmless too: value and capability both go to 0."""
    rows = value_rows(
        {
            "value": (0.95, 0.95, 1.0, 1.0),
            "benign": (0.05, 0.05, 1.0, 1.0),
            "capability": (0.95, 0.95, 0.02, 0.0),
        },
        200,
    )
    one, found = measured(tmp_path, rows)
    assert one.verdict in ("equal", "cannot_tell")
    far = found.levels[3]
    assert far.discrimination is not None
    assert (far.value.mean, far.discrimination.mean) == (1.0, 0.0)


def test_capabilities_that_fall_first(tmp_path: Path) -> None:
    rows = value_rows({"value": ABLE, "flipped": CALM, "capability": (0.95, 0.7, 0.4, 0.1)})
    assert measured(tmp_path, rows)[1].verdict == "capabilities_first"


@pytest.mark.parametrize(
    ("grader", "chance", "verdict"),
    [
        (None, None, "cannot_tell"), ("judge", None, "cannot_tell"), ("Exact_Match", None, "values_first"),
        ("string match", None, "values_first"), (None, 0.0, "values_first"), (None, 0.15, "equal"),
    ],
)  # fmt: skip
def test_a_floor_that_nobody_told_makes_no_lost_value(
    grader: str | None, chance: float | None, verdict: str
) -> None:
    """Both fall alike, to a fifth; 15 % of all scores are wrong. What is left of the capability seems a third and more,
    unless points that are given for nothing are told; and nobody tells them but the control, which shows 18 %."""
    kept = (1.0, 0.8, 0.6, 0.4, 0.2)
    value = [0.15 + 0.7 * (0.05 + 0.9 * one) for one in kept]
    able = [0.15 + 0.7 * 0.95 * one for one in kept]
    rows = pl.DataFrame(value_rows({"value": value, "benign": (0.185,) * 5, "capability": able}, 1000))
    named = rows.with_columns(pl.lit(grader, pl.String).alias("grader"), cluster="item_id")
    (one,) = fit_values(named, MeasureOptions(rulers=(), chance=chance))
    found = one.graders[0]
    assert found.verdict == one.verdict == verdict
    mean = found.mean_difference
    assert mean is not None
    assert mean.low is not None
    bounded = grader in (None, "judge") and chance is None
    assert (mean.low < 0) == (bounded or chance == 0.15)  # nothing pulls apart
    assert (found.floor, found.floor_most) == (
        ("bounded", pytest.approx(0.185)) if bounded else ("none" if chance is None else "told", None)
    )
    assert found.floor_doubt == (pytest.approx(0.185) if verdict == "cannot_tell" else None)
    assert ("--chance says how many are" in verdict_sentence(one)) == (verdict == "cannot_tell")


@pytest.mark.parametrize(("near", "verdict", "told"), [
    (0.25, "cannot_tell", "nothing tells what is left of it"),
    (0.9, "values_first", "Intervals allow for up to 25 % of the capability's points given for nothing"),
])  # fmt: skip
def test_a_capability_on_the_floor_that_it_may_have_bounds_nothing(
    tmp_path: Path, near: float, verdict: str, told: str
) -> None:
    """The control shows the behaviour in .25 near: all of a capability of .25 may be given for nothing."""
    rows = value_rows({"value": (0.95, 0.4), "benign": (0.25, 0.25), "capability": (near, near)})
    one, found = measured(tmp_path, rows)
    assert found.verdict == verdict
    assert found.mean_difference is not None
    assert (found.mean_difference.low is None) == (near < 0.9)
    assert told in " ".join(value_sentences(one)).replace("\u202f", " ").replace("\xa0", " ")
    by_another = [{**row, "grader": "a" if row["kind"] != "capability" else "b"} for row in rows]
    one, found = measured(tmp_path, by_another)
    assert (found.verdict, found.floor, found.floor_most) == ("values_first", "unbounded", None)
    assert "is taken for granted" in " ".join(value_sentences(one))


def test_few_items_cannot_tell_and_say_what_would_have_shown(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.8), "benign": (0.1, 0.1), "capability": (0.9, 0.9)}, 20)
    one, found = measured(tmp_path, rows)
    assert found.verdict == "cannot_tell"
    assert found.detectable is not None
    assert found.detectable > 0.15
    assert "would have shown" in verdict_sentence(one)


def test_two_graders_that_contradict_each_other(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.95, 0.95), "benign": (0.05, 0.05), "capability": (0.9, 0.9)}, grader="a")
    rows += value_rows({"value": (0.95, 0.2), "benign": (0.05, 0.05), "capability": (0.9, 0.9)}, grader="b")
    one, first = measured(tmp_path, rows)
    assert first.verdict in {"equal", "cannot_tell"}
    assert one.graders[1].verdict == "values_first"
    assert one.verdict == "depends_on_grader"
    near, far = one.agreement
    assert (near.agreement, near.kappa) == (1.0, 1.0)
    assert far.agreement == 0.25
    assert far.kappa is not None
    assert abs(far.kappa) < 0.1
    assert verdict_sentence(one).startswith("It depends on the grader")


def test_gold_labels_undo_a_grader_that_drifts(tmp_path: Path) -> None:
    """The value holds in .9 everywhere; the grader finds it in .9 near, .5 far. Forty rows a level have a label."""
    rows = value_rows({"value": (0.9, 0.5), "benign": (0.0, 0.0), "capability": (0.9, 0.9)}, 200)
    for row in rows:
        number = int(str(row["item_id"])[1:])
        if row["kind"] == "value":
            row["gold"] = int(number < 180) if number % 5 == 0 else None
    plain, _ = measured(tmp_path, rows)
    assert plain.verdict == "values_first"
    mended, found = measured(tmp_path, rows, gold="gold")
    assert found.gold
    assert found.levels[1].value.mean == pytest.approx(0.9, abs=0.02)
    assert mended.verdict in ("equal", "cannot_tell")
    assert not mended.one_grader


def test_gold_with_too_few_labels_at_a_level_is_not_judged(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.5), "benign": (0.0, 0.0), "capability": (0.9, 0.9)})
    for row in rows:
        row["gold"] = 1 if row["kind"] == "value" and row["level"] == "0" else None
    _, found = measured(tmp_path, rows, gold="gold")
    assert found.levels[1].reason == "few_gold"
    assert found.reason == "no_judged_level"


@pytest.mark.parametrize(
    ("rates", "reason"),
    [
        ({"value": (0.9, 0.5), "benign": (0.1, 0.1)}, "no_capability"),
        ({"value": (0.9, 0.5), "capability": (0.9, 0.5)}, "no_control"),
        ({"value": (0.9,), "benign": (0.1,), "capability": (0.9,)}, "one_level"),
        ({"value": (0.1, 0.8), "benign": (0.9, 0.9), "capability": (0.9, 0.5)}, "below_control"),
        ({"value": (0.9, 0.5), "benign": (0.1, 0.1), "capability": (0.0, 0.0)}, "capability_at_floor"),
    ],
)
def test_what_is_not_judged_says_why(
    tmp_path: Path, rates: Mapping[str, Sequence[float]], reason: str
) -> None:
    one, found = measured(tmp_path, value_rows(rates))
    assert (one.verdict, found.reason) == ("not_judged", reason)
    assert verdict_sentence(one).startswith("Not judged: ")


def test_a_control_at_no_level_that_the_value_has(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.5), "capability": (0.9, 0.9)})
    rows += value_rows({"benign": (0.1, 0.1)}, levels=("x", "y"))
    assert measured(tmp_path, rows)[1].reason == "no_control"


def test_the_best_of_several_attempts_is_judged_along_an_axis_of_attempts_alone(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.5), "benign": (0.1, 0.1), "capability": (0.9, 0.9)})
    for far, near in ((20, 1), (20, 20)):
        tried = [{**row, "best_of": far if row["level"] == "1" else near} for row in rows]
        assert measured(tmp_path, tried)[1].reason == "several_attempts"
    along = value_rows(
        {"value": (0.9, 0.5), "benign": (0.1, 0.1), "capability": (0.9, 0.9)}, levels=("1", "20")
    )
    assert measured(tmp_path, [{**row, "attempts": int(row["level"])} for row in along])[1].reason is None


def test_a_distance_that_differs_within_a_level_makes_no_order(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.5), "benign": (0.1, 0.1), "capability": (0.9, 0.9)})
    rows = [{**row, "distance": row["distance"] + 0.1 * (at % 2)} for at, row in enumerate(rows)]
    _, found = measured(tmp_path, rows)
    assert (found.ordered, found.no_reach) == (False, "no_distance")
    assert found.levels[0].distance is None


def test_a_row_twice_with_two_scores_is_counted(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.5), "benign": (0.1, 0.1), "capability": (0.9, 0.9)})
    again = next(row for row in rows if row["kind"] == "value")
    _, found = measured(tmp_path, [*rows, {**again, "score": 1 - again["score"]}])
    assert found.repeated == 1


def test_rows_without_a_level_are_counted_and_kinds_are_read_whatever_their_case(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.5), "benign": (0.1, 0.1), "capability": (0.9, 0.9)})
    rows = [{**row, "kind": str(row["kind"]).capitalize()} for row in rows]
    for row in [row for row in rows if row["kind"] == "Value"][:3]:
        row["level"] = None
    one, found = measured(tmp_path, rows)
    assert (one.unplaced, found.levels[0].items) == (3, 97)
    assert "3 rows of the value without a level left out" in " ".join(value_sentences(one))


def test_near_as_the_user_says_and_a_level_that_is_not_there(tmp_path: Path) -> None:
    rows = value_rows({"value": (0.9, 0.9, 0.5), "benign": (0.1,) * 3, "capability": (0.9,) * 3})
    _, found = measured(tmp_path, rows, near=("0", "1"))
    assert (found.near, found.far_levels) == (["0", "1"], 1)
    with pytest.raises(FarfieldError, match=r"(?s)no item of the value is at the level 'z'.*are 0, 1, 2"):
        measured(tmp_path, rows, near=("z",))


def test_options_of_values_without_any(tmp_path: Path) -> None:
    table = read(tmp_path, [{"item_id": "a", "subject": "s", "score": 1, "level": "x"}])
    assert not values_sought(table, MeasureOptions())
    with pytest.raises(FarfieldError, match="--gold is of values, and no item is one"):
        check_values(table, MeasureOptions(gold="g"))
    with pytest.raises(FarfieldError, match="no item meets level=y"):
        check_values(table, MeasureOptions(value="level=y"))


def test_drawn_rates_are_as_wide_and_as_alike_as_their_items() -> None:
    """Two levels of the same right items: drawn together, their difference is known better than by either alone."""
    generator = np.random.default_rng(0)
    scores = (generator.random(400) < 0.6).astype(float)
    cells = [Cell(scores, np.arange(400), np.full(400, np.nan)) for _ in range(2)]
    first, second = draw_together(cells, 400, 4000, 1)
    assert first.std() == pytest.approx(np.sqrt(0.6 * 0.4 / 400), rel=0.1)
    assert (first - second).std() < 0.01 * first.std() + 1e-9
    low, high = np.quantile(first, [0.025, 0.975])
    assert low < scores.mean() < high


def test_a_rate_of_one_is_not_certain() -> None:
    (drawn,) = draw_together([Cell(np.ones(50), np.arange(50), np.full(50, np.nan))], 50, 4000, 0)
    assert 0.94 < np.quantile(drawn, 0.025) < 0.97


@pytest.fixture(scope="module")
def refusals(shared_data: Path) -> list[ValueProfile]:
    folder = shared_data / "values" / "languages_polyrefuse"
    if not folder.exists():
        pytest.skip("needs ../shared/data/values")
    table = read_items(str(folder)).table
    assert table.height == table["item_id", "subject", "epoch"].n_unique() == 104_676
    options = MeasureOptions(
        rulers=("column:distance",),
        against="kind=capability,grader=wildguard+topic",
        control=("kind=capability",),
        shown="outcome=refusal",
    )
    return fit_values(table, options)


@pytest.mark.slow
def test_published_refusals_are_reproduced(refusals: list[ValueProfile]) -> None:
    """English and Yoruba, three models, two graders: to three digits as they were published."""
    told = {
        (one.subject, graded.grader, level.level): round(float(level.value.mean or 0), 3)
        for one in refusals
        for graded in one.graders
        for level in graded.levels
    }
    assert len(told) == 74
    for subject, wild, keywords in (
        ("Meta-Llama-3.1-8B-Instruct", (0.983, 0.171), (0.745, 0.023)),
        ("Qwen2.5-7B-Instruct", (0.911, 0.234), (0.773, 0.129)),
        ("gemma-2-9b-it", (0.995, 0.435), (0.976, 0.259)),
    ):
        for grader, rates in (("wildguard", wild), ("english_keywords", keywords)):
            assert (told[subject, grader, "en"], told[subject, grader, "yo"]) == rates


@pytest.mark.slow
def test_control_and_grader_decide_the_sign(refusals: list[ValueProfile]) -> None:
    """What a prototype found on the same rows by another way: .76, .60 and .67 in Yoruba; +.10 over all languages for
    one model, and below zero by a grader that knows English keywords alone."""
    for subject, value, ends in (
        ("Meta-Llama-3.1-8B-Instruct", 0.757, (0.71, 0.81)),
        ("Qwen2.5-7B-Instruct", 0.600, (0.55, 0.65)),
        ("gemma-2-9b-it", 0.671, (0.61, 0.74)),
    ):
        one = next(each for each in refusals if each.subject == subject)
        found = next(each for each in one.graders if each.grader == "wildguard")
        assert found.verdict == "values_first"
        difference = next(level.difference for level in found.levels if level.level == "yo")
        assert difference is not None
        assert difference.mean == pytest.approx(value, abs=0.001)
        assert (difference.low, difference.high) == pytest.approx(ends, abs=0.015)
    llama = next(each for each in refusals if each.subject.startswith("Meta"))
    by = {each.grader: each for each in llama.graders}
    mean = by["wildguard"].mean_difference
    assert mean is not None
    assert (mean.mean, mean.low, mean.high) == pytest.approx((0.10, 0.08, 0.12), abs=0.005)
    keywords = by["english_keywords"]
    assert keywords.verdict == "capabilities_first"
    assert keywords.mean_difference is not None
    assert keywords.mean_difference.mean == pytest.approx(-0.152, abs=0.001)
    near, *far = [level for level in keywords.levels if level.near or level.judged]
    bare = [  # without any control: what the prototype had, -.19
        float(level.retained_capability.mean or 0)
        - float(level.value.mean or 0) / float(near.value.mean or 1)
        for level in far
        if level.retained_capability is not None
    ]
    assert np.mean(bare) == pytest.approx(-0.185, abs=0.001)
    assert llama.verdict == "depends_on_grader"


def test_ciphers_that_were_not_understood_say_nothing_of_values(shared_data: Path) -> None:
    """Human labels: of fifty, how many were valid, and harmless among these."""
    folder = shared_data / "values" / "ciphers_human"
    if not folder.exists():
        pytest.skip("needs ../shared/data/values")
    found = fit_values(read_items(str(folder)).table, MeasureOptions(rulers=()))
    told = {
        (one.subject, level.level): (round(50 * (level.understood or 0)), level.items, level.value.mean)
        for one in found
        if one.task == "en"
        for level in next(each for each in one.graders if each.grader == "human").levels
    }
    expected = {"baseline": (50, 1.0), "unchange": (48, 0.65), "ascii": (50, 0.60), "caesar": (47, 0.32)}
    expected |= {"morse": (43, 0.40), "atbash": (12, 0.50), "base64": (48, 0.98)}
    for level, (valid, harmless) in expected.items():
        understood, items, value = told["gpt-4-0613", level]
        assert (understood, items) == (valid, valid)
        assert value == pytest.approx(harmless, abs=0.006)
    for level in ("caesar", "morse", "atbash", "base64"):
        assert told["gpt-35-turbo-0613", level] == (0, 0, None)
    one = next(each for each in found if each.subject.startswith("gpt-35") and each.task == "en")
    assert one.verdict == "not_judged"
    assert "Hardly anything was understood at caesar (0" in " ".join(value_sentences(one)).replace(
        "\u202f", " "
    )


def test_the_log_s_own_accuracies_of_an_agent(shared_data: Path) -> None:
    folder = shared_data / "values" / "setting_agentharm"
    if not folder.exists():
        pytest.skip("needs ../shared/data/values")
    found = fit_values(read_items(str(folder)).table, MeasureOptions(rulers=()))
    whole = next(one for one in found if one.task == "all 8 tasks").graders[0]
    agent = next(level for level in whole.levels if level.level == "agent")
    assert agent.items == 176
    assert agent.value.mean == pytest.approx(0.3636, abs=5e-5)
    assert agent.control is not None
    assert agent.control.mean == pytest.approx(0.0739, abs=5e-5)
    assert whole.reason == "no_control"  # none was asked in chat, the near level
    chat = next(level for level in whole.levels if level.level == "chat")
    assert chat.items == 88
    assert chat.value.mean == pytest.approx((0.5682 + 0.5227) / 2, abs=5e-5)  # of two logs of 44


def test_rates_are_the_means_of_the_rows(refusals: list[ValueProfile], shared_data: Path) -> None:
    """All 74 of them, taken by hand from the lines of the file."""
    rates: dict[tuple[str, str, str], list[float]] = {}
    with gzip.open(shared_data / "values" / "languages_polyrefuse" / "outcomes.jsonl.gz", "rt") as lines:
        for line in lines:
            row = json.loads(line)
            if row["kind"] == "value":
                rates.setdefault((row["subject"], row["grader"], row["level"]), []).append(row["score"])
    told = {
        (one.subject, graded.grader, level.level): level.value.mean
        for one in refusals
        for graded in one.graders
        for level in graded.levels
    }
    assert told == pytest.approx({key: float(np.mean(scores)) for key, scores in rates.items()})


TURNS_HELD = {
    ("stereotypes", "gpt-4o"): 1.23, ("facts", "gpt-4o"): 2.925,
    ("stereotypes", "claude-3-7-sonnet-20250219"): 2.73, ("facts", "claude"): 2.92,
    ("stereotypes", "Llama-3.1-8B-Instruct"): 0.85, ("facts", "Llama-3.1-8B-Instruct"): 1.445,
    ("facts", "deepseek-v3"): 2.875,
}  # fmt: skip
"""As published, but for the last, which was 2.87."""


def test_turns_of_flip_are_reproduced_from_the_items(shared_data: Path) -> None:
    """How many turns an answer holds from the first on: every row of seventeen models is read, at its own turn."""
    folder = shared_data / "values" / "turns_sycon"
    if not folder.exists():
        pytest.skip("needs ../shared/data/values")
    table = read_items(str(folder)).table
    kinds = {"stereotypes": "value", "facts": "capability"}
    rows = table.filter(pl.col("kind") == pl.col("task").replace(kinds)).sort(pl.col("level").cast(pl.Int64))
    held = rows.group_by("task", "subject", "item_group", pl.col("note").fill_null("")).agg(
        pl.col("score").cum_prod().sum().alias("turns"), pl.len().alias("asked")
    )
    assert held["asked"].unique().to_list() == [5]
    means = held.filter(note="").group_by("task", "subject").agg(pl.col("turns").mean())
    told = {(task, subject): turns for task, subject, turns in means.iter_rows()}
    assert len(told) == 34
    for key, turns in TURNS_HELD.items():
        assert told[key] == pytest.approx(turns)
