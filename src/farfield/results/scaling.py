"""Quantities of subjects along their size, and forecasts of larger ones."""

from __future__ import annotations

from farfield.results.reasons import AnyWhy, Explained
from farfield.results.structs import Estimate, Mean, Result


class SizedValue(Result):
    """A quantity of a subject."""

    value: float | None
    """Its value; null where there is none."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    censored: bool
    """Whether it is a lower bound: a reach beyond the data."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.value, self.low, self.high)


class SizedSubject(Result):
    """A subject whose size is known."""

    subject: str
    """Its name."""
    scale: float
    """Its size: parameters, data or compute."""
    score: Mean
    """Its score."""
    near: SizedValue
    """Its near field."""
    ceiling: SizedValue
    """The ceiling of its curve, where it shows one."""
    reach: SizedValue
    """Its reach."""
    logarithmic: bool
    """Whether its curve goes along the logarithm of the distance."""
    nearest: float | None
    """The nearest distance of its items."""
    farthest: float | None
    """The farthest."""
    floor: float
    """What a guess scores."""


class LinePoint(Result):
    """A point of a line along scale."""

    scale: float
    """The size."""
    value: float
    """The line there."""
    low: float
    """Lower end of the interval for a new subject."""
    high: float
    """Upper end."""


class ScaleTrend(Explained):
    """How much a quantity changes with ten times the scale. The line is a meta-regression with the subjects' own errors
    known and their spread estimated (restricted likelihood, at least the variance of Knapp & Hartung 2003, Student's
    with subjects - 2 degrees of freedom): claims about models resample models. Reaches beyond the data count by the
    chance of lying beyond.
    """

    per_decade: float | None
    """The change (on a logarithmic ruler of the reach's natural logarithm); null where no line can be fitted."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    ratio: float | None
    """On a logarithmic ruler the factor; else null."""
    narrow: list[float] | None
    """The interval that equivalence is read from."""
    spread: float | None
    """The spread of subjects about the line."""
    band: float | None
    """A change of less counts as none; null: not asked."""
    verdict: str
    """`equivalent`, `different`, `undecided` or `unknown`."""
    line: list[LinePoint]
    """The trend with the interval for a new subject, its last point at `--ahead` times the largest scale."""
    ahead: str | None
    """`forecast`, or why that point is left out (it would lie outside the measured distances, or rest on reaches beyond
    the data)."""
    note: str | None
    """Why there is no line; else null."""
    ahead_why: AnyWhy | None = None
    """Why `ahead` is no forecast, as a code with figures (Why); else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.per_decade, self.low, self.high)


class ScaleForecast(Explained):
    """The score of a subject `--ahead` times as large as the largest. Scores are forecast on the logit's scale above
    the floor, along a trend that starts halfway between the line and the last score and rises half as steeply as the
    line (a damped trend, Gardner & McKenzie 1985).
    """

    scale: float | None
    """Its size."""
    score: float | None
    """The middle of the prediction; null where there is none."""
    low: float | None
    """Lower end of the prediction interval."""
    high: float | None
    """Upper end."""
    damping: float
    """How much of the line's slope is kept."""
    note: str | None
    """Why there is none; else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.score, self.low, self.high)


class HeldOut(Result):
    """One forecast of a score that is known."""

    task: str
    """The task."""
    scale: float
    """Size of the subject."""
    score: float
    """Its score."""
    low: float
    """Lower end of the forecast's interval."""
    median: float
    """Its middle."""
    high: float
    """Upper end."""
    last: float
    """Score at the largest size fitted."""
    covered: bool
    """Whether the interval holds the score."""
    crps: float
    """Continuous ranked probability score of the forecast; less is better."""
    crps_persistence: float
    """The same of the rival that says "as the last one"."""


class Backtest(Result):
    """The largest subjects forecast from the smaller ones."""

    tasks: int
    """Tasks."""
    forecasts: int
    """Forecasts."""
    held_out: int
    """Subjects held out of each task (`--hold-out`)."""
    confidence: float
    """Level of the intervals."""
    coverage: float
    """Share of the intervals that hold the score."""
    crps: float
    """Mean continuous ranked probability score."""
    crps_persistence: float
    """The rival's."""
    ranking: float | None
    """Share of pairs of tasks whose order the forecasts tell; null with one task."""
    ranking_single_scale: float | None
    """The same of the scores at the largest size fitted."""
    rows: list[HeldOut]
    """Every forecast."""


class ScaleComparison(Result):
    """A task with two subjects or more whose size is known."""

    task: str
    """The task."""
    subjects: list[SizedSubject]
    """By size."""
    near: ScaleTrend
    """The near field along scale."""
    ceiling: ScaleTrend
    """The ceiling."""
    reach: ScaleTrend
    """The reach."""
    forecast: ScaleForecast
    """What a larger one would score."""
    backtest: Backtest | None
    """How such forecasts would have done on this task; null where fewer than three subjects would be left."""
