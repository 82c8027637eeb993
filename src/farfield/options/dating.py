"""How answers to dated facts are read and measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from farfield.options.reading import MAPPABLE, ScoreMax, Where, check_score_max, parse_columns
from farfield.options.typed import DISTANCE, READ, Typed
from farfield.records import FarfieldError

ROLES: dict[str, tuple[str, ...]] = {
    "arm": (
        "arm",
        "axis_arm",
        "reminder",
        "condition",
        "reminder_type",
        "prompt_condition",
        "context_condition",
    ),
    "outcome": ("outcome",),
    "answer": ("answer",),
    "answer_from": ("answer_from",),
    "answer_until": ("answer_until",),
    "fact": ("fact", "template", "fact_id"),
    "since": ("meta_date", "current_since", "since"),
    "turns": ("turns", "axis_turns"),
    "total": ("total_turns", "exchanges"),
    "pair": ("pair", "twin"),
    "length": ("prompt_tokens", "nuisance_prompt_words", "prompt_words", "prompt_chars"),
    "shown": ("shown",),
    "in_prompt": ("answer_in_prompt",),
    "form": ("form", "axis_form"),
    "invented": ("invented",),
    "probability": ("probability",),
    "before": ("said_before",),
}
"""What a row of drift may tell beside the fields of an item, and the columns that fill it unasked, best first."""
SYSTEM_PROMPTS = ("system_prompt", "system_message", "system_instruction")
"""Fields of a record that hold what stood before its question."""
STATED = ("cutoff_stated", "stated_cutoff", "cutoff")
"""Columns that hold the stated cutoff where none is named."""


@dataclass(frozen=True, slots=True)
class DriftOptions:
    """How answers to dated facts are read, and what they are told against.

    Raises FarfieldError for a field that is neither an item's nor a row's of drift.
    """

    facts: Annotated[
        str | None,
        Typed(
            READ,
            "FILE",
            "The facts, as JSON lines: fact, questions, and answers with start, end and aliases.",
            default="what the rows tell",
        ),
    ] = None
    where: Where = ()
    map: Annotated[
        Mapping[str, str],
        Typed(
            READ,
            "FIELD=COLUMN",
            "Which column holds date, arm, outcome, answer, fact, turns or another field. Repeatable.",
            "All stand in [drift.md](drift.md#rows)",
            default="by usual names",
            parse=parse_columns,
        ),
    ] = field(default_factory=dict)
    score_max: ScoreMax = None
    cutoff: Annotated[
        str | None,
        Typed(
            DISTANCE,
            "DATE",
            "The stated cutoff, shown beside what is measured; or the column with each subject's.",
            default="`cutoff_stated` where there is one",
        ),
    ] = None
    baseline: Annotated[
        str | None,
        Typed(
            DISTANCE,
            "ARM",
            "The arm without a reminder.",
            default="`none`, or as [drift.md](drift.md#arms) says",
        ),
    ] = None
    control: Annotated[
        tuple[str, ...],
        Typed(
            DISTANCE,
            "COL=VALUE",
            "Rows on what never happened: how often it is told to have is the floor. Repeatable.",
            default="the floor is fitted",
        ),
    ] = ()
    confidence: float = 0.95
    """Level of the intervals."""

    def __post_init__(self) -> None:
        for name in self.map:
            if name not in ROLES and name not in MAPPABLE:
                raise FarfieldError(
                    f"there is no field {name!r}",
                    where="--map",
                    remedy=f"There are {', '.join((*MAPPABLE, *ROLES))}.",
                )
        for one in self.control:
            column, equals, value = one.partition("=")
            if not (column and equals and value):
                raise FarfieldError(
                    f"--control {one} is not of the form COL=VALUE",
                    remedy="For example --control kind=never.",
                )
        check_score_max(self.score_max)
        if not 0 < self.confidence < 1:
            raise FarfieldError(f"confidence must lie between 0 and 1, not {self.confidence}")

    @property
    def fields(self) -> dict[str, str]:
        """What was named for fields of an item."""
        return {name: column for name, column in self.map.items() if name not in ROLES}

    @property
    def columns(self) -> dict[str, str]:
        """What was named for fields of a row of drift."""
        return {name: column for name, column in self.map.items() if name in ROLES}

    @property
    def design(self) -> frozenset[str]:
        """Columns that tell how a question was asked: no item, and no subject, is another one at another value."""
        return frozenset({
            *self.columns.values(), *(name for names in ROLES.values() for name in names), *SYSTEM_PROMPTS,
        })  # fmt: skip
