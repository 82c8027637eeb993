"""The floor of the ruler time, measured: what a subject scores on what came too long after its cutoff to be known.

A subject that says yes to everything solves half of all questions about events, or more, whatever it knows. Above a
floor of 0 its score would never fall to half, and its reach would lie beyond the data.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from msgspec import structs

from farfield.arrays import Floats
from farfield.measure.near_far.reach import fit_reach
from farfield.measure.near_far.scale import Scale
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.results.rulers import Curve, Monotone, Reach, TimeFloor

LAST = 2 / 3
"""The floor is measured on the last third of the items after the cutoff: what lies near it may still be known."""
FEWEST = 20
"""Items of that third below which no floor is measured."""


def measure_floor(days: Floats, outcomes: Outcomes, options: MeasureOptions) -> TimeFloor | None:
    """What the last third of the items after the cutoff scores, where that is clearly more than a guess.

    `days` (n,) after the cutoff. None where the user says what a guess scores, where there are too few items, or where
    the score cannot be told from a guess.
    """
    after = days > 0
    if options.chance is not None or after.sum() < FEWEST:
        return None
    last = days >= np.quantile(days[after], LAST)
    if last.sum() < FEWEST:
        return None
    found, guess = outcomes.take(last).mean(options.confidence), float(outcomes.chance[last].mean())
    if found.low is None or found.high is None or found.low <= guess:
        return None
    return TimeFloor(
        mean=found.mean, low=found.low, high=found.high, items=int(last.sum()),
        from_=float(days[last].min()), guess=guess,
    )  # fmt: skip


def reach_above(
    floor: TimeFloor, days: Floats, scale: Scale | None, outcomes: Outcomes, options: MeasureOptions
) -> tuple[Curve | None, Reach, Monotone | None]:
    """Curve, reach and monotone fit above a measured floor.

    The floor is known as well as its items tell it: the reach's interval spans those above the ends of the floor's own
    interval, and has no upper end where one of them has no reach.
    """
    curve, reach, monotone = fit_reach(days, scale, _raised(outcomes, floor.mean), options)
    if reach.distance is None or reach.censored:
        return curve, reach, monotone
    ends = [fit_reach(days, scale, _raised(outcomes, end), options)[1] for end in (floor.low, floor.high)]
    lows = [one.low for one in (reach, *ends) if one.low is not None]
    highs = [None if one.distance is None else one.high for one in (reach, *ends)]
    known = [high for high in highs if high is not None]
    high = max(known) if len(known) == len(highs) else None
    return curve, structs.replace(reach, low=min(lows), high=high), monotone


def _raised(outcomes: Outcomes, floor: float) -> Outcomes:
    return replace(outcomes, chance=np.maximum(outcomes.chance, floor))
