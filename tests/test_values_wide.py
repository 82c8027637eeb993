"""Tables in which a value, its control and a capability are columns of one row: read as the long table of the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from documented import Typed, farfield  # noqa: F401 - a fixture
from farfield.logs import ReadOptions, read_items
from farfield.records import FarfieldError
from test_documented_profile import write
from test_values_shapes import log_of, without
from values_fixture import value_rows

RATES = {"value": (0.9, 0.5), "benign": (0.1, 0.1), "capability": (0.9, 0.8), "comprehension": (1.0, 0.9)}
KINDS = tuple(RATES)
PLAIN = ("value", "control", "capability", "understood")
REFUSED = ("refused", "benign_refused", "correct", "understood")


def wide(names: Sequence[str] = PLAIN, showing: bool = True, items: int = 12) -> list[dict[str, Any]]:
    """A row an item and level; `showing`: a 1 of the control says that the behaviour showed."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in value_rows(RATES, items):
        key = row["item_id"], row["level"]
        one = found.setdefault(key, {"item_id": key[0], "model": "m", "level": key[1]})
        turned = showing and row["kind"] == "benign"
        one[dict(zip(KINDS, names, strict=True))[row["kind"]]] = 1 - row["score"] if turned else row["score"]
    return list(found.values())


def long(
    rows: Sequence[dict[str, Any]], names: Sequence[str] = PLAIN, showing: bool = True
) -> list[dict[str, Any]]:
    """The same rows as anybody writes them who has a row a judgement."""
    return [
        {name: held for name, held in row.items() if name not in names}
        | {"kind": kind, "score": 1 - row[name] if showing and kind == "benign" else row[name]}
        for row in rows
        for kind, name in zip(KINDS, names, strict=True)
    ]


