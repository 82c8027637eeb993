"""How far the concepts of ideas lie from each other, beside those of human papers of their dates."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.ideas.authors import by_author
from farfield.report.figures.distance_strip import distance_strip
from farfield.report.page.markup import tag
from farfield.results.novelty import Novelty
from farfield.words import numbers
from farfield.words.novelty import median_distance

NOTE = (
    "Each dot is an idea, where it lies among human papers of the years before it: on the left those whose concepts "
    "belong together, on the right those whose concepts are seldom found beside the same words. The band holds the "
    "middle half of {whose}. Far is not good."
)


def distances(result: Novelty) -> Element | None:
    """None where no idea has a distance."""
    rows = []
    people = next((one.distance for one in result.authors if one.against and one.distance), None)
    by_name = by_author(result.ideas)
    for author in result.authors:
        strip = distance_strip(author, [result.ideas[at] for at in by_name[author.author]], people)
        if strip is not None and author.distance:
            told = f" {numbers.count(author.distance.ideas, 'idea')}, median {median_distance(author)}"
            rows.append(tag("div", tag("p", tag("b", author.author), told), strip, class_="kind-row"))
    if not rows:
        return None
    ends = tag(
        "p",
        tag("span", "closer than all papers"),
        tag("span", "farther than all papers"),
        class_="strip-ends",
    )
    note = NOTE.format(whose="the ideas by people" if people else "human papers")
    return tag("section", tag("h2", "Distance"), tag("p", note, class_="note-text"), rows, ends)
