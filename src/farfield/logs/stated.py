"""Files of stated probabilities, and of choices between options → their tables."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from farfield.logs.columns import MISSING, column_names, look_up, missing_column, shown
from farfield.logs.formats.inspect import read_inspect
from farfield.logs.intake import Intake
from farfield.logs.rows import ROW_SUFFIXES, Row, read_rows
from farfield.logs.stated_names import CHOICE, NEEDED, STATED_NAMES, usual_columns
from farfield.logs.values import to_text
from farfield.options.reading import ReadOptions
from farfield.records import FarfieldError, InputFile, ReadNotice, Rejected, Scalar
from farfield.schemas import CHOICES_SCHEMA, STATED_SCHEMA
from farfield.storage import content_suffix, find_files
from farfield.text.nouns import number_of

WORDS = {
    "true": True,
    "yes": True,
    "1": True,
    "1.0": True,
    "false": False,
    "no": False,
    "0": False,
    "0.0": False,
}
NOBODY = "unknown"
LOG_SUFFIX = ".eval"
STRAYS = 0.01
"""Share of a file's probabilities outside 0 to 1, above which they are on another scale."""


@dataclass(frozen=True, slots=True)
class StatedOptions:
    """How stated probabilities are read: `map` names columns for STATED_NAMES, `axis` one for the level."""

    map: Mapping[str, str] = field(default_factory=dict)
    axis: str | None = None

    def __post_init__(self) -> None:
        for name in self.map:
            if name not in STATED_NAMES:
                raise FarfieldError(
                    f"a stated probability has no field {name!r}",
                    where="--map",
                    remedy=f"Its fields are {', '.join(STATED_NAMES)}.",
                )


@dataclass(frozen=True)
class Stated:
    """What `read_stated` returns: stated probabilities (STATED_SCHEMA), choices between options (CHOICES_SCHEMA)."""

    probabilities: pl.DataFrame
    choices: pl.DataFrame
    rejected: Sequence[Rejected] = ()
    notices: Sequence[ReadNotice] = ()
    inputs: Sequence[InputFile] = ()

    @property
    def warnings(self) -> list[str]:
        """The sentences of the notices."""
        return [notice.told for notice in self.notices]


def read_stated(sources: Sequence[str] | str, options: StatedOptions | None = None) -> Stated:
    """The stated probabilities and the choices in files, folders, globs and URLs of tables and of logs of Inspect.

    Raises FarfieldError where a source is missing, a file named outright is no such table, a named column isn't there,
    probabilities lie on another scale, or nothing usable is left.
    """
    options, intake = options or StatedOptions(), Intake()
    rows: list[dict[str, Any]] = []
    choices: list[dict[str, Any]] = []
    paths = _paths([sources] if isinstance(sources, str) else sources)
    for path in paths:
        _read(path, options, intake, rows, choices)
    if not rows and not choices:
        raise _nothing(paths, intake)
    return Stated(
        pl.DataFrame(rows, schema=STATED_SCHEMA),
        pl.DataFrame(choices, schema=CHOICES_SCHEMA),
        intake.rejected,
        intake.notices(),
        list(intake.inputs.values()),
    )


def _paths(sources: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for source in sources:
        for path in find_files(source):
            named = path.rsplit("/", 1)[-1] == source.rsplit("/", 1)[-1]
            if named or content_suffix(path) in (*ROW_SUFFIXES, LOG_SUFFIX):
                found.setdefault(path)
    return list(found)


def _nothing(paths: Sequence[str], intake: Intake) -> FarfieldError:
    first = intake.rejected[0] if intake.rejected else None
    told = f": {first.reason}" if first else ""
    return FarfieldError(
        f"no stated probability in {number_of(len(paths), 'file')}{told}",
        where=f"{first.source}, line {first.line}"
        if first
        else ", ".join(paths[:3]) or "stated probabilities",
        remedy="Rows have tuple, check, role and prob; or first, second and preferred.",
    )


def _read(
    path: str,
    options: StatedOptions,
    intake: Intake,
    rows: list[dict[str, Any]],
    choices: list[dict[str, Any]],
) -> None:
    read = list(_rows(path, intake))
    if not read or (content_suffix(path) == LOG_SUFFIX and _of_another_kind(path, read, options, intake)):
        return
    columns = _columns([row.record for row in read], path, options)
    if all(name in columns for name in NEEDED):
        found = [one for row in read if (one := _stated(row, columns, path, intake))]
        _refuse_scale(path, read, columns)
        rows += found
    elif all(name in columns for name in CHOICE):
        choices += [one for row in read if (one := _choice(row, columns, path, intake))]
    else:
        lacking = [name for name in NEEDED if name not in columns]
        raise FarfieldError(
            f"no column for {', '.join(lacking)}",
            where=path,
            remedy=f"Name it with --map {lacking[0]}=COL. It has {shown(_names([row.record for row in read]))}.",
        )
    if "subject" not in columns:
        intake.tally(
            path,
            "subject_unnamed",
            "rows that name no subject",
            "Name its column with --map subject=COL.",
            len(read),
        )


def _rows(path: str, intake: Intake) -> Iterator[Row]:
    """The rows of a table; of an Inspect log what the metadata of its samples and their scorer tell."""
    if content_suffix(path) != LOG_SUFFIX:
        yield from read_rows(path, intake)
        return
    for at, draft in enumerate(read_inspect(path, ReadOptions(), intake), 1):
        yield Row({**draft.metadata, "subject": draft.subject}, at)


def _of_another_kind(path: str, read: Sequence[Row], options: StatedOptions, intake: Intake) -> bool:
    """Whether no sample of a log holds a part of a tuple, as in the logs of other tasks that lie beside it."""
    names = {*_names([row.record for row in read]), *options.map.values()}
    if any(known in names for known in STATED_NAMES["tuple"]) or "tuple" in options.map:
        return False
    intake.warn(
        path,
        "log_of_another_kind",
        "a log without stated probabilities (no `tuple` in the metadata of its samples), passed over",
    )
    return True


def _names(records: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for record in records for name in column_names(record)))


