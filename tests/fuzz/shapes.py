"""Golden logs as values, bent by the fuzzer's bytes: the syntax stays right, what it says does not."""

from __future__ import annotations

import copy
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

GOLDEN = Path(__file__).parents[1] / "golden"

ODD: list[Any] = [
    None, True, False, 0, 1, -1, 2, 0.5, 1e308, -0.0, float("nan"), float("inf"), 10**40, -(10**19), 2**63, 2**53 + 1,
    "", " ", "C", "I", "correct", "A", "1", "-1", "1e999", "nan", "0.5", "2024-05-01", "9999999-99", "\0", "\ud800",
    "</script><script>alert(1)</script>", "\x1b[2J", "; rm -rf /", "../../etc/passwd", "{{doc}}", "a" * 3000, "\u202e",
    [], [[]], [None], ["a"], [0, 1], [{"role": "user", "content": "hi"}], [[0.5, True]], [{}], ["x"] * 300,
    {}, {"": ""}, {"a": {"b": {"c": []}}}, {"value": "C"}, {"text": "t"}, {"role": 3}, {"\ud800": 1}, {"id": {}},
]  # fmt: skip


class Dice:
    """Choices drawn from bytes; all zeros once they are used up."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def __bool__(self) -> bool:
        return self._at < len(self._data)

    def below(self, bound: int) -> int:
        width = 1 if bound <= 256 else 2
        number = int.from_bytes(self._data[self._at : self._at + width], "big")
        self._at += width
        return number % bound


def bend(value: Any, dice: Dice) -> Any:
    """The value with up to 12 of its parts replaced, removed, doubled, renamed or swapped."""
    value = copy.deepcopy(value)
    for _ in range(12):
        if not dice:
            break
        holder, key = _pick(value, dice)
        if holder is None:
            break
        _change(value, holder, key, dice)
    return value


def _pick(value: Any, dice: Dice) -> tuple[Any, Any]:
    holder, key = None, None
    while isinstance(value, dict | list) and value:
        keys = list(value) if isinstance(value, dict) else range(len(value))
        holder, key = value, keys[dice.below(len(keys))]
        value = holder[key]
        if dice.below(4) == 0:
            break
    return holder, key


def _change(whole: Any, holder: Any, key: Any, dice: Dice) -> None:
    how = dice.below(8)
    if how == 0:
        del holder[key]
    elif how == 1 and isinstance(holder, list):
        holder.append(copy.deepcopy(holder[key]))
    elif how == 1:
        holder[f"{key}"[:-1]] = holder.pop(key)
    elif how == 2:
        other, there = _pick(whole, dice)
        if other is not None:
            holder[key] = copy.deepcopy(other[there])
    elif how == 3:
        holder[key] = [holder[key]]
    elif how == 4:
        holder[key] = {"value": holder[key]}
    elif how == 5:
        holder[key] = json.dumps(holder[key])
    else:
        holder[key] = copy.deepcopy(ODD[dice.below(len(ODD))])


def lines_of(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text().splitlines() if line]


def as_lines(rows: Any) -> bytes:
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def archive_of(path: Path) -> dict[str, Any]:
    """The members of a small Inspect archive, decoded."""
    members = {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            data = _inflated(archive, info)
            members[info.filename] = json.loads(data)
    return members


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type != 93:
        return archive.read(info)
    raw = Path(str(archive.filename)).read_bytes()
    begin = info.header_offset + 30
    begin += int.from_bytes(raw[begin - 4 : begin - 2], "little") + int.from_bytes(
        raw[begin - 2 : begin], "little"
    )
    reader = zstandard.ZstdDecompressor().stream_reader(raw[begin : begin + info.compress_size])
    return reader.read(info.file_size)


def as_archive(members: dict[str, Any]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, value in members.items():
            archive.writestr(str(name), json.dumps(value))
    return packed.getvalue()


def as_parquet(rows: Any) -> bytes | None:
    """The rows as a Parquet file; None where Arrow can't make a table of them."""
    try:
        table = pa.Table.from_pylist([row for row in rows if isinstance(row, dict)])
        packed = io.BytesIO()
        pq.write_table(table, packed)
    except (pa.ArrowException, ValueError, TypeError, OverflowError, UnicodeError):
        return None
    return packed.getvalue()
