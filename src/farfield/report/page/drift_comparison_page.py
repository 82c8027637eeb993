"""Subjects of drift beside each other as one self-contained page."""

from __future__ import annotations

from pathlib import Path

from farfield.report.drift_comparison_sections.order import DRIFT_COMPARISON_SECTIONS
from farfield.report.page.plain_page import plain_page
from farfield.results import DriftComparison
from farfield.storage import write_text


def write_drift_comparison(folder: Path, result: DriftComparison) -> Path:
    """Write `drift-comparison.html` into `folder`."""
    path = folder / "drift-comparison.html"
    write_text(path, render_drift_comparison(result))
    return path


def render_drift_comparison(result: DriftComparison) -> str:
    """The page as one string of HTML: no script, and no address outside itself."""
    return plain_page("Drift, compared", (section(result) for section in DRIFT_COMPARISON_SECTIONS))
