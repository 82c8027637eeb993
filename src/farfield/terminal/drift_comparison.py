"""Subjects of drift beside each other, in the terminal."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from farfield.results import DriftComparison
from farfield.terminal.screen import printable_values, standard_output
from farfield.words import phrases
from farfield.words.drift_comparison import doubts, lead_sentences, screen_lines, trend_sentence
from farfield.words.numbers import count

MOST_PAIRS, MOST_ARMS, MOST_TOLD = 6, 6, 8


def summarise_drift_comparison(result: DriftComparison, folder: Path, console: Console | None = None) -> None:
    """Print what differs, and where the page stands."""
    console = console or standard_output()
    result = printable_values(result)
    facts = ["drift", count(len(result.subjects), "subject"), count(len(result.pairs), "pair")]
    facts += phrases.chosen_of_runs(result)
    console.print(Text("farfield compare  ", style="bold").append(" · ".join(facts), style="not bold"))
    console.print()
    for sentence in lead_sentences(result):
        console.print(Padding(Text(sentence), (0, 0, 0, 2)))
    console.print()
    for pair in result.pairs[:MOST_PAIRS]:
        first, *rest = screen_lines(pair)
        name = Text(f"{pair.to} less {pair.from_}", style="bold").append(f"  {first}", style="not bold")
        console.print(Padding(name, (0, 0, 0, 2)))
        for line in rest[:MOST_ARMS]:
            console.print(Padding(Text(line), (0, 0, 0, 4)))
        if len(rest) > MOST_ARMS:
            console.print(f"    and {count(len(rest) - MOST_ARMS, 'more arm')} in the report")
    if len(result.pairs) > MOST_PAIRS:
        console.print(f"  and {count(len(result.pairs) - MOST_PAIRS, 'more pair')} in the report")
    console.print()
    told = [*map(trend_sentence, result.trends), *(one for pair in result.pairs for one in doubts(pair))]
    for sentence in told[:MOST_TOLD]:
        console.print(Padding(Text(sentence, style="dim"), (0, 0, 0, 2)))
    if len(told) > MOST_TOLD:
        console.print(f"  [dim]and {len(told) - MOST_TOLD} more in the report[/dim]")
    console.print("  [dim]points and years, less those of the first; * not 0 after correction for all[/dim]")
    console.print(Text(f"  report  {folder / 'drift-comparison.html'}"), soft_wrap=True)
