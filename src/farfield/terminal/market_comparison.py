"""Markets beside each other, in the terminal: a line a run, and what they show."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from farfield.results.market_comparison import MarketBeside, MarketComparison
from farfield.terminal.screen import paragraph, printable_values, standard_output
from farfield.words.market_comparison import share, tell_market_comparison
from farfield.words.numbers import count, number, percent, with_sign

COLUMNS = (
    "costs change\nevery", "acted", "of best\nprofit, %", "honest\nanswers, %", "covariance\nwith profit",
    "as steady\nas firms", "winner's\nchange, %",
)  # fmt: skip


def summarise_market_comparison(
    result: MarketComparison, folder: Path, console: Console | None = None
) -> None:
    """Print each run, what they show beside each other, and where the files stand."""
    console = console or standard_output()
    result = printable_values(result)
    facts = ["markets", count(len(result.runs), "run"), count(len(result.contrasts), "pair")]
    console.print(Text("farfield compare  ", style="bold").append(" · ".join(facts), style="not bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    table.add_column("run", overflow="fold")
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for run in result.runs:
        table.add_row(*(Text(cell) for cell in _line(run)))
    console.print(table)
    for sentence in tell_market_comparison(result):
        for line in paragraph(sentence, console.width):
            console.print(Text(line))
    console.print(
        Text(f"  result  {folder / 'market-comparison.json'}\n  plot    {folder / 'market-comparison.svg'}"),
        soft_wrap=True,
    )


def _line(run: MarketBeside) -> list[str]:
    every, covariance, steady = run.settings.change_every, run.covariance.mean, run.together.effective
    return [
        run.name,
        "never" if every is None else count(every, "period"),
        percent(run.acted),
        share(run.over_best),
        share(run.honest),
        "–" if covariance is None else with_sign(covariance, 3),
        "–" if steady is None else f"{number(steady, 1)} of {run.together.firms}",
        share(run.depth),
    ]
