"""What a value in a transcript says, whatever stands in its place: objects, lists, texts, names, times."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?")
SECONDS = (10**8, 10**11)  # what a number may be as seconds since 1970: from 1973 to 5138
MILLISECONDS = 1000


def as_object(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def as_objects(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; none where it is no list."""
    return [part for part in value if isinstance(part, Mapping)] if isinstance(value, list) else []


def word_of(value: Any) -> str:
    """The value where it is a text, as a role or a type is, else none."""
    return value if isinstance(value, str) else ""


def text_of(value: Any) -> str:
    """The text of a message or of what came back: that of its parts joined by line breaks, with line ends as LF.

    Images and the like have none; an object that tells no text is its JSON.
    """
    if isinstance(value, str):
        return value.replace("\r\n", "\n")
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value).lower()
    if isinstance(value, list):
        return "\n".join(text for part in value if (text := _part_text(part)))
    return _part_text(value) if isinstance(value, Mapping) else str(value)


def _part_text(part: Any) -> str:
    if not isinstance(part, Mapping):
        return text_of(part)
    for name in ("text", "content", "output", "resource"):
        if isinstance(part.get(name), str | list | Mapping):
            return text_of(part[name])
    if isinstance(part.get("url"), str):  # what a search found
        return "\n".join(told for name in ("title", "url") if isinstance(told := part.get(name), str))
    if "type" in part:  # an image, a sound, a part whose text was taken away
        return ""
    return json.dumps(part, ensure_ascii=False, default=str)


def strings_in(value: Any) -> Iterator[str]:
    """All strings in a value, at any depth, however deep."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, Mapping):
            waiting += part.values()
        elif isinstance(part, list | tuple):
            waiting += part


def name_of(*values: Any) -> str | None:
    """The first that is a name: a text that isn't blank, or a whole number."""
    for value in values:
        if isinstance(value, str) and value.strip():
            return value.strip()
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def number_of(value: Any) -> float | None:
    """A number, also one that is told as a text; None for all else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def code_of(value: Any) -> int | None:
    """An exit status."""
    number = number_of(value)
    return int(number) if number is not None and abs(number) < 2**31 else None


def truth_of(value: Any) -> bool | None:
    """Yes or no as logs tell it: true, 1, "resolved"; None where it tells neither."""
    if isinstance(value, str):
        word = value.strip().lower()
        if word in ("true", "yes", "resolved", "pass", "passed", "success"):
            return True
        if word in ("false", "no", "unresolved", "fail", "failed", ""):
            return False if word else None
    number = float(value) if isinstance(value, bool) else number_of(value)
    return {0.0: False, 1.0: True}.get(number) if number is not None else None


def time_of(*values: Any) -> str | None:
    """The first that is a time, ISO 8601: a text, or seconds or milliseconds since 1970."""
    for value in values:
        if isinstance(value, str) and _ISO.match(value):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            seconds = value / MILLISECONDS if value >= SECONDS[1] else value
            if SECONDS[0] <= seconds < SECONDS[1]:
                return datetime.fromtimestamp(seconds, UTC).isoformat()
    return None


_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def commit_of(*values: Any) -> str | None:
    """The first that is the id of a commit, and no name of a branch."""
    for value in values:
        if isinstance(value, str) and _COMMIT.fullmatch(value.strip().lower()):
            return value.strip().lower()
    return None
