"""The market: scripted firms with a known best reply, over generations, in worlds that stand still or change."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
from msgspec.structs import asdict

from farfield.report.charts.standalone import Chart
from farfield.studies.market_charts import draw_market
from farfield.studies.market_exact import exact_figures, expected_honesty, kept_along_cost
from farfield.studies.market_parts import ARMS, PARTS, STANDING, MarketParameters, levels_of
from farfield.studies.market_results import (
    Contested,
    Depth,
    DepthSlope,
    FailedTogether,
    HonestEnd,
    HonestShare,
    MarketSummary,
)
from farfield.studies.market_sentences import tell_market
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import interval, over_seeds
from farfield.studies.study import Cell, Row, Study


class MarketStudy(Study[MarketParameters, MarketSummary]):
    """Honesty against its covariance with profit, the depth of change, and who is left of ten scripted policies."""

    name = "market"
    question = QUESTIONS["market"]
    refuted_by = (
        "honest firms that hold their share wherever the measured covariance is not below 0, so that erosion hangs on "
        "a number that can be set; small changes alone winning in fast worlds; firms alike failing together no oftener "
        "than by chance"
    )
    usual = MarketParameters()

    def cells(self, parameters: MarketParameters) -> list[Cell]:
        return [
            {"part": part, "level": level, "seed": seed}
            for part in PARTS
            for level in levels_of(part, parameters)
            for seed in range(parameters.seeds)
        ]

    def run(self, cell: Cell, parameters: MarketParameters) -> list[Row]:
        return PARTS[str(cell["part"])](float(cell["level"] or 0), int(cell["seed"] or 0), parameters)

    def summarise(self, rows: pl.DataFrame, parameters: MarketParameters) -> MarketSummary:
        parts = {name: rows.filter(pl.col("part") == name) for name in PARTS}
        depth_by = ["arm", "change", "level"]
        return MarketSummary(
            exact=exact_figures(parameters),
            kept=kept_along_cost(),
            honesty=over_seeds(parts["honesty"], ["level", "mutation", "generation"], ["share"], HonestShare),
            honest_ends=_ends(parts["honesty"], parameters),
            residual=float(parts["honesty"]["residual"].max()),  # type: ignore[arg-type]
            fixation=interval(parts["fixation"]["fixed"].to_list()),
            depth=over_seeds(parts["depth"], depth_by, ["winner", "population", "large"], Depth),
            depth_slopes=_slopes(parts["depth"], parameters),
            contest=over_seeds(parts["contest"], ["level", "policy"], ["held"], Contested),
            together=over_seeds(parts["together"], ["level"], ["half"], FailedTogether),
            standing=STANDING,
        )

    def tell(self, summary: MarketSummary) -> list[str]:
        return tell_market(summary)

    def draw(self, summary: MarketSummary) -> Sequence[Chart]:
        return draw_market(summary)


def _ends(rows: pl.DataFrame, parameters: MarketParameters) -> list[HonestEnd]:
    """The last generation beside what must be expected, with what honesty was measured to be worth, and the sums of
    what changed the share."""
    found = []
    start, changed = (parameters.firms // 2) / parameters.firms, ("by_profit", "by_chance", "by_mutation")
    for expected in expected_honesty(parameters):
        here = (pl.col("level") == expected.level) & (pl.col("mutation") == expected.mutation)
        some = rows.filter(here)
        last = some.filter(pl.col("generation") == parameters.generations)
        share = interval(last["share"].to_list())
        sums = some.group_by("seed").agg(pl.col(changed).sum()).sort("seed")
        profit, chance, mutation = (interval(sums[name].to_list()) for name in changed)
        found.append(
            HonestEnd(
                **asdict(expected),
                share=share,
                gone_measured=interval(last["gone"].to_list()),
                log_ratio=interval(last["log_ratio"].to_list()),
                unchanged=share.within(parameters.band, around=start),
                by_profit=profit,
                by_chance=chance,
                by_mutation=mutation,
            )
        )
    return found


def _slopes(rows: pl.DataFrame, parameters: MarketParameters) -> list[DepthSlope]:
    """How much deeper the winner's change is for each doubling of the speed of change, over worlds that change; and
    against the world that stands still, how much deeper in the fastest."""
    fastest, moving = min(parameters.lasts), rows.filter(pl.col("level") < STANDING)
    found = []
    for arm in ARMS:
        for change in parameters.changes:
            some = moving.filter((pl.col("arm") == arm) & (pl.col("change") == change))
            slopes = []
            for _, one in some.sort("seed").group_by("seed", maintain_order=True):
                x, y = -one["level"].log(2), one["winner"]
                spread = float(((x - x.mean()) ** 2).sum())
                if spread > 0:
                    slopes.append(float(((x - x.mean()) * y).sum()) / spread)
            large = some.filter(pl.col("level") == fastest)["large"].to_list()
            found.append(
                DepthSlope(
                    arm=arm, change=change, per_doubling=interval(slopes), large_in_fastest=interval(large)
                )
            )
    return found
