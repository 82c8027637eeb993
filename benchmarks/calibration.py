"""Do the intervals cover what they say? Simulated data sets, run by hand: `python benchmarks/calibration.py [draws]`.

Prints, for each setting, the share of nominal 95 % intervals that hold the truth: of the score, of the reach, and of
the curve (the mean over its points), and the share of reaches that are censored. Failing cells are findings too.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from farfield.measure.bootstrap import draw_weights
from farfield.measure.intervals import mean_interval
from farfield.measure.outcomes import Outcomes
from farfield.measure.reach import fit_reach
from farfield.measure.scale import choose_scale

D50, WIDTH, FARTHEST, REPLICATES = 2.5, 0.6, 5.0, 400

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Setting:
    items: int
    per_cluster: int
    ceiling: float
    floor: float

    def expected(self, far: Floats) -> Floats:
        return np.asarray(self.floor + (self.ceiling - self.floor) * expit((D50 - far) / WIDTH))

    def draw(self, generator: np.random.Generator) -> tuple[Floats, Outcomes]:
        """Clusters share their distance, and half of the clusters' items copy the first one's luck."""
        clusters = np.arange(self.items) // self.per_cluster
        far = generator.uniform(0, FARTHEST, clusters[-1] + 1)[clusters]
        own, shared = generator.random(self.items), generator.random(clusters[-1] + 1)[clusters]
        luck = np.where(generator.random(self.items) < 0.5, own, shared)
        scores = (luck < self.expected(far)).astype(float)
        return far, Outcomes(scores, clusters, np.full(self.items, self.floor), {})


def covered(setting: Setting, draws: int) -> dict[str, float]:
    generator = np.random.default_rng(20)
    far = np.linspace(0, FARTHEST, 10_001)
    mean = float(setting.expected(far).mean())
    held: dict[str, list[float]] = {"score": [], "reach": [], "curve": [], "censored": []}
    for number in range(draws):
        distances, outcomes = setting.draw(generator)
        score = mean_interval(outcomes.scores, outcomes.clusters)
        held["score"].append(score.low <= mean <= score.high)
        weights = draw_weights(outcomes.groups, REPLICATES, number)
        curve, reach = fit_reach(distances, choose_scale(distances), outcomes, weights, 0.95)
        if curve is None:
            continue
        held["reach"].append(reach["low"] <= D50 and (reach["high"] is None or reach["high"] >= D50))
        held["censored"].append(reach["censored"])
        truth = setting.expected(np.array([point["distance"] for point in curve["points"]]))
        pairs = zip(curve["points"], truth, strict=True)
        held["curve"].append(float(np.mean([p["low"] <= t <= p["high"] for p, t in pairs])))
    return {name: float(np.mean(values)) if values else float("nan") for name, values in held.items()}


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("items  per cluster  ceiling  floor   score  reach  curve  censored")
    for items, per_cluster, ceiling, floor in product((200, 1000), (1, 10), (0.35, 0.6, 0.95), (0.0, 0.25)):
        if ceiling - floor < 0.2:
            continue
        found = covered(Setting(items, per_cluster, ceiling, floor), draws)
        shown = "  ".join(f"{found[name]:5.3f}" for name in ("score", "reach", "curve", "censored"))
        print(f"{items:5d}  {per_cluster:11d}  {ceiling:7.2f}  {floor:5.2f}   {shown}", flush=True)


if __name__ == "__main__":
    main()
