"""Studies: cells that are kept and resumed, a result that is locked to its rows, and the arithmetic of summaries."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from farfield import studies
from farfield.records import FarfieldError
from farfield.report.charts.standalone import LEFT, Chart, Mark, write_charts
from farfield.results.structs import Result
from farfield.studies import Cell, Study, check_lock, get_study, run_study
from farfield.studies.result import follows
from farfield.studies.running import code_version, single_threaded
from farfield.studies.seeds import OverSeeds, interval, over_seeds
from farfield.studies.shapley import shapley
from test_cli import run

KEPT = Path(__file__).parents[1] / "studies"

# A real model trained four times over costs some fourteen CPU minutes a seed: its result says three, and its intervals
# are Student's over those three.
FEWEST_CLUSTERS = {"model_loop": 3}


@dataclass(frozen=True)
class DoublingParameters:
    factors: tuple[int, ...] = (1, 2)
    seeds: int = 3


class Doubled(Result):
    factor: int
    part: str
    score: OverSeeds


class DoublingSummary(Result):
    cells: list[Doubled]


class Doubling(Study[DoublingParameters, DoublingSummary]):
    """What a study is, without anything to train."""

    name = "doubling"
    question = "Is twice as much twice as good?"
    refuted_by = "a half"
    usual = DoublingParameters()

    def __init__(self) -> None:
        self.ran: list[Cell] = []

    def cells(self, parameters: DoublingParameters) -> list[Cell]:
        return [{"factor": f, "seed": s} for f in parameters.factors for s in range(parameters.seeds)]

    def run(self, cell: Cell, parameters: DoublingParameters) -> list[Mapping[str, Any]]:  # noqa: ARG002
        self.ran.append(cell)
        return [
            {"part": part, "score": int(cell["factor"]) * (1 + int(cell["seed"]))} for part in ("near", "far")
        ]

    def summarise(self, rows: pl.DataFrame, parameters: DoublingParameters) -> DoublingSummary:  # noqa: ARG002
        return DoublingSummary(over_seeds(rows, ["factor", "part"], ["score"], Doubled))

    def tell(self, summary: DoublingSummary) -> list[str]:
        return [f"{len(summary.cells)} cells"]

    def draw(self, summary: DoublingSummary) -> Sequence[Chart]:
        marks = [one.score.mark(one.factor) for one in summary.cells]
        return [Chart("<Scores & more>", "factor", "score", {"all": marks}, None)]


def test_a_study_keeps_every_cell_and_locks_its_result(tmp_path: Path) -> None:
    study = Doubling()
    made = run_study(study, tmp_path)
    assert len(study.ran) == 6
    assert made.sentences == ["4 cells"]
    rows = pl.read_csv(tmp_path / "rows.csv", schema_overrides={"code": pl.String})
    assert rows.height == 12
    assert {"factor", "seed", "part", "score", "cpu_seconds", "code"} == set(rows.columns)
    assert made.result.summary["cells"][0]["score"]["mean"] == 2
    ElementTree.parse(tmp_path / "plot.svg")
    assert check_lock(study, tmp_path).cells[0].score.mean == 2


def test_a_study_for_a_program_is_what_stands_in_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(studies, "get_study", lambda _: Doubling())
    typed = ["study", "doubling", "--out", str(tmp_path / "out")]
    assert run(*typed, "--json", "--quiet", monkeypatch=monkeypatch) == 0
    told = capsys.readouterr()
    assert (json.loads(told.out), told.err) == (
        json.loads((tmp_path / "out" / "result.json").read_text()),
        "",
    )
    assert run(*typed, "--quiet", monkeypatch=monkeypatch) == 0
    assert capsys.readouterr() == ("", "")
    assert run(*typed, monkeypatch=monkeypatch) == 0
    assert "would be refuted by: " in capsys.readouterr().out


def test_a_study_goes_on_from_what_is_kept(tmp_path: Path) -> None:
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    run_study(Doubling(), whole)

    class Breaking(Doubling):
        def run(self, cell: Cell, parameters: DoublingParameters) -> list[Mapping[str, Any]]:
            if len(self.ran) == 4:
                raise KeyboardInterrupt
            return super().run(cell, parameters)

    with pytest.raises(KeyboardInterrupt):
        run_study(Breaking(), broken)
    assert not (broken / "result.json").exists()
    again = Doubling()
    run_study(again, broken)
    assert len(again.ran) == 2
    kept = [
        pl.read_csv(folder / "rows.csv", schema_overrides={"code": pl.String}).drop("cpu_seconds")
        for folder in (whole, broken)
    ]
    assert kept[0].equals(kept[1])


def test_rows_kept_from_other_code_are_told(tmp_path: Path) -> None:
    assert run_study(Doubling(), tmp_path).kept_from == []
    rows = pl.read_csv(tmp_path / "rows.csv", schema_overrides={"code": pl.String})
    assert rows["code"].unique().to_list() == [code_version(Doubling())]
    older = rows.with_columns(code=pl.when(pl.col("factor") == 1).then(pl.lit("00000012")).otherwise("code"))
    older.write_csv(tmp_path / "rows.csv")
    again = Doubling()
    assert run_study(again, tmp_path).kept_from == ["00000012"]
    assert again.ran == []


def test_a_folder_of_other_parameters_is_refused(tmp_path: Path) -> None:
    study = Doubling()
    run_study(study, tmp_path)
    with pytest.raises(FarfieldError, match="other parameters"):
        run_study(study, tmp_path, replace(study.usual, seeds=4))


@pytest.mark.parametrize("seeds", [0, -1])
def test_a_study_without_seeds_is_refused_and_leaves_nothing(tmp_path: Path, seeds: int) -> None:
    study = Doubling()
    with pytest.raises(FarfieldError, match="nothing is to be computed") as error:
        run_study(study, tmp_path / "out", replace(study.usual, seeds=seeds))
    assert "--seeds 1 or more" in str(error.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("file", ["rows.csv", "parameters.json"])
def test_a_result_that_was_touched_fails_its_lock(tmp_path: Path, file: str) -> None:
    study = Doubling()
    run_study(study, tmp_path)
    path = tmp_path / file
    path.write_text(path.read_text().replace("2", "3"))
    with pytest.raises(FarfieldError, match="not those of the result"):
        check_lock(study, tmp_path)


@pytest.mark.parametrize(
    ("kept", "stands"),
    [
        ({"a": 50.00000000000018, "b": [1, "x", None]}, True),
        ({"a": 50.000001, "b": [1, "x", None]}, False),
        ({"a": 50.00000000000022, "b": [2, "x", None]}, False),
        ({"a": 50.00000000000022, "b": [True, "x", None]}, False),
        ({"a": 50.00000000000022, "b": [1, "x"]}, False),
        ({"b": [1, "x", None], "a": 50.00000000000022}, False),
        ({"a": None, "b": [1, "x", None]}, False),
    ],
)
def test_another_order_of_adding_is_the_same_summary_and_nothing_else_is(kept: object, stands: bool) -> None:
    """The number of threads of linear algebra moved the last digits of the market's exact figures."""
    assert follows({"a": 50.00000000000022, "b": [1, "x", None]}, kept) is stands


