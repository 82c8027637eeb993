"""Subjects of drift below each other: when each lives and until when it knows; and what each reminder mends and
loses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import foot_axis
from farfield.report.charts.frame import share_name
from farfield.report.charts.marks import row_dot, row_note, row_open, row_tick
from farfield.report.charts.rows import row_of_plots, rows_of_plots
from farfield.report.charts.scale import Scale
from farfield.report.page.markup import tag
from farfield.results.drift import ArmEffect, EffectiveCutoff, InnerDate
from farfield.results.drift_comparison import DriftStanding
from farfield.results.structs import ItemsMean
from farfield.words.drift import NO_CUTOFF, NO_INNER_DATE, cutoff, inner_date, share, years
from farfield.words.numbers import percent, whole

SHARES = Scale(0, 1, 0, 100)
Told = tuple[str, ArmEffect]
"""A subject's name, and what one reminder does for it."""


def draw_dates(subjects: Sequence[DriftStanding]) -> Element | None:
    """A row a subject, both dates over the same years, the stated cutoff as a tick; None where no date is told."""
    places = [at for one in subjects for at in (*_places(one.lives), *_places(one.knows))]
    if not places:
        return None
    places += [one.stated_at for one in subjects if one.stated_at is not None]
    scale = Scale(min(places) - 0.5, max(places) + 0.5, 0, 100)
    rows = [row_of_plots("", "lives in", "knows until", css="reach-head")]
    rows += [row_of_plots(one.subject, _lives(one, scale), _knows(one, scale)) for one in subjects]
    axes = (foot_axis(scale, _year), foot_axis(scale, _year))
    return rows_of_plots([*rows, row_of_plots("", *axes, css="reach-axis")])


def _year(value: float) -> str:
    return years(value).removesuffix(".0")


def _places(found: InnerDate | EffectiveCutoff) -> Iterator[float]:
    return (at for at in (_middle(found), found.low, found.high) if at is not None)


def _middle(found: InnerDate | EffectiveCutoff) -> float | None:
    return found.centre if isinstance(found, InnerDate) else found.date


def _lives(one: DriftStanding, scale: Scale) -> Element:
    why = NO_INNER_DATE[one.lives.reason] if one.lives.reason else ""
    return _date(one, one.lives, scale, inner_date(one.lives), why)


def _knows(one: DriftStanding, scale: Scale) -> Element:
    why = NO_CUTOFF[one.knows.reason] if one.knows.reason else ""
    return _date(one, one.knows, scale, cutoff(one.knows), why)


def _date(
    one: DriftStanding, found: InnerDate | EffectiveCutoff, scale: Scale, told: str, why: str
) -> Element:
    middle = _middle(found)
    if why:
        return row_note(f"unknown: {why}", "unknown")
    if middle is None:
        down = found.censored == "before"
        label = f"← {told}" if down else f"{told} →"
        drawn = row_open(scale, found.high if down else found.low, told, label, down=down)
    else:
        low, high = (
            (scale.low if found.low is None else found.low),
            (scale.high if found.high is None else found.high),
        )
        drawn = row_dot(scale, middle, low, high, told, years(middle))
    if one.stated_at is not None:
        drawn.insert(
            1, row_tick(scale, one.stated_at, f"stated: {one.stated}")
        )  # below the mark and its words
    return drawn


def draw_reminders(told: Sequence[Told]) -> Element | None:
    """What each reminder mends of what was wrong, beside what it loses of what was right: a block a reminder, in it a
    row a subject. None where nobody was reminded."""
    if not told:
        return None
    rows = [row_of_plots("", "mended of wrong, %", "lost of right, %", css="reach-head")]
    for arm, block in groupby(told, key=lambda one: one[1].arm):
        rows.append(tag("p", arm, class_="bars-title"))
        rows += [
            row_of_plots(subject, _share(one.mended, "nothing was wrong"), _share(one.lost, "not asked"))
            for subject, one in block
        ]
    axes = (foot_axis(SHARES, share_name), foot_axis(SHARES, share_name))
    return rows_of_plots([*rows, row_of_plots("", *axes, css="reach-axis")])


def _share(found: ItemsMean, nothing: str) -> Element:
    if found.mean is None:
        return row_note(nothing, nothing)
    told = f"{share(found)} of {whole(found.items)}"
    return row_dot(SHARES, found.mean, found.low, found.high, told, percent(found.mean))
