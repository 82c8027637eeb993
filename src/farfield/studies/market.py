"""The market: scripted firms with a known best reply, over generations, in worlds that stand still or change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from farfield.report.charts.standalone import Chart
from farfield.studies.market_charts import draw_market
from farfield.studies.market_exact import exact_figures, expected_honesty, kept_along_cost
from farfield.studies.market_parts import ARMS, PARTS, STANDING, MarketParameters, levels_of
from farfield.studies.market_sentences import tell_market
from farfield.studies.questions import QUESTIONS
from farfield.studies.seeds import interval, over_seeds
from farfield.studies.study import Cell, Row, Study


class MarketStudy(Study[MarketParameters]):
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

    def summarise(self, rows: pl.DataFrame, parameters: MarketParameters) -> dict[str, Any]:
        parts = {name: rows.filter(pl.col("part") == name) for name in PARTS}
        return {
            "exact": exact_figures(parameters),
            "kept": kept_along_cost(),
            "honesty": over_seeds(parts["honesty"], ["level", "mutation", "generation"], ["share"]),
            "honest_ends": _ends(parts["honesty"], parameters),
            "residual": parts["honesty"]["residual"].max(),
            "fixation": interval(parts["fixation"]["fixed"].to_list()),
            "depth": over_seeds(
                parts["depth"], ["arm", "change", "level"], ["winner", "population", "large"]
            ),
            "depth_slopes": _slopes(parts["depth"], parameters),
            "contest": over_seeds(parts["contest"], ["level", "policy"], ["held"]),
            "together": over_seeds(parts["together"], ["level"], ["half"]),
            "standing": STANDING,
        }

    def tell(self, summary: Mapping[str, Any]) -> list[str]:
        return tell_market(summary)

    def draw(self, summary: Mapping[str, Any]) -> Sequence[Chart]:
        return draw_market(summary)


def _ends(rows: pl.DataFrame, parameters: MarketParameters) -> list[dict[str, Any]]:
    """The last generation beside what must be expected, with what honesty was measured to be worth, and the sums of
    what changed the share."""
    found = []
    for known in expected_honesty(parameters):
        some = rows.filter((pl.col("level") == known["level"]) & (pl.col("mutation") == known["mutation"]))
        last = some.filter(pl.col("generation") == parameters.generations)
        start = (parameters.firms // 2) / parameters.firms
        share = interval(last["share"].to_list())
        low, high = share["low"], share["high"]
        band = parameters.band
        within = None if low is None or high is None else bool(start - band < low and high < start + band)
        sums = some.group_by("seed").agg(pl.col("by_profit", "by_chance", "by_mutation").sum()).sort("seed")
        found.append(
            {
                **known,
                "share": share,
                "gone_measured": interval(last["gone"].to_list()),
                "log_ratio": interval(last["log_ratio"].to_list()),
                "unchanged": within,
                **{
                    name: interval(sums[name].to_list()) for name in ("by_profit", "by_chance", "by_mutation")
                },
            }
        )
    return found


def _slopes(rows: pl.DataFrame, parameters: MarketParameters) -> list[dict[str, Any]]:
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
            fast = some.filter(pl.col("level") == fastest)
            found.append(
                {
                    "arm": arm,
                    "change": change,
                    "per_doubling": interval(slopes),
                    "large_in_fastest": interval(fast["large"].to_list()),
                }
            )
    return found
