"""Reinforcement learning of the lab's transformer: a policy that sees where it stands and chooses a move.

Several learners take their updates together, as one computation over a stacked axis; each has environments and a seed
of its own. An update draws environments, starts in them, and a group of episodes from each start. An episode that
arrives after T moves has the return `discount` to the power of T, one that does not has 0. REINFORCE (Williams 1992)
follows the gradient of the log-probability of the moves made, each episode weighed by its return less the mean of its
group over the group's standard deviation (Shao 2024, GRPO without clipping, as every episode is used once), with a
bonus for entropy.

A policy depends on the cell alone while it stands in one environment. So the transformer is run once on every cell of
the environments drawn, and the moves of all episodes are drawn from that table: the same as a pass for each move, at a
fraction of its cost.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from farfield.lab.encoding import HostArray
from farfield.lab.training import OPTIMIZER
from farfield.lab.transformer import Transformer
from farfield.lab.worlds import grid
from farfield.lab.worlds.grid_world import FIRST_MOVE, SEEN, Asked, GridWorld, seen_tokens

HORIZON = grid.LONGEST + grid.DETOUR
"""Moves after which an episode ends without a return."""


class Environment(NamedTuple):
    """A wind, and the cell of the goal."""

    wind: int
    goal: int


@dataclass(frozen=True)
class ReinforcementOptions:
    """The policy's size, and how it learns.

    Each of `updates` draws `environments`, `starts` in each and `episodes` from each start. The learning rate warms up
    for `warm_up` updates and falls to zero over the last `cooling`.
    """

    width: int = 32
    learning_rate: float = 3e-3
    warm_up: int = 20
    cooling: int = 100
    updates: int = 400
    environments: int = 16
    starts: int = 4
    episodes: int = 8
    discount: float = 0.9
    entropy: float = 0.2
    report_every: int = 50

    @property
    def episodes_in_all(self) -> int:
        return self.updates * self.environments * self.starts * self.episodes


@dataclass(frozen=True)
class Learner:
    """One policy to be learned: the environments that it moves in, each drawn as often as any other."""

    environments: Sequence[Environment]
    seed: int


@dataclass(frozen=True)
class Learned:
    """A policy and how it came about.

    `history`: the share of episodes that arrived, moves drawn at random, over each `report_every` updates; `moves`: how
    many were made in all.
    """

    model: Transformer
    history: tuple[float, ...]
    moves: int


Watch = Callable[[int, float], None]
"""Called with the updates done and the share of their last episodes that arrived, the mean over the learners."""


class Ground(NamedTuple):
    """The environments of the learners as arrays, [learners, environments, ...]; the first `own` of each are drawn."""

    tokens: Array  # what is seen: [..., cells, SEEN]
    leads: Array  # the cell that each move leads to: [..., cells, moves]
    goals: Array
    own: Array


class _Episodes(NamedTuple):
    """Moves made, [moves, environments, starts, episodes]: from which cell, which, and whether still on the way."""

    at: Array
    made: Array
    under_way: Array


def learn(
    learners: Sequence[Learner], options: ReinforcementOptions, watch: Watch = lambda *_: None
) -> list[Learned]:
    """A policy for each learner, all by the same number of updates and episodes."""
    ground = _ground(learners)
    keys = [jax.random.split(jax.random.key(one.seed)) for one in learners]
    models = [Transformer(GridWorld.layout, options.width, key[0]) for key in keys]
    moments = [OPTIMIZER.init(eqx.filter(model, eqx.is_array)) for model in models]
    state: Any = _stacked(models), _stacked(moments), jnp.stack([key[1] for key in keys])
    rates, history, moves = _rates(options), [], np.zeros(len(learners), np.int64)
    for first in range(0, options.updates, options.report_every):
        state, arrived, made = _updates(state, ground, rates[first : first + options.report_every], options)
        history.append(np.asarray(arrived).mean(axis=1))
        moves += np.asarray(made).sum(axis=1, dtype=np.int64)
        watch(first + options.report_every, float(history[-1].mean()))
    return [
        Learned(
            jax.tree.map(lambda leaf, at=at: leaf[at], state[0]),
            tuple(float(shares[at]) for shares in history),
            int(moves[at]),
        )
        for at in range(len(learners))
    ]


def greedy_moves(model: Transformer, environments: Sequence[Environment]) -> HostArray:
    """The likeliest move at every cell of each environment: [environments, cells]."""
    tokens = jnp.asarray(np.stack([_seen(one) for one in environments]))
    return np.asarray(jnp.argmax(_all_logits(model, tokens), axis=-1))


def success(model: Transformer, wind: int, shown: int | None = None) -> HostArray:
    """Whether the likeliest moves reach each goal from each start within the limit: [goals, starts], of bool.

    `shown`: the wind that the policy is told of, where it is another one than blows.
    """
    goals = range(grid.CELLS)
    moves = greedy_moves(model, [Environment(wind if shown is None else shown, goal) for goal in goals])
    return grid.successes(moves, wind, goals)


def move_logits(model: Transformer, tokens: Array) -> Array:
    """Logits of the moves at one place that is seen as `tokens`, [SEEN]: [moves]."""
    logits = model(tokens, jnp.arange(SEEN), jnp.zeros(SEEN, jnp.int32))
    return logits[-1, FIRST_MOVE : FIRST_MOVE + len(grid.MOVES)]


_all_logits = eqx.filter_jit(
    lambda model, tokens: jax.vmap(jax.vmap(lambda seen: move_logits(model, seen)))(tokens)
)


@eqx.filter_jit
def _updates(state: Any, ground: Ground, rates: Array, options: ReinforcementOptions) -> tuple[Any, ...]:
    """An update of each learner for each of the `rates`: the state after them, the share of episodes that arrived
    and the moves made, both [learners, updates]."""

    def one(model: Transformer, moments: optax.OptState, key: Array, ground: Ground) -> tuple[Any, ...]:
        arrays, rest = eqx.partition(model, eqx.is_array)

        def update(carry: Any, rate: Array) -> tuple[Any, tuple[Array, Array]]:
            arrays, moments, key = carry
            key, now = jax.random.split(key)
            gradient, told = jax.grad(
                lambda arrays: _loss(eqx.combine(arrays, rest), ground, now, options), has_aux=True
            )(arrays)
            steps, moments = OPTIMIZER.update(gradient, moments)
            arrays = jax.tree.map(lambda array, step: array - rate * step, arrays, steps)
            return (arrays, moments, key), told

        (arrays, moments, key), told = jax.lax.scan(update, (arrays, moments, key), rates)
        return (eqx.combine(arrays, rest), moments, key), *told

    return eqx.filter_vmap(one)(*state, ground)  # type: ignore[no-any-return]


def _loss(
    model: Transformer, ground: Ground, key: Array, options: ReinforcementOptions
) -> tuple[Array, tuple[Array, Array]]:
    """What descends along the policy gradient; beside it the share of episodes that arrived, and the moves made."""
    draw_key, start_key, move_key = jax.random.split(key, 3)
    drawn = jax.random.randint(draw_key, (options.environments,), 0, ground.own)
    goals = ground.goals[drawn]
    starts = jax.random.randint(start_key, (len(goals), options.starts), 0, grid.CELLS - 1)
    starts = starts + (starts >= goals[:, None])
    logits = jax.vmap(jax.vmap(lambda seen: move_logits(model, seen)))(ground.tokens[drawn])
    shape = (*starts.shape, options.episodes)
    first = jnp.broadcast_to(starts[..., None], shape)
    found, last = _walk(jax.lax.stop_gradient(logits), ground.leads[drawn], goals, first, move_key)
    arrived, length = last == goals[:, None, None], found.under_way.sum(axis=0)
    advantages = _advantages(jnp.where(arrived, options.discount**length, 0.0))
    chances = jax.nn.log_softmax(logits)
    every = jnp.arange(len(goals))[:, None, None]
    weights = found.under_way * advantages
    gain = jnp.sum(weights * chances[every, found.at, found.made]) / arrived.size
    entropy = -jnp.mean(jnp.sum(jnp.exp(chances) * chances, axis=-1))
    return -gain - options.entropy * entropy, (arrived.mean(), found.under_way.sum())


def _walk(logits: Array, leads: Array, goals: Array, first: Array, key: Array) -> tuple[_Episodes, Array]:
    """Episodes from the cells `first`, [environments, starts, episodes], and the cells where they end."""
    every, aims = jnp.arange(len(goals))[:, None, None], goals[:, None, None]

    def step(at: Array, key: Array) -> tuple[Array, _Episodes]:
        made = jax.random.categorical(key, logits[every, at])
        under_way = at != aims
        return jnp.where(under_way, leads[every, at, made], at), _Episodes(at, made, under_way)

    last, found = jax.lax.scan(step, first, jax.random.split(key, HORIZON))
    return found, last


def _advantages(returns: Array) -> Array:
    """Returns less their group's mean, over its standard deviation; 0 where a group is all alike."""
    centred = returns - returns.mean(axis=-1, keepdims=True)
    return centred / (jnp.sqrt(jnp.mean(centred**2, axis=-1, keepdims=True)) + 1e-3)


