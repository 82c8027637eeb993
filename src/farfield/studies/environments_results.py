"""What came out of the environments, typed; success is a share of goals and starts, 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping

from farfield.results.structs import Result
from farfield.studies.seeds import OverSeeds


class EnvironmentsCell(Result):
    """The policies of one design."""

    arm: str
    """scattered, clustered or windy."""
    calm: int
    """Environments without wind that a policy learned in."""
    windy: int
    """Environments with wind that it learned in."""
    along: Mapping[str, OverSeeds]
    """`wind_0` and so on: success over all goals in each wind, that is told; `untold_0`: while 0 is shown; `shown_0`:
    the difference; `distance_0`: without wind, at goals so many steps from the nearest trained one."""
    own: OverSeeds
    """Success at trained goals, without wind."""
    other: OverSeeds
    """Success at other goals, without wind."""
    reach: OverSeeds
    """Steps from the nearest trained goal at which success above that of random moves has halved."""
    moves: OverSeeds
    """Moves made while learning."""


class BeyondReach(Result):
    """Of one design, how many policies have a reach beyond the farthest goal."""

    arm: str
    """scattered, clustered or windy."""
    calm: int
    """Environments without wind."""
    windy: int
    """Environments with wind."""
    beyond: int
    """Policies whose success never halves."""
    fitted: int
    """Policies with a reach."""
    policies: int
    """All of them."""


class Predicted(Result):
    """How many environments would cover the grid; null where no policy tells a radius, or fewer than two do."""

    mean: float | None
    """For the mean radius."""
    low: float | None
    """For the upper end of its interval."""
    high: float | None
    """For the lower end of its interval."""


class Covering(Result):
    """What the radius of one environment predicts, and what was needed."""

    radius: OverSeeds
    """The reach of policies of the fewest environments, steps."""
    predicted: Predicted
    """Environments: the goals there are over those within the radius of a goal."""
    needed: list[int | None]
    """The fewest scattered environments that covered the grid, by seed; null where none did."""


class EnvironmentsSummary(Result):
    """How far a skill carries, and what covering all costs."""

    cells: list[EnvironmentsCell]
    """By arm and numbers of environments."""
    beyond: list[BeyondReach]
    """In the same order."""
    covering: Covering
    """What covering the grid takes."""
    references: Mapping[str, Mapping[str, float]]
    """Success of policies that learn nothing, by name and then by wind, as `wind_0`."""
    episodes: int
    """That each policy learned by."""
    policies: int
    """All that learned."""
