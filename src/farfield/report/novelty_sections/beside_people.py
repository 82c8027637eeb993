"""Authors beside people: in what their pairs are alike, what differs, and scores against distance."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from farfield.report.page.markup import tag
from farfield.report.tables.numbers import cell, numbers_table, row
from farfield.results.novelty import Novelty
from farfield.results.novelty_sets import PairedDifference, SetBalance, SetComparison
from farfield.results.structs import Estimate
from farfield.words import numbers
from farfield.words.novelty import kind_name
from farfield.words.novelty_sets import (
    COVARIATES,
    PARADIGM,
    UNSEEN,
    balance_in_words,
    comparison_sentence,
    outside_in_words,
    score_sentence,
    unseen_words_in_words,
)

HOW = (
    "Each idea is paired with the one by people that is most like it in topic, number of concepts, length and date, "
    "each used once. Of 0.25 standard deviations and more, or 0.1 with an interval that leaves out 0, a pairing is "
    "out of balance; so are topics where more than 65 % of the texts are nearest to one of their own set. Then "
    "nothing is concluded."
)
WORDS = (
    "From left to right less is taken for new: names from code, which no paper has; then words put together of known "
    "ones; then what may only be missing, as the prior work lacks its topic. Where the order of authors turns on the "
    "way, the first count told of spelling and of the corpus."
)


def paradigm(result: Novelty) -> Element:
    """How many ideas of each author lie out of paradigm."""
    rows = [row([one.author], [cell(outside_in_words(one))]) for one in result.authors]
    return tag(
        "div",
        numbers_table("Out of paradigm", ("", "out of paradigm"), rows),
        tag("p", PARADIGM, class_="note-text"),
        _unseen_words(result),
    )


def _unseen_words(result: Novelty) -> list[Element]:
    """What share of ideas holds a word that no earlier document holds, by what counts as one: why the first answer is
    not the one to trust."""
    rows = [
        row([one.author], [cell(unseen_words_in_words(share)) for share in one.unseen_words])
        for one in result.authors
        if one.unseen_words
    ]
    if not rows:
        return []
    titles = ("Holds a word that no earlier document has", *UNSEEN.values())
    return [
        numbers_table("Words that no earlier document has", titles, rows),
        tag("p", WORDS, class_="note-text"),
    ]


def beside_people(result: Novelty) -> Element | None:
    """None where no people's ideas were given."""
    if not result.comparisons:
        return None
    parts = [part for one in result.comparisons for part in _comparison(one)]
    return tag("section", tag("h2", "Beside people"), tag("p", HOW, class_="note-text"), parts, id="beside")


def _comparison(one: SetComparison) -> list[Element]:
    parts = [tag("h3", one.author), tag("p", comparison_sentence(one))]
    if one.differences:
        titles = ("", one.author, "people", "difference, points")
        parts.append(numbers_table("Pair by pair", titles, [_difference(each) for each in one.differences]))
    if one.balance:
        names = ("Balance", one.author, "people", "in standard deviations", "before matching")
        rows = [_balance(each) for each in one.balance]
        parts.append(numbers_table("Balance of the pairs", names, rows))
    return parts


def _difference(one: PairedDifference) -> Element:
    found = numbers.points(Estimate(one.difference, one.low, one.high))
    pairs = numbers.count(one.pairs, "pair")
    return row(
        [kind_name(one.of)],
        [cell(numbers.percent(one.author)), cell(numbers.percent(one.people)), cell(found, pairs)],
    )


def _balance(one: SetBalance) -> Element:
    failed = "out of balance" if one.failed else ""
    before = numbers.NOTHING if one.before is None else numbers.with_sign(one.before, 2)
    means = [numbers.number(value, 2) for value in (one.author, one.people)]
    return row(
        [COVARIATES[one.covariate]],
        [cell(means[0]), cell(means[1]), cell(balance_in_words(one), failed), cell(before)],
    )


def scores(result: Novelty) -> Element | None:
    """A score against the distance; None without one."""
    if not result.scores:
        return None
    told: Sequence[Element] = [tag("p", score_sentence(one)) for one in result.scores]
    return tag("section", tag("h2", "Score and distance"), told, id="scores")
