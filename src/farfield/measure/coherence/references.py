"""Answerers who know nothing of the questions: what coherence alone, and incoherence, look like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

import numpy as np

from farfield.arrays import Floats
from farfield.measure.coherence.tuples import Tuples

REFERENCES = ("one world", "base rate", "constant", "random")
"""`one world` draws a truth value for every question and answers by logic; `base rate` says of every question how often
such come true, and of compounds what follows if all were independent: both cohere. `constant` says one number to
everything, the mean of what was stated; `random` says anything. None of the four tells true from false.
"""


def answer_all(
    tuples: Mapping[str, Tuples], facts: Mapping[int, float], seed: int
) -> Iterator[tuple[str, dict[str, Tuples]]]:
    """Each of REFERENCES with its answers to the distinct tuples of all subjects."""
    asked = {name: _distinct(whole) for name, whole in tuples.items()}
    stated = np.concatenate([whole.stated.ravel() for whole in tuples.values()])
    rate = float(np.mean(list(facts.values()))) if facts else float(stated.mean())
    generator = np.random.default_rng(seed)
    truths: dict[int, bool] = {}
    for reference in REFERENCES:
        answered = {}
        for name, whole in asked.items():
            if reference == "one world":
                answers = _one_world(whole, truths, generator)
            elif reference == "base rate":
                answers = np.tile(whole.relation.chances(rate), (len(whole.stated), 1))
            elif reference == "constant":
                answers = np.full(whole.stated.shape, float(stated.mean()))
            else:
                answers = generator.random(whole.stated.shape)
            answered[name] = Tuples(whole.relation, answers, whole.rows, whole.resolved, whole.questions)
        yield reference, answered


def _distinct(whole: Tuples) -> Tuples:
    return whole.of(whole.rows["tuple"].is_first_distinct())


def _one_world(whole: Tuples, truths: dict[int, bool], generator: np.random.Generator) -> Floats:
    """What follows in one world (n, r). Base questions keep their truth from tuple to tuple; what a base question does
    not settle is drawn anew, and a conditional whose condition fails is 0.
    """
    relation = whole.relation
    bases = [at for at, role in enumerate(relation.roles) if role in relation.base]
    true, _ = relation.whole
    fits = {
        drawn: np.flatnonzero((true[bases] == np.array(drawn)[:, None]).all(axis=0)).tolist()
        for drawn in product((False, True), repeat=len(bases))
    }
    chosen = np.zeros(len(whole.stated), dtype=np.int64)
    for row, codes in enumerate(whole.questions[:, bases].tolist()):
        drawn = tuple(truths.setdefault(code, bool(generator.random() < 0.5)) for code in codes)
        chosen[row] = fits[drawn][generator.integers(len(fits[drawn]))]
    return true.T[chosen].astype(np.float64)
