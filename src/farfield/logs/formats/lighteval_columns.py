"""The columns of lighteval's details: of version 0.11 and later, and of those before it."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Mapping
from typing import Any

from farfield.logs.values import as_mapping

NEW = frozenset(("doc", "model_response", "metric"))
OLD_NAMES = frozenset(
    (
        "choices",
        "cont_tokens",
        "example",
        "full_prompt",
        "gold",
        "gold_index",
        "hash",
        "hashes",
        "input_tokens",
        "instruction",
        "metrics",
        "num_asked_few_shots",
        "num_effective_few_shots",
        "padded",
        "pred_logits",
        "prediction_logits",
        "predictions",
        "specific",
        "specifics",
        "truncated",
    )
)
"""What versions before 0.11 write for each document; other columns are its metrics, where they stand flat."""

_NOT_A_NUMBER, _INFINITE = re.compile(r"\bnan\b"), re.compile(r"\binf\b")
LONGEST_LITERAL = 1 << 20  # characters
METRIC_PREFIX = "metrics."


def is_lighteval(columns: Collection[str]) -> bool:
    """Whether a table with these columns is lighteval's details, of any version."""
    names = set(columns)
    if names >= NEW:
        return True
    told = {"full_prompt", "predictions", "gold_index", "gold"} & names
    return "example" in names and len(told) > 1


def read_literals(record: Mapping[str, Any]) -> dict[str, Any]:
    """The record of an old version, whose lists and objects some of them wrote as Python writes them (`"[1, 2]"`)."""
    return {
        name: value if name in ("example", "full_prompt", "instruction") else _literal(value)
        for name, value in record.items()
    }


def _literal(value: Any) -> Any:
    if not isinstance(value, str) or len(value) > LONGEST_LITERAL or value[:1] not in ("[", "{"):
        return value
    if "'" not in value and '"' not in value:  # numbers, for some of which Python has no literal
        value = _NOT_A_NUMBER.sub("None", _INFINITE.sub("1e999", value))
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return value


def old_metrics(record: Mapping[str, Any]) -> dict[str, Any]:
    """The metrics of an old record: an object of them, or columns of their own."""
    metrics = as_mapping(record.get("metrics"))
    if metrics:
        return dict(metrics)
    return {
        name.removeprefix(METRIC_PREFIX): value
        for name, value in record.items()
        if name not in OLD_NAMES and not isinstance(value, list | Mapping)
    }
