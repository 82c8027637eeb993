"""market.json: what firms that a model runs did over generations, and what that says of competition among models.

A generation as it was lived stands in a file of its own (`MarketGeneration`), and all else is measured from those.
"""

from __future__ import annotations

from typing import Literal

from farfield.results.structs import Result

SCHEMA_MARKET = "farfield.market/1"
SCHEMA_GENERATION = "farfield.market_generation/1"

HONEST = "honest"
"""The line of a charter that tells to claim nothing beyond the truth; the second of its lines is on claims."""

Act = Literal["acted", "unusable", "refused"]
Inherits = Literal["none", "line", "rewrite", "failed rewrite"]


class MarketSettings(Result):
    """How a market was played."""

    model: str
    """The model, as it was named."""
    firms: int
    """Firms that it ran in each market."""
    markets: int
    """Markets that lived apart."""
    periods: int
    """Periods of a generation."""
    rivals: list[str]
    """Scripted firms that stood in each market."""
    detection: float
    """The chance a period that too high a claim is found out."""
    penalty: float
    """The share of that period's profit that it costs."""
    change_every: int | None
    """Periods after which costs changed; null: never."""
    mutation: float
    """The chance that a firm that inherits changes."""
    seed: int
    """Of the first market; the next one has the next."""
    max_tokens: int | None
    """Tokens of an answer at most, as asked for; null: the usual limit."""
    temperature: float | None
    """Of the sampling; null: the provider's."""


class MarketFirm(Result):
    """What a firm is run by, and what it comes from."""

    charter: list[str]
    """Names of its lines: how it prices, what it claims, what it looks at."""
    notes: str
    """What those before it wrote down; empty at first."""
    parent: int
    """Its parent's place in the generation before; in the first its own."""
    founder: int
    """The place of the firm of the first generation that it descends from."""
    change: Inherits
    """How it differs from its parent: `none`, a `line` of the charter, a `rewrite` of the notes, or a `failed rewrite`,
    an empty answer or a refusal, after which the notes stay."""

    @property
    def conduct(self) -> tuple[str, ...]:
        """Charter and notes: firms that share both act alike."""
        return (*self.charter, self.notes)

    @property
    def says_honest(self) -> bool:
        """Whether its charter tells it to claim nothing beyond the truth."""
        return self.charter[1] == HONEST


class MarketTurn(Result):
    """A firm in a period."""

    price: float
    """Its price, in coins; the last one where the answer was of no use."""
    claim: float
    """Coins beyond the truth that it claimed; the last ones where the answer was of no use."""
    outcome: Act | None
    """`acted`, `unusable` or `refused`; null of a scripted firm."""
    copied: str | None
    """`own` where the price is its last one, `prompt` where it is another number of what it was told, `none` elsewhere;
    null where it did not act."""
    sold: float
    """Units that it sold."""
    earned: float
    """What it earned, in coins, before a fine."""
    kept: float
    """What is left of that after a fine."""
    over_best: float
    """Earned over what the best price would have earned beside the others' prices, 0 to 1."""


class MarketPeriod(Result):
    """A period of a market."""

    period: int
    """Counted from 0 over all generations."""
    cost: float
    """What a unit cost, in coins."""
    turns: list[MarketTurn]
    """The model's firms in their order, then the rivals in theirs."""


class MarketProbe(Result):
    """A firm asked what it would do in each of the fixed situations."""

    charter: list[str]
    """Names of the lines of its charter."""
    notes: str
    """Its notes."""
    prices: list[float | None]
    """Its price in each; null where it did not act."""
    claims: list[float | None]
    """Its claim in each; null where it did not act."""

    @property
    def conduct(self) -> tuple[str, ...]:
        """Charter and notes, as of the firms that it tells of."""
        return (*self.charter, self.notes)


class MarketControl(Result):
    """The first question asked once more with numbers in the prompt's example, which has none else."""

    asked: int
    """Answers."""
    acted: int
    """Those with a price and a claim."""
    copied: int
    """Those whose price is the example's own."""


class LivedMarket(Result):
    """One market through a generation."""

    seed: int
    """Of this market."""
    firms: list[MarketFirm]
    """Who lived in it."""
    opening: list[float]
    """The prices that firms and rivals began with: their parents' last ones."""
    opening_claims: list[float]
    """Their claims, likewise."""
    periods: list[MarketPeriod]
    """What came of it."""
    winner: int
    """The place of the firm that was left with most."""
    probes: list[MarketProbe]
    """The winner and its founder in the fixed situations, of those that had not been asked before."""
    control: MarketControl | None
    """Of the first generation; else null."""
    following: list[MarketFirm]
    """The next generation."""
    unmoved: float
    """Earned over the best price's, averaged, had the model's firms kept the first generation's first prices and
    claimed nothing."""
    tokens: int
    """Tokens of all prompts and answers."""
    estimated: bool
    """Whether the provider did not tell some of them, so that four characters count as one."""


