"""The files of an index on this machine, checked first: the engine ends the process where they are wrong."""

from __future__ import annotations

import math
from pathlib import Path

from farfield.records import FarfieldError

PARTS = ("tokenized", "table", "offset")
TOLD_BY_NAME = (*PARTS, "metadata", "metaoff", "unigram")


def token_width(folder: Path) -> int:
    """Bytes of a token of the index in this folder: 1, 2 or 4. Raises FarfieldError where it is no whole index."""
    if any(name in str(folder) for name in TOLD_BY_NAME):
        raise FarfieldError(
            f"infini-gram cannot open a folder whose path holds one of the words {', '.join(TOLD_BY_NAME)}",
            where=str(folder),
            remedy="It tells the files of an index by them. Rename the folder, or link it elsewhere.",
        )
    shards = sorted(path.name.partition(".")[2] for path in folder.glob("tokenized.*"))
    if not shards:
        raise FarfieldError(
            "this folder holds no infini-gram index: it has no file tokenized.0",
            where=str(folder),
            remedy="Name the folder that infini-gram's indexing wrote (--save_dir).",
        )
    widths = {_shard_width(folder, shard) for shard in shards}
    if len(widths) > 1:
        raise _broken(folder, "its shards hold tokens of different sizes")
    return widths.pop()


def _shard_width(folder: Path, shard: str) -> int:
    sizes = {}
    for part in PARTS:
        path = folder / f"{part}.{shard}"
        if not path.is_file() or not path.stat().st_size:
            raise _broken(folder, f"{path.name} is missing or empty")
        sizes[part] = path.stat().st_size
    pointer = math.ceil(math.log2(sizes["tokenized"]) / 8)
    for width in (1, 2, 4):
        if sizes["table"] * width == sizes["tokenized"] * pointer and sizes["offset"] % 8 == 0:
            return width
    raise _broken(folder, f"table.{shard} does not fit tokenized.{shard}")


def _broken(folder: Path, why: str) -> FarfieldError:
    return FarfieldError(
        f"this infini-gram index is not whole: {why}", where=str(folder), remedy="Build it again."
    )
