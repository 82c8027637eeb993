"""What a comparison does not say: a forecast past what was measured, and "no difference" where nothing was computed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from farfield.comparison import CompareOptions
from farfield.jobs.compare import compare
from test_cli import run, write_lines
from test_compare_runs import make_run


def scaled(tmp_path: Path, reaches: list[float], ahead: float = 10.0) -> tuple[dict[str, Any], str]:
    """The trend of the reach over subjects of ten times the size each, and the page."""
    sizes = {f"s{number}": (0.9, reach) for number, reach in enumerate(reaches)}
    options = CompareOptions(scale="size", against="s0", ahead=ahead)
    done = compare(make_run(tmp_path / "run", sizes), tmp_path / "out", options)
    return done.result.scale[0].reach, (done.folder / "comparison.html").read_text()


def test_a_reach_is_forecast_within_the_distances_that_were_measured(tmp_path: Path) -> None:
    reach, page = scaled(tmp_path, [3.0, 4.0, 5.0, 6.0])
    assert reach.ahead == "forecast"
    assert reach.line[-1].scale == pytest.approx(1e12)
    assert reach.line[-1].value == pytest.approx(7.0, abs=0.4)  # of 0 to 10
    assert "Of the reach there, if its line holds: " in page


def test_no_reach_is_forecast_beyond_the_distances_that_were_measured(tmp_path: Path) -> None:
    reach, page = scaled(tmp_path, [3.0, 4.0, 5.0, 6.0], ahead=1e6)  # the line would be at 12
    assert reach.ahead == "the line leaves the distances that were measured"
    assert reach.line[-1].scale == pytest.approx(1e11)  # the largest subject
    assert "No reach is forecast: the line leaves the distances that were measured." in page
    assert "Of the reach there" not in page


def test_no_reach_is_forecast_from_reaches_beyond_the_data(tmp_path: Path) -> None:
    reach, page = scaled(tmp_path, [3.0, 5.0, 7.0, 90.0])
    assert reach.per_decade > 0
    assert reach.ahead == "reaches beyond the data bear no forecast"
    assert reach.line[-1].scale == pytest.approx(1e11)
    assert "No reach is forecast: reaches beyond the data bear no forecast." in page


@pytest.fixture
def compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Two subjects over the same items, through both commands: the pair, what is printed, and the page."""
    monkeypatch.chdir(tmp_path)

    def call(first: Any, second: Any, *words: str, **columns: Any) -> tuple[dict[str, Any], str, str]:
        write_lines(
            Path("log.jsonl"),
            [
                {"item_id": f"i{at}", "subject": name, "score": float(score), "d": at, "question": f"q {at}"}
                | {column: values[at] for column, values in columns.items()}
                for name, scores in (("early", first), ("late", second))
                for at, score in enumerate(scores)
            ],
        )
        assert run("profile", "log.jsonl", "--ruler", "column:d", *words, monkeypatch=monkeypatch) == 0
        assert run("compare", "farfield-out", monkeypatch=monkeypatch) == 0
        (pair,) = json.loads(Path("farfield-comparison/comparison.json").read_text())["pairs"]
        printed = capsys.readouterr().out.split("farfield compare")[1].replace("\u202f", " ")
        return pair, printed, Path("farfield-comparison/comparison.html").read_text()

    return call


@pytest.mark.parametrize("kind", ["one cluster", "three clusters", "alike", "opposite"])
def test_what_cannot_be_computed_is_never_no_difference(compared: Any, kind: str) -> None:
    generator = np.random.default_rng(4)
    first, second = (generator.random(60) < 0.6, generator.random(60) < 0.7)
    why, words, columns = "", (), {}
    if kind.endswith("clusters") or kind.endswith("cluster"):
        number = 1 if kind == "one cluster" else 3
        words, columns = ("--cluster", "g"), {"g": [f"g{at % number}" for at in range(60)]}
        why = "all items share one cluster" if number == 1 else "3 clusters are too few"
    elif kind == "alike":
        second, why = first, "the items leave no room for chance"
    else:
        first, second, why = np.zeros(60), np.ones(60), "the items leave no room for chance"
    pair, printed, page = compared(first, second, *words, **columns)
    score = pair["score"]
    assert score["difference"] == pytest.approx(np.mean(second) - np.mean(first))
    assert (score["low"], score["high"], score["p"], score["p_holm"], score["detectable"]) == (None,) * 5
    assert score["equivalence"]["verdict"] == "unknown"
    assert why in score["note"]
    assert pair["signature"] is None
    assert "whether that is chance cannot be computed" in page
    assert why in page
    assert "unknown" in printed
    for text in (printed, page):
        for claim in ("cannot be told from no difference", "equivalent within", "would have shown"):
            assert claim not in text


