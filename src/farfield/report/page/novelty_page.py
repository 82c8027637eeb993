"""Ideas against prior work as one self-contained page: kinds, and the evidence for each idea."""

from __future__ import annotations

from pathlib import Path
from string import Template

from farfield.report.novelty_sections.order import sections_of
from farfield.report.page.markup import write
from farfield.report.page.shell import asset, content_policy, escaped, page_style
from farfield.results.novelty import Novelty
from farfield.storage import write_text
from farfield.words import numbers

BUDGET = 2 << 20
"""Bytes of ideas on the page: it opens at once, and can be sent."""


def write_novelty(folder: Path, result: Novelty) -> Path:
    """Write `report.html` into `folder`."""
    path = folder / "report.html"
    write_text(path, render_novelty(result))
    return path


def render_novelty(result: Novelty, budget: int | None = BUDGET) -> str:
    """The page as one string of HTML: no script, and no address outside itself. `budget`: bytes of the ideas on it."""
    style = page_style() + asset("reuse.css") + asset("novelty.css")
    return Template(asset("plain.html")).substitute(
        title=escaped(f"{numbers.count(len(result.ideas), 'idea')}: novelty"),
        policy=content_policy(style),
        style=style,
        body="\n".join(write(part) for part in sections_of(result, budget)),
    )
