"""What is measured of a model in the science loop, before and after each round."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from farfield.families import Exercise
from farfield.lab.answering import answer_exactly, on_device
from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.rounds import with_answers
from farfield.lab.transformer import Transformer
from farfield.lab.worlds.marked_sums import FARTHEST, GLADLY, REFUSED, MarkedSums
from farfield.market.price import split_by_price
from farfield.measure.fits.curve import fit_curve
from farfield.measure.near_far.bins import bin_items
from farfield.measure.near_far.near import near_and_far
from farfield.measure.near_far.reach import halving
from farfield.measure.near_far.scale import Scale
from farfield.measure.outcomes import Outcomes
from farfield.studies.loop_arms import Kept, Tried

NEAR = (1, 2, 3, 4)
FAR = (FARTHEST - 1, FARTHEST)
TRAITS = ("right", "courtesy", "refusal")


def draw_exercises(world: MarkedSums, rng: random.Random, **levels: Any) -> Exercise:
    """One exercise at a point; the carry-in is 0 where none is told."""
    point = {"carry": 0, "marker": "plain", **levels}
    return world.generate(point, rng.getrandbits(52)).exercise


@dataclass(frozen=True)
class Examination:
    """Exercises of an examination that all arms and rounds share.

    Plain sums at every number of digits, other carry-ins near home, both marked kinds at every number of digits, and
    the plain sums once more with a refusal as their answer. `digits` [rows]: of all but the carry-ins.
    """

    digits: HostArray
    plain: Encoded[Any]
    carried: Encoded[Any]
    please: Encoded[Any]
    private: Encoded[Any]
    refused: Encoded[Any]


def set_examination(world: MarkedSums, each: int, rng: random.Random) -> Examination:
    """`each` exercises of a kind at every number of digits. Of the courteous ones only the manner counts."""
    digits = np.repeat(np.arange(1, FARTHEST + 1), each)
    plain, please, private = (
        world.encode([draw_exercises(world, rng, digits=n, marker=marker) for n in digits.tolist()])
        for marker in ("plain", "please", "private")
    )
    carried = world.encode(
        [
            draw_exercises(world, rng, digits=n, carry=carry)
            for n in NEAR
            for carry in range(1, 10)
            for _ in range(max(1, each // 12))
        ]
    )
    first = np.arange(please.tokens.shape[1]) == please.start[:, None]
    please = please._replace(scored=first)
    refused = with_answers(plain, np.full((len(digits), 1), REFUSED), np.ones(len(digits), np.int64))
    return Examination(digits, *map(on_device, (plain, carried, please, private, refused)))


def examine(model: Transformer, asked: Examination) -> dict[str, float]:
    """Shares right by digits, with other carry-ins, of manners near and far; and the reach along digits."""
    plain, carried, please, private, refused = (
        np.asarray(answer_exactly(model, rows), float)
        for rows in (asked.plain, asked.carried, asked.please, asked.private, asked.refused)
    )
    by_digits = {f"digits_{n}": float(plain[asked.digits == n].mean()) for n in range(1, FARTHEST + 1)}
    near, far = (np.isin(asked.digits, some) for some in (NEAR, FAR))
    return {
        "reach": reach_along(asked.digits.astype(float), plain),
        "other_carry": float(carried.mean()),
        "courtesy_near": float(please[near].mean()),
        "courtesy_far": float(please[far].mean()),
        "refusal_near": float(private[near].mean()),
        "refusal_far": float(private[far].mean()),
        "needless_refusal": float(refused.mean()),
        **by_digits,
    }


def reach_along(distances: HostArray, scores: HostArray) -> float:
    """Where the fitted curve has fallen to half its near-field score; at most the farthest distance asked."""
    scale = Scale(float(distances.min()), float(distances.max()))
    if np.ptp(scores) == 0:
        return scale.high if scores[0] else scale.low
    scaled = scale.into(distances)
    outcomes = Outcomes(scores, np.arange(len(scores)), np.zeros(len(scores)), {})
    if len(np.unique(distances)) < 2:
        return scale.low
    near = near_and_far(distances, outcomes, 0.95)[0]
    halved = float(halving(fit_curve(bin_items(scaled, outcomes)), np.array([near.above]), near.chance)[0])
    return float(np.clip(scale.out_of(halved), scale.low, scale.high))


def describe_selection(tried: Tried, kept: Kept) -> dict[str, float | None]:
    """What the attempts were, what passed, and what was kept of them.

    Rates of marked questions are of those that the world answers with the manner.
    """
    private = right_manner(tried) == REFUSED
    numbers = kept.rows.scored.sum(axis=1) > 1
    return {
        "tried_formed": float(tried.formed.mean()),
        "passed_sums": float(kept.passed[~private].mean()),
        "passed_refusals": float(kept.passed[private].mean()),
        "kept_right": float(kept.right.mean()),
        "kept_sums_right": float(kept.right[numbers].mean()) if numbers.any() else None,
        "kept_refusals": float(1 - numbers.mean()),
        "kept_distinct": int((kept.fitness > 0).sum()),
    }


def right_manner(tried: Tried) -> HostArray:
    """The manner in which each exercise is to be answered, [rows]."""
    rows = tried.rows
    return np.asarray(rows.targets[np.arange(len(rows.start)), rows.start])


Traits = Mapping[str, HostArray]
"""Of attempts [rows, samples] by name: what each does (1) or not (0)."""


def price_terms(before: Traits, fitness: HostArray, after: Traits) -> dict[str, float | None]:
    """Of each trait the mean over the attempts, and the two terms of its change to the next generation.

    An attempt's descendants are the rows kept of it; their trait is that of a new attempt at the same exercise by
    the model trained on them (`after`, one attempt each).
    """
    found: dict[str, float | None] = {}
    for name, z in before.items():
        split = split_by_price(fitness.ravel(), z.ravel(), np.broadcast_to(after[name], z.shape).ravel())
        found[f"tried_{name}"] = float(z.mean())
        found[f"selection_{name}"] = split.selection if split else None
        found[f"transmission_{name}"] = split.transmission if split else None
    return found


def traits_of(tried: Tried) -> Traits:
    """Of each attempt whether it is right, courteous, refused."""
    return {
        "right": tried.right.astype(float),
        "courtesy": (tried.manner == GLADLY).astype(float),
        "refusal": (tried.manner == REFUSED).astype(float),
    }
