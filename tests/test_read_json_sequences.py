"""JSON objects one after another, printed over several lines or in one, are the records of a log."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from farfield.logs import read_items
from farfield.records import FarfieldError

ROWS = [{"id": n, "model": "m", "question": f"Wie viel ist {n}€?", "score": int(n < 4)} for n in range(10)]


@pytest.mark.parametrize("name", ["log.json", "log.jsonl", "log"])
@pytest.mark.parametrize(
    "text",
    [
        "\n".join(json.dumps(row, indent=2) for row in ROWS),
        ",\n".join(json.dumps(row, indent=4, ensure_ascii=False) for row in ROWS),
        "".join(f"\x1e{json.dumps(row, indent=1)}\n" for row in ROWS),
        "\n".join(json.dumps(ROWS[at : at + 5], indent=2) for at in (0, 5)),
    ],
)
def test_values_one_after_another(tmp_path: Path, name: str, text: str) -> None:
    if name == "log" and text[0] not in "{[":
        text = text[1:]
    (tmp_path / name).write_text(text)
    items = read_items(str(tmp_path / name))
    assert (items.table.height, items.table["score"].mean()) == (10, 0.4)
    assert items.table["question"][1] == "Wie viel ist 1€?"


@pytest.mark.parametrize("name", ["log.json", "log.jsonl"])
def test_several_values_in_a_line(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(
        "".join(map(json.dumps, ROWS[:5])) + "\n" + "".join(map(json.dumps, ROWS[5:]))
    )
    assert read_items(str(tmp_path / name)).table["score"].mean() == 0.4


def test_what_is_broken_between_them_is_rejected_by_line(tmp_path: Path) -> None:
    whole = [json.dumps(row, indent=2) for row in ROWS]
    (tmp_path / "log.json").write_text(
        "\n".join([*whole[:2], '{"id": 7,\n "score": }', *whole[2:], '{"id": 8'])
    )
    items = read_items(str(tmp_path / "log.json"))
    assert (items.table.height, items.table["score"].mean()) == (10, 0.4)
    assert [one.line for one in items.rejected] == [13, 63]
    assert items.rejected[0].reason == "not valid JSON: Expecting value"


def test_a_single_broken_value_is_still_refused(tmp_path: Path) -> None:
    (tmp_path / "log.json").write_text(json.dumps(ROWS, indent=2)[:-30])
    with pytest.raises(FarfieldError, match="not valid JSON"):
        read_items(str(tmp_path / "log.json"))
