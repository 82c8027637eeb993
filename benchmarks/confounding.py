"""Twins, noisy difficulty and time splits under simulation, run by hand: `python benchmarks/confounding.py [draws]`.

Prints, for each setting, how often what should find nothing finds something at the 5 % level (and how often it finds
what there is), and what share of the 95 % intervals hold the truth. Failing cells are findings too.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.special import expit

from farfield.measure import MeasureOptions, add_rulers
from farfield.measure.difficulty.corrected import correct_slope
from farfield.measure.difficulty.others import NODES, Others, fit_abilities
from farfield.measure.fits.logistic import fit_logistic
from farfield.measure.interrupted.profile import fit_interrupted
from farfield.measure.outcomes import Outcomes, outcomes_of, prepare_items
from farfield.measure.twins.difference import null_p, paired_difference

Floats = NDArray[np.float64]

ITEMS = 600
TOGETHER = 0.6
"""Correlation of distance and difficulty."""
STEEP = 1.5
CUTOFF = date(2023, 9, 30)


def twins(draws: int) -> None:
    print("twins: pairs  per cluster  effect   rejected  covered")
    generator = np.random.default_rng(1)
    for pairs, per_cluster, effect in (
        (50, 1, 0.0), (300, 1, 0.0), (300, 10, 0.0), (50, 1, -0.5), (300, 1, -0.5), (300, 10, -0.5),
    ):  # fmt: skip
        rejected, covered = [], []
        clusters = np.arange(pairs) // per_cluster
        shared = 0.5 if per_cluster > 1 else 0.0
        truth = expected_difference(effect, shared)
        for number in range(draws):
            hard = generator.normal(size=pairs)
            own = effect + shared * generator.normal(size=clusters[-1] + 1)[clusters]
            near = (generator.random(pairs) < expit(-STEEP * hard)).astype(float)
            far = (generator.random(pairs) < expit(-STEEP * hard + own)).astype(float)
            found = paired_difference(far - near, clusters, 0.95)
            rejected.append(null_p(far - near, clusters, number) <= 0.05)
            covered.append(found.low <= truth <= found.high)
        print(
            f"       {pairs:5d}  {per_cluster:11d}  {effect:6.1f}   {np.mean(rejected):8.3f}  {np.mean(covered):7.3f}"
        )


def expected_difference(effect: float, shared: float) -> float:
    generator = np.random.default_rng(0)
    hard, own = generator.normal(size=(2, 2_000_000))
    return float((expit(-STEEP * hard + effect + shared * own) - expit(-STEEP * hard)).mean())


def references(draws: int) -> None:
    print(
        "difficulty from references: number  effect   crude  adjusted  latent (rejected)   latent (covered)"
    )
    generator = np.random.default_rng(2)
    options = MeasureOptions(difficulty="subjects")
    for number, effect in ((5, 0.0), (25, 0.0), (5, -0.5), (25, -0.5)):
        rejected: dict[str, list[bool]] = {"crude": [], "adjusted": [], "latent": [], "covered": []}
        for _ in range(draws):
            hard, far, scores = world(generator, effect)
            ability = generator.normal(0, 0.7, number)
            answers = (generator.random((ITEMS, number)) < expit(ability - STEEP * hard[:, None])).astype(
                float
            )
            right = answers.sum(axis=1)
            proxy = -np.log((right + 0.5) / (number - right + 0.5))
            rejected["crude"].append(rejects(far, scores))
            rejected["adjusted"].append(rejects(far, scores, proxy))
            found = correct_slope(far, outcomes(scores, "subjects", proxy), others(answers, scores), options)
            rejected["latent"].append(not found.low <= 0 <= found.high)
            rejected["covered"].append(found.low <= effect * far.std() <= found.high)
        shown = "  ".join(f"{np.mean(values):8.3f}" for values in rejected.values())
        print(f"                            {number:6d}  {effect:6.1f}  {shown}", flush=True)


def others(answers: Floats, scores: Floats) -> Others:
    asked = np.ones((len(scores), answers.shape[1] + 1))
    ability = fit_abilities(np.column_stack([answers, scores]), asked)[:-1]
    logits = ability[:, :1] - ability[:, 1:] * NODES
    return Others(answers @ np.log(expit(logits)) + (1 - answers) @ np.log(expit(-logits)))


def reliabilities(draws: int) -> None:
    print(
        "difficulty with declared reliability: R  effect   adjusted  corrected (rejected)   corrected (covered)"
    )
    generator = np.random.default_rng(3)
    for reliability, effect in ((0.5, 0.0), (0.7, 0.0), (0.9, 0.0), (0.5, -0.5), (0.7, -0.5), (0.9, -0.5)):
        options = MeasureOptions(difficulty="hard", reliability=reliability)
        adjusted, rejected, covered = [], [], []
        for _ in range(draws):
            hard, far, scores = world(generator, effect)
            proxy = hard + np.sqrt(1 / reliability - 1) * generator.normal(size=ITEMS)
            adjusted.append(rejects(far, scores, proxy))
            found = correct_slope(far, outcomes(scores, "hard", proxy), None, options)
            rejected.append(not found.low <= 0 <= found.high)
            covered.append(found.low <= effect * far.std() <= found.high)
        shown = "  ".join(f"{np.mean(values):8.3f}" for values in (adjusted, rejected, covered))
        print(f"                              {reliability:9.1f}  {effect:6.1f}  {shown}", flush=True)


def world(generator: np.random.Generator, effect: float) -> tuple[Floats, Floats, Floats]:
    hard = generator.normal(size=ITEMS)
    far = TOGETHER * hard + np.sqrt(1 - TOGETHER**2) * generator.normal(size=ITEMS)
    return hard, far, (generator.random(ITEMS) < expit(0.3 - STEEP * hard + effect * far)).astype(float)


def rejects(far: Floats, scores: Floats, *covariates: Floats) -> bool:
    columns = [(values - values.mean()) / values.std() for values in (far, *covariates)]
    fit = fit_logistic(np.column_stack([np.ones(ITEMS), *columns]), scores, np.arange(ITEMS))
    return bool(abs(fit.coefficients[1]) > 1.96 * np.sqrt(fit.covariance[1, 1]))


def outcomes(scores: Floats, name: str, difficulty: Floats) -> Outcomes:
    return Outcomes(scores, np.arange(len(scores)), np.zeros(len(scores)), {name: difficulty})


SERIES: dict[str, Callable[[Floats], Floats]] = {
    "level": lambda t: 0.5 + 0 * t,
    "steady fall": lambda t: 0.5 - 0.15 * t,
    "break of 20 points": lambda t: 0.6 - 0.2 * (t > 0),
    "break of 30 points": lambda t: 0.6 - 0.05 * t - 0.3 * (t > 0),
    "break of 36 points": lambda t: 0.72 - 0.36 * (t > 0),
    "break of 36 points, level .5": lambda t: 0.5 - 0.36 * (t > 0),
    "break to zero": lambda t: 0.6 * (t <= 0),
    "fell at once a year before": lambda t: 0.02 + 0.7 * expit((-1 - t) / 0.1),
    "fell slowly a year before": lambda t: 0.02 + 0.7 * expit((-1 - t) / 0.3),
    "fell half a year before": lambda t: 0.02 + 0.7 * expit((-0.5 - t) / 0.2),
    "fell straight to zero": lambda t: np.maximum(0, 0.6 * (-0.3 - t)),
    "falls around it over two years": lambda t: 0.05 + 0.7 * expit(-t / 0.5),
    "falls around it over one year": lambda t: 0.05 + 0.7 * expit(-t / 0.25),
    "falls after it": lambda t: 0.05 + 0.7 * expit((0.6 - t) / 0.2),
}


def series(draws: int) -> None:
    print("time split (items): share of findings")
    for items in (200, 800):
        for name, curve in SERIES.items():
            generator = np.random.default_rng(4)
            found = Counter(finding(generator, curve, items) for _ in range(draws))
            shown = ", ".join(f"{what} {count / draws:.3f}" for what, count in found.most_common())
            print(f"  {items:4d}  {name:32s} {shown}", flush=True)


def finding(generator: np.random.Generator, curve: Callable[[Floats], Floats], items: int) -> str:
    years = generator.choice(np.linspace(-2, 1.5, 250), items)
    days = [(CUTOFF + timedelta(days=round(365.25 * y))).isoformat() for y in years]
    scores = (generator.random(items) < np.clip(curve(years), 0, 1)).astype(float)
    table = pl.DataFrame({
        "item_id": [str(i) for i in range(items)], "subject": "s", "task": "t", "score": scores, "question": "",
        "date": days, "chance": pl.Series([None] * items, dtype=pl.Float64),
    })  # fmt: skip
    options = MeasureOptions(rulers=("time",), cutoff=CUTOFF.isoformat())
    prepared = prepare_items(add_rulers(table, options), options)
    return fit_interrupted(prepared, outcomes_of(prepared, options), prepared, options).finding


def main() -> None:
    draws = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    twins(draws)
    references(draws)
    reliabilities(draws)
    series(draws)


if __name__ == "__main__":
    main()
