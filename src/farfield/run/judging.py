"""Who chooses among a model's attempts at questions, and which of them its next prompt shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from farfield.options.looping import Judge


class Attempt(NamedTuple):
    """An answer to the question in a place. `sure`: what the model said where it was asked whether that is right."""

    place: int
    answer: str
    right: bool
    sure: bool | None = None


def choose(attempts: Sequence[Attempt], judge: Judge, keep: int, rng: np.random.Generator) -> list[Attempt]:
    """At most `keep` attempts, at most one a question: drawn among those that the judge lets pass, but of a vote those
    most agreed on."""
    mixed = [attempts[at] for at in rng.permutation(len(attempts))]
    if judge == "vote":
        agreed = _agreed(mixed)
    else:
        agreed = {
            one.place: one
            for one in reversed(mixed)
            if judge == "chance" or (one.right if judge == "verifier" else one.sure)
        }
    places = list(agreed)
    order = sorted(places, key=lambda at: -_votes(agreed[at], attempts)) if judge == "vote" else places[::-1]
    return [agreed[place] for place in order[:keep]]


def _agreed(attempts: Sequence[Attempt]) -> dict[int, Attempt]:
    """Of each question the answer that most attempts give, where at least two do and no other has as many."""
    found = {}
    for place in dict.fromkeys(one.place for one in attempts):
        votes = Counter(one.answer for one in attempts if one.place == place).most_common(2)
        (answer, first), second = votes[0], votes[1][1] if len(votes) > 1 else 0
        if first >= 2 and first > second:
            found[place] = next(one for one in attempts if (one.place, one.answer) == (place, answer))
    return found


def _votes(chosen: Attempt, attempts: Sequence[Attempt]) -> int:
    return sum((one.place, one.answer) == (chosen.place, chosen.answer) for one in attempts)
