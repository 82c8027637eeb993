"""What is simulated of the market, a part a function: from a level of its own dial and a seed to rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from farfield.market.contest import ContestOptions, contest
from farfield.market.depth import DepthOptions, evolve
from farfield.market.honesty import Lives, honesty_worth, live, measured_log_ratio
from farfield.market.monoculture import draw_failures
from farfield.market.price import split_by_price
from farfield.market.selection import draw_parents
from farfield.studies.study import Row

ARMS: dict[str, dict[str, bool]] = {
    "selected": {},
    "small only": {"large": False},
    "drift": {"selected": False},
}
"""Who changes how, and what chooses: profit with mutations of both kinds, with small ones alone, or chance."""

EVERY = 5
"""Generations between two rows."""

STANDING = 1_000.0
"""Generations that a regime lasts in a world that never changes."""


@dataclass(frozen=True)
class MarketParameters:
    """Levels of each part, and its sizes.

    `log_ratios`: what honesty is worth, ln of an honest firm's expected profit over a shading one's, by `gain` of the
    shading firms' customers and a chance of detection. `mutations`: of honesty. `band`: a change of the honest share
    smaller than this counts as none. `lasts`: generations that a regime lasts, for depth and contest; a last one of
    1,000 is a world that stands still. `changes`: chances of a mutation, for depth. `correlations`: of failures.
    """

    seeds: int = 10
    log_ratios: tuple[float, ...] = (-0.1, 0.0, 0.1)
    gain: float = 0.1
    penalty: float = 1.0
    firms: int = 100
    populations: int = 40
    generations: int = 30
    periods: int = 20
    mutations: tuple[float, ...] = (0.0, 0.01)
    band: float = 0.05
    advantage: float = 0.05
    members: int = 50
    lines: int = 2_000
    lasts: tuple[float, ...] = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, STANDING)
    changes: tuple[float, ...] = (0.002, 0.005, 0.01)
    lives: int = 2
    contests: tuple[float, ...] = (1.0, 4.0, 16.0, STANDING)
    correlations: tuple[float, ...] = (0.0, 0.3, 0.6, 0.9)
    failing: float = 0.05
    failing_firms: int = 50
    failing_periods: int = 4_000


def honesty_rows(level: float, seed: int, parameters: MarketParameters) -> list[Row]:
    """Of each generation and mutation: the honest share, where honest firms are gone, and what changed it."""
    rows: list[Row] = []
    for mutation in parameters.mutations:
        worth = honesty_worth(level, parameters.gain, parameters.penalty)
        lives = live(
            worth, parameters.firms, parameters.populations, parameters.generations, parameters.periods, mutation,
            np.random.default_rng((seed, round(1_000 * mutation))),
        )  # fmt: skip
        measured = measured_log_ratio(lives)
        counts = lives.honest.mean(axis=-1)
        shown = sorted({*range(0, parameters.generations, EVERY), parameters.generations})
        rows += [
            {
                "mutation": mutation,
                "generation": generation,
                "share": float(counts[generation].mean()),
                "gone": float((counts[generation] == 0).mean()),
                "log_ratio": measured,
                **_changed(lives, range(before, generation)),
            }
            for before, generation in zip([0, *shown], shown, strict=False)
        ]
    return rows


def _changed(lives: Lives, generations: Sequence[int]) -> Row:
    """What changed the honest share in these generations, summed; `residual` is the largest."""
    splits = [_price_of(lives, generation) for generation in generations]
    sums = {name: sum(one[name] for one in splits) for name in ("by_profit", "by_chance", "by_mutation")}
    return {**sums, "residual": max((one["residual"] for one in splits), default=0.0)}


def _price_of(lives: Lives, generation: int) -> dict[str, float]:
    """The mean change of the honest share over populations, split: by the covariance with profit, by who was drawn, by
    mutation. `residual`: the largest difference between the change and the Price equation's two terms."""
    found = []
    for at in range(lives.honest.shape[1]):
        honest, fitness = lives.honest[generation, at], lives.fitness[generation, at]
        parents, after = lives.parents[generation, at], lives.honest[generation + 1, at]
        members = len(honest)
        children = np.bincount(parents, minlength=members)
        kind = np.bincount(parents, weights=after, minlength=members) / np.maximum(children, 1)
        split = split_by_price(children, honest, kind)
        assert split is not None  # a population has as many children as members
        by_profit = float(np.cov(fitness, honest, bias=True)[0, 1] / fitness.mean())
        change = float(after.mean() - honest.mean())
        residual = abs(split.selection + split.transmission - change)
        found.append((by_profit, split.selection - by_profit, split.transmission, residual))
    by_profit, by_chance, by_mutation, _ = np.mean(found, axis=0)
    return {
        "by_profit": float(by_profit),
        "by_chance": float(by_chance),
        "by_mutation": float(by_mutation),
        "residual": float(np.max([one[3] for one in found])),
    }


