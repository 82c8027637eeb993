"""Which of several metrics of a record is its score: one for the whole file, chosen once all records are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from farfield.logs.score_parts import Metrics


def choose_metric(metrics: Mapping[str, Any], place: str) -> Any:
    """The metrics as a draft's score: `scoring` takes one of them for all records, with a warning where it chose.

    `place` is what `--map score=` takes to choose another.
    """
    return Metrics(metrics, place) if metrics else None