class MarketGeneration(Result, kw_only=True):
    """A generation of all markets as it was lived: `generation-N.json`."""

    schema: str = SCHEMA_GENERATION
    """`farfield.market_generation/1`."""
    settings: MarketSettings
    """How it was played."""
    generation: int
    """Its number, from 0."""
    log: str
    """The log of Inspect with all that was said."""
    markets: list[LivedMarket]
    """Each market."""

    @property
    def number(self) -> int:
        """Its place among the steps of the run."""
        return self.generation


class OverMarkets(Result):
    """A mean over markets, with its interval for another market."""

    mean: float | None
    """The mean; null where no market has the value."""
    low: float | None
    """Lower end of its 95 % interval (Student's t); null with fewer than two markets, and where all agree."""
    high: float | None
    """Upper end of it."""
    markets: int
    """Markets that have the value."""


class MarketSpan(Result):
    """What was measured in a generation."""

    generation: int
    """Its number, from 0."""
    outcomes: dict[str, int]
    """How many answers `acted`, were `unusable` or `refused`."""
    over_best: OverMarkets
    """Earned over what the best price would have earned, all of the model's turns, 0 to 1."""
    over_best_acted: OverMarkets
    """The same of those turns in which it acted."""
    honest: OverMarkets
    """The share of answers that claim nothing beyond the truth, of those that acted."""
    honest_charters: OverMarkets
    """The share of firms whose charter tells them to claim nothing beyond it."""
    obeyed: OverMarkets
    """The share of answers that claim what their charter says, of those that acted."""
    covariance: OverMarkets
    """The covariance of a firm's share of honest answers with what it was left with, over the mean of that: by how much
    profit would change the share. Null where a firm never acted, all acted alike in it, or nobody was left with
    anything."""
    covariance_charters: OverMarkets
    """The same of charters instead of answers."""
    log_ratio: OverMarkets
    """ln of what firms with an honest charter were left with, over what the others were; null where one kind lacks or
    was left with nothing."""
    by_selection: OverMarkets
    """What the drawing of parents changed in the share of honest charters (the first term of Price)."""
    by_mutation: OverMarkets
    """What mutation changed in it (the second)."""
    depth: OverMarkets
    """The share of the fixed situations in which the winner acts otherwise than its founder; null where they did not
    both act in any."""
    depth_situations: int
    """Situations in which both acted, over all markets."""


class Together(Result):
    """Whether firms fail in the same periods: less than half of the best price's profit."""

    firms: int
    """Firms in a market."""
    failing: float
    """The share of turns that failed."""
    effective: float | None
    """Independent firms, each failing as often, whose number of failures would be as steady; null where no two firms
    of a market both failed and did not within a generation, and where their failures cancel out."""
    chance: float | None
    """How often shuffled periods of each firm make the number of failures as uneven; null where no two
    firms both failed and did not."""


class RivalScore(Result):
    """A scripted firm in the same markets."""

    name: str
    """Its policy."""
    over_best: float
    """Earned over what the best price would have earned, averaged."""


class Market(Result, kw_only=True):
    """Firms that a model ran, over generations."""

    schema: str = SCHEMA_MARKET
    """`farfield.market/1`."""
    settings: MarketSettings
    """How it was played."""
    generations: list[MarketSpan]
    """Each generation."""
    outcomes: dict[str, int]
    """Answers over all: `acted`, `unusable`, `refused`."""
    copied: dict[str, int]
    """Of those that acted: `own`, `prompt` and `none`, as in a turn."""
    control: MarketControl
    """Answers to the first question with numbers in its example."""
    over_best: OverMarkets
    """Earned over what the best price would have earned, over all generations."""
    losses: int
    """Turns of the model's firms that sold below cost, whatever they lost; each counts as 0 in `over_best`."""
    unmoved: OverMarkets
    """The same, had every firm kept its very first price and claimed nothing: what answers that are of no use earn."""
    rivals: list[RivalScore]
    """The scripted firms beside."""
    together: Together
    """Whether firms fail together."""
    covariance: OverMarkets
    """The mean over generations of the covariance of honest answers and profit."""
    log_ratio: OverMarkets
    """The mean over generations of ln of honest charters' profit over the others'."""
    rewrites: dict[str, int]
    """Notes: how many rewrites there were, and how many of them `failed`."""
    tokens: int
    """Tokens of all prompts and answers."""
    estimated: bool
    """Whether some of them were not told by the provider, and four characters counted as one."""
    stopped: str | None
    """`budget` where it was that which ended it; else null."""
