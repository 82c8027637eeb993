"""The tables of a profile in the terminal: a row for each subject, and what the headline is made of."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from farfield.records import REGIMES
from farfield.results import SubjectProfile
from farfield.results.profile import RegimeScore, Score
from farfield.results.rulers import Gap, Measured, Reach
from farfield.terminal.named_rows import named_rows
from farfield.words import phrases
from farfield.words.accents import terminal_colour
from farfield.words.numbers import in_points

NARROW = 100  # columns, below which a name gets a line of its own
VERY_NARROW = 74  # columns, below which an interval does too
NUMBERS_WIDTH = 76  # columns that the numbers take on one line
NARROW_TITLES = ("score", "near", "far", "gap", "reach")


def scores_table(entries: Sequence[SubjectProfile], width: int) -> RenderableType:
    """A row for each profile with score, near and far third, gap and reach. No number is ever cut or wrapped."""
    several = _several(entries)
    longest = max(len(entry.subject) + several * (len(phrases.task(entry)) + 2) for entry in entries)
    if width < NARROW or longest + NUMBERS_WIDTH > width:
        return _narrow(entries, width)
    adjusted = _adjusted(entries)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in ["task"] * several + ["subject"]:
        table.add_column(title, overflow="fold")
    gap = "gap,\nadjusted" if adjusted else "gap,\ncrude"
    for title in ("score", "nearest\nthird", "farthest\nthird", gap, "reach"):
        table.add_column(title, no_wrap=True)  # a name may wrap, a number never
    for entry in entries:
        names = [phrases.task(entry)] * several + [entry.subject]
        table.add_row(*map(Text, names), *map(Text, _cells(entry, entry.main, adjusted)))
    return table


def _several(entries: Sequence[SubjectProfile]) -> bool:
    return len({entry.task for entry in entries}) > 1 or any(entry.pooled for entry in entries)


def _adjusted(entries: Sequence[SubjectProfile]) -> bool:
    return any(entry.main.gap.adjusted for entry in entries if entry.main is not None)


def _narrow(entries: Sequence[SubjectProfile], width: int) -> RenderableType:
    """The name of each profile on a line of its own, its numbers below it."""
    several, adjusted = _several(entries), _adjusted(entries)
    titles = [f"gap, {'adjusted' if adjusted else 'crude'}" if one == "gap" else one for one in NARROW_TITLES]
    rows = [
        (
            f"{phrases.task(entry)} · {entry.subject}" if several else entry.subject,
            [_short(cell) for cell in _cells(entry, entry.main, adjusted)],
        )
        for entry in entries
    ]
    return named_rows(titles, rows, stacked=width < VERY_NARROW)


def _short(cell: str) -> str:
    """Without the height at the reach, which the report has."""
    return cell.rpartition(", ")[0] if cell.endswith(" there") else cell


def _cells(entry: SubjectProfile, measured: Measured | None, adjusted: bool) -> list[str]:
    score = entry.score
    if measured is None:
        return [_score(score), *[phrases.NOTHING] * 4]
    gap = measured.gap
    told = _gap(entry, gap, adjusted)
    return [_score(score), _plain(gap.near), _plain(gap.far), told, _reach(measured.reach)]


def _score(score: Score) -> str:
    if score.mean is None:
        return "not scored"
    return f"{in_points(score.mean, 1)} {phrases.short_ends(score.low, score.high)}"


def _gap(entry: SubjectProfile, gap: Gap, adjusted: bool) -> str:
    """The gap; that of twins where near and far share nothing that could be held equal."""
    twins = entry.twins
    if gap.reason == "no_overlap" and twins and twins.difference is not None:
        return f"{phrases.points(twins.estimate)} twins"
    crude = adjusted and not gap.adjusted and gap.difference is not None
    return phrases.points(gap.estimate) + (" crude" if crude else "")


def _reach(reach: Reach) -> str:
    half = reach.half
    return phrases.reach(reach) + (f", {_plain(half)}{phrases.THIN}% there" if half is not None else "")


def _plain(share: float | None) -> str:
    return phrases.NOTHING if share is None else in_points(share)


def regimes_table(entries: Sequence[SubjectProfile]) -> Table:
    """What the headline is made of: a column for each regime, its n in the head where it is the same for all."""
    several = len({entry.task for entry in entries}) > 1
    rows = [{found.regime: found for found in entry.regimes} for entry in entries]
    counts = {name: {row[name].items for row in rows if name in row} for name in REGIMES}
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("", overflow="fold")
    for name in filter(counts.get, REGIMES):
        n = f"\n{phrases.held(*counts[name])}" if len(counts[name]) == 1 else ""
        table.add_column(Text(name, terminal_colour(name)).append(n, "dim"), no_wrap=True)
    for entry, row in zip(entries, rows, strict=True):
        subject = f"{entry.task}, {entry.subject}" if several else entry.subject
        cells = (_regime(row.get(name), named=len(counts[name]) > 1) for name in filter(counts.get, REGIMES))
        table.add_row(Text(subject), *map(Text, cells))
    return table


def _regime(found: RegimeScore | None, *, named: bool) -> str:
    if found is None:
        return phrases.NOTHING
    score = f"{_plain(found.mean)} {phrases.percent_interval(found.low, found.high, 0)}"
    return f"{score} {phrases.held(found.items)}" if named else score
