"""A comparison in the terminal: the lead, who differs from whom, near and far, what scale does; at most a screenful."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.records import printable
from farfield.results import Comparison
from farfield.results.comparison import NamedRuler, PairComparison
from farfield.results.differences import JudgedDifference
from farfield.results.reasons import NoReachOf, ReachBeyond
from farfield.results.scaling import ScaleComparison
from farfield.results.structs import known
from farfield.results.value_comparison import ValueComparison
from farfield.terminal.named_rows import named_rows
from farfield.terminal.screen import fits_screen, lead_lines, print_all, printable_values, standard_output
from farfield.words import phrases
from farfield.words.comparison import gains, unweighted_sentence
from farfield.words.comparison_lead import comparison_lead
from farfield.words.numbers import in_points, short, whole
from farfield.words.own_control import share_sentence
from farfield.words.reasons import clause
from farfield.words.value_comparison import compared_name, compared_values, mixed_sentence, short_sentence

AMOUNTS = ((8, 9), (8, 4), (6, 3), (4, 3), (3, 2), (2, 2), (2, 1), (1, 0))
"""Pairs and notes, from all that there is to the least: the first that fits on the screen, else the last."""
MOST_REASONS = 3
MOST_VALUES = 4


def summarise_comparison(result: Comparison, folder: Path, console: Console | None = None) -> None:
    """Print what a comparison found: the lead, a row for each pair, a line for each scale, and that its page is in
    `folder`: at most a screenful.
    """
    console = console or standard_output()
    result = printable_values(result)
    for rows, notes in AMOUNTS:
        told = list(_told(result, folder, console.width, rows, notes))
        if fits_screen(console, told):
            break
    print_all(console, told)


def _told(
    result: Comparison, folder: Path, width: int, rows: int, most_notes: int
) -> Iterator[RenderableType]:
    """All that is printed, in its order, with so many pairs and notes."""
    pairs = result.pairs
    values = compared_values(result)
    facts = [
        phrases.listed(list(dict.fromkeys(pair.task for pair in pairs or values)), 3),
        phrases.count(len(pairs or values), "pair"),
        *([f"by {result.ruler.title}"] if result.ruler else []),
        *phrases.chosen_of_runs(result),
    ]
    yield Text("farfield compare  ", style="bold").append(" · ".join(facts), style="not bold")
    yield Text()
    yield from lead_lines(comparison_lead(result), width)
    yield Text()
    shown = _telling(pairs, rows)
    if shown:
        yield Padding(_table(shown, width), (0, 0, 0, 2))
    if len(pairs) > len(shown):
        yield Text(f"  and {whole(len(pairs) - len(shown))} more in comparison.json")
    if pairs:
        yield Text()
    doubts = [f"! {told}" for told in (unweighted_sentence(result), mixed_sentence(result)) if told]
    notes = [
        *_values(values),
        *_notes(pairs),
        *(_scales(result.scale, result.ruler) if result.ruler else []),
    ]
    for line in (*doubts, *notes[:most_notes]):
        yield Text("  ").append(line)
    yield Text(f"  report  {printable(str(folder / 'comparison.html'))}")


def _values(values: Sequence[ValueComparison]) -> Iterator[str]:
    """What is found of the first pairs of values."""
    for one in values[:MOST_VALUES]:
        yield f"{compared_name(one)}: {short_sentence(one)}"
    if len(values) > MOST_VALUES:
        yield f"and {whole(len(values) - MOST_VALUES)} more pairs of values in comparison.json"


def _telling(pairs: Sequence[PairComparison], most: int) -> list[PairComparison]:
    """At most so many pairs, in their own order: first those that clearly differ, by how much."""
    ranked = sorted(pairs, key=lambda pair: (pair.score.equivalence.verdict != "different", -_size(pair)))
    kept = {id(pair) for pair in ranked[:most]}
    return [pair for pair in pairs if id(pair) in kept]


def _size(pair: PairComparison) -> float:
    return abs(pair.score.difference or 0.0)


def _table(pairs: Sequence[PairComparison], width: int) -> RenderableType:
    """A row for each pair; where names and numbers don't fit beside each other, the names above."""
    several = len({pair.task for pair in pairs}) > 1
    names = [[pair.task] * several + [pair.to, pair.from_] for pair in pairs]
    if max((sum(map(len, one)) + 2 * len(one) for one in names), default=0) + NUMBERS_WIDTH > width:
        return _narrow(names, pairs, width)
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in ["task"] * several + ["subject", "less\n(subtracted)"]:
        table.add_column(title, overflow="fold")
    for title in TITLES:
        table.add_column(title, no_wrap=True)
    for one, pair in zip(names, pairs, strict=True):
        table.add_row(*map(Text, [*one, *_cells(pair)]))
    return table


