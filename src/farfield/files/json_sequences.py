"""Several JSON values in one text: a line each, or one after another as printers of single objects leave them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from farfield.files.json_values import decode_json, whole_strings

LONGEST_LINE = 1 << 30  # bytes
SKIP = 1 << 20
AROUND = b" \t\r\n\x1e"  # what stands around a value; \x1e begins one in RFC 7464
_BETWEEN = re.compile(r"[\s,\x1e\ufeff]*")
_NEXT = re.compile(r"\n[ \t]*(?=[{\[])")  # where one may begin again behind what is broken
_OPENING = ("{", "[")


class Placed(NamedTuple):
    """A value, or why there is none, and the line that it begins in."""

    line: int
    value: Any


def json_lines(stream: BinaryIO) -> Iterator[tuple[int, Any | ValueError]]:
    """The number and value of each line that isn't blank; a ValueError in place of a broken line's value.

    Of several values in a line each is yielded.
    """
    for number, raw in enumerate(_bounded_lines(stream), start=1):
        if raw is None:
            yield number, ValueError(f"longer than {LONGEST_LINE >> 20:,} MiB")
            continue
        if not (raw := raw.strip(AROUND)):
            continue
        try:
            yield number, decode_json(raw)
        except ValueError as error:
            yield from ((number, one.value) for one in json_values(raw) or [Placed(number, error)])


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines of a stream; None for one that is longer than LONGEST_LINE."""
    while raw := stream.readline(LONGEST_LINE):
        whole = len(raw) < LONGEST_LINE or raw.endswith(b"\n")
        yield raw if whole else None
        while not whole:
            rest = stream.readline(SKIP)
            whole = len(rest) < SKIP or rest.endswith(b"\n")


def json_values(raw: bytes) -> list[Placed]:
    """The objects and arrays of a text that holds at least two, one after another; else none.

    Behind what is broken the next one begins in a line of its own; a ValueError stands in the place of what is lost.
    """
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return []
    found = list(_values(text))
    whole = [one for one in found if not isinstance(one.value, ValueError)]
    return found if len(whole) > 1 and found[0] is whole[0] else []


def _values(text: str) -> Iterator[Placed]:
    decoder = json.JSONDecoder()
    at, line, counted = 0, 1, 0
    while (at := _start(text, at)) < len(text):
        line, counted = line + text.count("\n", counted, at), at
        try:
            if text[at] not in _OPENING:
                raise ValueError("stands between JSON values")
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError) as error:
            if line == 1 and not counted:
                return
            yield Placed(line, ValueError(_reason(error)))
            again = _NEXT.search(text, at + 1)
            end = again.start() if again else len(text)
        else:
            yield Placed(line, whole_strings(value) if "\\u" in text[at:end] else value)
        at = end


def _start(text: str, at: int) -> int:
    between = _BETWEEN.match(text, at)
    return between.end() if between else at


def _reason(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not valid JSON: {error.msg}"
    return "nested too deeply" if isinstance(error, RecursionError) else str(error)
