"""A comparison in the terminal: who differs from whom, near and far, and what scale does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.records import printable
from farfield.results import Comparison
from farfield.results.comparison import JudgedDifference, NamedRuler, PairComparison
from farfield.results.scaling import ScaleComparison
from farfield.results.structs import known
from farfield.terminal.profile import printable_values, standard_output
from farfield.words import phrases
from farfield.words.comparison import gains, unweighted_sentence
from farfield.words.numbers import in_points, short, whole

MOST_ROWS = 12


def summarise_comparison(result: Comparison, folder: Path, console: Console | None = None) -> None:
    """Print what a comparison found: a row for each pair, a line for each scale, and that its page is in `folder`."""
    console = console or standard_output()
    result = printable_values(result)
    pairs = result.pairs
    facts = [
        phrases.listed(list(dict.fromkeys(pair.task for pair in pairs)), 3),
        phrases.count(len(pairs), "pair"),
        f"by {result.ruler.title}",
        *phrases.chosen_of_runs(result),
    ]
    console.print(
        Text("farfield compare  ", style="bold").append(" · ".join(facts), style="not bold"), soft_wrap=True
    )
    console.print()
    console.print(Padding(_table(pairs[:MOST_ROWS]), (0, 0, 0, 2)))
    if len(pairs) > MOST_ROWS:
        console.print(f"  and {whole(len(pairs) - MOST_ROWS)} more in comparison.json")
    console.print()
    weighed = unweighted_sentence(result)
    for line in (
        *([f"! {weighed}"] if weighed else []),
        *_notes(pairs),
        *_scales(result.scale, result.ruler),
    ):
        console.print(Text("  ").append(line), soft_wrap=True)
    console.print(Text(f"  report  {printable(str(folder / 'comparison.html'))}"), soft_wrap=True)


def _table(pairs: Sequence[PairComparison]) -> Table:
    several = len({pair.task for pair in pairs}) > 1
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    for title in ["task"] * several + ["subject", "less\n(subtracted)"]:
        table.add_column(title, overflow="fold")
    for title in (
        "score,\npoints",
        "p (Holm),\nverdict",
        "nearest third,\npoints",
        "farthest third,\npoints",
        "reach",
        "n",
    ):
        table.add_column(title, no_wrap=True)
    for pair in pairs:
        names = [pair.task] * several + [pair.to, pair.from_]
        table.add_row(*map(Text, [*names, *_cells(pair)]))
    return table


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
    """Why reaches are missing, each reason once; what would have shown; what was left unpaired."""
    reasons: dict[str, int] = {}
    for pair in pairs:
        if pair.reach.note:
            reasons[pair.reach.note] = reasons.get(pair.reach.note, 0) + 1
    for reason, count in reasons.items():
        yield f"reach cannot be compared for {phrases.count(count, 'pair')}: {reason}"
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


def _scales(scales: Sequence[ScaleComparison], ruler: NamedRuler) -> Iterator[str]:
    for one in scales:
        ahead, told = one.forecast, gains(one, ruler.unit)
        yield f"{one.task}: {told[0].lower()}{told[1:]}"
        if ahead.score is not None:
            interval = phrases.percent_interval(ahead.low, ahead.high, 0)
            yield f"forecast at scale {short(known(ahead.scale))}: {phrases.percent(ahead.score, 0)} {interval}"
