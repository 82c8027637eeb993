"""Scoring an answer by its family's rule, and telling apart how it came to be no right one."""

from __future__ import annotations

from collections.abc import Sequence

from inspect_ai.model import ModelOutput
from inspect_ai.scorer import (
    CORRECT,
    INCORRECT,
    Metric,
    SampleScore,
    Score,
    Scorer,
    Target,
    accuracy,
    metric,
    scorer,
    stderr,
)
from inspect_ai.solver import TaskState

from farfield.families import get_family
from farfield.families.answers import grade, outcome
from farfield.families.family import AnswerKind

NOT_ANSWERED = float("nan")  # Inspect's "unscored": no answer came, so there is none to be right or wrong


@metric(name="accuracy")
def items_right() -> Metric:
    """The share of items answered rightly; comprehension checks are no items."""
    whole = accuracy()
    return lambda scores: _of(whole, [score for score in scores if not _is_check(score)])


@metric(name="stderr")
def items_error() -> Metric:
    """Its standard error, clustered by twin set."""
    whole = stderr(cluster="twin")
    return lambda scores: _of(whole, [score for score in scores if not _is_check(score)])


@metric(name="checks")
def checks_right() -> Metric:
    """The share of comprehension checks answered rightly."""
    whole = accuracy()
    return lambda scores: _of(whole, [score for score in scores if _is_check(score)])


@scorer(metrics=[items_right(), items_error()], name="final_answer")
def final_answer(family: str) -> Scorer:
    """Right or wrong by the family's rule; `outcome` in its metadata says what the output was."""
    known = get_family(family)

    async def score(state: TaskState, target: Target) -> Score:
        if not state.output.choices:  # a limit came before the model's answer; the log says which
            return Score(value=NOT_ANSWERED, explanation="No answer came before a limit did.")
        completion = state.output.completion
        found = known.read_answer(completion)
        return Score(
            value=CORRECT if grade(found, target.text, known.answer) else INCORRECT,
            answer=found,
            explanation=completion,
            metadata={"outcome": told_outcome(state.output, known.answer)},
        )

    return score


def told_outcome(output: ModelOutput, kind: AnswerKind) -> str:
    """answered, empty, refusal (by the model or by its provider's filter), or unparsed."""
    if output.stop_reason == "content_filter":
        return "refusal"
    return outcome(output.completion, kind)


def _is_check(score: SampleScore) -> bool:
    return (score.sample_metadata or {}).get("probe") is not None


def _of(metric: Metric, scores: Sequence[SampleScore]) -> float:
    assert callable(metric)
    return float(metric(list(scores))) if scores else 0.0  # type: ignore[arg-type]