def test_a_summary_that_does_not_follow_from_the_rows_fails(tmp_path: Path) -> None:
    study = Doubling()
    run_study(study, tmp_path)
    result = json.loads((tmp_path / "result.json").read_text())
    result["summary"]["cells"][0]["score"]["mean"] = 9
    (tmp_path / "result.json").write_text(json.dumps(result))
    with pytest.raises(FarfieldError, match="does not follow"):
        check_lock(study, tmp_path)


@pytest.mark.parametrize("name", sorted(path.parent.name for path in KEPT.glob("*/result.json")))
def test_every_kept_result_follows_from_its_rows(name: str) -> None:
    """The result, the sentences and the plot in the tree are those that its rows make, over five or more of what its
    intervals are over (seeds, as a rule)."""
    study, folder = get_study(name), KEPT / name
    summary, result = check_lock(study, folder), json.loads((folder / "result.json").read_text())
    assert study.tell(summary)
    assert (folder / "plot.svg").read_text() == write_charts(study.draw(summary), study.question)
    assert pl.read_csv(folder / "rows.csv", schema_overrides={"code": pl.String})[
        study.clusters
    ].n_unique() >= FEWEST_CLUSTERS.get(name, 5)
    assert result["commit"]
    assert f"farfield study {name}" in (KEPT / "LOG.md").read_text()


def test_a_name_that_is_no_study() -> None:
    with pytest.raises(FarfieldError, match="no study 'scael'") as error:
        get_study("scael")
    assert "scale" in str(error.value)


