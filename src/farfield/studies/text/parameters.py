"""What the study of real text is run with."""

from __future__ import annotations

from dataclasses import dataclass

from farfield.studies.text.wheels import WHEELS

LAYERS = {8: 1, 32: 2, 64: 2, 128: 3, 256: 4, 512: 6, 1024: 8}
"""Blocks of a model by its width."""
WHOLE, PART = "whole", "part"
"""All of a half, seen once; and its beginning, seen as often as the same compute takes."""


@dataclass(frozen=True)
class TextParameters:
    """`tokens`: of each half, and what each model is trained on. `passes`: how often the smaller text is seen, and by
    how much it is smaller. `part_widths`: sizes that learn from it. `seeds`: models of each width up to `seeded_up_to`;
    wider ones have one.

    `packages`: wheels as side, name, version and hash; `corpus`, `corpus_sha256`: one's own text instead of them.
    `context`: tokens that a model sees; words are asked from `least_context` of them on. `unseen`, `held_out`,
    `training`, `renamed`: words that are asked for, of whole packages, of files, of what was trained on, of twins.
    """

    tokens: int = 4_000_000
    passes: int = 8
    widths: tuple[int, ...] = (32, 64, 128, 256)
    part_widths: tuple[int, ...] = (64, 128)
    seeds: int = 2
    seeded_up_to: int = 64
    package_bytes: int = 2_500_000
    packages: tuple[str, ...] = WHEELS
    corpus: tuple[str, ...] = ()
    corpus_sha256: str = ""
    vocabulary: int = 2_048
    context: int = 256
    least_context: int = 64
    batch: int = 4
    rate: float = 0.08
    unseen: int = 14_000
    held_out: int = 12_000
    training: int = 8_000
    renamed: int = 600
    draws: int = 2_000
    checkpoint_every: int = 500


def rate_of(parameters: TextParameters, width: int) -> float:
    """The learning rate of a width: the wider, the smaller."""
    return float(parameters.rate / width**0.5)


def size_of(parameters: TextParameters, width: int) -> int:
    """How many numbers a model of this width is made of."""
    return width * (parameters.vocabulary + 2) + LAYERS[width] * (12 * width**2 + 2 * width)
