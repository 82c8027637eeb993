"""Small text of one's own for the study of real text: packages of made-up words, with what they say to each other."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from farfield.studies.text.parameters import TextParameters

TINY = TextParameters(
    tokens=6_000,
    passes=4,
    widths=(),
    part_widths=(),
    seeds=1,
    packages=(),
    vocabulary=700,
    context=32,
    least_context=8,
    batch=2,
    unseen=150,
    held_out=150,
    training=60,
    renamed=20,
    draws=50,
    checkpoint_every=3,
)


def write_packages(folder: Path, packages: int = 30, files: int = 5) -> Path:
    """Folders of files whose sentences are a package's own in part, and in part everybody's."""
    rng = np.random.default_rng(0)
    letters = np.array(list("abcdefghij"))
    words = ["".join(rng.choice(letters, 4)) for _ in range(60)]
    for number in range(packages):
        for at in range(files):
            lines = [
                " ".join(f"{words[a]} is {words[(a + shift) % 60]}" for a in rng.integers(0, 30, 4))
                for shift in [0, number + 1] * 6
            ]
            path = folder / f"package{number}" / f"file{at}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines) + "\n")
    return folder


def tiny(folder: Path) -> TextParameters:
    """The parameters of a small run on the packages of a folder."""
    return replace(TINY, corpus=(str(write_packages(folder)),))
