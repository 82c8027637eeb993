"""What a ruler measured of one subject on one task: bands, slope, curve, reach, gap."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from farfield.results.drift import EffectiveCutoff
from farfield.results.reasons import Explained
from farfield.results.series import Interrupted
from farfield.results.slopes import Slopes
from farfield.results.structs import Estimate, Result

Scale = Literal["linear", "log"]


class Ruler(Result):
    """How to speak of a ruler, at the top of the profile."""

    title: str
    """Its name for readers."""
    unit: str
    """Unit of its distances."""
    bound: str | None
    """Where only a sample of the corpus was searched: `at most` (more corpus can only shorten the distance) or `by the
    sample` (it may go either way: bits, exposure); else, and for rulers that ask no corpus, null."""
    field: str | None
    """The text that it measures: `question`, `target` or `output`; null where it measures none."""
    near: str
    """Words for the near end."""
    far: str
    """Words for the far end."""


class Band(Result):
    """Items at about the same distance. Equal distances are never split."""

    from_: float
    """Nearest distance in the band."""
    to: float
    """Farthest distance in the band."""
    items: int
    """Scored items."""
    clusters: int
    """Their clusters."""
    mean: float
    """Mean score."""
    low: float | None
    """Lower end of its interval; null where it has none."""
    high: float | None
    """Upper end of its interval."""
    share: float
    """Share of all scored items."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class CurvePoint(Result):
    """The curve at one distance."""

    distance: float
    """In the ruler's unit."""
    mean: float
    """Height of the curve, a score."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""


class Curve(Result):
    """acc(d) = g + (A - g) sigmoid((d50 - d) / w); on a log scale (ln d50 - ln d) / w."""

    floor: float
    """g, the score of a guess: its mean over the items."""
    ceiling: float
    """A."""
    ceiling_seen: bool
    """Whether the curve comes within a tenth of A (from the floor) at the nearest item; where it does not, A is an
    extrapolation and says little. A declared `--ceiling` counts as seen."""
    ceiling_low: float | None
    """Lower end of its interval."""
    ceiling_high: float | None
    """Upper end of its interval."""
    d50: float | None
    """Distance of half height; null where all scores are the same."""
    width: float | None
    """w; null where all scores are the same."""
    points: list[CurvePoint]
    """The curve at 41 places from the nearest to the farthest item."""


class Reach(Explained):
    """The distance at which the score above the floor falls to half its near-field value. There is one only where a
    fall is established: where the crude slope or the crude gap clearly lies below 0.
    """

    distance: float | None
    """The reach in the ruler's unit; where it is censored the farthest distance seen; null where there is no reach to
    speak of."""
    low: float | None
    """Lower end of its interval; of a censored one the least reach that the data leave possible."""
    high: float | None
    """Upper end; null where it lies beyond the data."""
    censored: bool
    """The score does not fall to half among these items: the reach lies beyond `distance`."""
    near: float | None
    """The near field that it is reckoned from: what the nearest third of the items score, as in `gap`."""
    near_low: float | None
    """Lower end of its interval."""
    near_high: float | None
    """Upper end of its interval."""
    half: float | None
    """The score at the reach; null without one."""
    note: str | None
    """Why there is none, or why it is censored, in words."""
    reason: str | None
    """The same in a word: `no_items`, `few_items`, `one_distance`, `two_distances` (nearly all items stand at two,
    between which anything could be), `few_clusters`, `near_floor` (the near field cannot be told from a guess),
    `no_fall`; and where there is a distance `never_halves` or `level` (censored), `rises` (censored; the score rises,
    and there is no curve, for one that can only fall would be flat), `nearer` (with `--ceiling` the near field is that
    and the reach is d50, even where it lies nearer than the nearest item)."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.distance, self.low, self.high)

    @property
    def near_field(self) -> Estimate:
        return Estimate(self.near, self.near_low, self.near_high)


class MonotonePoint(Result):
    """A cell of neighbouring items."""

    distance: float
    """Their mean distance."""
    mean: float
    """Their never-rising mean score."""


class Monotone(Result):
    """The check of the curve: the never-rising fit beside it. Where `p` is below .01 a warning says so, and the bands
    are to be believed rather than curve and reach.
    """

    points: list[MonotonePoint]
    """At most 20 cells."""
    reach: float | None
    """Distance of the first cell at half of the near field above the floor or less; null: nowhere."""
    p: float
    """How often a difference as large as that between this fit and the logistic curve would be seen if the curve were
    right."""


class Incremental(Explained):
    """What the ruler tells that length, word frequency and difficulty don't, on items held out. Below 0 the distance
    misled more than it told.
    """

    log_loss_saved: float | None
    """Bits that each held-out item costs less when the distance is known beside the baseline; null where it cannot be
    had."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    over: list[str]
    """The baseline: `log_words`, `--difficulty`, `--covariate`s, and `unigram`, bits per word by the frequency of each
    word in the corpus, where it was scanned."""
    items: int
    """Items."""
    note: str | None
    """Why it cannot be had; else null."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.log_loss_saved, self.low, self.high)


