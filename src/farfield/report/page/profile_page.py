"""One self-contained page from a run folder: offline, safe to mail, readable without scripts as far as it can be."""

from __future__ import annotations

from pathlib import Path
from string import Template

from farfield.report.page.markup import write
from farfield.report.page.payload import build_payload, encode_payload
from farfield.report.page.shell import asset, content_policy, escaped, page_style
from farfield.report.run_folder import Results, read_results
from farfield.report.sections.order import SECTIONS
from farfield.results.entries import top_entries
from farfield.storage import reading_run, write_text
from farfield.words import phrases

BUDGET = 2_900_000
"""Bytes of a whole page; where more is to be shown, the most telling items stay."""

SCRIPTS = ("make.js", "table.js", "item.js", "page.js")


def write_report(folder: Path, *, whole: bool = False) -> Path:
    """Write `report.html` into the folder of a finished run, from the folder's files alone; return its path.

    With `whole` it is `report-all.html`, which holds every item however large it grows.
    The page holds no address outside itself and runs under a content policy that forbids any. Corpus and
    log texts travel as data and enter the page as text.
    Raises FarfieldError where the folder holds no finished run, or files that don't fit together.
    """
    with reading_run(str(folder)):
        return write_own_report(Path(folder), read_results(Path(folder)), whole=whole)


def write_own_report(folder: Path, results: Results, *, whole: bool = False) -> Path:
    """Write the report of a run as `write_report` does, of results that are in hand, as those of a run that was just
    made: what fails then is no fault of its files.
    """
    path = folder / ("report-all.html" if whole else "report.html")
    write_text(path, render(results, whole=whole))
    return path


def render(results: Results, *, whole: bool = False) -> str:
    """The page as one string of HTML."""
    made = [section(results) for section in SECTIONS]
    tops = list(dict.fromkeys(one.task for one in top_entries(results.profile.profiles)))
    style = page_style()
    script = "".join(asset(name) for name in SCRIPTS)
    parts = {
        "title": escaped(f"{phrases.listed(tops, 2)}: capability profile"),
        "policy": content_policy(style, script),
        "style": style,
        "script": script,
        "sections": "\n".join(write(part) for part in made if part is not None),
    }
    template = Template(asset("page.html"))
    spent = sum(len(part.encode()) for part in parts.values()) + len(template.template)
    data = encode_payload(build_payload(results, None if whole else BUDGET - spent))
    return template.substitute(parts, data=data)
