"""The terminal's table: what, where from, more of the same, in at most a screenful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.corpus_records import CorpusSummary
from farfield.records import REGIMES, printable
from farfield.results import Profile, Result, RunRecord, SubjectProfile
from farfield.results.entries import own_entries, top_entries
from farfield.results.families import FamilyProfile, FamilyRegime
from farfield.results.profile import RegimeScore, Score
from farfield.results.rulers import Gap, Measured, Reach
from farfield.results.score_notices import CutOff
from farfield.words import phrases
from farfield.words.accents import terminal_colour
from farfield.words.families import answer_sentences, support_sentences
from farfield.words.findings import design_sentences
from farfield.words.numbers import in_points, number, whole
from farfield.words.warnings import warning

MOST_ROWS = 8
PLAIN_WIDTH = 120  # columns, where no terminal tells its own
NARROW = 100  # columns, below which what stands beside a number gets a line of its own
MOST_WARNINGS = 3
MOST_DESIGNS = 4
MOST_RULERS = 3
MOST_REGIME_ROWS = 3
MOST_FAMILY_LINES = 6
MOST_MAPPINGS = 3

Told = TypeVar("Told", bound=Result)


def summarise(profile: Profile, run: RunRecord, report: Path, console: Console | None = None) -> None:
    """Print what a run found: a line on what was measured, a row for each subject, where to read on.

    `profile` and `run` are the contents of profile.json and run.json, `report` is the path to end with. Without
    a console the standard output is used, plain when that is no terminal.
    """
    console = console or standard_output()
    profile, run = printable_values(profile), printable_values(run)
    entries = profile.profiles
    console.print(_first_line(profile, run), soft_wrap=True)
    console.print()
    if entries:
        shown = shown_entries(entries)
        console.print(Padding(_table(shown, console.width), (0, 0, 0, 2)))
        if len(entries) > len(shown):
            console.print(f"  and {_more_rows(entries, shown)} in the report")
        if len(shown) <= MOST_REGIME_ROWS and any(len(entry.regimes) > 1 for entry in shown):
            console.print(Padding(_regimes(shown), (1, 0, 0, 2)))
        console.print()
    for told in phrases.columns_taken(run)[:MOST_MAPPINGS]:
        console.print(Text(f"  read as  {told}", style="dim"), soft_wrap=True)
    for line in _lines(profile, run):
        console.print(Text("  ").append_text(line), soft_wrap=True)
    console.print(Text(f"  report  {report}"), soft_wrap=True)


def printable_values(result: Told) -> Told:
    """A copy of a result with every text in it fit for a terminal."""
    return msgspec.convert(_printable(result.plain()), type(result))


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {printable(str(key)): _printable(held) for key, held in value.items()}
    return [_printable(held) for held in value] if isinstance(value, list | tuple) else value


def standard_output() -> Console:
    """The console of the standard output: without colours, and PLAIN_WIDTH wide where it is no terminal."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=PLAIN_WIDTH)


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


def shown_entries(entries: Sequence[SubjectProfile]) -> list[SubjectProfile]:
    """The rows that there is room for.

    Of more than that, what is part of nothing first, then pools and strata, never parts of a pool: 57 of them say less
    than the pool.
    """
    if len(entries) <= MOST_ROWS:
        return list(entries)
    tops = top_entries(entries)
    views = [entry for entry in entries if entry.pooled] + [entry for entry in entries if entry.stratum]
    return [*tops, *(entry for entry in views if entry not in tops)][:MOST_ROWS]


def _more_rows(entries: Sequence[SubjectProfile], shown: Sequence[SubjectProfile]) -> str:
    """How many rows were left out: "14 more, 12 of them on parts of pooled tasks,"."""
    left = [entry for entry in entries if entry not in shown]
    parts = sum(bool(entry.part_of) and not entry.stratum for entry in left)
    if parts == len(left):
        return f"{whole(parts)} more, on parts of what is pooled,"
    of = f", {whole(parts)} of them on parts of what is pooled," if parts else ""
    return f"{whole(len(left))} more{of}"


