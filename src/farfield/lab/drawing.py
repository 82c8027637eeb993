"""Drawing a world: what is held out first, then a corpus that avoids it, then what is asked."""

from __future__ import annotations

import random
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from farfield.families import Axis, FamilyItem, Level, Point
from farfield.families.axes import point_key
from farfield.lab.options import DrawOptions
from farfield.lab.worlds.world import World
from farfield.records import FarfieldError, Regime

TRIES = 2_000
"""Draws of an exercise at one point before the point is taken to hold no other."""

FEWEST = 3
"""Exercises of a point of which one may be held out to be asked, one to be checked, and one still shown."""


@dataclass(frozen=True)
class Drawn:
    """A corpus in its order, the items to ask with their known regimes, and what tells training when to stop.

    Nothing that is asked or checked as held out, nor what is alike, stands in the corpus; the four lists of items and
    checks share no exercise.
    """

    world: World
    options: DrawOptions
    corpus: tuple[FamilyItem, ...]
    items: tuple[FamilyItem, ...]
    regimes: tuple[Regime, ...]
    known_checks: tuple[FamilyItem, ...]
    held_out_checks: tuple[FamilyItem, ...]

    @property
    def asked(self) -> list[tuple[FamilyItem, Regime]]:
        return list(zip(self.items, self.regimes, strict=True))


def draw_world(world: World, options: DrawOptions, seed: int) -> Drawn:
    """Draw a world; the same options and seed give the same one.

    A document is drawn by its point, uniformly, and then by its exercise, so that what is small recurs as it does in
    real corpora; of a widened axis the given share of documents leaves the usual level. At most a quarter of the
    exercises of a point are held out to be asked and a twelfth to be checked, or one each where it has fewer. Checks
    stand at the usual level of widened axes.
    Raises FarfieldError where the world cannot be split so.
    """
    asked = world.asked_points(options.widen)
    points = world.trained_points(options.widen)
    draw = _Draw(world, f"{world.name}/{seed}")
    regimes: tuple[Regime, ...] = ("composition", "extrapolation", "hyperpolation")
    far = {name: draw.far(asked.get(name, []), options.items.get(name, 0)) for name in regimes}
    between = draw.held_out(asked["interpolation"], options.items.get("interpolation", 0), 4)
    usual = _usual_points(world, points, options)
    checks = draw.held_out(usual, options.checks, 12)
    corpus = draw.corpus(points, options)
    shown = {point_key(world.axes, row.point) for row in corpus}
    levels = world.levels(options.widen)
    usable = [item for item in between if _is_between(world, item.point, levels, shown)]
    known, known_checks = draw.known(corpus, usual, options)
    parts: dict[Regime, Sequence[FamilyItem]] = {"recall": known, "interpolation": usable, **far}
    _check_split(world, parts, known_checks, checks)
    return Drawn(
        world,
        options,
        corpus=tuple(corpus),
        items=tuple(item for part in parts.values() for item in part),
        regimes=tuple(name for name, part in parts.items() for _ in part),
        known_checks=tuple(known_checks),
        held_out_checks=tuple(checks),
    )


def _is_between(
    world: World, point: Point, levels: Mapping[str, Sequence[Level]], shown: Collection[str]
) -> bool:
    """Whether documents stand at the point or, where it lies in a gap of an ordered axis, on both sides of it."""
    sides = [_sides(axis, point[axis.name], levels[axis.name]) for axis in world.axes]
    names = [axis.name for axis in world.axes]
    near = (dict(zip(names, each, strict=True)) for each in product(*sides))
    return all(point_key(world.axes, one) in shown for one in near)


def _sides(axis: Axis, level: Level, levels: Sequence[Level]) -> set[Level]:
    if axis.kind != "ordered" or level in levels:
        return {level}
    numbers = [int(one) for one in levels]
    return {max(one for one in numbers if one < int(level)), min(one for one in numbers if one > int(level))}


def _check_split(
    world: World, parts: Mapping[Regime, Sequence[FamilyItem]], *checks: Sequence[FamilyItem]
) -> None:
    if not all((parts["recall"], parts["interpolation"], *checks)):
        raise FarfieldError(
            "so few rows leave nothing to ask between known and unknown exercises",
            where=world.name,
            remedy="Draw more documents (--rows).",
        )


