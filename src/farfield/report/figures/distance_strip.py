"""A strip of distances for each author: where the ideas lie among human papers of their dates."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.results.novelty import AuthorKinds, DistanceSpread, IdeaNovelty
from farfield.words import numbers
from farfield.words.novelty import KIND_CLASSES, median_distance

HEIGHT = 34
ROWS = 5
"""Heights that dots stand at, so that they hide each other less."""


def distance_strip(
    author: AuthorKinds, ideas: Sequence[IdeaNovelty], people: DistanceSpread | None = None
) -> Element | None:
    """Dots by percentile over the middle half of human papers as a band, or of `people`; None where no idea has a
    distance."""
    found = [(idea.distance.percentile, idea) for idea in ideas if idea.distance]
    if not found:
        return None
    told = f"{author.author}: {numbers.count(len(found), 'idea')}, median {median_distance(author)}"
    svg = tag("svg", class_="distance-strip", width="100%", height=HEIGHT, role="img", aria_label=told)
    low, middle, high = (people.low, people.median, people.high) if people else (0.25, 0.5, 0.75)
    width = f"{100 * (high - low):.2f}%"
    svg.append(tag("rect", class_="band", x=f"{100 * low:.2f}%", width=width, y=2, height=HEIGHT - 4))
    svg.append(tag("line", x1=f"{100 * middle:.2f}%", x2=f"{100 * middle:.2f}%", y1=2, y2=HEIGHT - 2))
    for at, (percentile, idea) in enumerate(found):
        height = 6 + (at % ROWS) * (HEIGHT - 12) / (ROWS - 1)
        title = tag("title", f"{idea.title or idea.id}: {numbers.percent(percentile)}")
        svg.append(
            tag(
                "circle", title, class_=KIND_CLASSES[idea.kind], cx=f"{100 * percentile:.2f}%", cy=height, r=3
            )
        )
    return svg
