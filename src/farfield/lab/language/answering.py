"""What a language model says: answers drawn from it token by token, and the likeliest tokens of known rows.

All rows stand behind one text, which is read once. The lower blocks know no adapters, so what they make of text and
rows is worked out once, for all models and attempts.
"""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
from jax import Array

from farfield.lab.language.llama import (
    Adapters,
    Llama,
    Memory,
    Passed,
    Shape,
    logits_at,
    run_behind,
    run_blocks,
)


@partial(jax.jit, static_argnums=0)
def read(shape: Shape, model: Llama, text: Array, tokens: Array) -> Passed:
    """What the lower blocks make of a text's tokens [places], perhaps none, and of rows behind it, [rows, places]."""
    return run_behind(shape, model.lower, None, model.embedding[text][None], model.embedding[tokens])


@partial(jax.jit, static_argnums=0)
def likeliest(shape: Shape, model: Llama, adapters: Adapters, asked: Passed, at: Array) -> Array:
    """The likeliest next token at places `at` [rows, n] of rows that are known whole: [rows, n].

    An answer's tokens are all likeliest exactly when the greedy answer is that one.
    """
    stream = run_behind(shape, model.upper, adapters, asked.text, asked.rows).rows
    picked = jnp.take_along_axis(stream, at[..., None], axis=1)
    return jnp.argmax(logits_at(shape, model, picked), axis=-1)


@partial(jax.jit, static_argnums=(0, 6, 7))
def write(
    shape: Shape,
    model: Llama,
    adapters: Adapters,
    asked: Passed,
    start: Array,
    end: Array,
    places: int,
    samples: int,
    key: Array,
) -> Array:
    """Answers drawn at temperature 1, `samples` to each row, [rows x samples, places]; zeros behind the token `end`.

    `asked`: the prompts, of which place `start` [rows] is the last; what stands behind it is not read. All rows end at
    once where each has its end.
    """
    # A prompt is read once, whatever the number of its answers.
    upper = run_behind(shape, model.upper, adapters, asked.text, asked.rows)
    last = jnp.take_along_axis(upper.rows, start[:, None, None], axis=1)
    last, start = (jnp.repeat(part, samples, axis=0) for part in (last, start))
    memory = tuple(_longer(part.memory, samples, places) for part in (asked, upper))
    said = jnp.zeros((len(start), places), jnp.int32)

    def draw(place: Array | int, last: Array, said: Array) -> Array:
        drawn = jax.random.categorical(jax.random.fold_in(key, place), logits_at(shape, model, last[:, 0]))
        return said.at[:, place].set(jnp.where((said == end).any(axis=1), 0, drawn))

    def going(state):  # type: ignore[no-untyped-def]
        place, said, _ = state
        return (place < places) & ~jnp.all((said == end).any(axis=1))

    def step(state):  # type: ignore[no-untyped-def]
        place, said, memory = state
        new, at = model.embedding[said[:, place - 1]][:, None], (start + place)[:, None]
        new, below = run_blocks(shape, model.lower, None, new, at, asked.before, memory[0])
        new, above = run_blocks(shape, model.upper, adapters, new, at, upper.before, memory[1])
        return place + 1, draw(place, new, said), (below, above)

    found: Array = jax.lax.while_loop(going, step, (1, draw(0, last, said), memory))[1]
    return found


def _longer(memory: Memory, samples: int, places: int) -> Memory:
    """Each row so many times, with room for so many places more."""
    room = ((0, 0), (0, 0), (0, places), (0, 0), (0, 0))
    return Memory(*(jnp.pad(jnp.repeat(part, samples, axis=1), room) for part in memory))
