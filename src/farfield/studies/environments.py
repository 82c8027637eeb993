"""Environments: reinforcement learning in k of them. How far does the skill carry, and what does covering all cost?"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from farfield.lab.worlds import grid
from farfield.measure.near_far.reach import fit_reach
from farfield.measure.near_far.scale import choose_scale
from farfield.measure.outcomes import Outcomes
from farfield.options.measuring import MeasureOptions
from farfield.report.charts.standalone import Chart, Mark
from farfield.results.structs import known
from farfield.studies.environments_results import (
    BeyondReach,
    Covering,
    EnvironmentsCell,
    EnvironmentsSummary,
    Predicted,
)
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import OverSeeds, interval, over_seeds
from farfield.studies.study import Cell, Row, Study

SCATTERED, CLUSTERED, WINDY = "scattered", "clustered", "windy"
COVERED = 0.9
"""The success over all goals from which the domain counts as covered."""
TOLD_WIND = 2
"""The wind of windy environments: of the others one lies between it and none, one beyond."""
BY_WIND = tuple(f"wind_{wind}" for wind in grid.WINDS)
UNTOLD = tuple(f"untold_{wind}" for wind in grid.WINDS)
"""Success in a wind that blows while the policy is shown 0: what watching where one stands is worth by itself."""
SHOWN = tuple(f"shown_{wind}" for wind in grid.WINDS)
"""Success where the wind is told less that where it is not: what the shown number is worth."""
ALONG_X_FIRST, ALONG_Y_FIRST = (0, 1, 2, 3), (2, 3, 0, 1)
OFF_GOAL = ~np.eye(grid.CELLS, dtype=bool)

Table = NDArray[Any]


@dataclass(frozen=True)
class EnvironmentsParameters:
    """Every policy learns by as many updates and episodes.

    `scattered`: numbers of environments whose goals are drawn from the whole grid; `clustered`: whose goals lie
    nearest to one cell; `windy`: so many windy ones beside `beside` scattered ones without wind.
    """

    scattered: tuple[int, ...] = (1, 2, 4, 8, 16, 24, 32)
    clustered: tuple[int, ...] = (8, 16, 24)
    windy: tuple[int, ...] = (1, 4, 16)
    beside: int = 32
    seeds: int = 5
    updates: int = 400


class Environments(Study[EnvironmentsParameters, EnvironmentsSummary]):
    """How far a skill carries that was learned by reinforcement in k environments."""

    name = "environments"
    question = QUESTIONS["environments"]
    refuted_by = (
        "a few environments from which the policy succeeds at every other one, however far, and in a wind that none of "
        "them had"
    )
    usual = EnvironmentsParameters()

    def cells(self, parameters: EnvironmentsParameters) -> list[Cell]:
        arms = [
            *((SCATTERED, calm, 0) for calm in parameters.scattered),
            *((CLUSTERED, calm, 0) for calm in parameters.clustered),
            *((WINDY, parameters.beside, windy) for windy in parameters.windy),
        ]
        return [
            {"arm": arm, "calm": calm, "windy": windy, "seed": seed}
            for arm, calm, windy in arms
            for seed in range(parameters.seeds)
        ]

    def run(self, cell: Cell, parameters: EnvironmentsParameters) -> list[Row]:
        from farfield.lab.backend import require_backend

        require_backend()
        from farfield.lab.reinforcement import Environment, Learner, ReinforcementOptions, learn, success

        seed, windy = _int(cell, "seed"), _int(cell, "windy")
        goals = goals_of(str(cell["arm"]), _int(cell, "calm"), seed)
        environments = [Environment(0, goal) for goal in goals]
        environments += [Environment(TOLD_WIND, goal) for goal in goals[:windy]]
        options = ReinforcementOptions(updates=parameters.updates)
        (learned,) = learn([Learner(environments, seed)], options)
        told = [success(learned.model, wind) for wind in grid.WINDS]
        untold = [success(learned.model, wind, shown=0) for wind in grid.WINDS]
        return [
            {
                "episodes": options.episodes_in_all,
                "moves": learned.moves,
                **dict(zip(BY_WIND, map(_mean, told), strict=True)),
                **dict(zip(UNTOLD, map(_mean, untold), strict=True)),
                **transfer(told[0], goals, seed),
            }
        ]

    def summarise(self, rows: pl.DataFrame, parameters: EnvironmentsParameters) -> EnvironmentsSummary:
        worth = rows.with_columns(
            (pl.col(told) - pl.col(untold)).alias(name)
            for name, told, untold in zip(SHOWN, BY_WIND, UNTOLD, strict=True)
        )
        values = [
            name for name in worth.columns if name.startswith(("wind_", "untold_", "shown_", "distance_"))
        ]
        measures = [*values, "own", "other", "reach", "moves"]
        return EnvironmentsSummary(
            cells=over_seeds(worth, ["arm", "calm", "windy"], measures, EnvironmentsCell),
            beyond=_beyond(rows),
            covering=_covering(rows.filter(pl.col("arm") == SCATTERED), parameters),
            references=references(),
            episodes=int(rows["episodes"].max()),  # type: ignore[arg-type]
            policies=rows.height,
        )

    def tell(self, summary: EnvironmentsSummary) -> list[str]:
        covering, told = summary.covering, []
        for cell in summary.cells:
            windy = f" and {cell.windy} in wind {TOLD_WIND}" if cell.windy else ""
            told.append(
                f"{cell.calm} {cell.arm if not windy else SCATTERED} environments without wind{windy}: trained "
                f"goals {_said(cell.own)}, other goals {_said(cell.other)}; in wind 1, 2, 3 "
                f"{', '.join(_said(cell.along[name]) for name in BY_WIND[1:])}, of which the "
                f"shown number {', '.join(_points(cell.along[name]) for name in SHOWN[1:])}"
            )
        radius, predicted, needed = covering.radius, covering.predicted, covering.needed
        balls = OverSeeds(predicted.mean, predicted.low, predicted.high, radius.seeds)
        told.append(
            f"one environment carries {_plain(radius)} steps ({radius.seeds} policies with a reach): balls of that "
            f"radius would cover the grid with {_plain(balls)} environments"
        )
        told.append(
            f"{COVERED:.0%} of all goals and starts were reached from so many environments, by seed: "
            f"{', '.join('never' if one is None else str(one) for one in needed)}"
        )
        told += [
            f"{name}: {', '.join(f'{100 * found[by]:.0f} %' for by in BY_WIND)} in wind 0 to 3"
            for name, found in summary.references.items()
        ]
        return told

    def draw(self, summary: EnvironmentsSummary) -> Sequence[Chart]:
        return [_by_number(summary), _by_distance(summary), _by_wind(summary), _by_shown(summary)]


def goals_of(arm: str, count: int, seed: int) -> list[int]:
    """Goals of the environments without wind; those of a smaller number are among those of a greater."""
    rng = random.Random(f"environments/{seed}")
    drawn = rng.sample(range(grid.CELLS), grid.CELLS)
    if arm == CLUSTERED:
        drawn = sorted(drawn, key=lambda goal: grid.apart(goal, drawn[0]))
    return drawn[:count]


def nearest(goals: Sequence[int]) -> Table:
    """Steps from each goal of the grid to the nearest of these, [goals]."""
    return np.array([min(grid.apart(one, other) for other in goals) for one in range(grid.CELLS)])


def transfer(table: Table, goals: Sequence[int], seed: int) -> Row:
    """Success [goals, starts] told by distance: at trained and other goals, at each distance, and the reach."""
    away = nearest(goals)
    other = away > 0
    by_distance = {
        f"distance_{steps}": _mean(table, away == steps) if (away == steps).any() else None
        for steps in range(2 * grid.SIZE - 1)
    }
    return {
        "own": _mean(table, ~other),
        "other": _mean(table, other) if other.any() else None,
        **reach_of(table, away, seed),
        **by_distance,
    }


def reach_of(table: Table, away: Table, seed: int) -> Row:
    """`reach`: the distance at which success above that of random moves halves; `beyond`: whether it never does.

    The curve of `farfield.measure` on all goals and starts, clustered by goal.
    """
    goals, starts = np.nonzero(OFF_GOAL)
    chance = np.array([grid.chances(0, goal) for goal in range(grid.CELLS)])[goals, starts]
    outcomes = Outcomes(table[goals, starts].astype(float), goals, chance, {})
    distances = away[goals].astype(float)
    reach = fit_reach(distances, choose_scale(distances), outcomes, MeasureOptions(draws=200, seed=seed))[1]
    return {"reach": reach.distance, "beyond": reach.censored}


def references() -> dict[str, dict[str, float]]:
    """Success in each wind of policies that learn nothing.

    Random moves; and two exact policies for no wind that differ in which of two equally good moves comes first. What
    they reach in a wind they owe to seeing where it has carried them.
    """
    found = {
        "random moves": [
            np.array([grid.chances(wind, goal) for goal in range(grid.CELLS)]) for wind in grid.WINDS
        ]
    }
    for name, order in (("x", ALONG_X_FIRST), ("y", ALONG_Y_FIRST)):
        calm = np.array([grid.exact_moves(0, goal, order) for goal in range(grid.CELLS)])
        found[f"exact for no wind, along {name} first"] = [
            grid.successes(calm, wind, range(grid.CELLS)) for wind in grid.WINDS
        ]
    return {name: dict(zip(BY_WIND, map(_mean, tables), strict=True)) for name, tables in found.items()}


def ball(radius: float) -> float:
    """How many goals lie within a radius of a goal, its own among them: the mean over the grid."""
    near = [[grid.apart(one, other) <= radius for other in range(grid.CELLS)] for one in range(grid.CELLS)]
    return float(np.sum(near)) / grid.CELLS


def _covering(rows: pl.DataFrame, parameters: EnvironmentsParameters) -> Covering:
    """What the radius of one environment predicts, and the fewest environments that covered the grid, by seed.

    `predicted`: the goals there are over those in a ball, whose radius is the mean, and each end of its interval; a
    ball holds its own goal at least. Policies without a fitted reach tell no radius.
    """
    reaches = rows.filter(pl.col("calm") == min(parameters.scattered))["reach"]
    radius = interval(reaches.drop_nulls().to_list())
    ends = (radius.mean, radius.high, radius.low)
    predicted = Predicted(*(None if end is None else grid.CELLS / max(1.0, ball(end)) for end in ends))
    covered = rows.filter(pl.col("wind_0") >= COVERED)
    fewest = dict(covered.group_by("seed").agg(pl.col("calm").min()).iter_rows())
    return Covering(
        radius=radius, predicted=predicted, needed=[fewest.get(seed) for seed in range(parameters.seeds)]
    )


def _beyond(rows: pl.DataFrame) -> list[BeyondReach]:
    """Of each number of environments, how many policies have a reach beyond the farthest goal."""
    keys = ["arm", "calm", "windy"]
    found = rows.group_by(keys).agg(
        pl.col("beyond").sum(),
        pl.col("reach").is_not_null().sum().alias("fitted"),
        pl.len().alias("policies"),
    )
    return [BeyondReach(*row) for row in found.sort(keys).iter_rows()]


def _by_number(summary: EnvironmentsSummary) -> Chart:
    measures: dict[str, Callable[[EnvironmentsCell], OverSeeds]] = {
        "trained goals": lambda cell: cell.own,
        "other goals": lambda cell: cell.other,
    }
    series = {
        f"{told}, {arm}": _marks([cell for cell in summary.cells if cell.arm == arm], measure)
        for arm in (SCATTERED, CLUSTERED)
        for told, measure in measures.items()
    }
    return Chart("No wind", "environments trained in", "share reached", series, logarithmic=True)


def _by_distance(summary: EnvironmentsSummary) -> Chart:
    series: dict[str, list[Mark]] = {}
    for cell in summary.cells:
        if cell.arm == SCATTERED:
            parts = [(steps, cell.along[f"distance_{steps}"]) for steps in range(2 * grid.SIZE - 1)]
            series[f"{cell.calm} environments"] = [
                Mark(steps, known(part.mean)) for steps, part in parts if part.seeds > 1
            ]
    return Chart("How far it carries", "steps to the nearest trained goal", "share reached", series)


def _by_wind(summary: EnvironmentsSummary) -> Chart:
    series = {_windy_name(cell): _along_winds(cell, BY_WIND) for cell in _windy_cells(summary)}
    for told, found in summary.references.items():
        series[told] = [Mark(wind, found[by]) for by, wind in zip(BY_WIND, grid.WINDS, strict=True)]
    return Chart("In wind, all goals", "wind", "share reached", series)


def _by_shown(summary: EnvironmentsSummary) -> Chart:
    series = {_windy_name(cell): _along_winds(cell, SHOWN) for cell in _windy_cells(summary)}
    return Chart(
        "Told of the wind less left untold", "wind", "difference in share reached", series, (-0.5, 0.5)
    )


def _windy_cells(summary: EnvironmentsSummary) -> list[EnvironmentsCell]:
    """Policies that learned in wind, and those that differ from them in nothing else."""
    beside = {cell.calm for cell in summary.cells if cell.arm == WINDY}
    return [
        cell for cell in summary.cells if cell.arm == WINDY or (cell.arm == SCATTERED and cell.calm in beside)
    ]


def _windy_name(cell: EnvironmentsCell) -> str:
    return f"{cell.calm} without wind, {cell.windy} in wind {TOLD_WIND}"


def _along_winds(cell: EnvironmentsCell, names: Sequence[str]) -> list[Mark]:
    return [cell.along[name].mark(wind) for wind, name in zip(grid.WINDS, names, strict=True)]


def _marks(cells: Sequence[EnvironmentsCell], measure: Callable[[EnvironmentsCell], OverSeeds]) -> list[Mark]:
    return [
        measure(cell).mark(cell.calm)
        for cell in sorted(cells, key=lambda cell: cell.calm)
        if measure(cell).mean is not None
    ]


def _mean(table: Table, goals: Table | None = None) -> float:
    """The share of starts off the goal that succeed, at some goals or all."""
    kept = OFF_GOAL if goals is None else OFF_GOAL & goals[:, None]
    return float(table[kept].mean())


def _int(cell: Cell, name: str) -> int:
    return int(cell[name] or 0)


def _said(found: OverSeeds) -> str:
    return "unknown" if found.mean is None else f"{100 * found.mean:.0f} %"


def _points(found: OverSeeds) -> str:
    return found.told(100, "+.0f", ".0f")


def _plain(found: OverSeeds) -> str:
    return "an unknown number of" if found.mean is None else found.told()
