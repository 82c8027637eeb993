"""A figure with its interval: how it is told in a sentence and drawn in a chart, whatever its interval is over."""

from __future__ import annotations

from farfield.report.charts.standalone import Mark
from farfield.results.structs import Result, known


class WithInterval(Result):
    """A figure with its interval of 95 %."""

    mean: float | None
    """In the measure's own unit; null where it cannot be told."""
    low: float | None
    """Lower end of the interval; null with the mean, and where there is too little for an interval."""
    high: float | None
    """Upper end of it."""

    def within(self, band: float, around: float = 0.0) -> bool | None:
        """Whether the whole interval lies inside the band: the test of equivalence. None without an interval."""
        if self.low is None or self.high is None:
            return None
        return around - band < self.low and self.high < around + band

    def told(self, factor: float = 1.0, form: str = ".1f", ends: str | None = None) -> str:
        """The mean with its interval, where there is one; `ends`: the form of its ends."""
        if self.mean is None:
            return "unknown"
        return f"{factor * self.mean:{form}}{self.ends(factor, ends or form)}"

    def ends(self, factor: float, form: str) -> str:
        """The interval alone, behind a space; nothing where there is none."""
        if self.low is None or self.high is None:
            return ""
        return f" [{factor * self.low:{form}}, {factor * self.high:{form}}]"

    def mark(self, x: float) -> Mark:
        """It as a mark of a chart. Raises ValueError where it has no mean."""
        return Mark(x, known(self.mean), self.low, self.high)
