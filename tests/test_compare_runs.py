"""Finished runs compared: what grew is told apart, and bad input is one clear message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec
import numpy as np
import pytest

from farfield import ProfileOptions, profile
from farfield.comparison import CompareOptions
from farfield.jobs.compare import compare
from farfield.measure import MeasureOptions
from farfield.records import SCHEMA_PROFILE, FarfieldError
from farfield.results import SCHEMA_COMPARISON, Comparison, Profile
from farfield.results.comparison import PairComparison
from farfield.results.reasons import NearFloor, NoReachOf, ReachBeyond
from farfield.storage import read_run_json
from farfield.words.reasons import clause
from test_cli import run

ITEMS = 1500


def make_run(
    folder: Path,
    subjects: Mapping[str, tuple[float, float]],
    seed: int = 0,
    items: int = ITEMS,
    shift: float = 0,
    seen_by: float | None = None,
    spread: Callable[[float], float] = float,
    task: str = "t",
    chance: float | None = None,
) -> Path:
    """A run whose subjects have ceiling A and reach d50 on distances in 0..10, `shift` nearer than they were.

    `seen_by`: the shift that is measured, where it isn't the true one. `spread`: of the distances as they are told.
    """
    told = np.maximum(
        0, np.random.default_rng(99).uniform(0, 10, items) - (shift if seen_by is None else seen_by)
    )
    generator = np.random.default_rng(seed)
    far = np.random.default_rng(99).uniform(0, 10, items)
    luck = generator.random(items)  # shared: what is easy for one is easy for all
    rows = []
    for subject, (ceiling, d50) in subjects.items():
        share = ceiling / (1 + np.exp((np.maximum(0, far - shift) - d50) / 0.8))
        mixed = np.where(generator.random(items) < 0.5, luck, generator.random(items))
        rows += [
            {"item_id": f"i{at}", "subject": subject, "task": task, "question": f"q{at}", "score": float(right),
             "far": float(spread(told[at])), "size": 10 ** (8 + len(rows) // items)}
            for at, right in enumerate(mixed < share)
        ]  # fmt: skip
    log = folder.with_suffix(".jsonl")
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
    profile(
        str(log),
        out=folder,
        options=ProfileOptions(measure=MeasureOptions(rulers=("column:far",), draws=200, chance=chance)),
    )
    return folder


def first_pair(folders: list[Path], tmp_path: Path, options: CompareOptions | None = None) -> PairComparison:
    return compare(folders, tmp_path / "out", options).result.pairs[0]


def test_growth_of_the_ceiling_alone_leaves_the_reach(tmp_path: Path) -> None:
    pair = first_pair([make_run(tmp_path / "a", {"small": (0.5, 5), "large": (0.9, 5)})], tmp_path)
    for found in (pair.near, pair.ceiling):
        assert 0.3 < found.low < 0.4 < found.high
    assert pair.reach.low < 0 < pair.reach.high
    assert pair.reach.p_holm > 0.01


def test_growth_of_the_reach_alone_leaves_the_ceiling(tmp_path: Path) -> None:
    pair = first_pair([make_run(tmp_path / "a", {"small": (0.9, 3.5), "large": (0.9, 6)})], tmp_path)
    assert abs(pair.reach.difference - 2.5) < 3 * pair.reach.error
    assert pair.reach.low > 2
    assert pair.ceiling.low < 0 < pair.ceiling.high
    nearest, *_, farthest = pair.bands
    assert abs(nearest.difference) < 0.05 < farthest.difference + 0.2


def test_growth_of_the_corpus_alone_is_items_moved_nearer(tmp_path: Path) -> None:
    old = make_run(tmp_path / "old", {"model": (0.9, 5)})
    new = make_run(tmp_path / "new", {"model": (0.9, 5)}, shift=2)
    pair = first_pair([old, new], tmp_path)
    assert (pair.from_, pair.to) == ("model [old]", "model [new]")
    assert pair.progress.moved_nearer.low > 0.1
    assert abs(pair.progress.curve_moved.difference) < 0.05
    assert pair.progress.total == pytest.approx(pair.score.difference, abs=1e-9)
    assert pair.reach.low < 0 < pair.reach.high


def test_growth_of_the_corpus_alone_looks_like_reach_where_the_corpus_is_held_fixed(tmp_path: Path) -> None:
    """The same two models, both on the old corpus: the curve seems to have moved, and reach to have grown by 2."""
    old = make_run(tmp_path / "old", {"model": (0.9, 5)})
    new = make_run(tmp_path / "new", {"model": (0.9, 5)}, shift=2, seen_by=0)
    pair = first_pair([old, new], tmp_path, CompareOptions(ruler="column:far"))
    assert pair.progress is None
    assert pair.reach.low > 1
    assert abs(pair.reach.difference - 2) < 3 * pair.reach.error


def test_several_tasks_are_backtested_together(tmp_path: Path) -> None:
    sizes = {"s": (0.9, 3.0), "m": (0.9, 4.0), "l": (0.9, 5.0), "xl": (0.9, 6.0), "xxl": (0.9, 7.0)}
    hard = {name: (0.5, reach - 1) for name, (_, reach) in sizes.items()}
    runs = [make_run(tmp_path / task, what, task=task) for task, what in (("easy", sizes), ("hard", hard))]
    options = CompareOptions(scale="size", hold_out=2, against="s")
    found = compare(runs, tmp_path / "out", options).result.backtest
    assert (found.tasks, found.forecasts, found.held_out) == (2, 4, 2)
    assert found.ranking == found.ranking_single_scale == 1
    assert found.crps < found.crps_persistence
    none_left = CompareOptions(scale="size", hold_out=3, against="s")
    assert compare(runs, tmp_path / "out", none_left).result.backtest is None


def test_on_a_logarithmic_ruler_the_reach_grows_by_a_factor(tmp_path: Path) -> None:
    """Told as their exponentials, the same distances have the same trend: what was added is now multiplied."""
    sizes = {"s": (0.9, 3.0), "m": (0.9, 4.0), "l": (0.9, 5.0), "xl": (0.9, 6.0)}
    options = CompareOptions(scale="size", against="s")
    plain, logged = (
        compare(make_run(tmp_path / name, sizes, spread=spread), tmp_path / "out", options).result.scale[0]
        for name, spread in (("plain", float), ("logged", np.exp))
    )
    assert all(row.logarithmic for row in logged.subjects)
    assert plain.reach.ratio is None
    for name in ("per_decade", "low", "high", "spread"):
        assert getattr(logged.reach, name) == pytest.approx(getattr(plain.reach, name), rel=1e-6)
    assert logged.reach.ratio == pytest.approx(np.exp(plain.reach.per_decade))
    for one, other in zip(logged.reach.line, plain.reach.line, strict=True):
        assert [one.value, one.low, one.high] == pytest.approx(
            np.exp([other.value, other.low, other.high]), rel=1e-5
        )


def test_three_sizes_have_a_trend_and_a_forecast(tmp_path: Path) -> None:
    sizes = {"s": (0.9, 3.0), "m": (0.9, 4.0), "l": (0.9, 5.0), "xl": (0.9, 6.0)}
    made = make_run(tmp_path / "a", sizes)
    (scale,) = compare(made, tmp_path / "out", CompareOptions(scale="size", reach_band=0.3)).result.scale
    assert [row.scale for row in scale.subjects] == [1e8, 1e9, 1e10, 1e11]
    assert scale.reach.low < 1 < scale.reach.high
    assert scale.reach.verdict == "different"
    assert scale.ceiling.low < 0 < scale.ceiling.high
    assert scale.near.per_decade > 0  # the smallest subjects fall within the nearest third
    profiles = read_run_json(made / "profile.json", SCHEMA_PROFILE, Profile).profiles
    assert [row.near.value for row in scale.subjects] == [
        one.rulers["column:far"].gap.near for one in profiles
    ]
    assert scale.forecast.scale == pytest.approx(1e12)
    assert scale.forecast.score > scale.subjects[-1].score.mean
    assert scale.backtest.forecasts == 1


def test_a_subject_at_the_floor_has_no_reach_to_compare(tmp_path: Path) -> None:
    """BIG-bench's tracking of objects, direct answers: 38, 20 and 14 % where a guess has 33, 20 and 14 %."""
    run_folder = make_run(tmp_path / "a", {"able": (0.9, 5), "guesses": (0.25, 500)}, chance=0.25)
    pair = first_pair([run_folder], tmp_path)
    assert pair.reach.difference is None
    assert pair.reach.why == NoReachOf("guesses", NearFloor(0.25))
    assert pair.reach.note == clause(pair.reach.why)
    assert -0.8 < pair.near.low < pair.near.high < -0.4


