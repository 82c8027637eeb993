"""A family's run in the terminal: the score at each level, what came of the questions, and what to type next."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.extras import own_command
from farfield.families import get_family
from farfield.measure.intervals import Interval
from farfield.records import printable
from farfield.run.levels import Answered, LevelScore, score_items
from farfield.terminal.screen import standard_output
from farfield.terminal.set_families import set_commands, set_levels, set_notes
from farfield.words import numbers as say
from farfield.words import phrases

if TYPE_CHECKING:
    from farfield.run.running import FamilyRun

OUTCOMES = ("answered", "empty", "refusal", "unparsed", "timeout", "limit", "error", "unscored")


def summarise_family(run: FamilyRun, console: Console | None = None) -> None:
    """Print a run of a family: at most a screenful."""
    console = console or standard_output()
    items = [one for one in run.answers if not one.check]
    facts = [run.family, run.model, say.count(len(items), "question" if run.sets else "item")]
    console.print(Text("farfield run  ", style="bold").append(printable(" · ".join(facts)), style="not bold"))
    if run.stopped:
        console.print("  Stopped before its end: what follows is a part.")
    console.print()
    console.print(Padding(set_levels(run.sets) if run.sets else _levels(run, items), (0, 0, 0, 2)))
    console.print()
    for line in (*(set_notes(run) if run.sets else _notes(run, items)), *_next(run)):
        console.print(Text("  ").append(printable(line)), soft_wrap=True)


def _levels(run: FamilyRun, items: list[Answered]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("axis")
    table.add_column("level", justify="right")
    table.add_column("items", justify="right")
    table.add_column("score")
    usual = any(row.usual_items is not None for row in run.levels)
    if usual:
        table.add_column("others usual", justify="right")
        table.add_column("score")
    whole = score_items(items)
    table.add_row("all", "", str(len(items)), _score(whole))
    before = ""
    for row in run.levels:
        table.add_row(
            row.axis if row.axis != before else "",
            printable(str(row.level)),
            str(row.items),
            _score(row.score),
            *((_items(row.usual_items), _usual_score(row)) if usual else ()),
        )
        before = row.axis
    return table


def _items(number: int | None) -> str:
    return "" if number is None else str(number)


def _usual_score(row: LevelScore) -> str:
    return "" if row.usual_items is None else _score(row.usual)


def _score(found: Interval | None) -> str:
    if found is None:
        return "–"
    return f"{say.percent(found.mean)} {phrases.short_ends(found.low, found.high)}"


def _notes(run: FamilyRun, items: list[Answered]) -> Iterator[str]:
    if run.levels:
        yield "levels    all items at the level, which is what a profile's curve and bands take"
    if any(row.usual_items is not None for row in run.levels):
        yield "usual     of these, the items at which every other axis has its usual level"
    yield f"outcomes  {_outcomes(items)}"
    told = [one.recited for one in items if one.recited is not None]
    if told:
        yield (
            f"recited   {sum(told)} of {say.count(len(told), 'wrong answer')} off the usual world are what that world "
            "would say"
        )
    checks = [one for one in run.answers if one.check]
    right = score_items(checks)
    if right is not None:
        yield f"checks    {_score(right)} of {say.count(len(checks), 'comprehension check')}"


def _outcomes(items: list[Answered]) -> str:
    counts = Counter(one.outcome for one in items)
    return ", ".join(f"{name} {counts[name]}" for name in OUTCOMES if counts[name])


def _next(run: FamilyRun) -> Iterator[str]:
    log = shlex.quote(str(run.log))
    yield f"log       {run.log}"
    yield ""
    if run.stopped:
        yield f"Go on with it:                 inspect eval-retry {log}"
    if run.sets:
        yield from set_commands(run)
    if run.shown:
        shows = get_family(run.family).shows_examples
        near = "what the examples of its prompt are drawn from" if shows else "its usual levels"
        yield f"Near and far, {near} taken for what it was shown:"
        told = ["profile", str(run.log), "--support", str(run.shown), "--out", f"{run.log.parent}-profile"]
        yield f"  {own_command(*told)}"
    if not run.sets:
        yield "With a corpus that it learned from, name that by --corpus instead of --support."
    yield f"Answer by answer:              inspect view --log-dir {shlex.quote(str(run.log.parent))}"
