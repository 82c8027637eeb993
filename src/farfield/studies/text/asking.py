"""What is asked: whole words in windows of text, each with its context, and twins of them under new names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from farfield.arrays import Codes
from farfield.studies.text.halves import HALVES, AskedFile, Halves
from farfield.studies.text.parameters import TextParameters
from farfield.studies.text.tokens import INSIDE, WORD_BEGINS

KINDS = ("unseen", "held_out", "training", "renamed")
LONGEST_WORD = 12
"""Tokens: longer words, as keys and hashes, are not asked for."""
SIDES = ("A", "B", "T")


class Asked(NamedTuple):
    """Windows (w, context) of tokens, and words in them (n,): window, first token, tokens, kind, package and its side.

    `kind` counts in KINDS, `side` in SIDES, `package` in the packages' names.
    """

    windows: Codes
    window: Codes
    start: Codes
    length: Codes
    kind: Codes
    package: Codes
    side: Codes

    def joined(self, other: Asked) -> Asked:
        """These and the other's behind them."""
        moved = other._replace(window=other.window + len(self.windows))
        return Asked(*(np.concatenate(pair) for pair in zip(self, moved, strict=True)))


def draw_words(halves: Halves, parameters: TextParameters, packages: Sequence[str]) -> Asked:
    """Words of each kind, as many of each package, in windows drawn by chance; then the renamed twins."""
    made = _Windows(parameters, halves.vocabulary.end, packages)
    quotas = (parameters.unseen, parameters.held_out, parameters.training)
    for kind, words in enumerate(quotas):
        files = defaultdict(list)
        for one in halves.asked[KINDS[kind]]:
            files[one.package].append(one)
        for number, name in enumerate(sorted(files)):
            made.add(files[name], kind, -(-words // len(files)), seed=(kind, number))
    return made.asked().joined(_rename(halves, parameters, packages))


class _Windows:
    """Windows as they are drawn, and the words in them."""

    def __init__(self, parameters: TextParameters, end: int, packages: Sequence[str]) -> None:
        self._parameters, self._end = parameters, end
        self._number = {name: at for at, name in enumerate(packages)}
        self._windows: list[Codes] = []
        self._words: list[Codes] = []

    def add(self, files: Sequence[AskedFile], kind: int, words: int, seed: tuple[int, int]) -> None:
        """Windows of a package until they hold as many words."""
        context, there = self._parameters.context, 0
        places = [
            (file, first)
            for file in files
            for first in range(0, len(file.text.tokens), context)
            if len(file.text.tokens) - first > self._parameters.least_context
        ]
        for at in np.random.default_rng(seed).permutation(len(places)):
            if there >= words:
                return
            file, first = places[at]
            tokens, begins = (part[first : first + context] for part in file.text)
            starts, lengths = words_in(begins, self._parameters.least_context)
            starts, lengths = starts[: words - there], lengths[: words - there]
            there += len(starts)
            ones = np.ones(len(starts), np.int64)
            told = (len(self._windows), kind, self._number[file.package], SIDES.index(file.side))
            window, of_kind, package, side = (value * ones for value in told)
            self._words.append(np.stack([window, starts, lengths, of_kind, package, side]))
            self._windows.append(padded(tokens, context, self._end))

    def asked(self) -> Asked:
        """All of them."""
        words = np.concatenate(self._words, axis=1) if self._words else np.zeros((6, 0), np.int64)
        shape = (0, self._parameters.context)
        return Asked(np.stack(self._windows) if self._windows else np.zeros(shape, np.int64), *words)


def words_in(begins: Codes, least: int) -> tuple[Codes, Codes]:
    """The first token and the length of each word that begins at `least` or later and ends within."""
    pieces = np.flatnonzero(begins != INSIDE)
    starts, ends = pieces[:-1], pieces[1:]
    kept = (begins[starts] == WORD_BEGINS) & (starts >= least) & (ends - starts <= LONGEST_WORD)
    return starts[kept], (ends - starts)[kept]


def padded(tokens: Codes, context: int, end: int) -> Codes:
    """With the end of a text behind it up to the width of a window."""
    return np.concatenate([tokens, np.full(context - len(tokens), end)])


class _Names:
    """Made-up names of two tokens that stand next to each other in no text."""

    def __init__(self, halves: Halves) -> None:
        self.vocabulary = vocabulary = halves.vocabulary
        said = [one.decode("utf-8", errors="replace") for one in vocabulary.bytes]
        alone = [one for one in said if one.isascii() and one.isalpha() and len(one) > 1]
        forms = [(vocabulary.token_of(one), vocabulary.token_of(" " + one)) for one in alone]
        self.first = [(bare, spaced) for bare, spaced in forms if bare is not None and spaced is not None]
        self.second = [bare for bare, _ in forms if bare is not None]
        self._size = vocabulary.size
        asked = [one.text.tokens for files in halves.asked.values() for one in files]
        texts = [halves.text[side] for side in HALVES] + asked
        self._pairs = set(np.unique(np.concatenate([self._keys(text) for text in texts])).tolist())

    def draw(self, tokens: Codes, rng: np.random.Generator) -> tuple[tuple[int, int], int] | None:
        """The first token, bare and behind a blank, and the second; None where twenty draws find nothing new."""
        for _ in range(20):
            first = self.first[int(rng.integers(len(self.first)))]
            second = self.second[int(rng.integers(len(self.second)))]
            known = any(one * self._size + second in self._pairs for one in first)
            if not known and not np.isin(first, tokens).any():
                return first, second
        return None

    def forms(self, span: tuple[int, ...]) -> list[tuple[int, ...]]:
        """A word bare and behind a blank, each as its tokens."""
        word = b"".join(self.vocabulary.bytes[one] for one in span).decode().lstrip(" ")
        return [tuple(self.vocabulary.encode(form).tokens.tolist()) for form in (word, " " + word)]

    def _keys(self, text: Codes) -> Codes:
        return text[:-1] * self._size + text[1:]


def _rename(halves: Halves, parameters: TextParameters, packages: Sequence[str]) -> Asked:
    """Windows of unseen packages in which a word that comes again has a new name throughout: given the name's first
    token where it comes last, the second is asked for."""
    rng, names = np.random.default_rng(len(KINDS)), _Names(halves)
    files = [one for one in halves.asked["unseen"] if len(one.text.tokens) > parameters.least_context]
    places = [(one, at) for one in files for at in range(0, len(one.text.tokens), parameters.context)]
    windows: list[Codes] = []
    words: list[tuple[int, ...]] = []
    for at in rng.permutation(len(places)) if names.first and names.second else ():
        if len(words) >= parameters.renamed:
            break
        file, first = places[at]
        part = [one[first : first + parameters.context] for one in file.text]
        found = _renamed(part[0], part[1], names, rng, parameters)
        if found is not None:
            package, side = packages.index(file.package), SIDES.index(file.side)
            words.append((len(windows), len(found) - 1, 1, KINDS.index("renamed"), package, side))
            windows.append(padded(found, parameters.context, halves.vocabulary.end))
    shape = (0, parameters.context)
    columns = np.array(words, np.int64).reshape(-1, 6).T
    return Asked(np.stack(windows) if windows else np.zeros(shape, np.int64), *columns)


def _renamed(
    tokens: Codes, begins: Codes, names: _Names, rng: np.random.Generator, parameters: TextParameters
) -> Codes | None:
    """The tokens up to the last time that some word comes, under its new name; None where no word comes again."""
    pieces = np.append(np.flatnonzero(begins != INSIDE), len(tokens))
    spans = [tuple(tokens[a:b].tolist()) for a, b in pairwise(pieces.tolist())]
    places: dict[tuple[int, ...], list[int]] = defaultdict(list)
    for at, span in enumerate(spans):
        if begins[pieces[at]] == WORD_BEGINS:
            places[span].append(at)
    again = [
        span
        for span, held in places.items()
        if len(held) > 1 and pieces[held[-1]] >= parameters.least_context
    ]
    if not again:
        return None
    word = again[int(rng.integers(len(again)))]
    drawn = names.draw(tokens, rng)
    if drawn is None:
        return None
    first, second = drawn
    new = {form: (one, second) for form, one in zip(names.forms(word), first, strict=True)}
    said = [new.get(span, span) for span in spans[: places[word][-1] + 1]]
    found = np.array([token for span in said for token in span], np.int64)[-parameters.context :]
    return found if np.count_nonzero(found == found[-2]) > 1 else None
