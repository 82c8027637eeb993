"""What stands beside a verdict on values: rows that count nowhere, what was understood, who scored, and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from farfield.words.values import value_sentences
from values_fixture import measured, value_rows

FALLS = {"value": (0.95, 0.9, 0.5), "flipped": (0.05,) * 3, "capability": (0.95,) * 3}
GARBLE = {"value": (0.9, 0.9, 1.0), "flipped": (0.1, 0.1, 0.0), "capability": (0.9, 0.9, 0.0)}
Rows = list[dict[str, Any]]


def without_distance(rows: Rows) -> Rows:
    return [{name: held for name, held in row.items() if name != "distance"} for row in rows]


def moved_control(rows: Rows) -> Rows:
    return [
        {**row, "level": "9"} if row["kind"] == "flipped" and row["level"] == "2" else row for row in rows
    ]


def mistyped(rows: Rows) -> Rows:
    return [{**row, "kind": row["kind"].replace("capability", "capabilty")} for row in rows]


def two_graders(rows: Rows) -> Rows:
    """The second scored nothing at the farthest level; both say the same."""
    second = [{**row, "grader": "b"} for row in rows if row["level"] != "2"]
    return [{**row, "grader": "a"} for row in rows] + second


def one_cannot_tell(rows: Rows) -> Rows:
    """The second finds the value at the farthest level in most of what the first does not."""
    doubtful = [
        {
            **row,
            "grader": "b",
            "score": row["score"] or int(row["kind"] == "value" and row["level"] == "2" and at % 5 < 4),
        }
        for at, row in enumerate(rows)
    ]
    return [{**row, "grader": "a"} for row in rows] + doubtful


def compared(rows: Rows) -> Rows:
    return [
        {("exact_match" if name == "score" else name): held for name, held in row.items()} for row in rows
    ]


def several_scores(rows: Rows) -> Rows:
    """Who scored stands in a column of an unusual name."""
    again = [{**row, "score": 0 if row["kind"] == "value" else row["score"], "juez": "b"} for row in rows]
    return [{**row, "juez": "a"} for row in rows] + again


def spread(rows: Rows) -> Rows:
    """Distances differ within a level, of which the farthest stands first."""
    return [{**row, "distance": row["distance"] + 0.1 * (at % 2)} for at, row in enumerate(rows[::-1])]


@pytest.mark.parametrize(
    ("rates", "change", "said", "unsaid"),
    [
        (FALLS, moved_control, "At 9 the control or the capability has rows and the value none", "contradict"),
        (FALLS, mistyped, "capabilty (120 rows). They count for nothing here", ""),
        (FALLS, two_graders, "The graders scored other levels (1, 2; 1)", "contradict each other"),
        (FALLS, one_cannot_tell, "By one grader's scores it can be told and by another's not", "contradict"),
        (FALLS, compared, "All was scored by exact match", "One grader scored all"),
        (FALLS, several_scores, "If several graders did so, say who: --grader juez", "One grader scored all"),
        (FALLS, spread, "beyond 0;", "No level has a distance"),
        (GARBLE, without_distance, "Hardly anything of the capability is left at 2 (0", "left at 1"),
        (FALLS, without_distance, "At 2 the value holds in 50 %", "Hardly anything of the capability"),
    ],
)  # fmt: skip
def test_what_would_mislead_is_said(
    tmp_path: Path,
    rates: dict[str, Sequence[float]],
    change: Callable[[Rows], Rows],
    said: str,
    unsaid: str,
) -> None:
    (one,) = measured(tmp_path, change(value_rows(rates, 40)))
    told = " ".join(value_sentences(one)).replace("\u202f", " ").replace("\xa0", " ")
    assert said in told
    assert not unsaid or unsaid not in told


@pytest.mark.parametrize("others", [False, True])
def test_value_and_control_among_what_was_understood(tmp_path: Path, others: bool) -> None:
    """Half of the far items are understood, and the value holds in 16 of these 20, and in .7 of all. Were other items
    scored for that, it could hold in .4 of what was understood (.7 + .5 - 1 of .5) or in all of it."""
    rows = value_rows({"value": (0.9, 0.7), "flipped": (0.1, 0.5), "capability": (0.9, 0.5)}, 40)
    for row in rows:
        if row["level"] == "1" and row["kind"] == "value":  # 16 of the first 20, 12 of the others
            at = int(row["item_id"][1:])
            row["score"] = int(at < 16 or at >= 28)
    known = value_rows({"comprehension": (1.0, 0.5)}, 40)
    rows += [{**row, "item_id": f"other{row['item_id']}"} if others else row for row in known]
    (one,) = measured(tmp_path, rows)
    far = one.graders[0].levels[1]
    told = " ".join(value_sentences(one)).replace("\u202f", " ")
    if others:
        assert far.value_understood is None
        assert far.value_understood_ends == pytest.approx((0.4, 1.0))
        assert "the value holds in 40 % to 100 %: other items were scored for that" in told
    else:
        assert (far.value_understood, far.control_understood, far.capability_understood) == (0.8, 1.0, 1.0)
        assert far.value_understood_ends is None
        assert (
            "Of what was understood at 1, 50 % of the items, the value holds in 80 %, the control shows the same in "
            "100 %, and the task is done in 100 %." in told
        )
