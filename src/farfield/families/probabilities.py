"""Stated probabilities: `0.3`, `.3`, `0,3`, `30 %`, `3/10`, `3 in 10`."""

from __future__ import annotations

import re

from farfield.families.plain import unmark

_FRACTION = re.compile(r"\\[dt]?frac\s?\{(\d+)\}\s?\{(\d+)\}")
_STATED = re.compile(
    r"(?<![\w.,/−-])(?:(?P<range>\d*[.,]?\d+\s?[-–−]\s?\d*[.,]?\d+)"
    r"|(?P<percent>\d+(?:[.,]\d+)?)\s?(?:%|\\%|per ?cent\b)"
    r"|(?P<part>\d+)\s?(?:/|⁄|in\b|out of\b)\s?(?P<whole>\d+)"
    r"|(?P<number>\d*[.,]\d+|[01]))(?![\w/%]|[.,]\d)"
)


def read_probability(text: str, *, told: bool) -> str | None:
    """The first one of the line where the answer is told, behind its last equals sign; else the last of the text, of
    which a bare 0 or 1 counts on a line of its own only."""
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return None
    if told:
        found = _all(re.split(r"[=≈]", lines[0])[-1])
    elif is_probability(lines[-1]):
        found = _all(lines[-1])
    else:
        found = [_value(match) for match in _STATED.finditer(_plain(text)) if match[0] not in ("0", "1")][-1:]
    value = found[0] if found else None
    return None if value is None else f"{value:.6g}"


def is_probability(line: str) -> bool:
    """Whether a line is nothing but a probability."""
    bare = _plain(line).strip(" .*")
    return _STATED.fullmatch(bare) is not None and _all(bare)[0] is not None


def _all(text: str) -> list[float | None]:
    """Each number that may be one; None for one that lies outside 0 to 1."""
    return [_value(match) for match in _STATED.finditer(_plain(text))]


def _plain(text: str) -> str:
    return unmark(_FRACTION.sub(r"\1/\2", text))


def _value(match: re.Match[str]) -> float | None:
    if match["range"]:
        return None
    if match["percent"]:
        value = float(match["percent"].replace(",", ".")) / 100
    elif match["part"]:
        whole = int(match["whole"])
        value = int(match["part"]) / whole if whole else -1.0
    else:
        value = float(match["number"].replace(",", "."))
    return value if 0 <= value <= 1 else None
