"""Do the intervals of drift hold the truth? Simulated subjects of known inner date, cutoff and half-life.

    python benchmarks/drift_calibration.py [DRAWS] [KIND]

A row a cell goes into `benchmarks/drift_calibration.csv`, and with KIND (`cutoff`, `inner date`, `spread`,
`difference`, `half-life`) those of that kind alone; docs/calibration.md shows them, failing cells
too. A draw takes 4 hundredths of a CPU second, of a half-life 3 thousandths.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from drift_data import draw_answers, draw_events, succession
from farfield.comparison.drift.dates import Dated, date_difference
from farfield.measure.drift.cutoff import fit_cutoff
from farfield.measure.drift.half_life import CENSORED, Lasting, fit_half_life
from farfield.measure.drift.inner_date import fit_inner_date, fit_moved

KEPT = Path(__file__).with_name("drift_calibration.csv")
PLACES = (0, 1, 2, 4, 8, 16)
Ends = tuple[float | None, float | None, str | None]
"""Lower and upper end of an interval, and why there is none."""


def inner(facts: int, spread: float, noise: float, centre: float = 2018.5) -> Callable[[int], Ends]:
    """Answers of a subject whose phrasings share the fact's draw; each draw has facts of its own."""

    def draw(seed: int) -> Ends:
        found = fit_inner_date(draw_answers(succession(facts, 10_000 + seed), centre, spread, noise, seed))
        return found.low, found.high, found.reason

    return draw


def spread_of(facts: int, spread: float, noise: float) -> Callable[[int], Ends]:
    """The same subjects: the interval of their spread."""

    def draw(seed: int) -> Ends:
        found = fit_inner_date(draw_answers(succession(facts, 10_000 + seed), 2018.5, spread, noise, seed))
        return found.spread_low, found.spread_high, found.reason

    return draw


def difference(facts: int, spread: float, noise: float, together: bool) -> Callable[[int], Ends]:
    """Two subjects a year apart on the same facts; `together`: both have heard of the same changes early, or late."""

    def draw(seed: int) -> Ends:
        held = succession(facts, 10_000 + seed)
        dated = []
        for place, centre in enumerate((2018.0, 2019.0)):
            own = seed if together else 2 * seed + place
            found, moved = fit_moved(draw_answers(held, centre, spread, noise, own))
            by_fact = {str(at): years for at, years in enumerate(moved.tolist())}
            dated.append(Dated(found.centre, found.low, found.high, by_fact))
        apart = date_difference(facts, *dated, 0.95)
        return apart.low, apart.high, apart.reason

    return draw


def cutoff(
    events: int, width: float, ceiling: float, floor: float, controls: int = 0, at: float = 2021.5
) -> Callable[[int], Ends]:
    def draw(seed: int) -> Ends:
        found = fit_cutoff(draw_events(events, at, width, ceiling, floor, seed, controls))
        return found.low, found.high, found.reason

    return draw


def half_life(facts: int, life: float, strength: float, floor: float, shared: float) -> Callable[[int], Ends]:
    """`shared`: the share of answers that a fact's own draw decides."""

    def draw(seed: int) -> Ends:
        rng = np.random.default_rng(seed)
        place, clusters = (
            np.tile(np.array(PLACES, np.float64), facts),
            np.repeat(np.arange(facts), len(PLACES)),
        )
        own, of_fact = rng.random(len(place)), np.repeat(rng.random(facts), len(PLACES))
        drawn = np.where(rng.random(len(place)) < shared, of_fact, own)
        current = (drawn < floor + strength * 2 ** (-place / life)).astype(np.float64)
        control = (rng.random(len(place)) < floor).astype(np.float64)
        beside = (place, control, clusters) if floor else (np.zeros(0), np.zeros(0), np.zeros(0, np.int64))
        found = fit_half_life(Lasting(place, current, clusters, *beside), "facts", True)
        high = None if found.high is None or found.high >= CENSORED * max(PLACES) else found.high
        return found.low, high, found.reason

    return draw


