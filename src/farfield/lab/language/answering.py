"""What a language model says: pieces of text drawn from it token by token, and the likeliest tokens of known rows.

The lower blocks know no adapters, so what they make of a prompt is worked out once, for all models and attempts.
"""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from farfield.lab.language.llama import (
    Adapters,
    Llama,
    Memory,
    Shape,
    logits_at,
    run_blocks,
    run_lower,
    run_upper,
)


class Read(NamedTuple):
    """Rows as the lower blocks leave them: the stream [rows, places, width], and what they keep of it."""

    stream: Array
    memory: Memory


@partial(jax.jit, static_argnums=0)
def read(shape: Shape, model: Llama, tokens: Array) -> Read:
    """What the lower blocks make of tokens [rows, places]."""
    return Read(*run_lower(shape, model, tokens))


@partial(jax.jit, static_argnums=0)
def likeliest(shape: Shape, model: Llama, adapters: Adapters, stream: Array, at: Array) -> Array:
    """The likeliest next token at places `at` [rows, n] of rows that are known whole: [rows, n].

    An answer's tokens are all likeliest exactly when the greedy answer is that one.
    """
    stream, _ = run_upper(shape, model, adapters, stream)
    picked = jnp.take_along_axis(stream, at[..., None], axis=1)
    return jnp.argmax(logits_at(shape, model, picked), axis=-1)


@partial(jax.jit, static_argnums=(0, 6))
def write(
    shape: Shape,
    model: Llama,
    adapters: Adapters,
    asked: Read,
    start: Array,
    end: Array,
    places: int,
    key: Array,
) -> Array:
    """Answers drawn at temperature 1, [rows, places]; zeros behind the token `end`.

    `asked`: the prompts, of which place `start` [rows] is the last; what stands behind it is not read. All rows end at
    once where each has its end.
    """
    stream, upper = run_upper(shape, model, adapters, asked.stream)
    last = jnp.take_along_axis(stream, start[:, None, None], axis=1)
    memory = tuple(_longer(kept, places) for kept in (asked.memory, upper))
    said = jnp.zeros((len(start), places), jnp.int32)

    def going(state):  # type: ignore[no-untyped-def]
        place, _, said, _ = state
        return (place < places) & ~jnp.all((said == end).any(axis=1))

    def step(state):  # type: ignore[no-untyped-def]
        place, last, said, (lower, upper) = state
        drawn = jax.random.categorical(jax.random.fold_in(key, place), logits_at(shape, model, last[:, 0]))
        drawn = jnp.where((said == end).any(axis=1), 0, drawn)
        said, at = said.at[:, place].set(drawn), (start + 1 + place)[:, None]
        stream, lower = run_blocks(shape, model.lower, None, model.embedding[drawn][:, None], at, lower)
        stream, upper = run_blocks(shape, model.upper, adapters, stream, at, upper)
        return place + 1, stream, said, (lower, upper)

    found: Array = jax.lax.while_loop(going, step, (0, last, said, memory))[2]
    return found


def _longer(memory: Memory, places: int) -> Memory:
    """With room for so many places more."""
    room = ((0, 0), (0, 0), (0, places), (0, 0), (0, 0))
    return Memory(*(jnp.pad(part, room) for part in memory))
