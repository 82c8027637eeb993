"""What a headline score is made of: one bar for each subject, share times score, so its length is the headline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from farfield.report.charts.axes import foot_axis
from farfield.report.charts.frame import share_name
from farfield.report.charts.scale import Scale
from farfield.report.page.markup import tag
from farfield.results import SubjectProfile
from farfield.results.rulers import Band
from farfield.words import phrases
from farfield.words.accents import band_class, regime_class

HEIGHT = 22


@dataclass(frozen=True, slots=True)
class Part:
    """A kind of items: how many, how well they are answered, and what they add to the headline."""

    name: str
    css: str
    items: int
    share: float
    mean: float
    low: float | None
    high: float | None

    @property
    def adds(self) -> float:
        return self.share * self.mean


def parts_by_regime(profile: SubjectProfile) -> list[Part]:
    """The parts of a headline score, a regime each: share of the items, score, interval."""
    return [
        Part(r.regime, regime_class(r.regime), r.items, r.share, r.mean, r.low, r.high)
        for r in profile.regimes
    ]


def parts_by_band(profile: SubjectProfile, ruler: str) -> list[Part]:
    """The bands of a ruler, nearest first, and the items that have no such distance, so that the bar adds up."""
    measured, score = profile.rulers.get(ruler), profile.score
    bands = measured.bands if measured else []
    parts = [
        Part(_span(b), band_class(number, len(bands)), b.items, b.share, b.mean, b.low, b.high)
        for number, b in enumerate(bands)
    ]
    left = score.items - sum(part.items for part in parts)
    share = 1 - sum(part.share for part in parts)  # of the weights, where items have some
    if not parts or left <= 0 or share <= 0 or score.mean is None:
        return parts
    mean = (score.mean - sum(part.adds for part in parts)) / share
    return [*parts, Part("without this distance", "band-none", left, share, max(mean, 0.0), None, None)]


def _span(band: Band) -> str:
    ends = [phrases.distance(band.from_), phrases.distance(band.to)]
    return " to ".join(dict.fromkeys(ends))


def draw_bars(rows: Sequence[tuple[SubjectProfile, Sequence[Part]]]) -> Element:
    """A grid of name, bar and headline for each profile, over one common axis."""
    longest = max((p.score.high or p.score.mean or 0 for p, _ in rows), default=1.0)
    scale = Scale(0, min(1.0, max(0.05, longest) * 1.02), 0, 100)
    grid = tag("div", class_="bars", role="list")
    for profile, parts in rows:
        grid.append(_row(profile, parts, scale))
    grid.append(
        tag(
            "div",
            tag("span"),
            foot_axis(scale, share_name),
            tag("span"),
            class_="bar-row",
            aria_hidden="true",
        )
    )
    return grid


def _row(profile: SubjectProfile, parts: Sequence[Part], scale: Scale) -> Element:
    score = profile.score
    headline = tag("span", tag("b", phrases.percent(score.mean)), class_="bar-total")
    headline.append(
        tag(
            "small",
            f" {phrases.ends_of(score)} {phrases.held(score.items)}",
        )
    )
    name = tag("span", profile.subject, class_="bar-name")
    return tag("div", name, _bar(parts, scale), headline, class_="bar-row", role="listitem")


def _bar(parts: Sequence[Part], scale: Scale) -> Element:
    svg = tag("svg", class_="bar-plot", width="100%", height=HEIGHT, role="img", aria_label=_told(parts))
    at = 0.0
    for part in parts:
        width = scale(part.adds)
        title = tag("title", _part_told(part))
        svg.append(
            tag(
                "rect",
                title,
                class_=f"part {part.css}",
                x=f"{at:.3f}%",
                y=1,
                width=f"{width:.3f}%",
                height=HEIGHT - 2,
            )
        )
        at += width
    return svg


def _told(parts: Sequence[Part]) -> str:
    return "; ".join(_part_told(part) for part in parts)


def _part_told(part: Part) -> str:
    interval = phrases.percent_interval(part.low, part.high)
    share, mean = phrases.percent(part.share), phrases.percent(part.mean)
    return f"{part.name}: {share} of items × {mean} {interval}, {phrases.held(part.items)}"


def names_of(rows: Sequence[tuple[SubjectProfile, Sequence[Part]]]) -> list[tuple[str, str]]:
    """The names of all parts and their CSS classes, each once."""
    return list(dict.fromkeys((part.name, part.css) for _, parts in rows for part in parts))
