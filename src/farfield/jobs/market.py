"""Firms that a model runs over generations: each generation is kept as soon as it is lived, then measured and drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from farfield.jobs.steps import Steps
from farfield.market.playing import World
from farfield.measure.market import measure_market
from farfield.options.asking import RunOptions, TaskOptions
from farfield.options.market import MarketOptions
from farfield.records import FarfieldError
from farfield.report.charts.standalone import write_charts
from farfield.report.figures.market_charts import draw_market
from farfield.results.market import (
    SCHEMA_GENERATION,
    Market,
    MarketGeneration,
    MarketSettings,
)
from farfield.run.market.asking import LivedGeneration, ask_generation
from farfield.run.market.inheriting import founders
from farfield.run.market.living import Begun
from farfield.storage import require_local, write_json, write_text

MARKET, PLOT, LOGS = "market.json", "market.svg", "logs"


@dataclass(frozen=True)
class MarketRun:
    """A market as far as it was played: its folder and the content of market.json. `taken_up`: generations that were
    there already."""

    folder: Path
    result: Market
    taken_up: int


def run_market(
    model: str,
    out: str | Path = "farfield-market",
    options: MarketOptions | None = None,
    asked: RunOptions | None = None,
    *,
    quiet: bool = False,
) -> MarketRun:
    """Play generations of firms that a model runs; what `out` holds of the same market is taken up.

    Writes `generation-N.json`, `market.json`, `market.svg` and a log of Inspect a generation. Raises FarfieldError
    where `out` holds another market, the model or a package is missing, or a generation was not played to its end.
    """
    options, asked, folder = options or MarketOptions(), asked or RunOptions(), Path(out)
    _require_no_items(asked)
    require_local(folder)
    settings = _settings(model, options, asked)
    steps = Steps(folder, "market", "generation", SCHEMA_GENERATION, MarketGeneration)
    kept = steps.there(settings, options.generations)
    taken_up, stopped = len(kept), None

    def ask(begun: Sequence[Begun]) -> LivedGeneration:
        return ask_generation(model, begun, founders(options.firms), folder / LOGS, asked, quiet=quiet)

    try:
        for generation in range(len(kept), options.generations):
            if _beyond(kept, options.budget):
                stopped = "budget"
                break
            kept.append(_live(kept, settings, options, ask))
            steps.keep(kept[-1], generation)
    except KeyboardInterrupt as stop:
        stop.add_note(steps.stopped(len(kept)))
        raise
    result = measure_market(kept, stopped)
    write_json(folder / MARKET, result)
    write_text(folder / PLOT, write_charts(draw_market(result), "Firms that a model runs, over generations"))
    return MarketRun(folder, result, taken_up)


def _live(
    kept: Sequence[MarketGeneration],
    settings: MarketSettings,
    options: MarketOptions,
    ask: Callable[[Sequence[Begun]], LivedGeneration],
) -> MarketGeneration:
    """The generation behind those that are kept."""
    lived = ask([_begin(at, kept, options) for at in range(options.markets)])
    return MarketGeneration(
        settings=settings, generation=len(kept), log=f"{LOGS}/{lived.log.name}", markets=lived.markets
    )


def _begin(at: int, kept: Sequence[MarketGeneration], options: MarketOptions) -> Begun:
    """A market at the start of the next generation: a child begins with its parent's last price and claim."""
    total = options.firms + len(options.rivals)
    world = World(total, options.seed + at, options.detection, options.penalty, options.change_every)
    firms, prices, claims = founders(options.firms), world.first_prices(), [0.0] * total
    if kept:
        before = kept[-1].markets[at]
        firms, last = before.following, before.periods[-1].turns
        places = [*(child.parent for child in firms), *range(options.firms, total)]
        prices, claims = [last[one].price for one in places], [last[one].claim for one in places]
    return Begun(
        world=world, firms=firms, rivals=options.rivals, generation=len(kept), first=len(kept) * options.periods,
        periods=options.periods, mutation=options.mutation, prices=prices, claims=claims,
        known={probe.conduct: probe for one in kept for probe in one.markets[at].probes},
    )  # fmt: skip


def _beyond(kept: Sequence[MarketGeneration], budget: int | None) -> bool:
    """Whether another generation that takes as many tokens as the last one would go beyond the budget."""
    if budget is None or not kept:
        return False
    taken = [sum(market.tokens for market in one.markets) for one in kept]
    return sum(taken) + taken[-1] > budget


def _settings(model: str, options: MarketOptions, asked: RunOptions) -> MarketSettings:
    told = {
        name: getattr(options, name) for name in MarketSettings.__struct_fields__ if hasattr(options, name)
    }
    return msgspec.convert(
        {**told, "rivals": list(options.rivals), "model": model, "max_tokens": asked.max_tokens,
         "temperature": asked.temperature},
        MarketSettings,
    )  # fmt: skip


def _require_no_items(asked: RunOptions) -> None:
    """Raise FarfieldError for options of items, of which a market has none."""
    usual = TaskOptions(seed=asked.task.seed)
    strange = [
        f"--{name}"
        for name in TaskOptions.__dataclass_fields__
        if getattr(asked.task, name) != getattr(usual, name)
    ]
    strange += ["--limit-seconds"] if asked.limit_seconds is not None else []
    if strange:
        raise FarfieldError(
            f"a market has no items, and takes no {' and no '.join(strange)}".replace("--axes", "--axis"),
            remedy="Its own options are --firms, --periods, --generations and others: farfield run --help.",
        )