def test_the_verdict_of_a_pair_says_what_its_interval_says(compared: Any) -> None:
    generator = np.random.default_rng(5)
    first = generator.random(300) < 0.5
    second = first | (generator.random(300) < 0.3)
    pair, printed, page = compared(first, second)
    assert pair["score"]["low"] > 0
    assert pair["score"]["equivalence"]["verdict"] == "different"
    assert (pair["minuend"], pair["subtrahend"]) == ("late", "early")
    assert "different" in printed
    assert "late scores" in page


def test_that_weights_do_not_count_in_a_comparison_is_said(compared: Any, tmp_path: Path) -> None:
    generator = np.random.default_rng(6)
    first, second = (generator.random(80) < 0.5, generator.random(80) < 0.6)
    weights = [1 + 3 * (at % 2) for at in range(80)]
    pair, printed, page = compared(first, second, "--weight", "w", w=weights)
    assert pair["score"]["difference"] == pytest.approx(second.mean() - first.mean())
    found = json.loads((tmp_path / "farfield-comparison" / "comparison.json").read_text())
    assert found["unweighted"] == [{"folder": "farfield-out", "column": "w"}]
    for text in (printed, page):
        assert "The weights of the items (w) do not count here" in text


def profiled() -> dict[str, dict[str, Any]]:
    """Of either subject what its profile says by the ruler d."""
    profiles = json.loads(Path("farfield-out/profile.json").read_text())["profiles"]
    return {one["subject"]: one["rulers"]["column:d"] | {"score": one["score"]} for one in profiles}


def test_near_up_and_far_down_is_what_profile_and_compare_both_show(compared: Any) -> None:
    """One subject rises with distance and the other falls: their near fields are 22 points apart."""
    far, place = np.arange(1000) % 2, np.arange(1000) // 2
    clean = np.where(far, place % 10 < 8, place % 50 < 28)
    contaminated = np.where(far, place % 10 < 7, place % 50 < 39)
    pair, printed, page = compared(clean, contaminated, d=far.tolist())
    own = profiled()
    for field, moved in (("near", 0.22), ("far", -0.1)):
        assert pair[field]["difference"] == pytest.approx(moved)
        gaps = [own[name]["gap"][field] for name in ("early", "late")]
        assert [pair[field]["first"], pair[field]["second"]] == gaps
        assert gaps[1] - gaps[0] == pytest.approx(moved)
        assert pair[field]["equivalence"]["verdict"] == "different"
    assert pair["signature"] == "late"
    assert "late scores more near and less far: contamination looks like this" in printed
    assert "it is no proof of it" in page


def test_lengths_that_near_and_far_do_not_share_are_held_equal_nowhere(compared: Any) -> None:
    generator = np.random.default_rng(8)
    far = np.repeat([0, 1], 100)
    words = np.where(far, generator.integers(60, 70, 200), generator.integers(90, 100, 200))
    questions = [f"q{at} " + "word " * (number - 1) for at, number in enumerate(words)]
    first, second = (generator.random(200) < np.where(far, 0.6, 0.9) for _ in range(2))
    pair, _, _ = compared(first, second, d=far.tolist(), question=questions)
    page = Path("farfield-out/report.html").read_text()
    for name, scores in (("early", first), ("late", second)):
        gap, slope = profiled()[name]["gap"], profiled()[name]["slope"]["adjusted"]
        assert gap["difference"] == pytest.approx(scores[far == 1].mean() - scores[far == 0].mean())
        assert (gap["adjusted"], gap["reason"], slope["low"], slope["reason"]) == (
            False,
            "no_overlap",
            None,
            "no_overlap",
        )
        assert slope["robustness_value"] is None
    assert "at equal length" not in page.replace(
        "at equal length and difficulty where that can be had", ""
    )  # its glossary
    assert "near and far share too little length" in page
    assert pair["near"]["difference"] == pytest.approx(second[far == 0].mean() - first[far == 0].mean())


@pytest.mark.parametrize("seed", range(3))
def test_one_cluster_has_no_interval_anywhere(compared: Any, seed: int) -> None:
    generator = np.random.default_rng(seed)
    scores = [generator.random(231) < 0.55 for _ in range(2)]
    pair, printed, page = compared(*scores, "--cluster", "g", g=["all"] * 231)
    for one in profiled().values():
        gap = one["gap"]
        told = [
            one["score"],
            *one["bands"],
            gap,
            one["slope"]["crude"],
            one["slope"]["adjusted"],
            one["reach"],
        ]
        assert {(part["low"], part["high"]) for part in told} == {(None, None)}
        assert (gap["near_low"], gap["far_high"], one["curve"]) == (None, None, None)
        assert one["reach"]["reason"] == "few_clusters"
    assert {(pair[name]["low"], pair[name]["p"]) for name in ("score", "near", "far", "fall", "reach")} == {
        (None, None)
    }
    assert "all items share one cluster" in printed
    assert "all items share one cluster" in page
