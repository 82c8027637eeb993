"""Outcomes by years from a cutoff to the change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from farfield.measure.drift.arms import share_of
from farfield.measure.drift.rows import Row
from farfield.results import drift as results

EDGES = (-8.0, -4.0, -2.0, -1.0, 0.0, 1.0, 2.0, 4.0, 8.0)
"""Years after a cutoff between which answers are told together."""
TOLD: tuple[results.Outcome, ...] = ("current", "stale", "defers")
"""Outcomes whose shares have intervals."""


def years_away(rows: Sequence[Row], cutoff: float) -> list[tuple[float, Row]]:
    """Years from a cutoff to the change of each answer's fact, without what is invented or has no date."""
    return [(row.change.middle - cutoff, row) for row in rows if row.change is not None and not row.invented]


def bands(placed: Sequence[tuple[float, Row]], confidence: float) -> list[results.OutcomeBand]:
    """Answers by years from a cutoff to the change, in the bands that hold any."""
    ends = [None, *EDGES, None]
    found = []
    for low, high in pairwise(ends):
        rows = [
            row for years, row in placed if (low is None or years >= low) and (high is None or years < high)
        ]
        if rows:
            facts = [row.fact for row in rows]
            found.append(results.OutcomeBand(
                low, high, len(rows), len(set(facts)), count_outcomes(rows),
                *(share_of([row.outcome == kind for row in rows], facts, confidence) for kind in TOLD),
            ))  # fmt: skip
    return found


def count_outcomes(rows: Sequence[Row]) -> dict[str, int]:
    """Answers by outcome, in the order of OUTCOMES; those that never came are not listed."""
    counted = Counter(row.outcome for row in rows)
    return {kind: counted[kind] for kind in results.OUTCOMES if counted[kind]}
