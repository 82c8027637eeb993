"""JSON as logs really hold it: NaN and Infinity, lone surrogates, byte order marks, integers of any size."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

import msgspec

LONGEST_LINE = 1 << 30  # bytes
SKIP = 1 << 20


def decode_json(raw: bytes) -> Any:
    """The value of a JSON text. Raises ValueError, with the reason in words, where it isn't one."""
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decode_lenient(raw)


def _decode_lenient(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8-sig")
        value = json.loads(text)
        return _whole_strings(value) if "\\u" in text else value
    except UnicodeDecodeError as error:
        raise ValueError(f"invalid UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise ValueError(f"not valid JSON: {error.msg} at {line}column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _whole_strings(value: Any) -> Any:
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, list):
        return [_whole_strings(part) for part in value]
    if isinstance(value, dict):
        return {whole_characters(key): _whole_strings(part) for key, part in value.items()}
    return value


def json_lines(stream: BinaryIO) -> Iterator[tuple[int, Any | ValueError]]:
    """The number and value of each line that isn't blank; a ValueError in place of a broken line's value."""
    for number, raw in enumerate(_bounded_lines(stream), start=1):
        if raw is None:
            yield number, ValueError(f"longer than {LONGEST_LINE >> 20:,} MiB")
            continue
        if not raw.strip():
            continue
        try:
            yield number, decode_json(raw)
        except ValueError as error:
            yield number, error


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream; None for one that is longer than LONGEST_LINE."""
    while raw := stream.readline(LONGEST_LINE):
        whole = len(raw) < LONGEST_LINE or raw.endswith(b"\n")
        yield raw if whole else None
        while not whole:
            rest = stream.readline(SKIP)
            whole = len(rest) < SKIP or rest.endswith(b"\n")


def decode_as(raw: bytes, kind: Any) -> Any:
    """The JSON text as a msgspec type, which skips what the type doesn't name. Raises ValueError."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return msgspec.convert(_decode_lenient(raw), type=kind)


def whole_characters(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and UTF-8 cannot, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
