"""Whose ideas are of which kind."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.figures.kind_bars import kind_bars
from farfield.report.novelty_sections.beside_people import paradigm
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.novelty import AuthorKinds, Novelty
from farfield.words import numbers
from farfield.words.novelty import KINDS, kind_name, share_in_words


def kinds(result: Novelty) -> Element:
    """The bars, and their numbers with what more prior work could change."""
    titles = ["", *(one.author for one in result.authors)]
    rows = [
        row([kind_name(kind)], [_cell(one, at) for one in result.authors])
        for at, kind in enumerate(KINDS)
        if any(one.kinds[at].ideas for one in result.authors)
    ]
    meanings = [tag("li", tag("b", kind_name(kind)), f": {meaning}") for kind, meaning in KINDS.items()]
    tau = result.options.tau
    note = (
        ""
        if tau == 1
        else f" Here at least {numbers.whole(tau)} documents must hold a thing for it to be seen."
    )
    return tag(
        "section",
        tag("h2", "Kinds"),
        kind_bars(result.authors),
        numbers_table("Ideas by kind", titles, rows),
        tag("p", f"In this order; the first that is true of an idea is its kind.{note}", class_="note-text"),
        tag("ul", meanings, class_="overturning"),
        paradigm(result),
        id="what",
    )


def _cell(one: AuthorKinds, at: int) -> Element:
    share = one.kinds[at]
    told = f"{numbers.whole(share.ideas)}"
    movable = f", {numbers.whole(share.movable)} could move with more prior work" if share.movable else ""
    return cell(share_in_words(share), told + movable)
