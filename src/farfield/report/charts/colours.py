"""Colours of names that charts share: a name keeps one, and those beside each other differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

COLOURS = (
    "#1b6ca8", "#d1495b", "#2f9e6e", "#b7791f", "#6b4fa0", "#4a5568", "#c05299", "#0f7b8a",
    "#7a4419", "#8fb339", "#e07a1f", "#9aa5b1",
)  # fmt: skip
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
