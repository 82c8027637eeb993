"""Near field, reach and score against the log of scale, apart, with what ten times more would bring."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.frame import framed, share_name
from farfield.report.figures.scale_plot import Sized, draw_scale_plot, scale_frame
from farfield.report.page.markup import tag
from farfield.results import Estimate
from farfield.results.comparison import NamedRuler
from farfield.results.scaling import LinePoint, ScaleComparison, ScaleForecast, SizedSubject
from farfield.words import phrases
from farfield.words.numbers import short

CAPTION = (
    "Each subject with its interval, against the logarithm of its scale. Lines are trends, as far as the forecast; "
    "what is shaded holds 95 % of new subjects of that scale. ↑: the reach lies beyond the data. Hollow, with a line: "
    "forecast."
)


def scale_figures(one: ScaleComparison, ruler: NamedRuler) -> list[Element]:
    """Three plots of one task's `scale` entry; those without a value are left out."""
    near = [_mark(s, s.near.estimate, phrases.percent) for s in one.subjects]
    reach = [_mark(s, s.reach.estimate, phrases.distance, open_=s.reach.censored) for s in one.subjects]
    score = [_mark(s, s.score.estimate, phrases.percent) for s in one.subjects]
    shares = (0.0, 1.0)
    panels = [
        _panel("near-field score", "%", _shown(near), one.near.line, shares),
        _panel("reach", ruler.unit, _shown(reach), one.reach.line, None),
        _panel("score", "%", _shown([*score, _forecast(one.forecast)]), [], shares),
    ]
    shown = [panel for panel in panels if panel is not None]
    return [
        tag("figure", tag("div", shown, class_="panels of-2"), tag("figcaption", CAPTION)),
    ] if shown else []  # fmt: skip


def _shown(marks: Sequence[Sized | None]) -> list[Sized]:
    return [mark for mark in marks if mark is not None]


def _mark(
    subject: SizedSubject, found: Estimate, say: Callable[[float | None], str], *, open_: bool = False
) -> Sized | None:
    """None where there is no value."""
    if found.value is None:
        return None
    ends = f" [{say(found.low)}, {say(found.high)}]" if found.bounded else ""
    told = f"{subject.subject}, {short(subject.scale)}: {'beyond ' if open_ else ''}{say(found.value)}{ends}"
    return Sized(subject.scale, found.value, found.low, found.high, told, open=open_)


def _forecast(found: ScaleForecast) -> Sized | None:
    if found.score is None or found.scale is None:
        return None
    ends = phrases.percent_interval(found.low, found.high)
    told = f"forecast at {short(found.scale)}: {phrases.percent(found.score)} {ends}"
    return Sized(found.scale, found.score, found.low, found.high, told, forecast=True)


def _panel(
    name: str,
    unit: str,
    marks: Sequence[Sized],
    line: Sequence[LinePoint],
    limits: tuple[float, float] | None,
) -> Element | None:
    if not marks:
        return None
    frame = scale_frame(marks, line, limits, share_name if unit == "%" else phrases.distance)
    plot = draw_scale_plot(marks, line, frame, f"{name} by scale: " + "; ".join(mark.told for mark in marks))
    return tag("div", framed(plot, f"{name}, {unit}", "smaller", "larger"), class_="panel")
