"""Which code computed a row: the sources that its numbers depend on, told by a hash."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

import farfield

ROOMS = ("families", "lab", "studies")


@cache
def code_version() -> str:
    """Eight hexadecimal digits of the SHA-256 of all sources of worlds, training and studies, names included."""
    root, digest = Path(farfield.__file__).parent, hashlib.sha256()
    for path in sorted(path for room in ROOMS for path in (root / room).rglob("*.py")):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:8]
