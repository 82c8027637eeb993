"""A name written in two ways, or asked for by the log's own word, gives a hint and never a silent zero."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from farfield.logs import ReadOptions, read_items
from farfield.logs.spellings import alike
from farfield.measure.columns import require_column
from farfield.records import FarfieldError, Items
from test_cli import run, write_lines

ROOMS = ("kitchen", "Garden", "garden", "attic")


def rows(**more: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": n,
            "model": ("ada", "Ada")[n % 2],
            "question": f"Go to {n}.",
            "score": n % 2,
            "family": "walks",
        }
        | {"axis_room": ROOMS[n % 4], "domain": ("law", "Law ", "art")[n % 3]}
        | more
        for n in range(24)
    ]


def read(folder: Path, table: list[dict[str, Any]], *where: str) -> Items:
    path = folder / "log.jsonl"
    path.write_text("\n".join(map(json.dumps, table)))
    return read_items(str(path), ReadOptions(where=where))


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


def test_what_counts_as_the_same_name() -> None:
    names = ["Garden", "garden ", "new_room", "New  room", "new-room", "-1", "1", "A", "a", "ca", "cab"]
    assert alike(names) == [["Garden", "garden "], ["new_room", "New  room", "new-room"]]


def test_names_in_two_spellings_are_told(tmp_path: Path) -> None:
    items = read(tmp_path, rows())
    assert warned(items, "axis_room: 'Garden' (6) and 'garden' (6) differ in case, blanks or hyphens only")
    assert warned(items, "domain: 'Law ' (8) and 'law' (8) differ in case")
    assert warned(items, "subject: 'Ada' (12) and 'ada' (12) differ in case")


def test_a_condition_says_what_it_leaves_out_by_spelling(tmp_path: Path) -> None:
    items = read(tmp_path, rows(), "domain=law")
    assert items.table.height == 8
    assert warned(items, "domain=law leaves out 'Law ' (8): only case, blanks or hyphens differ")
    assert not warned(read(tmp_path, rows(), "domain=art"), "leaves out")


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("model=ada", "It is read as subject: --where subject=ada."),
        ("model!=ada", "It is read as subject: --where 'subject!=ada'."),
        ("Model=ada", "It is read as subject: --where subject=ada."),
        ("id=3", "It is read as item_id: --where item_id=3."),
        ("llm=ada", "It is read as subject: --where subject=ada."),
        ("is_correct=1", "It is read as score: --where score=1."),
        ("Domain=law", "Did you mean domain?"),
        ("room=attic", "Did you mean axis_room?"),
        ("domain=LAW", "Did you mean law"),
    ],
)
def test_a_condition_on_the_logs_own_name_says_what_it_is_read_as(
    tmp_path: Path, where: str, said: str
) -> None:
    with pytest.raises(FarfieldError) as caught:
        read(tmp_path, rows(), where)
    assert said in str(caught.value)


def test_other_options_say_what_a_column_is_read_as() -> None:
    items = pl.DataFrame({"subject": ["a"], "item_id": ["1"], "Topic": ["x"]})
    with pytest.raises(FarfieldError, match="A log's model is read as subject"):
        require_column(items, "model", "--cluster")
    with pytest.raises(FarfieldError, match="Did you mean Topic"):
        require_column(items, "topic", "--cluster")


@pytest.mark.parametrize(
    ("declared", "level"), [("Garden", "garden"), ("kitchen", "Kitchen "), ("new room", "new_room")]
)
def test_a_level_in_another_spelling_is_no_unseen_level(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    declared: str,
    level: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    table = [row | {"model": "ada", "axis_room": ("attic", level)[n % 2]} for n, row in enumerate(rows())]
    write_lines(tmp_path / "log.jsonl", table)
    (tmp_path / "shown.json").write_text(json.dumps({"room": [declared, "attic"]}))
    assert run("profile", "log.jsonl", "--support", "shown.json", monkeypatch=monkeypatch) == 2
    told = " ".join(capsys.readouterr().err.split())
    assert f"the level {declared!r} of the axis room stands as {level!r} in 12 items" in told
    (tmp_path / "shown.json").write_text(json.dumps({"room": [declared, level, "attic"]}))
    assert run("profile", "log.jsonl", "--support", "shown.json", monkeypatch=monkeypatch) == 0
