"""What may be said of a run: which items are asked, and how."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from farfield.families import Family, Level
from farfield.families.axes import parse_level
from farfield.records import FarfieldError

SHOTS = 3


@dataclass(frozen=True)
class TaskOptions:
    """A family as a task. `axes`: the levels of those axes that are not drawn at all of theirs.

    `shots`: examples before the question, from the near region only; None takes 3, and none before an answer that is
    thought about, since they show no thinking. `cot`: thinking before the answer.
    `twins`, `checks`: whether items off the usual world come with their twin in it, and with an easy question on
    their conditions.
    """

    items: int = 200
    seed: int = 0
    shots: int | None = None
    cot: bool = False
    axes: Mapping[str, tuple[Level, ...]] = field(default_factory=dict)
    twins: bool = True
    checks: bool = True

    def __post_init__(self) -> None:
        if self.shots is not None and self.shots < 0:
            raise FarfieldError(f"there cannot be {self.shots} examples", remedy="Take --shots 0 for none.")

    @property
    def examples(self) -> int:
        """How many examples are shown."""
        return (0 if self.cot else SHOTS) if self.shots is None else self.shots


@dataclass(frozen=True)
class RunOptions:
    """How a task is put to a model. `model_args`: of its provider. `limit_seconds`: of work on one item.

    `retries`: of a request that failed and may be tried again. None leaves a choice to the provider.
    `cache`: answers that were given before are taken from Inspect's cache.
    """

    task: TaskOptions = field(default_factory=TaskOptions)
    base_url: str | None = None
    model_args: Mapping[str, Any] = field(default_factory=dict)
    limit_seconds: int | None = None
    retries: int = 3
    max_tokens: int | None = None
    temperature: float | None = None
    connections: int | None = None
    cache: bool = False


def parse_axes(family: Family, told: Any) -> dict[str, tuple[Level, ...]]:
    """Levels by axis, from what was typed: `base=8,9`, several of these, or a mapping.

    Inspect splits a value at its commas, so a list's parts without `=` go on with the axis before them.
    Raises FarfieldError for what is of neither form and for what is no level; a strange axis is left for the
    sampling to name the near ones.
    """
    if told is None:
        return {}
    if isinstance(told, Mapping):
        named = {str(name): _as_list(levels) for name, levels in told.items()}
    else:
        named = _typed_levels(_as_list(told))
    axes = {axis.name: axis for axis in family.axes}
    return {
        name: tuple(parse_level(axes[name], str(level)) if name in axes else level for level in levels)
        for name, levels in named.items()
    }


def _typed_levels(parts: Sequence[Any]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    current: list[str] | None = None
    for part in (piece.strip() for text in parts for piece in str(text).replace(";", ",").split(",")):
        name, equals, level = part.partition("=")
        if equals:
            current = named.setdefault(name.strip(), [])
        if current is None or not (level if equals else part):
            raise FarfieldError(f"{part!r} is not of the form AXIS=LEVEL", remedy="For example base=8,9.")
        current.append((level if equals else part).strip())
    return named


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]
