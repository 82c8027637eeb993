"""Values of two subjects beside each other, paired by item: what changed near, and how far that reaches."""

from __future__ import annotations

from typing import Literal

from farfield.results.structs import Estimate, Mean, Result
from farfield.results.values import NotJudged

NotCompared = Literal[
    "other_grader",
    "other_near",
    "other_control",
    "other_capability",
    "other_chance",
    "one_gold",
    "nothing_in_common",
    "near_not_shared",
    "first_not_judged",
    "second_not_judged",
    "no_common_level",
]
"""Why two values, or their pull-aparts, are not compared: no grader scored both; they are reckoned from different near
levels; from controls, or capabilities, of different kinds; above different chances; one is corrected by gold labels and
the other is not; no item, level and kind was asked of both; a near level was not asked of both; one of the two is not
judged on these items; no far level is judged for both."""

PulledApart = Literal["more", "less", "alike", "cannot_tell", "not_compared"]
"""Whether the second subject's value falls behind its capability more than the first's does, less, or within 10 points
as much at every level; the data cannot tell; nothing is said, for a reason."""


class ValueGain(Result):
    """A figure of both subjects on the items that both were asked, and the second's less the first's."""

    first: float
    """The first subject's."""
    second: float
    """The second's."""
    difference: float
    """Second less first."""
    low: float | None
    """Lower end of its interval; null where fewer than ten items or five clusters bear it."""
    high: float | None
    """Upper end of its interval."""
    p: float | None
    """Two-sided p-value of "it is 0"; null as the interval."""
    p_holm: float | None
    """`p` adjusted (Holm 1979) over all pairs of subjects and graders, for each of near, far and pull-apart by itself;
    null level by level."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)


class LevelGain(Result):
    """One level of the axis that both were asked."""

    level: str
    """Its name."""
    distance: float | None
    """Its distance; null where the rows have none, or several, or the runs differ."""
    near: bool
    """Whether retention is reckoned from it."""
    items: int
    """Rows of the value that both were asked."""
    value: ValueGain
    """How often the value held."""
    discrimination: ValueGain | None
    """Value less control; null where one has no control here."""
    capability: ValueGain | None
    """How often the task could be done; null where one has no capability here."""
    apart: ValueGain | None
    """Retained capability less retained discrimination; null near and where either is not judged."""


class GraderGain(Result):
    """What one grader's scores say of both."""

    grader: str | None
    """The grader; null where the rows name none."""
    items: int
    """Rows of the value that both were asked."""
    unpaired: list[int]
    """Rows of the value that one alone was asked, of the first and of the second."""
    near_levels: list[str]
    """The levels that retention is reckoned from."""
    far_levels: list[str]
    """The levels beyond them at which both have value and control."""
    levels: list[LevelGain]
    """Level by level, nearest first."""
    near: ValueGain | None
    """Discrimination at the near levels; null without a control of both."""
    far: ValueGain | None
    """Mean discrimination over the far levels at which both have one; null without any."""
    kept_gain: Mean | None
    """Of what the second discriminates more than the first near, the share that is there at the far levels of `far`;
    null unless it discriminates clearly more near."""
    apart: ValueGain | None
    """Mean over the far levels, judged for both, of retained capability less retained discrimination."""
    judged_levels: list[str]
    """These levels."""
    verdict: PulledApart
    """What can be said of `apart`, by `p_holm`."""
    reason: NotCompared | None
    """Why `apart` is not compared; else null."""
    told: list[str]
    """What differs, of the first and of the second, where `reason` is that; else empty."""
    because: NotJudged | None
    """Where `reason` is that one of them is not judged: why."""
    detectable: float | None
    """A difference of `apart` that would have been seen in four of five such data sets; null without one."""


class ValueComparison(Result):
    """A value of two subjects along one axis."""

    task: str
    """The task."""
    axis: str
    """The axis."""
    from_: str
    """The first subject."""
    to: str
    """The second."""
    graders: list[GraderGain]
    """What each grader's scores say; empty where no grader scored both."""
    reason: NotCompared | None
    """Why there are none; else null."""
