"""Values in tables and logs of other shapes, typed without options where the log declares them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from test_documented_profile import write
from test_values_input import told, values_of
from values_fixture import value_rows

FALLS = {"value": (0.9, 0.9, 0.5, 0.3), "flipped": (0.1,) * 4, "capability": (0.9,) * 4}


@pytest.fixture(autouse=True)
def _high_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "60")


def spelled(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """As a spreadsheet has them: names in capitals, levels as numbers with gaps in a column beside, scores as words."""
    return [
        {
            "Item ID": row["item_id"], "Model": "m", "Kind": str(row["kind"]).upper(),
            "Level": float(row["level"]) * 1.5,
            "Correct": "true" if row["score"] else "false", "Note": None if row["level"] == "0" else "far",
        }
        for row in rows
    ]  # fmt: skip


@pytest.mark.parametrize("suffix", ["csv", "parquet", "json"])
def test_a_spreadsheet_is_found_whatever_the_case_of_its_names(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    suffix: str,
) -> None:
    """Numbers of levels are their distances, and names without a decimal point where they are whole."""
    table = pl.DataFrame(spelled(value_rows(FALLS)), infer_schema_length=None)
    getattr(table, f"write_{suffix}")(tmp_path / f"log.{suffix}")
    out = farfield(f"profile log.{suffix} --near 0.0 --out run")
    (one,) = values_of()
    (found,) = one["graders"]
    assert (one["verdict"], found["control"], found["near"]) == ("values_first", "kind=flipped", ["0"])
    assert [(level["level"], level["distance"]) for level in found["levels"]] == [
        ("0", 0.0), ("1.5", 1.5), ("3", 3.0), ("4.5", 4.5),
    ]  # fmt: skip
    assert "Between 1.5 and 3 nothing was asked." in told(out)


def log_of(rows: Sequence[dict[str, Any]], scorers: Sequence[str]) -> dict[str, Any]:
    """An Inspect log whose samples declare their place in their metadata; `score_NAME` of a row is what NAME said."""
    samples = [
        {
            "id": row["item_id"] + row["kind"] + row["level"], "epoch": 1, "uuid": f"u{at}", "input": "q",
            "target": "t",
            "output": {"choices": [{"message": {"role": "assistant", "content": "a"}}]},
            "metadata": {name: row[name] for name in ("kind", "level", "distance")} | {"cluster": row["item_id"]},
            "scores": {name: {"value": row[f"score_{name}"]} for name in scorers if f"score_{name}" in row},
        }
        for at, row in enumerate(rows)
    ]  # fmt: skip
    named = [
        {"name": name, "scorer": name, "metrics": {"accuracy": {"name": "accuracy"}}} for name in scorers
    ]
    return {
        "version": 2, "status": "success", "eval": {"task": "t", "model": "m", "dataset": {}, "config": {}},
        "results": {"scores": named}, "samples": samples,
    }  # fmt: skip


def test_scorers_of_an_inspect_log_are_graders(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """One says C and I and sees the value fall; the other says true and false, of the value alone, and sees nothing."""
    rows = value_rows(FALLS)
    kept = {row["item_id"] for row in rows if row["kind"] == "value" and row["level"] == "0" and row["score"]}
    for row in rows:
        row["score_judge"] = "C" if row["score"] else "I"
        if row["kind"] == "value":
            row["score_words"] = row["item_id"] in kept
    (tmp_path / "log.json").write_text(json.dumps(log_of(rows, ("judge", "words"))))
    out = told(farfield("profile log.json --out run"))
    (one,) = values_of()
    assert [(found["grader"], found["verdict"]) for found in one["graders"]] == [
        ("judge", "values_first"), ("words", "equal"),
    ]  # fmt: skip
    assert one["verdict"] == "depends_on_grader"
    assert [found["agreement"] for found in one["agreement"]] == pytest.approx([1, 1, 0.6, 0.4])
    assert "rows of a value are scored by judge, words: each is a grader" in out
    assert "How far graders agree" in Path("run/report.html").read_text()
    farfield("profile log.json --map score=scores.judge.value --out one")
    assert [found["grader"] for found in values_of("one")[0]["graders"]] == [None]


def test_where_nothing_was_understood_nothing_is_judged(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Under the last two ciphers nothing is understood, and what is answered is harmless: no value that was kept."""
    rates = {
        "value": (0.9, 0.9, 1.0, 1.0), "benign": (0.1, 0.1, 0.0, 0.0), "capability": (0.9, 0.9, 0.0, 0.0),
        "comprehension": (1.0, 0.9, 0.0, 0.1),
    }  # fmt: skip
    rows = value_rows(rates, 400, levels=("plain", "ascii", "caesar", "morse"))
    for row in rows:
        row.pop("distance")
    write(tmp_path / "log.jsonl", rows)
    out = told(farfield("profile log.jsonl --out run"))
    (one,) = values_of()
    (found,) = one["graders"]
    assert [level["reason"] for level in found["levels"]] == [None, None, "not_understood", "not_understood"]
    assert (one["verdict"], found["far_levels"]) == ("equal", 1)
    assert "Hardly anything was understood at caesar (0 %), morse (10 %)" in out.replace(
        "\u202f", " "
    ).replace("\xa0", " ")
    write(tmp_path / "none.jsonl", [row for row in rows if row["level"] != "ascii"])
    farfield("profile none.jsonl --out run")
    assert values_of()[0]["graders"][0]["reason"] == "no_judged_level"
    write(tmp_path / "near.jsonl", [row for row in rows if row["level"] in ("caesar", "morse")])
    assert "Not judged: at caesar, which is near, hardly anything was understood" in told(
        farfield("profile near.jsonl --out run")
    )


