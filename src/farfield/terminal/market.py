"""A market in the terminal: a line a generation, and what it shows."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from farfield.results.market import Market, MarketSpan, OverMarkets
from farfield.terminal.screen import paragraph, printable_values, standard_output
from farfield.words.market import tell_market
from farfield.words.numbers import count, in_points, whole, with_sign

COLUMNS = (
    "generation",
    "acted",
    "of no\nuse",
    "refused",
    "of best\nprofit, %",
    "honest\ncharters, %",
    "honest\nanswers, %",
)
MORE = ("covariance\nwith profit", "winner's\nchange, %")


def summarise_market(result: Market, folder: Path, taken_up: int = 0, console: Console | None = None) -> None:
    """Print each generation, the answer to each question, and where the files stand."""
    console = console or standard_output()
    result = printable_values(result)
    settings = result.settings
    facts = [
        settings.model,
        count(settings.firms, "firm"),
        count(settings.markets, "market"),
        f"{count(settings.periods, 'period')} a generation",
        f"beside {', '.join(settings.rivals)}" if settings.rivals else "no rivals",
    ]
    console.print(Text("farfield run market  ", style="bold").append(" · ".join(facts), style="not bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in (*COLUMNS, *MORE):
        table.add_column(name, justify="right")
    for span in result.generations:
        table.add_row(*_line(span))
    console.print(table)
    for sentence in tell_market(result):
        for line in paragraph(sentence, console.width):
            console.print(Text(line))
    if taken_up:
        console.print(Text(f"  taken up, as there already: {count(taken_up, 'generation')}"))
    console.print(
        Text(f"  result  {folder / 'market.json'}\n  plot    {folder / 'market.svg'}"), soft_wrap=True
    )


def _line(span: MarketSpan) -> list[str]:
    return [
        whole(span.generation),
        *(whole(span.outcomes[name]) for name in ("acted", "unusable", "refused")),
        _share(span.over_best),
        _share(span.honest_charters),
        _share(span.honest),
        "–" if span.covariance.mean is None else with_sign(span.covariance.mean, 3),
        _share(span.depth),
    ]


def _share(one: OverMarkets) -> str:
    return "–" if one.mean is None else in_points(one.mean)
