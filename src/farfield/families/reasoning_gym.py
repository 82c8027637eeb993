"""Any dataset of reasoning-gym (Stojanovski et al. 2025, arXiv 2505.24760) with structured difficulty, as a family.

Its axes are the attributes of the dataset's curriculum that are whole numbers and that each item's metadata tell. The
library declares ranges; here a level is both ends of the range, and an item stands where its metadata say that it was
drawn, whatever was asked for. Other attributes, such as bounds of random values, keep the library's default.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from difflib import get_close_matches
from functools import lru_cache
from importlib import import_module
from inspect import getsource
from typing import Any, ClassVar, cast

from farfield.extras import missing
from farfield.families.answers import final_text, read_answer
from farfield.families.axes import Axis, Level, Point, parse_key, point_key
from farfield.families.family import Exercise, Family, FamilyItem
from farfield.families.registry import REASONING_GYM
from farfield.records import FarfieldError

_SEEDS = 2**31
_ATTEMPTS = 8
_PROBES = 3
_CANNOT_DRAW = (AssertionError, IndexError, KeyError, RuntimeError, TypeError, ValueError)
"""What the library raises where a configuration is no good or an item can't be drawn from it."""

_Config = tuple[tuple[str, int], ...]

_TOLD = re.compile(
    r"<answer>(.*?)(?:</answer>|\Z)|.*\banswer[*_`]*\s*[:：][*_]*(.*)\Z", re.DOTALL | re.IGNORECASE
)
_LITERAL = re.compile(r"(?!.*(?:__|\bfor\b|\blambda\b))[\w\s\[\],.'\"#-]{0,20000}", re.DOTALL)
_FORMULA = re.compile(
    r"(?!.*(?:__|\.\s*[A-Za-z_]|(?:\*\*|\^)\s*\(?\s*-?\d{3}|(?:\*\*|\^)[^-+]*(?:\*\*|\^)))[\w\s+\-*/^().,]{0,500}",
    re.DOTALL,
)
_NAMES = {
    "a", "b", "c", "C", "E", "e", "i", "k", "n", "pi", "t", "u", "v", "w", "x", "y", "z",
    "acos", "asin", "atan", "cos", "cosh", "exp", "ln", "log", "sec", "sin", "sinh", "sqrt", "tan", "tanh",
}  # fmt: skip


class ReasoningGym(Family):
    """A dataset; `reasoning_gym_family` makes a subclass of it for each."""

    dataset: ClassVar[str]
    fields: ClassVar[Mapping[str, tuple[str, ...]]]
    """The fields of the dataset's configuration that each axis sets."""
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
        """All that stands after the last `Answer:` or in the last `<answer>` tag, else what any line would be."""
        told = [one[1] or one[2] for one in _TOLD.finditer(final_text(output))]
        return next((text.strip() for text in reversed(told) if text and text.strip()), None) or read_answer(
            output, "line"
        )

    def grade(self, answer: str | None, item: FamilyItem) -> float:
        """By the dataset's own scorer, where the answer is fit to be given to it; else 1 where it is the target.

        Several scorers evaluate the answer as Python. They see it only where it holds nothing but literals or a plain
        formula: what a model writes is never run.
        """
        if answer is None:
            return 0.0
        if answer.strip() == item.exercise.target.strip():
            return 1.0
        point = parse_key(self.axes, item.item_id.rsplit("/", 2)[1])  # that of the item is where it came out
        dataset, entry = (
            _dataset(self.dataset, self._configured(point)),
            self._entry(point, self._number(item.seed)),
        )
        if not is_harmless(answer, type(dataset)):
            return 0.0
        return min(max(float(dataset.score_answer(answer, entry)), 0.0), 1.0)

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
    where the library is missing, or where the dataset's difficulty has no structure that can be used."""
    library = _library()
    if dataset not in library.DATASETS:
        near = get_close_matches(dataset, library.DATASETS, cutoff=0.4) or ["chain_sum"]
        raise FarfieldError(
            f"reasoning-gym has no dataset {dataset!r}", remedy=f"Did you mean {', '.join(near)}?"
        )
    fields, axes = {}, []
    for attribute in _attributes(dataset):
        named = [
            getattr(attribute, name, None) for name in ("field_name", "lower_field_name", "upper_field_name")
        ]
        fields[attribute.name] = tuple(field for field in named if field)
        if (axis := _axis(dataset, attribute, fields[attribute.name])) is not None:
            axes.append(axis)
    if not axes:
        raise FarfieldError(
            f"the dataset {dataset!r} of reasoning-gym has no axes",
            remedy="Its items don't tell how hard they came out; choose a dataset whose metadata hold an attribute of "
            "its curriculum, such as chain_sum, spell_backward or tower_of_hanoi.",
        )
    told = {
        "name": REASONING_GYM + dataset, "title": f"{dataset} of reasoning-gym", "axes": tuple(axes),
        "dataset": dataset, "fields": fields,
    }  # fmt: skip
    return cast(ReasoningGym, type(dataset.title().replace("_", ""), (ReasoningGym,), told)())


def is_harmless(answer: str, dataset: type) -> bool:
    """Whether an answer may be given to the scorer of a dataset: always, unless its class evaluates text."""
    source = getsource(dataset)
    if re.search(r"(?<![\w.])eval\(", source):
        return _LITERAL.fullmatch(answer) is not None
    if "parse_expr(" in source:
        return _FORMULA.fullmatch(answer) is not None and set(re.findall(r"[A-Za-z_]\w*", answer)) <= _NAMES
    return True


def _axis(dataset: str, attribute: Any, fields: tuple[str, ...]) -> Axis | None:
    """The axis of an attribute; None unless items tell their value and two levels or more can be held."""
    levels = [level for level in attribute.levels if _whole(level) is not None]
    if len(levels) < 2 or not _tells(dataset, attribute.name, ()):
        return None
    held = [
        level for level in levels if _tells(dataset, attribute.name, tuple((one, level) for one in fields))
    ]
    if len(held) < 2:
        return None
    first = attribute.levels[attribute.default_level]
    meaning = str(attribute.description or attribute.name.replace("_", " ")).lower()
    return Axis(
        attribute.name, "ordered", tuple(dict.fromkeys(held)), first if first in held else held[0], meaning
    )


def _tells(dataset: str, name: str, config: _Config) -> bool:
    """Whether items that are drawn so tell the value of the attribute."""
    try:
        drawn = [_dataset(dataset, config)[number] for number in range(_PROBES)]
    except _CANNOT_DRAW:
        return False
    return all(_whole(entry["metadata"].get(name)) is not None for entry in drawn)


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
