"""The files that a run read, by size and hash."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.records import InputFile
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import numbers_table
from farfield.words import phrases
from farfield.words.numbers import whole

MOST_FILES = 20


def files_table(files: Sequence[InputFile]) -> Element:
    """A row for each file that was read, a click away."""
    shown, more = at_sight(files, "file", MOST_FILES, of="run.json")
    body = [_file_row(file) for file in shown]
    table = numbers_table("Input files", ("file", "bytes", "SHA-256"), body, css="numbers files")
    summary = f"{phrases.count(len(files), 'input file')}, with SHA-256"
    return tag("details", tag("summary", summary), table, more)


def _file_row(file: InputFile) -> Element:
    size = "not read whole" if file.bytes is None else whole(file.bytes)
    return tag(
        "tr",
        tag("th", file.path, scope="row"),
        tag("td", size),
        tag("td", tag("code", file.sha256 or phrases.NOTHING)),
    )
