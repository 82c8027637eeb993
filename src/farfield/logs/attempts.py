"""Of how many attempts a score is the best, by the names of columns and by what texts say."""

from __future__ import annotations

import re

BEST_OF = (
    r"(?i)(?:^|[^a-z])(?:(?:best|any|max)[\s_-]*(?:of|over|in|out[\s_-]*of)[\s_-]*(?:n\s*=\s*)?|bo[n_-]?[\s_-]*"
    r"|(?:pass|best|max|any|asr|success)(?:_at_|[\s_-]*@[\s_-]*))(\d+)(?:$|[^\d.a-z])"
)
"""What says in a text that the best of several attempts was scored, and of how many: `best of 20`, `bon-20`."""
ATTEMPTS = (
    "attempts", "n_attempts", "num_attempts", "attempt_count", "max_attempts", "best_of", "best_of_k", "best_of_n",
    "bon", "k", "pass_at", "pass_at_k", "tries", "n_tries", "num_tries", "resamples",
)  # fmt: skip
"""Columns of how many attempts a score is the best of."""
SAMPLED = (
    "samples", "n_samples", "num_samples", "n_sampled", "generations", "n_generations", "num_generations",
    "completions", "n_completions", "num_completions", "n_responses", "num_responses", "repeats", "n_repeats",
)  # fmt: skip
"""Columns of how many answers were sampled: of these a single score of 0 or 1 is no mean."""


def best_of(name: str) -> int | None:
    """How many attempts a column of scores is the best of, by its name; None where that says none."""
    found = re.search(BEST_OF, name)
    return int(found[1]) if found else None
