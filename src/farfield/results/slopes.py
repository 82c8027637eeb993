"""The slope of a ruler: crude, at equal covariates, and at equal true difficulty."""

from __future__ import annotations

from farfield.results.reasons import Explained
from farfield.results.structs import Estimate, Result


class CovariateEffect(Result):
    """What one covariate does beside the distance."""

    covariate: str
    """Its name."""
    level: str | None
    """Of a category, the level that this effect is of; null for numbers."""
    reference: str | None
    """The level that it is set against; null for numbers."""
    log_odds_per_sd: float
    """Change of the log-odds of a right answer for one standard deviation of the covariate."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    sd: float
    """Standard deviation of the covariate."""
    log_odds: float
    """The change for one unit of the covariate."""


class Slope(Explained):
    """How much the log-odds of a right answer change with distance (with its logarithm on a log scale)."""

    log_odds_per_sd: float | None
    """Change of the log-odds of a right answer for one standard deviation of distance; null where nothing could be
    fitted."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    covariates: list[str]
    """What is held equal, `log_words` (length) first; a category once."""
    error: float | None
    """The standard error that the interval is made of; to be compared with regressions that others have published."""
    freedom: float | None
    """Degrees of freedom of Student's t, at which the interval is made of it."""
    model_error: float | None
    """The classic standard error of maximum likelihood, as if items were independent."""
    deviance: float | None
    """Deviance of the fit."""
    items: int
    """Items that were fitted."""
    sd: float | None
    """The standard deviation of distance, in the ruler's unit."""
    note: str | None
    """Why nothing could be fitted; else null."""
    reason: str | None
    """The same in a word: `no_items`, `few_items`, `one_distance`, `one_score`, `no_covariates`, `no_overlap`,
    `few_telling` (too few right or wrong answers), `not_identified`."""
    covariate_effects: list[CovariateEffect]
    """The same change for each covariate."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.log_odds_per_sd, self.low, self.high)


class Benchmark(Result):
    """What a measured covariate explains, as a measure for one that nobody measured. Categories count as one."""

    covariate: str
    """Its name."""
    with_score: float
    """Share of the score's residual variance that it explains."""
    with_distance: float
    """Share of the distance's residual variance that it explains."""


class AdjustedSlope(Slope):
    """The slope at equal values of the covariates, and how strong a confounder that nobody measured must be (Cinelli &
    Hazlett 2020).
    """

    robustness_value: float | None
    """Share of the residual variance of both distance and score that a confounder must explain to bring the slope to 0;
    null where no line can be fitted."""
    robustness_value_clear: float | None
    """Share that it must explain to make the interval touch 0; null where no line can be fitted."""
    partial_r2: float | None
    """Share of the score's residual variance that distance explains."""
    benchmarks: list[Benchmark]
    """What each measured covariate explains itself."""


class CorrectedSlope(Explained):
    """The slope at equal *true* difficulty, with the noise of its measure in the model."""

    log_odds_per_sd: float | None
    """Change of the log-odds for one standard deviation of distance; null where it cannot be had."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    covariates: list[str]
    """What is held equal."""
    items: int
    """Items that were fitted."""
    reliability: float | None
    """Share of the difficulty's variance that is no noise."""
    reliability_from: str | None
    """Where the reliability is from: `declared`, or `subjects` where it is estimated."""
    vanishes_below: float | None
    """The reliability below which the slope at equal true difficulty has the other sign; null where there is none."""
    note: str | None
    """Why it cannot be had; else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.log_odds_per_sd, self.low, self.high)


class Slopes(Result):
    """The slope of a ruler, three times."""

    crude: Slope
    """As the scores are."""
    adjusted: AdjustedSlope
    """At equal values of the covariates."""
    corrected: CorrectedSlope
    """At equal true difficulty."""

    @property
    def best(self) -> Slope:
        """The adjusted one where it could be fitted, else the crude one."""
        return self.crude if self.adjusted.log_odds_per_sd is None else self.adjusted
