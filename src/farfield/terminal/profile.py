"""A profile in the terminal: the lead, the most telling rows, what else is to be known; at most a screenful."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from farfield.results import Profile, RunRecord, SubjectProfile
from farfield.results.entries import top_entries
from farfield.terminal.profile_notes import Amounts as NoteAmounts
from farfield.terminal.profile_notes import note_lines
from farfield.terminal.profile_tables import regimes_table, scores_table
from farfield.terminal.screen import (
    fits_screen,
    lead_lines,
    paragraph,
    print_all,
    printable_values,
    standard_output,
)
from farfield.words import phrases
from farfield.words.lead import lead_parts
from farfield.words.lead_values import is_mixed
from farfield.words.numbers import number, whole
from farfield.words.telling_rows import telling_rows

MOST_REGIME_ROWS = 3


@dataclass(frozen=True)
class Amounts:
    """How much of each kind is printed."""

    rows: int
    regimes: bool
    notes: NoteAmounts
    about: bool = True


class After(NamedTuple):
    """What a command adds behind its run: `about`, a paragraph on what was run, and the lines to type next."""

    about: str = ""
    steps: Sequence[str] = ()


NOTHING_AFTER = After()
BAREST = NoteAmounts(mappings=0, families=0, designs=0, warnings=0, values=0, rulers=0)
AMOUNTS = (
    Amounts(8, True, NoteAmounts(mappings=3, families=6, designs=4, warnings=3, values=6)),
    Amounts(8, True, NoteAmounts(mappings=1, families=3, designs=3, warnings=3, values=6)),
    Amounts(6, True, NoteAmounts(mappings=1, families=1, designs=2, warnings=3, values=4)),
    Amounts(6, True, NoteAmounts(mappings=1, families=0, designs=1, warnings=2, values=3)),
    Amounts(4, True, NoteAmounts(mappings=0, families=0, designs=1, warnings=2, values=3)),
    Amounts(4, True, NoteAmounts(mappings=0, families=0, designs=0, warnings=1, values=2)),
    Amounts(4, False, NoteAmounts(mappings=0, families=0, designs=0, warnings=1, values=2)),
    Amounts(4, False, NoteAmounts(mappings=0, families=0, designs=0, warnings=0, values=1)),
    Amounts(4, False, NoteAmounts(mappings=0, families=0, designs=0, warnings=0, values=1), about=False),
    Amounts(2, False, NoteAmounts(mappings=0, families=0, designs=0, warnings=0, values=1), about=False),
    Amounts(1, False, NoteAmounts(mappings=0, families=0, designs=0, warnings=0, values=0), about=False),
    Amounts(1, False, BAREST, about=False),
    Amounts(0, False, BAREST, about=False),
)
"""From all that there is to the least: the first that fits on the screen is taken, else the last."""


def summarise(
    profile: Profile,
    run: RunRecord,
    report: Path,
    console: Console | None = None,
    after: After = NOTHING_AFTER,
) -> None:
    """Print what a run found: what was measured, the lead, a row for each subject, where to read on.

    `profile` and `run` are the contents of profile.json and run.json, `report` is the path to end with and
    `after` what stands behind it, on the same screen. Without a console the standard output is used, plain when that is
    no terminal.
    """
    console = console or standard_output()
    profile, run = printable_values(profile), printable_values(run)
    for amounts in AMOUNTS if after.steps else AMOUNTS[:-1]:  # without lines to type a row is worth more
        about = paragraph(after.about, console.width) if amounts.about else ()
        told = [*_told(profile, run, report, console.width, amounts), *map(Text, (*about, *after.steps))]
        if fits_screen(console, told):
            break
    print_all(console, told)


def _told(
    profile: Profile, run: RunRecord, report: Path, width: int, amounts: Amounts
) -> Iterator[RenderableType]:
    """All that is printed, in its order."""
    entries = profile.profiles
    yield _first_line(profile, run)
    yield Text()
    yield from lead_lines(lead_parts(profile), width)
    yield Text()
    if entries:
        yield from _tables(entries, width, amounts)
    for line in note_lines(profile, run, amounts.notes):
        yield Text("  ").append_text(line)
    yield Text(f"  report  {report}")


def _tables(entries: Sequence[SubjectProfile], width: int, amounts: Amounts) -> Iterator[RenderableType]:
    """The most telling rows and, of a few, what their headlines are made of; where there is no room, where they are."""
    entries = [entry for entry in entries if not is_mixed(entry)] or entries
    if not amounts.rows:
        yield Text(f"  {phrases.count(len(entries), 'row')} of numbers in the report")
        return
    shown = telling_rows(entries, amounts.rows)
    yield Padding(scores_table(shown, width), (0, 0, 0, 2))
    if len(entries) > len(shown):
        yield Text(f"  and {_more_rows(entries, shown)} in the report")
    parted = [one for one in shown if one.tells_regimes]
    if amounts.regimes and parted and len(shown) <= MOST_REGIME_ROWS:
        yield Padding(regimes_table(parted), (1, 0, 0, 2))
    yield Text()


def _first_line(profile: Profile, run: RunRecord) -> Text:
    entries = profile.profiles
    tasks = list(dict.fromkeys(phrases.task(entry) for entry in top_entries(entries)))
    subjects = {entry.subject for entry in entries}
    facts = [
        phrases.listed(tasks, 3),
        phrases.count(len(subjects), "subject"),
        phrases.measured_items(entries),
        *filter(None, [phrases.chosen(profile.where)]),
        phrases.corpus(profile.corpus),
        f"{number(run.seconds, 1)} s",
    ]
    return Text("farfield  ", style="bold").append(" · ".join(facts), style="not bold")


def _more_rows(entries: Sequence[SubjectProfile], shown: Sequence[SubjectProfile]) -> str:
    """How many rows were left out: "14 more, 12 of them on parts of pooled tasks,"."""
    held = {id(entry) for entry in shown}
    left = [entry for entry in entries if id(entry) not in held]
    parts = sum(bool(entry.part_of) and not entry.stratum for entry in left)
    if parts == len(left):
        return f"{whole(parts)} more, on parts of what is pooled,"
    of = f", {whole(parts)} of them on parts of what is pooled," if parts else ""
    return f"{whole(len(left))} more{of}"
