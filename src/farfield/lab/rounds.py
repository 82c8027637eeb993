"""Rounds of self-training: attempts at exercises, a choice among them, and practice on what was chosen.

Everything here is on the level of tokens, and so the same for every world: an answer is kept as the model wrote it,
whether it is right, wrong or no answer at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from farfield.lab.answering import on_device, write
from farfield.lab.encoding import Encoded, HostArray
from farfield.lab.training import OPTIMIZER, stack, take_steps
from farfield.lab.transformer import Transformer


@dataclass(frozen=True)
class PracticeOptions:
    """`steps` of `batch` rows each, of which the share `replay` is old."""

    steps: int = 150
    batch: int = 128
    replay: float = 0.3


def attempt(
    model: Transformer, rows: Encoded[HostArray], samples: int, key: Array, temperature: float
) -> HostArray:
    """Answers drawn from the model, as many for each row, [rows, samples, places]; the rows' own are not read.

    Places: as many as the longest row has from its start on.
    """
    places = int(rows.tokens.shape[1] - rows.start.min())
    many = Encoded(*(np.repeat(field, samples, axis=0) for field in rows))
    said = write(model, on_device(many), places, key, temperature)
    return np.asarray(said).reshape(len(rows.start), samples, places)


def right_answers(rows: Encoded[HostArray], places: int) -> tuple[HostArray, HostArray]:
    """The answers that the rows hold, [rows, places], zero beyond their ends; and how many tokens count, [rows]."""
    at = np.minimum(rows.start[:, None] + np.arange(places), rows.tokens.shape[1] - 1)
    inside = np.arange(places) < rows.scored.sum(axis=1)[:, None]
    return np.take_along_axis(rows.targets, at, axis=1) * inside, rows.scored.sum(axis=1)


def with_answers(rows: Encoded[HostArray], answers: HostArray, ends: HostArray) -> Encoded[HostArray]:
    """The rows with other answers [rows, places], of which `ends` [rows] tokens count."""
    length = rows.tokens.shape[1]
    place = np.arange(length) - rows.start[:, None]
    scored = (place >= 0) & (place < ends[:, None])
    said = np.take_along_axis(answers, place.clip(0, answers.shape[1] - 1), axis=1)
    before = np.take_along_axis(answers, (place - 1).clip(0, answers.shape[1] - 1), axis=1)
    written = (place > 0) & (place < ends[:, None])
    return rows._replace(
        tokens=np.where(place <= 0, rows.tokens, np.where(written, before, 0)).astype(np.int32),
        targets=np.where(scored, said, 0).astype(np.int32),
        scored=scored,
    )


def cut(answers: HostArray, ends: HostArray) -> HostArray:
    """Answers [..., places] with zeros beyond their ends [...], so that equal ones are equal arrays."""
    return np.asarray(answers * (np.arange(answers.shape[-1]) < ends[..., None]))


def votes(answers: HostArray) -> HostArray:
    """For each of a row's answers how many of them say the very same, itself included, [rows, samples]."""
    same = (answers[:, :, None] == answers[:, None]).all(axis=-1)
    return np.asarray(same.sum(axis=2))


def choose(
    passed: HostArray, weights: HostArray, count: int, rng: np.random.Generator
) -> tuple[HostArray, HostArray]:
    """Of the rows with an answer that passed, `count` of them and for each one such answer: places in both.

    `passed`, `weights` [rows, samples]: an answer of twice the weight is about twice as likely to be chosen, one of
    weight 0 never is (Efraimidis & Spirakis 2006). Where fewer rows passed they are repeated, all about as often;
    where none did, nothing is chosen.
    """
    able = passed & (weights > 0)
    late = np.where(able, rng.exponential(size=able.shape) / np.where(able, weights, 1), np.inf)
    sample = late.argmin(axis=1)
    first = late[np.arange(len(late)), sample]
    order = np.argsort(first, kind="stable")[: int(np.isfinite(first).sum())]
    rows = np.resize(order, count if len(order) else 0).astype(np.int64)
    return rows, sample[rows]


def trim(rows: Encoded[HostArray], length: int) -> Encoded[HostArray]:
    """The first places of every row. Rows of one length are trained faster, and no answer may lie beyond it."""
    if rows.scored[:, length:].any():
        raise ValueError(f"answers reach beyond {length} places")
    return Encoded(*(field[:, :length] if field.ndim > 1 else field for field in rows))


def join(parts: Sequence[Encoded[HostArray]]) -> Encoded[HostArray]:
    """Rows of several parts, one after another."""
    return Encoded(*(np.concatenate(fields) for fields in zip(*parts, strict=True)))


def pick(rows: Encoded[HostArray], places: HostArray) -> Encoded[HostArray]:
    """The rows at these places."""
    return Encoded(*(field[places] for field in rows))


def mixed_batches(
    new: HostArray, old: HostArray, options: PracticeOptions, rng: np.random.Generator
) -> HostArray:
    """Places in a pool, [steps, batch]: the share `replay` of each batch from `old`, the rest from `new`."""
    again = round(options.replay * options.batch) if len(new) else options.batch
    parts = [
        rng.choice(places, (options.steps, size))
        for places, size in ((new, options.batch - again), (old, again))
        if size
    ]
    return np.concatenate(parts, axis=1)


def practise(
    models: Sequence[Transformer],
    pools: Sequence[Encoded[HostArray]],
    batches: Sequence[HostArray],
    rates: HostArray,
    seed: int,
) -> list[Transformer]:
    """Each model further trained on its pool by its batches [steps, batch], one step for each of the rates [steps].

    All together, with a fresh optimiser; pools have the same number of rows.
    """
    stacked = jax.tree.map(lambda *leaves: jnp.stack(leaves), *models)
    moments = [OPTIMIZER.init(eqx.filter(model, eqx.is_array)) for model in models]
    trained, _ = take_steps(
        stacked,
        jax.tree.map(lambda *leaves: jnp.stack(leaves), *moments),
        stack(pools),
        jnp.asarray(np.stack(batches)),
        jnp.asarray(np.tile(rates, (len(models), 1))),
        jax.random.split(jax.random.key(seed), len(models)),
    )
    return [jax.tree.map(lambda leaf, at=at: leaf[at], trained) for at in range(len(models))]
