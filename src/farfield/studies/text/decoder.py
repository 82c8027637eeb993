"""A decoder of text, plain and quick on a CPU: heads of 32, rotary places, the head tied to the tokens.

The lab's own transformer tells places by their columns, for rows that are laid out in columns, and has a head and
biases of its own: on windows of running text it takes longer and cannot be asked for another number of layers.
"""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import optax
from jax import Array

HEAD = 32
"""Numbers of a head; narrower models have one head."""


class Block(NamedTuple):
    """The weights of a block: attention, then a network applied to each token."""

    attention_norm: Array
    mix: Array
    out: Array
    network_norm: Array
    widen: Array
    narrow: Array


class Decoder(NamedTuple):
    """The weights of a model; `token` (tokens, width) reads tokens and says them."""

    token: Array
    blocks: list[Block]
    norm: Array


@partial(jax.jit, static_argnums=(0, 1, 2))
def start(tokens: int, width: int, layers: int, key: Array) -> Decoder:
    """A model that has learned nothing."""
    keys = jax.random.split(key, 1 + 4 * layers)
    small = (2 * layers) ** -0.5
    blocks = [
        Block(
            attention_norm=jnp.ones(width),
            mix=jax.random.normal(keys[4 * at + 1], (width, 3 * width)) * width**-0.5,
            out=jax.random.normal(keys[4 * at + 2], (width, width)) * width**-0.5 * small,
            network_norm=jnp.ones(width),
            widen=jax.random.normal(keys[4 * at + 3], (width, 4 * width)) * width**-0.5,
            narrow=jax.random.normal(keys[4 * at + 4], (4 * width, width)) * (4 * width) ** -0.5 * small,
        )
        for at in range(layers)
    ]
    return Decoder(jax.random.normal(keys[0], (tokens, width)) * width**-0.5, blocks, jnp.ones(width))


def logits(model: Decoder, tokens: Array) -> Array:
    """What comes next behind each token of windows (rows, length): (rows, length, tokens)."""
    x = (
        model.token[tokens] * model.norm.shape[0] ** 0.5
    )  # of the size of what a block adds, which drowns it else
    for block in model.blocks:
        x = x + _attend(block, _scaled(x, block.attention_norm))
        x = x + jax.nn.gelu(_scaled(x, block.network_norm) @ block.widen) @ block.narrow
    return _scaled(x, model.norm) @ model.token.T


def loss(model: Decoder, rows: Array) -> Array:
    """Mean nats of the tokens of windows (rows, length + 1), each behind those before it."""
    said = logits(model, rows[:, :-1])
    return jnp.mean(optax.softmax_cross_entropy_with_integer_labels(said, rows[:, 1:]))


@jax.jit
def say(model: Decoder, windows: Array) -> tuple[Array, Array]:
    """For the second and later tokens of windows: whether each is the likeliest, and its bits; (rows, length - 1)."""
    said, meant = logits(model, windows[:, :-1]), windows[:, 1:]
    bits = optax.softmax_cross_entropy_with_integer_labels(said, meant) / jnp.log(2.0)
    return jnp.argmax(said, axis=-1) == meant, bits


def _scaled(x: Array, weight: Array) -> Array:
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + 1e-6) * weight


def _attend(block: Block, x: Array) -> Array:
    rows, length, width = x.shape
    head = min(HEAD, width)
    parts = (x @ block.mix).reshape(rows, length, 3, width // head, head)
    query, key, value = _turned(parts[:, :, 0]), _turned(parts[:, :, 1]), parts[:, :, 2]
    scores = jnp.einsum("bqhd,bkhd->bhqk", query, key) * head**-0.5
    seen = jnp.tril(jnp.ones((length, length), bool))
    weights = jax.nn.softmax(jnp.where(seen, scores, -1e9))
    return jnp.einsum("bhqk,bkhd->bqhd", weights, value).reshape(rows, length, width) @ block.out


def _turned(x: Array) -> Array:
    """Rotary places (Su et al. 2021): how two tokens match depends on how far apart they stand."""
    length, half = x.shape[1], x.shape[-1] // 2
    angle = jnp.arange(length)[:, None] * 10_000.0 ** (-jnp.arange(half) / half)
    cosine, sine = jnp.cos(angle)[:, None], jnp.sin(angle)[:, None]
    first, second = x[..., :half], x[..., half:]
    return jnp.concatenate([first * cosine - second * sine, first * sine + second * cosine], axis=-1)


OPTIMIZER: Any = optax.chain(optax.clip_by_global_norm(1.0), optax.scale_by_adam(b2=0.95))
"""Adam (Kingma 2015) on clipped gradients, as in the lab; the rate is applied apart."""
DECAY = 0.1
"""Of matrices, decoupled (Loshchilov 2019)."""


@jax.jit
def take_steps(model: Decoder, moments: Any, batches: Array, rates: Array) -> tuple[Decoder, Any]:
    """One step for each batch of windows (steps, rows, length + 1), at each one's rate."""

    def step(carry: tuple[Decoder, Any], now: tuple[Array, Array]) -> tuple[tuple[Decoder, Any], None]:
        model, moments = carry
        rows, rate = now
        updates, moments = OPTIMIZER.update(jax.grad(loss)(model, rows), moments)
        model = jax.tree.map(
            lambda weight, update: weight - rate * (update + DECAY * (weight.ndim > 1) * weight),
            model,
            updates,
        )
        return (model, moments), None

    (model, moments), _ = jax.lax.scan(step, (model, moments), (batches, rates))
    return model, moments
