"""Where the records of a JSON document stand: an array, or the one list or map of records in an object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from farfield.records import FarfieldError

DEEPEST = 3  # objects around the list of records


class Found(NamedTuple):
    """The records, each with its key where they are the values of an object, and the document without them."""

    records: Sequence[tuple[str | None, Any]]
    root: Mapping[str, Any]


def find_records(value: Any, path: str) -> Found:
    """The records that a JSON value holds. Raises FarfieldError where there isn't exactly one place for them."""
    if isinstance(value, list):
        return Found([(None, record) for record in value], {})
    if not isinstance(value, dict):
        raise _no_records(path)
    if _are_aggregates(value):
        raise FarfieldError(
            "holds the results of whole tasks, and no samples",
            where=path,
            remedy="Name the samples file; lm_eval writes one with --log_samples.",
        )
    if _is_map_of_records(value):
        return Found([(str(key), record) for key, record in value.items()], {})
    for depth in range(1, DEEPEST + 1):
        places = list(_lists(value, depth))
        if len(places) > 1:
            raise _several(path, [".".join(place) for place, _ in places])
        if places:
            place, records = places[0]
            return Found([(None, record) for record in records], _without(value, place))
    raise _no_records(path)


def _lists(value: Mapping[str, Any], depth: int) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    """The lists of records that lie `depth` names deep."""
    for name, part in value.items():
        if depth == 1 and _records(part):
            yield (name,), part
        elif depth > 1 and isinstance(part, dict):
            yield from (((name, *place), records) for place, records in _lists(part, depth - 1))


def _records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(part, dict) for part in value)


def _is_map_of_records(value: Mapping[str, Any]) -> bool:
    """Whether the values are objects of one kind: most of them share most of their names."""
    if len(value) < 2 or not all(isinstance(part, dict) and part for part in value.values()):
        return False
    first = set(next(iter(value.values())))
    alike = sum(2 * len(first & set(part)) > max(len(first), len(part)) for part in value.values())
    return 2 * alike > len(value)


def _are_aggregates(value: Mapping[str, Any]) -> bool:
    """lm_eval's results file: scores by task, beside the tasks' versions or configurations."""
    return isinstance(value.get("results"), dict) and any(name in value for name in ("configs", "versions"))


def _without(value: Mapping[str, Any], place: tuple[str, ...]) -> Mapping[str, Any]:
    if len(place) == 1:
        return {name: part for name, part in value.items() if name != place[0]}
    return {**value, place[0]: _without(value[place[0]], place[1:])}


def _no_records(path: str) -> FarfieldError:
    return FarfieldError(
        "holds no list of records",
        where=path,
        remedy="Expected JSON lines, an array of objects, an object with one such array, or an object of objects of"
        " one kind.",
    )


def _several(path: str, places: Sequence[str]) -> FarfieldError:
    return FarfieldError(
        f"holds several lists of records: {', '.join(places[:8])}",
        where=path,
        remedy="Write the one that holds the samples to a file of its own.",
    )
