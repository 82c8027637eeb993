"""From values to places, and the round values that an axis names."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A line from `low`..`high` to `start`..`end`, straight in the values or in their logarithms."""

    low: float
    high: float
    start: float
    end: float
    logarithmic: bool = False

    def __call__(self, value: float) -> float:
        low, high, at = (along(v, self.logarithmic) for v in (self.low, self.high, value))
        return self.start + (self.end - self.start) * (at - low) / ((high - low) or 1.0)

    def clamp(self, value: float) -> float:
        return self(min(max(value, self.low), self.high))


def along(value: float, logarithmic: bool) -> float:
    """How far along its axis a value stands: itself, or its natural logarithm."""
    return math.log(value) if logarithmic else value


def ticks_on(scale: Scale, most: int = 6) -> list[float]:
    """Round values of a scale: on a logarithmic one 1, 2 and 5 times powers of ten, or powers of ten alone."""
    if not scale.logarithmic:
        return ticks(scale.low, scale.high, most)
    decades = range(math.floor(math.log10(scale.low)), math.ceil(math.log10(scale.high)) + 1)
    for steps, every in (((1, 2, 5), 1), ((1,), 1), ((1,), 2), ((1,), 4)):
        found = [k * 10.0**decade for decade in decades[::every] for k in steps]
        inside = [value for value in found if scale.low <= value <= scale.high]
        if len(inside) <= most:
            return inside
    return [scale.low, scale.high]


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
