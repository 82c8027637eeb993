"""What an address tells by itself."""

from __future__ import annotations

import os

from farfield.records import without_secrets

COMPRESSIONS = (".gz", ".zst", ".bz2", ".xz")


def is_url(source: str) -> bool:
    """Whether a source is an address rather than a path of this machine."""
    return "://" in source


def content_suffix(path: str) -> str:
    """The suffix that tells the format, below any compression: `.jsonl` for `a.jsonl.zst`."""
    name = without_secrets(path).rsplit("/", 1)[-1].lower()
    for compression in COMPRESSIONS:
        name = name.removesuffix(compression)
    return os.path.splitext(name)[1]  # noqa: PTH122 - a URL is not a Path
