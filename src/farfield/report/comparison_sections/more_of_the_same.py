"""Would more of the same get there? Near field, reach and score against scale, and how forecasts did."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.figures.scale_panels import scale_figures
from farfield.report.page.markup import tag
from farfield.results import Comparison
from farfield.results.scaling import Backtest
from farfield.words import phrases
from farfield.words.comparison import scale_sentences
from farfield.words.numbers import number


def more_of_the_same(result: Comparison) -> Element | None:
    """None where no scale is declared."""
    ruler = result.ruler
    if not result.scale or ruler is None:
        return None
    parts: list[Element] = []
    for one in result.scale:
        parts += [tag("h3", one.task)] if len(result.scale) > 1 else []
        parts += [tag("p", text) for text in scale_sentences(one, ruler)]
        parts += scale_figures(one, ruler)
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
        f"{phrases.percent(found.confidence, 0)} intervals hold what came out; CRPS {number(found.crps, 4)}, against "
        f"{number(found.crps_persistence, 4)} for saying that all stays as it is (less is better).{order}",
    )
