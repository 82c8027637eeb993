"""JSON as logs really hold it: NaN and Infinity, lone surrogates, byte order marks, integers of any size."""

from __future__ import annotations

import json
from typing import Any

import msgspec


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
        return whole_strings(value) if "\\u" in text else value
    except UnicodeDecodeError as error:
        raise ValueError(f"invalid UTF-8 at byte {error.start}") from error
    except json.JSONDecodeError as error:
        line = f"line {error.lineno}, " if error.lineno > 1 else ""
        raise ValueError(f"not valid JSON: {error.msg} at {line}column {error.colno}") from error
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def whole_strings(value: Any) -> Any:
    """The value, with whole characters in all of its texts."""
    if isinstance(value, str):
        return whole_characters(value)
    if isinstance(value, list):
        return [whole_strings(part) for part in value]
    if isinstance(value, dict):
        return {whole_characters(key): whole_strings(part) for key, part in value.items()}
    return value


def decode_as(raw: bytes, kind: Any) -> Any:
    """The JSON text as a msgspec type, which skips what the type doesn't name. Raises ValueError."""
    try:
        return msgspec.json.decode(raw, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return msgspec.convert(_decode_lenient(raw), type=kind)


def whole_characters(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and UTF-8 cannot, by U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
