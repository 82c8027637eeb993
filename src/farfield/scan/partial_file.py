"""Partial evidence in a file: arrays, tables and records, each checked as it is read. Nothing in it is executed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_type_hints

import msgspec
import numpy as np
import polars as pl
import zstandard

from farfield.scan.partial import Partial
from farfield.scan.plan import Shard
from farfield.storage import write_whole

SHARDS = "shards.json"


def write_partial(path: Path, shards: Sequence[Shard], partial: Partial) -> None:
    """Write the evidence of some shards, whole or not at all."""
    entries = {SHARDS: msgspec.json.encode(shards)}
    for field in fields(Partial):
        kind, content = _encode(getattr(partial, field.name))
        entries[f"{field.name}.{kind}"] = content
    compressor = zstandard.ZstdCompressor(level=1)
    with write_whole(path) as temporary, zipfile.ZipFile(temporary, "w") as archive:
        for name, content in entries.items():
            archive.writestr(name, compressor.compress(content))


def read_shards(path: Path) -> list[Shard]:
    """Which shards a file holds the evidence of. Any exception means that it is damaged."""
    with zipfile.ZipFile(path) as archive:
        return msgspec.json.decode(_content(archive, SHARDS), type=list[Shard])


def read_partial(path: Path) -> Partial:
    """The evidence in a file. Any exception means that it is damaged."""
    hints = get_type_hints(Partial)
    with zipfile.ZipFile(path) as archive:
        values = {}
        for name in archive.namelist():
            if name != SHARDS:
                field, kind = name.split(".")
                values[field] = _decode(kind, _content(archive, name), hints[field])
    return Partial(**values)


def _content(archive: zipfile.ZipFile, name: str) -> bytes:
    return zstandard.ZstdDecompressor().decompress(archive.read(name))


def _encode(value: Any) -> tuple[str, bytes]:
    stream = io.BytesIO()
    if isinstance(value, np.ndarray):
        np.save(stream, value, allow_pickle=False)
        return "npy", stream.getvalue()
    if isinstance(value, pl.DataFrame):
        value.write_ipc(stream)
        return "arrow", stream.getvalue()
    return "json", msgspec.json.encode(value)


def _decode(kind: str, content: bytes, hint: Any) -> Any:
    if kind == "npy":
        return np.load(io.BytesIO(content), allow_pickle=False)
    if kind == "arrow":
        return pl.read_ipc(io.BytesIO(content), use_pyarrow=False)
    return msgspec.json.decode(content, type=hint)
