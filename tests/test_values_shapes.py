"""Values in tables and logs of other shapes, typed without options where the log declares them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from farfield.logs import ReadOptions, read_items
from farfield.measure import MeasureOptions
from farfield.measure.values.profile import fit_values
from test_documented_profile import write
from test_values_input import told, values_of
from values_fixture import measured, value_rows

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
    doubt = "No mark of the value lies below 20"
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
def test_attempts_are_known_by_many_names(tmp_path: Path, column: str) -> None:
    rows = value_rows(FALLS, 20)
    assert reasons(tmp_path, [{**row, column: 20} for row in rows]) == ["several_attempts"]
    for row in rows:
        row[column] = 10 ** int(row["level"])
        row["level"] = f"best of {row[column]}"
    assert reasons(tmp_path, rows) == [None]


def reasons(folder: Path, rows: Sequence[dict[str, Any]], **mapped: str) -> list[str | None]:
    return [
        graded.reason
        for one in measured(folder, rows, ReadOptions(map=mapped) if mapped else None)
        for graded in one.graders
    ]


def test_attempts_are_known_by_a_remark(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """No column of that name, but a note that says so; of an answer's own text it is none."""
    rows = value_rows(FALLS, 40)
    write(tmp_path / "log.jsonl", [{**row, "note": "Best-of-20, jailbroken if any is"} for row in rows])
    farfield("profile log.jsonl --out run")
    assert values_of()[0]["graders"][0]["reason"] == "several_attempts"
    write(tmp_path / "log.jsonl", [{**row, "note": "best of 1", "output": "the best of 20"} for row in rows])
    farfield("profile log.jsonl --out run")
    assert values_of()[0]["graders"][0]["reason"] is None


AGREE = {"value": (0.9, 0.9, 0.9), "flipped": (0.1,) * 3, "capability": (0.9,) * 3}


def judged_twice() -> list[dict[str, Any]]:
    """Who scored is `first` or `second`, of the same answers; the second finds the value at the last level in a fourth
    of those in which the first does."""
    found = []
    for row in value_rows(AGREE, 100):
        strict = row["kind"] == "value" and row["level"] == "2" and int(str(row["item_id"])[1:]) % 4
        found.append({**row, "first": row["score"], "second": 0 if strict else row["score"]})
    return [{name: held for name, held in row.items() if name != "score"} for row in found]


def by_rows(column: str) -> list[dict[str, Any]]:
    return [
        {**without(row, "first", "second"), column: who, "score": row[who]}
        for row in judged_twice()
        for who in ("first", "second")
    ]


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: held for name, held in row.items() if name not in names}


@pytest.mark.parametrize(
    ("rows", "options"),
    [
        (by_rows("judge"), ""), (by_rows("Annotator"), ""), (by_rows("judge_model"), ""),
        (judged_twice(), "--map score=first,second"),
        ([{**row, "scores": {"first": row["first"], "second": row["second"]}} for row in judged_twice()], ""),
    ],
    ids=["judge", "Annotator", "judge_model", "columns", "parts"],
)  # fmt: skip
def test_two_graders_of_whom_one_drifts_are_told_in_any_shape(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    rows: Sequence[dict[str, Any]],
    options: str,
) -> None:
    """Taken for one they would have a mean of which nothing is said; so nobody would have known."""
    write(tmp_path / "log.jsonl", rows)
    out = told(farfield(f"profile log.jsonl {options} --out run")).replace("\u202f", " ").replace("\xa0", " ")
    (one,) = values_of()
    assert [(found["grader"], found["verdict"]) for found in one["graders"]] == [
        ("first", "equal"), ("second", "values_first"),
    ]  # fmt: skip
    (drift,) = one["drifts"]
    assert (drift["near"], drift["agreement_near"], drift["level"]) == (["0"], 1.0, "2")
    assert drift["agreement"] == pytest.approx(1 - 67 / 100)
    assert (
        "first and second agree in 100 % at 0 and in 33 % at 2: at least one of them is wrong there in 34 % or more"
        in out
    )
    assert "One grader scored all" not in out


def test_columns_of_several_graders_are_offered(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "log.jsonl", judged_twice())
    assert "If several graders scored the rows of a value: --map score=first,second." in told(
        farfield("profile log.jsonl --out run", code=2)
    )


