"""Finding a named column, also inside nested records."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from farfield.records import FarfieldError

MISSING = object()
COLUMNS_SHOWN = 40


def look_up(record: Any, path: str) -> Any:
    """What stands at a column name or dotted path (`scores.accuracy`, `choices.0.text`); MISSING if nothing does."""
    if (
        isinstance(record, dict) and path in record
    ):  # most are; whether it is a mapping takes ten times as long
        return record[path]
    if isinstance(record, Mapping):
        if path in record:
            return record[path]
        head, dot, rest = path.partition(".")
        while dot:
            if head in record and (found := look_up(record[head], rest)) is not MISSING:
                return found
            step, dot, rest = rest.partition(".")
            head = f"{head}.{step}"
    elif isinstance(record, Sequence) and not isinstance(record, str | bytes):
        head, _, rest = path.partition(".")
        if head.isdecimal() and int(head) < len(record):
            return look_up(record[int(head)], rest) if rest else record[int(head)]
    return MISSING


def column_names(record: Mapping[str, Any]) -> Iterator[str]:
    """The names `--map` could use: columns, and dotted names one level into nested records."""
    for name, value in record.items():
        yield name
        if isinstance(value, Mapping):
            yield from (f"{name}.{inner}" for inner in value)


def missing_column(path: str, field: str, column: str, columns: Iterable[str]) -> FarfieldError:
    """The error for a mapped column that no record of a file has: what there is, the nearest names first."""
    names = list(columns)
    near = near_names(column, names)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    return FarfieldError(
        f"no column {column!r} for {field}", where=path, remedy=f"{hint}It has {shown(names)}."
    )


def near_names(name: str, names: Iterable[str]) -> list[str]:
    """At most three names that look like one, whatever their case: those that begin or end as it does count too."""
    plain: dict[str, str] = {}
    for known in names:
        plain.setdefault(known.casefold(), known)
    wanted = name.casefold()
    near = difflib.get_close_matches(wanted, plain, n=3)
    parts = [
        known
        for known in plain
        if len(wanted) > 2 and (wanted in known or (len(known) > 2 and known in wanted))
    ]
    return [plain[known] for known in dict.fromkeys([*near, *parts])][:3]


def shown(columns: Iterable[str]) -> str:
    """The names of columns for a message: the first COLUMNS_SHOWN, and how many more there are."""
    names = list(columns)
    more = f" and {len(names) - COLUMNS_SHOWN} more" if len(names) > COLUMNS_SHOWN else ""
    return ", ".join(names[:COLUMNS_SHOWN]) + more
