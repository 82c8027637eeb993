"""What came out of the loop on a language model, typed. Scores and manners are shares of what was asked, 0 to 1."""

from __future__ import annotations

from collections.abc import Mapping

from farfield.results.structs import Result
from farfield.studies.loop_summary import Change, PriceTerms
from farfield.studies.seeds import OverSeeds


class ModelRound(Result):
    """One arm after one round; what a round tried and kept is null before the first, and where nobody attempts."""

    arm: str
    """Who chooses, or what is trained on instead."""
    round: int
    """From 0, before the first."""
    score: OverSeeds
    """Plain sums right, the mean over the levels."""
    reach: OverSeeds
    """Level at which sums are half right, from 1."""
    courtesy_near: OverSeeds
    """Courteous where courtesy is asked for, at one digit."""
    courtesy_far: OverSeeds
    """The same at three digits."""
    refusal_near: OverSeeds
    """Private sums refused, at one digit."""
    refusal_far: OverSeeds
    """The same at three digits."""
    needless_refusal: OverSeeds
    """Plain sums refused."""
    tried_formed: OverSeeds
    """Attempts that are a number in a manner, or a refusal."""
    passed: OverSeeds
    """Sums of which some attempt passed the judge."""
    kept_right: OverSeeds
    """Of the rows kept, those that are right."""
    kept_distinct: OverSeeds
    """Attempts of which a row was kept."""
    along: Mapping[str, OverSeeds]
    """`level_1` and so on: plain sums of each level."""


class PromptScore(Result):
    """The untuned model behind a text of examples."""

    prompt: str
    """Which examples."""
    score: OverSeeds
    """Plain sums right, the mean over the levels."""
    along: Mapping[str, OverSeeds]
    """`level_1` and so on: plain sums of each level."""


class MannerChange(Result):
    """What the last round's model does less what the first did."""

    courtesy_near: Change
    """As in `ModelRound`, and so all below."""
    courtesy_far: Change
    """At three digits."""
    refusal_near: Change
    """At one digit."""
    refusal_far: Change
    """At three digits."""
    needless_refusal: Change
    """Of plain sums."""


class ModelArm(Result):
    """What became of an arm, paired by seed."""

    score: OverSeeds
    """After the last round."""
    gained: OverSeeds
    """Over its own start."""
    over_prompt: OverSeeds
    """Over the untuned model behind its best prompt."""
    over: Mapping[str, OverSeeds]
    """Over each other arm."""
    levels_gained: Mapping[str, OverSeeds]
    """Over its start, at each level."""
    manners: MannerChange
    """What became of the manners."""
    price: Mapping[str, PriceTerms]
    """Of each trait; null where nobody attempts or nothing was kept."""


class ModelLoopSummary(Result):
    """Scores, manners and the Price terms."""

    rounds: list[ModelRound]
    """By arm and round."""
    prompts: list[PromptScore]
    """The untuned model."""
    best_prompt: str
    """The one of the highest mean score."""
    arms: Mapping[str, ModelArm]
    """Those that are tuned."""
    last_round: int
    """How many rounds there were."""
    band: float
    """A change in a manner smaller than this counts as none."""
