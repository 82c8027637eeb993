"""What came out of the market, typed: what is known without drawing anything, and what was drawn."""

from __future__ import annotations

from collections.abc import Sequence

from farfield.results.structs import Result
from farfield.studies.seeds import OverSeeds


class KnownTogether(Result):
    """Firms alike failing together, exactly."""

    correlation: float
    """Of their luck."""
    half: float
    """Chance that at least half of them fail in a period."""
    effective: float
    """As many independent firms would vary as much."""


class KnownReach(Result):
    """How far a frozen price carries."""

    firms: int
    """In the market."""
    company: str
    """alone among adapted rivals, or copies."""
    reach: float | None
    """The rise of costs at which half of the adapted profit is kept; null where it never falls so far."""


class ExactFigures(Result):
    """What is known of the market without drawing anything."""

    nash: float
    """The price of two firms, each replying best to the other."""
    monopoly: float
    """Their price as one."""
    fixation: float
    """Chance that one entrant with an advantage takes all."""
    crossing: float
    """Periods that a regime must last for the follower of its last one to win."""
    together: list[KnownTogether]
    """By correlation."""
    reach: list[KnownReach]
    """By size of market and company."""


class KeptProfit(Result):
    """What a policy keeps at a rise of costs."""

    policy: str
    """Its name."""
    firms: int
    """In the market."""
    company: str
    """alone among adapted rivals, or copies."""
    rise: float
    """Of costs."""
    kept: float
    """Share of the profit that an adapted firm has."""
    over_best_reply: float
    """Share of what the best reply to the rivals as they are would bring."""


class ExpectedHonesty(Result):
    """The share of honest firms that must be expected at the end."""

    level: float
    """What honesty is worth: ln of an honest firm's expected profit over a shading one's."""
    mutation: float
    """Of honesty, a generation."""
    expected: float
    """Share of firms."""
    gone: float
    """Chance that honest firms are gone."""
    without_chance: Sequence[float]
    """The share in each generation where nothing is drawn."""
    drift: float
    """Standard deviation of the share by chance alone."""


class HonestEnd(ExpectedHonesty):
    """The last generation beside what must be expected, and the sums of what changed the share."""

    share: OverSeeds
    """Of honest firms."""
    gone_measured: OverSeeds
    """Share of populations without honest firms."""
    log_ratio: OverSeeds
    """What honesty was measured to be worth."""
    unchanged: bool | None
    """Whether the whole interval of the share lies within the band around its start; null without an interval."""
    by_profit: OverSeeds
    """What the covariance with profit changed."""
    by_chance: OverSeeds
    """What the draw changed."""
    by_mutation: OverSeeds
    """What mutation changed."""


class HonestShare(Result):
    """Honest firms in one generation."""

    level: float
    """What honesty is worth."""
    mutation: float
    """Of honesty."""
    generation: int
    """From 0."""
    share: OverSeeds
    """Of firms."""


class Depth(Result):
    """How deep changes go in a world that changes."""

    arm: str
    """Who changes how, and what chooses."""
    change: float
    """Chance of a mutation."""
    level: float
    """Generations that a regime lasts."""
    winner: OverSeeds
    """Depth of the winner's change, as a share."""
    population: OverSeeds
    """Depth of everybody's."""
    large: OverSeeds
    """Share of winners that went through a large change."""


class DepthSlope(Result):
    """How depth goes with the speed of the world."""

    arm: str
    """Who changes how, and what chooses."""
    change: float
    """Chance of a mutation."""
    per_doubling: OverSeeds
    """How much deeper for each doubling of the speed."""
    large_in_fastest: OverSeeds
    """Share of winners in the fastest world that went through a large change."""


class Contested(Result):
    """What a policy holds after a contest."""

    level: float
    """Generations that a regime lasts."""
    policy: str
    """Its name."""
    held: OverSeeds
    """Share of firms."""


class FailedTogether(Result):
    """Firms alike failing together, as drawn."""

    level: float
    """Correlation of their luck."""
    half: OverSeeds
    """Share of periods in which at least half of them failed."""


class MarketSummary(Result):
    """Honesty against its covariance with profit, the depth of change, and who is left."""

    exact: ExactFigures
    """Known without drawing anything."""
    kept: list[KeptProfit]
    """By policy, market, company and rise of costs."""
    honesty: list[HonestShare]
    """By worth of honesty, mutation and generation."""
    honest_ends: list[HonestEnd]
    """By worth of honesty and mutation."""
    residual: float
    """The largest difference between a change of the honest share and the Price equation's terms."""
    fixation: OverSeeds
    """Share of lines that one entrant took."""
    depth: list[Depth]
    """By arm, chance of a mutation and how long a regime lasts."""
    depth_slopes: list[DepthSlope]
    """By arm and chance of a mutation."""
    contest: list[Contested]
    """By how long a regime lasts, and policy."""
    together: list[FailedTogether]
    """By correlation."""
    standing: float
    """From so many generations on a world stands still."""
