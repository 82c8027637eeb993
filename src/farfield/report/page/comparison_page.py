"""A comparison as one self-contained page: who differs from whom, near and far, and what scale does."""

from __future__ import annotations

from pathlib import Path
from string import Template

from farfield.report.comparison_sections.order import COMPARISON_SECTIONS
from farfield.report.page.markup import write
from farfield.report.page.shell import asset, content_policy, escaped, page_style
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
    body = [section(result) for section in COMPARISON_SECTIONS]
    style = page_style()
    return Template(asset("plain.html")).substitute(
        title=escaped(f"{phrases.listed(result.tasks, 2)}: comparison"),
        policy=content_policy(style),
        style=style,
        body="\n".join(write(part) for part in body if part is not None),
    )
