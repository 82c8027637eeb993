"""A comparison as one self-contained page: who differs from whom, near and far, and what scale does."""

from __future__ import annotations

from pathlib import Path

from farfield.report.comparison_sections.order import COMPARISON_SECTIONS
from farfield.report.page.plain_page import plain_page
from farfield.results import Comparison
from farfield.storage import write_text
from farfield.words import phrases


def write_comparison(folder: Path, result: Comparison) -> Path:
    """Write `comparison.html` into `folder`."""
    path = folder / "comparison.html"
    write_text(path, render_comparison(result))
    return path


def render_comparison(result: Comparison) -> str:
    """The page as one string of HTML: no script, and no address outside itself."""
    return plain_page(
        f"{phrases.listed(result.tasks, 2)}: comparison", (section(result) for section in COMPARISON_SECTIONS)
    )
