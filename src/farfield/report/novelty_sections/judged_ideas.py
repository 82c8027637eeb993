"""The ideas; each opens to its concepts with their first years, the pair that decides, and its nearest passages."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.charts.legend import swatch
from farfield.report.figures.concept_arc import concept_arc
from farfield.report.page.markup import tag, write
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.novelty import ConceptSeen, IdeaNovelty, KindAt, Novelty, PassageNear
from farfield.words import numbers
from farfield.words.novelty import (
    KIND_CLASSES,
    NOT_LOOKED,
    coverage_sentence,
    distance_sentence,
    kind_name,
    kind_sentence,
    nearest_sentence,
)

ORDER = ("recall", "new primitive", "composition-2", "composition-3", "interpolation", "unknown")
"""As a reader wants to check them."""


def judged_ideas(result: Novelty, budget: int | None) -> Element:
    """The section of the ideas, as many as fit into `budget` bytes."""
    ordered = sorted(result.ideas, key=lambda idea: ORDER.index(idea.kind))
    rows: list[Element] = []
    used = 0
    for idea in ordered:
        one = _idea(idea, result.options.tau, several=len(result.authors) > 1)
        used += len(write(one))
        if budget is not None and used > budget and rows:
            break
        rows.append(one)
    rest = len(ordered) - len(rows)
    return tag(
        "section",
        tag("h2", "The ideas"),
        tag("p", "Each opens to its evidence.", class_="note-text"),
        rows,
        tag(
            "p",
            f"{numbers.count(rest, 'idea')} more stand in novelty.json; farfield view makes a page of all.",
            class_="note-text",
        )
        if rest
        else None,
        id="runs",
    )


def _idea(idea: IdeaNovelty, tau: int, *, several: bool) -> Element:
    own = next((one for one in idea.kinds if one.tau == tau), None)
    summary = tag(
        "summary",
        tag("b", idea.title or idea.id),
        tag("span", swatch(KIND_CLASSES[idea.kind]), kind_name(idea.kind), class_="verdict"),
        tag("small", " · ".join(filter(None, [idea.id, idea.author if several else "", idea.date or ""]))),
    )
    told = [
        kind_sentence(idea, tau), nearest_sentence(own) if not idea.recall else "", coverage_sentence(idea),
        distance_sentence(idea),
    ]  # fmt: skip
    body = tag(
        "div",
        tag("p", " ".join(filter(None, told))),
        _text(idea),
        _arc(own, idea.concepts),
        _concepts(idea.concepts),
        _by_tau(idea.kinds),
        _passages(idea),
        class_="run-body",
    )
    return tag("details", summary, body, class_="run")


def _text(idea: IdeaNovelty) -> Element | None:
    """The idea's text, its concepts underlined; behind each, the first time, the year since which it is known."""
    if not idea.text:
        return None
    since = {one.concept: str(one.first or "new") for one in idea.concepts}
    parts, done, told = list[str | Element](), 0, set[str]()
    for one in idea.marks:
        parts += [idea.text[done : one.begin], tag("u", idea.text[one.begin : one.end])]
        if one.concept in since and one.concept not in told:
            parts.append(tag("sub", since[one.concept]))
            told.add(one.concept)
        done = one.end
    return tag("p", *parts, idea.text[done:], class_="idea-text")


def _arc(own: KindAt | None, concepts: Sequence[ConceptSeen]) -> Element | None:
    if own is None or not own.decided_by:
        return None
    return concept_arc(own.decided_by[0], concepts)


def _concepts(concepts: Sequence[ConceptSeen]) -> Element | None:
    if not concepts:
        return None
    rows = [
        row(
            [one.concept],
            [cell(numbers.whole(one.documents)), cell(str(one.first or numbers.NOTHING)), _firsts(one)],
        )
        for one in concepts
    ]
    return numbers_table("Concepts", ("concept", "documents", "since", "first in"), rows)


def _firsts(one: ConceptSeen) -> Element:
    shown = "; ".join(f"{each.title} ({each.id})" for each in one.first_documents[:2])
    return tag("td", tag("small", shown or numbers.NOTHING))


def _by_tau(kinds: Sequence[KindAt]) -> Element | None:
    if not kinds:
        return None
    told = "; ".join(
        f"{kind_name(one.kind)} where {numbers.count(one.tau, 'document')} must hold a thing for it to be seen"
        for one in kinds
    )
    return tag("p", f"By its concepts alone: {told}.", class_="note-text")


def _passages(idea: IdeaNovelty) -> list[Element]:
    if not idea.passages:
        why = NOT_LOOKED[idea.not_looked] if idea.not_looked else "no document before it shares its words"
        return [tag("p", f"No passage: {why}.", class_="note-text")]
    above = "" if idea.recall_above is None else f"; recall from {numbers.number(idea.recall_above, 2)} on"
    return [
        tag("h4", f"Nearest passages{above}"),
        tag("ul", [_passage(one) for one in idea.passages], class_="accesses"),
    ]


def _passage(one: PassageNear) -> Element:
    shares = [numbers.number(one.score, 2)]
    if one.copied:
        shares.append(f"{numbers.percent(one.copied)} of the idea in the same words")
    if not one.even:
        shares.append("near to a part of it only")
    return tag(
        "li",
        tag("b", one.document.title),
        f" ({one.document.date}, {one.document.id}): {', '.join(shares)}. ",
        tag("q", one.excerpt),
    )