def _rates(options: ReinforcementOptions) -> Array:
    number = np.arange(options.updates)
    warm = np.minimum(1.0, (number + 1) / options.warm_up)
    cool = np.minimum(1.0, (options.updates - number) / max(options.cooling, 1))
    return jnp.asarray(options.learning_rate * warm * cool)


def _ground(learners: Sequence[Learner]) -> Ground:
    """Filled up to as many environments as there are, so that one compiled computation serves any number; only the
    first `own` are ever drawn."""
    room = grid.CELLS * len(grid.WINDS)
    filled = [
        [*one.environments, *[one.environments[0]] * (room - len(one.environments))] for one in learners
    ]
    leads = grid.moves_table()
    return Ground(
        jnp.asarray(np.array([[_seen(one) for one in some] for some in filled])),
        jnp.asarray(np.array([leads[[one.wind for one in some]] for some in filled])),
        jnp.asarray(np.array([[one.goal for one in some] for some in filled])),
        jnp.asarray([len(one.environments) for one in learners]),
    )


def _seen(environment: Environment) -> HostArray:
    asked = [Asked(environment.wind, environment.goal, at) for at in range(grid.CELLS)]
    return seen_tokens(np.array(asked))


def _stacked(trees: Sequence[Any]) -> Any:
    return jax.tree.map(lambda *leaves: jnp.stack(leaves), *trees)
