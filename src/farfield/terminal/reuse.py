"""An audit in the terminal, on one screen: the answer, what was displayed, by which way, and what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.records import printable
from farfield.results.reuse import Audit, Reuse
from farfield.terminal.screen import printable_values, standard_output
from farfield.words import numbers, phrases
from farfield.words.reuse import GRADES, PATCHES, VERDICTS, answer_sentences, arm_sentence, share_in_words

MOST_RUNS = 6
MOST_WARNINGS = 5
ROOM_TO_EXPLAIN = 100


def summarise_reuse(result: Reuse, runs: pl.DataFrame, folder: Path, console: Console | None = None) -> None:
    """Print what an audit found, the runs to look at first, and that its page is in `folder`."""
    console = console or standard_output()
    result = printable_values(result)
    facts = [
        numbers.count(result.read.runs, "run"),
        phrases.listed(
            [f"{name} {numbers.whole(number)}" for name, number in result.read.formats.items()], 4
        ),
    ]
    title = Text("farfield reuse  ", style="bold").append(" · ".join(filter(None, facts)), style="not bold")
    console.print(title, soft_wrap=True)
    console.print()
    for sentence in _sentences(result):
        console.print(Padding(Text(sentence), (0, 0, 0, 2)))
    console.print()
    if result.whole.runs:
        console.print(Padding(Text(_split_line(result.whole)), (0, 0, 0, 2)))
        console.print(Padding(_grade_table(result.whole, console.width), (1, 0, 0, 2)))
        console.print()
    for line in _first_runs(runs):
        console.print(Text("  ").append(line), soft_wrap=True)
    for line in _warnings(result.warnings):
        console.print(Padding(Text(line), (0, 0, 0, 2)))
    console.print(Text(f"  report  {printable(str(folder / 'report.html'))}"), soft_wrap=True)


def _sentences(result: Reuse) -> Iterator[str]:
    yield from answer_sentences(result)
    if result.sealing is not None and result.sealing.gap is None:
        yield arm_sentence(result.sealing).capitalize()


def _table(*titles: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in titles:
        table.add_column(title, overflow="fold")
    return table


def _split_line(whole: Audit) -> str:
    parts = [
        f"{VERDICTS[name][0]} {numbers.whole(number)}"
        for name, number in whole.split.plain().items()
        if number
    ]
    return f"{'claimed to be solved' if whole.basis == 'claimed' else 'audited'}: {' · '.join(parts)}"


def _grade_table(whole: Audit, width: int) -> Table:
    """What was displayed; with what each grade means where there is room, else the page tells it."""
    explained = width >= ROOM_TO_EXPLAIN
    table = _table("displayed", "runs", "solved", *([""] if explained else []))
    for one in whole.by_grade:
        if one.runs:
            solved = share_in_words(one.solved) if one.solved.of else numbers.NOTHING
            means = [GRADES[one.grade]] if explained else []
            table.add_row(*map(Text, (one.grade, numbers.whole(one.runs), solved, *means)))
    return table


def _first_runs(runs: pl.DataFrame) -> Iterator[str]:
    """The runs whose evidence is worth a look, the strongest first."""
    order = ["copied", "reproduced"]
    found = runs.filter(pl.col("verdict").is_in(order)).sort(
        pl.col("verdict").replace_strict(order, [0, 1], default=2),
        pl.col("copied_tokens"),
        pl.col("run"),
        descending=[False, True, False],
    )
    for row in found.head(MOST_RUNS).iter_rows(named=True):
        lines = f"{row['reproduced_lines']} of {row['reproduced_of']} telling lines"
        told = f"{row['copied_tokens']} tokens" if row["verdict"] == "copied" else lines
        origin = f" ({PATCHES[row['patch']]})" if row["patch"] in PATCHES else ""
        yield printable(
            f"{row['verdict']:<10}  {row['run']}: {told}, displayed at event {row['first_access']}{origin}"
        )
    if found.height > MOST_RUNS:
        yield f"and {numbers.whole(found.height - MOST_RUNS)} more in runs.parquet"


def _warnings(warnings: Sequence[str]) -> Iterator[str]:
    for warning in warnings[:MOST_WARNINGS]:
        yield f"! {warning}"
    if len(warnings) > MOST_WARNINGS:
        yield f"! and {len(warnings) - MOST_WARNINGS} more in reuse.json"
