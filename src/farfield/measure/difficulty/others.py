"""The other subjects' answers as a measure of difficulty."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from farfield.arrays import Floats, Rows
from farfield.measure.categories import covariate_column
from farfield.records import FarfieldError
from farfield.special_functions import expit, log_expit

OTHERS = "subjects"
"""`--difficulty subjects`: how the other subjects fared on an item."""
FEWEST_OTHERS = 3
"""Two subjects cannot tell a latent difficulty from luck: their one correlation does not fix two discriminations."""
NODES = np.linspace(-4.5, 4.5, 25)
"""Grid of the latent difficulty, standard normal over a task's items."""
ROUNDS = 60
"""Most rounds of expectation and maximisation; the last is the first that moves nothing by 1e-4."""
RIDGE = 1.0
"""A normal prior around easiness 0 and discrimination 1: a subject that answers all alike keeps finite ones."""


@dataclass(frozen=True)
class Others:
    """What the other subjects' answers say of each item: their log-likelihood (n, nodes) at each latent difficulty."""

    likelihood: Floats

    def take(self, rows: Rows) -> Others:
        return Others(self.likelihood[rows])


def by_others(name: str | None, items: pl.DataFrame) -> bool:
    """Whether difficulty is what the other subjects' answers say: `subjects`, where no column has that name."""
    return name == OTHERS and OTHERS not in items.columns


def difficulty_column(items: pl.DataFrame, name: str) -> pl.Series:
    """The column `name`, numbers or a category.

    Or, for `subjects` where no column has that name, minus the log-odds of the others' scores.

    The others are all subjects but the item's own, on the same task; half an answer is added on either side.
    """
    if not by_others(name, items):
        return covariate_column(items, name, "--difficulty")
    if items["subject"].n_unique() < 2:
        raise FarfieldError(
            "--difficulty subjects needs the answers of other subjects, and there is only one",
            remedy="Give the results of several subjects in one call, or name a column.",
        )
    own = items.group_by("task", "item_id", "subject").agg(pl.col("score").mean())
    own = own.filter(pl.col("score").is_not_null())
    key = ["task", "item_id"]
    total = own.group_by(key).agg(total=pl.col("score").sum(), asked=pl.len())
    joined = items.select(*key, "subject").join(total, on=key, how="left", maintain_order="left")
    joined = joined.join(own, on=[*key, "subject"], how="left", maintain_order="left")
    right = pl.col("total") - pl.col("score").fill_null(0)
    asked = pl.col("asked") - pl.col("score").is_not_null().cast(pl.Int64)
    odds = -((right + 0.5) / (asked - right + 0.5)).log()
    return joined.select(pl.when(asked > 0).then(odds).otherwise(None).alias(name)).to_series()


def find_others(items: pl.DataFrame) -> dict[tuple[str, str], Others]:
    """For each task and subject, in the order of its scored items, what the other subjects' answers say of them.

    A two-parameter logistic model of all subjects on a task, its difficulties standard normal (Birnbaum 1968; EM of
    Bock & Aitkin 1981), gives each subject's ability and discrimination; the subject's own answers are then left out.
    Tasks with fewer than four subjects have no entry.
    """
    found = {}
    for (task,), part in items.partition_by("task", as_dict=True, maintain_order=True).items():
        scored = part.filter(pl.col("score").is_not_null())
        subjects = scored["subject"].unique(maintain_order=True).to_list()
        if len(subjects) <= FEWEST_OTHERS:
            continue
        right, asked, names = _responses(scored, subjects)
        ability = fit_abilities(right, asked)
        for number, subject in enumerate(subjects):
            rest = [at for at in range(len(subjects)) if at != number]
            likelihood = _likelihood(right[:, rest], asked[:, rest], ability[rest])
            own = scored.filter(pl.col("subject") == subject)["item_id"]
            rows = own.replace_strict(names, np.arange(len(names)), return_dtype=pl.Int64).to_numpy()
            found[task, subject] = Others(likelihood[rows])
    return found


def _responses(scored: pl.DataFrame, subjects: list[str]) -> tuple[Floats, Floats, pl.Series]:
    """Sums of scores and numbers of answers, (items, subjects) each, and the items' names in that order."""
    names = scored["item_id"].unique(maintain_order=True)
    rows = scored["item_id"].replace_strict(names, np.arange(len(names)), return_dtype=pl.Int64).to_numpy()
    columns = scored["subject"].replace_strict(
        subjects, np.arange(len(subjects)), return_dtype=pl.Int64
    ).to_numpy()  # fmt: skip
    at, cells = rows * len(subjects) + columns, len(names) * len(subjects)
    shape = len(names), len(subjects)
    right: Floats = np.bincount(at, scored["score"].to_numpy(), minlength=cells).astype(np.float64)
    asked: Floats = np.bincount(at, minlength=cells).astype(np.float64)
    return right.reshape(shape), asked.reshape(shape), names


def fit_abilities(right: Floats, asked: Floats) -> Floats:
    """Ability and discrimination (subjects, 2) of P(right) = sigmoid(ability - discrimination * difficulty).

    Marginal likelihood over a standard normal difficulty, with a slight normal prior on both, so that a subject that
    is always right has a finite ability.
    """
    subjects = right.shape[1]
    share = (right.sum(axis=0) + 0.5) / (asked.sum(axis=0) + 1)
    found = np.column_stack([np.log(share / (1 - share)), np.ones(subjects)])
    prior = -(NODES**2) / 2
    design = np.column_stack([np.ones(len(NODES)), -NODES])
    for _ in range(ROUNDS):
        posterior = posteriors(_likelihood(right, asked, found) + prior)
        moved = _newton(design, posterior.T @ right, posterior.T @ asked, found)
        settled = float(np.abs(moved - found).max()) < 1e-4
        found = moved
        if settled:
            break
    return found


def _newton(design: Floats, right: Floats, asked: Floats, at: Floats) -> Floats:
    """A few steps of each subject's logistic regression on expected answers at the nodes, (nodes, subjects) each."""
    for _ in range(3):
        chance = expit(design @ at.T)
        gradient = (right - asked * chance).T @ design - RIDGE * (at - np.array([0.0, 1.0]))
        curvature = np.einsum("qs,qa,qb->sab", asked * chance * (1 - chance), design, design)
        step = np.linalg.solve(curvature + RIDGE * np.eye(2), gradient[:, :, None])[:, :, 0]
        at = at + np.clip(step, -2, 2)
    return at


def _likelihood(right: Floats, asked: Floats, ability: Floats) -> Floats:
    logits = ability[:, :1] - ability[:, 1:] * NODES
    return np.asarray(right @ log_expit(logits) + (asked - right) @ log_expit(-logits))


def posteriors(weights: Floats) -> Floats:
    """Rows of log-weights (n, nodes) → probabilities."""
    weights = np.exp(weights - weights.max(axis=1, keepdims=True))
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
