"""The lab's own dependencies and the memory it takes: asked for before they are used."""

from __future__ import annotations

import logging
import os
from importlib.util import find_spec

from farfield.extras import missing
from farfield.lab.encoding import Layout
from farfield.lab.options import HEAD_WIDTH, DrawOptions, TrainingOptions
from farfield.records import FarfieldError

PACKAGES = ("jax", "equinox", "optax")
FLOAT = 4  # bytes


def require_backend() -> None:
    """Make sure that the packages of the lab extra are there, and that jax stays quiet on a plain CPU.

    Raises FarfieldError, with the way to install them, where one is missing.
    """
    absent = [name for name in PACKAGES if find_spec(name) is None]
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        raise missing("lab", f"training needs {', '.join(absent)}, which {verb} not installed")
    logging.getLogger("jax._src.xla_bridge").setLevel(logging.ERROR)


def require_memory(layout: Layout, training: TrainingOptions, draw: DrawOptions, replicas: int) -> None:
    """Make sure that so many replicas can be trained together; raises FarfieldError where they do not fit."""
    needed, there = replicas * training_bytes(layout, training, draw), memory_bytes()
    if needed > there:
        raise FarfieldError(
            f"{_models(replicas)} of width {training.width} would need about {needed / 2**30:.1f} GiB, "
            f"and there are {there / 2**30:.1f}",
            remedy="Choose a smaller --size, fewer --rows, or fewer models at a time (--together).",
        )


def _models(count: int) -> str:
    return "a model" if count == 1 else f"{count} models trained together"


def parameters(layout: Layout, width: int, layers: int = 2) -> int:
    """How many numbers a transformer of this width is made of."""
    block = 12 * width**2 + 7 * width
    return layers * block + width * (2 * layout.tokens + layout.roles + layout.columns + 1) + layout.tokens


def training_bytes(layout: Layout, training: TrainingOptions, draw: DrawOptions) -> int:
    """About what training one replica takes: four numbers a parameter, what the gradient keeps, the corpus.

    A block keeps some 20 numbers of the width and three of the length for each token and head. Checks run all their
    rows at once and keep less.
    """
    heads = training.width // HEAD_WIDTH
    token = 2 * (20 * training.width + 3 * heads * layout.length) + 3 * layout.tokens
    rows = max(training.batch, draw.checks // 4)
    corpus = 5 * draw.rows * layout.length
    return FLOAT * (4 * parameters(layout, training.width) + rows * layout.length * token + corpus)


def memory_bytes() -> int:
    """What the device that trains has: a GPU's own limit, else the machine's memory."""
    import jax

    stats = jax.devices()[0].memory_stats()
    if stats and "bytes_limit" in stats:
        return int(stats["bytes_limit"])
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
