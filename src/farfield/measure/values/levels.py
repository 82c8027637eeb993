"""The levels of one set, their rates drawn together, and what is retained of the near ones at each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from farfield.arrays import Floats
from farfield.measure.intervals import FEWEST_CLUSTERS
from farfield.measure.values.cells import FEWEST_GOLD, Cell, cells_of, draw_together
from farfield.measure.values.floors import Range, floor_of
from farfield.measure.values.rows import ValueSet
from farfield.measure.values.understood import LEAST_UNDERSTOOD, understood_shares
from farfield.options.measuring import MeasureOptions
from farfield.results.values import Floor, NotJudged

FEWEST_ITEMS = 10
V, F, C = "value", "control", "capability"
Measure = Callable[[Sequence[str]], tuple[float, Floats] | None]


@dataclass(frozen=True)
class Rates:
    """Each level of one set: `cells` by kind and level, with plausible values of each rate that share their clusters.

    `names` stand in the order of the mean distance of their rows, those without any last, as they first appear.
    `distances`: None for a level whose rows have none, or several; `ordered`: whether all have one; `placed`: whether
    any row has one. `near`: empty where the user names others. `floor_known`: what is known of the points that the
    capability's grader gives for nothing. `understood`: the share of the items, of levels at which that was measured.
    """

    names: Sequence[str]
    distances: Sequence[float | None]
    near: Sequence[str]
    ordered: bool
    placed: bool
    chance: float
    floor_known: Floor
    cells: dict[tuple[str, str], Cell]
    drawn: dict[tuple[str, str], Floats]
    understood: Mapping[str, float]

    def rate(self, kind: str, levels: Sequence[str]) -> float | None:
        """The mean of a kind over these levels, each weighted by its rows; None where one lacks."""
        held = [self.cells.get((kind, level)) for level in levels]
        if not held or any(cell is None for cell in held):
            return None
        found = [cell for cell in held if cell is not None]
        return float(np.average([cell.rate for cell in found], weights=[cell.heavy.sum() for cell in found]))

    def plausible(self, kind: str, levels: Sequence[str]) -> Floats:
        """The draws (d,) of `rate`."""
        weights = [self.cells[kind, level].heavy.sum() for level in levels]
        return np.asarray(np.average([self.drawn[kind, level] for level in levels], axis=0, weights=weights))

    def told(self, levels: Sequence[str]) -> tuple[float, Floats] | None:
        """The discrimination, value less control: its value and its draws; None where one of the two lacks."""
        value, control = self.rate(V, levels), self.rate(F, levels)
        if value is None or control is None:
            return None
        return value - control, self.plausible(V, levels) - self.plausible(F, levels)

    def able(self, levels: Sequence[str]) -> tuple[float, Floats] | None:
        """The capability above a guess: its value and its draws; None where it lacks."""
        rate = self.rate(C, levels)
        return None if rate is None else (rate - self.chance, self.plausible(C, levels) - self.chance)

    @cached_property
    def retained(self) -> dict[str, tuple[float, Floats]]:
        """Share of the near discrimination that is left, level by level; draws near 0 of the near one count as so."""
        return self._shares(self.told)

    @property
    def floor(self) -> Floats | None:
        """The most points that may be given for nothing (d,); None where they are known, or nothing bounds them."""
        if self.floor_known != "bounded" or self.rate(F, self.near) is None:
            return None
        return self.plausible(F, self.near)

    def floored(self, floor: Floats) -> dict[str, Floats]:
        """Plausible shares (d,) of the capability that are left, if so many points (d,) are given for nothing."""
        if self.rate(C, self.near) is None:
            return {}
        near = np.maximum(self.plausible(C, self.near) - floor, 1e-6)
        return {
            name: np.maximum(self.plausible(C, [name]) - floor, 0.0) / near
            for name in self.names
            if (C, name) in self.cells
        }

    @cached_property
    def retained_capability(self) -> dict[str, Range]:
        """Share of the near capability above a guess that is left, and the same on the highest floor there can be."""
        bare = self._shares(self.able)
        floored = {} if self.floor is None else self.floored(self.floor)
        return {name: Range(*one, floored.get(name, one[1])) for name, one in bare.items()}

    @cached_property
    def differences(self) -> dict[str, Range]:
        """Retained capability less retained discrimination at each level that has both."""
        return {
            name: Range(able.value - held[0], able.bare - held[1], able.floored - held[1])
            for name, held in self.retained.items()
            if (able := self.retained_capability.get(name)) is not None
        }

    def _shares(self, measure: Measure) -> dict[str, tuple[float, Floats]]:
        near = measure(self.near)
        if near is None or near[0] <= 0:
            return {}
        under = np.maximum(near[1], 1e-6)
        found = {level: measure([level]) for level in self.names}
        return {level: (one[0] / near[0], one[1] / under) for level, one in found.items() if one is not None}

    def unjudged(self, level: str) -> NotJudged | None:
        """Why value and capability can't be compared at a level; None where they can."""
        lacking: tuple[tuple[str, NotJudged], ...] = (
            (V, "no_value"),
            (F, "no_control"),
            (C, "no_capability"),
        )
        for kind, why in lacking:
            if (kind, level) not in self.cells:
                return why
        if self.understood.get(level, 1.0) < LEAST_UNDERSTOOD:
            return "not_understood"
        held = [self.cells[kind, level] for kind in (V, F, C) if (kind, level) in self.cells]
        if any(cell.items < FEWEST_ITEMS or cell.groups < FEWEST_CLUSTERS for cell in held):
            return "few_items"
        value = self.cells[V, level]
        if 0 < value.labelled < FEWEST_GOLD or (self._gold and not value.labelled):
            return "few_gold"
        return None

    @cached_property
    def _gold(self) -> bool:
        return any(cell.labelled for (kind, _), cell in self.cells.items() if kind == V)


