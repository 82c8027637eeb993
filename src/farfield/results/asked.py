"""What came of a family that was asked of a model, for a program that called it (`run --json`)."""

from __future__ import annotations

from farfield.results.structs import Mean, Result

SCHEMA_ASKED = "farfield.asked/1"


class AskedLevel(Result):
    """The items at a level of an axis."""

    axis: str
    """The axis."""
    level: str | int
    """The level."""
    items: int
    """Items at it; of a family of sets the sets."""
    score: Mean | None
    """Their mean score; null where none has one. Of a family of sets that of all its kinds of questions stands in
    `kinds`."""
    usual_items: int | None = None
    """Those of them at which the other axes have their usual levels; null where all have, or some level has none."""
    usual: Mean | None = None
    """Their mean score."""
    kinds: dict[str, Mean | None] | None = None
    """Of a family of sets the mean score of each kind of question; else null."""


class Asked(Result, kw_only=True):
    """A family that was asked of a model: one object on the standard output, by `farfield run --json`."""

    schema: str = SCHEMA_ASKED
    """`farfield.asked/1`."""
    family: str
    """The family."""
    model: str
    """The model, as it was named."""
    log: str
    """The log, which goes into `farfield profile`."""
    support: str | None
    """What the examples of its prompt are drawn from, for `--support`; null where no axis is declared."""
    stopped: bool
    """Whether the run was stopped before its items were all asked."""
    items: int
    """Items that were asked, comprehension checks aside."""
    score: Mean | None
    """Their mean score; null where none has one."""
    outcomes: dict[str, int]
    """What came of them: how many were `answered`, `empty`, a `refusal`, `unparsed`, ran into a `timeout`, a `limit` or
    an `error`, or stand `unscored`."""
    recited: int
    """Wrong answers off the usual world that are what that world would say."""
    wrong_off_usual: int
    """Of so many."""
    checks: int
    """Comprehension checks that were asked."""
    checks_score: Mean | None
    """Their mean score; null without any."""
    levels: list[AskedLevel]
    """Level by level of each axis that varies."""
