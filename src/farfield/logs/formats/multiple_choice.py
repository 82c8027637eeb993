"""What formats with multiple choice questions share: the likeliest choice, and when its log-probs tell nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence

from farfield.logs.intake import Intake


def likeliest(log_probs: Sequence[float]) -> int | None:
    """The index of the largest log-prob, the first of equals; None where none is a number."""
    numbers = [index for index, value in enumerate(log_probs) if not math.isnan(value)]
    return max(numbers, key=lambda index: (log_probs[index], -index)) if numbers else None


def check_log_probs(log_probs: Sequence[float], path: str, intake: Intake) -> None:
    """Count questions whose log-probs can't have decided anything: a scoring failure that looks like a result."""
    if any(math.isnan(value) for value in log_probs):
        intake.tally(
            path,
            "log_probs_not_numbers",
            "questions with a log-prob that is not a number, so that their scores mean nothing",
        )
    elif len(log_probs) > 1 and len(set(log_probs)) == 1:
        intake.tally(
            path,
            "log_probs_all_alike",
            "questions with one log-prob for all choices, so that their scores mean nothing",
        )