def rates_of(one: ValueSet, options: MeasureOptions, chance: float) -> Rates:
    """The levels of the value and the rates of all kinds there."""
    return rates_together([one], [options], [chance])[0]


def rates_together(
    sets: Sequence[ValueSet], options: Sequence[MeasureOptions], chances: Sequence[float]
) -> list[Rates]:
    """Levels and rates of several sets, whose rates share the luck of the clusters that they share.

    Draws are as many as the first options say, with their seed.
    """
    frames = [frame for one in sets for frame in (one.value, one.control, one.capability)]
    clusters = pl.concat([frame["cluster"] for frame in frames]).unique()
    codes = {name: at for at, name in enumerate(clusters.sort().to_list())}
    laid = [_laid_out(one, codes) for one in sets]
    every = [cell for one in laid for cell in one.cells.values()]
    drawn = iter(draw_together(every, len(codes), options[0].draws, options[0].seed))
    found = []
    for held, one, asked, chance in zip(sets, laid, options, chances, strict=True):
        distances = [
            one.places[name].at if name in one.places and one.places[name].one else None for name in one.names
        ]
        found.append(
            Rates(
                one.names,
                distances,
                _near(one.names, one.places, asked),
                None not in distances,
                one.names[0] in one.places,
                chance,
                floor_of(held, asked),
                one.cells,
                {key: next(drawn) for key in one.cells},
                understood_shares(held),
            )
        )
    return found


class _Laid(NamedTuple):
    """The levels of a set in their order, where they lie, and its cells."""

    names: list[str]
    places: dict[str, Place]
    cells: dict[tuple[str, str], Cell]


def near_levels(one: ValueSet, options: MeasureOptions) -> list[str]:
    """The levels that retention is reckoned from."""
    return _near(*_in_order(one), options)


def _in_order(one: ValueSet) -> tuple[list[str], dict[str, Place]]:
    """The levels in the order of their distances, and where they lie."""
    places = _places(one)
    told = pl.concat([one.value["level"], one.comprehension["level"]])
    names = told.unique(maintain_order=True).to_list()
    return sorted(names, key=lambda name: places[name].at if name in places else np.inf), places


def _laid_out(one: ValueSet, codes: Mapping[str, int]) -> _Laid:
    names, places = _in_order(one)
    cells = {
        (kind, level): cell
        for kind, frame in ((V, one.value), (F, one.control), (C, one.capability))
        for level, cell in cells_of(frame, codes).items()
        if level in set(names)
    }
    return _Laid(names, places, cells)


class Place(NamedTuple):
    """Where a level lies: the mean distance of its rows, and whether all of them have that one."""

    at: float
    one: bool


def _places(one: ValueSet) -> dict[str, Place]:
    """Of each level of whose rows any has a distance."""
    frames = (one.value, one.control, one.capability, one.comprehension)
    rows = pl.concat([frame.select("level", "distance") for frame in frames])
    low, high = pl.col("distance").min().alias("low"), pl.col("distance").max().alias("high")
    told = rows.drop_nulls().group_by("level").agg(low, high, pl.col("distance").mean())
    found = {}
    for level, low, high, mean in told.iter_rows():
        alike = high - low <= 1e-9 * max(1.0, abs(high))
        found[level] = Place(low if alike else mean, alike)
    return found


def _near(names: Sequence[str], places: Mapping[str, Place], options: MeasureOptions) -> list[str]:
    """As the user says, none where none of these is here; else the levels of least distance, else the first."""
    if options.near:
        return [name for name in names if name in options.near]
    if names[0] in places:
        return [name for name in names if name in places and places[name].at == places[names[0]].at]
    return list(names[:1])