def _columns(records: Sequence[Mapping[str, Any]], path: str, options: StatedOptions) -> dict[str, str]:
    """The column of each field that has one. Raises FarfieldError for one that was named and no record has."""
    names = _names(records)
    asked = {**options.map, **({"level": options.axis} if options.axis else {})}
    for name, column in asked.items():
        if all(look_up(record, column) is MISSING for record in records):
            raise missing_column(path, "--axis" if name == "level" else name, column, names)
    return usual_columns(names) | asked


def _value(row: Row, columns: Mapping[str, str], name: str) -> Any:
    if name not in columns:
        return None
    column = columns[name]
    value = row.typed[column] if column in row.typed else look_up(row.record, column)
    return None if value is MISSING or value == "" else value


def _text(row: Row, columns: Mapping[str, str], name: str) -> str | None:
    value = _value(row, columns, name)
    return None if value is None else to_text(value).strip() or None


def _stated(row: Row, columns: Mapping[str, str], path: str, intake: Intake) -> dict[str, Any] | None:
    found: dict[str, Any] = {name: _text(row, columns, name) for name in ("tuple", "check", "role")}
    lacking = [name for name, value in found.items() if value is None]
    prob = probability(_value(row, columns, "prob"))
    if lacking or prob is None or not 0 <= prob <= 1:
        given = _value(row, columns, "prob")
        reason = f"no {lacking[0]}" if lacking else _wrong(given, prob)
        intake.reject(path, row.line, reason, dict(row.record))
        return None
    told = _value(row, columns, "resolution")
    resolution = WORDS.get(to_text(told).strip().casefold()) if not isinstance(told, bool) else told
    if told is not None and resolution is None:
        intake.tally(
            path, "resolutions_unknown", "resolutions that are neither true nor false, read as unknown"
        )
    found |= {"subject": _text(row, columns, "subject") or NOBODY, "prob": prob, "resolution": resolution}
    return {**found, "question": _text(row, columns, "question"), "level": _text(row, columns, "level")}


def _wrong(given: Any, prob: float | None) -> str:
    if given is None:
        return "no probability"
    return (
        f"{str(given)[:40]!r} is no probability"
        if prob is None
        else f"the probability {prob:g} lies outside 0 to 1"
    )


def probability(value: Scalar | Any) -> float | None:
    """A number as it stands, or a text such as `0.3` or `30 %`; None for everything else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip()
        share = 100.0 if text.endswith("%") else 1.0
        try:
            value = float(text.removesuffix("%")) / share
        except ValueError:
            return None
    if not isinstance(value, int | float):
        return None
    return float(value) if math.isfinite(value) else None


def _refuse_scale(path: str, read: Sequence[Row], columns: Mapping[str, str]) -> None:
    """A 0 and a 1 among per cents would pass for probabilities: so no row of such a file is taken."""
    given = [value for row in read if (value := probability(_value(row, columns, "prob"))) is not None]
    outside = [value for value in given if not 0 <= value <= 1]
    if len(outside) > STRAYS * len(given):
        raise FarfieldError(
            f"{len(outside):,} of {len(given):,} probabilities lie outside 0 to 1 (from {min(given):g} to "
            f"{max(given):g})",
            where=path,
            remedy="Divide them by 100 if they are per cent, or name another column with --map prob=COL.",
        )


def _choice(row: Row, columns: Mapping[str, str], path: str, intake: Intake) -> dict[str, Any] | None:
    first, second = _text(row, columns, "first"), _text(row, columns, "second")
    chosen, dominant = _text(row, columns, "preferred"), _text(row, columns, "dominant")
    if not first or not second or first == second:
        reason = "no two options"
    elif chosen not in (first, second, "tie"):
        reason = (
            "no choice" if chosen is None else f"chosen is {chosen[:40]!r}, which is neither option nor `tie`"
        )
    elif dominant not in (first, second, None):
        reason = f"dominant is {dominant[:40]!r}, which is neither option"
    else:
        share = 0.5 if chosen == "tie" else float(chosen == first)
        subject = _text(row, columns, "subject") or NOBODY
        return {"subject": subject, "first": first, "second": second, "share": share, "dominant": dominant}
    intake.reject(path, row.line, reason, dict(row.record))
    return None
