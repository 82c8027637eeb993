"""How a run went at each level of each axis: the first look, before a corpus says what the levels mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from farfield.families import Axis, Family, Level
from farfield.families.sets import SetFamily
from farfield.measure.intervals import Interval, mean_interval

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Answered:
    """What came of one sample. `score` None: no answer came, `outcome` says why not.

    `recited`: whether the answer is wrong and what the usual world would say; None where that world has none of
    its own. `kind`, `axis`: of an answer to a set, what it was to, and along which axis it was drawn.
    """

    point: Mapping[str, Level]
    twin: str
    outcome: str
    score: float | None
    check: bool = False
    recited: bool | None = None
    kind: str | None = None
    axis: str | None = None


@dataclass(frozen=True)
class SetLevel:
    """What came of a level of the axis along which sets were drawn: `sets` that were asked, and the mean score of each
    kind of question (None where no answer has one), in the order of the family's conditions."""

    axis: str
    level: Level
    sets: int
    means: Mapping[str, Interval | None]


@dataclass(frozen=True)
class LevelScore:
    """All items at a level of an axis, as a profile counts them (`axes.levels` of a family, bands and curve),
    and those of them at which the other axes have their usual levels.

    `usual_items` None: the other axes have their usual levels in all items, or some level of this axis never has such
    items, so that along it there is nothing to compare.
    """

    axis: str
    level: Level
    items: int
    score: Interval | None
    usual_items: int | None = None
    usual: Interval | None = None


def score_items(answers: Sequence[Answered]) -> Interval | None:
    """Their mean score with its interval, clustered by twin set; None where none has a score."""
    scored = [(one.score, one.twin) for one in answers if one.score is not None]
    if not scored:
        return None
    _, clusters = np.unique([twin for _, twin in scored], return_inverse=True)
    return mean_interval(np.array([score for score, _ in scored]), clusters.astype(np.int64))


def score_levels(family: Family, answers: Sequence[Answered]) -> list[LevelScore]:
    """A row for each level of each axis that varies, in the order of the declaration."""
    items = [one for one in answers if not one.check]
    rows = []
    for axis in family.axes:
        levels = [level for level in axis.levels if any(one.point[axis.name] == level for one in items)]
        if len(levels) < 2:
            continue
        usual = _usual(axis, family, items)
        for level in levels:
            here, there = (_at(axis, level, asked) for asked in (items, usual))
            asked = (len(there), score_items(there)) if usual else (None, None)
            rows.append(LevelScore(axis.name, level, len(here), score_items(here), *asked))
    return rows


def score_sets(family: SetFamily, answers: Sequence[Answered]) -> list[SetLevel]:
    """A row for each level of each axis along which sets were drawn, in the order of the declaration."""
    asked = dict.fromkeys(one.kind for one in answers)
    kinds = [kind for kind in family.kinds.values() if kind in asked] or [kind for kind in asked if kind]
    rows = []
    for axis in family.arms:
        drawn = [one for one in answers if one.axis == axis.name]
        for level in axis.levels:
            here = _at(axis, level, drawn)
            if not here:
                continue
            by_kind = {kind: [one for one in here if one.kind == kind] for kind in kinds}
            means = {kind: score_items(part) for kind, part in by_kind.items()}
            rows.append(SetLevel(axis.name, level, max(map(len, by_kind.values())), means))
    return rows


def _usual(axis: Axis, family: Family, items: Sequence[Answered]) -> list[Answered]:
    """The items at which only this axis may leave its usual level, if these are not all and have each of its levels."""
    others = [other for other in family.axes if other is not axis]
    alone = [one for one in items if all(one.point[other.name] == other.default for other in others)]
    varied = {one.point[axis.name] for one in items} == {one.point[axis.name] for one in alone}
    return alone if varied and len(alone) < len(items) else []


def _at(axis: Axis, level: Level, items: Sequence[Answered]) -> list[Answered]:
    return [one for one in items if one.point[axis.name] == level]
