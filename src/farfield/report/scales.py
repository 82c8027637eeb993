"""From values to places: across in percent of the plot's width, down in pixels, so a plot fits any screen."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from `low`..`high` to `start`..`end`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = (self.high - self.low) or 1.0
        return self.start + (self.end - self.start) * (value - self.low) / span

    def clamp(self, value: float) -> float:
        return self(min(max(value, self.low), self.high))


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most `most` round values (steps of 1, 2, 2.5 or 5 times a power of ten) from low to high."""
    if not high > low:
        return [low]
    magnitude = 10.0 ** math.floor(math.log10((high - low) / most))
    for factor in (1, 2, 2.5, 5, 10, 20, 50):
        step = factor * magnitude
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first + 1 <= most:
            return [round(k * step, 12) for k in range(first, last + 1)]
    return [low, high]


def rounded_out(low: float, high: float) -> tuple[float, float]:
    """The range widened to shares a reader can name, within [0, 1]."""
    step = 0.1 if high - low > 0.3 else 0.05
    return max(0.0, math.floor(low / step + 1e-9) * step), min(1.0, math.ceil(high / step - 1e-9) * step)


def path(points: Iterable[tuple[float, float]], *, closed: bool = False) -> str:
    drawn = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return f"M{drawn}Z" if closed else f"M{drawn}"


def ribbon(xs: Sequence[float], lows: Sequence[float], highs: Sequence[float]) -> str:
    """The outline of a band between two lines."""
    there = list(zip(xs, highs, strict=True))
    back = list(zip(xs, lows, strict=True))[::-1]
    return path(there + back, closed=True)
