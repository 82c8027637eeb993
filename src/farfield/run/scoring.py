"""Scoring an answer by its family's rule, and telling apart how it came to be no right one."""

from __future__ import annotations

from typing import cast

from inspect_ai.model import ModelOutput
from inspect_ai.scorer import (
    CORRECT,
    INCORRECT,
    Metric,
    MetricProtocol,
    SampleScore,
    Score,
    Scorer,
    Target,
    Value,
    accuracy,
    metric,
    scorer,
    stderr,
)
from inspect_ai.solver import TaskState

from farfield.families import get_family
from farfield.families.answers import AnswerKind, grade, outcome

NOT_ANSWERED = float("nan")  # Inspect's "unscored": no answer came, so there is none to be right or wrong


@metric(name="accuracy")
def items_right() -> Metric:
    """The share of items answered rightly; comprehension checks are no items."""
    whole = cast(MetricProtocol, accuracy())

    def compute(scores: list[SampleScore]) -> Value:
        return whole([score for score in scores if not _is_check(score)])

    return compute


@metric(name="stderr")
def items_error() -> Metric:
    """Its standard error, clustered by twin set."""
    whole = cast(MetricProtocol, stderr(cluster="twin"))

    def compute(scores: list[SampleScore]) -> Value:
        return whole([score for score in scores if not _is_check(score)])

    return compute


@metric(name="checks")
def checks_right() -> Metric:
    """The share of comprehension checks answered rightly."""
    whole = cast(MetricProtocol, accuracy())

    def compute(scores: list[SampleScore]) -> Value:
        return whole([score for score in scores if _is_check(score)])

    return compute


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
