"""Columns of tables made of arrays of pyarrow, not copied."""

from __future__ import annotations

from typing import Any, Protocol

import polars as pl


class _Array(Protocol):
    def __arrow_c_array__(self, requested_schema: object | None = None) -> Any: ...


class _Handed:
    """An array by the one door that all libraries of Arrow share: polars takes one that it knows as pyarrow's by
    another, for which it loads pyarrow's functions, and that takes as long as writing a table."""

    def __init__(self, array: _Array) -> None:
        self._array = array

    def __arrow_c_array__(self, requested_schema: object | None = None) -> Any:
        return self._array.__arrow_c_array__(requested_schema)


def column_of(array: _Array, kind: Any = None, name: str = "") -> pl.Series:
    """A column of the values of an array of pyarrow; of a type, if one is given."""
    return pl.Series(_Handed(array), dtype=kind).alias(name)
