"""Drift in the terminal: when each subject lives, what it says a year on, what reminders mend."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from farfield.results import Drift
from farfield.terminal.screen import printable_values, standard_output
from farfield.words.drift import answer_sentences, notice_sentence, screen_lines
from farfield.words.drift_left_out import left_out_sentences
from farfield.words.numbers import count, whole
from farfield.words.phrases import chosen

MOST_SUBJECTS = 24
MOST_TOLD = 8
MOST_WARNINGS = 3


def summarise_drift(result: Drift, folder: Path, console: Console | None = None) -> None:
    """Print what was found, and where the page stands."""
    console = console or standard_output()
    result = printable_values(result)
    facts = [
        count(len(result.subjects), "subject"),
        count(result.rows, "answer"),
        count(result.facts, "fact"),
        *filter(None, [chosen(result.where)]),
    ]
    console.print(Text("farfield drift  ", style="bold").append(" · ".join(facts), style="not bold"))
    console.print()
    for one in result.subjects[:MOST_SUBJECTS]:
        first, *rest = screen_lines(one)
        line = Text(one.subject, style="bold").append(f"  {first}", style="not bold")
        console.print(Padding(line, (0, 0, 0, 2)))
        for more in rest:
            console.print(Padding(Text(more), (0, 0, 0, 4)))
    if len(result.subjects) > MOST_SUBJECTS:
        console.print(f"  and {whole(len(result.subjects) - MOST_SUBJECTS)} more in the report")
    console.print()
    if len(result.subjects) > 1:
        for sentence in answer_sentences(result):
            console.print(Padding(Text(sentence), (0, 0, 0, 2)))
    told = [*map(notice_sentence, result.notices), *left_out_sentences(result)]
    for sentence in told[:MOST_TOLD]:
        console.print(Padding(Text(sentence, style="dim"), (0, 0, 0, 2)))
    if len(told) > MOST_TOLD:
        console.print(f"  [dim]and {len(told) - MOST_TOLD} more in the report[/dim]")
    for warning in result.warnings[:MOST_WARNINGS]:
        console.print(Padding(Text(warning, style="dim"), (0, 0, 0, 2)))
    console.print(Text(f"  report  {folder / 'drift.html'}"), soft_wrap=True)
