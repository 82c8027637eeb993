"""Which points are drawn, so that the profile of a family has power.

Items come in *blocks*: a position on the ordered axes, a seed, and the exercise there in the usual world with one twin
in another world. The design has three parts:

- *One axis at a time.* Each ordered axis is an arm: all its levels from near to far as often, the other axes at their
  defaults. Each unordered axis is an arm of other worlds in the same way. So a curve has as many items at its far end
  as at its near one, and no level of one axis is confounded with a level of another.
- *Crossed.* One more arm of the same size holds the points that leave the defaults on two axes or more, spread evenly.
- *A reference measured more often.* Every block holds the usual world, and every arm the default position: what all
  levels are compared with has more items than each of them, as is best for comparisons with a control (Dunnett 1955).

Pairs, and not one set of all worlds: for the same number of items the difference of a pooled comparison has a smaller
error, and exact tests apply. The order is random within each round of the arms, and a longer sample begins with the
shorter one, so that items can be added where the precision was too low.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, product

from farfield.families.axes import Axis, Level, Point
from farfield.families.family import Family, FamilyItem
from farfield.records import FarfieldError
from farfield.registry import near_names

_ATTEMPTS = 200
"""Seeds that are tried for a question not yet asked, before a position is taken to hold no other."""


@dataclass(frozen=True, slots=True)
class SampleOptions:
    """`items`: how many, twins counted and checks not. `axes`: the levels to draw at; all of them for an axis left out.

    `twins`: beside each item in another world the same one in the usual world. `checks`: beside each item in another
    world its comprehension check, each question once.
    """

    items: int = 500
    seed: int = 0
    axes: Mapping[str, Sequence[Level]] = field(default_factory=dict)
    twins: bool = True
    checks: bool = True


def sample_items(family: Family, options: SampleOptions | None = None) -> list[FamilyItem]:
    """The items in blocks, each followed by its check. No question is asked twice; a family whose points hold fewer
    questions than asked for gives what it has. Raises FarfieldError for axes and levels that it doesn't have."""
    options = options or SampleOptions()
    levels = chosen_levels(family, options.axes)
    if options.items < 1:
        raise FarfieldError(f"{options.items} items cannot be drawn", remedy="Ask for one or more.")
    drawn = _Drawn(family, options)
    for position, world in _blocks(family, levels, options):
        if len(drawn.items) >= options.items or not drawn.add(position, world):
            break
    return drawn.found()


def chosen_levels(family: Family, axes: Mapping[str, Sequence[Level]]) -> dict[str, tuple[Level, ...]]:
    """The levels of every axis, as chosen or all. Raises FarfieldError where the family doesn't have them."""
    names = [axis.name for axis in family.axes]
    for name in axes:
        if name not in names:
            raise FarfieldError(f"{family.name} has no axis {name!r}", remedy=near_names(name, names))
    return {axis.name: _chosen(family, axis, axes.get(axis.name)) for axis in family.axes}


def items_for(family: Family, half_width: float, options: SampleOptions | None = None) -> int:
    """How many items give every level of every ordered axis a 95 % interval of at most ± `half_width`.

    For the worst score, one half, and the arms of `sample_items`; an estimate to plan by.
    """
    levels = chosen_levels(family, (options or SampleOptions()).axes)
    ordered, others = _split(family)
    each = math.ceil(0.25 * (1.96 / half_width) ** 2)
    rounds = sum(len(levels[axis.name]) for axis in ordered) * (2 if len(ordered) > 1 else 1)
    worlds = 2 if any(set(levels[axis.name]) - {axis.default} for axis in others) else 1
    return each * max(rounds, 1) * worlds


def _chosen(family: Family, axis: Axis, levels: Sequence[Level] | None) -> tuple[Level, ...]:
    if levels is None:
        return axis.levels
    if not levels or any(level not in axis.levels for level in levels):
        raise FarfieldError(
            f"{family.name}: {', '.join(map(str, levels)) or 'nothing'} on the axis {axis.name}",
            remedy=f"Its levels are {', '.join(map(str, axis.levels))}.",
        )
    return tuple(level for level in axis.levels if level in levels)


def _split(family: Family) -> tuple[list[Axis], list[Axis]]:
    """The ordered axes, and the others."""
    ordered = [axis for axis in family.axes if axis.kind == "ordered"]
    return ordered, [axis for axis in family.axes if axis.kind != "ordered"]


