"""How long each reminder lasts, of the rows of a subject."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from farfield.arrays import Floats
from farfield.measure.drift.arms import codes_of
from farfield.measure.drift.half_life import Lasting, fit_half_life
from farfield.measure.drift.rows import Row
from farfield.results import drift as results


def half_lives_of(
    told: Mapping[str, Sequence[Row]], bare: Sequence[Row], confidence: float
) -> list[results.HalfLife]:
    """Of each reminder that was asked at several places. `told`: the answers with each; `bare`: those without any."""
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
        lasting = Lasting(*_placed(placed), codes[: len(placed)], *_placed(control), codes[len(placed) :])
        found.append(fit_half_life(lasting, arm, equal, confidence))
    return found


def at_all_places(rows: Sequence[Row]) -> list[Row]:
    """The answers to facts that were asked at every place: else a fall could be that of other facts."""
    places = {row.place for row in rows}
    asked: dict[str, set[int | None]] = {}
    for row in rows:
        asked.setdefault(row.fact, set()).add(row.place)
    return [row for row in rows if asked[row.fact] == places]


def _placed(rows: Sequence[Row]) -> tuple[Floats, Floats]:
    place = np.array([row.place or 0 for row in rows], np.float64)
    return place, np.array([row.outcome == "current" for row in rows], np.float64)
