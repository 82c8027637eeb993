"""What differs, near and far: a table of the pairs, and their differences along the distance."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.charts.frame import Frame, framed
from farfield.report.figures.difference_plot import difference_frame, draw_difference_plot
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results import Comparison
from farfield.results.comparison import JudgedDifference, PairComparison
from farfield.words import phrases
from farfield.words.comparison import progress_sentence
from farfield.words.numbers import in_points, plain

MOST_PAIRS = 60
MOST_PLOTS = 12

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


def what_differs(result: Comparison) -> Element:
    """The section of the pairs."""
    several = len(result.tasks) > 1
    pairs = result.pairs[:MOST_PAIRS]
    rows = [row([*([p.task] if several else []), p.to, p.from_], _cells(p)) for p in pairs]
    titles = [
        *(["task"] if several else []), "subject", "less (subtracted)",
        "score, points", "p", "", "nearest third, points", "farthest third, points",
        f"reach, {result.ruler.unit}",
    ]  # fmt: skip
    band = plain(100 * result.options.band)
    rest = len(result.pairs) - MOST_PAIRS
    moved = [progress_sentence(p, p.progress) for p in result.pairs if p.progress is not None]
    return tag(
        "section",
        tag("h2", "What differs, near and far"),
        numbers_table("Differences", titles, rows),
        tag("p", f"and {phrases.count(rest, 'pair')} more in comparison.json", class_="note-text")
        if rest > 0
        else None,
        tag("p", f"{HOW} {EQUIVALENT.format(band=band)}", class_="note-text"),
        _along(result),
        [tag("h3", "Nearer items, or a better curve"), *(tag("p", text) for text in moved)]
        if moved
        else None,
        id="what",
    )


def _cells(pair: PairComparison) -> list[Element]:
    score, reach = pair.score, pair.reach
    detail = f"; {in_points(score.detectable, 1)} would have shown" if score.detectable is not None else ""
    return [
        cell(phrases.points(score.estimate), f"{phrases.held(pair.items)}{detail}"),
        cell(phrases.p_value(score.p_holm)),
        cell(score.equivalence.verdict),
        _field(pair.near),
        _field(pair.far),
        cell(phrases.moved(reach.estimate, logarithmic=reach.by_factor), reach.note or ""),
    ]


def _field(found: JudgedDifference) -> Element:
    p = f"p {phrases.p_value(found.p_holm)}" if found.p_holm is not None else ""
    told = "; ".join(filter(None, [p, found.equivalence.verdict, found.note]))
    return cell(phrases.points(found.estimate), told)


def _along(result: Comparison) -> list[Element]:
    """A plot for each of the first pairs."""
    shown = [pair for pair in result.pairs if pair.bands][:MOST_PLOTS]
    if not shown:
        return []
    frame = difference_frame([band for pair in shown for band in pair.bands], result.options.band)
    panels = [_panel(pair, result, frame) for pair in shown]
    return [
        tag("h3", "Along the distance"),
        tag("p", PLOTS, class_="note-text"),
        tag("div", panels, class_=f"panels of-{min(len(panels), 2)}"),
    ]


def _panel(pair: PairComparison, result: Comparison, frame: Frame) -> Element:
    ruler, name = result.ruler, f"{pair.to} less {pair.from_}"
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
