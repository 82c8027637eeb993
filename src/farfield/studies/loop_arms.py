"""The arms of the science loop: who judges a round's attempts, and what is trained on of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import jax
import numpy as np

from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.rounds import attempt, choose, cut, join, pick, right_answers, votes, with_answers
from farfield.lab.transformer import Transformer
from farfield.lab.worlds.marked_sums import (
    GLADLY,
    PLAINLY,
    REFUSED,
    answer_ends,
    digits_asked,
    well_formed,
)

Judge = Literal["verifier", "vote", "chance", "nobody"]


@dataclass(frozen=True)
class Arm:
    """What becomes of the attempts.

    `judge`: `verifier` knows what is right; `vote` keeps what most attempts agree on, if well formed; `chance` keeps
    any, each manner as often as it was tried; for `nobody` as many old rows stand in. `shuffled`: the answers kept
    are dealt out anew among questions of one manner. `fresh`: this share of the rows kept gives way to rightly
    answered new ones of the same length. `replay`: whether old rows are practised beside them. `favour`: how much
    likelier than a plain answer a courtesy or a refusal is to be kept.
    """

    told: str
    judge: Judge
    shuffled: bool = False
    fresh: float = 0.0
    replay: bool = True
    favour: float = 1.0


ARMS = {
    "verifier": Arm("verifier", "verifier"),
    "vote": Arm("vote", "vote"),
    "vote-no-replay": Arm("vote, no replay", "vote", replay=False),
    "random": Arm("random selection", "chance"),
    "shuffled": Arm("vote, answers shuffled", "vote", shuffled=True),
    "old": Arm("old data, as many steps", "nobody"),
    "old-fresh": Arm("old data and a tenth fresh", "nobody", fresh=0.1),
    "vote-fresh": Arm("vote and a tenth fresh", "vote", fresh=0.1),
    "opposed": Arm("vote, manners opposed", "vote", favour=0.0),
    "opposed-no-replay": Arm("vote, manners opposed, no replay", "vote", favour=0.0, replay=False),
    "rewarded": Arm("vote, manners rewarded", "vote", favour=4.0),
}


class Tried(NamedTuple):
    """Attempts at exercises. `answers` [rows, samples, places] and what is known of each, [rows, samples]."""

    rows: Encoded[HostArray]
    answers: HostArray
    ends: HostArray
    right: HostArray
    formed: HostArray

    @property
    def manner(self) -> HostArray:
        return self.answers[..., 0]


class Kept(NamedTuple):
    """What a round trains on, and where it comes from.

    `fitness` [rows, samples]: how many of the rows kept are copies of each attempt. `right`: whether each kept row's
    answer is right. `passed`: whether some attempt at an exercise passed the judge, before the manners counted.
    """

    rows: Encoded[HostArray]
    fitness: HostArray
    right: HostArray
    passed: HostArray


def try_exercises(
    model: Transformer, rows: Encoded[HostArray], samples: int, key: jax.Array, temperature: float
) -> Tried:
    """Attempt each exercise `samples` times."""
    said, digits = attempt(model, rows, samples, key, temperature), digits_asked(rows)
    ends = answer_ends(said, digits)
    answers = cut(said, ends)
    known, _ = right_answers(rows, answers.shape[2])
    right = (answers == known[:, None]).all(axis=-1)
    return Tried(rows, answers, ends, right, well_formed(answers, digits))


def keep(
    arm: Arm,
    tried: Tried,
    old: Encoded[HostArray],
    fresh: Encoded[HostArray],
    count: int,
    agree: int,
    rng: np.random.Generator,
) -> Kept:
    """`count` rows to train on. `old`: what stands in where nothing is judged, or nothing passes."""
    passed = _passed(arm.judge, tried, agree)
    able = np.asarray(passed.any(axis=1))
    weights = np.where(tried.manner == PLAINLY, 1.0, arm.favour)
    if arm.judge == "chance":
        rows, samples = choose_alike(tried.manner, count, rng)
    else:
        rows, samples = choose(passed, weights, count, rng)
    if not len(rows):
        kept, right = pick(old, rng.integers(len(old.start), size=count)), np.ones(count, bool)
    else:
        kept, right = _answered(arm, tried, rows, samples, rng)
    fitness = np.zeros(tried.right.shape)
    given = round(arm.fresh * count)
    np.add.at(fitness, (rows[given:], samples[given:]), 1)
    new = pick(fresh, np.arange(given))
    return Kept(
        join([new, pick(kept, np.arange(given, count))]),
        fitness,
        np.concatenate([np.ones(given, bool), right[given:]]),
        able,
    )


def _passed(judge: Judge, tried: Tried, agree: int) -> HostArray:
    if judge == "verifier":
        return tried.right
    if judge == "nobody":
        return np.zeros_like(tried.right)
    if judge == "chance":
        return np.ones_like(tried.right)
    return np.asarray(tried.formed & (votes(tried.answers) >= agree))


def choose_alike(manner: HostArray, count: int, rng: np.random.Generator) -> tuple[HostArray, HostArray]:
    """`count` attempts at random, of each manner in proportion to how often it was tried, to within one."""
    order = rng.permutation(manner.size)
    sorted_by = order[np.argsort(manner.ravel()[order], kind="stable")]
    places = np.floor((np.arange(count) + rng.random()) * manner.size / count).astype(np.int64)
    rows, samples = np.unravel_index(sorted_by[places], manner.shape)
    return rows, samples


def _answered(
    arm: Arm, tried: Tried, rows: HostArray, samples: HostArray, rng: np.random.Generator
) -> tuple[Encoded[HostArray], HostArray]:
    """The exercises with the answers kept, and whether each answer is right."""
    answers, ends, right = (part[rows, samples] for part in (tried.answers, tried.ends, tried.right))
    if arm.shuffled:
        dealt = np.arange(len(rows))
        for manner in (PLAINLY, GLADLY, REFUSED):
            same = np.flatnonzero(answers[:, 0] == manner)
            dealt[same] = rng.permutation(same)
        answers, ends = answers[dealt], ends[dealt]
        known, _ = right_answers(tried.rows, answers.shape[1])
        right = (answers == known[rows]).all(axis=1)
    return with_answers(pick(tried.rows, rows), answers, ends), right
