"""A model's answers at several checkpoints, steps or temperatures are several subjects'; only repeats are averaged."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from farfield.logs import ReadOptions, read_items
from farfield.records import Items

Rows = list[dict[str, Any]]


def read(folder: Path, rows: Rows, **options: Any) -> Items:
    path = folder / "log.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    return read_items(str(path), ReadOptions(**options))


def warned(items: Items, text: str) -> bool:
    return any(text in warning for warning in items.warnings)


def means(items: Items) -> dict[str, float]:
    table = items.table.group_by("subject").agg(pl.col("score").mean().round(4)).sort("subject")
    return dict(table.iter_rows())


def answers(column: str, levels: list[Any], right: list[int], **more: Any) -> Rows:
    """Forty items at each level, as many right as said."""
    draw = random.Random(5)
    rows = []
    for level, number in zip(levels, right, strict=True):
        scores = [1] * number + [0] * (40 - number)
        draw.shuffle(scores)
        rows += [
            {"id": n, "model": "m", "question": f"Q{n}?", column: level, "score": score} | more
            for n, score in enumerate(scores)
        ]
    return rows


@pytest.mark.parametrize(
    ("column", "levels"),
    [
        ("step", [100, 200, 3000]),
        ("checkpoint", ["ck-a", "ck-b", "ck-c"]),
        ("temperature", [0, 0.7, 1.0]),
        ("revision", ["main", "step1", "step2"]),
        ("num_fewshot", [0, 1, 5]),
        ("Global Step", [1, 2, 3]),
    ],
)
def test_conditions_are_subjects(tmp_path: Path, column: str, levels: list[Any]) -> None:
    items = read(tmp_path, answers(column, levels, [10, 20, 30]))
    told = [
        f"m · {column}={level:g}" if isinstance(level, float | int) else f"m · {column}={level}"
        for level in levels
    ]
    assert means(items) == dict(zip(told, (0.25, 0.5, 0.75), strict=True))
    assert (items.table["item_id"].n_unique(), items.table["epoch"].max()) == (40, 1)
    assert warned(items, f"one subject answers the same items at several values of {column}")


def test_conditions_of_several_models_with_samples_and_ids_of_records(tmp_path: Path) -> None:
    rows = [
        {
            "id": f"{m}{n}{t}{k}",
            "model": m,
            "question": f"Q{n}?",
            "temperature": t,
            "sample": k,
            "score": int(t > n),
        }
        for m in ("ada", "bob")
        for n in range(6)
        for t in (1, 2)
        for k in range(3)
    ]
    items = read(tmp_path, rows)
    assert means(items) == {f"{m} · temperature={t}": round(t / 6, 4) for m in ("ada", "bob") for t in (1, 2)}
    assert (items.table["item_id"].n_unique(), items.table["epoch"].max()) == (6, 3)


def test_a_condition_that_does_not_vary_within_items_is_metadata(tmp_path: Path) -> None:
    rows = [{"id": n, "model": "m", "question": f"Q{n}?", "step": n % 3, "score": n % 2} for n in range(12)]
    items = read(tmp_path, rows)
    assert (means(items), items.warnings) == ({"m": 0.5}, [])


def test_steps_of_an_agent_are_told_by_name(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": "m", "question": f"Q{n}?", "step": k, "score": int(k == n % 5)}
        for n in range(15)
        for k in range(n % 5 + 1)
    ]
    items = read(tmp_path, rows)
    assert set(items.table["subject"]) == {"m"}
    assert warned(items, "items have answers of one subject at several values of step (0, 1")
    assert warned(items, "--where step=VALUE for one of them, --map subject=step where each is a subject")


@pytest.mark.parametrize(
    ("levels", "right", "more", "reason"),
    [
        ([1, 2, 3], [5, 20, 35], {}, "scores rise with it"),
        ([1, 5, 10], [20, 20, 20], {}, "it has the values 1, 5, 10"),
        ([1, 2, 3], [20, 20, 20], {"train_loss": 0.3}, "train_loss stands beside it"),
    ],
)
def test_epochs_of_training_are_subjects(
    tmp_path: Path, levels: list[int], right: list[int], more: dict[str, float], reason: str
) -> None:
    rows = answers("epoch", levels, right, **more)
    items = read(tmp_path, rows)
    assert means(items) == {f"m · epoch={e}": number / 40 for e, number in zip(levels, right, strict=True)}
    assert warned(items, f"epoch is one of training ({reason})")
    told = read(tmp_path, rows, map={"epoch": "epoch"})
    assert (set(told.table["subject"]), told.table["epoch"].n_unique()) == ({"m"}, 3)
    assert not warned(told, "training")


def test_half_epochs_are_those_of_training(tmp_path: Path) -> None:
    assert len(means(read(tmp_path, answers("epoch", [0.5, 1.0], [10, 20])))) == 2


def test_epochs_of_samples_are_averaged_with_a_word(tmp_path: Path) -> None:
    items = read(tmp_path, answers("epoch", [1, 2, 3, 4], [20, 21, 19, 20]))
    assert (means(items), items.table["epoch"].max()) == ({"m": 0.5}, 4)
    assert warned(items, "epoch numbers a subject's answers to an item, and their mean is its score")
    one = read(tmp_path, answers("epoch", [1], [20]))
    assert one.warnings == []


@pytest.mark.parametrize("column", ["seed", "run", "sample_idx", "created_at"])
def test_numbers_of_repeats_are_no_conditions(tmp_path: Path, column: str) -> None:
    items = read(tmp_path, answers(column, [1, 2, 3], [20, 20, 20]))
    assert (means(items), items.table["epoch"].max()) == ({"m": 0.5}, 3)
    assert not warned(items, f"values of {column}")


@pytest.mark.parametrize(("column", "levels"), [("wrapper", ["x", "y"]), ("run", ["base", "tuned"])])
def test_any_column_that_all_items_have_alike_is_told(tmp_path: Path, column: str, levels: list[str]) -> None:
    items = read(tmp_path, answers(column, levels, [10, 30]))
    assert means(items) == {"m": 0.5}
    assert warned(items, f"at the same values of {column} ({', '.join(levels)})")
    apart = read(tmp_path, answers(column, levels, [10, 30]), map={"subject": column})
    assert means(apart) == {levels[0]: 0.25, levels[1]: 0.75}


def test_what_came_of_samples_is_no_condition(tmp_path: Path) -> None:
    draw = random.Random(2)
    rows = [
        {
            "id": n,
            "model": "m",
            "question": f"Q{n}?",
            "format_ok": draw.random() < 0.7,
            "score": n % 2,
            "output": str(k),
        }
        for n in range(30)
        for k in range(4)
    ]
    assert not warned(read(tmp_path, rows), "format_ok")


def test_retries_until_right_are_told(tmp_path: Path) -> None:
    rows = [
        {"id": n, "model": "m", "attempt": k + 1, "score": int(k == n % 3)}
        for n in range(12)
        for k in range(n % 3 + 1)
    ]
    items = read(tmp_path, rows)
    assert warned(items, "8 items are answered again, and each only until it is right, as by retries")
    samples = [row | {"score": k % 2} for k, row in enumerate(rows)]
    assert not warned(read(tmp_path, samples), "retries")
