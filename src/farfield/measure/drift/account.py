"""What is met on the way from items to rows of drift and must be told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from farfield.measure.drift.day_order import DayOrder


@dataclass
class Account:
    """What was met on the way that must be told."""

    undated: int = 0
    unread: Counter[str] = field(default_factory=Counter)
    unmatched: int = 0
    unscored: int = 0
    years_only: int = 0
    first_of_january: int = 0
    no_probability: int = 0
    unknown_facts: int = 0
    ambiguous: int = 0
    unchanged: int = 0
    """Answers to facts that never changed, which have no date of a change to lack."""
    forms: Counter[str] = field(default_factory=Counter)
    """Words that were taken for a name with an ending."""
    parts: Counter[str] = field(default_factory=Counter)
    """Words that are part of a name, of answers that hold no whole one."""
    scored: int = 0
    right_otherwise: int = 0
    wrong_otherwise: int = 0
    """Of answers that are scored and read by their names: right ones that name nothing current, and wrong ones that
    do."""
    orders: list[DayOrder] = field(default_factory=list)
    said: dict[str, int] = field(default_factory=dict)
    """Answers by the arm that what stands before their questions was taken for."""
    repeated: dict[str, int] = field(default_factory=dict)
    """By subject, questions that it was asked several times without a column of arms."""
    writers: frozenset[str] = frozenset()
    """Subjects of whom some answer is there."""
    uncounted: Counter[str] = field(default_factory=Counter)
    """What stands for a number of exchanges and is none."""
    several: int = 0
    """Answers that name several answers of their fact, of which nothing says that its time is over."""
    by_target: int = 0
    """Answers that are read by whether they name the right answer that stands beside them."""
    by_names: bool = False
    answers_known: bool = True
    columns: dict[str, str] = field(default_factory=dict)

    @property
    def named(self) -> bool:
        """Whether answers are names, of which a guess gets none right."""
        return self.by_names or "outcome" in self.columns
