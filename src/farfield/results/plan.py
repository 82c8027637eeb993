"""plan.json: how many items the next run takes, and which to ask."""

from __future__ import annotations

from farfield.results.comparison import NamedRuler
from farfield.results.reasons import Explained
from farfield.results.structs import Result

SCHEMA_PLAN = "farfield.plan/1"


class PlanSettings(Result):
    """The options of a plan."""

    half_width: float
    """`--half-width`: half of the interval that a score or a gap shall have."""
    reach_half_width: float | None
    """`--reach-half-width`, in the ruler's unit; null: not asked."""
    ruler: str | None
    """`--ruler`; null: the run's first."""
    subject: str | None
    """`--subject`: whose answers are the pilot; null: the first of the run."""
    next_items: int
    """How many items to choose."""
    goal: str
    """What they shall make sure: `score` or `reach`."""
    even: float
    """Share of the choice that is spread evenly."""
    confidence: float
    """Level of the intervals."""
    seed: int
    """Seed of the choice."""


class ItemsNeeded(Result):
    """Items that an interval takes."""

    per_cluster: int
    """Items in a cluster."""
    clusters: int
    """Clusters."""
    items: int
    """Items."""


class TaskPlan(Result):
    """What the wanted intervals of a task take."""

    task: str
    """The task."""
    subject: str
    """Whose answers are the pilot."""
    items: int
    """Scored items of the pilot."""
    clusters: int
    """Their clusters."""
    intraclass_correlation: float | None
    """How alike two items of a cluster score; null where every item has its own."""
    score: list[ItemsNeeded]
    """For the score, by items in a cluster."""
    gap: list[ItemsNeeded]
    """For the gap; empty where the pilot has none."""
    reach: int | None
    """For the reach; null where it was not asked, or the pilot's is open or unknown."""


class TaskChoice(Explained):
    """The items chosen of a task."""

    task: str
    """The task."""
    subject: str
    """Whose answers are the pilot."""
    pool: int
    """Items that could be asked."""
    chosen: int
    """Items chosen."""
    goal: str
    """What they shall make sure."""
    saving: float
    """Share of items saved for the same error, against as many chosen evenly."""
    note: str | None
    """Why all items have the same chance; else null."""


class Plan(Result, kw_only=True):
    """How many items each task takes, and which to ask next."""

    schema: str = SCHEMA_PLAN
    """`farfield.plan/1`."""
    pilot: str
    """The run that it is planned from."""
    ruler: NamedRuler
    """The ruler."""
    options: PlanSettings
    """The options of this plan."""
    tasks: list[TaskPlan]
    """What each task takes."""
    choice: list[TaskChoice]
    """What was chosen of each task."""
