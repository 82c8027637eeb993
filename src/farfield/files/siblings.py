"""Files that stand beside a log."""

from __future__ import annotations

import re

from farfield.records import FarfieldError
from farfield.storage import COMPRESSIONS, find_files

RESULTS = re.compile(r"(\d{8}_\d{6}_)?results(_\d{4}-\d\d-\d\dT[^/]*)?\.json", re.IGNORECASE)
"""What a harness calls the file of its aggregate results."""


def folder_of(path: str) -> str:
    """The folder of a path or address, "." where it names none."""
    return path.rsplit("/", 1)[0] if "/" in path else "."


def find_sibling(path: str, name: str) -> str | None:
    """The file of that name beside `path`, also compressed; None where there is none."""
    return next(iter(find_siblings(path, name)), None)


def find_siblings(path: str, pattern: str) -> list[str]:
    """The files beside `path` whose names match the glob `pattern`, also compressed."""
    found: list[str] = []
    for suffix in ("", *COMPRESSIONS):
        try:
            found += find_files(f"{_literal(folder_of(path))}/{pattern}{suffix}")
        except FarfieldError:  # none of that kind
            continue
    return found


def _literal(folder: str) -> str:
    """The folder's own name, where it holds marks that a glob would take for its own."""
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in folder)