def _table(entries: Sequence[SubjectProfile], width: int) -> Table:
    several = len({entry.task for entry in entries}) > 1 or any(entry.pooled for entry in entries)
    main = [entry.main for entry in entries]
    adjusted = any(measured.gap.adjusted for measured in main if measured is not None)
    gap = "gap,\nadjusted" if adjusted else "gap,\ncrude"
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in ["task"] * several + ["subject"]:
        table.add_column(title, overflow="fold")
    for title in ("score", "nearest\nthird", "farthest\nthird", gap, "reach"):
        table.add_column(title, no_wrap=True)  # a name may wrap, a number never
    for entry, measured in zip(entries, main, strict=True):
        names = [phrases.task(entry)] * several + [entry.subject]
        cells = _cells(entry, measured, adjusted)
        table.add_row(*map(Text, names), *map(Text, map(_stacked, cells) if width < NARROW else cells))
    return table


def _stacked(cell: str) -> str:
    """What stands behind a number on a line of its own, so that none is cut; the space in an interval never breaks."""
    number, _, beside = cell.replace(", ", "  ").partition("  ")
    return f"{number}\n{beside}" if beside else cell.replace(" crude", "\ncrude").replace(" twins", "\ntwins")


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


def _lines(profile: Profile, run: RunRecord) -> Iterator[Text]:
    entries = profile.profiles
    main = list(dict.fromkeys(entry.main_ruler for entry in entries))
    for ruler in main[:MOST_RULERS]:
        if ruler is not None:
            yield _range_line(profile, entries, ruler, main)
    yield from _families(entries)
    if profile.corpus is not None:
        yield _where_from(entries, profile.corpus)
        for doubt in profile.corpus.doubts:
            yield Text(f"! {doubt}", style="yellow")
        yield from map(Text, phrases.documents_of(profile.corpus))
    yield from map(Text, _designs(entries))
    yield Text(_more(entries))
    warnings = _cut_first(list(dict.fromkeys([*run.warnings, *_warnings(entries)])), entries)
    for text in warnings[:MOST_WARNINGS]:
        yield Text(f"! {text}", style="yellow")
    if len(warnings) > MOST_WARNINGS:
        yield Text(
            f"! and {phrases.count(len(warnings) - MOST_WARNINGS, 'more warning')} in the report",
            style="yellow",
        )
    left_out = run.rejected.evals + run.rejected.corpus
    if left_out:
        yield Text(f"{phrases.count(left_out, 'record')} left out, see rejected.jsonl")


def _designs(entries: Sequence[SubjectProfile]) -> list[str]:
    """What twins and the cutoff tell, which is to be heard before any adjustment."""
    told = [
        f"{entry.subject}: {sentence}" if len(entries) > 1 else sentence
        for entry in entries
        if entry.score.mean is not None
        for sentence in design_sentences(entry)
    ]
    more = [f"and {whole(len(told) - MOST_DESIGNS)} more on twins and cutoff in the report"]
    return told if len(told) <= MOST_DESIGNS else told[:MOST_DESIGNS] + more


def _cut_first(warnings: list[str], entries: Sequence[SubjectProfile]) -> list[str]:
    """The warnings, first those of answers that a limit cut: they change what the score above means."""
    cut = {warning(one) for entry in entries for one in entry.notices if isinstance(one, CutOff)}
    return sorted(warnings, key=lambda text: not text.endswith(tuple(cut)) if cut else True)


def _warnings(entries: Sequence[SubjectProfile]) -> list[str]:
    """Each warning once, with the subjects it is about where it is not about all."""
    about: dict[str, list[SubjectProfile]] = {}
    for entry in entries:
        for text in entry.warnings:
            about.setdefault(text, []).append(entry)
    return [
        text if len(found) == len(entries) else f"{phrases.listed(_whom(found, entries), 2)}: {text}"
        for text, found in about.items()
    ]


def _whom(found: Sequence[SubjectProfile], entries: Sequence[SubjectProfile]) -> list[str]:
    """The subjects; with the task, where it is not so on all of a subject's tasks."""
    held, of = (Counter(entry.subject for entry in some) for some in (found, entries))
    names = (
        entry.subject if held[entry.subject] == of[entry.subject] else f"{entry.subject} on {entry.task}"
        for entry in found
    )
    return list(dict.fromkeys(names))