def test_a_name_has_one_colour_in_all_panels_and_none_shares_it() -> None:
    names = [f"arm {number}" for number in range(11)]
    panels = [names[:8], names[4:], names[::2]]
    charts = [Chart("t", "x", "y", {name: [Mark(1, 0.5)] for name in some}) for some in panels]
    root = ElementTree.fromstring(write_charts(charts, "told"))
    legend = [
        mark.get("fill") for mark in root.iter("{http://www.w3.org/2000/svg}circle") if mark.get("r") == "4"
    ]
    told = dict(zip((name for some in panels for name in some), legend, strict=True))
    assert [told[name] for some in panels for name in some] == legend
    assert len(set(told.values())) == len(names)


def test_a_chart_keeps_its_words_apart_and_says_which_series_has_no_value() -> None:
    """The legend below what x is, labels of six characters right of what y is."""
    chart = Chart("t", "generation", "y", {"some": [Mark(0, -0.225)], "none": []}, limits=None)
    texts = [
        (float(text.get("x", "nan").rstrip("%")), float(text.get("y", "nan")), text.text)
        for text in ElementTree.fromstring(write_charts([chart], "t")).iter(
            "{http://www.w3.org/2000/svg}text"
        )
    ]
    below = next(y for _, y, told in texts if told == "generation")
    beside = next(x for x, _, told in texts if told == "y")
    legend = {told: y for _, y, told in texts if told in ("some", "none: no value")}
    assert len(legend) == 2
    assert min(legend.values()) - below >= 18, "letters of 11 pixels, and those that reach below the line"
    assert beside + 5 <= LEFT - 8 - 6 * 6


def test_a_chart_stands_alone_and_escapes_what_it_is_told() -> None:
    chart = Chart(
        "a < b & c", "x", "y", {"<script>": [Mark(1, 0.2, 0.1, 0.3), Mark(10, 0.4)]}, logarithmic=True
    )
    written = write_charts([chart, chart, chart], "told")
    root = ElementTree.fromstring(written)
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) == 3
    assert "<script>" not in written


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=9))
def test_an_interval_over_seeds_is_that_of_students_t(values: list[float]) -> None:
    found = interval(values)
    assert found.seeds == len(values)
    if max(values) - min(values) > 1e-6:
        low, high = stats.t.interval(0.95, len(values) - 1, loc=found.mean, scale=stats.sem(values))
        assert (found.low, found.high) == (pytest.approx(low, abs=1e-9), pytest.approx(high, abs=1e-9))


def test_an_interval_of_few_seeds() -> None:
    assert interval([0.5]) == OverSeeds(mean=0.5, low=None, high=None, seeds=1)
    assert interval([float("nan")]).mean is None
    assert interval([0.5]).told(100) == "50.0"
    assert interval([0.5]).within(1.0) is None
    assert OverSeeds(mean=0.5, low=0.4, high=0.6, seeds=3).within(0.2, around=0.5) is True
    assert OverSeeds(mean=0.5, low=0.4, high=0.6, seeds=3).told(100, "+.1f", ".0f") == "+50.0 [40, 60]"


OUTCOMES = st.fixed_dictionaries(
    {(a, b, c): st.floats(-1, 1) for a in (False, True) for b in (False, True) for c in (False, True)}
)


@given(OUTCOMES)
def test_shapley_values_sum_to_the_whole(outcome: dict[tuple[bool, ...], float]) -> None:
    split = shapley(("a", "b", "c"), outcome)
    whole = outcome[True, True, True] - outcome[False, False, False]
    assert sum(split.values()) == pytest.approx(whole, abs=1e-12)


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_shapley_values_of_factors_that_add_are_what_each_adds(a: float, b: float, c: float) -> None:
    outcome = {
        (x, y, z): a * x + b * y + c * z for x in (False, True) for y in (False, True) for z in (False, True)
    }
    split = shapley(("a", "b", "c"), outcome)
    assert list(split.values()) == [pytest.approx(value, abs=1e-12) for value in (a, b, c)]


def test_a_shapley_value_shares_what_two_factors_bring_only_together() -> None:
    both = {(x, y): float(x and y) for x in (False, True) for y in (False, True)}
    assert shapley(("data", "recipe"), both) == {"data": 0.5, "recipe": 0.5}


def test_processes_of_a_study_keep_what_was_asked_of_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """They take one thread each, and threw away the user's own flags for it."""
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=somewhere")
    single_threaded()
    flags = os.environ["XLA_FLAGS"].split()
    assert flags[0] == "--xla_dump_to=somewhere"
    assert "--xla_cpu_multi_thread_eigen=false" in flags
