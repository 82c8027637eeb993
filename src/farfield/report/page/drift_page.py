"""Drift as one self-contained page: when each subject lives, what reminders mend, and for how long."""

from __future__ import annotations

from pathlib import Path
from string import Template

from farfield.report.drift_sections.order import DRIFT_SECTIONS
from farfield.report.page.markup import write
from farfield.report.page.shell import asset, content_policy, escaped, page_style
from farfield.results import Drift
from farfield.storage import write_text


def write_drift(folder: Path, result: Drift) -> Path:
    """Write `drift.html` into `folder`."""
    path = folder / "drift.html"
    write_text(path, render_drift(result))
    return path


def render_drift(result: Drift) -> str:
    """The page as one string of HTML: no script, and no address outside itself."""
    body = [section(result) for section in DRIFT_SECTIONS]
    style = page_style()
    return Template(asset("plain.html")).substitute(
        title=escaped("Drift: does it know what time it is?"),
        policy=content_policy(style),
        style=style,
        body="\n".join(write(part) for part in body if part is not None),
    )
