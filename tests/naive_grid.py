"""The grid once more, walked cell by cell with coordinates, without any table."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

COMPASS = {"east": (1, 0), "west": (-1, 0), "north": (0, 1), "south": (0, -1)}


def walk(size: int, wind: int, start: tuple[int, int], words: Sequence[str]) -> list[tuple[int, int]]:
    """The places that one comes through, the start first."""
    places = [start]
    for word in words:
        x, y = places[-1]
        dx, dy = COMPASS[word]
        if dy != 0:
            dx = wind
        places.append((min(size - 1, max(0, x + dx)), min(size - 1, max(0, y + dy))))
    return places


def fewest(size: int, wind: int, start: tuple[int, int], goal: tuple[int, int]) -> int:
    """How many moves are needed, by trying all that can be reached with one move more."""
    reached, count = {start}, 0
    while goal not in reached:
        reached |= {walk(size, wind, place, [word])[-1] for place, word in product(sorted(reached), COMPASS)}
        count += 1
    return count


def chance(size: int, wind: int, start: tuple[int, int], goal: tuple[int, int], limit: int) -> float:
    """The share of all sequences of so many moves that come through the goal: every one is walked."""
    every = list(product(COMPASS, repeat=limit))
    return sum(goal in walk(size, wind, start, words) for words in every) / len(every)