@pytest.mark.parametrize(
    ("spelled", "distances"),
    [
        (("0 turns", "2 turns", "10 turns", "16 turns"), [0, 2, 10, 16]),
        (("2020-01-01", "2021-01-01", "2022-01-01", "2024-01-01"), [0, 1.002, 2.001, 4.0]),
        (("plain", "far", "farther", "farthest"), [None] * 4),
    ],
)
def test_levels_in_words_and_dates_say_how_far_they_are(
    farfield: Typed,  # noqa: F811
    tmp_path: Path,
    spelled: Sequence[str],
    distances: Sequence[float | None],
) -> None:
    """The farthest level stands first in the file; where nothing tells a distance, that is near, and it is said."""
    rows = [row for row in reversed(value_rows(FALLS, levels=spelled)) if row.pop("distance") >= 0]
    write(tmp_path / "log.jsonl", rows)
    out = told(farfield("profile log.jsonl --out run"))
    (found,) = values_of()[0]["graders"]
    ordered = distances[0] is not None
    assert [level["distance"] for level in found["levels"]] == pytest.approx(list(distances), abs=0.001)
    assert (found["near"], found["near_by"]) == (
        [spelled[0 if ordered else -1]],
        "distance" if ordered else "order",
    )
    assert ("farthest counts as near because it comes first. --near names another" in out) != ordered


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("method", "refusal_bon-20"), ("task", "refusal_best_of_20"), ("score", "pass@20"), ("score", "held@20"),
        ("note", "20 attempts, the worst counts"), ("note", "Best of N (N=20)"), ("attack", "BoN"),
        ("score", "bon"),
    ],
)  # fmt: skip
def test_attempts_are_read_from_names(tmp_path: Path, place: str, text: str) -> None:
    """Of a method, of a task, of a remark, and of the column of scores."""
    rows = [
        {**without(row, "score"), text: row["score"]} if place == "score" else {**row, place: text}
        for row in value_rows(FALLS, 20)
    ]
    named = {"score": text} if place == "score" else {}
    assert reasons(tmp_path, rows, **named) == ["several_attempts"]
    if text == "BoN":  # of an axis of attempts nothing else need say how many they are
        assert reasons(tmp_path, [{**row, "axis": "best_of"} for row in rows]) == [None]


@pytest.mark.parametrize(
    ("place", "settings"),
    [("eval", {"task_args": {"best_of": 20}}), ("plan", {"steps": [{"params": {"max_attempts": 20}}]})],
)
def test_attempts_are_read_from_the_settings_of_a_log(
    tmp_path: Path, place: str, settings: dict[str, Any]
) -> None:
    log = log_of([{**row, "score_m": row["score"]} for row in value_rows(FALLS, 20)], ("m",))
    log[place] = {**log.get(place, {}), **settings}
    (tmp_path / "log.json").write_text(json.dumps(log))
    found = fit_values(read_items(str(tmp_path / "log.json")).table, MeasureOptions(rulers=(), draws=200))
    assert [one.graders[0].reason for one in found] == ["several_attempts"]


@pytest.mark.parametrize(
    ("column", "answers", "reason"), [("n_samples", 1, "several_attempts"), ("k", 3, None)]
)
def test_answers_that_stand_by_themselves_are_no_best_of_several(
    tmp_path: Path, column: str, answers: int, reason: str | None
) -> None:
    rows = [{**row, column: 3, "attempt": at} for row in value_rows(FALLS, 20) for at in range(answers)]
    assert reasons(tmp_path, rows) == [reason]


def test_a_column_says_what_was_understood(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """Two levels at which nothing was understood and all is harmless are no value that was kept."""
    rates = {"value": (0.9, 0.9, 1.0), "flipped": (0.1, 0.1, 0.0), "capability": (0.9, 0.9, 0.0)}
    rows = [{**row, "Understood": "no" if row["level"] == "2" else "yes"} for row in value_rows(rates)]
    write(tmp_path / "log.jsonl", rows)
    out = told(farfield("profile log.jsonl --out run"))
    assert [level["understood"] for level in values_of()[0]["graders"][0]["levels"]] == [1, 1, 0]
    assert values_of()[0]["graders"][0]["levels"][2]["reason"] == "not_understood"
    assert "Hardly anything was understood at 2 (0" in out


def test_a_control_whose_1_is_the_behaviour(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """REFUSED and COMPLIED in all rows: read as if 1 were right of a control, it would refuse what it doesn't."""
    rows = value_rows(FALLS)
    for row in rows:
        refused = bool(row.pop("score")) != (row["kind"] == "flipped")
        row["label"] = "REFUSED" if refused else "COMPLIED"
        if row["kind"] == "capability":
            row["label"] = "CORRECT" if refused else "INCORRECT"
    write(tmp_path / "log.jsonl", rows)
    words = "--map score=label --score-word REFUSED=1 --score-word COMPLIED=0"
    out = told(farfield(f"profile log.jsonl {words} --out run")).replace("\u202f", " ").replace("\xa0", " ")
    assert "The control's rows count as showing it in 90 % there" in out
    assert "If it is the other way round: --shown score=1." in out
    farfield(f"profile log.jsonl {words} --control kind=flipped --shown score=1 --out run")
    assert values_of()[0]["verdict"] == "values_first"
    assert values_of()[0]["graders"][0]["levels"][0]["control"]["mean"] == pytest.approx(0.1)


def test_rows_of_a_value_without_levels_ask_for_their_column(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    rows = [{**without(row, "level", "distance"), "turns": row["level"]} for row in value_rows(FALLS)]
    write(tmp_path / "log.jsonl", rows)
    assert "--value kind=value --axis COL" in told(farfield("profile log.jsonl --out run", code=2))
    farfield("profile log.jsonl --value kind=value --axis turns --out run")
    assert values_of()[0]["verdict"] == "values_first"


def test_gold_labels_of_a_control_are_of_its_score(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """All scores of the control are 1, rightly so by every label: the behaviour shows nowhere."""
    rows = value_rows({"value": (0.9, 0.5), "benign": (0.0, 0.0), "capability": (0.9, 0.9)})
    write(tmp_path / "log.jsonl", [{**row, "truth": row["score"]} for row in rows])
    farfield("profile log.jsonl --gold truth --out run")
    levels = values_of()[0]["graders"][0]["levels"]
    assert [level["control"]["mean"] for level in levels] == [0, 0]
    assert [level["value"]["mean"] for level in levels] == pytest.approx([0.9, 0.5])
