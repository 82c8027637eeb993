"""What a loop of attempts came to: the score of each round, and what was gained over the start and over the control."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from farfield.measure.intervals import mean_interval, student_interval
from farfield.results.loop import Loop, LoopAnswers, LoopGain, LoopRound, LoopScore
from farfield.results.structs import Mean


def measure_loop(rounds: Sequence[LoopRound]) -> Loop:
    """The whole of a loop from its rounds, of which the first has the control. Raises ValueError where it has none."""
    first, last = rounds[0], rounds[-1]
    if first.control is None:
        raise ValueError("round 0 has no control")
    return Loop(
        settings=first.settings,
        rounds=[_score(one) for one in rounds],
        control=_mean(first.control),
        gain=_gain(last.answers, first.answers),
        over_control=_gain(last.answers, first.control),
    )


def _score(one: LoopRound) -> LoopScore:
    return LoopScore(
        round=one.round,
        score=_mean(one.answers),
        answered=one.answers.answered,
        shown=len(one.shown),
        shown_right=sum(example.right for example in one.shown),
        attempts=one.made,
        attempts_right=one.right,
        nothing_chosen=one.nothing_chosen,
    )


def _mean(answers: LoopAnswers) -> Mean:
    found = mean_interval(np.array(answers.scores), np.arange(len(answers.scores)))
    return Mean(found.mean, found.low, found.high)


def _gain(after: LoopAnswers, before: LoopAnswers) -> LoopGain:
    return LoopGain(
        *student_interval([one - other for one, other in zip(after.scores, before.scores, strict=True)])
    )
