"""A comparison in the terminal: who differs from whom, near and far, and what scale does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from farfield.records import printable
from farfield.report import wording
from farfield.report.comparison_words import gains, unweighted_sentence
from farfield.report.terminal import printable_values, standard_output

MOST_ROWS = 12

Found = Mapping[str, Any]


def summarise_comparison(result: Found, folder: Path, console: Console | None = None) -> None:
    """Print what a comparison found: a row for each pair, a line for each scale. `result`: comparison.json."""
    console = console or standard_output()
    result = printable_values(result)
    pairs = result["pairs"]
    facts = [
        wording.listed(list(dict.fromkeys(pair["task"] for pair in pairs)), 3),
        wording.count(len(pairs), "pair"),
        f"by {result['ruler']['title']}",
        *wording.chosen_of_runs(result),
    ]
    console.print(
        Text("farfield compare  ", style="bold").append(" · ".join(facts), style="not bold"), soft_wrap=True
    )
    console.print()
    console.print(Padding(_table(pairs[:MOST_ROWS]), (0, 0, 0, 2)))
    if len(pairs) > MOST_ROWS:
        console.print(f"  and {len(pairs) - MOST_ROWS:,} more in comparison.json")
    console.print()
    weighed = unweighted_sentence(result)
    for line in (
        *([f"! {weighed}"] if weighed else []),
        *_notes(pairs),
        *_scales(result["scale"], result["ruler"]),
    ):
        console.print(Text("  ").append(line), soft_wrap=True)
    console.print(Text(f"  report  {printable(str(folder / 'comparison.html'))}"), soft_wrap=True)


def _table(pairs: Sequence[Found]) -> Table:
    several = len({pair["task"] for pair in pairs}) > 1
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
        names = [pair["task"]] * several + [pair["to"], pair["from"]]
        table.add_row(*map(Text, [*names, *_cells(pair)]))
    return table


def _cells(pair: Found) -> list[str]:
    score = pair["score"]
    return [
        wording.points(score), f"{wording.p_value(score['p_holm'])} {score['equivalence']['verdict']}",
        _marked(pair["near"]), _marked(pair["far"]), wording.moved(pair["reach"]), f"{pair['items']:,}",
    ]  # fmt: skip


def _marked(found: Found) -> str:
    """A star where the difference is clear by the corrected p."""
    star = "*" if found["equivalence"]["verdict"] == "different" else ""
    return f"{wording.points(found)}{star}"


def _notes(pairs: Sequence[Found]) -> Iterator[str]:
    """Why reaches are missing, each reason once; what would have shown; what was left unpaired."""
    reasons: dict[str, int] = {}
    for pair in pairs:
        if pair["reach"]["note"]:
            reasons[pair["reach"]["note"]] = reasons.get(pair["reach"]["note"], 0) + 1
    for reason, count in reasons.items():
        yield f"no difference in reach for {wording.count(count, 'pair')}: {reason}"
    uncomputed = Counter(pair["score"]["note"] for pair in pairs if pair["score"]["note"])
    for reason, number in uncomputed.items():
        pairs_told = wording.count(number, "pair")
        yield f"whether scores differ by more than chance cannot be computed for {pairs_told}: {reason}"
    if any("*" in _marked(pair[name]) for pair in pairs for name in ("near", "far")):
        yield "* not 0 after correction for all pairs"
    for pair in pairs:
        if pair.get("signature") is not None:
            yield (
                f"{pair['signature']} scores more near and less far: contamination looks like this, and so may other "
                "causes"
            )
    shown = [pair["score"]["detectable"] for pair in pairs if pair["score"]["detectable"] is not None]
    if shown:
        yield f"differences above {100 * max(shown):.0f} points would have shown (80{wording.THIN}% power)"
    for pair in pairs:
        if pair["progress"] is not None:
            nearer, curve = (
                100 * pair["progress"][name]["difference"] for name in ("moved_nearer", "curve_moved")
            )
            yield (
                f"{pair['to']} less {pair['from']}: {wording.signed(nearer, 1)} points as items moved nearer, "
                f"{wording.signed(curve, 1)} as the curve moved"
            )
    unpaired = sum(sum(pair["unpaired"]) for pair in pairs)
    if unpaired:
        yield f"{wording.count(unpaired, 'answer')} had no partner and count in no pair"


def _scales(scales: Sequence[Found], ruler: Found) -> Iterator[str]:
    for one in scales:
        ahead, told = one["forecast"], gains(one, ruler["unit"])
        yield f"{one['task']}: {told[0].lower()}{told[1:]}"
        if ahead["score"] is not None:
            interval = wording.percent_interval(ahead["low"], ahead["high"], 0)
            yield f"forecast at scale {ahead['scale']:.3g}: {wording.percent(ahead['score'], 0)} {interval}"
