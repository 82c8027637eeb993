"""How long each reminder lasts, of the rows of a subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import structs

from farfield.arrays import Floats
from farfield.measure.drift.arms import codes_of
from farfield.measure.drift.half_life import Lasting, fit_half_life
from farfield.measure.drift.rows import Row
from farfield.results import drift as results


def half_lives_of(
    told: Mapping[str, Sequence[Row]], bare: Sequence[Row], confidence: float
) -> list[results.HalfLife]:
    """Of each reminder that was asked at several places. `told`: the answers with each; `bare`: those without any.

    Where all of these have the probability of the current answer, a second one is fitted to that: a model that fails
    for want of form may remember all the same.
    """
    found = []
    for arm, rows in told.items():
        placed = at_all_places([row for row in rows if row.place is not None])
        if len({row.place for row in rows}) < 2 or not placed:
            continue
        facts = {row.fact for row in placed}
        control = [row for row in bare if row.place is not None and row.fact in facts]
        totals = {row.total for row in placed}
        equal = None if None in totals else len(totals) == 1
        codes = codes_of([row.fact for row in (*placed, *control)])
        for by in (_current, _chances):
            values, beside = by(placed), by(control)
            if values is not None and beside is not None:
                lasting = Lasting(
                    _places(placed),
                    values,
                    codes[: len(placed)],
                    _places(control),
                    beside,
                    codes[len(placed) :],
                )
                life = fit_half_life(lasting, arm, equal, confidence)
                found.append(life if by is _current else structs.replace(life, by="probabilities"))
    return found


def at_all_places(rows: Sequence[Row]) -> list[Row]:
    """The answers to facts that were asked at every place: else a fall could be that of other facts."""
    places = {row.place for row in rows}
    asked: dict[str, set[int | None]] = {}
    for row in rows:
        asked.setdefault(row.fact, set()).add(row.place)
    return [row for row in rows if asked[row.fact] == places]


def _places(rows: Sequence[Row]) -> Floats:
    return np.array([row.place or 0 for row in rows], np.float64)


def _current(rows: Sequence[Row]) -> Floats | None:
    return np.array([row.outcome == "current" for row in rows], np.float64)


def _chances(rows: Sequence[Row]) -> Floats | None:
    """None where an answer has no probability."""
    told = [row.probability for row in rows if row.probability is not None]
    return np.array(told, np.float64) if len(told) == len(rows) else None
