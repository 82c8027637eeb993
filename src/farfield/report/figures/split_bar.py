"""One bar that stands for all runs of a group, cut by what stands behind them."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.charts.legend import swatch
from farfield.report.page.markup import tag
from farfield.results.reuse import Split
from farfield.words import numbers
from farfield.words.accents import verdict_class
from farfield.words.reuse import VERDICTS


def split_bar(split: Split, whose: str) -> list[Element]:
    """The bar, and below it what each part is. `whose`: what all runs of it are, as "claimed"."""
    total = split.total
    parts = [(name, number) for name, number in split.plain().items() if number]
    told = "; ".join(f"{VERDICTS[name][0]} {numbers.whole(number)}" for name, number in parts)
    return [_bar(parts, total, f"{numbers.whole(total)} {whose}: {told}"), _key(parts, total)]


def _bar(parts: list[tuple[str, int]], total: int, told: str) -> Element:
    """Drawn as SVG, as a page that runs nothing foreign takes no style from its elements."""
    svg = tag("svg", class_="bar-plot", width="100%", height=30, role="img", aria_label=told)
    at = 0.0
    for name, number in parts:
        width = 100 * number / total
        title = tag("title", f"{VERDICTS[name][0]}: {numbers.whole(number)} of {numbers.whole(total)}")
        svg.append(
            tag("rect", title, class_=f"part {verdict_class(name)}", x=f"{at:.3f}%", width=f"{width:.3f}%",
                y=1, height=28)
        )  # fmt: skip
        at += width
    return svg


def _key(parts: list[tuple[str, int]], total: int) -> Element:
    rows = [
        tag(
            "li",
            swatch(verdict_class(name)),
            tag("b", f"{numbers.whole(number)} {VERDICTS[name][0]}"),
            f" ({numbers.percent(number / total, 0)})",
            tag("small", VERDICTS[name][1]),
        )
        for name, number in parts
    ]
    return tag("ul", rows, class_="split-key")
