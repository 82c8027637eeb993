"""What a trained transformer answers.

Two ways that agree: one pass over the sum with its right answer in place (teacher forcing), whose argmax is
right at every digit exactly when greedy decoding is; and greedy decoding itself, digit by digit, which also
tells what the model says where it is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from farfield.lab.carry_world import Sum
from farfield.lab.encoding import Encoded, HostArray, encode, equals_place
from farfield.lab.transformer import Transformer


def on_device(sums: Encoded[HostArray]) -> Encoded[Array]:
    return Encoded(*(jnp.asarray(field) for field in sums))


@eqx.filter_jit
def answer_exactly(model: Transformer, sums: Encoded[Array]) -> Array:
    """Whether every digit of each answer is right, by one teacher-forced pass: [sums], of bool."""
    right = _likeliest_digits(model, sums) == sums.targets
    return jnp.all(right | ~sums.answer, axis=1)


def answer_greedily(model: Transformer, sums: Sequence[Sum], width: int) -> list[str]:
    """The number that the model writes for each sum of at most `width` digits, leading zeros dropped."""
    encoded = encode(sums, width)
    equals = equals_place(encoded.digits)
    tokens = np.where(np.arange(encoded.tokens.shape[1]) > equals[:, None], 0, encoded.tokens)
    said = np.zeros((len(sums), width + 1), np.int64)
    for place in range(width + 1):
        rows = np.flatnonzero(encoded.digits >= place)
        likeliest = np.asarray(_decode(model, on_device(encoded._replace(tokens=tokens))))
        said[rows, place] = likeliest[rows, equals[rows] + place]
        rows = np.flatnonzero(encoded.digits > place)
        tokens[rows, equals[rows] + place + 1] = said[rows, place]
    return [str(number) for number in (said @ 10 ** np.arange(width + 1)).tolist()]


def _likeliest_digits(model: Transformer, sums: Encoded[Array]) -> Array:
    """The argmax at every place, [sums, length], with each sum in the middle of the column ids."""
    columns = move_columns(sums.columns, largest_move(sums.digits, model.column.shape[0]) // 2)
    return jnp.argmax(jax.vmap(model)(sums.tokens, sums.roles, columns), axis=-1)


_decode = eqx.filter_jit(_likeliest_digits)


def move_columns(columns: Array, by: Array) -> Array:
    """Column ids of sums moved up by `by` [sums]; the carry-in keeps its own."""
    return jnp.where(columns == 0, 0, columns + by[:, None])


def largest_move(digits: Array, ids: int) -> Array:
    """How far sums of so many digits can be moved up before the answer passes the last of `ids` column ids."""
    return ids - 2 - digits
