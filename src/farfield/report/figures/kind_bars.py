"""A bar for each author, cut by the kinds of the ideas; recall in the warmest colour."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.legend import colour_key
from farfield.report.page.markup import tag
from farfield.results.novelty import AuthorKinds, KindShare
from farfield.words import numbers
from farfield.words.novelty import KIND_CLASSES, KINDS, kind_name, share_in_words


def kind_bars(authors: Sequence[AuthorKinds]) -> Element:
    """A bar each, and the key of the colours that stand in any."""
    held = [kind for at, kind in enumerate(KINDS) if any(one.kinds[at].ideas for one in authors)]
    rows = [
        tag(
            "div",
            tag("p", tag("b", one.author), f" {numbers.count(one.ideas, 'idea')}"),
            _bar(one),
            class_="kind-row",
        )
        for one in authors
    ]
    key = colour_key([(kind_name(kind), KIND_CLASSES[kind]) for kind in held])
    return tag("div", rows, tag("p", key), class_="kind-bars")


def _bar(one: AuthorKinds) -> Element:
    shown = [share for share in one.kinds if share.ideas]
    told = "; ".join(f"{kind_name(share.kind)} {numbers.whole(share.ideas)}" for share in shown)
    svg = tag(
        "svg", class_="bar-plot", width="100%", height=26, role="img", aria_label=f"{one.author}: {told}"
    )
    at = 0.0
    for share in shown:
        width = 100 * share.share
        svg.append(_part(share, one, at, width))
        at += width
    return svg


def _part(share: KindShare, one: AuthorKinds, at: float, width: float) -> Element:
    title = (
        f"{kind_name(share.kind)}: {numbers.whole(share.ideas)} of {numbers.whole(one.ideas)}, "
        f"{share_in_words(share)}"
    )
    return tag(
        "rect", tag("title", title), class_=f"part {KIND_CLASSES[share.kind]}", x=f"{at:.3f}%", width=f"{width:.3f}%",
        y=1, height=24,
    )  # fmt: skip
