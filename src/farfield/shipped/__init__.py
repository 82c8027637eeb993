"""Files that come with Farfield: the demo's corpus and answers, and examples of real outcomes.

Each folder here is one set. `benchmarks/make_shipped.py` made them, with the commands that stand in it; its `MADE.md`
says from what, under which licence.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

import zstandard

from farfield.storage import write_whole

PACKED = ".zst"
ABOUT = "MADE.md"


def unpack(name: str, folder: Path) -> list[Path]:
    """Write the files of the set `name` into a folder, as anybody's: without compression, but for `MADE.md`.

    Raises FarfieldError where they can't be written.
    """
    with _folder_of(name) as packed:
        return [_unpack(one, folder) for one in sorted(packed.iterdir()) if one.is_file()]


def _unpack(packed: Path, folder: Path) -> Path:
    data = packed.read_bytes()
    name = packed.name.removesuffix(PACKED)
    whole = zstandard.ZstdDecompressor().decompress(data) if name != packed.name else data
    with write_whole(folder / name) as temporary:
        temporary.write_bytes(whole)
    return folder / name


@contextmanager
def _folder_of(name: str) -> Iterator[Path]:
    with as_file(files(__name__) / name) as folder:
        yield folder
