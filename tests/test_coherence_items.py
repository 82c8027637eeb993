"""Stated probabilities among the items of a profile, typed: what stands in profile.json, on the page and the screen."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from test_documented_profile import write


@pytest.fixture(autouse=True)
def _high_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """A screen of 24 lines has no room for what was left out."""
    monkeypatch.setenv("LINES", "60")


MISSED = {"2": 0.1, "4": 0.2, "8": 0.4}
"""By how much P and its opposite miss 1 at each level."""


def stated(missed: Mapping[str, float] = MISSED, tuples: int = 10, **more: Any) -> list[dict[str, Any]]:
    """Two rows a tuple and level: P is .3, its opposite .7 and what is missed."""
    return [
        {
            "item_id": f"{at} {role}", "subject": "s", "task": "odds", "tuple": f"n{at}", "check": "Neg", "role": role,
            "prob": prob, "level": level, "distance": float(level), "score": 1, **more,
        }
        for level, miss in missed.items()
        for at in range(tuples)
        for role, prob in (("P", 0.3), ("not_P", 0.7 - miss))
    ]  # fmt: skip


def coherence_of(folder: str = "run") -> dict[str, Any]:
    (found,) = json.loads((Path(folder) / "profile.json").read_text())["coherence"]
    return dict(found)


def levels(found: Mapping[str, Any]) -> list[tuple[str, float | None, float]]:
    (one,) = found["subjects"]
    return [(each["level"], each["at"], each["found"]["squared"]["mean"]) for each in one["levels"]]


def test_coherence_stands_along_the_distance_of_the_rows(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Half the square of what is missed: .005, .02, .08; levels by their distance, whoever comes first."""
    rows = [row for row in stated(axis="colours") if row["level"] == "8"]
    write(tmp_path / "log.jsonl", rows + [row for row in stated(axis="colours") if row["level"] != "8"])
    out = farfield("profile log.jsonl --out run")
    found = coherence_of()
    assert (found["axis"], found["reason"]) == ("colours", None)
    assert levels(found) == [
        (level, float(level), pytest.approx(miss**2 / 2, abs=1e-9)) for level, miss in MISSED.items()
    ]
    assert [one["subject"] for one in found["references"]] == ["one world", "base rate", "constant", "random"]
    moved = found["subjects"][0]["moved"]
    assert (moved["near"], moved["far"], moved["checks"]) == ("2", "8", ["Neg"])
    assert moved["difference"] == pytest.approx(0.075, abs=1e-9)
    assert "s, along colours: from 2 to 8 it gives 0.075" in " ".join(out.split())
    page = Path("run/report.html").read_text()
    assert "One mind behind the answers?" in page
    assert "Squared distance along colours" in page