_Levels = Mapping[str, tuple[Level, ...]]
_World = Point | None
"""The levels of the unordered axes; None for the usual world."""


def _blocks(family: Family, levels: _Levels, options: SampleOptions) -> Iterator[tuple[Point, _World]]:
    """Positions with the other world in which each is asked as well, without end."""
    ordered, others = _split(family)
    usual = {axis.name: axis.default for axis in others}
    worlds: dict[str, Iterator[Point]] = {}
    for position in _rounds(ordered, levels, random.Random(f"positions/{options.seed}")):
        place = str(position)
        if place not in worlds:
            rng = random.Random(f"worlds/{options.seed}/{place}")
            worlds[place] = _rounds(others, levels, rng, without=usual)
        yield position, next(worlds[place], None)


def _rounds(
    axes: Sequence[Axis], levels: _Levels, rng: random.Random, without: Point | None = None
) -> Iterator[Point]:
    """Points in rounds, each in random order: all levels of one axis after another, then as many crossed ones."""
    start = {
        axis.name: axis.default if axis.default in levels[axis.name] else levels[axis.name][0]
        for axis in axes
    }
    points = [dict(zip(start, each, strict=True)) for each in product(*(levels[name] for name in start))]
    crossed = [point for point in points if sum(point[name] != start[name] for name in start) > 1]
    arms = [{**start, name: level} for name in start for level in levels[name]] or [start]
    arms = [point for point in arms if point != without]
    width = math.ceil(len(arms) / max(len(start), 1))
    waiting: list[Point] = []
    while arms or crossed:
        while crossed and len(waiting) < width:
            waiting += rng.sample(crossed, len(crossed))
        block = [*arms, *waiting[:width]]
        del waiting[:width]
        yield from rng.sample(block, len(block))


class _Drawn:
    """The items so far, and the questions that have been asked."""

    def __init__(self, family: Family, options: SampleOptions) -> None:
        self.family, self.options = family, options
        self.items: list[FamilyItem] = []
        self._checks: dict[str, FamilyItem] = {}
        self._asked: set[str] = set()
        self._seeds = count(options.seed * 1_000_000)
        self._spent: set[str] = set()
        self._failures = 0

    def add(self, position: Point, world: _World) -> bool:
        """Draw one block, as far as items are still wanted; False once no position holds anything new."""
        members = self._members(position, world)
        new = self._draw(members)
        self._failures = 0 if new else self._failures + 1
        for item in new[: self.options.items - len(self.items)]:
            self.items.append(item)
            if self.options.checks and item.point != self.family.home(item.point):
                self._check(item)
        return self._failures < 500

    def found(self) -> list[FamilyItem]:
        """Each item, and behind it its check where it has one."""
        pairs = ((item, self._checks.get(item.item_id)) for item in self.items)
        return [one for pair in pairs for one in pair if one is not None]

    def _members(self, position: Point, world: _World) -> list[Point]:
        usual = self.family.home({axis.name: axis.default for axis in self.family.axes} | dict(position))
        if world is None:
            return [usual]
        other = {**usual, **world}
        if self.options.twins:
            return [usual, other]
        return [usual if self._usual_next() else other]

    def _usual_next(self) -> bool:
        """Without twins, whether it is the usual world's turn: where it was chosen at all, every other time."""
        chosen = chosen_levels(self.family, self.options.axes)
        others = [axis for axis in self.family.axes if axis.kind != "ordered"]
        return all(axis.default in chosen[axis.name] for axis in others) and len(self.items) % 2 == 0

    def _draw(self, members: Sequence[Point]) -> list[FamilyItem]:
        place = str(members[0])
        if place in self._spent:
            return []
        for _ in range(_ATTEMPTS):
            seed = next(self._seeds)
            first = self.family.generate(members[0], seed)
            if first.exercise.question not in self._asked:
                self._asked.add(first.exercise.question)
                return [first, *(self.family.generate(point, seed) for point in members[1:])]
        self._spent.add(place)
        return []

    def _check(self, item: FamilyItem) -> None:
        check = self.family.generate_check(item.point, item.seed)
        if check is not None and check.exercise.question not in self._asked:
            self._asked.add(check.exercise.question)
            self._checks[item.item_id] = check
