"""Of how many attempts a score is the best, by the names of columns, by what texts say, and by a log's own settings."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from farfield.logs.values import as_list, as_mapping

_AT = r"(?:pass|best|max|any|asr|success|held|refus(?:ed|al)|harm(?:ful|less)?|safe|jailbr(?:oken|eak)|solved|complied)"
BEST_OF = (
    r"(?i)(?:^|[^a-z])(?:best|any|max|worst)[\s_-]*(?:of|over|in|out[\s_-]*of)[\s_-]*(?:n\b[^a-z\d]*)?(?:n\s*=\s*)?"
    r"(\d+)(?:$|[^\d.a-z])",
    r"(?i)(?:^|[^a-z])bo[n_-]?[\s_-]*(\d+)(?:$|[^\d.a-z])",
    rf"(?i)(?:^|[^a-z]){_AT}(?:_at_|[\s_-]*@[\s_-]*)(\d+)(?:$|[^\d.a-z])",
    r"(?i)(?:^|[^a-z\d.])(\d+)[\s_-]*(?:attempts|tries|retries|resamples)(?:$|[^a-z])",
    r"(?i)(?:^|[^a-z])(?:attempts|tries|retries|resamples)\s*[=:]\s*(\d+)(?:$|[^\d.a-z])",
)
"""What says in a text that the best of several attempts was scored, and of how many: `best of 20`, `bon-20`."""
BEST_OF_N = r"(?i)(?:^|[^a-z])(?:best[\s_-]*of[\s_-]*n|bon)(?:$|[^a-z\d])"
"""What says so and leaves the number out."""
COUNTED = (
    "attempts", "n_attempts", "num_attempts", "attempt_count", "max_attempts", "best_of", "best_of_k", "best_of_n",
    "bon", "pass_at", "pass_at_k", "tries", "n_tries", "num_tries", "resamples",
)  # fmt: skip
ATTEMPTS = (*COUNTED, "k")
"""Columns of how many attempts a score is the best of."""
SAMPLED = (
    "samples", "n_samples", "num_samples", "n_sampled", "generations", "n_generations", "num_generations",
    "completions", "n_completions", "num_completions", "n_responses", "num_responses", "repeats", "n_repeats",
)  # fmt: skip
"""Columns of how many answers were sampled: of these a single score of 0 or 1 is no mean."""


def best_of(text: str) -> float | None:
    """Of how many attempts a name or a remark says that a score is the best, infinite where it leaves the number out;
    None where it says nothing of that."""
    found = next(filter(None, (re.search(pattern, text) for pattern in BEST_OF)), None)
    if found is not None:
        return float(found[1])
    return math.inf if re.search(BEST_OF_N, text) else None


def attempts_set(root: Mapping[str, Any]) -> int | None:
    """How many attempts a log says in the settings of its task or its solvers; None where it says nothing of that."""
    counts = [held for name, held in _settings(root) if name in COUNTED]
    return max((held for held in counts if type(held) is int and held > 1), default=None)


def _settings(root: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    spec = as_mapping(root.get("eval"))
    for name in ("task_args", "task_args_passed", "solver_args"):
        yield from as_mapping(spec.get(name)).items()
    for step in as_list(as_mapping(root.get("plan")).get("steps")):
        yield from as_mapping(as_mapping(step).get("params")).items()