def fixation_rows(level: float, seed: int, parameters: MarketParameters) -> list[Row]:
    """How many lines of one entrant with the advantage `level` took all."""
    rng = np.random.default_rng((seed, 2))
    kinds = np.tile(np.arange(parameters.members) == 0, (parameters.lines, 1))
    fixed = 0
    while len(kinds):
        parents = draw_parents(np.where(kinds, 1 + level, 1.0), rng)
        kinds = np.take_along_axis(kinds, parents, axis=-1)
        counts = kinds.sum(axis=-1)
        fixed += int((counts == parameters.members).sum())
        kinds = kinds[(counts > 0) & (counts < parameters.members)]
    return [{"fixed": fixed / parameters.lines}]


def depth_rows(level: float, seed: int, parameters: MarketParameters) -> list[Row]:
    """Of each arm and chance of a mutation: how deep the winner's change is, where regimes last `level` generations."""
    rows: list[Row] = []
    for arm, told in ARMS.items():
        for change in parameters.changes:
            rng = np.random.default_rng((seed, 3, round(level)))
            options = DepthOptions(lasts=round(level), mutation=change, **told)
            found = [evolve(options, rng) for _ in range(parameters.lives)]
            winner, population, large = np.mean(found, axis=0)
            rows.append(
                {
                    "arm": arm,
                    "change": change,
                    "winner": float(winner),
                    "population": float(population),
                    "large": float(large),
                }
            )
    return rows


def contest_rows(level: float, seed: int, parameters: MarketParameters) -> list[Row]:
    """The share of firms with each policy after a contest in which honesty is worth as much as shading."""
    worth = honesty_worth(0.0, parameters.gain, parameters.penalty)
    found = contest(
        ContestOptions(lasts=round(level), honesty=worth), np.random.default_rng((seed, 4, round(level)))
    )
    return [{"policy": name, "held": share} for name, share in found.items()]


def together_rows(level: float, seed: int, parameters: MarketParameters) -> list[Row]:
    """In how many periods at least half of the firms failed together."""
    rng = np.random.default_rng((seed, 5))
    failed = draw_failures(
        parameters.failing_firms, parameters.failing, level, parameters.failing_periods, rng
    )
    return [{"half": float((failed.mean(axis=-1) >= 0.5).mean()), "failing": float(failed.mean())}]


PARTS: dict[str, Callable[[float, int, MarketParameters], list[Row]]] = {
    "honesty": honesty_rows,
    "fixation": fixation_rows,
    "depth": depth_rows,
    "contest": contest_rows,
    "together": together_rows,
}


def levels_of(part: str, parameters: MarketParameters) -> tuple[float, ...]:
    """The levels of a part's own dial."""
    return {
        "honesty": parameters.log_ratios,
        "fixation": (parameters.advantage,),
        "depth": parameters.lasts,
        "contest": parameters.contests,
        "together": parameters.correlations,
    }[part]
