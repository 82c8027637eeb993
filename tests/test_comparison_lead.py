"""The lead of a comparison: at most 100 words and 12 numbers whatever was compared, every difference turned right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.console import Console

from any_profile import NAMES
from farfield.comparison import CompareOptions
from farfield.jobs.compare import compare
from farfield.results import Comparison
from farfield.results.comparison import PairComparison, Progress
from farfield.results.differences import Moved
from farfield.terminal.comparison import summarise_comparison
from farfield.words.comparison_lead import comparison_lead
from test_compare_runs import make_run
from test_words_lead import MANY, check_size

SIZES = {"s": (0.9, 3.0), "m": (0.9, 4.0), "l": (0.9, 5.0), "xl": (0.9, 6.0)}
VERDICTS = st.sampled_from(["equivalent", "different", "undecided", "unknown"])
DIFFERENCES = st.floats(-1, 1)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("compared")
    return compare(make_run(folder / "run", SIZES), folder / "out", CompareOptions(scale="size")).result


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    folder = tmp_path_factory.mktemp("pair")
    two = {"b": (0.9, 6.0), "a": (0.9, 3.0)}
    return compare(make_run(folder / "run", two), folder / "out", CompareOptions()).result


def told(result: Comparison) -> str:
    text = " ".join(filter(None, comparison_lead(result)))
    check_size(text)
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def changed(
    pair: PairComparison, score: tuple[float | None, str], near: tuple[float | None, str], fall: float | None
) -> PairComparison:
    """The pair with another difference and verdict of score and near field, and another p of its fall."""

    def judged(kept, found):
        value, verdict = found
        ends = (None, None) if value is None or verdict == "unknown" else (value - 0.1, value + 0.1)
        return replace(
            kept, difference=value, low=ends[0], high=ends[1], note="it is so" if verdict == "unknown" else None,
            equivalence=replace(kept.equivalence, verdict="unknown" if value is None else verdict),
        )  # fmt: skip

    return replace(
        pair, score=judged(pair.score, score), near=judged(pair.near, near),
        fall=replace(pair.fall, p_holm=fall, difference=0.2 if fall is not None else None),
    )  # fmt: skip


@MANY
@given(data=st.data())
def test_no_comparison_makes_a_lead_longer_than_a_reader_bears(
    data: st.DataObject, result: Comparison
) -> None:
    names = data.draw(st.lists(NAMES.filter(str.strip), min_size=2, max_size=6, unique=True))
    tasks = data.draw(st.lists(NAMES.filter(str.strip), min_size=1, max_size=3, unique=True))
    judged = st.tuples(st.one_of(st.none(), DIFFERENCES), VERDICTS)
    pairs = [
        replace(
            changed(
                result.pairs[0], data.draw(judged), data.draw(judged), data.draw(st.one_of(st.none(), st.floats(0, 1)))
            ),
            from_=first, to=second, task=task, signature=data.draw(st.sampled_from([None, first])),
            progress=data.draw(st.sampled_from([None, Progress([1.0], *[Moved(0.1, 0.0, 0.2)] * 2, total=0.2)])),
        )
        for task in tasks for at, first in enumerate(names) for second in names[at + 1 :]
    ]  # fmt: skip
    curves = [replace(result.curves[0], subject=name, task=task) for task in tasks for name in names]
    scale = [replace(result.scale[0], task=task) for task in tasks[: data.draw(st.integers(0, 3))]]
    lead = comparison_lead(replace(result, pairs=pairs, curves=curves, scale=scale))
    check_size(" ".join(lead))
    assert [part for part in lead if not part.endswith(".")] == []


def test_of_one_task_the_best_and_the_least_then_near_and_far_then_who_falls(result: Comparison) -> None:
    text = told(result)
    best, least = (f"{100 * one(c.score.mean for c in result.curves):.0f}" for one in (max, min))
    assert text.startswith(
        f"xl scores most ({best} %), s least ({least} %); all six pairs differ clearly in score."
    )
    near = [found for found in result.pairs if found.near.equivalence.verdict == "different"]
    largest = max(found.near.difference for found in near)
    assert f"of six differ clearly, at most by {100 * largest:.0f} " in text
    assert "(xl over s)" in text
    assert "With scale the reach clearly grows; whether the near-field score does cannot be told." in text
    assert "Forecast at scale 1e+12: " in text


def test_two_subjects_are_told_as_a_pair(pair: Comparison) -> None:
    (only,) = pair.pairs
    text = told(pair)
    points = f"{100 * abs(only.score.difference):.0f}"
    assert re.match(
        rf"a scores {points} \[\d+, \d+\] points fewer than b on 1,500 items\. On the nearest third ", text
    )
    assert "A comparison cannot tell where the answers come from; the report of each run does." in text
    assert (
        "Whether more of the same would help, these two cannot tell, as no size, data or date is declared"
        in text
    )


def test_the_larger_stands_first_and_its_interval_turns_with_it(result: Comparison) -> None:
    first, second, third = (
        changed(one, (0.01, "undecided"), (0.01, "undecided"), 0.8) for one in result.pairs[:3]
    )
    down = changed(first, (-0.2, "different"), (-0.3, "different"), 0.001)
    text = told(replace(result, pairs=[down, second, third], scale=[]))
    assert "one of three pairs differs clearly in score, two could be chance." in text
    who = f"({down.from_} over {down.to})"
    assert (
        f"On the nearest third of the items one of three differs clearly, at most by 30 [20, 40] points {who}"
        in text
    )
    assert f"From near to far {down.to} falls clearly more than {down.from_}, by 20 " in text
    none = [replace(one, fall=replace(one.fall, p_holm=0.9)) for one in (down, second, third)]
    assert "None falls clearly more from near to far than another" in told(
        replace(result, pairs=none, scale=[])
    )


def test_over_several_tasks_it_counts_who_is_ahead_and_never_sets_one_task_against_another(
    result: Comparison,
) -> None:
    pairs = [
        replace(changed(one, (0.2, "different"), (0.1, "different"), 0.5), task=task)
        for task in ("sums", "law") for one in result.pairs
    ]  # fmt: skip
    text = told(replace(result, pairs=pairs, curves=[], scale=[]))
    winners = [one.to for one in pairs]
    best = max(set(winners), key=winners.count)
    assert text.startswith(
        f"{best} is clearly ahead in {['', '', 'two', '', 'four', '', 'six'][winners.count(best)]} of "
    )
    assert "all 12 pairs differ clearly in score" in text
    beside = [one for one in pairs if "s" in (one.from_, one.to)]
    assert told(replace(result, pairs=beside, curves=[], scale=[])).startswith(
        "Beside s, six clearly score more and none less; all six pairs differ clearly in score."
    )


def test_what_items_that_moved_nearer_account_for_is_told_without_a_cause(pair: Comparison) -> None:
    split = Progress([1.0], Moved(-0.09, -0.1, -0.08), Moved(-0.02, -0.03, -0.01), total=-0.11)
    text = told(replace(pair, pairs=[replace(pair.pairs[0], progress=split)]))
    assert (
        "Of the 11 points 9 come from items that stand nearer to the data, 2 from the curve (accounting, no cause)."
        in text
    )
    signed = told(replace(pair, pairs=[replace(pair.pairs[0], signature="b")]))
    assert (
        "b scores more near the data and less far from it than another, as contamination would look" in signed
    )


@pytest.mark.parametrize("width", [60, 80, 120])
def test_the_screen_of_a_comparison_begins_with_the_lead_and_is_no_longer_than_a_screen(
    result: Comparison, tmp_path: Path, width: int
) -> None:
    console = Console(width=width, height=24, record=True, highlight=False)
    summarise_comparison(result, tmp_path, console)
    shown = console.export_text()
    assert " ".join(shown.split()).find(" ".join("".join(comparison_lead(result).what).split()[:6])) > 0
    assert len(shown.splitlines()) <= 24
