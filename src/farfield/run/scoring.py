"""Scoring an answer by its family's rule, and telling apart how it came to be no right one."""

from __future__ import annotations

from collections.abc import Mapping
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

from farfield.families import Family, get_family
from farfield.families.answers import outcome
from farfield.families.choices import chosen
from farfield.families.metadata import find_item
from farfield.run.set_scoring import answer_noted, likelier
from farfield.run.weighing import weigh_names

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
    """Graded by the family's own rule; `outcome` in its metadata says what the output was."""
    known = get_family(family)

    async def score(state: TaskState, target: Target) -> Score:  # noqa: ARG001 - the item knows its target
        if not state.output.choices:  # a limit came before the model's answer; the log says which
            return Score(value=NOT_ANSWERED, explanation="No answer came before a limit did.")
        completion, item = state.output.completion, find_item(str(state.sample_id))
        found = known.read_answer(completion)
        noted: Mapping[str, str] = {}
        if item.exercise.options and chosen(found, item.exercise.options) is None:
            found, noted = likelier(state.output, item.exercise.options)
        grade = known.grade(found, item)
        return Score(
            value={1.0: CORRECT, 0.0: INCORRECT}.get(grade, grade),
            answer=found,
            explanation=completion,
            metadata={
                "outcome": _outcome(known, state.output, found),
                **noted,
                **answer_noted(known, item, found),
                **await weigh_names(known, item, state),
            },
        )

    return score


def _outcome(family: Family, output: ModelOutput, found: str | None) -> str:
    """answered, empty, refusal (by the model or by its provider's filter), or unparsed."""
    if output.stop_reason == "content_filter":
        return "refusal"
    return "answered" if found is not None else outcome(output.completion, family.answer, told=family.graded)


def _is_check(score: SampleScore) -> bool:
    return (score.sample_metadata or {}).get("probe") is not None