def test_both_forms_have_one_profile(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    """To the byte: the same numbers, intervals and sentences."""
    for name, rows in (("wide", wide()), ("long", long(wide()))):
        write(tmp_path / f"{name}.jsonl", rows)
        farfield(f"profile {name}.jsonl --task t --out {name}")
    assert Path("wide/profile.json").read_bytes() == Path("long/profile.json").read_bytes()
    told = json.loads(Path("wide/run.json").read_text())
    (found,) = [one["told"] for one in told["read_notices"] if one["code"] == "kinds_in_columns"]
    assert "value (value), control (benign; 1: the behaviour showed), capability (capability)" in found


def same(path: Path, rows: list[dict[str, Any]], names: Sequence[str], showing: bool, **options: Any) -> bool:
    """Whether the wide file is read as its long twin."""
    write(path.parent / "long.jsonl", long(rows, names, showing))
    read = [
        read_items(str(one), ReadOptions(map={"task": "=t", **given}))
        for one, given in ((path, options), (path.parent / "long.jsonl", {}))
    ]
    return read[0].table.equals(read[1].table)


@pytest.mark.parametrize(
    ("names", "showing"),
    [
        (("refused", "benign_refused", "correct", "understood"), True),
        (("Harmful refused", "Over-refusal", "Solved", "Is understood"), True),
        (("value", "benign", "capability", "comprehension"), False),
    ],
)
def test_names_that_say_what_they_are(tmp_path: Path, names: Sequence[str], showing: bool) -> None:
    """A column that is called as a kind is what rows of that kind have as their score."""
    rows = wide(names, showing)
    with (tmp_path / "wide.csv").open("w", newline="") as stream:
        table = csv.DictWriter(stream, rows[0], delimiter=";")
        table.writeheader()
        table.writerows({**row, names[0]: "yes" if row[names[0]] else "no"} for row in rows)
    typed = [{**row, "level": int(row["level"])} for row in rows]  # a CSV types its levels
    assert same(tmp_path / "wide.csv", typed, names, showing)


def test_parts_of_one_object_and_scorers_of_a_log(tmp_path: Path) -> None:
    """`scores` of JSON lines, and three scorers of an Inspect log whose samples have levels and no kinds."""
    rows = wide(REFUSED)
    write(
        tmp_path / "wide.jsonl",
        [
            {name: row[name] for name in row if name not in REFUSED}
            | {"scores": {name: row[name] for name in REFUSED}}
            for row in rows
        ],
    )
    assert same(tmp_path / "wide.jsonl", rows, REFUSED, True)
    log = log_of(
        [
            {**row, "kind": "", "distance": 0} | {f"score_{name}": row[name] for name in REFUSED}
            for row in rows
        ],
        REFUSED,
    )
    for sample in log["samples"]:
        del sample["metadata"]["kind"]
    (tmp_path / "log.json").write_text(json.dumps(log))
    found = read_items(str(tmp_path / "log.json"))
    expected = [row["score"] for row in long(rows, REFUSED)]
    assert found.table["score"].to_list() == expected
    assert found.table["kind"].to_list() == [row["kind"] for row in long(rows, REFUSED)]
    assert "kinds_in_columns" in [notice.code for notice in found.notices]


def test_marks_of_which_rows_are_controls_are_none_of_what_came_of_them(tmp_path: Path) -> None:
    rows = [
        {"id": f"i{at}", "level": level, "refused": at % 2, "control": at % 2, "correct": 1}
        for at in range(20)
        for level in (0, 1)
    ]
    write(tmp_path / "log.jsonl", rows)
    with pytest.raises(FarfieldError, match="control says the same of each item at all levels"):
        read_items(str(tmp_path / "log.jsonl"))
    write(tmp_path / "log.jsonl", [{**without(row, "control"), "benign": row["control"]} for row in rows])
    assert read_items(str(tmp_path / "log.jsonl")).table["score"].to_list() == [1] * 40


@pytest.mark.parametrize("value", [37.5, "blue"])
def test_columns_of_these_names_that_hold_no_scores(tmp_path: Path, value: object) -> None:
    """Without levels names alone say little: such a table is read by what is correct, as it ever was."""
    rows = [{"id": f"i{at}", "value": value, "control": 0, "correct": at % 2} for at in range(4)]
    write(tmp_path / "log.jsonl", rows)
    assert read_items(str(tmp_path / "log.jsonl")).table["score"].to_list() == [0, 1, 0, 1]


def test_names_of_another_language_are_named(tmp_path: Path) -> None:
    names = ("verweigert", "harmlos", "richtig", "verstanden")
    rows = wide(names)
    write(tmp_path / "wide.jsonl", rows)
    with pytest.raises(FarfieldError) as caught:
        read_items(str(tmp_path / "wide.jsonl"))
    assert "--map value=COL --map control=COL --map capability=COL" in str(caught.value.remedy)
    named = dict(zip(("value", "control", "capability", "understood"), names, strict=True))
    assert same(tmp_path / "wide.jsonl", rows, names, True, **named)


def test_understood_by_another_name_in_a_long_table(tmp_path: Path) -> None:
    write(tmp_path / "long.jsonl", [{**row, "verstanden": 1} for row in long(wide())])
    table = read_items(str(tmp_path / "long.jsonl"), ReadOptions(map={"understood": "verstanden"})).table
    assert table["understood"].to_list() == [1] * table.height


def changed(name: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    match name:
        case "two capabilities":
            return [{**row, "solved": 1} for row in rows]
        case "a score":
            return [{"score": row["correct"]} | {n: row[n] for n in row if n != "correct"} for row in rows]
        case "marks":
            return [{**row, "refused": 1 + 4 * row["refused"]} for row in rows]
        case "words":
            return [{**row, "refused": "refused" if row["refused"] else "complied"} for row in rows]
    return rows


@pytest.mark.parametrize(
    ("name", "options", "what", "remedy"),
    [
        ("two capabilities", {}, "correct and solved may both be the capability", "--map value=COL"),
        ("a score", {}, "refused (value), benign_refused (benign)", "item_id, level, kind"),
        ("marks", {}, "refused is taken for the value and goes from 1 to 5", "--score-max 5"),
        ("words", {}, "refused (17), complied (7)", "--score-word refused=SCORE"),
        ("map", {"map": {"value": "refused", "control": "refused"}}, "refused is named twice", ""),
        ("map", {"map": {"control": "refused"}}, "none is named", "--map value=COL"),
        ("map", {"map": {"value": "refusd"}}, "no column 'refusd' for value", "Did you mean refused"),
    ],
)
def test_what_leaves_open_which_column_is_what(
    tmp_path: Path, name: str, options: dict[str, Any], what: str, remedy: str
) -> None:
    write(tmp_path / "wide.jsonl", changed(name, wide(REFUSED)))
    with pytest.raises(FarfieldError) as caught:
        read_items(str(tmp_path / "wide.jsonl"), ReadOptions(**options))
    assert what in caught.value.what
    assert remedy in str(caught.value.remedy)


def test_marks_are_rescaled_as_declared_and_others_left(tmp_path: Path) -> None:
    """Marks of 1 and 5 beside scores of 0 and 1, which what is said of marks leaves alone."""
    plain = wide(REFUSED)
    write(tmp_path / "wide.jsonl", changed("marks", plain))
    write(tmp_path / "plain.jsonl", plain)
    expected = read_items(str(tmp_path / "plain.jsonl"), ReadOptions(map={"task": "=t"})).table
    for given, low in (({"score_words": {"5": 1.0, "1": 0.0}}, 0.0), ({"score_max": 5.0}, 0.2)):
        read = read_items(str(tmp_path / "wide.jsonl"), ReadOptions(map={"task": "=t"}, **given)).table
        worth = pl.when((pl.col("kind") == "value") & (pl.col("score") == 0)).then(low).otherwise("score")
        assert read["score"].to_list() == expected.with_columns(score=worth)["score"].to_list()


def test_labels_of_one_row_say_not_of_which_kind(farfield: Typed, tmp_path: Path) -> None:  # noqa: F811
    write(tmp_path / "wide.jsonl", [{**row, "truth": row["value"]} for row in wide()])
    out = " ".join(farfield("profile wide.jsonl --gold truth --out run", code=2).split())
    assert "--gold: truth stands in rows that hold several kinds in columns" in out


def test_a_benchmark_with_refusals_stays_what_it_was(tmp_path: Path) -> None:
    """Levels of difficulty, what was correct, and what was refused: no value without a control, but the offer."""
    rows = [{name: row[name] for name in row if name != "benign_refused"} for row in wide(REFUSED)]
    write(tmp_path / "log.jsonl", rows)
    items = read_items(str(tmp_path / "log.jsonl"))
    assert items.table["score"].to_list() == [row["correct"] for row in rows]
    assert any("--map value=refused --map capability=correct" in told for told in items.warnings)
