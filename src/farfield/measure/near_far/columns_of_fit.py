"""What is held equal in one fit: covariates as columns, a category as several of them, and their names in results."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from farfield.arrays import Floats
from farfield.measure.categories import Category
from farfield.measure.outcomes import Outcomes


@dataclass(frozen=True)
class FitColumns:
    """The columns of a fit, and for each category the level that the others are set against."""

    names: list[str]
    references: dict[str, str]


def choose_columns(outcomes: Outcomes, names: Sequence[str]) -> FitColumns:
    """Which of these columns the fit of exactly these items takes.

    A level that no item has is no column. Where no item is at the reference, the most common of the other levels stands
    for it: else the levels would follow from one another.
    """
    dropped: set[str] = set()
    references = {}
    for category in outcomes.categories:
        own = [name for name in category.columns if name in names and outcomes.covariates[name].any()]
        dropped |= {name for name in category.columns if name not in own}
        references[category.name] = category.reference
        if own and _sum(outcomes, own).all():
            references[category.name] = category.columns[own[0]]
            dropped.add(own[0])
    return FitColumns([name for name in names if name not in dropped], references)


def columns_and_references(outcomes: Outcomes, names: Sequence[str]) -> dict[str, Floats]:
    """The columns, and one more for the reference of each category: common support asks for all levels."""
    columns = {name: outcomes.covariates[name] for name in names}
    for category in outcomes.categories:
        own = [name for name in category.columns if name in names]
        if own:
            columns[f"{category.name}={category.reference}"] = 1.0 - _sum(outcomes, own)
    return columns


def covariate_names(outcomes: Outcomes, names: Sequence[str]) -> list[str]:
    """Names as results tell them: a category once, however many columns it is."""
    of = {column: category.name for category in outcomes.categories for column in category.columns}
    return list(dict.fromkeys(of.get(name, name) for name in names))


def parts(outcomes: Outcomes, names: Sequence[str]) -> Iterator[tuple[str, list[int]]]:
    """Each covariate with the places of its columns among the names."""
    for told in covariate_names(outcomes, names):
        category = next((one for one in outcomes.categories if one.name == told), None)
        mine = category.columns if category else {told: told}
        yield told, [at for at, name in enumerate(names) if name in mine]


class Level(NamedTuple):
    """Which covariate a column is of, and of a category which level, and which it is set against."""

    covariate: str
    level: str | None
    reference: str | None


def level_of(outcomes: Outcomes, held: FitColumns, name: str) -> Level:
    """What a column is of; no level where it is a number."""
    category = _category_of(outcomes, name)
    if category is None:
        return Level(name, None, None)
    return Level(category.name, category.columns[name], held.references[category.name])


def _category_of(outcomes: Outcomes, name: str) -> Category | None:
    return next((one for one in outcomes.categories if name in one.columns), None)


def _sum(outcomes: Outcomes, names: Sequence[str]) -> Floats:
    return np.asarray(np.sum([outcomes.covariates[name] for name in names], axis=0), np.float64)
