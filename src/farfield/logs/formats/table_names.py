"""The usual names of columns, and which of them may hold something else."""

from __future__ import annotations

import re
from collections.abc import Iterable

from farfield.logs.values import QUESTION_NAMES, TARGET_NAMES

COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "item_id": (
        "item_id",
        "id",
        "sample_id",
        "question_id",
        "doc_id",
        "task_id",
        "instance_id",
        "problem_id",
        "example_id",
        "qid",
        "uid",
        "item",
        "prompt_id",
        "behavior_id",
        "behaviour_id",
        "scenario_id",
        "query_id",
    ),
    "subject": ("model", "subject", "model_name", "model_id", "engine", "llm", "agent", "system", "alias"),
    "task": ("task", "task_name", "benchmark", "eval", "eval_name", "dataset"),
    "question": QUESTION_NAMES,
    "target": TARGET_NAMES,
    "output": (
        "output",
        "completion",
        "response",
        "prediction",
        "model_output",
        "model_answer",
        "model_response",
        "generation",
        "generated_text",
        "predicted",
        "pred",
        "predicted_answer",
        "extracted_answer",
        "pred_label",
        "predicted_label",
        "sampled",
        "outputs",
        "completions",
        "responses",
        "generations",
        "predictions",
        "answer",
    ),
    "score": (
        "score",
        "correct",
        "is_correct",
        "scores",
        "accuracy",
        "acc",
        "exact_match",
        "score_binarized",
        "solved",
        "resolved",
        "passed",
        "pass",
        "acc_norm",
        "em",
        "pass@1",
        "pass_at_1",
        "correctness",
        "is_right",
        "match",
        "is_match",
        "f1",
        "success",
        "is_success",
        "grade",
        "reward",
        "result",
        "outcome",
        "verdict",
        "judgement",
        "judgment",
        "rating",
        "judge_score",
        "label",
    ),
    "epoch": ("epoch", "trial", "attempt", "repeat", "repetition"),
    "date": ("date", "published", "publication_date", "question_date"),
    "regime": ("regime",),
    "chance": ("chance",),
    "group": ("paraphrase_of", "paraphrase_set", "paraphrase_group", "original_id"),
}
"""For each field the columns that fill it unasked, best first, where they hold what the field is."""

SURE_MODELS = ("model", "model_name", "model_id", "engine", "llm")
"""Names of the subject that mean nothing else; `subject` may be a topic, `system` a prompt."""

MAYBE_KEYS = ("correct", "grade", "result", "label")
"""Columns of scores by their name that may hold the right answer instead."""

CALL_WORKED = ("success", "is_success", "result", "outcome")
"""Columns of scores by their name that may say that the call worked, not that the answer is right."""

EITHER = "answer"
"""The column that is the right answer in one table and the model's in another."""

FLATTENED = ("metadata", "meta")


_MODEL_LIKE = re.compile(
    r"gpt|llama|claude|gemini|gemma|mi[sx]tral|qwen|phi-?\d|deepseek|olmo|pythia|falcon|grok|command-r|palm|bloom|"
    r"chatglm|smollm|instruct|/|\b\d+(\.\d+)?[bm]\b",
    re.IGNORECASE,
)


_ASIDE = re.compile(r"(?<=\w)[?:*]*\s*\([^()]*\)\s*$")  # as in `Correct? (Y/N)`


def model_like(values: Iterable[str]) -> bool:
    """Whether most of the values look like names of models."""
    held = list(values)
    return bool(held) and sum(bool(_MODEL_LIKE.search(value)) for value in held) > len(held) / 2


def plain_name(column: str) -> str:
    """A column's name as it is compared: without case, stops and what stands in brackets; blanks as underscores."""
    return _ASIDE.sub("", column).strip(" \t\r\n?:*").casefold().replace(" ", "_").replace("-", "_")


def field_called(column: str) -> str | None:
    """The field of the items that a column of this name usually fills; None where it may be none or several."""
    found = [
        field for field, names in COLUMN_NAMES.items() if plain_name(column) in names and field != "group"
    ]
    return found[0] if len(found) == 1 else None
