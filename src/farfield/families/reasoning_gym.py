"""Any dataset of reasoning-gym (Stojanovski et al. 2025, arXiv 2505.24760) with structured difficulty, as a family.

Its axes are the attributes of the dataset's curriculum that are whole numbers and that each item's metadata tell. The
library declares ranges; here a level is both ends of the range, and an item stands where its metadata say that it was
drawn, whatever was asked for. Other attributes, such as bounds of random values, keep the library's default.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from importlib import import_module
from time import process_time
from typing import Any, ClassVar, cast

from farfield.extras import missing
from farfield.families.answers import final_text, read_answer
from farfield.families.axes import Axis, Level, Point, parse_key, point_key
from farfield.families.family import REASONING_GYM, Exercise, Family, FamilyItem
from farfield.families.reasoning_gym_scoring import problem_of, score
from farfield.records import FarfieldError
from farfield.registry import near_names

_SEEDS = 2**31
_ATTEMPTS = 8
_PROBES = 3
_SECONDS = 120
"""Of work in which a dataset has to show its axes."""
_CANNOT_DRAW = (AssertionError, IndexError, KeyError, RuntimeError, TypeError, ValueError)
"""What the library raises where a configuration is no good or an item can't be drawn from it."""

_Config = tuple[tuple[str, int], ...]

_TAGGED = re.compile(r"<answer>(.*?)(?:</answer>|\Z)", re.DOTALL | re.IGNORECASE)
_MARKED = re.compile(r"\banswer[*_`]*\s*[:：][*_]*", re.IGNORECASE)


class ReasoningGym(Family):
    """A dataset; `reasoning_gym_family` makes a subclass of it for each."""

    dataset: ClassVar[str]
    fields: ClassVar[Mapping[str, tuple[str, ...]]]
    """The fields of the dataset's configuration that each axis sets."""
    several_lines: ClassVar[bool]
    """Whether answers have several lines."""
    answer = "line"
    witnesses = ()

    def draw(self, point: Point, rng: random.Random) -> Exercise:
        entry = self._entry(point, rng.randrange(_SEEDS))
        question, target = str(entry["question"]), str(entry["answer"])
        return Exercise(
            question, target, nuisances={"words": len(question.split()), "answer_length": len(target)}
        )

    def generate(self, point: Point, seed: int) -> FamilyItem:
        """As for every family, but at the point at which the dataset says that it drew the item."""
        item = super().generate(point, seed)
        told = self._entry(point, self._number(seed))["metadata"]
        return replace(item, point={name: _whole(told.get(name), level) for name, level in point.items()})

    def read_answer(self, output: str) -> str | None:
        """All that stands after the last `Answer:` or in the last `<answer>` tag, else what any line would be; or,
        where answers have several lines, all of the output behind what introduces it."""
        text = final_text(output)
        if found := _told(text):
            return found
        line = read_answer(output, "line")  # None where there is none, or a refusal
        return _all_lines(text) if self.several_lines and line is not None else line

    def grade(self, answer: str | None, item: FamilyItem) -> float:
        """By the dataset's own scorer, right or wrong (`reasoning_gym_scoring`)."""
        if answer is None:
            return 0.0
        point = parse_key(self.axes, item.item_id.rsplit("/", 2)[1])  # that of the item is where it came out
        dataset = _dataset(self.dataset, self._configured(point))
        return score(answer, dataset, self._entry(point, self._number(item.seed)), self.dataset)

    def _number(self, seed: int) -> int:
        """Which of the dataset's items a seed stands for."""
        return self._rng(seed).randrange(_SEEDS)

    def _configured(self, point: Point) -> _Config:
        return tuple((field, int(point[name])) for name in point for field in self.fields[name])

    def _entry(self, point: Point, number: int) -> dict[str, Any]:
        try:
            return _entry(self.dataset, self._configured(point), number)
        except _CANNOT_DRAW as error:
            raise FarfieldError(
                f"{self.name} cannot draw an item at {point_key(self.axes, point)}: {error}",
                remedy="Choose other levels of its axes.",
            ) from error


@lru_cache(maxsize=64)
def reasoning_gym_family(dataset: str) -> ReasoningGym:
    """The family of a dataset, by its name in reasoning-gym. Raises FarfieldError where there is none of this name,
    where the library is missing, where the dataset's difficulty has no structure that can be used, or where its scorer
    takes wrong answers for right ones or right ones for wrong."""
    library = _library()
    if dataset not in library.DATASETS:
        raise FarfieldError(
            f"reasoning-gym has no dataset {dataset!r}", remedy=near_names(dataset, library.DATASETS)
        )
    fields, axes, until = {}, [], process_time() + _SECONDS
    for attribute in _attributes(dataset):
        named = [
            getattr(attribute, name, None) for name in ("field_name", "lower_field_name", "upper_field_name")
        ]
        fields[attribute.name] = tuple(field for field in named if field)
        if (axis := _axis(dataset, attribute, fields[attribute.name], until)) is not None:
            axes.append(axis)
    if not axes:
        raise FarfieldError(
            f"the dataset {dataset!r} of reasoning-gym has no axes",
            remedy="Its items don't tell how hard they came out; choose a dataset whose metadata hold an attribute of "
            "its curriculum, such as chain_sum, spell_backward or tower_of_hanoi.",
        )
    several_lines = _check_scorer(dataset, axes, fields)
    told = {
        "name": REASONING_GYM + dataset, "title": f"{dataset} of reasoning-gym", "axes": tuple(axes),
        "dataset": dataset, "fields": fields, "several_lines": several_lines,
    }  # fmt: skip
    return cast(ReasoningGym, type(dataset.title().replace("_", ""), (ReasoningGym,), told)())