class Overlap(Result):
    """How far near and far items share values of what is held equal."""

    near: float
    """Share of the nearest third that has a counterpart in the farthest."""
    far: float
    """Share of the farthest third that has one in the nearest."""
    covariate: str | None
    """The covariate in which the fewest have one; null: only their combination."""
    used: str
    """Which items are used: `all`, those on `common` support, or `none`."""


class Gap(Explained):
    """Far field minus near field. `near` is *the near field*: reach and comparison take it from here."""

    near: float | None
    """Raw mean of the nearest third, as near to a third as ties allow."""
    near_low: float | None
    """Lower end of its interval."""
    near_high: float | None
    """Upper end of its interval."""
    far: float | None
    """Raw mean of the farthest third."""
    far_low: float | None
    """Lower end of its interval."""
    far_high: float | None
    """Upper end of its interval."""
    near_items: int
    """Items of the nearest third."""
    far_items: int
    """Items of the farthest third."""
    near_chance: float | None
    """What a guess scores near."""
    far_chance: float | None
    """What a guess scores far."""
    near_to: float | None
    """Where the nearest third ends."""
    far_from: float | None
    """Where the farthest third begins."""
    difference: float | None
    """far - near, at equal length and difficulty where `adjusted` is true."""
    low: float | None
    """Lower end of its interval; null where it has none."""
    high: float | None
    """Upper end of its interval."""
    detectable: float | None
    """The gap that would have shown with 80 % power."""
    adjusted: bool
    """Whether it is at equal values of the covariates."""
    overlap: Overlap | None
    """Common support of near and far; null where there is nothing to adjust for."""
    note: str | None
    """Why it is not adjusted, is of a part of the items, or has no interval."""
    reason: str | None
    """The same in a word: `no_covariates`, `no_overlap`, `few_clusters`, `one_score`, ..."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.difference, self.low, self.high)

    @property
    def near_field(self) -> Estimate:
        return Estimate(self.near, self.near_low, self.near_high)

    @property
    def far_field(self) -> Estimate:
        return Estimate(self.far, self.far_low, self.far_high)


class TimeFloor(Result):
    """What the subject scores on the last third of the items after the cutoff, where that is clearly more than a guess.
    Curve and reach by time are fitted above it; the reach's interval spans the floor's.
    """

    mean: float
    """Mean score of these items."""
    low: float
    """Lower end of its interval."""
    high: float
    """Upper end of its interval."""
    items: int
    """Items."""
    from_: float
    """Days after the cutoff from which on items count here."""
    guess: float
    """What a guess scores."""


class Measured(Result):
    """What one ruler measured of one subject on one task."""

    unit: str
    """Unit of all distances here."""
    scale: Scale
    """`log` where all distances are positive and the 95th percentile is at least 100 times the 5th (hours, counts):
    curve and slope then go along the natural logarithm of the distance. It depends on the distances alone, so subjects
    on the same items share it."""
    items: int
    """Scored items with this distance."""
    missing: int
    """Scored items without it."""
    low: float | None
    """The nearest distance; null without items."""
    high: float | None
    """The farthest distance."""
    bands: list[Band]
    """Nearest first. A ruler of at most 12 values has a band for each; others have quantiles, at most 10, of about 15
    items or more."""
    falling_p: float | None
    """p-value of "the score never rises with distance", an upper bound; null below three bands with an interval."""
    slope: Slopes
    """Change of the log-odds with distance."""
    curve: Curve | None
    """The fitted curve; null where nothing can be fitted (the note is in `reach`)."""
    reach: Reach
    """How far the capability carries."""
    monotone: Monotone | None
    """The check of the curve; null without a curve, and with fewer than three distances."""
    incremental: Incremental
    """What the distance tells beside length, word frequency and difficulty."""
    gap: Gap
    """Near and far field, and their difference."""
    missing_mean: float | UnsetType = UNSET
    """What the scored items without this distance score, which gap, slope and reach leave out; absent without such."""
    floor: TimeFloor | UnsetType | None = UNSET
    """Of the ruler `time` alone: the measured floor; null where none is, or `--chance` is given."""
    interrupted: Interrupted | UnsetType = UNSET
    """Of the ruler `time` alone: the break of the series at the cutoff."""
    effective: EffectiveCutoff | UnsetType = UNSET
    """Of the ruler `time` alone: where along the items' dates the subject stops to know, whatever cutoff is stated."""

    @property
    def series(self) -> Interrupted | None:
        """The break at the cutoff, where this is the ruler time."""
        return self.interrupted or None