def _narrow(names: Sequence[Sequence[str]], pairs: Sequence[PairComparison], width: int) -> RenderableType:
    """Names above their numbers; below some width the verdict under its p, and no n."""
    stacked = width < NUMBERS_WIDTH
    rows = []
    for one, pair in zip(names, pairs, strict=True):
        cells = _cells(pair)
        if stacked:
            cells[1] = "\n".join(filter(None, cells[1].rpartition(" ")[::2]))
        rows.append((f"{' · '.join(one[:-1])} less {one[-1]}", cells[: 5 if width < VERY_NARROW else 6]))
    return named_rows(NARROW_TITLES[: 5 if width < VERY_NARROW else 6], rows, stacked=stacked)


TITLES = (
    "score,\npoints", "p (Holm),\nverdict", "nearest third,\npoints", "farthest third,\npoints", "reach", "n",
)  # fmt: skip
NARROW_TITLES = ("score, points", "p (Holm)", "near", "far", "reach", "n")
NUMBERS_WIDTH = 98  # columns that the numbers take on one line
VERY_NARROW = 72  # columns, below which n is left out


def _cells(pair: PairComparison) -> list[str]:
    score, reach = pair.score, pair.reach
    return [
        phrases.points(score.estimate), f"{phrases.p_value(score.p_holm)} {score.equivalence.verdict}",
        _marked(pair.near), _marked(pair.far),
        phrases.moved(reach.estimate, logarithmic=reach.by_factor), whole(pair.items),
    ]  # fmt: skip


def _marked(found: JudgedDifference) -> str:
    """A star where the difference is clear by the corrected p."""
    star = "*" if found.equivalence.verdict == "different" else ""
    return f"{phrases.points(found.estimate)}{star}"


def _notes(pairs: Sequence[PairComparison]) -> Iterator[str]:
    """Why reaches are missing, in one line; what would have shown; what was left unpaired."""
    yield from _own_controls(pairs)
    yield from _without_reach(pairs)
    uncomputed = Counter(pair.score.note for pair in pairs if pair.score.note)
    for reason, number in uncomputed.items():
        pairs_told = phrases.count(number, "pair")
        yield f"whether scores differ by more than chance cannot be computed for {pairs_told}: {reason}"
    if any("*" in _marked(field) for pair in pairs for field in (pair.near, pair.far)):
        yield "* not 0 after correction for all pairs"
    for pair in pairs:
        if pair.signature is not None:
            yield (
                f"{pair.signature} scores more near and less far: contamination looks like this, and so may other "
                "causes"
            )
    shown = [pair.score.detectable for pair in pairs if pair.score.detectable is not None]
    if shown:
        yield f"differences above {in_points(max(shown))} points would have shown (80{phrases.THIN}% power)"
    for pair in pairs:
        if pair.progress is not None:
            nearer = 100 * pair.progress.moved_nearer.difference
            curve = 100 * pair.progress.curve_moved.difference
            yield (
                f"{pair.to} less {pair.from_}: {phrases.signed(nearer, 1)} points as items moved nearer, "
                f"{phrases.signed(curve, 1)} as the curve moved"
            )
    unpaired = sum(sum(pair.unpaired) for pair in pairs)
    if unpaired:
        yield f"{phrases.count(unpaired, 'answer')} had no partner and count in no pair"


def _own_controls(pairs: Sequence[PairComparison]) -> Iterator[str]:
    """Of the first pairs, whether the fall comes of their corpora."""
    held = [(pair, pair.within) for pair in pairs if pair.within is not None]
    for pair, within in held[:MOST_REASONS]:
        yield share_sentence(pair, within)


def _without_reach(pairs: Sequence[PairComparison]) -> Iterator[str]:
    """For how many pairs reach cannot be compared, with the most frequent reasons, whichever subject they are about."""
    reasons = Counter(_reason(pair) for pair in pairs if pair.reach.note)
    if not reasons:
        return
    ranked = reasons.most_common()
    several = len(ranked) > 1
    told = [f"{reason} ({whole(number)})" if several else reason for reason, number in ranked[:MOST_REASONS]]
    if rest := sum(number for _, number in ranked[MOST_REASONS:]):
        told.append(f"other reasons ({whole(rest)})")
    yield f"reach cannot be compared for {phrases.count(reasons.total(), 'pair')}: {'; '.join(told)}"


def _reason(pair: PairComparison) -> str:
    """Why a pair's reaches cannot be compared, without the names of its subjects."""
    match pair.reach.why:
        case ReachBeyond():
            return "the reach of one or both lies beyond the data"
        case NoReachOf(why=because):
            return f"one has none: {clause(because)}"
    return pair.reach.note or "unknown"


def _scales(scales: Sequence[ScaleComparison], ruler: NamedRuler) -> Iterator[str]:
    for one in scales:
        ahead, told = one.forecast, gains(one, ruler.unit)
        yield f"{one.task}: {told[0].lower()}{told[1:]}"
        if ahead.score is not None:
            interval = phrases.percent_interval(ahead.low, ahead.high, 0)
            yield f"forecast at scale {short(known(ahead.scale))}: {phrases.percent(ahead.score, 0)} {interval}"
