"""What an address tells by itself."""

from __future__ import annotations

import os
import re
from pathlib import Path

from farfield.records import FarfieldError, without_secrets

COMPRESSIONS = (".gz", ".zst", ".bz2", ".xz")
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")  # two letters at least, as C:/ is a drive


def is_url(source: str) -> bool:
    """Whether a source is an address rather than a path of this machine."""
    return "://" in source


def place_of(path: str) -> str:
    """One name for each file, however it is spelled and whatever links lead to it."""
    return path if is_url(path) else os.path.realpath(path)


def content_suffix(path: str) -> str:
    """The suffix that tells the format, below any compression: `.jsonl` for `a.jsonl.zst`."""
    name = without_secrets(path).rsplit("/", 1)[-1].lower()
    for compression in COMPRESSIONS:
        name = name.removesuffix(compression)
    return os.path.splitext(name)[1]  # noqa: PTH122 - a URL is not a Path


def require_local(path: Path) -> None:
    """Raises FarfieldError where results are to be written to an address."""
    if found := _URL.match(str(path)):
        typed = (
            found[0].rstrip("/") + "//" + str(path)[found.end() :].lstrip("/")
        )  # a Path keeps one slash of two
        raise FarfieldError(
            "is an address: results are written to folders of this machine",
            where=typed,
            remedy="Name a folder, and copy it there afterwards.",
        )
