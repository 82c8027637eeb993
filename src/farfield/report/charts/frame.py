"""The frame of a plot: where values stand in it and how they are said, shared by plots that are compared.

Places across are percentages and places down are pixels, so that text keeps its size on a phone and on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from farfield.report.charts.scale import Scale, ticks_on
from farfield.report.page.markup import tag

TOP = 18
"""Pixels above a plot, for what is written on it."""
LABELS = 18
"""Pixels below its axis, for the values."""
MOST_DOWN = 5


@dataclass(frozen=True, slots=True)
class Frame:
    """Two scales: across in percent of the plot's width, down in pixels.

    `most_across`: how many round values are named along the axis; `named`, `named_down`: these values in their place.
    `foot`: pixels between the axis and its names, where something hangs from it.
    """

    across: Scale
    down: Scale
    say_across: Callable[[float], str]
    say_down: Callable[[float], str]
    most_across: int = 6
    named: Sequence[float] | None = None
    named_down: Sequence[float] | None = None
    foot: int = 0

    @property
    def base(self) -> float:
        return self.down.start

    @property
    def top(self) -> float:
        return self.down.end

    @property
    def height(self) -> int:
        """Of the whole plot, from what is written above it to the values below."""
        return int(self.base + self.foot + LABELS)

    @property
    def ticks_down(self) -> Sequence[float]:
        return ticks_on(self.down, MOST_DOWN) if self.named_down is None else self.named_down

    @property
    def ticks_across(self) -> Sequence[float]:
        return ticks_on(self.across, self.most_across) if self.named is None else self.named


def down_scale(low: float, high: float, height: int) -> Scale:
    """A scale of a plot that is so many pixels high, below what is written on it."""
    return Scale(low, high, TOP + height, TOP)


def framed(plot: Element, y_title: str, near: str, far: str, unit: str | None = None) -> Element:
    """A plot of a page between the names of its axes: what its height is, what its ends are, in which unit."""
    ends = tag(
        "div",
        tag("span", f"← {near}"),
        tag("span", f"{far} →"),
        tag("span", unit, class_="unit") if unit is not None else None,
        class_="ends",
        aria_hidden="true",
    )
    title = tag("span", y_title, class_="y-title", aria_hidden="true")
    return tag("div", title, plot, ends, class_="framed")


def share_name(value: float) -> str:
    """A share in [0, 1] as a label of an axis, in percent without its sign."""
    return f"{100 * value:.0f}"
