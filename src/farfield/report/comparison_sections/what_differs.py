"""What differs, near and far: a table of the pairs, and their differences along the distance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.frame import Frame, framed
from farfield.report.figures.difference_plot import difference_frame, draw_difference_plot
from farfield.report.figures.near_far_rows import draw_near_and_far
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.tables.pairs import pairs_table
from farfield.results import Comparison
from farfield.results.comparison import PairComparison
from farfield.results.structs import known
from farfield.words import phrases
from farfield.words.numbers import plain

MOST_PAIRS = 24
"""Of a task, in rows of a table."""
FILE = "comparison.json"

HOW = (
    "Differences are the subject less the other, item by item; what the two share cancels. Intervals cluster as the "
    "runs did. Near and far: the nearest and the farthest third of the items, as in each profile. p is adjusted by "
    "Holm over all pairs, for each of score, near, far and reach, and verdicts follow it; along the distance by "
    "Benjamini and Hochberg. Unknown: too little to compute anything, which is not the same as no difference."
)
EQUIVALENT = (
    "Equivalent: the whole 90 % interval lies within ±{band} points (two one-sided tests), so a difference can be "
    "clear and still too small to matter. Undecided is not the same as equal."
)
PLOTS = (
    "Points of difference in bands of distance, from near to far, with intervals; the stripe is what counts as "
    "equivalent."
)


def what_differs(result: Comparison) -> Element | None:
    """The section of the pairs; None where values alone are compared."""
    if not result.pairs:
        return None
    band = plain(100 * result.options.band)
    tasks, rest = at_sight(result.tasks, "task", of=FILE)
    return tag(
        "section",
        tag("h2", "What differs, near and far"),
        [part for task in tasks for part in _of_task(task, result)],
        rest,
        tag("p", f"{HOW} {EQUIVALENT.format(band=band)}", class_="note-text"),
        _along(result),
        id="what",
    )


def _of_task(task: str, result: Comparison) -> Iterator[Element]:
    """The pairs of a task as a picture and in numbers, under its name where there are several."""
    pairs = [pair for pair in result.pairs if pair.task == task]
    shown, rest = at_sight(pairs, "pair", MOST_PAIRS, of=FILE)
    title, named = name_pairs(shown)
    parts = (
        tag("h3", task, class_="task") if len(result.tasks) > 1 else None,
        draw_near_and_far(named, result.options.band),
        pairs_table(title, named, known(result.ruler).unit),
        *rest,
    )
    return (part for part in parts if part is not None)


def name_pairs(pairs: Sequence[PairComparison]) -> tuple[str, list[tuple[str, PairComparison]]]:
    """Each pair by a name, and what the names are: of the subject alone, where all are set against the same one."""
    others = {pair.from_ for pair in pairs}
    if len(pairs) > 1 and len(others) == 1:
        return f"subject, less {others.pop()}", [(pair.to, pair) for pair in pairs]
    return "subject less another", [(f"{pair.to} less {pair.from_}", pair) for pair in pairs]


def _along(result: Comparison) -> list[Element]:
    """A plot for each of the first pairs."""
    shown, more = at_sight([pair for pair in result.pairs if pair.bands], "pair", of=FILE)
    if not shown:
        return []
    frame = difference_frame([band for pair in shown for band in pair.bands], result.options.band)
    panels = [_panel(pair, result, frame) for pair in shown]
    return [
        tag("h3", "Along the distance"),
        tag("p", PLOTS, class_="note-text"),
        tag("div", panels, class_=f"panels of-{min(len(panels), 2)}"),
        *more,
    ]


def _panel(pair: PairComparison, result: Comparison, frame: Frame) -> Element:
    ruler, task = known(result.ruler), f" on {pair.task}" if len(result.tasks) > 1 else ""
    name = f"{pair.to} less {pair.from_}{task}"
    told = "; ".join(
        f"{phrases.points(band.estimate)} at {phrases.distance(band.from_)}" for band in pair.bands
    )
    plot = draw_difference_plot(pair.bands, result.options.band, frame, f"{name}: {told}")
    return tag(
        "div",
        tag("h3", name),
        framed(plot, "difference, points", ruler.near, ruler.far, ruler.unit),
        class_="panel",
    )
