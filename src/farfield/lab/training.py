"""Training to a held-out threshold, several replicas together.

A replica is a model with a corpus, a seed and a learning rate of its own; all take their steps together, as one
computation over a stacked axis. A fixed number of steps is unsafe: runs that differ only in their seed need different
numbers. So a replica runs at a constant learning rate until checks, apart from all items, are mostly right; then the
rate falls to zero, which takes the noise of the last steps out; then the thresholds must hold. Replicas that stagnate
are given up at a stated ceiling and tried again from another start.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from farfield.lab.answering import answer_exactly, move_columns, on_device
from farfield.lab.checkpoints import Keeper
from farfield.lab.drawing import Drawn
from farfield.lab.encoding import Encoded, HostArray, Layout
from farfield.lab.options import TrainingOptions
from farfield.lab.transformer import Transformer

RUNNING = -1


class Material(NamedTuple):
    """What one replica trains on and is checked by."""

    corpus: Encoded[HostArray]
    known: Encoded[HostArray]
    held_out: Encoded[HostArray]


@dataclass(frozen=True)
class Replica:
    """One model to be trained; `rate`: its learning rate, None for that of the options."""

    material: Material
    seed: int
    rate: float | None = None


@dataclass(frozen=True)
class TrainingProgress:
    """Where training stands after `step` steps of at most `ceiling` in this attempt.

    `recall`, `interpolation`: shares of the checks right, the mean over the replicas; `finished` of `replicas` are
    done.
    """

    attempt: int
    step: int
    ceiling: int
    recall: float
    interpolation: float
    finished: int = 0
    replicas: int = 1


Watch = Callable[[TrainingProgress], None]


@dataclass(frozen=True)
class Trained:
    """A model and how it came about; `reached` tells whether both thresholds hold.

    `history`: after each check the steps taken, and the shares of known and of held-out checks that were right.
    """

    model: Transformer
    attempt: int
    steps: int
    recall: float
    interpolation: float
    reached: bool
    history: tuple[tuple[int, float, float], ...] = field(default=(), repr=False)


def material_of(drawn: Drawn) -> Material:
    """The encoded rows that training takes: the corpus, and the checks of its own and of the held-out points."""

    def encode(rows: Sequence[Any]) -> Encoded[HostArray]:
        return drawn.world.encode([row.exercise for row in rows])

    return Material(encode(drawn.corpus), encode(drawn.known_checks), encode(drawn.held_out_checks))


def train(
    replicas: Sequence[Replica],
    layout: Layout,
    options: TrainingOptions,
    progress: Watch = lambda _: None,
    keeper: Keeper | None = None,
) -> list[Trained]:
    """Train a transformer for each replica on its corpus, every document as often as any other.

    Each gives its first attempt that holds both thresholds, or else the best with `reached` False. Replicas that are
    trained together have corpora of the same size. `keeper`: keeps what there is after every check, and takes up
    again what it kept.
    """
    tried: list[list[Trained]] = [[] for _ in replicas]
    left = list(range(len(replicas)))
    for attempt in range(1, options.attempts + 1):
        some = [replicas[at] for at in left]
        found = _Together(some, layout, options, attempt).run(progress, keeper)
        for at, trained in zip(left, found, strict=True):
            tried[at].append(trained)
        left = [at for at in left if not tried[at][-1].reached]
        if not left:
            break
    return [max(some, key=lambda one: (one.reached, one.recall + one.interpolation)) for some in tried]


class _Together:
    """One attempt of several replicas, from the first step to the last."""

    def __init__(
        self, replicas: Sequence[Replica], layout: Layout, options: TrainingOptions, attempt: int
    ) -> None:
        self._options, self._attempt, self._count = options, attempt, len(replicas)
        self._batches = [
            shuffled_batches(len(one.material.corpus.start), options, (one.seed, attempt)) for one in replicas
        ]
        self._rates = np.array([one.rate or options.learning_rate for one in replicas])
        self._corpus = stack([one.material.corpus for one in replicas])
        self._known = stack(as_many([one.material.known for one in replicas]))
        self._held_out = stack(as_many([one.material.held_out for one in replicas]))
        keys = [jax.random.fold_in(jax.random.key(one.seed), attempt) for one in replicas]
        models = [Transformer(layout, options.width, jax.random.split(key)[0]) for key in keys]
        moments = [OPTIMIZER.init(eqx.filter(model, eqx.is_array)) for model in models]
        self._state = State(
            models=jax.tree.map(lambda *leaves: jnp.stack(leaves), *models),
            moments=jax.tree.map(lambda *leaves: jnp.stack(leaves), *moments),
            keys=jnp.stack([jax.random.key_data(jax.random.split(key)[1]) for key in keys]),
            cooling=np.full(self._count, RUNNING),
            ended=np.zeros(self._count, np.int64),
            history=np.zeros((0, 2, self._count)),
        )

    def run(self, progress: Watch, keeper: Keeper | None) -> list[Trained]:
        if keeper is not None:
            self._state = keeper.take_up(self._attempt, self._state)
            for batches in self._batches:
                for _ in range(len(self._state.history)):
                    next(batches)
        while self._state.cooling.any():
            self._advance()
            progress(self._told())
            if keeper is not None:
                keeper.keep(self._attempt, self._state)
        return [self._trained(at) for at in range(self._count)]

    def _advance(self) -> None:
        """`check_every` steps of all replicas, and a check; those that are done stand still."""
        options, state, count = self._options, self._state, self._options.check_every
        rates = np.stack([self._schedule(at) for at in range(self._count)])
        keys = jax.vmap(jax.random.split)(jax.random.wrap_key_data(state.keys))
        models, moments = take_steps(
            state.models,
            state.moments,
            self._corpus,
            jnp.asarray(np.stack([next(batches) for batches in self._batches])),
            jnp.asarray(rates),
            keys[:, 1],
            options.weight_decay,
        )
        checked = np.stack([np.asarray(check(models, rows)) for rows in (self._known, self._held_out)])
        cooling = np.where(state.cooling > 0, state.cooling - 1, state.cooling)
        step = (len(state.history) + 1) * count
        ready = (state.cooling == RUNNING) & (
            (checked.min(axis=0) >= options.cool_from) | (step >= options.steps)
        )
        cooling = np.where(ready, options.cooling // count, cooling)
        self._state = State(
            models,
            moments,
            jax.random.key_data(keys[:, 0]),
            cooling=cooling,
            ended=np.where((cooling == 0) & (state.cooling != 0), step, state.ended),
            history=np.concatenate([state.history, checked[None]]),
        )

    def _schedule(self, at: int) -> np.ndarray:
        """The learning rates of the next steps: warming up, constant, falling to zero, or zero."""
        options, count, cooling = self._options, self._options.check_every, int(self._state.cooling[at])
        chunks = max(1, options.cooling // count)
        start, end = (1.0, 1.0) if cooling == RUNNING else (cooling / chunks, max(0, cooling - 1) / chunks)
        step = len(self._state.history) * count
        warm = np.minimum(1.0, (step + 1 + np.arange(count)) / options.warm_up)
        return np.asarray(self._rates[at] * warm * np.linspace(start, end, count, endpoint=False))

    def _told(self) -> TrainingProgress:
        known, held_out = self._state.history[-1].mean(axis=1)
        return TrainingProgress(
            self._attempt,
            len(self._state.history) * self._options.check_every,
            self._options.ceiling,
            float(known),
            float(held_out),
            finished=int((self._state.cooling == 0).sum()),
            replicas=self._count,
        )

    def _trained(self, at: int) -> Trained:
        options, steps = self._options, int(self._state.ended[at])
        history = self._state.history[: steps // options.check_every, :, at]
        recall, interpolation = map(float, history[-1])
        return Trained(
            jax.tree.map(lambda leaf: leaf[at], self._state.models),
            attempt=self._attempt,
            steps=steps,
            recall=recall,
            interpolation=interpolation,
            reached=recall >= options.recall and interpolation >= options.interpolation,
            history=tuple(
                (number * options.check_every, float(known), float(held_out))
                for number, (known, held_out) in enumerate(history, start=1)
            ),
        )


class State(NamedTuple):
    """All that training goes on from: stacked models, moments and keys; the rest on the host.

    `cooling`: for each replica the checks until it is done, RUNNING before it cools. `ended`: the step at which it
    was done. `history`: shares right, [checks, 2, replicas].
    """

    models: Transformer
    moments: optax.OptState
    keys: Array
    cooling: np.ndarray
    ended: np.ndarray
    history: np.ndarray


OPTIMIZER = optax.chain(optax.clip_by_global_norm(1.0), optax.scale_by_adam(b2=0.95))
"""Adam (Kingma 2015) on clipped gradients; the learning rate is applied apart, as it depends on the outcome."""


@eqx.filter_jit
def take_steps(
    models: Transformer,
    moments: optax.OptState,
    corpus: Encoded[Array],
    batches: Array,
    rates: Array,
    keys: Array,
    weight_decay: float = 0.0,
) -> tuple[Transformer, optax.OptState]:
    """One optimiser step of each replica for each row of its `batches`.

    All have an axis of replicas first: `corpus` [replicas, documents, ...], `batches` [replicas, steps, batch] of
    places in the corpus, `rates` [replicas, steps], `keys` [replicas].
    Weight decay is decoupled (Loshchilov 2019), of matrices alone.
    """

    def one(  # type: ignore[no-untyped-def]
        model: Transformer,
        moments: optax.OptState,
        corpus: Encoded[Array],
        batches: Array,
        rates: Array,
        key: Array,
    ):
        arrays, rest = eqx.partition(model, eqx.is_array)

        def step(carry: tuple[Any, Any], now: tuple[Array, Array, Array]):  # type: ignore[no-untyped-def]
            arrays, moments = carry
            places, rate, key = now
            rows = jax.tree.map(lambda field: field[places], corpus)
            gradient = jax.grad(lambda arrays: loss(eqx.combine(arrays, rest), rows, key))(arrays)
            updates, moments = OPTIMIZER.update(gradient, moments)
            arrays = jax.tree.map(
                lambda array, update: array - rate * (update + weight_decay * (array.ndim > 1) * array),
                arrays,
                updates,
            )
            return (arrays, moments), None

        keys = jax.random.split(key, len(batches))
        (arrays, moments), _ = jax.lax.scan(step, (arrays, moments), (batches, rates, keys))
        return eqx.combine(arrays, rest), moments

    return eqx.filter_vmap(one)(models, moments, corpus, batches, rates, keys)  # type: ignore[no-any-return]


def loss(model: Transformer, rows: Encoded[Array], key: Array) -> Array:
    """Mean cross-entropy of the answers' tokens, in nats, each row moved to a random place among the columns."""
    moved = move_columns(rows.columns, jax.random.randint(key, rows.room.shape, 0, rows.room + 1))
    logits = jax.vmap(model)(rows.tokens, rows.roles, moved)
    losses = optax.softmax_cross_entropy_with_integer_labels(logits, rows.targets)
    return jnp.sum(losses * rows.scored) / jnp.maximum(jnp.sum(rows.scored), 1)


