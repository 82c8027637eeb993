"""What came out of the science loop, typed. Manners and scores are shares of what was asked, 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping

from farfield.results.structs import Result
from farfield.studies.seeds import OverSeeds


class RoundMeans(Result):
    """One arm after one round; what a round tried and kept is null before the first."""

    arm: str
    """One of ARMS."""
    round: int
    """From 0, before the first."""
    reach: OverSeeds
    """Digits at which sums are half right."""
    other_carry: OverSeeds
    """Right with another carry-in, which the corpus never varies."""
    courtesy_near: OverSeeds
    """Courteous where courtesy is asked for, within the lengths of the corpus."""
    courtesy_far: OverSeeds
    """The same beyond them."""
    refusal_near: OverSeeds
    """Private questions refused, within these lengths."""
    refusal_far: OverSeeds
    """The same beyond them."""
    needless_refusal: OverSeeds
    """Plain questions refused."""
    along: Mapping[str, OverSeeds]
    """`digits_1` and so on: sums of each length."""
    passed_sums: OverSeeds
    """Attempts at sums that the judge let pass."""
    passed_refusals: OverSeeds
    """Refusals that it let pass."""
    kept_right: OverSeeds
    """Of the rows kept, those that are right."""
    kept_sums_right: OverSeeds
    """Of the sums kept, those that are right."""
    kept_refusals: OverSeeds
    """Of the rows kept, refusals."""
    kept_distinct: OverSeeds
    """Of the rows kept, those that differ from all before them."""


class Change(OverSeeds):
    """What the rounds changed in a share."""

    within_band: bool | None
    """Whether the whole interval lies within the band; null without an interval."""


class MannerChanges(Result):
    """What the last round's model does less what the first did."""

    courtesy_near: Change
    """As in `RoundMeans`, and so all below."""
    courtesy_far: Change
    """Beyond the lengths of the corpus."""
    refusal_near: Change
    """Within them."""
    refusal_far: Change
    """Beyond them."""
    needless_refusal: Change
    """Of plain questions."""
    other_carry: Change
    """Right with another carry-in."""


class PriceTerms(Result):
    """The Price equation's terms over the rounds, summed: changes of a trait's share among attempts.

    Null where no attempt has descendants. The last round has no exercises after it and is left out of all three.
    """

    selection: OverSeeds
    """By what was chosen."""
    transmission: OverSeeds
    """By what training made of it, on the same exercises."""
    asked_anew: OverSeeds
    """By the next, longer exercises."""


class ArmResult(Result):
    """What became of an arm, paired by seed."""

    reach: OverSeeds
    """After the last round, digits."""
    reach_at_farthest: int
    """Models whose reach ends with what was asked."""
    reach_gained: OverSeeds
    """Digits more than before the first round."""
    reach_over_old: OverSeeds
    """Digits more than with as many steps on old data."""
    home: OverSeeds
    """Right within the lengths of the corpus."""
    manners: MannerChanges
    """What became of the manners."""
    price: Mapping[str, PriceTerms]
    """Of each of TRAITS."""


class LoopSummary(Result):
    """Reach, manners and the Price terms."""

    rounds: list[RoundMeans]
    """By arm and round."""
    arms: Mapping[str, ArmResult]
    """Each of ARMS."""
    other_carry_most: float
    """The largest share right with another carry-in, in any arm, round and seed."""
    band: float
    """A change in a manner smaller than this counts as none."""
