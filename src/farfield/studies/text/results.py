"""What came out of the study of real text, typed. Shares are of words, 0 to 1; intervals, over packages drawn anew."""

from __future__ import annotations

from collections.abc import Mapping

from farfield.results.structs import Result
from farfield.studies.with_interval import WithInterval


class WordsAsked(Result):
    """Words of one kind that every model was asked for."""

    words: int
    """How many."""
    packages: int
    """Of how many packages."""


class Shares(Result):
    """Words right by what they are to a model, as shares of those asked; or how far these shares moved."""

    own: WithInterval
    """Held-out words of the packages of the half that the model learned from."""
    other: WithInterval
    """The same words, of the model that learned from the other half."""
    unseen: WithInterval
    """Words of packages that nobody learned from."""
    training: WithInterval
    """Words that stand in the text that the model learned from."""
    not_in_training: WithInterval
    """The same words, of the model that learned from the other half."""
    renamed: WithInterval
    """Words under new names, which stand in no text."""


class Figures(Shares):
    """All figures of a model; or how much each changes with ten times the parameters. Null where there are no words."""

    gap: WithInterval
    """Share of own words right less that of other ones."""
    gap_log_odds: WithInterval
    """The same in log-odds."""
    dealt_gap: WithInterval
    """The gap where each word's half is dealt anew: nothing is to be expected."""
    near: WithInterval
    """Of unseen packages, the share right with four tokens of support or more."""
    near_log_odds: WithInterval
    """The same in log-odds."""
    without_support: WithInterval
    """Of unseen packages, the share right where the model's text holds no token of context with the word."""
    without_support_log_odds: WithInterval
    """The same in log-odds."""
    half_at: WithInterval
    """Tokens of support at which half of `near` is right: fewer is farther. 0 where words without support score as
    much, null where nothing near is right."""
    own_bits: WithInterval
    """Bits of an own word; null, as all bits, for a model that tells no chances."""
    other_bits: WithInterval
    """Bits of the same words, of the model that learned from the other half."""
    unseen_bits: WithInterval
    """Bits of a word of packages that nobody learned from."""
    renamed_bits: WithInterval
    """Bits of a renamed word."""


class OfRung(Result):
    """The models of one rung, those of both halves and all seeds together."""

    arm: str
    """Which model: the decoder, or one of counts."""
    width: int
    """Numbers a token in the decoder; 0 for models of counts."""
    text: str
    """whole or part: how much of its half it learned from."""
    parameters: int | None
    """Of the decoder; null for models of counts."""
    seeds: int
    """Trained from as many starts."""
    renamed_words: int
    """Renamed words that they were asked for, all together."""
    renamed_right: int
    """Those of them that are right."""
    along: Figures
    """All of its figures, which are keys of their own in the file."""


class BandShare(Result):
    """Words of packages that nobody learned from, in one band of support."""

    band: str
    """Tokens of context that the model's text holds with the word, such as 2-3."""
    words: int
    """That all models of the rung were asked for."""
    along: WithInterval
    """Share right: `mean`, `low` and `high` are keys of their own in the file."""


class BySupport(Result):
    """What the models of one rung know by how much of the context their text holds."""

    arm: str
    """Which model."""
    width: int
    """Numbers a token in the decoder; 0 for models of counts."""
    text: str
    """whole or part: how much of its half it learned from."""
    bands: list[BandShare]
    """From no support to the most."""


class CarriedOver(Result):
    """How much of what ten times the parameters bring on own packages they bring on others, 1 for all of it; null where
    it is not clear that they bring anything on own ones."""

    other: WithInterval
    """On the same words, of the other half."""
    unseen: WithInterval
    """On packages that nobody learned from."""


class MoreText(Result):
    """All of a half seen once, less its beginning seen as often as the same compute takes, on the same words.

    A mere lookup has `nearer` and `curve` too, as the ruler moves with the text.
    """

    arm: str
    """Which model."""
    width: int
    """Numbers a token in the decoder; 0 for models of counts."""
    along: Shares
    """How far the shares right moved, which are keys of their own in the file."""
    nearer: WithInterval
    """What moved on unseen packages by words that moved nearer."""
    curve: WithInterval
    """What moved there by a curve that moved."""


class OwnControl(Result):
    """Words as their own control: each asked of two models, at its own distance from the text of either. All null where
    no slope can be fitted."""

    kind: str
    """Which words: unseen, held_out or training."""
    arm: str
    """Which model."""
    width: int
    """Numbers a token in the decoder; 0 for models of counts."""
    text: str
    """whole or part: how much of its half it learned from."""
    seed: int
    """Of the model."""
    crude: float | None
    """Slope over all answers: change of the log-odds of a right one for a standard deviation of distance."""
    within: float | None
    """The same slope within words."""
    share: float | None
    """Of the fall with distance, what comes back within words: 1 for a lookup."""
    share_low: float | None
    """Lower end of its interval of 95 %."""
    share_high: float | None
    """Upper end of it."""


class TextSummary(Result):
    """Figures of each rung, what ten times the parameters change, what eight times the text does, and the controls."""

    words: Mapping[str, WordsAsked]
    """Those asked for, by kind."""
    rungs: list[OfRung]
    """By arm, width and text."""
    by_support: list[BySupport]
    """In the same order."""
    per_decade: Figures
    """What ten times the parameters change, of the decoders on all of their half; null for fewer than two sizes."""
    carried_over: CarriedOver
    """How much of it reaches text that was not learned from."""
    more_text: list[MoreText]
    """Rungs that learned from either text, by arm and width."""
    own_control: list[OwnControl]
    """By arm, width, text, seed and kind."""
