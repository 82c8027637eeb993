"""Coherence in the terminal: a row for each subject and each answerer to compare with."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.results import Coherence
from farfield.results.coherence import CoherenceLevel, CoherenceMean, SubjectCoherence
from farfield.terminal.screen import printable_values, standard_output
from farfield.words import phrases
from farfield.words.coherence import answer_sentences, area, left_out_sentences, small, subject_name
from farfield.words.numbers import number, whole

MOST_LEFT_OUT = 8
MOST_WARNINGS = 3
MOST_LEVELS = 12


def summarise_coherence(result: Coherence, folder: Path, console: Console | None = None) -> None:
    """Print what was found, and where the page stands."""
    console = console or standard_output()
    result = printable_values(result)
    tuples = sum(one.whole.tuples for one in result.subjects)
    facts = [phrases.count(len(result.subjects), "subject"), phrases.count(tuples, "tuple")]
    facts += [phrases.count(len(result.preferences), "set of choices")] if result.preferences else []
    console.print(Text("farfield coherence  ", style="bold").append(" · ".join(facts), style="not bold"))
    console.print()
    if result.subjects:
        console.print(Padding(_table(result), (0, 0, 1, 2)))
    for one in result.subjects:
        if one.levels:
            console.print(Padding(_levels(one, result.options.axis or ""), (0, 0, 1, 2)))
    for line in answer_sentences(result):
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    for line in [*left_out_sentences(result)][:MOST_LEFT_OUT]:
        console.print(Padding(Text(line, style="dim"), (0, 0, 0, 2)))
    for line in result.warnings[:MOST_WARNINGS]:
        console.print(Padding(Text(line, style="dim"), (0, 0, 0, 2)))
    console.print(Text(f"  report  {folder / 'coherence.html'}"), soft_wrap=True)


def _table(result: Coherence) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("subject", overflow="fold")
    for title in ("tuples", "squared\ndistance", "log gain,\nnats", "sure win", "AUC", "Brier"):
        table.add_column(title, no_wrap=True)
    for one in result.subjects:
        table.add_row(*map(Text, _cells(one)))
    table.add_section()
    for one in result.references:
        table.add_row(*(Text(cell, style="dim") for cell in _cells(one)))
    return table


def _cells(one: SubjectCoherence) -> list[str]:
    found, told = one.whole, one.discrimination
    return [
        subject_name(one), whole(found.tuples), small(one.common), _plain(found.log_gain), _plain(found.dutch_book),
        area(told.auc), "–" if told.brier is None else f"{number(told.brier.mean, 3)}",
    ]  # fmt: skip


def _plain(found: CoherenceMean | None) -> str:
    return phrases.NOTHING if found is None else phrases.distance(found.mean)


def _levels(one: SubjectCoherence, axis: str) -> Table:
    table = Table(
        box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim", title=f"{one.subject} by {axis}",
        title_justify="left", title_style="",
    )  # fmt: skip
    for title in ("level", "tuples", "squared distance", "AUC"):
        table.add_column(title)
    for level in one.levels[:MOST_LEVELS]:
        table.add_row(*map(Text, _level(level)))
    return table


def _level(level: CoherenceLevel) -> list[str]:
    found = level.found
    return [
        level.level,
        whole(found.tuples) if found else "0",
        small(found.squared) if found else phrases.NOTHING,
        area(level.discrimination.auc),
    ]