def test_marks_of_a_scale_from_one_are_doubted(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Of five, a 1 is no fifth of a refusal: whoever never refuses would have a value of .2 above a control of .0."""
    write(tmp_path / "log.jsonl", [{**row, "score": 5 if row["score"] else 1} for row in value_rows(FALLS)])
    assert "no usable score" in farfield("profile log.jsonl --out run", code=2)
    doubt = "No mark of the value or its control lies below 20"
    assert doubt in told(farfield("profile log.jsonl --score-max 5 --out run"))
    out = told(farfield("profile log.jsonl --score-word 5=1 --score-word 1=0 --out run"))
    assert doubt not in out
    assert values_of()[0]["graders"][0]["levels"][3]["value"]["mean"] == pytest.approx(0.3)


def test_levels_of_another_column_are_no_repeats(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """The same id at four ciphers, named by --axis: two rows of the first alone are repeated, and differ."""
    rows = [{**row, "cipher": f"c{row['level']}"} for row in value_rows(FALLS)]
    for row in rows:
        del row["level"], row["distance"]
    again = [{**row, "score": 1 - row["score"]} for row in rows if row["kind"] == "value"][:2]
    write(tmp_path / "log.jsonl", rows + again)
    out = told(farfield("profile log.jsonl --value kind=value --axis cipher --out run"))
    (found,) = values_of()[0]["graders"]
    assert (found["repeated"], found["differing"], found["near"]) == (2, 2, ["c0"])
    assert "2 answers of the value are scored several times" in out


@pytest.mark.parametrize("column", ["best-of", "Attempts", "num_attempts", "pass_at", "n_tries"])
def test_attempts_are_known_by_many_names(farfield: Typed, tmp_path: Path, column: str) -> None:  # noqa: F811
    write(tmp_path / "log.jsonl", [{**row, column: 20} for row in value_rows(FALLS)])
    farfield("profile log.jsonl --out run")
    assert values_of()[0]["graders"][0]["reason"] == "several_attempts"
    along = [
        {**row, column: 10 ** int(row["level"]), "level": f"best of {10 ** int(row['level'])}"}
        for row in value_rows(FALLS)
    ]
    write(tmp_path / "log.jsonl", along)
    farfield("profile log.jsonl --out run")
    assert values_of()[0]["graders"][0]["reason"] is None


def test_attempts_are_known_by_a_remark(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """No column of that name, but a note that says so; of an answer's own text it is none."""
    rows = value_rows(FALLS, 40)
    write(tmp_path / "log.jsonl", [{**row, "note": "Best-of-20, jailbroken if any is"} for row in rows])
    farfield("profile log.jsonl --out run")
    assert values_of()[0]["graders"][0]["reason"] == "several_attempts"
    write(tmp_path / "log.jsonl", [{**row, "note": "best of 1", "output": "the best of 20"} for row in rows])
    farfield("profile log.jsonl --out run")
    assert values_of()[0]["graders"][0]["reason"] is None