@eqx.filter_jit
def check(models: Transformer, rows: Encoded[Array]) -> Array:
    """The share of each replica's rows that it gets right, [replicas]."""
    return jnp.mean(eqx.filter_vmap(answer_exactly)(models, rows), axis=1)


def stack(parts: Sequence[Encoded[HostArray]]) -> Encoded[Array]:
    """Rows of several replicas, as many each, with an axis of replicas first.

    They end at the last place that is scored in any of them: no place that counts looks at what comes behind it.
    """
    end = max(int(np.flatnonzero(part.scored.any(axis=0))[-1]) + 1 for part in parts)
    fields = (np.stack(field) for field in zip(*parts, strict=True))
    return on_device(Encoded(*(field[:, :, :end] if field.ndim == 3 else field for field in fields)))


def as_many(parts: Sequence[Encoded[HostArray]]) -> list[Encoded[HostArray]]:
    """The first rows of each, so that all have as many as the one that has the fewest."""
    least = min(len(part.start) for part in parts)
    return [Encoded(*(field[:least] for field in part)) for part in parts]


def shuffled_batches(documents: int, options: TrainingOptions, seed: tuple[int, ...]) -> Iterator[np.ndarray]:
    """Places in the corpus, [check_every, batch] at a time; each pass holds every document once, in a new order."""
    rng = np.random.default_rng(seed)
    shape = options.check_every, options.batch
    waiting = np.empty(0, np.int64)
    while True:
        while len(waiting) < shape[0] * shape[1]:
            waiting = np.concatenate([waiting, rng.permutation(documents)])
        batch, waiting = np.split(waiting, [shape[0] * shape[1]])
        yield batch.reshape(shape)
