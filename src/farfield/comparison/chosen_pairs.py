"""Which of several subjects are set against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

MOST_IN_PAIRS = 6
"""Of so many subjects every pair is compared; of more, each with the first."""


def chosen_pairs(names: Sequence[str], against: str | None) -> Iterator[tuple[int, int]]:
    """Pairs by their places: all others against one where that is among them, else every pair of a few, else all
    against the first."""
    if against not in names and len(names) <= MOST_IN_PAIRS:
        yield from combinations(range(len(names)), 2)
        return
    base = names.index(against) if against in names else 0
    yield from ((base, at) for at in range(len(names)) if at != base)
