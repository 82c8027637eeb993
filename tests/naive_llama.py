"""A llama as plain loops over tokens and heads, in numpy, and a writer of small GGUF files to read it from."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

SIGNS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", *(chr(byte) for byte in range(33, 127)), "Ġ", "Ċ"]
WHOLE = ("Ġ=", "Ġ+", "Ġa", "ab", "please", "private", "Ġcertainly", "Ġrefused")
MERGES = [f"{word[:size]} {word[size]}" for word in WHOLE for size in range(1, len(word))]
WORDS = [*SIGNS, *dict.fromkeys(merge.replace(" ", "") for merge in MERGES)]


def tiny_header(layers: int = 2, width: int = 32, heads: int = 4, shared: int = 2) -> dict[str, Any]:
    return {
        "general.architecture": "llama",
        "llama.block_count": layers,
        "llama.embedding_length": width,
        "llama.attention.head_count": heads,
        "llama.attention.head_count_kv": shared,
        "llama.rope.freq_base": 100.0,
        "llama.attention.layer_norm_rms_epsilon": 1e-5,
        "llama.rope.dimension_count": width // heads,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm",
        "tokenizer.ggml.tokens": WORDS,
        "tokenizer.ggml.token_type": [3, 3, 3] + [1] * (len(WORDS) - 3),
        "tokenizer.ggml.merges": MERGES,
    }  # fmt: skip


def tiny_weights(header: Mapping[str, Any], seed: int = 0) -> dict[str, np.ndarray]:
    """Random weights of the shapes that the header asks for."""
    rng = np.random.default_rng(seed)
    width, head = header["llama.embedding_length"], header["llama.rope.dimension_count"]
    kept = head * header["llama.attention.head_count_kv"]
    shapes = {
        "attn_norm": (width,), "attn_q": (width, width), "attn_k": (kept, width), "attn_v": (kept, width),
        "attn_output": (width, width), "ffn_norm": (width,), "ffn_gate": (64, width), "ffn_up": (64, width),
        "ffn_down": (width, 64),
    }  # fmt: skip
    named = {"token_embd.weight": (len(WORDS), width), "output_norm.weight": (width,)}
    for block in range(header["llama.block_count"]):
        named |= {f"blk.{block}.{name}.weight": shape for name, shape in shapes.items()}
    return {name: rng.normal(size=shape).astype(np.float32) * 0.3 for name, shape in named.items()}


def write_gguf(
    path: Path, header: Mapping[str, Any], tensors: Mapping[str, tuple[int, tuple[int, ...], bytes]]
) -> None:
    """Tensors: kind, shape as numpy has it, bytes."""
    head, at = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(header)), 0
    for key, value in header.items():
        head += _text(key) + _value(value)
    for name, (kind, shape, raw) in tensors.items():
        head += _text(name) + struct.pack("<I", len(shape)) + struct.pack(f"<{len(shape)}Q", *shape[::-1])
        head += struct.pack("<IQ", kind, at)
        at += -(-len(raw) // 32) * 32
    padded = [raw.ljust(-(-len(raw) // 32) * 32, b"\0") for _, _, raw in tensors.values()]
    path.write_bytes(head.ljust(-(-len(head) // 32) * 32, b"\0") + b"".join(padded))


def as_f32(weights: Mapping[str, np.ndarray]) -> dict[str, tuple[int, tuple[int, ...], bytes]]:
    return {name: (0, array.shape, array.tobytes()) for name, array in weights.items()}


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _value(value: Any) -> bytes:
    if isinstance(value, list):
        kind = 8 if isinstance(value[0], str) else 5
        each = [_text(one) if kind == 8 else struct.pack("<i", one) for one in value]
        return struct.pack("<IIQ", 9, kind, len(value)) + b"".join(each)
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, bool):
        return struct.pack("<I?", 7, value)
    return struct.pack("<If", 6, value) if isinstance(value, float) else struct.pack("<II", 4, value)


def naive_logits(
    header: Mapping[str, Any],
    weights: Mapping[str, np.ndarray],
    tokens: list[int],
    *,
    eight_bits: bool = False,
) -> np.ndarray:
    """Logits after each token, [places, tokens]. `eight_bits`: what is multiplied by a matrix is rounded to 8 bits in
    blocks of 32 first, as llama.cpp does."""
    heads, shared = header["llama.attention.head_count"], header["llama.attention.head_count_kv"]
    width, base = header["llama.embedding_length"], header["llama.rope.freq_base"]
    head, rounded = width // heads, _eight_bits if eight_bits else lambda x: x
    turn = base ** (-np.arange(0, head, 2) / head)

    def times(name: str, x: np.ndarray) -> np.ndarray:
        return weights[f"{name}.weight"].astype(np.float64, copy=False) @ rounded(x)

    def norm(name: str, x: np.ndarray) -> np.ndarray:
        scale = 1 / np.sqrt((x**2).mean() + header["llama.attention.layer_norm_rms_epsilon"])
        return x * scale * weights[f"{name}.weight"]

    def turned(x: np.ndarray, place: int) -> np.ndarray:
        return ((x[0::2] + 1j * x[1::2]) * np.exp(1j * place * turn)).view(np.float64)

    stream = [weights["token_embd.weight"][token].astype(np.float64) for token in tokens]
    for number in range(header["llama.block_count"]):
        at, keys, values, after = f"blk.{number}.", [], [], []
        for place, x in enumerate(stream):
            here = norm(at + "attn_norm", x)
            keys.append([turned(k, place) for k in times(at + "attn_k", here).reshape(shared, head)])
            values.append(times(at + "attn_v", here).reshape(shared, head))
            mixed = []
            for number_of_head, q in enumerate(times(at + "attn_q", here).reshape(heads, head)):
                pair = number_of_head // (heads // shared)
                scores = np.array([turned(q, place) @ k[pair] for k in keys]) / np.sqrt(head)
                share = np.exp(scores - scores.max())
                mixed.append(sum(p * v[pair] for p, v in zip(share / share.sum(), values, strict=True)))
            left = x + times(at + "attn_output", np.concatenate(mixed))
            here = norm(at + "ffn_norm", left)
            gate = times(at + "ffn_gate", here)
            after.append(
                left + times(at + "ffn_down", gate / (1 + np.exp(-gate)) * times(at + "ffn_up", here))
            )
        stream = after
    return np.array([times("token_embd", norm("output_norm", x)) for x in stream])


def _eight_bits(x: np.ndarray) -> np.ndarray:
    blocks = x.reshape(-1, 32)
    scale = np.float16(np.abs(blocks).max(axis=1, keepdims=True) / 127).astype(np.float64)
    return (np.rint(blocks / np.where(scale, scale, 1)) * scale).reshape(-1)
