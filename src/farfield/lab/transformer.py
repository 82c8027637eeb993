"""A small decoder transformer, whole. One dial, `width`, sets its size.

Pre-norm blocks with causal self-attention and a GELU network (Vaswani 2017; Radford 2019). Position enters
only through the column embedding: two tokens of one column and role are told apart by their token alone.
"""

from __future__ import annotations

from typing import NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array

from farfield.lab.encoding import Layout
from farfield.lab.options import HEAD_WIDTH

LAYERS = 2


class Memory(NamedTuple):
    """Keys and values of one block at every place, [length, heads, HEAD_WIDTH]."""

    keys: Array
    values: Array


class Attention(eqx.Module):
    """Causal self-attention over one sequence of shape [length, width], in heads of HEAD_WIDTH."""

    mix: eqx.nn.Linear
    out: eqx.nn.Linear

    def __init__(self, width: int, key: Array) -> None:
        mix_key, out_key = jax.random.split(key)
        self.mix = eqx.nn.Linear(width, 3 * width, use_bias=False, key=mix_key)
        self.out = eqx.nn.Linear(width, width, use_bias=False, key=out_key)

    def __call__(self, x: Array) -> Array:
        query, memory = self.parts(x)
        return self.attend(query, memory, jnp.tril(jnp.ones((len(x), len(x)), bool)))

    def parts(self, x: Array) -> tuple[Array, Memory]:
        """What each place asks for, and what it offers: queries, keys and values [length, heads, HEAD_WIDTH]."""
        length, width = x.shape
        parts = jax.vmap(self.mix)(x).reshape(length, 3, width // HEAD_WIDTH, HEAD_WIDTH)
        return parts[:, 0], Memory(parts[:, 1], parts[:, 2])

    def attend(self, query: Array, memory: Memory, seen: Array) -> Array:
        """What each query takes from the places that it sees, [queries, width]; `seen` [queries, places]."""
        scores = jnp.einsum("qhd,khd->hqk", query, memory.keys) / jnp.sqrt(HEAD_WIDTH)
        weights = jax.nn.softmax(jnp.where(seen, scores, -jnp.inf))
        mixed = jnp.einsum("hqk,khd->qhd", weights, memory.values).reshape(len(query), -1)
        return jax.vmap(self.out)(mixed)


class Block(eqx.Module):
    """Attention, then a network applied to each token, each added to the stream."""

    attention_norm: eqx.nn.RMSNorm
    attention: Attention
    network_norm: eqx.nn.RMSNorm
    widen: eqx.nn.Linear
    narrow: eqx.nn.Linear

    def __init__(self, width: int, key: Array) -> None:
        attention_key, widen_key, narrow_key = jax.random.split(key, 3)
        self.attention_norm = eqx.nn.RMSNorm(width, use_bias=False)
        self.attention = Attention(width, attention_key)
        self.network_norm = eqx.nn.RMSNorm(width, use_bias=False)
        self.widen = eqx.nn.Linear(width, 4 * width, key=widen_key)
        self.narrow = eqx.nn.Linear(4 * width, width, key=narrow_key)

    def __call__(self, x: Array) -> Array:
        return self.think(x + self.attention(jax.vmap(self.attention_norm)(x)))

    def think(self, x: Array) -> Array:
        """The stream with what the network adds to each token."""
        return x + jax.vmap(lambda token: self.narrow(jax.nn.gelu(self.widen(self.network_norm(token)))))(x)

    def remember(self, x: Array) -> Memory:
        """What this block keeps of a stream to go on from."""
        return self.attention.parts(jax.vmap(self.attention_norm)(x))[1]

    def go_on(self, x: Array, memory: Memory, at: Array) -> tuple[Array, Memory]:
        """The stream of the one token at place `at`, [1, width], and the memory with it."""
        query, new = self.attention.parts(jax.vmap(self.attention_norm)(x))
        memory = Memory(*(old.at[at].set(one[0]) for old, one in zip(memory, new, strict=True)))
        seen = jnp.arange(len(memory.keys))[None] <= at
        return self.think(x + self.attention.attend(query, memory, seen)), memory


class Transformer(eqx.Module):
    """Tokens, roles and columns of one sequence, each of shape [length], to logits [length, layout.tokens]."""

    token: Array
    role: Array
    column: Array
    blocks: list[Block]
    norm: eqx.nn.RMSNorm
    head: eqx.nn.Linear

    def __init__(self, layout: Layout, width: int, key: Array) -> None:
        keys = jax.random.split(key, 4 + LAYERS)
        self.token = jax.random.normal(keys[0], (layout.tokens, width)) * 0.5
        self.role = jax.random.normal(keys[1], (layout.roles, width)) * 0.5
        self.column = jax.random.normal(keys[2], (layout.columns, width)) * 0.5
        self.blocks = [Block(width, block_key) for block_key in keys[4:]]
        self.norm = eqx.nn.RMSNorm(width, use_bias=False)
        self.head = eqx.nn.Linear(width, layout.tokens, key=keys[3])

    def __call__(self, tokens: Array, roles: Array, columns: Array) -> Array:
        x = self.token[tokens] + self.role[roles] + self.column[columns]
        for block in self.blocks:
            x = block(x)
        return jax.vmap(self.head)(jax.vmap(self.norm)(x))

    def remember(self, tokens: Array, roles: Array, columns: Array) -> list[Memory]:
        """What each block keeps of a sequence. Places that are not yet written may hold anything."""
        x, memories = self.token[tokens] + self.role[roles] + self.column[columns], []
        for block in self.blocks:
            memories.append(block.remember(x))
            x = block(x)
        return memories

    def go_on(
        self, token: Array, role: Array, column: Array, memories: list[Memory], at: Array
    ) -> tuple[Array, list[Memory]]:
        """Logits [layout.tokens] after the token at place `at`, and the memories with it: one step of decoding."""
        x, kept = (self.token[token] + self.role[role] + self.column[column])[None], []
        for block, memory in zip(self.blocks, memories, strict=True):
            x, longer = block.go_on(x, memory, at)
            kept.append(longer)
        return self.head(self.norm(x[0])), kept
