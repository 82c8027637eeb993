"""A decoder of the llama kind (Touvron et al. 2023) in jax: one forward pass, with adapters in its upper blocks.

RMS norms, rotary places in neighbouring pairs (as llama.cpp keeps queries and keys), several query heads to a key,
a gated network, and the embedding as the head. Low-rank adapters (Hu et al. 2022) add to queries and values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from farfield.lab.language.gguf_file import GgufFile
from farfield.records import FarfieldError


@dataclass(frozen=True)
class Shape:
    """The sizes of a model. `base`: the slowest turn of its rotary places; `epsilon`: of its norms."""

    layers: int
    width: int
    heads: int
    shared: int  # key and value heads
    base: float
    epsilon: float

    @property
    def head(self) -> int:
        return self.width // self.heads


class Blocks(NamedTuple):
    """Weights of blocks, stacked: [blocks, to, from], norms [blocks, width]."""

    attn_norm: Array
    attn_q: Array
    attn_k: Array
    attn_v: Array
    attn_output: Array
    ffn_norm: Array
    ffn_gate: Array
    ffn_up: Array
    ffn_down: Array


class Llama(NamedTuple):
    """A model's weights; `embedding` [tokens, width] is its head too."""

    embedding: Array
    lower: Blocks
    upper: Blocks
    norm: Array


class Adapters(NamedTuple):
    """Of the upper blocks: [blocks, rank, width] into a few numbers, [blocks, to, rank] out of them."""

    q_in: Array
    q_out: Array
    v_in: Array
    v_out: Array


class Memory(NamedTuple):
    """Keys and values of blocks, [blocks, rows, places, key heads, head]; of a shared text without rows."""

    keys: Array
    values: Array


class Passed(NamedTuple):
    """What blocks leave of a shared text and of the rows behind it: their streams [1 or rows, places, width], and what
    was kept of them to go on from."""

    text: Array
    rows: Array
    before: Memory
    memory: Memory


def read_shape(file: GgufFile) -> Shape:
    """Raises FarfieldError where the file holds a model of another kind."""
    kind = file.number("general.architecture")
    if kind != "llama":
        raise FarfieldError(
            f"is a model of the kind {kind}; run here are those of llama's", where=str(file.path)
        )
    told = {name: file.told.get(f"llama.{name}") for name in ("rope.scaling.type", "expert_count")}
    unknown = [f"llama.{name}" for name, value in told.items() if value not in (None, 0, "none")]
    if unknown or "output.weight" in file.tensors or "rope_freqs.weight" in file.tensors:
        what = ", ".join(unknown) or "a head of its own or stretched places"
        raise FarfieldError(f"has {what}, which is not run here", where=str(file.path))
    layers, width, heads, shared = (int(file.number(f"llama.{name}")) for name in _SIZES)
    base = float(file.told.get("llama.rope.freq_base", 10_000.0))
    epsilon = float(file.number("llama.attention.layer_norm_rms_epsilon"))
    shape = Shape(layers, width, heads, shared, base, epsilon)
    if file.told.get("llama.rope.dimension_count", shape.head) != shape.head:
        raise FarfieldError("turns a part of each head only, which is not run here", where=str(file.path))
    return shape


_SIZES = ("block_count", "embedding_length", "attention.head_count", "attention.head_count_kv")


def read_llama(file: GgufFile, tuned: int) -> tuple[Shape, Llama]:
    """A model's weights; the last `tuned` blocks are its upper ones."""
    shape = read_shape(file)
    if not 0 <= tuned <= shape.layers:
        raise FarfieldError(
            f"has {shape.layers} blocks, of which {tuned} cannot be tuned", where=str(file.path)
        )
    lower, upper = range(shape.layers - tuned), range(shape.layers - tuned, shape.layers)
    embedding, norm = (file.read(f"{name}.weight") for name in ("token_embd", "output_norm"))
    return shape, Llama(
        jnp.asarray(embedding),
        _read_blocks(file, lower),
        _read_blocks(file, upper),
        jnp.asarray(norm),
    )


def _read_blocks(file: GgufFile, numbers: range) -> Blocks:
    def stacked(name: str) -> Array:
        like = file.read(f"blk.0.{name}.weight")
        found = np.zeros((len(numbers), *like.shape), np.float32)
        for at, number in enumerate(numbers):
            found[at] = file.read(f"blk.{number}.{name}.weight")
        return jnp.asarray(found)

    return Blocks(*(stacked(name) for name in Blocks._fields))


def no_adapters(shape: Shape, model: Llama, rank: int, key: Array) -> Adapters:
    """Adapters that change nothing yet: drawn inwards, zero outwards."""
    blocks, keys = len(model.upper.attn_norm), jax.random.split(key)
    into = [jax.random.normal(one, (blocks, rank, shape.width)) / jnp.sqrt(shape.width) for one in keys]
    out = [
        jnp.zeros((blocks, weights.shape[1], rank)) for weights in (model.upper.attn_q, model.upper.attn_v)
    ]
    return Adapters(into[0], out[0], into[1], out[1])


