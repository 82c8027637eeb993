"""Finished runs of drift beside each other: read, compare, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from farfield import results
from farfield.comparison.drift import compare_drift as compare_runs
from farfield.options.comparing import CompareOptions
from farfield.report.page.drift_comparison_page import write_drift_comparison
from farfield.storage import reading_run, require_local, write_json


@dataclass(frozen=True)
class ComparedDrift:
    """A finished comparison: its folder and the content of drift-comparison.json."""

    folder: Path
    result: results.DriftComparison


def compare_drift(
    runs: Sequence[str | Path], out: str | Path = "farfield-comparison", options: CompareOptions | None = None
) -> ComparedDrift:
    """The folders of finished runs of drift in; a folder with drift-comparison.json and drift-comparison.html out.

    Raises FarfieldError for whatever the user can mend; nothing is written then.
    """
    require_local(Path(out))
    with reading_run(", ".join(map(str, runs))):
        result = compare_runs(runs, options)
        write_drift_comparison(Path(out), result)
        write_json(Path(out) / "drift-comparison.json", result)
    return ComparedDrift(Path(out), result)
