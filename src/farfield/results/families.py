"""Where the items of a family stand in what the corpus shows of it, and what was answered there."""

from __future__ import annotations

from farfield.results.reasons import Explained
from farfield.results.structs import Estimate, ItemsMean, Result

Level = int | float | str | bool


class FamilySupport(Explained):
    """What the corpus, or a declaration, shows of a family."""

    source: str | None
    """`corpus`, `declared`, or null where nothing is known and `note` says why; all else is then null."""
    declared: str | None
    """The file that declares it; null where it was counted."""
    searched_fraction: float | None
    """The share of the corpus that was searched."""
    points: int | None
    """Distinct points that are shown."""
    occurrences: int | None
    """Occurrences of all points; null where it is declared."""
    documents: int | None
    """Documents that show any; null where it is declared."""
    unread: int | None
    """Matches that their witness could not read."""
    told_together: list[list[str]] | None
    """Axes that a witness tells together."""
    note: str | None
    """Why nothing is known, or that nothing is shown; else null."""


class AxisLevel(Result):
    """One level of an axis."""

    level: Level | None
    """The level."""
    count: int | None
    """Its occurrences in the corpus; null where none was counted."""
    regime: str | None
    """The regime by this axis alone; null without a support."""
    items: int
    """Scored items there."""
    mean: float | None
    """Their mean score; null without items."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class AxisAt(Result):
    """What an axis is at a threshold."""

    threshold: int
    """Occurrences from which a level counts as shown."""
    state: str
    """`frozen`, `varied` or `not shown`."""
    supported: int
    """Levels that are shown."""
    range: list[int] | None
    """The nearest and the farthest of them; null of an axis without an order."""


class AxisProfile(Result):
    """One axis of a family."""

    name: str
    """Its name."""
    kind: str
    """`ordered`, `categorical` or `compositional`."""
    default: Level | None
    """The level of the usual world; of an ordered axis, where its near region ends."""
    meaning: str
    """It in words."""
    declared_levels: list[Level]
    """Levels that items are drawn at."""
    common: Level | None
    """Its most common level in the corpus; null where nothing is known."""
    off: int | None
    """Occurrences off that level."""
    share_off: float | None
    """Their share."""
    share_off_high: float | None
    """Its upper 95 % bound."""
    shown_levels: int | None
    """How many levels are shown."""
    levels: list[AxisLevel]
    """Those of the items and the most shown ones, at most 60."""
    at: list[AxisAt]
    """By threshold, what it is."""


class Divergence(Result):
    """Of the items from the corpus, 0 the same, 1 nothing shared."""

    atoms: float | None
    """Of single levels; null where it cannot be had."""
    compounds: float | None
    """Of combinations of levels."""


class FamilyRegime(Result):
    """A part of the score at a threshold."""

    regime: str
    """The regime."""
    order: int | None
    """Of a composition how many axes leave what was shown together; else null."""
    extrapolation: str | None
    """Which extrapolation: `range` or `unseen level`; else null."""
    items: int
    """Scored items."""
    share: float
    """Their share."""
    mean: float
    """Their mean score."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""
    bounds: int
    """Labels that the part of the corpus that was not searched could bring nearer."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class FamilyThreshold(Result):
    """The regimes at a threshold."""

    threshold: int
    """Occurrences from which a point counts as shown: 1, 10 and 100."""
    regimes: list[FamilyRegime]
    """The parts of the score."""


class Condition(Result):
    """Checks of comprehension beside the items under one condition."""

    condition: str | None
    """Levels that leave their defaults, as `base=9`; null of several together."""
    checks: ItemsMean
    """Score of the checks."""
    items: ItemsMean | None
    """Score of the items; null without items."""


class Comprehension(Condition):
    """Score of the checks off the defaults beside that of the items there."""

    conditions: list[Condition]
    """Each condition by itself."""


class Recitation(Result):
    """Whether wrong answers are those of the usual world."""

    wrong: int
    """Wrong answers to items where the usual world has another answer."""
    without_answer: int
    """Outputs that hold none."""
    mean: float | None
    """The share that give the usual world's; null without wrong answers."""
    low: float | None
    """Lower end of its interval."""
    high: float | None
    """Upper end of its interval."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.mean, self.low, self.high)


class FamilyProfile(Result):
    """One family among the scored items. They carry the columns `family`, `axes_hash` and `axis_NAME` for each axis
    (your own family needs no hash: regimes.md, "Axes of your own"). How regimes are decided is told there too.
    """

    family: str
    """Its name."""
    title: str
    """Its title."""
    axes_hash: str
    """Of the axes as they are installed: 16 hex digits of SHA-256; a warning says where the log was made with others.
    """
    items: int
    """Scored items."""
    support: FamilySupport
    """What is shown of it."""
    axes: list[AxisProfile]
    """Each axis."""
    divergence: Divergence | None
    """How far the items stand from the corpus; null without a support."""
    thresholds: list[FamilyThreshold]
    """The parts of the score by threshold."""
    comprehension: Comprehension | None
    """Whether conditions were understood; null without checks."""
    recitation: Recitation | None
    """Whether wrong answers recite; null where no item has a usual answer."""
    outcomes: dict[str, int] | None
    """How many outputs were `answered`, `empty`, a `refusal`, `unparsed`, or ended by a `timeout` or `limit`; null
    where the log doesn't tell."""
