"""Do values reach as far as capabilities? A verdict, the two curves, and a table of the levels, for each value."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from msgspec import UNSET

from farfield.report.charts.frame import framed
from farfield.report.figures.value_axis import value_axis
from farfield.report.figures.value_plot import draw_values, value_legend
from farfield.report.figures.value_rows import names_row, reach_rows, share_rows
from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.run_folder import Results
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.structs import Mean
from farfield.results.values import GraderAgreement, GraderValues, ValueLevel, ValueProfile
from farfield.words import phrases
from farfield.words.numbers import number, whole
from farfield.words.values import VERDICTS, grader_name, level_note, value_name, value_sentences

TITLES = (
    "level",
    "value",
    "control",
    "capability",
    "kept of the value",
    "kept of the capability",
    "difference",
)
AGREEMENT = ("level", "graders", "agree", "kappa")
HOW = (
    "Value: how often it held. Control: how often the same behaviour showed where it isn't wanted. Kept: the share "
    "that is left of value less control, and of the capability above a guess, of what they are near. Intervals are of "
    "rates drawn together, as an item that is asked at several levels moves all of them."
)


def values_and_capabilities(results: Results) -> Element | None:
    """None where the items have no rows of a value."""
    found = results.profile.values
    if found is UNSET or not found:
        return None
    shown, rest = at_sight(found, "value")
    section = tag("section", tag("h2", "Do values reach as far as capabilities?"), id="values")
    for one in shown:
        section.extend(_value(one))
    section.extend(rest)
    section.append(tag("p", HOW, class_="note-text"))
    return section


def _value(one: ValueProfile) -> list[Element]:
    parts = [tag("h3", f"{value_name(one)}: {VERDICTS[one.verdict]}")]
    parts += [tag("p", sentence) for sentence in value_sentences(one)]
    for graded in one.graders:
        parts += _graded(graded, several=len(one.graders) > 1)
    if one.agreement:
        rows = [_agreement(found) for found in one.agreement]
        parts.append(numbers_table("How far graders agree", AGREEMENT, rows))
    return parts


def _agreement(found: GraderAgreement) -> Element:
    kappa = phrases.NOTHING if found.kappa is None else number(found.kappa, 2)
    who = " and ".join(name or "not named" for name in found.graders)
    agree = cell(phrases.percent(found.agreement, 0), f"of {whole(found.items)}")
    return row([found.level, who], [agree, cell(kappa)])


def _graded(found: GraderValues, *, several: bool) -> list[Element]:
    by = f"By {grader_name(found)}" if several else "What is kept"
    against = f"Control: {found.control or 'none'}. Capability: {found.capability or 'none'}."
    table = numbers_table(f"{by}, level by level", TITLES, [_row(level) for level in found.levels])
    return [
        *_picture(found, by),
        tag("p", f"{f'{by}. ' if several else ''}{against}", class_="note-text"),
        table,
    ]


def _picture(found: GraderValues, by: str) -> list[Element]:
    """The curves, their legend, the reaches, and what was understood and refused too much; what there is of it."""
    axis = value_axis(found)
    plot = draw_values(found, axis)
    reaches = reach_rows(found.reach, axis) if plot is not None and found.reach is not None else []
    shares = share_rows(found, axis)
    named = [names_row(axis)] if shares and plot is None else []
    rows = [*reaches, *shares, *named]
    drawn = []
    if plot is not None:
        unit = "distance" if axis.ordered else None
        drawn = [framed(plot, f"{by}, % of what it is near", "near", "far", unit)]
    if rows:
        drawn.append(tag("div", rows, class_="framed value-rows"))
    return drawn if plot is None else [*drawn, value_legend(found)]


def _row(level: ValueLevel) -> Element:
    understood = "" if level.understood is None else f"; {phrases.percent(level.understood, 0)} understood"
    return row(
        [level.level],
        [
            _share(level.value, f"of {whole(level.items)}{understood}"),
            _share(level.control),
            _share(level.capability),
            _share(level.retained),
            _share(level.retained_capability),
            _share(level.difference, level_note(level)),
        ],
    )


def _share(found: Mean | None, more: str = "") -> Element:
    if found is None or found.mean is None:
        return cell(phrases.NOTHING, more)
    ends = phrases.percent_interval(found.low, found.high, 0)
    return cell(phrases.percent(found.mean, 0), "; ".join(filter(None, [ends, more])))
