"""An audit in the terminal, on one screen: the answer, what was displayed, by which way, and what to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import polars as pl
from rich.console import Console
from rich.text import Text

from farfield.records import printable
from farfield.results.reuse import Audit, GradeShare, Reuse
from farfield.results.reuse_rows import run_row
from farfield.terminal.screen import SCREEN, paragraph, printable_values, standard_output
from farfield.words import numbers, phrases
from farfield.words.reuse import GRADES, PATCHES, VERDICTS, answer_sentences, arm_sentence, share_in_words

MOST_RUNS = 6
MOST_WARNINGS = 5
ROOM_TO_EXPLAIN = 100
LEAST_ROOM = 3
"""Lines for the first run to look at, and for how many more there are, on a narrow screen."""


def summarise_reuse(result: Reuse, runs: pl.DataFrame, folder: Path, console: Console | None = None) -> None:
    """Print what an audit found, the runs to look at first, and that its page is in `folder`.

    On a screen of 24 lines and 80 columns all of it is seen at once: as many runs and warnings as there is room for,
    and how many more there are.
    """
    console = console or standard_output()
    width = console.width
    result = printable_values(result)
    facts = [
        numbers.count(result.read.runs, "run"),
        phrases.listed(
            [f"{name} {numbers.whole(number)}" for name, number in result.read.formats.items()], 4
        ),
    ]
    title = Text("farfield reuse  ", style="bold").append(" · ".join(filter(None, facts)), style="not bold")
    report = f"  report  {printable(str(folder / 'report.html'))}"
    room = max(SCREEN, console.height - 1 if console.is_terminal else 0)
    room -= 1 + sum(_height(line, width) for line in (title.plain, report))
    told = _answer_lines(result, width, room)
    room -= sum(_height(line, width) for line in told)
    console.print(title, soft_wrap=True)
    for line in ("", *told, *_as_many_as_fit(runs, result.warnings, room, width), report):
        console.print(Text(line), soft_wrap=True)


def _answer_lines(result: Reuse, width: int, room: int) -> Sequence[str]:
    """The answer and what was displayed; on a narrow screen the grades in a row, then without the arms that are not
    compared, then without what the sentences say already, so that a run to look at and a warning are seen.
    """
    found: list[str] = []
    for shorter in range(4):
        arms = shorter < 2
        found = [line for sentence in _sentences(result, arms=arms) for line in paragraph(sentence, width)]
        if result.whole.runs:
            found += paragraph(_split_line(result.whole), width) if shorter < 3 else ()
            row = paragraph(_grades_in_a_row(result.whole), width)
            found += row if shorter else _grade_lines(result.whole, width)
        if sum(_height(line, width) for line in found) <= room - LEAST_ROOM:
            break
    return found


def _height(line: str, width: int) -> int:
    """How many lines of the screen a line takes."""
    return max(1, -(-Text(line).cell_len // width))


def _as_many_as_fit(runs: pl.DataFrame, warnings: Sequence[str], room: int, width: int) -> Sequence[str]:
    """Runs to look at and warnings, as many of both as there is room for: at least one of each."""
    found: Sequence[str] = []
    sizes = product(range(1, MOST_RUNS + 1), range(1, MOST_WARNINGS + 1))
    for shown, warned in sorted(sizes, key=lambda size: (min(size), sum(size))):
        lines = [*_first_runs(runs, shown), *_warnings(warnings, warned, width)]
        if not found or sum(_height(line, width) for line in lines) <= room:
            found = lines
    return found


def _sentences(result: Reuse, *, arms: bool) -> Iterator[str]:
    """The answer in sentences. `arms`: with the solved shares of arms of which no difference is told."""
    *answers, sealing = answer_sentences(result)
    found = result.sealing
    told = [arm_sentence(found).capitalize()] if arms and found is not None and found.gap is None else []
    yield from answers
    yield " ".join((sealing, *told))


def _split_line(whole: Audit) -> str:
    parts = [
        f"{VERDICTS[name][0]} {numbers.whole(number)}"
        for name, number in whole.split.plain().items()
        if number
    ]
    return f"{'claimed to be solved' if whole.basis == 'claimed' else 'audited'}: {' · '.join(parts)}"


def _grade_lines(whole: Audit, width: int) -> Iterator[str]:
    """What was displayed and how many of these runs are solved; with what a grade means where there is room, else the
    page tells it, and two grades share a line where they can.
    """
    found = [one for one in whole.by_grade if one.runs]
    names = max(len(one.grade) for one in found)
    counts = max(len(numbers.whole(one.runs)) for one in found)
    cells = [f"{one.grade:<{names}}  {numbers.whole(one.runs):>{counts}}  {_solved(one)}" for one in found]
    longest = max(map(len, cells))
    yield "  displayed, in how many runs, how many solved"
    if width >= ROOM_TO_EXPLAIN:
        yield from (
            f"    {cell:<{longest}}  {GRADES[one.grade]}" for cell, one in zip(cells, found, strict=True)
        )
    elif 2 * longest + 7 <= width:
        half = -(-len(cells) // 2)
        for at in range(half):
            yield f"    {'   '.join(f'{cell:<{longest}}' for cell in cells[at::half])}".rstrip()
    else:
        yield from (f"    {cell}" for cell in cells)


def _grades_in_a_row(whole: Audit) -> str:
    told = [
        f"{one.grade} {numbers.whole(one.runs)}"
        + (f" ({numbers.whole(one.solved.count)} solved)" if one.solved.of else "")
        for one in whole.by_grade
        if one.runs
    ]
    return f"displayed, in how many runs: {' · '.join(told)}"


def _solved(one: GradeShare) -> str:
    return share_in_words(one.solved, noun="") if one.solved.of else numbers.NOTHING


def _first_runs(runs: pl.DataFrame, most: int) -> Iterator[str]:
    """The runs whose evidence is worth a look, the strongest first."""
    order = ["copied", "reproduced"]
    found = runs.filter(pl.col("verdict").is_in(order)).sort(
        pl.col("verdict").replace_strict(order, [0, 1], default=2),
        pl.col("copied_tokens"),
        pl.col("run"),
        descending=[False, True, False],
    )
    for run in map(run_row, found.head(most).iter_rows(named=True)):
        lines = f"{run.reproduced_lines} of {run.reproduced_of} telling lines"
        told = f"{run.copied_tokens} tokens" if run.verdict == "copied" else lines
        origin = f" ({PATCHES[run.patch]})" if run.patch in PATCHES else ""
        yield printable(
            f"  {run.verdict:<10}  {run.run}: {told}, displayed at event {run.first_access}{origin}"
        )
    if found.height > most:
        yield f"  and {numbers.whole(found.height - most)} more in runs.parquet"


def _warnings(warnings: Sequence[str], most: int, width: int) -> Iterator[str]:
    for warning in warnings[:most]:
        yield from paragraph(f"! {warning}", width)
    if len(warnings) > most:
        yield f"  ! and {numbers.whole(len(warnings) - most)} more in reuse.json"
