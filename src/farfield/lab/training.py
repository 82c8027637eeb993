"""Training to a held-out threshold.

A fixed number of steps is unsafe: runs that differ only in their seed need different numbers. So an attempt
runs at a constant learning rate until validation sums, apart from all test items, are mostly right; then the
rate falls to zero, which takes the noise of the last steps out; then the thresholds must hold. An attempt
that stagnates is given up at a stated ceiling and another seed is tried.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array

from farfield.lab.answering import answer_exactly, largest_move, move_columns, on_device
from farfield.lab.carry_world import World
from farfield.lab.encoding import Encoded, column_ids, encode
from farfield.lab.options import TrainingOptions
from farfield.lab.transformer import Transformer


@dataclass(frozen=True)
class TrainingProgress:
    """Where training stands: shares of validation sums right after `step` steps of `ceiling` in this attempt."""

    attempt: int
    step: int
    ceiling: int
    recall: float
    interpolation: float


Watch = Callable[[TrainingProgress], None]


@dataclass(frozen=True)
class Trained:
    """The model of one attempt and how it came about; `reached` tells whether both thresholds hold."""

    model: Transformer
    attempt: int
    steps: int
    recall: float
    interpolation: float
    reached: bool


def train(world: World, options: TrainingOptions, seed: int, progress: Watch) -> Trained:
    """Train a transformer on the world's corpus, every document as often as any other.

    Returns the first attempt that holds both thresholds, or else the best with `reached` False.
    """
    tried: list[Trained] = []
    for attempt in range(1, options.attempts + 1):
        tried.append(_Attempt(world, options, seed, attempt).run(progress))
        if tried[-1].reached:
            break
    return max(tried, key=lambda trained: (trained.reached, trained.recall + trained.interpolation))


class _Attempt:
    """One seed, from its first step to its last: the model, its optimiser and its place in the corpus."""

    def __init__(self, world: World, options: TrainingOptions, seed: int, attempt: int) -> None:
        width = world.options.trained_digits
        model_key, self._key = jax.random.split(jax.random.fold_in(jax.random.key(seed), attempt))
        self._options, self._attempt, self._step = options, attempt, 0
        self._corpus = on_device(encode(world.corpus, width))
        self._recall = on_device(encode(world.validation_recall, width))
        self._held_out = on_device(encode(world.validation_interpolation, width))
        self._batches = shuffled_batches(len(world.corpus), options, (seed, attempt))
        self._model = Transformer(options.width, column_ids(world.options.farthest_digits), model_key)
        self._moments = OPTIMIZER.init(eqx.filter(self._model, eqx.is_array))

    def run(self, progress: Watch) -> Trained:
        options = self._options
        recall = interpolation = 0.0
        while self._step < options.steps and min(recall, interpolation) < options.cool_from:
            recall, interpolation = self._advance(1.0, 1.0, progress)
        for left in range(chunks := options.cooling // options.check_every, 0, -1):
            recall, interpolation = self._advance(left / chunks, (left - 1) / chunks, progress)
        return Trained(
            self._model,
            attempt=self._attempt,
            steps=self._step,
            recall=recall,
            interpolation=interpolation,
            reached=recall >= options.recall and interpolation >= options.interpolation,
        )

    def _advance(self, start: float, end: float, progress: Watch) -> tuple[float, float]:
        """`check_every` steps while the learning rate goes from one share of its full value to another; a check."""
        options, count = self._options, self._options.check_every
        warm = np.minimum(1.0, (self._step + 1 + np.arange(count)) / options.warm_up)
        rates = options.learning_rate * warm * np.linspace(start, end, count, endpoint=False)
        self._key, key = jax.random.split(self._key)
        self._model, self._moments = _take_steps(
            self._model,
            self._moments,
            self._corpus,
            jnp.asarray(next(self._batches)),
            jnp.asarray(rates),
            key,
        )
        self._step += count
        recall = float(answer_exactly(self._model, self._recall).mean())
        interpolation = float(answer_exactly(self._model, self._held_out).mean())
        progress(TrainingProgress(self._attempt, self._step, options.ceiling, recall, interpolation))
        return recall, interpolation


OPTIMIZER = optax.chain(optax.clip_by_global_norm(1.0), optax.scale_by_adam(b2=0.95))
"""Adam (Kingma 2015) on clipped gradients; the learning rate is applied apart, as it depends on the outcome."""


@eqx.filter_jit
def _take_steps(
    model: Transformer,
    moments: optax.OptState,
    corpus: Encoded[Array],
    batches: Array,
    rates: Array,
    key: Array,
) -> tuple[Transformer, optax.OptState]:
    """One optimiser step for each row of `batches` [steps, batch], which holds places in the corpus."""
    arrays, rest = eqx.partition(model, eqx.is_array)

    def step(carry: tuple[Transformer, optax.OptState], now: tuple[Array, Array, Array]):  # type: ignore[no-untyped-def]
        arrays, moments = carry
        rows, rate, key = now
        sums = jax.tree.map(lambda field: field[rows], corpus)
        gradient = jax.grad(lambda arrays: _loss(eqx.combine(arrays, rest), sums, key))(arrays)
        updates, moments = OPTIMIZER.update(gradient, moments)
        return (jax.tree.map(lambda array, update: array - rate * update, arrays, updates), moments), None

    keys = jax.random.split(key, len(batches))
    (arrays, moments), _ = jax.lax.scan(step, (arrays, moments), (batches, rates, keys))
    return eqx.combine(arrays, rest), moments


def _loss(model: Transformer, sums: Encoded[Array], key: Array) -> Array:
    """Mean cross-entropy of the answers' digits, in nats, each sum moved to a random place among the columns."""
    limit = largest_move(sums.digits, model.column.shape[0])
    moved = move_columns(sums.columns, jax.random.randint(key, limit.shape, 0, limit + 1))
    logits = jax.vmap(model)(sums.tokens, sums.roles, moved)
    losses = optax.softmax_cross_entropy_with_integer_labels(logits, sums.targets)
    return jnp.sum(losses * sums.answer) / jnp.sum(sums.answer)


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
