"""A comparison as one self-contained page: who differs from whom, near and far, and what scale does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template
from xml.etree.ElementTree import Element

from farfield.report.charts.trend_plots import Axes, difference_axes, draw_differences
from farfield.report.page.markup import tag, write
from farfield.report.page.shell import asset, content_policy, escaped, page_style
from farfield.report.sections.scale_section import scale_figures
from farfield.report.sections.tables import cell, numbers_table, row
from farfield.results import Comparison
from farfield.results.comparison import JudgedDifference, PairComparison
from farfield.results.scaling import Backtest
from farfield.storage import write_text
from farfield.words import phrases
from farfield.words.comparison import (
    pair_sentence,
    progress_sentence,
    scale_sentences,
    unweighted_sentence,
)

MOST_SENTENCES = 6
MOST_PAIRS = 60
MOST_PLOTS = 12

HOW = (
    "Differences are the subject less the other, item by item; what the two share cancels. Intervals cluster as the "
    "runs did. Near and far: the nearest and the farthest third of the items, as in each profile. p is adjusted by "
    "Holm over all pairs, for each of score, near, far and reach, and verdicts follow it; along the distance by "
    "Benjamini and Hochberg. Unknown: too little to compute anything, which is not the same as no difference."
)
EQUIVALENT = (
    "Equivalent: the whole 90 % interval lies within ±{band:g} points (two one-sided tests), so a difference can be "
    "clear and still too small to matter. Undecided is not the same as equal."
)
PLOTS = (
    "Points of difference in bands of distance, from near to far, with intervals; the stripe is what counts as "
    "equivalent."
)


def write_comparison(folder: Path, result: Comparison) -> Path:
    """Write `comparison.html` into `folder`."""
    path = folder / "comparison.html"
    write_text(path, render_comparison(result))
    return path


def render_comparison(result: Comparison) -> str:
    """The page as one string of HTML: no script, and no address outside itself."""
    body = [_masthead(result), _answer(result), _differences(result), _more(result), _method(result)]
    style = page_style()
    return Template(asset("plain.html")).substitute(
        title=escaped(f"{phrases.listed(_tasks(result), 2)}: comparison"),
        policy=content_policy(style),
        style=style,
        body="\n".join(write(part) for part in body if part is not None),
    )


def _tasks(result: Comparison) -> list[str]:
    return list(dict.fromkeys(pair.task for pair in result.pairs))


def _masthead(result: Comparison) -> Element:
    pairs = result.pairs
    subjects = list(dict.fromkeys(name for pair in pairs for name in (pair.from_, pair.to)))
    facts = [phrases.count(len(subjects), "subject"), phrases.count(len(pairs), "pair")]
    return tag(
        "header",
        tag("p", "Comparison", class_="kicker"),
        tag("h1", phrases.listed(_tasks(result), 3)),
        tag("p", phrases.listed(subjects, 6), class_="subjects"),
        tag(
            "p",
            " · ".join([*facts, f"by {result.ruler.title}", *phrases.chosen_of_runs(result)]),
            class_="facts",
        ),
    )


def _answer(result: Comparison) -> Element:
    pairs = result.pairs
    several = len(_tasks(result)) > 1
    told = [pair_sentence(pair, result.ruler, several) for pair in pairs[:MOST_SENTENCES]]
    weighed = unweighted_sentence(result)
    rest = len(pairs) - MOST_SENTENCES
    more = tag("p", f"and {phrases.count(rest, 'pair')} more in the table below", class_="note-text")
    return tag(
        "section",
        tag("h2", "The answer", class_="unseen"),
        tag("ul", [tag("li", sentence) for sentence in told]),
        more if rest > 0 else None,
        tag("p", weighed, class_="note-text") if weighed else None,
        id="answer",
    )


def _differences(result: Comparison) -> Element:
    several = len(_tasks(result)) > 1
    pairs = result.pairs[:MOST_PAIRS]
    rows = [row([*([p.task] if several else []), p.to, p.from_], _cells(p)) for p in pairs]
    titles = [
        *(["task"] if several else []), "subject", "less (subtracted)",
        "score, points", "p", "", "nearest third, points", "farthest third, points",
        f"reach, {result.ruler.unit}",
    ]  # fmt: skip
    band = 100 * result.options.band
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
    detail = f"; {100 * score.detectable:.1f} would have shown" if score.detectable is not None else ""
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
    axes = difference_axes([band for pair in shown for band in pair.bands], result.options.band)
    panels = [_panel(pair, result, axes) for pair in shown]
    return [
        tag("h3", "Along the distance"),
        tag("p", PLOTS, class_="note-text"),
        tag("div", panels, class_=f"panels of-{min(len(panels), 2)}"),
    ]


def _panel(pair: PairComparison, result: Comparison, axes: Axes) -> Element:
    ruler, name = result.ruler, f"{pair.to} less {pair.from_}"
    told = "; ".join(
        f"{phrases.points(band.estimate)} at {phrases.distance(band.from_)}" for band in pair.bands
    )
    plot = draw_differences(pair.bands, result.options.band, axes, f"{name}: {told}")
    ends = tag(
        "div", tag("span", f"← {ruler.near}"), tag("span", f"{ruler.far} →"),
        tag("span", ruler.unit, class_="unit"), class_="ends", aria_hidden="true",
    )  # fmt: skip
    title = tag("span", "difference, points", class_="y-title", aria_hidden="true")
    return tag("div", tag("h3", name), tag("div", title, plot, ends, class_="framed"), class_="panel")


def _more(result: Comparison) -> Element | None:
    if not result.scale:
        return None
    parts: list[Element] = []
    for one in result.scale:
        parts += [tag("h3", one.task)] if len(result.scale) > 1 else []
        parts += [tag("p", text) for text in scale_sentences(one, result.ruler)]
        parts += scale_figures(one, result.ruler)
    return tag(
        "section",
        tag("h2", "Would more of the same get there?"),
        parts,
        _backtest(result.backtest),
        id="more",
    )


def _backtest(found: Backtest | None) -> Element | None:
    """Of all tasks together, where there are several."""
    if found is None or found.tasks < 2:
        return None
    order = ""
    if found.ranking is not None:
        order = (
            f" They tell the order of {phrases.percent(found.ranking, 0)} of the pairs of tasks; the ranking at the "
            f"largest size fitted, {phrases.percent(found.ranking_single_scale, 0)}."
        )
    held = "largest size" if found.held_out == 1 else f"{found.held_out} largest sizes"
    return tag(
        "p",
        f"Backtest over {phrases.count(found.tasks, 'task')}: of {phrases.count(found.forecasts, 'forecast')} of "
        f"the {held} from the smaller ones, {phrases.percent(found.coverage, 0)} of the "
        f"{phrases.percent(found.confidence, 0)} intervals hold what came out; CRPS {found.crps:.4f}, against "
        f"{found.crps_persistence:.4f} for saying that all stays as it is (less is better).{order}",
    )


def _method(result: Comparison) -> Element:
    options = result.options
    facts: Sequence[tuple[str, str]] = [
        ("Runs", phrases.listed([str(folder) for folder in result.folders], 12)),
        ("Ruler", f"{result.ruler.title} ({result.ruler.unit})"),
        ("Intervals", phrases.percent(options.confidence, 0)),
        ("Equivalent within", f"±{100 * options.band:g} points"),
        ("Seed", str(options.seed)),
        ("Unpaired", f"{sum(sum(pair.unpaired) for pair in result.pairs):,} answers"),
    ]
    rows = [tag("div", tag("dt", name), tag("dd", value)) for name, value in facts]
    return tag("section", tag("h2", "How it was compared"), tag("dl", rows, class_="facts-list"), id="method")
