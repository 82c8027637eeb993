"""Markets of firms that models ran, beside each other: read, compare, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from farfield.comparison.markets import LivedRun, compare_markets
from farfield.jobs.steps import Steps
from farfield.options.comparing import CompareOptions
from farfield.records import FarfieldError
from farfield.report.charts.standalone import write_charts
from farfield.report.figures.market_comparison_charts import draw_market_comparison
from farfield.results.market import SCHEMA_GENERATION, SCHEMA_MARKET, Market, MarketGeneration
from farfield.results.market_comparison import MarketComparison
from farfield.storage import read_run_json, require_local, write_json, write_text
from farfield.words.numbers import count, whole

MARKET, RESULT, PLOT = "market.json", "market-comparison.json", "market-comparison.svg"


@dataclass(frozen=True)
class ComparedMarkets:
    """A finished comparison: its folder and the content of market-comparison.json."""

    folder: Path
    result: MarketComparison


def compare_market_runs(
    runs: Sequence[str | Path], out: str | Path = "farfield-comparison", options: CompareOptions | None = None
) -> ComparedMarkets:
    """The folders of markets in; a folder with market-comparison.json and market-comparison.svg out.

    Raises FarfieldError for whatever the user can mend; nothing is written then.
    """
    require_local(Path(out))
    _refuse_options(options or CompareOptions())
    folders = [Path(one) for one in runs]
    if len({one.resolve() for one in folders}) < max(2, len(folders)):
        raise FarfieldError(
            "a comparison takes two markets or more, each named once", where=", ".join(map(str, runs))
        )
    short = len({one.name for one in folders}) == len(folders)
    result = compare_markets([LivedRun(one.name if short else str(one), _lived(one)) for one in folders])
    write_json(Path(out) / RESULT, result)
    write_text(Path(out) / PLOT, write_charts(draw_market_comparison(result), "Markets beside each other"))
    return ComparedMarkets(Path(out), result)


def _lived(folder: Path) -> list[MarketGeneration]:
    """The generations of a market. Raises FarfieldError where some of those that its result tells of are not there, or
    they are of different markets."""
    told = len(read_run_json(folder / MARKET, SCHEMA_MARKET, Market).generations)
    found = Steps(folder, "market", "generation", SCHEMA_GENERATION, MarketGeneration).finished()
    if len(found) < told:
        raise FarfieldError(
            f"holds {whole(len(found))} of the {count(told, 'generation')} that its result tells of", where=str(folder),
            remedy="Markets are compared from generation-0.json and those after it: keep them beside market.json.",
        )  # fmt: skip
    return found


def _refuse_options(options: CompareOptions) -> None:
    """Raise FarfieldError for options of items, which markets have none of. The seed is of a bootstrap that none of
    their intervals takes."""
    usual = CompareOptions()
    strange = [one.name for one in fields(options) if getattr(options, one.name) != getattr(usual, one.name)]
    if strange:
        named = " and no ".join("--scale-of" if name == "scales" else f"--{name}" for name in strange)
        raise FarfieldError(
            f"a comparison of markets takes no {named.replace('_', '-')}",
            remedy="Market by market of the same seed, each run is set against each: nothing is chosen.",
        )
