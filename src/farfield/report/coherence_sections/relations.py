"""Squared distance relation by relation, and the tuples against which bets win most."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from farfield.report.page.left_out import at_sight
from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.coherence import AnyCoherence
from farfield.words import phrases
from farfield.words.coherence import subject_name, worst_sentence
from farfield.words.numbers import whole

MOST_OF_SUBJECT = 2


def relations(result: AnyCoherence) -> Element | None:
    """None where nobody stated a probability."""
    shown = [*result.subjects, *result.references]
    checks = list(dict.fromkeys(check.check for one in shown for check in one.checks))
    if not checks:
        return None
    rows = []
    for one in shown:
        held = {check.check: check.found for check in one.checks}
        cells = [
            cell(phrases.distance(held[name].squared.mean), whole(held[name].tuples))
            if name in held
            else cell(phrases.NOTHING)
            for name in checks
        ]
        rows.append(row([subject_name(one)], cells))
    table = numbers_table("Squared distance by relation", ["subject", *checks], rows)
    return tag("section", tag("h3", "Squared distance, relation by relation"), table)


def sure_bets(result: AnyCoherence, of: str = "coherence.json") -> Element | None:
    """None where no bets win for certain. `of`: the file that holds them all."""
    told = [
        tag("li", f"{one.subject}, {worst_sentence(worst)}")
        for one in result.subjects
        for worst in one.worst[:MOST_OF_SUBJECT]
    ]
    if not told:
        return None
    shown, more = at_sight(told, "tuple", of=of)
    return tag("section", tag("h3", "Bets that win whatever happens"), tag("ul", shown), more)
