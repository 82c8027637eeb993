"""One self-contained page from a run folder: offline, safe to mail, readable without scripts as far as it can be."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from string import Template

from farfield.measure.sentences import describe_subject
from farfield.report import overview, provenance, wording
from farfield.report.markup import tag, write
from farfield.report.nearfar import near_and_far
from farfield.report.payload import build_payload, encode_payload
from farfield.report.results import Results, read_results
from farfield.report.standing import standing
from farfield.report.style import style_rules
from farfield.storage import write_text

BUDGET = 2_900_000
"""Bytes of a whole page; where more is to be shown, the most telling items stay."""

SCRIPTS = ("make.js", "table.js", "item.js", "page.js")


def write_report(folder: Path, *, whole: bool = False) -> Path:
    """Write `report.html` into the folder of a finished run, from the folder's files alone; return its path.

    With `whole` it is `report-all.html`, which holds every item however large it grows.
    The page holds no address outside itself and runs under a content policy that forbids any. Corpus and
    log texts travel as data and enter the page as text.
    Raises FarfieldError where the folder holds no finished run.
    """
    path = Path(folder) / ("report-all.html" if whole else "report.html")
    write_text(path, render(read_results(Path(folder)), whole=whole))
    return path


def render(results: Results, *, whole: bool = False) -> str:
    """The page as one string of HTML."""
    profiles = results.profile["profiles"]
    before = [
        overview.masthead(results),
        overview.answer(
            [one["subject"] for one in profiles], [describe_subject(results.profile, one) for one in profiles]
        ),
        near_and_far(results),
        overview.made_of(results),
        standing(results),
    ]
    after = [provenance.method(results)]
    style = _asset("page.css").replace("/* palette */", style_rules())
    script = "".join(_asset(name) for name in SCRIPTS)
    parts = {
        "title": _escaped(f"{wording.listed(list(results.tasks), 2)}: capability profile"),
        "policy": _policy(style, script),
        "style": style,
        "script": script,
        "before": "\n".join(write(section) for section in before if section is not None),
        "more": write(provenance.more_of_the_same(results)),
        "after": "\n".join(map(write, after)),
    }
    template = Template(_asset("page.html"))
    spent = sum(len(part.encode()) for part in parts.values()) + len(template.template)
    data = encode_payload(build_payload(results, None if whole else BUDGET - spent))
    return template.substitute(parts, data=data)


def _asset(name: str) -> str:
    return (files("farfield.report") / "assets" / name).read_text(encoding="utf-8")


def _escaped(text: str) -> str:
    return write(tag("title", text)).removeprefix("<title>").removesuffix("</title>")


def _policy(style: str, script: str) -> str:
    """Nothing from anywhere, but this page's own style and script, known by their hashes."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
