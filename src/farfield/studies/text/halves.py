"""Two halves of text that models learn from, and the windows in which they are asked: made once, kept in the folder."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes
from farfield.records import FarfieldError
from farfield.studies.text.parameters import TextParameters
from farfield.studies.text.sources import SourceFile
from farfield.studies.text.tokens import Encoded, Vocabulary, learn_vocabulary

HALVES = ("A", "B")
HELD_OUT = 10
"""One file in so many is held out."""


class AskedFile(NamedTuple):
    """A file that words are asked of, encoded."""

    package: str
    side: str
    text: Encoded


@dataclass(frozen=True)
class Halves:
    """What models learn from, tokens of each half, its files in an order of chance; and files to ask of, by kind."""

    vocabulary: Vocabulary
    text: dict[str, Codes]
    asked: dict[str, list[AskedFile]]


def make_halves(files: Sequence[SourceFile], parameters: TextParameters) -> Halves:
    """Deal files to training and asking, learn the vocabulary from training files of both halves alike, encode.

    Raises FarfieldError where a half has fewer tokens than each model is to be trained on.
    """
    ordered = sorted(files, key=lambda one: _chance(one, "order"))
    held_out = [one for one in ordered if one.side in HALVES and _chance(one, "held out") % HELD_OUT == 0]
    away = {id(one) for one in held_out}
    training = {side: [one for one in ordered if one.side == side and id(one) not in away] for side in HALVES}
    vocabulary = learn_vocabulary(
        (one.text for pair in zip(*training.values(), strict=False) for one in pair), parameters.vocabulary
    )
    text, begun = {}, []
    for side in HALVES:
        text[side], seen = _concatenate(training[side], vocabulary, parameters)
        begun += seen
    unseen = [_asked(one, vocabulary) for one in ordered if one.side == "T"]
    held = [_asked(one, vocabulary) for one in held_out]
    return Halves(vocabulary, text, {"unseen": unseen, "held_out": held, "training": begun})


def _concatenate(
    files: Sequence[SourceFile], vocabulary: Vocabulary, parameters: TextParameters
) -> tuple[Codes, list[AskedFile]]:
    """As many tokens as are asked for, and the files that lie whole in the part that the smaller text has too."""
    parts, begun, there = [], [], 0
    part = parameters.tokens // parameters.passes
    for one in files:
        found = _asked(one, vocabulary)
        parts.append(np.append(found.text.tokens, vocabulary.end))
        there += len(parts[-1])
        if there <= part:
            begun.append(found)
        if there >= parameters.tokens:
            break
    if there < parameters.tokens:
        raise FarfieldError(
            f"half {files[0].side if files else ''} has {there:,} tokens of the {parameters.tokens:,} that its models "
            "are to learn from",
            remedy="Name more text, or take --quick, which needs less.",
        )
    return np.concatenate(parts)[: parameters.tokens], begun


def _asked(one: SourceFile, vocabulary: Vocabulary) -> AskedFile:
    return AskedFile(one.package, one.side, vocabulary.encode(one.text))


def _chance(one: SourceFile, of: str) -> int:
    """A number of chance that is always the same for a file."""
    return int.from_bytes(hashlib.sha256(f"{of}\0{one.package}\0{one.path}".encode()).digest()[:8])
