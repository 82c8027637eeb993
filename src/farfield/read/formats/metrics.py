"""Which of several metrics of a record is its score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farfield.read.intake import Intake
from farfield.read.options import ReadOptions
from farfield.read.values import is_score, pick_metric


def choose_metric(
    metrics: Mapping[str, Any], place: str, path: str, options: ReadOptions, intake: Intake
) -> Any:
    """The value of the metric that `pick_metric` prefers, with a warning where there was a choice.

    `place` is what `--map score=` takes to choose another; None is returned where no metric is a score.
    """
    found = {name: value for name, value in metrics.items() if value is not None and is_score(value)}
    if not found:
        return None
    chosen = pick_metric(found)
    if len(found) > 1 and "score" not in options.map:
        intake.warn(
            path, f"several metrics ({', '.join(found)}); scored by {chosen} (another: --map score={place})"
        )
    return found[chosen]
