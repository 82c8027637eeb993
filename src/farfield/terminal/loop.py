"""A loop of attempts in the terminal: a line a round, and what it came to."""

from __future__ import annotations

from pathlib import Path

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from farfield.results.loop import Loop
from farfield.terminal.screen import paragraph, printable_values, standard_output
from farfield.words.loop import line_of, tell_loop
from farfield.words.numbers import count

COLUMNS = (
    "round",
    "attempts",
    "of them\nright",
    "shown",
    "of them\nright",
    "items\nright",
    "",
    "items\nanswered",
)


def summarise_loop(result: Loop, folder: Path, taken_up: int = 0, console: Console | None = None) -> None:
    """Print each round, what was gained, and where the files stand."""
    console = console or standard_output()
    result = printable_values(result)
    settings = result.settings
    told = f"{settings.family} · {settings.model} · judge {settings.judge} · {count(settings.items, 'item')}"
    console.print(Text("farfield loop  ", style="bold").append(told, style="not bold"))
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    for name in COLUMNS:
        table.add_column(name, justify="right")
    for at in range(len(result.rounds)):
        table.add_row(*line_of(result, at))
    console.print(table)
    for sentence in tell_loop(result):
        for line in paragraph(sentence, console.width):
            console.print(Text(line))
    if taken_up:
        console.print(Text(f"  taken up, as there already: {count(taken_up, 'round')}"))
    console.print(Text(f"  result  {folder / 'loop.json'}"), soft_wrap=True)
