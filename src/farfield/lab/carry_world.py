"""The carry-in world: sums x + y + c, where the corpus varies the digits and never the carry-in.

Two axes are declared before anything is drawn:

- `digits`, ordered: how many digits the longer addend has. The corpus holds 1 up to `trained_digits`.
- `carry`, frozen: the carry-in c. It is 0 in every document of the corpus.

So the support is known by construction, and every sum has its regime. Addends start at 1 and numbers are
written whole, so the words of a question (`3471 2902 0`) stand side by side in a document only if that very
sum is in the corpus. A sum is held out together with its mirror image y + x + c.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from farfield.records import Regime

CARRIES = range(1, 10)
"""The carry-ins that the corpus never holds."""

Cell = tuple[int, int]
"""A place on the two axes: (digits, carry)."""


@dataclass(frozen=True, slots=True)
class Sum:
    """One sum. `x` and `y` are at least 1; `carry` is a digit."""

    x: int
    y: int
    carry: int = 0

    @property
    def digits(self) -> int:
        return len(str(max(self.x, self.y)))

    @property
    def question(self) -> str:
        return f"{self.x} + {self.y} + {self.carry}"

    @property
    def target(self) -> str:
        return str(self.x + self.y + self.carry)

    @property
    def document(self) -> str:
        return f"{self.question} = {self.target}"

    @property
    def mirror(self) -> Sum:
        return Sum(self.y, self.x, self.carry)


@dataclass(frozen=True)
class WorldOptions:
    """How much of the world is drawn; the counts of items and validation sums are for a whole regime."""

    documents: int = 12_000
    trained_digits: int = 4
    farthest_digits: int = 8
    recall_items: int = 252
    interpolation_items: int = 440
    extrapolation_items: int = 200
    hyperpolation_items: int = 108
    validation_sums: int = 256  # of recall and of interpolation each

    @property
    def trained(self) -> range:
        return range(1, self.trained_digits + 1)

    @property
    def beyond(self) -> range:
        return range(self.trained_digits + 1, self.farthest_digits + 1)


@dataclass(frozen=True)
class World:
    """The corpus in its order, the test items, and the sums that tell the training when to stop.

    The four lists of sums to be tested or validated on share no sum.
    """

    options: WorldOptions
    corpus: tuple[Sum, ...]
    items: tuple[Sum, ...]
    validation_recall: tuple[Sum, ...]
    validation_interpolation: tuple[Sum, ...]
    support: frozenset[Sum]

    def regime(self, item: Sum) -> Regime:
        """Where a sum stands; the first that matches."""
        if item in self.support:
            return "recall"
        if item.carry != 0:
            return "hyperpolation"
        if item.digits > self.options.trained_digits:
            return "extrapolation"
        return "interpolation"


def distance(item: Sum) -> int | None:
    """Digits of the longer addend, for sums on the axis c = 0; a sum off that axis has no place on it."""
    return item.digits if item.carry == 0 else None


def chance(item: Sum) -> float:
    """How often a guess is right: one over the number of values that x + y of so many digits takes."""
    largest, smallest = 2 * (_numbers_below(item.digits + 1)), _numbers_below(item.digits) + 2
    return 1 / (largest - smallest + 1)


def draw_world(options: WorldOptions, seed: int) -> World:
    """Draw a world; the same options and seed give the same one.

    First the held-out sums, then a corpus that avoids them. A document is drawn by its digits, uniformly, and
    then by its addends, so small sums recur as they do in real corpora. At most a quarter of the pairs of any
    length is held out for testing and a twelfth for validation; single digits, of which there are few, then
    get less than their even share and the longer sums more.
    """
    draw = _Draw(np.random.default_rng(seed))
    pairs = {(n, 0): pairs_of(n) for n in options.trained}
    interpolation = draw.held_out(spread(options.interpolation_items, _share(pairs, 4)))
    check = draw.held_out(spread(options.validation_sums, _share(pairs, 12)))
    corpus = draw.corpus(options)
    recall, recall_check = draw.known(corpus, options)
    farther = {(n, 0): pairs_of(n) for n in options.beyond}
    off_axis = {(n, carry): pairs_of(n) for n in options.trained for carry in CARRIES}
    extrapolation = draw.held_out(spread(options.extrapolation_items, farther))
    hyperpolation = draw.held_out(spread(options.hyperpolation_items, _share(off_axis, 2)))
    return World(
        options,
        corpus=corpus,
        items=(*recall, *interpolation, *extrapolation, *hyperpolation),
        validation_recall=recall_check,
        validation_interpolation=check,
        support=frozenset(corpus),
    )


def pairs_of(digits: int) -> int:
    """How many pairs of addends there are, order apart, whose longer one has so many digits."""
    below, up_to = _numbers_below(digits), _numbers_below(digits + 1)
    return (up_to * (up_to + 1) - below * (below + 1)) // 2


def _numbers_below(digits: int) -> int:
    """How many numbers from 1 have fewer digits."""
    return int(10 ** (digits - 1)) - 1


def spread(total: int, room: Mapping[Cell, int]) -> dict[Cell, int]:
    """Split `total` over the cells as evenly as their room allows; less in all where room is short."""
    counts: dict[Cell, int] = {}
    for place, cell in enumerate(sorted(room, key=lambda cell: (room[cell], cell))):
        counts[cell] = min(room[cell], (total - sum(counts.values())) // (len(room) - place))
    return dict(sorted(counts.items()))


def _share(room: Mapping[Cell, int], parts: int) -> dict[Cell, int]:
    return {cell: count // parts for cell, count in room.items()}


class _Draw:
    """Draws sums, and remembers which are held out."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._held_out: set[Sum] = set()

    def held_out(self, counts: Mapping[Cell, int]) -> tuple[Sum, ...]:
        """So many sums of each cell; none of them, nor its mirror image, is drawn again."""
        return tuple(self._hold_out(cell) for cell, count in counts.items() for _ in range(count))

    def _hold_out(self, cell: Cell) -> Sum:
        found = self._new(cell)
        self._held_out |= {found, found.mirror}
        return found

    def corpus(self, options: WorldOptions) -> tuple[Sum, ...]:
        levels = self._rng.integers(1, options.trained_digits + 1, size=options.documents)
        return tuple(self._new((int(digits), 0)) for digits in levels)

    def known(self, corpus: Sequence[Sum], options: WorldOptions) -> tuple[tuple[Sum, ...], tuple[Sum, ...]]:
        """Sums of the corpus to test recall on, and others to validate it on."""
        levels = {n: [one for one in dict.fromkeys(corpus) if one.digits == n] for n in options.trained}
        room = {(n, 0): len(sums) // 3 for n, sums in levels.items()}
        tests, checks = spread(options.recall_items, room), spread(options.validation_sums, room)
        tested: list[Sum] = []
        checked: list[Sum] = []
        for n, sums in levels.items():
            first, second = tests[n, 0], tests[n, 0] + checks[n, 0]
            shuffled = [sums[place] for place in self._rng.permutation(len(sums))]
            tested += shuffled[:first]
            checked += shuffled[first:second]
        return tuple(tested), tuple(checked)

    def _new(self, cell: Cell) -> Sum:
        while (found := self._any(*cell)) in self._held_out:
            pass
        return found

    def _any(self, digits: int, carry: int) -> Sum:
        """The longer addend has exactly `digits`, the other uniformly as many or fewer; in either order."""
        longer, other = self._number(digits), self._number(int(self._rng.integers(1, digits + 1)))
        return Sum(longer, other, carry) if self._rng.random() < 0.5 else Sum(other, longer, carry)

    def _number(self, digits: int) -> int:
        return int(self._rng.integers(10 ** (digits - 1), 10**digits))
