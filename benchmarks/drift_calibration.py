"""Do the intervals of drift hold the truth? Simulated subjects of known inner date, cutoff and half-life.

    python benchmarks/drift_calibration.py [DRAWS]

A row a cell goes into `benchmarks/drift_calibration.csv`; docs/calibration.md shows them, failing cells too.
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
from farfield.measure.drift.cutoff import fit_cutoff
from farfield.measure.drift.half_life import CENSORED, Lasting, fit_half_life
from farfield.measure.drift.inner_date import fit_inner_date

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
    ("cutoff", {"events": 200, "width": 0.3, "ceiling": 0.8, "floor": 0.05}, 2021.5, cutoff),
    ("cutoff", {"events": 100, "width": 0.5, "ceiling": 0.7, "floor": 0.1}, 2021.5, cutoff),
    ("cutoff", {"events": 200, "width": 0.05, "ceiling": 1.0, "floor": 0.0}, 2021.5, cutoff),
    ("cutoff", {"events": 200, "width": 0.3, "ceiling": 0.9, "floor": 0.4, "controls": 60}, 2021.5, cutoff),
]  # fmt: skip


def rows(draws: int) -> Iterator[dict[str, Any]]:
    for kind, settings, truth, make in CELLS:
        draw, covered, reasons, open_ends = make(**settings), 0, Counter[str](), 0
        for seed in range(draws):
            low, high, reason = draw(seed)
            if reason is not None:
                reasons[reason] += 1
                continue
            open_ends += low is None or high is None
            covered += (low is None or low <= truth) and (high is None or truth <= high)
        told = draws - sum(reasons.values())
        yield {
            "kind": kind, "settings": ", ".join(f"{k} {v}" for k, v in settings.items()), "draws": draws, "told": told,
            "open": open_ends, "coverage": round(covered / max(told, 1), 4), "unknown": dict(reasons),
        }  # fmt: skip


if __name__ == "__main__":
    with KEPT.open("w", newline="") as file:
        writer = None
        for one in rows(int(sys.argv[1]) if len(sys.argv) > 1 else 1000):
            writer = writer or csv.DictWriter(file, list(one))
            if file.tell() == 0:
                writer.writeheader()
            writer.writerow(one)
            file.flush()
            print(one, flush=True)
