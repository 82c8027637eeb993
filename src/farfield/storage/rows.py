"""Rows of Python values as a table of a schema."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

Row = tuple[Any, ...]


def table_of(schema: Mapping[str, pl.DataType], rows: Iterable[Row]) -> pl.DataFrame:
    """A table with a row each, in their order; values stand in the order of the schema."""
    return pl.DataFrame([tuple(map(_writable, row)) for row in rows], schema=dict(schema), orient="row")


def _writable(value: Any) -> Any:
    """Half a surrogate pair, which a stranger's text may hold and no file can, as the sign for what is unknown."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "replace").decode("utf-8")
    return value
