"""Drift as one self-contained page: when each subject lives, what reminders mend, and for how long."""

from __future__ import annotations

from pathlib import Path

from farfield.report.drift_sections.order import DRIFT_SECTIONS
from farfield.report.page.plain_page import plain_page
from farfield.results import Drift
from farfield.storage import write_text


def write_drift(folder: Path, result: Drift) -> Path:
    """Write `drift.html` into `folder`."""
    path = folder / "drift.html"
    write_text(path, render_drift(result))
    return path


def render_drift(result: Drift) -> str:
    """The page as one string of HTML: no script, and no address outside itself."""
    return plain_page("Drift: does it know what time it is?", (section(result) for section in DRIFT_SECTIONS))
