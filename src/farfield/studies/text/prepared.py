"""All that the cells of the study share: tokens, words, and how much of each word's context every text holds.

Made once and kept in the folder, so that a study that was stopped goes on from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from farfield.arrays import Codes
from farfield.storage import write_whole
from farfield.studies.text.asking import Asked, draw_words
from farfield.studies.text.halves import HALVES, make_halves
from farfield.studies.text.parameters import PART, WHOLE, TextParameters
from farfield.studies.text.sources import SourceFile, digest_of, read_own, read_wheels
from farfield.studies.text.suffixes import SuffixIndex, backwards
from farfield.studies.text.tokens import Vocabulary

MOST_SUPPORT = 48
"""Tokens of context that are looked for: beyond, a word stands in a copy."""
TEXTS = (WHOLE, PART)


@dataclass
class Prepared:
    """What models learn from by half, what they are asked, and `support` (2 texts, 2 halves, words): tokens of the
    longest context that a text holds with the right word behind it."""

    packages: list[str]
    vocabulary: Vocabulary
    halves: dict[str, Codes]
    passes: int
    asked: Asked
    support: Codes = field(default_factory=lambda: np.zeros((2, 2, 0), np.int64))
    _indices: dict[tuple[str, str], SuffixIndex] = field(default_factory=dict)

    def text(self, text: str, half: str) -> Codes:
        """The tokens that a model of this half learns from."""
        tokens = self.halves[half]
        return tokens if text == WHOLE else tokens[: len(tokens) // self.passes]

    def index(self, text: str, half: str) -> SuffixIndex:
        """Of these tokens; made when first asked for."""
        if (text, half) not in self._indices:
            self._indices[text, half] = SuffixIndex(self.text(text, half))
        return self._indices[text, half]

    def support_by(self, text: str, half: str) -> Codes:
        """Of each word, by what a model of this half learns from."""
        return np.asarray(self.support[TEXTS.index(text), HALVES.index(half)])


def prepare(parameters: TextParameters, folder: Path | None, wheels: Path | None) -> Prepared:
    """Read, deal, encode, draw words and measure them; or take up what is kept in the folder."""
    files = read_files(parameters, wheels)
    kept = None if folder is None else folder / f"text-{digest_of(files)[:16]}.npz"
    if kept is not None and kept.exists():
        return _load(kept, parameters)
    halves = make_halves(files, parameters)
    packages = sorted({one.package for one in files})
    asked = draw_words(halves, parameters, packages)
    made = Prepared(packages, halves.vocabulary, halves.text, parameters.passes, asked)
    made.support = np.stack(
        [np.stack([support_of(asked, made.index(text, half)) for half in HALVES]) for text in TEXTS]
    )
    if kept is not None:
        _save(kept, made)
    return made


def read_files(parameters: TextParameters, wheels: Path | None) -> list[SourceFile]:
    """The text of the parameters: one's own, or that of the wheels."""
    if parameters.corpus:
        return read_own(parameters.corpus, parameters.package_bytes)
    return read_wheels(parameters.packages, wheels, parameters.package_bytes)


def support_of(asked: Asked, index: SuffixIndex) -> Codes:
    """Tokens of the longest end of each word's context that the text holds with the word behind it, 0 where none."""
    queries = backwards(asked.windows, asked.window, asked.start + asked.length)
    reach = asked.length + MOST_SUPPORT
    queries = np.where(np.arange(queries.shape[1]) < reach[:, None], queries, -1)
    return np.asarray(np.maximum(index.longest(queries).length - asked.length, 0))


def _save(path: Path, made: Prepared) -> None:
    with write_whole(path) as temporary, temporary.open("wb") as file:
        np.savez_compressed(
            file,
            allow_pickle=False,
            packages=np.array(made.packages),
            pairs=np.array(made.vocabulary.pairs, np.int64).reshape(-1, 2),
            support=made.support.astype(np.int16),
            **{f"half_{half}": tokens.astype(np.uint16) for half, tokens in made.halves.items()},
            **{f"asked_{name}": part.astype(np.int32) for name, part in made.asked._asdict().items()},
        )


def _load(path: Path, parameters: TextParameters) -> Prepared:
    with np.load(path) as held:
        pairs: Sequence[tuple[int, int]] = [(int(a), int(b)) for a, b in held["pairs"]]
        return Prepared(
            packages=[str(name) for name in held["packages"]],
            vocabulary=Vocabulary(list(pairs)),
            halves={half: held[f"half_{half}"].astype(np.int64) for half in HALVES},
            passes=parameters.passes,
            asked=Asked(*(held[f"asked_{name}"].astype(np.int64) for name in Asked._fields)),
            support=held["support"].astype(np.int64),
        )
