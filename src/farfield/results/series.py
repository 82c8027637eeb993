"""A score's series of dated items and its break at a date."""

from __future__ import annotations

from farfield.results.reasons import AnyWhy, Explained
from farfield.results.structs import Estimate, ItemsMean, Mean, Result


class Change(Result):
    """A level, a trend or a change of one, in shares of the score (a trend: a year)."""

    value: float
    """Its value."""
    low: float
    """Lower end of its interval."""
    high: float
    """Upper end of its interval."""
    p: float
    """Two-sided p-value of "it is 0"."""

    @property
    def estimate(self) -> Estimate:
        return Estimate(self.value, self.low, self.high)


class ChangeDifference(Change):
    """The series' break minus a control's own."""

    fall_p: float
    """One-sided p-value of a fall."""


class Control(Explained):
    """What the cutoff does not touch, in the same window of dates."""

    control: str
    """`COL=VALUE`."""
    items: int
    """Its items in the window."""
    level_change: Change | None
    """Its own break; null where it has too few items or dates."""
    difference: ChangeDifference | None
    """The series' break minus its own."""
    moves: bool | None
    """Its own break is clear, up or down: it is no control."""
    note: str | None
    """Why it cannot be fitted; else null."""


class Window(Result):
    """What is fitted, of the series and of its controls."""

    days_before: float
    """Days before the cutoff that it reaches back."""
    days_after: float
    """Days after the cutoff."""
    share: float
    """Share of the items of each side."""
    items_before: int
    """Items before, inside."""
    items_after: int
    """Items after, inside."""


class Placebo(Result):
    """Breaks at dates that mean nothing."""

    dates: int
    """Dates that were tried."""
    as_large: int
    """How many have a fall as large for its error."""


class Interrupted(Explained):
    """The break of the score's series at the cutoff. An item dated on it counts as before; items of a `--control` are
    no part of the series. All but the first three keys and the last five are null where `finding` is `unknown`.
    """

    cutoff: str | None
    """The subject's own cutoff (ISO 8601), also where `--cutoff` names a column; controls are then taken at its dates.
    """
    before: ItemsMean | None
    """Items before and their score; null without items."""
    after: ItemsMean | None
    """Items after and their score."""
    window: Window | None
    """The window that is fitted."""
    level_before: Change | None
    """Fitted score just before the cutoff."""
    trend_before: Change | None
    """Its change a year before the cutoff."""
    level_change: Change | None
    """The break: score just after minus score just before."""
    trend_change: Change | None
    """Change of the yearly trend."""
    level_change_curved: Change | None
    """The break with a parabola on either side; null where the dates are too few."""
    state_before: str | None
    """`level`; `fallen`: the last third of the items before the cutoff cannot be told from the floor, or has clearly
    lost half of what the first third had; `floor`: neither can be told from it."""
    last_before: Mean | None
    """Score of that last third."""
    fall_p: float | None
    """One-sided p-value of a fall."""
    fall_at_least: float | None
    """The one-sided bound of the break (a change, so -.05 is a fall of at least 5 points)."""
    significance: float | None
    """The level that `fall_p` is compared with."""
    over_smooth: float | None
    """How much better straight lines with a break describe the scores than a smooth logistic change of as many
    parameters, in nats."""
    seen_in_half: float | None
    """The fall that would have been clear in half of such series."""
    seen_in_most: float | None
    """The fall that would have been clear in four of five."""
    placebo: Placebo | None
    """Breaks at other dates."""
    controls: list[Control]
    """For each `--control` its own break."""
    finding: str
    """`break`, `shared break` (a control may break as much), `rise`, `no break`, `nothing to fall` (the score had
    already fallen before the cutoff, or was never above a guess), `unknown` (see `note`)."""
    note: str | None
    """Why nothing is known; else null."""
    covariates: list[str]
    """What is held equal before and after."""
    unadjusted: str | None
    """Why nothing could be held equal, or null."""
    left_out: int
    """Items left out because they lack a covariate."""
    unadjusted_why: AnyWhy | None = None
    """`unadjusted` as a code with figures (Why); else null."""