def test_without_levels_the_ruler_is_the_axis(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    rows = [{name: value for name, value in row.items() if name != "level"} for row in stated()]
    write(tmp_path / "log.jsonl", rows)
    farfield("profile log.jsonl --ruler column:distance --out run")
    found = coherence_of()
    assert found["axis"] == "distance"
    assert [at for _, at, _ in levels(found)] == [2.0, 4.0, 8.0]


def test_probabilities_without_any_score(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """`resolved` is what came true here, and no score; the question tells which questions are the same."""
    rows = [
        {**row, "qid": f"q{row['tuple']}", "resolved": "yes" if row["tuple"] in ("n1", "n2") else "no"}
        for row in stated({"2": 0.1})
        if row["role"] == "P"
    ]
    rows += [row for row in stated({"2": 0.1}) if row["role"] == "not_P"]
    for row in rows:
        row.pop("score")
        row.pop("item_id")
    write(tmp_path / "log.jsonl", rows)
    out = farfield("profile log.jsonl --out run")
    told = coherence_of()["subjects"][0]["discrimination"]
    assert (told["questions"], told["came_true"]) == (10, 0.2)
    assert "read as" in out
    assert "score = resolved" not in out


def test_what_an_output_ends_with_is_what_it_states(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    rows = stated({"2": 0.1})
    said = ("{}", "I think it is {}.", "ANSWER: {}", "**{}**", "Probability = {} ")
    for at, row in enumerate(rows):
        row["output"] = said[at % len(said)].format(round(row.pop("prob"), 2))
    rows[0]["output"] = "I don't know"
    write(tmp_path / "log.jsonl", rows)
    out = farfield("profile log.jsonl --out run")
    found = coherence_of()
    assert (found["without_probability"], found["left_out"]["lacking_roles"]) == (1, 1)
    assert found["subjects"][0]["whole"]["tuples"] == 9
    assert found["subjects"][0]["whole"]["squared"]["mean"] == pytest.approx(0.005, abs=1e-9)
    assert "1 row of a tuple without a probability left out" in " ".join(out.split())


def test_what_is_right_is_not_what_was_stated(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """A column of right probabilities, which cohere, beside outputs that miss 1 by .1."""
    rows = stated({"2": 0.1})
    for row in rows:
        right = 0.25 if row["role"] == "P" else 0.75
        row |= {"probability": right, "target": str(right), "output": f"{row.pop('prob'):.2f}"}
    write(tmp_path / "log.jsonl", rows)
    farfield("profile log.jsonl --out run")
    assert coherence_of()["subjects"][0]["whole"]["squared"]["mean"] == pytest.approx(0.005, abs=1e-9)


def test_along_several_axes_each_line_names_its_own(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "log.jsonl", [row for axis in ("colours", "horizon") for row in stated(axis=axis)])
    out = " ".join(farfield("profile log.jsonl --out run").split())
    assert "Along colours: s gives away" in out
    assert "Along horizon: s gives away" in out
    assert out.count("Coherence alone is no knowledge") <= 1
    assert len(json.loads(Path("run/profile.json").read_text())["coherence"]) == 2


def test_each_asking_of_a_tuple_is_a_tuple(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Two epochs of one tuple, and the same name in another task, are not two probabilities for one role."""
    rows = [{**row, "epoch": epoch} for epoch in (1, 2) for row in stated({"2": 0.1 * epoch})]
    rows += stated({"2": 0.4}, task="other")
    write(tmp_path / "log.jsonl", rows)
    farfield("profile log.jsonl --out run")
    found = coherence_of()
    assert found["left_out"]["two_probabilities"] == 0
    assert found["subjects"][0]["whole"]["tuples"] == 30
    assert found["subjects"][0]["whole"]["squared"]["mean"] == pytest.approx(
        (0.005 + 0.02 + 0.08) / 3, abs=1e-9
    )


def test_roles_at_several_levels_are_at_none(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    rows = stated({"2": 0.1}, 8) + [
        {**row, "tuple": f"m{row['tuple']}", "level": "2" if row["role"] == "P" else "4"}
        for row in stated({"2": 0.1}, 3)
    ]
    write(tmp_path / "log.jsonl", rows)
    out = farfield("profile log.jsonl --out run")
    found = coherence_of()
    assert found["several_levels"] == 3
    assert found["subjects"][0]["whole"]["tuples"] == 11
    assert "3 tuples with roles at several levels" in " ".join(out.split())


@pytest.mark.parametrize(
    ("change", "reason", "told"),
    [
        ({"check": "Xor"}, "nothing_whole", "Left out: 20 rows of the check 'Xor'"),
        ({"role": "P"}, "nothing_whole", "no tuple has a probability for each role of a known check"),
        ({"prob": 40}, "other_scale", "divide them by 100 if they are per cent"),
        ({"prob": "a lot"}, "nothing_whole", "20 rows of a tuple without a probability left out"),
    ],
)
def test_what_cannot_be_told_says_why_and_the_rest_is_measured(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    change: Mapping[str, Any],
    reason: str,
    told: str,
) -> None:
    write(tmp_path / "log.jsonl", [{**row, **change} for row in stated({"2": 0.1})])
    out = farfield("profile log.jsonl --out run")
    found = coherence_of()
    assert (found["reason"], found["subjects"]) == (reason, [])
    assert told in " ".join(out.split())
    assert json.loads(Path("run/profile.json").read_text())["profiles"][0]["score"]["mean"] == 1


def test_logs_without_tuples_have_no_coherence(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "log.jsonl", [{"item_id": str(at), "score": at % 2, "distance": at} for at in range(20)])
    farfield("profile log.jsonl --ruler column:distance --out run")
    assert "coherence" not in json.loads(Path("run/profile.json").read_text())


def wide(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame([{**row, "prob": f"{100 * row['prob']:.0f} %"} for row in rows])


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_tables_of_other_kinds_say_the_same(farfield: Typed, tmp_path: Path, suffix: str) -> None:  # noqa: F811
    path = tmp_path / f"log.{suffix}"
    getattr(wide(stated()), f"write_{suffix}")(path)
    farfield(f"profile log.{suffix} --out run")
    assert [mean for *_, mean in levels(coherence_of())] == pytest.approx([0.005, 0.02, 0.08], abs=1e-9)


def kept(line: str) -> bool:
    """Of two subjects, and of relations that all fourteen were asked."""
    return ("Baseline" in line or "o1-preview" in line) and "CondCond" not in line and "Evidence" not in line


def test_the_published_forecasts_in_a_profile(farfield: Typed, shared_data: Path) -> None:  # noqa: F811
    """The rows of a constant and of o1-preview, none of which has a score: the figures of `farfield coherence`."""
    folder = shared_data / "values" / "coherence_newsapi"
    if not folder.exists():
        pytest.skip("needs ../shared/data/values")
    with gzip.open(folder / "probabilities.jsonl.gz", "rt") as stream:
        Path("log.jsonl").write_text("".join(line for line in stream if kept(line)))
    farfield("profile log.jsonl --out run")
    found = coherence_of()
    told = {one["subject"]: one for one in found["subjects"]}
    assert len(told) == 2
    assert told["BaselineForecaster_p0.4"]["common"]["mean"] == pytest.approx(0.0136, abs=5e-5)
    assert sum(found["left_out"]["contradicted"][check] for check in ("Or", "AndOr")) == 226
