"""What a study writes: `result.json` and `parameters.json`, and how its summary stands in the first."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping

import msgspec
from msgspec.structs import asdict

from farfield.results.structs import Result
from farfield.studies.seeds import ALONG


class StudyResult(Result):
    """`result.json`: what came out of a study, locked to what it was made from."""

    schema: str
    """farfield.study/1."""
    study: str
    """Its name."""
    question: str
    """What is asked."""
    refuted_by: str
    """Which outcome would speak against the thesis."""
    command: str
    """What was typed."""
    commit: str | None
    """Of the code that computed the rows; null outside of a checkout."""
    versions: Mapping[str, str]
    """Of the packages that it was computed with."""
    cpu_seconds: float
    """Of all rows."""
    lock: Mapping[str, str]
    """The hash of each file that the summary follows from."""
    summary: Mapping[str, object]
    """The summary in plain values; the study's own structs tell its keys."""


class StudyParameters(Result):
    """`parameters.json`: what a folder was made with."""

    schema: str
    """farfield.study/1."""
    study: str
    """Its name."""
    parameters: Mapping[str, object]
    """Plain values; the study's own dataclass tells its keys."""


def written(summary: object) -> dict[str, object]:
    """A summary as it comes back from a file: plain values, with the keys of `along` in the place of that field."""
    found: dict[str, object] = json.loads(json.dumps(_plain(summary)))
    return found


def _plain(value: object) -> object:
    if isinstance(value, msgspec.Struct):
        return {
            name: _plain(one)
            for key, part in asdict(value).items()
            for name, one in (_items(part) if key == ALONG else [(key, part)])
        }
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value


def _items(part: msgspec.Struct | Mapping[str, object]) -> Iterable[tuple[str, object]]:
    return asdict(part).items() if isinstance(part, msgspec.Struct) else part.items()


SAME = 1e-9
"""Relative: another machine, or another number of threads, adds up the same rows in another order. What is told has
four digits at most."""


def follows(made: object, kept: object) -> bool:
    """Whether a summary made of the rows is the one that was kept: the same keys in order, words and whole numbers, and
    floats up to `SAME`."""
    if isinstance(made, dict) and isinstance(kept, dict):
        return [*made] == [*kept] and all(follows(made[key], kept[key]) for key in made)
    if isinstance(made, list) and isinstance(kept, list):
        return len(made) == len(kept) and all(map(follows, made, kept))
    if isinstance(made, float) and isinstance(kept, float):
        return math.isclose(made, kept, rel_tol=SAME, abs_tol=SAME)
    return type(made) is type(kept) and made == kept
