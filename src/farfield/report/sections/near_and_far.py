"""What it can do, near and far: plots that can be switched, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.records import REGIMES
from farfield.report.charts.frame import framed
from farfield.report.charts.legend import colour_key, line_legend
from farfield.report.charts.marks import MOST_WITH_INTERVALS
from farfield.report.figures.distance_panel import Panel, read_panel
from farfield.report.figures.distance_plot import draw_distance_plot, frame_of
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.tables.scores import scores_table
from farfield.results.rulers import Ruler
from farfield.words import phrases
from farfield.words.accents import regime_class
from farfield.words.numbers import covariates

MOST_VIEWS = 24
"""Each takes room in the page's file, and all but one are behind the switches."""
SMALL, LARGE = 150, 230  # pixels of a plot's height
BARE = "So many intervals would hide each other, and are drawn side by side alone. "


def near_and_far(results: Results) -> Element:
    """The section of the curves: a view for each task and ruler, at most MOST_VIEWS, and the switches between them."""
    section = tag("section", tag("h2", "What it can do, near and far"), id="what")
    pairs = [(task, ruler) for task in results.tasks for ruler in results.rulers]
    shown, rest = at_sight(pairs, "pair of task and ruler", MOST_VIEWS, plural="pairs of task and ruler")
    found = (_view(results, task, ruler) for task, ruler in shown)
    views = [view for view in found if view is not None]
    if not views:
        section.append(tag("p", "No item has a distance, so there is no curve to draw.", class_="note-text"))
        return section
    section.append(_switches(results, views))
    section.extend(views)
    section.extend(rest)
    return section


def first_figure(results: Results) -> Element | None:
    """The plot of the first task and its first ruler, alone; None where no item has a distance."""
    pairs = ((task, ruler) for task in results.tasks for ruler in results.rulers)
    views = (_view(results, task, ruler) for task, ruler in pairs)
    view = next((one for one in views if one is not None), None)
    return None if view is None else view.find("figure")


def _switches(results: Results, views: Sequence[Element]) -> Element:
    tasks = list(dict.fromkeys(view.get("data-task", "") for view in views))
    names = list(dict.fromkeys(view.get("data-ruler", "") for view in views))
    several = any(view.find(".//div[@class='overlaid']") is not None for view in views)
    adjusted = any(view.find(".//g[@class='adjusted']") is not None for view in views)
    return tag(
        "div",
        _select("view-task", "Task", [(t, t) for t in tasks]),
        _select("view-ruler", "Ruler", [(n, results.rulers[n].title) for n in names]),
        _radio("slope", [("adjusted", "Adjusted"), ("crude", "Crude")], first=_kind(results))
        if adjusted
        else None,
        _radio("layout", [("side", "Side by side"), ("over", "Overlaid")], first="side") if several else None,
        class_="switches",
    )


def _select(id_: str, label: str, options: Sequence[tuple[str, str]]) -> Element | None:
    if len(options) < 2:
        return None
    select = tag("select", [tag("option", text, value=value) for value, text in options], id=id_)
    return tag("label", f"{label} ", select)


def _kind(results: Results) -> str:
    """Which lines are seen first: those at equal covariates, which miss the points, only where all gaps are so."""
    gaps = (one.main.gap for found in results.tasks.values() for one in found if one.main is not None)
    return "adjusted" if all(gap.adjusted for gap in gaps if gap.difference is not None) else "crude"


def _radio(name: str, options: Sequence[tuple[str, str]], first: str) -> Element:
    buttons = [
        tag(
            "label",
            tag("input", type="radio", name=name, value=v, checked=v == first),
            tag("span", text),
        )
        for v, text in options
    ]
    return tag("fieldset", tag("legend", name.capitalize(), class_="unseen"), buttons, class_="segmented")


def _view(results: Results, task: str, ruler: str) -> Element | None:
    """A figure and a table for one task and ruler; None where no item has the distance."""
    profiles, rest = at_sight(results.tasks[task], "subject")
    items = results.items_of(task, "subject", "regime", "score", f"ruler_{ruler}")
    rows = {str(one): part for (one,), part in items.partition_by("subject", as_dict=True).items()}
    found = (read_panel(p, ruler, rows[p.subject]) for p in profiles if p.subject in rows)
    panels = [panel for panel in found if panel is not None]
    if not panels:
        return None
    measured = [p for p in profiles if ruler in p.rulers]
    view = tag("div", class_="view", data_task=task, data_ruler=ruler)
    view.append(_figure(panels, results.rulers[ruler], results.confidence))
    view.append(scores_table(measured, ruler))
    view.extend(rest)
    return view


def _figure(panels: Sequence[Panel], ruler: Ruler, confidence: float) -> Element:
    frame = frame_of(panels, SMALL if len(panels) > 1 else LARGE)
    overlaid = _overlaid(panels, ruler) if len(panels) > 1 else None
    side = [_panel(panel, draw_distance_plot([panel], frame), ruler) for panel in panels]
    return tag(
        "figure",
        tag("div", side, class_=f"panels of-{min(len(panels), 2)}"),
        overlaid,
        _caption(panels, ruler, confidence),
    )


def _overlaid(panels: Sequence[Panel], ruler: Ruler) -> Element:
    plot = draw_distance_plot(panels, frame_of(panels, LARGE))
    return tag("div", line_legend([p.subject for p in panels]), _framed(plot, ruler), class_="overlaid")


def _panel(panel: Panel, plot: Element, ruler: Ruler) -> Element:
    heading = tag("h3", panel.subject, " ", tag("small", phrases.score(panel.profile.score)))
    return tag("div", heading, _framed(plot, ruler), class_="panel")


def _framed(plot: Element, ruler: Ruler) -> Element:
    return framed(plot, "score, %", ruler.near, ruler.far, ruler.unit)


def _caption(panels: Sequence[Panel], ruler: Ruler, confidence: float) -> Element:
    names = next((panel.covariates for panel in panels if panel.adjusted), ())
    adjusted = f"Line: slope at equal {covariates(names)}, drawn through the mean score, with its interval. "
    crude = "Line: fitted curve with its interval; dotted: its floor and ceiling. "
    missing = max(panel.measured.missing for panel in panels)
    left_out = (
        f" {phrases.count(missing, 'item')} without this distance {'is' if missing == 1 else 'are'} left out."
        if missing
        else ""
    )
    side = (
        "Dashed: reach, where the fitted curve has fallen to half of what the nearest third score above the floor; "
        "fine dots: these two heights. "
    )
    return tag(
        "figcaption",
        f"Score by {ruler.title}. Points: bands of items as they are, sized by n, with "
        f"{phrases.percent(confidence, 0)} intervals. ",
        tag("span", adjusted, class_="adjusted") if names else None,
        tag("span", crude, class_="crude" if names else None),
        tag("span", side, class_="side crude" if names else "side"),
        tag("span", BARE, class_="overlaid") if len(panels) > MOST_WITH_INTERVALS else None,
        f"Below the axis: where the items lie, coloured by regime.{left_out} ",
        colour_key(
            [(one, regime_class(one)) for one in REGIMES if any(one in panel.strip for panel in panels)]
        ),
    )
