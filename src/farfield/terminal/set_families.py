"""A run of a family of sets in the terminal: each kind of question side by side, level by level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table

from farfield.extras import own_command
from farfield.families import get_family
from farfield.families.dated_facts import EVENT, DatedFacts
from farfield.families.sets import Measuring, SetFamily
from farfield.records import printable
from farfield.run.levels import SetLevel
from farfield.words import numbers as say

if TYPE_CHECKING:
    from farfield.run.running import FamilyRun

TITLES = {"flipped": "norm flipped", "comprehension": "check"}
VALUE, FLIPPED = "value", "flipped"
NEXT: dict[Measuring, str] = {
    "profile": "Intervals, and whether the value reaches as far as the capability:",
    "coherence": "Whether these could be the probabilities of one mind:",
    "drift": "When it lives, what each reminder mends and loses, and how long it lasts:",
}
"""What the command tells that measures such a log."""


def set_levels(levels: Sequence[SetLevel]) -> Table:
    """A row a level, a column a kind; of values also how far item and flipped twin are told apart."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    table.add_column("axis")
    kinds = list(levels[0].means)
    told_apart = VALUE in kinds and FLIPPED in kinds
    for title in ("level", "sets" if VALUE in kinds else "questions"):
        table.add_column(title, justify="right")
    for kind in kinds:
        table.add_column(TITLES.get(kind, kind), justify="right")
    if told_apart:
        table.add_column("told apart", justify="right")
    before = ""
    for row in levels:
        cells = [_mean(row, kind) for kind in kinds]
        apart = [_apart(row)] if told_apart else []
        axis = row.axis if row.axis != before else ""
        table.add_row(axis, printable(str(row.level)), str(row.sets), *cells, *apart)
        before = row.axis
    return table


def set_notes(run: FamilyRun) -> Iterator[str]:
    """What the columns are, and what came of the questions."""
    kinds, family = list(run.sets[0].means), _of_sets(run)
    if isinstance(family, DatedFacts):
        yield "name      whether the answer names what holds today, over all reminders"
        if EVENT in kinds:
            yield "event     whether the last change happened; control: whether one did that never has"
        if family.left_out:
            told = say.count(family.left_out, "fact")
            yield f"left out  {told} without a question, two dated answers, or one that holds still since a day"
    elif VALUE in kinds and FLIPPED in kinds:
        yield "flipped   the twin in which the norm is the other way round; 100 where the same behaviour never shows"
        yield "apart     value and flipped norm less 100 points: whoever does the same in both has 0"
    elif family.measured_by == "coherence":
        yield "score     1 less the squared distance from the right probability; 0 where none was stated"
    counts = Counter(one.outcome for one in run.answers)
    yield f"outcomes  {', '.join(f'{name} {number}' for name, number in counts.most_common())}"


def set_commands(run: FamilyRun) -> Iterator[str]:
    """What to type next."""
    command = _of_sets(run).measured_by
    yield NEXT[command]
    yield f"  {own_command(command, str(run.log), '--out', f'{run.log.parent}-{command}')}"


def _of_sets(run: FamilyRun) -> SetFamily:
    family = get_family(run.family)
    assert isinstance(family, SetFamily)
    return family


def _mean(row: SetLevel, kind: str) -> str:
    found = row.means[kind]
    return "–" if found is None else say.percent(found.mean)


def _apart(row: SetLevel) -> str:
    value, flipped = row.means[VALUE], row.means[FLIPPED]
    if value is None or flipped is None:
        return "–"
    return say.in_points(value.mean + flipped.mean - 1)