def test_a_reach_beyond_the_data_is_said_and_not_guessed(tmp_path: Path) -> None:
    pair = first_pair([make_run(tmp_path / "a", {"small": (0.9, 4), "all": (0.9, 90)})], tmp_path)
    assert pair.reach.difference is None
    assert pair.reach.why == ReachBeyond("all")
    assert pair.score.low > 0.2


def test_why_reaches_cannot_be_compared_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make_run(tmp_path / "a", {"small": (0.9, 4), "all": (0.9, 90), "more": (0.9, 900)})
    assert run("compare", str(made), "--out", str(tmp_path / "compared"), monkeypatch=monkeypatch) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if "reach cannot be compared" in line]
    assert told == ["  reach cannot be compared for 3 pairs: the reach of one or both lies beyond the data"]


def test_alike_subjects_are_rarely_told_apart(tmp_path: Path) -> None:
    """Type I error over 40 pairs of equal subjects, and equivalence within five points for most."""
    made = [
        make_run(tmp_path / f"r{at}", {"a": (0.8, 5), "b": (0.8, 5)}, seed=at, items=800) for at in range(40)
    ]
    pairs = [first_pair([one], tmp_path) for one in made]
    for name in ("score", "near", "reach"):
        assert sum(getattr(pair, name).p < 0.05 for pair in pairs) <= 6, name
    assert sum(pair.score.equivalence.verdict == "equivalent" for pair in pairs) > 25


