"""The benchmark of the instrument: its own measures against known answers, and rulers on a small draw."""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl
import pytest

from farfield.lab.worlds import get_world
from lab_worlds import SMALL, carry_in

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

from instrument import agreement, observe, steps_beyond, told_apart


def rows(*told: tuple[str, int, float]) -> pl.DataFrame:
    return pl.DataFrame(told, schema=["regime_declared", "steps", "far_bits"], orient="row")


def test_steps_are_counted_from_the_nearest_level_held() -> None:
    carry = get_world("carry_in")
    for digits, c, steps in ((3, 0, 0), (4, 0, 0), (6, 0, 2), (2, 9, 9), (8, 1, 5)):
        assert steps_beyond(carry, {"digits": digits, "carry": c}, {}) == steps
    widened = {"carry": 0.1}
    for c, steps in ((5, 0), (7, 0), (9, 2)):
        assert steps_beyond(carry, {"digits": 1, "carry": c}, widened) == steps
    commands = get_world("command_language")
    point = {"length": 5, "primitive": "walk", "combination": "and"}
    assert steps_beyond(commands, point, {}) == 2


def test_a_ruler_that_orders_regimes_and_steps_is_told_from_a_blind_and_a_backward_one() -> None:
    table = rows(
        ("recall", 0, 1.0), ("interpolation", 0, 2.0), ("interpolation", 0, 3.0), ("extrapolation", 1, 4.0),
        ("extrapolation", 2, 5.0), ("hyperpolation", 1, 2.5), ("composition", 0, 3.0),
    )  # fmt: skip
    found = told_apart(table, "bits")
    assert found == {
        "recall": 0.0, "extrapolation": 1.0, "hyperpolation": 0.5, "composition": 0.75,
        "steps": pytest.approx(0.9487, abs=1e-4),
    }  # fmt: skip
    backward = told_apart(table.with_columns(-pl.col("far_bits")), "bits")
    assert (backward["recall"], backward["extrapolation"]) == (1.0, 0.0)
    assert backward["steps"] == pytest.approx(-found["steps"])


def test_agreement_counts_what_differs_and_why() -> None:
    table = pl.DataFrame(
        {
            "regime_declared": ["recall", "interpolation", "interpolation", "interpolation"],
            "regime": ["recall", "interpolation", "recall", "extrapolation"],
            "near_documents": [1, 0, 2, 1],
        }
    )
    found = {row["regime_declared"]: row for row in agreement(table).iter_rows(named=True)}
    assert [found["interpolation"][name] for name in ("items", "same", "near")] == [3, 1, 1]
    assert [found["recall"][name] for name in ("items", "same", "near")] == [1, 1, 0]


def test_a_small_draw_agrees_and_its_rulers_rank_with_the_known_distance(tmp_path: Path) -> None:
    table = observe(carry_in(7, SMALL), tmp_path)
    assert table["regime"].equals(table["regime_declared"].rename("regime"))
    for ruler in ("pieces", "bits", "match"):
        found = told_apart(table, ruler)
        assert found["recall"] < 0.1
        assert found["extrapolation"] > 0.6
        assert found["steps"] > 0.2