def _told(text: str) -> str | None:
    """What stands after the last `Answer:`, or in the last `<answer>` tag that holds something where none comes first.

    One pass from the front, and one look for the marker.
    """
    marker = max((found.end() for found in _MARKED.finditer(text)), default=-1)
    tags: list[str] = []
    at = 0
    while tag := _TAGGED.match(text, at) or (_TAGGED.search(text, at) if marker < at else None):
        tags.append(tag[1].strip())
        at = tag.end()
    if marker >= at and text[marker:].strip():
        return text[marker:].strip()
    return next((told for told in reversed(tags) if told), None)


def _all_lines(text: str) -> str | None:
    """A text without the lines before its answer that introduce it, each of which ends with a colon."""
    lines = text.splitlines()
    said = (at for at, line in enumerate(lines) if line.strip() and not line.rstrip().endswith(":"))
    return "\n".join(lines[next(said, len(lines)) :]).rstrip() or None


def _check_scorer(dataset: str, axes: Sequence[Axis], fields: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether answers have several lines. Raises FarfieldError for a dataset whose scores are not to be trusted.

    Looks at items at the usual levels, and at the last level of each axis.
    """
    places = [()] + [tuple((field, int(axis.levels[-1])) for field in fields[axis.name]) for axis in axes]
    several = False
    for config in places:
        entries = _probe(dataset, config)
        if problem := problem_of(_dataset(dataset, config), entries, dataset):
            raise FarfieldError(
                f"the dataset {dataset!r} of reasoning-gym is refused: {problem}",
                remedy="Its scores would mean nothing; choose another dataset, such as chain_sum or spell_backward.",
            )
        several = several or any("\n" in str(entry["answer"]).strip() for entry in entries)
    return several


def _axis(dataset: str, attribute: Any, fields: tuple[str, ...], until: float) -> Axis | None:
    """The axis of an attribute; None unless items tell their value and two levels or more can be held.

    Raises FarfieldError where that is not known once this process has worked `until` a time.
    """
    levels = [level for level in attribute.levels if _whole(level) is not None]
    if len(levels) < 2 or not _tells(dataset, attribute.name, ()):
        return None
    held = []
    for level in levels:
        if _tells(dataset, attribute.name, tuple((one, level) for one in fields)):
            held.append(level)
        if process_time() > until:
            raise FarfieldError(
                f"the dataset {dataset!r} of reasoning-gym is refused: drawing some items at each of its levels takes "
                f"more than {_SECONDS} seconds",
                remedy="Choose another dataset, such as chain_sum or spell_backward.",
            )
    if len(held) < 2:
        return None
    first = attribute.levels[attribute.default_level]
    meaning = str(attribute.description or attribute.name.replace("_", " ")).lower()
    return Axis(
        attribute.name, "ordered", tuple(dict.fromkeys(held)), first if first in held else held[0], meaning
    )


def _tells(dataset: str, name: str, config: _Config) -> bool:
    """Whether items that are drawn so tell the value of the attribute."""
    drawn = _probe(dataset, config)
    return bool(drawn) and all(_whole(entry["metadata"].get(name)) is not None for entry in drawn)


@lru_cache(maxsize=512)
def _probe(dataset: str, config: _Config) -> tuple[dict[str, Any], ...]:
    """The dataset's first items of a configuration; none where it can't draw them."""
    try:
        return tuple(_dataset(dataset, config)[number] for number in range(_PROBES))
    except _CANNOT_DRAW:
        return ()


def _whole(value: object, otherwise: Level | None = None) -> Any:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def _library() -> Any:
    try:
        return import_module("reasoning_gym.factory")
    except ImportError:
        raise missing(
            "run", "a dataset of reasoning-gym as a family needs reasoning-gym, which is not installed"
        ) from None


def _attributes(dataset: str) -> list[Any]:
    curriculum = _library().CURRICULA.get(dataset)
    return [] if curriculum is None else list(curriculum().attributes.values())


@lru_cache(maxsize=256)
def _dataset(name: str, config: _Config) -> Any:
    return _library().create_dataset(name, seed=0, size=_SEEDS, **dict(config))


@lru_cache(maxsize=4)
def _entry(name: str, config: _Config, number: int) -> dict[str, Any]:
    """The item of this number, or of the first after it that can be drawn and has an answer."""
    dataset = _dataset(name, config)
    for each in range(number, number + _ATTEMPTS):
        with suppress(*_CANNOT_DRAW):
            entry: dict[str, Any] = dataset[each]
            if str(entry["answer"]).strip():
                return entry
    raise ValueError(f"nothing was drawn from {name} with {dict(config)}")
