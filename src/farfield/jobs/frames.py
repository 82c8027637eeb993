"""Tables of a notebook as inputs: written beside the run they are for, so that it can be run again from files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from farfield.records import FarfieldError
from farfield.storage import remove, write_table

Source: TypeAlias = Any
"""A path, glob or URL, or a table: of polars, pandas or Arrow, or a list of records."""

GIVEN = "given"
"""The folder of these tables, in that of the run."""


@contextmanager
def as_files(folder: Path, name: str, sources: Source | Sequence[Source]) -> Iterator[list[str]]:
    """The sources as addresses: a table becomes `given/NAME.parquet` (`NAME-2`, ...) in the folder of its run.

    Where the run fails what was written is removed. Raises FarfieldError for what is neither.
    """
    listed = list(sources) if isinstance(sources, list | tuple) and not _is_records(sources) else [sources]
    written: list[Path] = []
    try:
        found = []
        for number, source in enumerate(listed):
            if isinstance(source, str | Path):
                found.append(str(source))
                continue
            path = folder / GIVEN / f"{name}{f'-{number + 1}' if number else ''}.parquet"
            write_table(path, _table(source, name))
            written.append(path)
            found.append(str(path))
        yield found
    except BaseException:
        for path in written:
            remove(path)
        with suppress(OSError):  # whatever else stands there is somebody's
            if written:
                (folder / GIVEN).rmdir()
                folder.rmdir()
        raise


def _is_records(sources: Sequence[Source]) -> bool:
    return bool(sources) and all(isinstance(one, dict) for one in sources)


def _table(source: Source, name: str) -> pl.DataFrame:
    try:
        if isinstance(source, pl.DataFrame):
            return source
        if isinstance(source, pl.LazyFrame):
            return source.collect()
        if isinstance(source, list | tuple):
            return pl.DataFrame(list(source), infer_schema_length=None)
        return pl.DataFrame(source) if hasattr(source, "__arrow_c_stream__") else pl.from_pandas(source)
    except Exception as error:
        raise FarfieldError(
            f"{name} is neither a path nor a table: {type(source).__name__} ({str(error)[:200]})",
            remedy="Name files, folders, globs or URLs, or give a table of polars, pandas or Arrow.",
        ) from error
