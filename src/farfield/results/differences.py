"""How two subjects differ in one figure: the difference, its interval and what may be concluded."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from farfield.results.reasons import Explained
from farfield.results.structs import Estimate, Result


class Equivalence(Result):
    """Whether a difference is too small to matter: two one-sided tests (Schuirmann 1987)."""

    band: float
    """A difference of less counts as none (`--band`)."""
    p: float | None
    """The larger p-value of the two tests; null where nothing could be computed."""
    verdict: str
    """`equivalent`, `different`, `undecided`, by the corrected p values, or `unknown` where nothing could be computed
    (fewer than five clusters, or items that leave no room for chance), which is never "no difference". A difference can
    be clear and too small to matter; then it counts as equivalent."""
    p_holm: float | None
    """`p` adjusted over all pairs."""


class Difference(Explained):
    """A difference, second less first, paired item by item. Each item's influence on either side is added before it is
    summed within clusters, so that what the subjects share cancels; intervals are Student's with clusters - 1 degrees
    of freedom.
    """

    difference: float | None
    """The difference; null where it cannot be had."""
    low: float | None
    """Lower end of its interval; null where it has none."""
    high: float | None
    """Upper end of its interval."""
    error: float | None
    """Its standard error."""
    freedom: int | None
    """Degrees of freedom."""
    p: float | None
    """Two-sided p-value of "it is 0"."""
    detectable: float | None
    """The smallest true difference that would have shown with 80 % power."""
    note: str | None
    """Why it, or its interval, cannot be had; else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)


class AdjustedDifference(Difference):
    """A difference with its p adjusted over all pairs."""

    p_holm: float | None
    """`p` adjusted (Holm 1979) over all pairs for each of the questions (score, near, far, fall, ceiling, reach), those
    of tasks that are part of another (`part_of`) apart from the others."""


class JudgedDifference(Difference, kw_only=True):
    """A difference of scores with a verdict."""

    first: float | UnsetType = UNSET
    """The first subject's figure; absent of `score`, and where there is no difference."""
    second: float | UnsetType = UNSET
    """The second subject's."""
    items: list[int] | UnsetType = UNSET
    """Items of the field of either; of `near` and `far` alone."""
    equivalence: Equivalence
    """Whether it is too small to matter."""
    p_holm: float | None
    """`p` adjusted over all pairs, as above."""


class ReachDifference(Difference, kw_only=True):
    """A difference of reaches, in the ruler's unit; on a logarithmic ruler of their natural logarithms. Null where one
    has none, or one beyond the data.
    """

    ratio: float | UnsetType = UNSET
    """On a logarithmic ruler the factor; else absent."""
    p_holm: float | None
    """`p` adjusted over all pairs, as above."""

    @property
    def by_factor(self) -> bool:
        """Whether it is the logarithm of a factor."""
        return self.ratio is not UNSET


class Moved(Result):
    """A part of a difference, with its bootstrap interval."""

    difference: float
    """It."""
    low: float
    """Lower end of its interval."""
    high: float
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)