def _range_line(
    profile: Profile, entries: Sequence[SubjectProfile], ruler: str, main: Sequence[str | None]
) -> Text:
    ends = [entry.rulers[ruler] for entry in entries if ruler in entry.rulers]
    lows = [m.low for m in ends if m.low is not None]
    highs = [m.high for m in ends if m.high is not None]
    unit = profile.rulers[ruler].unit
    if not lows:
        return Text(f"{unit}: no item has this distance")
    others = [name for name in profile.rulers if name not in main] if ruler == main[0] else []
    also = f" · also measured: {phrases.listed(others, 4)}" if others else ""
    return Text(f"{unit}: {phrases.distance(min(lows))} … {phrases.distance(max(highs))}{also}")


def _regimes(entries: Sequence[SubjectProfile]) -> Table:
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


def _families(entries: Sequence[SubjectProfile]) -> Iterator[Text]:
    """Of the first families what is shown of them and how labels change with the threshold, and what was answered."""
    told: dict[str, None] = {}
    blocks = [(entry, block) for entry in entries for block in entry.families]
    for _, block in blocks:
        told.setdefault(" ".join(support_sentences(block)))
        told.setdefault(_by_threshold(block))
    for entry, block in blocks:
        name = f"{entry.subject}: " if len(entries) > 1 else ""
        if sentences := answer_sentences(block):
            told.setdefault(f"{name}{' '.join(sentences)}")
    lines = [line for line in told if line]
    yield from map(Text, lines[:MOST_FAMILY_LINES])
    if len(lines) > MOST_FAMILY_LINES:
        yield Text(
            f"and {phrases.count(len(lines) - MOST_FAMILY_LINES, 'more line')} on families in the report"
        )


def _by_threshold(block: FamilyProfile) -> str:
    """How many items stand where at each threshold, where the thresholds do not agree."""
    counts = [_counted(one.regimes) for one in block.thresholds]
    if all(one == counts[0] for one in counts):
        return ""
    parts = []
    for one, counted in zip(block.thresholds, counts, strict=True):
        named = ", ".join(f"{regime} {whole(counted[regime])}" for regime in REGIMES if regime in counted)
        parts.append(f"{one.threshold}: {named}")
    return f"Items of {block.family} where support begins at {'; '.join(parts)}."


def _counted(parts: Sequence[FamilyRegime]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for part in parts:
        counts[part.regime] = counts.get(part.regime, 0) + part.items
    return counts


def _where_from(entries: Sequence[SubjectProfile], corpus: CorpusSummary) -> Text:
    """Recall, the plainest answer to "where from"."""
    asked = [(entry.task, entry.recalled) for entry in own_entries(entries) if entry.recalled]
    if not any(recalled.of for _, recalled in asked):
        return Text("no item has both a question and an answer that could be looked for")
    by_task = dict(asked)
    total = sum(recalled.items for recalled in by_task.values())
    nearly = sum(recalled.nearly for recalled in by_task.values())
    where = phrases.searched_part(corpus)
    below = max((recalled.unseen_below or 0 for _, recalled in asked), default=0)
    unseen = f"up to {phrases.distance(below)} documents each may still be unseen" if below else ""
    if not (total or nearly):
        return Text(f"nothing of the test stands with its answer in {where}{unseen and f': {unseen}'}")
    verb = "stand with their answers" if total > 1 else "stands with its answer"
    told = f"{phrases.count(total, 'item') if total else 'no item'} {verb}"
    beside = f"; {whole(nearly)} {'does' if nearly == 1 else 'do'} as near duplicates" if nearly else ""
    rest = unseen and f"; of the others {unseen}"
    return Text(f"{told} in {where}{beside}{rest}", terminal_colour("recall"))


def _more(entries: Sequence[SubjectProfile]) -> str:
    if len({entry.subject for entry in entries}) > 1:
        return "more of the same: ceiling and reach of the subjects side by side in the report"
    return "more of the same: one subject cannot tell; profile a second size, corpus or date"
