"""What decides regimes of the options of measuring."""

from __future__ import annotations

from typing import Protocol


class RegimeOptions(Protocol):
    """`recall_threshold`: documents that must hold question and answer together. `near_recall`: whether near duplicates
    of the question, held with the answer, count among these. `thresholds`: tau of the rule, occurrences that make
    support. `frozen_share`: pi_0 of that rule (`RuleOptions`)."""

    @property
    def recall_threshold(self) -> int: ...
    @property
    def near_recall(self) -> bool: ...
    @property
    def thresholds(self) -> tuple[int, ...]: ...
    @property
    def frozen_share(self) -> float: ...
