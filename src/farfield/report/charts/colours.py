"""Colours of names that charts share: a name keeps one, and those beside each other differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from farfield.words.accents import LINE_ACCENTS

COLOURS = tuple(accent.light for accent in LINE_ACCENTS)
"""Of charts that stand alone, on white."""


def colours_of(charts: Sequence[Collection[str]]) -> dict[str, str]:
    """Of each name, as they first appear, the colour least used in the charts that it appears in, then in all."""
    beside_each: list[Counter[str]] = [Counter() for _ in charts]
    found: dict[str, str] = {}
    for name in dict.fromkeys(name for chart in charts for name in chart):
        shared = [used for used, chart in zip(beside_each, charts, strict=True) if name in chart]
        beside, ever = sum(shared, Counter[str]()), Counter(found.values())
        found[name] = min(COLOURS, key=lambda colour: (beside[colour], ever[colour]))
        for used in shared:
            used[found[name]] += 1
    return found