def spread(total: int, room: Mapping[str, int], order: random.Random) -> dict[str, int]:
    """Split `total` over the cells as evenly as their room allows; less in all where room is short."""
    counts: dict[str, int] = {}
    cells = sorted(room)
    order.shuffle(cells)
    for place, cell in enumerate(sorted(cells, key=lambda cell: room[cell])):
        counts[cell] = min(room[cell], (total - sum(counts.values())) // (len(room) - place))
    return counts


class _Draw:
    """Draws exercises, and remembers which are held out."""

    def __init__(self, world: World, seed: str) -> None:
        self._world, self._seed, self._rng = world, seed, random.Random(seed)
        self._held_out: set[str] = set()

    def held_out(self, points: Sequence[Point], total: int, parts: int) -> list[FamilyItem]:
        """About so many exercises at points that the corpus shows, of each one in `parts` at most, or one in FEWEST."""
        rooms = {key: self._world.rooms(point) for key, point in self._keys(points).items()}
        room = {key: max(1, has // parts) if has >= FEWEST else 0 for key, has in rooms.items()}
        return self._spread(points, total, room, self._rng)

    def far(self, points: Sequence[Point], total: int) -> list[FamilyItem]:
        """About so many exercises at points that it does not show, half of each at most; none alike is shown either.

        They are drawn apart: how many there are moves nothing else of a draw but for what is alike.
        """
        room = {key: max(1, self._world.rooms(point) // 2) for key, point in self._keys(points).items()}
        return self._spread(points, total, room, random.Random(f"{self._seed}/far"))

    def _keys(self, points: Sequence[Point]) -> dict[str, Point]:
        return {point_key(self._world.axes, point): point for point in points}

    def _spread(
        self, points: Sequence[Point], total: int, room: Mapping[str, int], rng: random.Random
    ) -> list[FamilyItem]:
        """Exercises spread over the points; none of them, nor one alike, is drawn again."""
        counts = spread(total, room, rng)
        keys = self._keys(points)
        found = (self._hold_out(keys[key], rng) for key in keys for _ in range(counts.get(key, 0)))
        return [item for item in found if item is not None]

    def _hold_out(self, point: Point, rng: random.Random) -> FamilyItem | None:
        item = self._new(point, rng)
        if item is not None:
            self._held_out |= self._world.alike(item.exercise)
        return item

    def corpus(self, points: Sequence[Point], options: DrawOptions) -> list[FamilyItem]:
        """Documents at points drawn uniformly, but for the shares of widened axes."""
        pools = _pools(self._world, points, options)
        rows: list[FamilyItem] = []
        misses = 0
        while len(rows) < options.rows and misses < TRIES:
            pool = self._rng.choices(list(pools), [share for _, share in pools.values()])[0]
            row = self._new(self._rng.choice(pools[pool][0]), self._rng)
            misses = misses + 1 if row is None else 0
            rows += [] if row is None else [row]
        return rows

    def known(
        self, corpus: Sequence[FamilyItem], usual: Sequence[Point], options: DrawOptions
    ) -> tuple[list[FamilyItem], list[FamilyItem]]:
        """Exercises of the corpus to ask, spread over its points, and others at usual points to check."""
        by_key: dict[str, dict[str, FamilyItem]] = {}
        for row in corpus:
            by_key.setdefault(point_key(self._world.axes, row.point), {})[row.exercise.question] = row
        room = {key: max(1, len(rows) // 3) for key, rows in by_key.items()}
        asked = spread(options.items.get("recall", 0), room, self._rng)
        checked = dict.fromkeys(by_key, 0)
        keys = {point_key(self._world.axes, point) for point in usual} & set(by_key)
        checked |= spread(options.checks, {key: len(by_key[key]) - asked[key] for key in keys}, self._rng)
        first: list[FamilyItem] = []
        second: list[FamilyItem] = []
        for key, rows in by_key.items():
            some = self._rng.sample(list(rows.values()), asked[key] + checked[key])
            first += some[: asked[key]]
            second += some[asked[key] :]
        return first, second

    def _new(self, point: Point, rng: random.Random) -> FamilyItem | None:
        """An exercise that is not held out; None where many draws found none."""
        for _ in range(TRIES):
            item = self._world.generate(point, rng.getrandbits(52))
            if item.exercise.question not in self._held_out:
                return item
        return None


def _usual_points(world: World, points: Sequence[Point], options: DrawOptions) -> list[Point]:
    """The points at the usual levels of what is widened: training ends by these, whatever was added."""
    homes = {axis.name: axis.default for axis in world.axes if axis.name in options.widen}
    return [point for point in points if all(point[name] == home for name, home in homes.items())] or list(
        points
    )


def _pools(
    world: World, points: Sequence[Point], options: DrawOptions
) -> dict[str, tuple[list[Point], float]]:
    """Points by what is widened there, and the share of documents that are drawn from each pool."""
    homes = {axis.name: axis.default for axis in world.axes}
    pools: dict[str, tuple[list[Point], float]] = {}
    for point in points:
        away = [name for name in options.widen if point[name] != homes[name]]
        share = 1.0
        for name, wide in options.widen.items():
            share *= wide if name in away else 1 - wide
        pools.setdefault("+".join(away), ([], share))[0].append(point)
    return pools