CELLS: list[tuple[str, dict[str, Any], float, Callable[..., Callable[[int], Ends]]]] = [
    ("half-life", {"facts": 60, "life": 1, "strength": 0.9, "floor": 0.0, "shared": 0.0}, 1, half_life),
    ("half-life", {"facts": 60, "life": 4, "strength": 0.9, "floor": 0.0, "shared": 0.5}, 4, half_life),
    ("half-life", {"facts": 60, "life": 4, "strength": 0.6, "floor": 0.2, "shared": 0.0}, 4, half_life),
    ("half-life", {"facts": 20, "life": 4, "strength": 0.5, "floor": 0.0, "shared": 0.5}, 4, half_life),
    ("half-life", {"facts": 60, "life": 16, "strength": 0.9, "floor": 0.0, "shared": 0.5}, 16, half_life),
    ("inner date", {"facts": 60, "spread": 0.1, "noise": 0.05}, 2018.5, inner),
    ("inner date", {"facts": 60, "spread": 0.5, "noise": 0.05}, 2018.5, inner),
    ("inner date", {"facts": 60, "spread": 1.5, "noise": 0.1}, 2018.5, inner),
    ("inner date", {"facts": 25, "spread": 1.0, "noise": 0.1}, 2018.5, inner),
    ("spread", {"facts": 60, "spread": 0.1, "noise": 0.05}, 0.1, spread_of),
    ("spread", {"facts": 60, "spread": 0.5, "noise": 0.05}, 0.5, spread_of),
    ("spread", {"facts": 60, "spread": 1.5, "noise": 0.1}, 1.5, spread_of),
    ("spread", {"facts": 25, "spread": 1.0, "noise": 0.1}, 1.0, spread_of),
    ("difference", {"facts": 60, "spread": 0.5, "noise": 0.05, "together": False}, 1.0, difference),
    ("difference", {"facts": 60, "spread": 0.5, "noise": 0.05, "together": True}, 1.0, difference),
    ("cutoff", {"events": 200, "width": 0.3, "ceiling": 0.8, "floor": 0.05}, 2021.5, cutoff),
    ("cutoff", {"events": 100, "width": 0.5, "ceiling": 0.7, "floor": 0.1}, 2021.5, cutoff),
    ("cutoff", {"events": 200, "width": 0.05, "ceiling": 1.0, "floor": 0.0}, 2021.5, cutoff),
    ("cutoff", {"events": 200, "width": 0.3, "ceiling": 0.9, "floor": 0.4, "controls": 60}, 2021.5, cutoff),
]  # fmt: skip


def told(settings: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())


def rows(draws: int, chosen: str | None = None) -> Iterator[dict[str, Any]]:
    for kind, settings, truth, make in CELLS:
        if chosen not in (None, kind):
            continue
        draw, covered, reasons, open_ends = make(**settings), 0, Counter[str](), 0
        for seed in range(draws):
            low, high, reason = draw(seed)
            if reason is not None:
                reasons[reason] += 1
                continue
            open_ends += low is None or high is None
            covered += (low is None or low <= truth) and (high is None or truth <= high)
        count = draws - sum(reasons.values())
        yield {
            "kind": kind, "settings": told(settings), "draws": draws, "told": count,
            "open": open_ends, "coverage": round(covered / max(count, 1), 4), "unknown": dict(reasons),
        }  # fmt: skip


def keep(found: dict[str, Any]) -> None:
    """The row in its place among those of all cells."""
    order = [(kind, told(settings)) for kind, settings, _, _ in CELLS]
    held = list(csv.DictReader(KEPT.open(newline=""))) if KEPT.exists() else []
    by_cell = {(one["kind"], one["settings"]): one for one in (*held, found)}
    with KEPT.open("w", newline="") as file:
        writer = csv.DictWriter(file, list(found))
        writer.writeheader()
        writer.writerows(by_cell[cell] for cell in order if cell in by_cell)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    for one in rows(int(arguments[0]) if arguments else 1000, arguments[1] if len(arguments) > 1 else None):
        keep(one)
        print(one, flush=True)