def logits_at(shape: Shape, model: Llama, x: Array) -> Array:
    """Logits [..., tokens] from what the last block left, [..., width]."""
    return _times(_norm(x, model.norm, shape.epsilon), model.embedding)


def run_behind(shape: Shape, blocks: Blocks, adapters: Adapters | None, text: Array, rows: Array) -> Passed:
    """Streams [1 or rows, places, width] through blocks: a text, read once, and rows that each stand behind it."""
    text, read = run_blocks(shape, blocks, adapters, text, _places(text))
    before = Memory(*(part[:, 0] for part in read))
    rows, memory = run_blocks(shape, blocks, adapters, rows, _places(rows), before)
    return Passed(text, rows, before, memory)


def _places(x: Array) -> Array:
    return jnp.broadcast_to(jnp.arange(x.shape[1]), x.shape[:2])


def run_blocks(
    shape: Shape,
    blocks: Blocks,
    adapters: Adapters | None,
    x: Array,
    at: Array,
    before: Memory | None = None,
    memory: Memory | None = None,
) -> tuple[Array, Memory]:
    """A stream [rows, n, width] at places `at` [rows, n] of its rows through blocks, and what they keep.

    `before`: of a text that all rows stand behind. `memory`: of the rows themselves, of which what stands before is
    seen; without it the stream is all there is.
    """

    def one(x: Array, parts: Any) -> tuple[Array, Memory]:
        return _block(shape, x, at, *parts)

    return jax.lax.scan(one, x, (blocks, adapters, before, memory))


def _block(
    shape: Shape,
    x: Array,
    at: Array,
    weights: Blocks,
    adapters: Adapters | None,
    before: Memory | None,
    memory: Memory | None,
) -> tuple[Array, Memory]:
    here = _norm(x, weights.attn_norm, shape.epsilon)
    q, k, v = (_times(here, part) for part in (weights.attn_q, weights.attn_k, weights.attn_v))
    if adapters is not None:
        q = q + here @ adapters.q_in.T @ adapters.q_out.T
        v = v + here @ adapters.v_in.T @ adapters.v_out.T
    q, k, v = (part.reshape(*x.shape[:2], part.shape[-1] // shape.head, shape.head) for part in (q, k, v))
    place = at if before is None else at + len(before.keys)
    new = Memory(_turn(shape, k, place), v)
    if memory is not None:
        rows = jnp.arange(len(x))[:, None]
        new = Memory(*(old.at[rows, at].set(part) for old, part in zip(memory, new, strict=True)))
    x = x + _times(_attend(shape, _turn(shape, q, place), at, before, new), weights.attn_output)
    here = _norm(x, weights.ffn_norm, shape.epsilon)
    gated = jax.nn.silu(_times(here, weights.ffn_gate)) * _times(here, weights.ffn_up)
    return x + _times(gated, weights.ffn_down), new


def _attend(shape: Shape, q: Array, at: Array, before: Memory | None, memory: Memory) -> Array:
    """What queries [rows, n, heads, head] take of a text before and of the places up to their own, [rows, n, width]."""
    rows, n = at.shape
    grouped = q.reshape(rows, n, shape.shared, shape.heads // shape.shared, shape.head) / shape.head**0.5
    own = jnp.einsum("rnsgd,rmsd->rsgnm", grouped, memory.keys)
    seen = jnp.arange(memory.keys.shape[1]) <= at[:, None, None, :, None]
    own = jnp.where(seen, own, -jnp.inf)
    if before is None:
        mixed = jnp.einsum("rsgnm,rmsd->rnsgd", jax.nn.softmax(own), memory.values)
    else:
        size, shared = len(before.keys), jnp.einsum("rnsgd,msd->rsgnm", grouped, before.keys)
        weights = jax.nn.softmax(jnp.concatenate([shared, own], axis=-1))
        mixed = jnp.einsum("rsgnm,msd->rnsgd", weights[..., :size], before.values)
        mixed += jnp.einsum("rsgnm,rmsd->rnsgd", weights[..., size:], memory.values)
    return mixed.reshape(rows, n, shape.width)


def _turn(shape: Shape, x: Array, at: Array) -> Array:
    """Rotary places (Su et al. 2021): each pair of neighbouring numbers of a head turned by its place."""
    pairs = jnp.arange(shape.head // 2)
    angles = at[..., None, None] * shape.base ** (-2.0 * pairs / shape.head)
    even, odd, cos, sin = x[..., ::2], x[..., 1::2], jnp.cos(angles), jnp.sin(angles)
    return jnp.stack([even * cos - odd * sin, even * sin + odd * cos], axis=-1).reshape(x.shape)


def _times(x: Array, weights: Array) -> Array:
    """[..., from] by weights [to, from]: [..., to]. Without turning the weights over, which costs a seventh."""
    return jax.lax.dot_general(x, weights, (((x.ndim - 1,), (1,)), ((), ())))


def _norm(x: Array, weights: Array, epsilon: float) -> Array:
    return x * jax.lax.rsqrt(jnp.mean(x * x, axis=-1, keepdims=True) + epsilon) * weights
