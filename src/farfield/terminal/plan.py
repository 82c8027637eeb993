"""A plan in the terminal: how many items, and what choosing them saves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.records import printable
from farfield.results import Plan
from farfield.results.plan import ItemsNeeded, TaskChoice, TaskPlan
from farfield.terminal.screen import printable_values, standard_output
from farfield.words import phrases
from farfield.words.numbers import plain


def summarise_plan(result: Plan, folder: Path, console: Console | None = None) -> None:
    """Print a plan, and that it stands in `folder`."""
    console = console or standard_output()
    result = printable_values(result)
    width = 100 * result.options.half_width
    console.print(
        Text("farfield plan  ", style="bold").append(f"for ±{plain(width)} points", style="not bold")
    )
    console.print()
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in (
        "task",
        "pilot",
        "items per cluster",
        "for the score",
        "for the gap near–far",
        "for the reach",
    ):
        table.add_column(title, overflow="fold")
    for task in result.tasks:
        _add_rows(table, task)
    console.print(Padding(table, (0, 0, 0, 2)))
    console.print()
    for line in (*_choices(result.choice), *_reaches(result)):
        console.print(Text("  ").append(line), soft_wrap=True)
    console.print(Text(f"  plan  {printable(str(folder / 'plan.json'))}"), soft_wrap=True)


def _add_rows(table: Table, task: TaskPlan) -> None:
    gaps: Sequence[ItemsNeeded | None] = task.gap or [None] * len(task.score)
    reach = phrases.NOTHING if task.reach is None else phrases.count(task.reach, "item")
    pilot = f"{task.subject}, {phrases.count(task.items, 'item')}"
    for number, (score, gap) in enumerate(zip(task.score, gaps, strict=True)):
        first = number == 0
        cells = (task.task, pilot, str(score.per_cluster), _needed(score), _needed(gap), reach)
        table.add_row(*(Text(cell if first or 2 <= at <= 4 else "") for at, cell in enumerate(cells)))


def _needed(row: ItemsNeeded | None) -> str:
    if row is None:
        return phrases.NOTHING
    items = phrases.count(row.items, "item")
    return items if row.per_cluster == 1 else f"{items} in {phrases.count(row.clusters, 'cluster')}"


def _choices(choices: Sequence[TaskChoice]) -> Iterator[str]:
    for one in choices:
        fewer = f"{phrases.percent(one.saving, 0)} fewer than an even choice would take for the {one.goal}"
        told = one.note or fewer
        yield f"next.parquet holds {phrases.count(one.chosen, 'item')} of {one.task}: {told}"
    if choices:
        yield "profile their answers with --weight weight: it undoes the choice"


def _reaches(result: Plan) -> Iterator[str]:
    if result.options.reach_half_width is not None and any(task.reach is None for task in result.tasks):
        yield "no number for a reach that is unknown or open: its interval must close in the pilot first"
