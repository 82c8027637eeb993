"""Outcomes over years from the effective cutoff to the change, stacked; and what is left of a reminder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import draw_plot, percent_across
from farfield.report.charts.frame import Frame, down_scale, share_name
from farfield.report.charts.lines import path
from farfield.report.charts.marks import level_line, note, point_mark, upright_line
from farfield.report.charts.scale import Scale
from farfield.report.page.markup import tag
from farfield.results.drift import OUTCOMES, HalfLife, Kept, OutcomeBand
from farfield.words.accents import outcome_class
from farfield.words.drift import band_name, half_life, share
from farfield.words.numbers import count, number, percent

HEIGHT = 120
ROOM = 2.0
"""Years that a band without an end is drawn wide."""
CURVE = 80


def draw_bands(
    bands: Sequence[OutcomeBand],
    across: tuple[float, float],
    interval: tuple[float, float] | None,
    stated: float | None,
    told: str,
) -> Element | None:
    """The stacked shares of outcomes, band by band; None without a band. `across`: the years drawn; `interval`: of the
    cutoff, in years about 0; `stated`: where the stated cutoff lies."""
    if not bands:
        return None
    frame = Frame(Scale(*across, 0, 100), down_scale(0, 1, HEIGHT), _tick, share_name, named_down=(0, 0.5, 1))
    layers: list[Element | None] = [part for one in bands for part in _stack(one, frame)]
    if interval is not None:
        left, right = (frame.across.clamp(end) for end in interval)
        y = frame.top - 3
        layers.append(
            tag("line", class_="reach-span", x1=percent_across(left), x2=percent_across(right), y1=y, y2=y)
        )
    layers.append(upright_line(frame, frame.across(0), "cutoff", above=6))
    if stated is not None and frame.across.low <= stated <= frame.across.high:
        at = frame.across(stated)
        layers += [
            upright_line(frame, at, "reach-line"),
            note("stated", percent_across(at), frame.top - 6, _side(at)),
        ]
    return draw_plot(frame, told, layers)


def years_across(arms: Sequence[Sequence[OutcomeBand]]) -> tuple[float, float]:
    """The years that plots of several arms share, so that they can be compared: a year on either side of 0 at least."""
    held = [one for bands in arms for one in bands]
    return min([-1.0, *map(_start, held)]), max([1.0, *map(_end, held)])


def _tick(value: float) -> str:
    """A round value, half ones with their half."""
    return number(value, 0 if value == round(value) else 1)


def _side(at: float) -> str:
    return "end" if at > 50 else "start"


def _start(one: OutcomeBand) -> float:
    return (one.to or 0.0) - ROOM if one.from_ is None else one.from_


def _end(one: OutcomeBand) -> float:
    return (one.from_ or 0.0) + ROOM if one.to is None else one.to


def _stack(one: OutcomeBand, frame: Frame) -> Iterator[Element]:
    left, right = frame.across(_start(one)), frame.across(_end(one))
    held = 0.0
    for outcome in OUTCOMES:
        part = one.counts.get(outcome, 0) / one.rows
        if part:
            title = f"{band_name(one)} years: {outcome} {percent(part)} of {count(one.rows, 'answer')}"
            top, bottom = frame.down(held + part), frame.down(held)
            yield tag(
                "rect", tag("title", title), class_=f"part {outcome_class(outcome)}", x=percent_across(left),
                width=percent_across(right - left), y=f"{top:.1f}", height=f"{bottom - top:.1f}",
            )  # fmt: skip
            held += part


def bands_told(name: str, bands: Sequence[OutcomeBand]) -> str:
    """The picture in words."""
    parts = [
        f"{band_name(one)} years: current {share(one.current)}, stale {share(one.stale)}" for one in bands
    ]
    return f"{name}: {'; '.join(parts)}"


def draw_half_life(life: HalfLife) -> Element | None:
    """What is current so many exchanges after a reminder, the fitted decay, and the half-life; None without a fit."""
    if life.reason is not None or not life.last:
        return None
    frame = Frame(
        Scale(0, float(life.last), 2, 97), down_scale(0, 1, HEIGHT), _tick, share_name,
        named_down=(0, 0.5, 1),
    )  # fmt: skip
    floors = [
        one.control.mean for one in life.points if one.control is not None and one.control.mean is not None
    ]
    floor = sum(floors) / len(floors) if floors else 0.0
    layers: list[Element | None] = [level_line(frame, floor, "without a reminder")]
    if life.exchanges is not None and life.strength is not None:
        steps = [life.last * at / CURVE for at in range(CURVE + 1)]
        line = [
            (10 * frame.across(at), frame.down.clamp(floor + life.strength * 2 ** (-at / life.exchanges)))
            for at in steps
        ]
        drawn = tag("path", class_="fit", d=path(line))
        layers.append(
            tag("svg", drawn, x="0", y="0", width="100%", height=frame.height, viewBox=f"0 0 1000 {frame.height}",
                preserveAspectRatio="none")
        )  # fmt: skip
        if life.exchanges <= life.last:
            layers.append(upright_line(frame, frame.across(life.exchanges), "reach-line"))
    layers += [_kept(one, frame) for one in life.points]
    return draw_plot(frame, f"{life.arm}: half-life {half_life(life)}", layers)


def _kept(one: Kept, frame: Frame) -> Element | None:
    if one.current.mean is None:
        return None
    low, high = one.current.low, one.current.high
    ends = None if low is None or high is None else (frame.down(low), frame.down(high))
    told = f"{one.exchanges} exchanges: {share(one.current)} current of {count(one.rows, 'answer')}"
    return point_mark(percent_across(frame.across(one.exchanges)), frame.down(one.current.mean), ends, told)
