"""What a trained transformer answers.

Two ways that agree: one pass over a question with its right answer in place (teacher forcing), whose argmax is right
at every token exactly when greedy decoding is; and decoding itself, token by token, which also tells what the model
says where it is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from farfield.families import Exercise
from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.transformer import Memory, Transformer
from farfield.lab.worlds.world import World

ROWS_AT_ONCE = 2_048


def on_device(rows: Encoded[HostArray]) -> Encoded[Array]:
    """These rows as arrays of jax."""
    return Encoded(*(jnp.asarray(field) for field in rows))


def answer(model: Transformer, world: World, exercises: Sequence[Exercise]) -> list[str]:
    """What the model says to each exercise, by greedy decoding."""
    said: list[str] = []
    for first in range(0, len(exercises), ROWS_AT_ONCE):
        some = exercises[first : first + ROWS_AT_ONCE]
        tokens = np.asarray(write(model, on_device(world.encode(some)), world.layout.answer))
        said += [world.read_tokens(one, row.tolist()) for one, row in zip(some, tokens, strict=True)]
    return said


@eqx.filter_jit
def answer_exactly(model: Transformer, rows: Encoded[Array]) -> Array:
    """Whether every token of each answer is right, by one teacher-forced pass: [rows], of bool."""
    likeliest = jnp.argmax(predict(model, rows), axis=-1)
    return jnp.all((likeliest == rows.targets) | ~rows.scored, axis=1)


@eqx.filter_jit
def write(
    model: Transformer, rows: Encoded[Array], places: int, key: Array | None = None, temperature: float = 1.0
) -> Array:
    """The answers, [rows, places] of tokens: the likeliest at each place or, with a key, drawn at a temperature.

    Nothing of the answers that the rows hold is read. What a row has no place for is token 0.
    """
    length, every = rows.tokens.shape[1], jnp.arange(rows.tokens.shape[0])
    known = jnp.arange(length) <= rows.start[:, None]
    tokens, columns = jnp.where(known, rows.tokens, 0), move_columns(rows.columns, rows.room // 2)
    memories = jax.vmap(model.remember)(tokens, rows.roles, columns)

    def next_token(place: int, state: tuple[Array, Array, list[Memory]]) -> tuple[Array, Array, list[Memory]]:
        now, said, memories = state
        at = rows.start + place
        inside = jnp.minimum(at, length - 1)
        logits, memories = jax.vmap(model.go_on)(
            now, rows.roles[every, inside], columns[every, inside], memories, inside
        )
        likeliest = jnp.argmax(logits, axis=-1)
        if key is not None:
            likeliest = jax.random.categorical(jax.random.fold_in(key, place), logits / temperature)
        written = jnp.where(at < length, likeliest, 0).astype(jnp.int32)
        return written, said.at[:, place].set(written), memories

    first, said = tokens[every, rows.start], jnp.zeros((len(every), places), jnp.int32)
    start = (first, said, memories)
    written: tuple[Array, Array, list[Memory]] = jax.lax.fori_loop(0, places, next_token, start)
    return written[1]


def predict(model: Transformer, rows: Encoded[Array]) -> Array:
    """Logits at every place, [rows, length, tokens], with each row in the middle of the column ids."""
    return jax.vmap(model)(rows.tokens, rows.roles, move_columns(rows.columns, rows.room // 2))


def move_columns(columns: Array, by: Array) -> Array:
    """Column ids of rows moved up by `by` [rows]; column 0 stays."""
    return jnp.where(columns == 0, 0, columns + by[:, None])
