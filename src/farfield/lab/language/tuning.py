"""Low-rank adapters trained on answers: Adam on the mean cross-entropy of their tokens, the model itself as it is."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import optax
from jax import Array

from farfield.lab.language.llama import Adapters, Llama, Shape, logits_at, run_behind
from farfield.lab.training import OPTIMIZER
from farfield.records import FarfieldError


@partial(jax.jit, static_argnums=0)
def take_steps(
    shape: Shape,
    model: Llama,
    adapters: Adapters,
    text: Array,
    stream: Array,
    answers: tuple[Array, Array, Array],
    batches: Array,
    rates: Array,
) -> tuple[Adapters, Array]:
    """One step for each of `batches` [steps, batch], places among the rows, at its rate [steps]; losses in nats.

    `text`, `stream`: a text and the rows behind it as the lower blocks leave them. `answers`: places [rows, n] that
    predict a token, which one, and whether it counts.
    """

    def step(state, now):  # type: ignore[no-untyped-def]
        adapters, moments = state
        rows, rate = now
        some = [part[rows] for part in answers]
        lost, slope = jax.value_and_grad(loss, argnums=2)(shape, model, adapters, text, stream[rows], *some)
        updates, moments = OPTIMIZER.update(slope, moments)
        adapters = jax.tree.map(lambda array, update: array - rate * update, adapters, updates)
        return (adapters, moments), lost

    (adapters, _), lost = jax.lax.scan(step, (adapters, OPTIMIZER.init(adapters)), (batches, rates))
    return adapters, lost


def loss(
    shape: Shape,
    model: Llama,
    adapters: Adapters,
    text: Array,
    stream: Array,
    at: Array,
    targets: Array,
    counts: Array,
) -> Array:
    """Mean cross-entropy in nats of the tokens that count. Logits are made at the places `at` alone: at all of them
    they would take gigabytes."""
    stream = run_behind(shape, model.upper, adapters, text, stream).rows
    logits = logits_at(shape, model, jnp.take_along_axis(stream, at[..., None], axis=1))
    lost = optax.softmax_cross_entropy_with_integer_labels(logits, targets)
    return jnp.sum(lost * counts) / jnp.maximum(jnp.sum(counts), 1)


def require_finite(losses: Array) -> None:
    """Raises FarfieldError where training went astray."""
    if not bool(jnp.isfinite(losses).all()):
        raise FarfieldError(
            "the loss is no number any more: training went astray", remedy="Take a lower rate."
        )