def test_the_command_prints_a_table_and_writes_the_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make_run(tmp_path / "a", {"small": (0.5, 5), "large": (0.9, 5), "larger": (0.9, 6)})
    out = tmp_path / "compared"
    scales = ["--scale-of", "small=1e8", "--scale-of", "large=1e9", "--scale-of", "larger=1e10"]
    assert (
        run("compare", str(made), "--against", "small", *scales, "--out", str(out), monkeypatch=monkeypatch)
        == 0
    )
    told = capsys.readouterr().out
    assert "larger" in told
    assert "with ten times the scale" in told
    found = msgspec.json.decode((out / "comparison.json").read_bytes())
    assert [(pair["from"], pair["to"]) for pair in found["pairs"]] == [
        ("small", "large"),
        ("small", "larger"),
    ]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (CompareOptions(ruler="pieces"), "has no ruler 'pieces'"),
        (CompareOptions(against="smal"), "there is no subject 'smal'"),
        (CompareOptions(scales={"tiny": 1.0}), "there is no subject 'tiny'"),
        (CompareOptions(scale="size_of"), "size_of"),
        (CompareOptions(scale="far"), "has several values"),
    ],
)
def test_mistakes_are_one_clear_message(tmp_path: Path, options: CompareOptions, message: str) -> None:
    made = make_run(tmp_path / "a", {"small": (0.5, 5), "large": (0.9, 5)}, items=60)
    with pytest.raises(FarfieldError, match=message):
        compare(made, tmp_path / "out", options)
    assert not (tmp_path / "out").exists()


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FarfieldError, match="is missing"):
        compare(tmp_path, tmp_path / "out")
    alone = make_run(tmp_path / "a", {"one": (0.5, 5)}, items=60)
    with pytest.raises(FarfieldError, match="no task has two subjects"):
        compare(alone, tmp_path / "out")


def test_files_of_two_runs_are_refused(tmp_path: Path) -> None:
    """Answers of a subject that the profile does not know had counted as of one without near field and reach."""
    two = make_run(tmp_path / "a", {"one": (0.5, 5), "two": (0.9, 5)}, items=60)
    other = make_run(tmp_path / "b", {"one": (0.5, 5), "three": (0.9, 5)}, items=60)
    (two / "items.parquet").write_bytes((other / "items.parquet").read_bytes())
    with pytest.raises(
        FarfieldError, match=r"items\.parquet has answers of 'three' to 't', of which profile\.json"
    ):
        compare(two, tmp_path / "out")


def test_what_is_written_reads_back_as_what_was_found(tmp_path: Path) -> None:
    """Each key with its value, those of a cut of the logs and of a logarithmic ruler included."""
    made = make_run(tmp_path / "a", {"s": (0.9, 3), "m": (0.9, 4), "l": (0.9, 6)}, items=300, spread=np.exp)
    done = compare(made, tmp_path / "out", CompareOptions(scale="size", scales={"s": 1e8}, reach_band=0.5))
    written = (tmp_path / "out" / "comparison.json").read_bytes()
    assert msgspec.json.decode(written) == done.result.plain()
    assert read_run_json(tmp_path / "out" / "comparison.json", SCHEMA_COMPARISON, Comparison) == done.result
    assert "ratio" in done.result.plain()["pairs"][0]["reach"]
    assert done.result.options.scales == {"s": 1e8}


@pytest.mark.parametrize(("ceilings", "items"), [((0.0, 1.0), 200), ((1.0, 1.0), 200), ((0.5, 0.5), 4)])
def test_extreme_scores_give_unknowns_and_no_crash(
    tmp_path: Path, ceilings: tuple[float, float], items: int
) -> None:
    subjects = {"a": (ceilings[0], 90.0), "b": (ceilings[1], 90.0)}
    pair = first_pair([make_run(tmp_path / "r", subjects, items=items)], tmp_path)
    assert pair.near.low is None
    assert pair.near.why
    assert pair.near.equivalence.verdict == "unknown"
    assert pair.score.equivalence.verdict == "unknown" or pair.score.low is not None
