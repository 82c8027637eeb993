"""What a format of evaluation logs is: its name, its reader, and the marks by which its files are known."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec

from farfield.files.json_values import decode_json
from farfield.logs.drafts import Draft
from farfield.logs.intake import Intake
from farfield.options.reading import ReadOptions

Reader: TypeAlias = Callable[[str, ReadOptions, Intake], Iterator[Draft]]

Names: TypeAlias = Collection[tuple[str, str]]
"""Files as pairs of folder and name, the name without the ending of a compression."""


def _never(_: Any) -> bool:
    return False


def _none(_: Names) -> set[tuple[str, str]]:
    return set()


@dataclass(frozen=True, slots=True)
class LogFormat:
    """A format. Of several that know a file by the same mark, the first in the registry reads it.

    `read`: the drafts of a file's items; it raises FarfieldError for one that is not of this format.
    `endings`: of names that are always of this format. `of_head`: by the first bytes of a file without a telling name.
    `of_document`: by one JSON object, whose values may not be decoded yet (`part` gives them). `of_first`: by the first
    value in such an object, where no format knows the object itself. `of_record`: by the first record of JSON lines,
    of an array, or by the columns of Parquet. `of_columns`: by the columns of Parquet alone, before any `of_record`.
    `companions`: those of some files that belong to its logs and are none. `sought`: which names of a folder are read
    where the user asked for this format; None for those that any log may have.
    `marks`: whether C, I, P and N are its scores. `by_columns`: whether its scores are found as a table's are.
    """

    name: str
    read: Reader
    endings: tuple[str, ...] = ()
    of_head: Callable[[bytes], bool] = _never
    of_document: Callable[[Mapping[str, Any]], bool] = _never
    of_first: Callable[[Any], bool] = _never
    of_record: Callable[[Mapping[str, Any]], bool] = _never
    of_columns: Callable[[Collection[str]], bool] = _never
    companions: Callable[[Names], set[tuple[str, str]]] = _none
    sought: Callable[[str], bool] | None = None
    marks: bool = False
    by_columns: bool = False


def part(value: Any) -> Any:
    """What a part of a document holds, which may not be decoded yet."""
    try:
        return decode_json(bytes(value)) if isinstance(value, msgspec.Raw) else value
    except ValueError:
        return None


def first_part(value: Any) -> Any:
    """The first part of an object or list, an empty object where there is none."""
    if isinstance(value, Mapping):
        value = list(value.values())
    return value[0] if isinstance(value, list) and value and isinstance(value[0], Mapping | list) else {}
