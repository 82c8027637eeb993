"""Which format a file is in: by its content where the content tells, by its name otherwise."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from farfield.files.encodings import as_utf8
from farfield.files.json_sequences import AROUND, json_lines, json_values
from farfield.files.json_values import decode_json
from farfield.files.siblings import folder_of
from farfield.files.whole_files import read_whole
from farfield.logs.intake import Intake
from farfield.logs.log_format import LogFormat, part
from farfield.logs.log_formats import LOG_FORMATS, log_formats
from farfield.logs.rows import DELIMITED, JSON_LINES, PARQUET, is_one_value, parquet_columns, read_head
from farfield.records import FarfieldError
from farfield.schemas import DRIFT_ANSWERS, DRIFT_FACTS
from farfield.storage import COMPRESSIONS, content_suffix, open_input


def companions(paths: Sequence[str]) -> set[str]:
    """Those of a folder's files that belong to a log and are none: HELM's other files, results of a harness."""
    names = {path: (folder_of(path), _name(path)) for path in paths}
    beside = {pair for kind in log_formats() for pair in kind.companions(set(names.values()))}
    return {path for path, pair in names.items() if pair in beside}


def _name(path: str) -> str:
    name = path.rsplit("/", 1)[-1]
    return next((name.removesuffix(ending) for ending in COMPRESSIONS if name.endswith(ending)), name)


def detect_format(path: str) -> LogFormat | None:
    """The format of a file; None where it can't be an evaluation log. Reads no more of it than it must."""
    suffix = content_suffix(path)
    if kind := _known(lambda kind: suffix in kind.endings):
        return kind
    if suffix in PARQUET:
        return _of_parquet(path)
    if suffix in DELIMITED:
        return _table()
    if suffix == ".json":
        return _of_json(path)
    if suffix in JSON_LINES:
        return _of_json(path) if is_one_value(path) else _of_lines(path)
    return _of_unnamed(path)


def _known(by: Callable[[LogFormat], bool]) -> LogFormat | None:
    """The first format that knows a mark of its own."""
    return next(filter(by, log_formats()), None)


def _table() -> LogFormat:
    """What holds records and no other format knows."""
    return LOG_FORMATS.get("table")


def _of_unnamed(path: str) -> LogFormat | None:
    head = read_head(path)
    if kind := _known(lambda kind: kind.of_head(head)):
        return kind
    if is_one_value(path):
        return _of_json(path)
    return _of_lines(path) if head.lstrip()[:1] == b"{" else None


def _of_parquet(path: str) -> LogFormat:
    with Intake().open_seekable(path) as stream:
        columns = parquet_columns(stream, path)
    if set(columns) in (set(DRIFT_ANSWERS), set(DRIFT_FACTS)):
        raise FarfieldError(
            "is a table that `farfield drift` wrote, and no log", where=path,
            remedy="Name the logs of that run; `farfield compare` takes its folder.",
        )  # fmt: skip
    return _known(lambda kind: kind.of_columns(columns)) or _of_record(dict.fromkeys(columns))


def _of_json(path: str) -> LogFormat | None:
    with open_input(path) as stream:
        raw = read_whole(as_utf8(stream), path)
    try:
        top = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        return _of_document(top)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        value = decode_json(raw)
    except ValueError:  # broken, or JSON lines under a wrong name, or values one after another
        found = _of_first_line(io.BytesIO(raw)) if raw.lstrip(AROUND)[:1] in (b"{", b"[") else None
        return _of_sequence(raw) if found == _table() else found
    if isinstance(value, Mapping):
        return _of_document(value)
    first = value[0] if isinstance(value, list) and value else None
    return _of_record(first) if isinstance(first, Mapping) else _table() if isinstance(value, list) else None


def _of_sequence(raw: bytes) -> LogFormat:
    values = json_values(raw)
    return _of_record(values[0].value) if values and isinstance(values[0].value, Mapping) else _table()


def _of_document(top: Mapping[str, Any]) -> LogFormat:
    """The format of one JSON object, by the names at its top and what stands first below them."""
    if kind := _known(lambda kind: kind.of_document(top)):
        return kind
    first = part(next(iter(top.values()), None))
    return _known(lambda kind: kind.of_first(first)) or _table()


def _of_lines(path: str) -> LogFormat:
    with open_input(path) as stream:
        return _of_first_line(stream)


def _of_first_line(stream: Any) -> LogFormat:
    first = next((value for _, value in json_lines(as_utf8(stream)) if isinstance(value, dict)), {})
    found = _of_record(first)
    return _of_document(first) if found == _table() else found


def _of_record(first: Mapping[str, Any]) -> LogFormat:
    """The format of one record of many."""
    return _known(lambda kind: kind.of_record(first)) or _table()
