"""What a JSON file is made of: a record a line, the elements of an array, records inside an object, values one by one.

Told from its beginning alone, of which a part of the first records is enough.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from farfield.files.encodings import BYTE_ORDER_MARK
from farfield.files.json_values import decode_json

Where = Literal["lines", "array", "arrays", "members", "values"]
"""A record is: a line; an element of the one array; an object in an array that a member of the one object holds;
a member of the one object; each of several values, one after the other."""

SAMPLES = 20  # records that tell which fields there are
OBJECT_LINES = 0.5  # of the first lines are objects in a file of records, at least

_DECODER = json.JSONDecoder(strict=False)
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True)
class JsonShape:
    """Where the records stand, some of the first ones, and whether there is no more in the file than them."""

    where: Where
    samples: list[Any] = field(default_factory=list)
    alone: bool = False

    @property
    def records(self) -> list[Mapping[str, Any]]:
        return [sample for sample in self.samples if isinstance(sample, dict)]


def tell_lines(head: bytes, ended: bool, least: float = OBJECT_LINES) -> JsonShape | None:
    """The shape of JSON lines, if more than `least` of the head's are. `ended`: it is all there is."""
    lines = head.removeprefix(BYTE_ORDER_MARK).split(b"\n")
    held = [line for line in (lines if ended else lines[:-1]) if line.strip()]
    samples = [value for value in map(_decoded, held[:SAMPLES]) if isinstance(value, dict)]
    if not samples or len(samples) <= least * len(held[:SAMPLES]):
        return None
    return JsonShape("lines", samples, alone=ended and len(held) == 1)


def starts_with_record(head: bytes) -> bool:
    """Whether the first line is an object."""
    return isinstance(_decoded(head.removeprefix(BYTE_ORDER_MARK).lstrip().split(b"\n", 1)[0]), dict)


def _decoded(line: bytes) -> Any:
    try:
        return decode_json(line)
    except ValueError:
        return None


def tell_values(head: bytes, ended: bool) -> list[JsonShape]:
    """The shapes that a file may have which is not of lines; none where it is no JSON."""
    text = head.removeprefix(BYTE_ORDER_MARK).decode("utf-8", "replace").lstrip()
    if text.startswith("["):
        found, end, closed = _elements(text, 0)
        rest = text[end:].strip() if closed else ""
        return [JsonShape("array", found)] if (found or closed) and not rest else []
    if not text.startswith("{"):
        return []
    values, end = _values(text)
    if values and (len(values) > 1 or text[end:].strip() == ""):
        if len(values) > 1:
            return [JsonShape("values", values)]
        return [JsonShape("values", values, alone=ended), *_inside(values[0])]
    return [] if values or ended else _in_part(text)


def _values(text: str) -> tuple[list[Any], int]:
    """The objects that stand one after the other, whole, and where the last ends."""
    found: list[Any] = []
    at = end = 0
    while len(found) < SAMPLES and text.startswith("{", at):
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        found.append(value)
        at = _space(text, end)
    return found, end


def _elements(text: str, at: int) -> tuple[list[Any], int, bool]:
    """The first elements of the array at `at` that stand there whole; where it was left, and whether at its end."""
    found: list[Any] = []
    at = _space(text, at + 1)
    if text.startswith("]", at):
        return found, at + 1, True
    while True:
        try:
            value, end = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return found, at, False
        end = _space(text, end)
        if text.startswith("]", end):
            return [*found, value][:SAMPLES], end + 1, True
        if not text.startswith(",", end):  # a number that goes on, or no JSON
            return found, end, False
        if len(found) < SAMPLES:
            found.append(value)
        at = _space(text, end + 1)


def _inside(value: Mapping[str, Any]) -> list[JsonShape]:
    """Records in the members of an object."""
    lists = [part for part in value.values() if isinstance(part, list)]
    held = [record for part in lists for record in part if isinstance(record, dict)][:SAMPLES]
    members = [part for part in value.values() if isinstance(part, dict)][:SAMPLES]
    shapes = [JsonShape("arrays", held)] if held else []
    return [*shapes, JsonShape("members", members)] if members else shapes


def _in_part(text: str) -> list[JsonShape]:
    """Records in the members of an object of which the text is but the beginning."""
    held: list[Any] = []
    members: list[Any] = []
    for at in _members(text):
        if text.startswith("[", at):
            held += [record for record in _elements(text, at)[0] if isinstance(record, dict)]
        elif text.startswith("{", at):
            found, _ = _values(text[at:])
            members += found[:1]
    shapes = [JsonShape("arrays", held[:SAMPLES])] if held else []
    return [*shapes, JsonShape("members", members[:SAMPLES])] if members else shapes


def _members(text: str) -> Iterator[int]:
    """Where the values of the members of the object at the beginning stand, as far as it goes."""
    at = _space(text, 1)
    while text.startswith('"', at):
        try:
            _, at = _DECODER.raw_decode(text, at)
            at = _space(text, at)
            if not text.startswith(":", at):
                return
            at = _space(text, at + 1)
            yield at
            _, at = _DECODER.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        at = _space(text, at)
        if not text.startswith(",", at):
            return
        at = _space(text, at + 1)


def _space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at
