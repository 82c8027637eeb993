"""The options of measuring drift."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from farfield.records import FarfieldError

ROLES: dict[str, tuple[str, ...]] = {
    "arm": ("arm", "axis_arm", "reminder"),
    "outcome": ("outcome",),
    "answer": ("answer",),
    "answer_from": ("answer_from",),
    "answer_until": ("answer_until",),
    "fact": ("fact", "template", "fact_id"),
    "since": ("current_since", "since"),
    "answers": ("answers",),
    "turns": ("turns", "axis_turns"),
    "total": ("total_turns", "exchanges"),
    "pair": ("pair", "twin"),
    "length": ("prompt_tokens", "nuisance_prompt_words", "prompt_words", "prompt_chars"),
    "shown": ("shown",),
    "in_prompt": ("answer_in_prompt",),
    "form": ("form", "axis_form"),
    "invented": ("invented",),
    "probability": ("probability",),
}
"""What a row of drift may tell beside the fields of an item, and the columns that fill it unasked, best first."""
STATED = ("cutoff_stated", "stated_cutoff", "cutoff")
"""Columns that hold the stated cutoff where --cutoff names none."""


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """How drift is measured.

    `cutoff`: the stated cutoff, a date, or the column that holds each subject's. `baseline`: the arm without a
    reminder; None takes each subject's own. `control`: COL=VALUE, rows of what never happened. `columns`: the column
    for each of ROLES that is not called as usual. `confidence`: level of the intervals.
    """

    cutoff: str | None = None
    baseline: str | None = None
    control: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for name in self.columns:
            if name not in ROLES:
                raise FarfieldError(
                    f"a row of drift has no field {name!r}",
                    where="--map",
                    remedy=f"Its fields are {', '.join(ROLES)}.",
                )
        if not 0 < self.confidence < 1:
            raise FarfieldError(f"confidence must lie between 0 and 1, not {self.confidence}")
