"""`farfield study market`: what is drawn agrees with what is exact, and a study that was killed goes on."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from farfield.studies import Cell, check_lock, get_study, run_study
from farfield.studies.market import MarketStudy
from farfield.studies.market_parts import PARTS, MarketParameters

SMALL = MarketParameters(
    seeds=2, lasts=(1.0, 4.0, 1_000.0), contests=(1.0,), changes=(0.005,), populations=6, lives=1, lines=100,
    failing_periods=200,
)  # fmt: skip


def test_the_market_as_typed_without_anything_to_train(tmp_path: Path) -> None:
    """The extra `lab` is made to be missing; all figures of the result stand beside their known values."""
    missing = "import sys; sys.modules.update(jax=None, equinox=None, optax=None)"
    blocked = f"{missing}; from farfield.cli import main; main()"
    typed = ["study", "market", "--seeds", "2", "--out", str(tmp_path / "market")]
    done = subprocess.run(
        [sys.executable, "-c", blocked, *typed], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "two firms charge 1.4729, together they would charge 1.9250" in done.stdout
    assert "0.347 as one of 2, of 0.271 where all 2 are frozen" in done.stdout
    result = json.loads((tmp_path / "market" / "result.json").read_text())
    assert result["command"] == "farfield study market --seeds 2"
    check_summary(result["summary"])
    check_lock(get_study("market"), tmp_path / "market")


def check_summary(found: dict[str, object]) -> None:
    summary: dict[str, list[dict[str, object]]] = found  # type: ignore[assignment]
    assert summary["residual"] < 1e-12  # type: ignore[operator]
    for end in summary["honest_ends"]:
        assert end["share"]["mean"] == pytest.approx(end["expected"], abs=0.09)  # type: ignore[index]
        assert end["log_ratio"]["mean"] == pytest.approx(end["level"], abs=0.005)  # type: ignore[index]
        changed = [end[name]["mean"] for name in ("by_profit", "by_chance", "by_mutation")]  # type: ignore[index]
        assert sum(changed) == pytest.approx(end["share"]["mean"] - 0.5, abs=1e-9)  # type: ignore[index]
    lost = [end for end in summary["honest_ends"] if end["level"] == -0.1]
    assert all(end["by_profit"]["mean"] < -0.25 for end in lost)  # type: ignore[index]
    selected = [one for one in summary["depth_slopes"] if one["arm"] == "selected"]
    assert all(one["large_in_fastest"]["mean"] > 0.4 for one in selected)  # type: ignore[index]
    for level in {one["level"] for one in summary["contest"]}:
        shares = [one["held"]["mean"] for one in summary["contest"] if one["level"] == level]  # type: ignore[index]
        assert sum(shares) == pytest.approx(1)


def test_a_market_that_was_killed_goes_on_to_the_same_rows(tmp_path: Path) -> None:
    class Killed(MarketStudy):
        ran = 0

        def run(self, cell: Cell, parameters: MarketParameters) -> list[dict[str, object]]:  # type: ignore[override]
            Killed.ran += 1
            if Killed.ran == 9:  # in the second part, so that rows of two kinds are kept
                raise KeyboardInterrupt
            return super().run(cell, parameters)  # type: ignore[return-value]

    run_study(MarketStudy(), tmp_path / "whole", SMALL)
    with pytest.raises(KeyboardInterrupt):
        run_study(Killed(), tmp_path / "killed", SMALL)
    run_study(MarketStudy(), tmp_path / "killed", SMALL)
    whole, killed = (
        pl.read_csv(tmp_path / name / "rows.csv", infer_schema_length=None).drop("cpu_seconds")
        for name in ("whole", "killed")
    )
    assert whole.drop("code").equals(killed.drop("code"))
    assert set(whole["part"]) == set(PARTS)


def test_one_seed_has_no_intervals_and_is_told_without_them(tmp_path: Path) -> None:
    from dataclasses import replace

    run = run_study(MarketStudy(), tmp_path, replace(SMALL, seeds=1))
    assert not any("[" in sentence for sentence in run.sentences)
